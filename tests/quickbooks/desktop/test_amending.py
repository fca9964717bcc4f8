"""A receipt that grows after it was posted: replaced in QuickBooks, watched by the mirror."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.quickbooks.simulator.desktop.calling import Fault
from app.quickbooks.simulator.desktop.web_connector import Step
from app.sync.documents import ReceiptDoc
from app.sync.models import ExternalTransaction
from tests.quickbooks.desktop.world import World


async def grown(world: World, first: ReceiptDoc) -> ReceiptDoc:
    more = await world.receipt(qty={"OAT-1L": "20", "YOG-500": "6"})
    return first.model_copy(update={"lines": more.lines})


async def mirrored(world: World) -> dict[str, ExternalTransaction]:
    async with world.db.read() as session:
        found = await session.execute(sa.select(ExternalTransaction))
        return {row.external_id: row for row in found.scalars()}


async def test_the_new_record_is_ours_and_the_old_one_forgotten(world: World) -> None:
    before = world.on_hand("OAT-1L")
    first = await world.receipt(memo="Dock 4")
    await world.want(first, completed=True)
    await world.settle()
    [old] = world.copies(first)
    old.values["Memo"] = old.values["Memo"].replace("Dock 4", "Dock 4, two pallets")
    world.books.touch(old)
    await world.read_again()
    await world.want(await grown(world, first), completed=True)
    await world.settle()
    row = await world.operation(first)
    assert (row.state, row.problem, row.warnings, row.sent) == ("done", None, None, 2)
    [new] = world.copies(first)
    assert new.txn_id != old.txn_id
    assert new.values["Memo"].startswith("Dock 4, two pallets · Scanpost")
    assert world.on_hand("OAT-1L") == before + Decimal(20)
    await world.read_again()
    seen = await mirrored(world)
    assert seen[old.txn_id].deleted
    assert not seen[new.txn_id].deleted
    assert seen[new.txn_id].document_id == first.id
    assert (await world.operation(first)).warnings is None


def deletion(world: World) -> bool:
    return bool(world.books.deleted)


def addition(world: World) -> bool:
    return any(txn.values["Memo"].endswith("/2") for txn in world.txns("ItemReceipt"))


@pytest.mark.parametrize("fault", [Fault.DROP_REQUEST, Fault.DROP_REPLY])
@pytest.mark.parametrize("was_made", [deletion, addition])
async def test_read_before_it_is_settled_it_is_nobody_elses(
    world: World, fault: Fault, was_made: Callable[[World], bool]
) -> None:
    """QuickBooks did it, and its answer to the deletion or the addition went astray; the next visit
    reads what changed before it asks."""
    before = world.on_hand("OAT-1L")
    first = await world.receipt()
    await world.want(first, completed=True)
    await world.settle()
    await world.want(await grown(world, first), completed=True)
    astray: list[Step] = []

    def faults(step: Step) -> Fault | None:
        if step.operation != "receiveResponseXML" or astray or not was_made(world):
            return None
        astray.append(step)
        return fault

    await world.settle(faults=faults)
    assert astray
    row = await world.operation(first)
    assert (row.state, row.problem, row.warnings) == ("done", None, None)
    assert len(world.copies(first)) == 1
    assert world.on_hand("OAT-1L") == before + Decimal(20)
    assert not await warned(world)


async def warned(world: World) -> list[ExternalTransaction]:
    """What the mirror takes for somebody else's doing."""
    seen = (await mirrored(world)).values()
    return [one for one in seen if one.document_id is None and "Scanpost" in one.note]
