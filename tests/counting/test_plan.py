"""Cycle counts: which bins are due, and the count that asks for them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.core import clock
from app.counting import plan as plans
from app.counting.models import CountPlan, PlanMethod
from app.counting.problems import NothingToCount
from tests import builders
from tests.counting.conftest import Count

DAY = timedelta(days=1)


async def stocked(count: Count) -> None:
    """GOLD in A-01 makes most of the value, SAND in B-01 next to none; sand is what is picked."""
    floor = count.floor
    async with floor.db.write() as session:
        gold = await builders.make_item(session, "GOLD", purchase_cost=Decimal(900))
        sand = await builders.make_item(session, "SAND", purchase_cost=Decimal("0.01"))
    await floor.put(gold, floor.a1, 10)
    await floor.put(sand, floor.b1, 500)
    task_id = await floor.release(await floor.order((sand, 5)))
    await floor.pick(task_id, sand, floor.b1, qty=Decimal(5))
    await count.counted(floor.a1, (gold, 10))
    count.id = None
    await count.counted(floor.b1, (sand, 495))
    count.id = None


async def due(count: Count, **columns: Any) -> list[tuple[str, str]]:
    """Code and class of the bins that are due, the most pressing first."""
    async with count.floor.db.read() as session:
        found = await plans.due_bins(session, CountPlan(name="Cycle", **columns))
    return [(one.code, one.abc.value) for one in found]


async def test_class_a_is_counted_more_often_than_class_c(count: Count) -> None:
    await stocked(count)
    by_value = {"method": PlanMethod.ABC_VALUE, "days_a": 30, "days_c": 180}
    assert await due(count, **by_value) == []
    with clock.freeze(clock.now() + 31 * DAY):
        assert await due(count, **by_value) == [("A-01", "a")]
        assert await due(count, method=PlanMethod.ABC_MOVEMENT) == [("B-01", "a")]
    with clock.freeze(clock.now() + 181 * DAY):
        assert await due(count, **by_value) == [("A-01", "a"), ("B-01", "c")]
        assert await due(count, max_bins=1, **by_value) == [("A-01", "a")]


async def test_every_bin_of_a_place_or_only_the_empty_ones(count: Count) -> None:
    await stocked(count)
    floor = count.floor
    async with floor.db.write() as session:
        await builders.make_bin(session, "C-01", warehouse=floor.warehouse, walk_order=5)
    every = {"method": PlanMethod.EVERY_BIN, "days_a": 7}
    assert await due(count, **every) == [("MAIN-DOCK", "c"), ("C-01", "c")]
    with clock.freeze(clock.now() + 8 * DAY):
        codes = [code for code, _ in await due(count, **every)]
        assert codes == ["MAIN-DOCK", "C-01", "A-01", "B-01"]  # never counted ones first
        only = await due(count, location_id=floor.b1.id, **every)
        assert only == [("B-01", "c")]
    empty = await due(count, method=PlanMethod.EMPTY_BINS, days_a=7)
    assert [code for code, _ in empty] == ["MAIN-DOCK", "C-01"]


async def test_a_run_asks_in_walk_order_and_never_twice_for_the_same_bin(count: Count) -> None:
    floor = count.floor
    plan = await kept(count, method=PlanMethod.EVERY_BIN, location_id=floor.warehouse.location.id)
    count.id = await floor.db.transact(lambda session: plans.run_plan(session, plan))
    review = await count.review()
    assert [one.code for one in review.review_bins] == ["MAIN-DOCK", "A-01", "B-01"]
    with pytest.raises(NothingToCount):
        await floor.db.transact(lambda session: plans.run_plan(session, plan))


async def kept(count: Count, **columns: Any) -> CountPlan:
    async with count.floor.db.write() as session:
        plan = CountPlan(name="Cycle", **columns)
        session.add(plan)
        await session.flush()
    return plan


async def test_an_automatic_plan_runs_once_a_day(count: Count) -> None:
    await kept(count, method=PlanMethod.EVERY_BIN, automatic=True, max_bins=1)
    await kept(count, method=PlanMethod.EVERY_BIN)

    async def run() -> int:
        made: list[UUID] = list(await count.floor.db.transact(plans.run_due))
        return len(made)

    assert (await run(), await run()) == (1, 0)
    with clock.freeze(clock.now() + DAY):
        assert await run() == 1
