"""Any fix, at any time, with any trouble under way: never two transactions of one document."""

import random
from collections.abc import AsyncIterator

import pytest

from app.core import clock
from app.quickbooks.simulator.faults import FaultKind
from app.settings import Settings
from app.sync import jobs
from app.sync.documents import ReceiptDoc
from app.sync.fixing.routes import router as fixing
from app.sync.port import FixKind
from app.sync.routes import router as sync
from tests.quickbooks.online.buttons import Desk
from tests.quickbooks.online.world import World
from tests.routes_client import manager_client

REFUSALS = (610, 620, 2500, 6140, 6200, 6270, 6430, 10000)
TROUBLES = (FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE, FaultKind.REQUESTID_IGNORED)
PRESSED = tuple(one.value for one in FixKind if one is not FixKind.BY_HAND)
CHOSEN = {
    "renumber": ("number", ("R-000001-2", "R-000001-3")),
    "redate": ("on", ("2026-11-18", "2026-11-19")),
}


@pytest.fixture
async def desk(world: World, settings: Settings) -> AsyncIterator[Desk]:
    async with manager_client(world.db, settings, sync, fixing) as client:
        yield Desk(world, client)


async def offered(desk: Desk, document: ReceiptDoc) -> list[str]:
    """What the panel offers now."""
    problem = (await desk.look(document))["problem"] or {"fixes": []}
    return [one["kind"] for one in problem["fixes"] if one["kind"] in PRESSED]


@pytest.mark.parametrize("seed", range(2, 10))
async def test_whatever_is_pressed_whenever(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - dice for a test
    world = desk.world
    faults = world.company.faults
    receipt = await world.receipt(purchase_order_id=None, qty={"OAT-1L": "1"})
    await world.want(receipt)
    pressed = 0
    for step in range(60):
        match dice.randrange(10):
            case 0:
                faults.switch_on(FaultKind.FAULT, entity="bill", code=dice.choice(REFUSALS))
            case 1:
                faults.switch_on(dice.choice(TROUBLES), entity="bill")
            case 2:
                version = await world.receipt(qty={"OAT-1L": str(step + 2)}, id=receipt.id)
                await world.want(version.model_copy(update={"purchase_order_id": None}))
            case 3 | 4 | 5:
                with clock.freeze(world.hour.now):
                    await jobs.sweep(world.ctx)
                await world.drain()
            case 6 if bills := world.books("Bill"):
                if dice.random() < 0.3:
                    await world.delete("Bill", bills[0])
            case _:
                kind = dice.choice(await offered(desk, receipt) or PRESSED)
                name, values = CHOSEN.get(kind, ("", ("",)))
                chosen = {name: dice.choice(values)} if name else {}
                answer = await desk.try_to_press(receipt, kind, **chosen)
                assert answer.status_code < 500, answer.text
                pressed += answer.status_code == 200
        assert len(world.copies(receipt)) <= 1
        world.later(dice.choice((1, 60, 400)))
    faults.clear()
    for _ in range(6):
        await world.settle()
        if (await world.operation(receipt)).state == "done":
            break
        gone = (await desk.problem(receipt))["code"] == "gone_in_quickbooks"
        answer = await desk.try_to_press(receipt, "recreate" if gone else "retry")
        assert answer.status_code == 200, answer.text
    assert pressed > 0
    await desk.assert_posted_once(receipt)
