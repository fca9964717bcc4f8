"""How much of what QuickBooks refuses is foreseen at the scan, and how often we cry wolf."""

from collections import Counter
from collections.abc import Sequence

import pytest

from app.sync.models import OperationState, SyncOperation
from app.sync.preflight.finding import NOTICES
from tests.quickbooks.preflight.comforts import COMFORTS
from tests.quickbooks.preflight.scene import Scene
from tests.quickbooks.preflight.troubles import TROUBLES, Trouble

TIMES = 3
pytestmark = pytest.mark.timeout(600)  # a few thousand exchanges with the simulator
FORESEEN = 0.95
CRIED_WOLF = 0.01


def warned(row: SyncOperation) -> list[str]:
    """What the scan said QuickBooks would refuse."""
    return [one["code"] for one in row.foreseen or () if one["code"] not in NOTICES]


async def played(scene: Scene, trouble: Trouble) -> tuple[Sequence[str], SyncOperation]:
    """What was foreseen, and what became of the document. The stage is clean afterwards."""
    async with trouble(scene) as document:
        await scene.world.want(document)
        codes = warned(await scene.world.operation(document))
        await scene.world.drain()
        row = await scene.world.operation(document)
    await scene.recover()
    return codes, row


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few thousand calls need no log."""
    monkeypatch.setattr("app.quickbooks.online.transport.log.info", lambda *_, **__: None)


async def test_what_quickbooks_refuses_was_foreseen_in_the_same_words(scene: Scene) -> None:
    refused, missed, otherwise = 0, Counter[str](), Counter[str]()
    for name, trouble in TROUBLES.items():
        for _ in range(TIMES):
            codes, row = await played(scene, trouble)
            if row.state is OperationState.DONE:
                continue
            refused += 1
            if not codes:
                missed[name] += 1
            elif row.problem is not None and row.problem["code"] not in codes:
                otherwise[f"{name}: {row.problem['code']}, not {codes}"] += 1
    assert refused == len(TROUBLES) * TIMES, "every trouble is one to the simulator"
    assert missed.total() <= refused * (1 - FORESEEN), missed
    assert otherwise.total() <= refused * (1 - FORESEEN), otherwise


async def test_what_quickbooks_takes_was_not_warned_of(scene: Scene) -> None:
    taken, wolves = 0, Counter[str]()
    for name, comfort in COMFORTS.items():
        for _ in range(TIMES):
            codes, row = await played(scene, comfort)
            assert row.state is OperationState.DONE, (name, row.problem)
            taken += 1
            if codes:
                wolves[f"{name}: {codes}"] += 1
    assert taken == len(COMFORTS) * TIMES
    assert wolves.total() <= taken * CRIED_WOLF, wolves
