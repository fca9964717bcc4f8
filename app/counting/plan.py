"""Cycle counts: which bins are due, and the count that asks for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location, LocationLevel, LocationUse
from app.core import clock
from app.core.types import Quantity
from app.core.upsert import table_of
from app.counting import rules
from app.counting.models import BinState, CountBin, CountOrigin, CountPlan, PlanMethod
from app.counting.opening import open_count
from app.counting.problems import NothingToCount
from app.counting.rules import AbcClass
from app.inventory.models import MoveReason, StockBalance, StockMove

MOVEMENT_DAYS = 90
"""How far back ABC by movement looks."""
AGAIN = timedelta(hours=20)
"""An automatic plan runs once a day, whenever the server looks."""

_bin, _place = table_of(CountBin).c, table_of(Location).c
_balance, _move, _item = table_of(StockBalance).c, table_of(StockMove).c, table_of(Item).c
_plan = table_of(CountPlan)
_ZERO = sa.literal(Decimal(0), Quantity())
_ABC = (PlanMethod.ABC_VALUE, PlanMethod.ABC_MOVEMENT)


@dataclass(frozen=True, slots=True)
class DueBin:
    """A bin to count; `counted_at` is when it was last counted, None: never."""

    location_id: UUID
    code: str
    walk_order: int
    abc: AbcClass
    counted_at: datetime | None


async def due_bins(session: AsyncSession, plan: CountPlan) -> list[DueBin]:
    """The bins that are due by a plan, the most pressing first, at most as many as it asks for."""
    classes = await _bin_classes(session, plan)
    empty = plan.method is PlanMethod.EMPTY_BINS
    rows = await _bins(session, plan, only_empty=empty)
    now = clock.now()
    bins = [
        DueBin(row.id, row.code, row.walk_order, classes.get(row.id, AbcClass.C), row.counted_at)
        for row in rows
        if plan.method not in _ABC or row.id in classes
    ]
    due = [one for one in bins if _is_due(plan, one, now)]
    long_ago = datetime.min.replace(tzinfo=now.tzinfo)
    due.sort(key=lambda one: (_rank(plan, one), one.counted_at or long_ago, one.walk_order))
    return due[: plan.max_bins]


def _rank(plan: CountPlan, one: DueBin) -> str:
    return one.abc.value if plan.method in _ABC else ""


def _is_due(plan: CountPlan, one: DueBin, now: datetime) -> bool:
    days = {AbcClass.A: plan.days_a, AbcClass.B: plan.days_b, AbcClass.C: plan.days_c}
    wait = days[one.abc] if plan.method in _ABC else plan.days_a
    return one.counted_at is None or one.counted_at <= now - timedelta(days=wait)


async def _bins(session: AsyncSession, plan: CountPlan, *, only_empty: bool) -> Sequence[Any]:
    """Bins in use that nobody counts at present, with their last count."""
    last = (
        sa.select(sa.func.max(_bin.counted_at))
        .where(_bin.location_id == _place.id, _bin.state != BinState.WAITING)
        .correlate(Location)
        .scalar_subquery()
    )
    busy = sa.exists().where(_bin.location_id == _place.id, _bin.live).correlate(Location)
    query = sa.select(_place.id, _place.code, _place.walk_order, last.label("counted_at")).where(
        _place.level == LocationLevel.BIN,
        _place.use != LocationUse.PACKING,
        _place.active,
        ~busy,
    )
    if plan.location_id is not None:
        tree = (_place.id, _place.parent_id, _place.warehouse_id)
        query = query.where(sa.or_(*(level == plan.location_id for level in tree)))
    if only_empty:
        held = sa.exists().where(_balance.location_id == _place.id, _balance.on_hand != 0)
        query = query.where(~held.correlate(Location))
    return (await session.execute(query)).all()


async def _bin_classes(session: AsyncSession, plan: CountPlan) -> Mapping[UUID, AbcClass]:
    """The class of each bin that holds something: that of its most important item."""
    if plan.method not in _ABC:
        return {}
    by_value = plan.method is PlanMethod.ABC_VALUE
    classes = rules.abc(await (_values(session) if by_value else _movements(session)))
    query = sa.select(_balance.location_id, _balance.item_id).where(_balance.on_hand != 0)
    found: dict[UUID, AbcClass] = {}
    for row in await session.execute(query):
        mine = classes.get(row.item_id, AbcClass.C)
        found[row.location_id] = min(mine, found.get(row.location_id, AbcClass.C))
    return found


async def _values(session: AsyncSession) -> dict[UUID, Decimal]:
    query = (
        sa.select(_balance.item_id, _item.purchase_cost, sa.func.sum(_balance.on_hand).label("qty"))
        .join(Item, _item.id == _balance.item_id)
        .group_by(_balance.item_id, _item.purchase_cost)
    )
    return {
        row.item_id: row.qty * (row.purchase_cost or Decimal(0))
        for row in await session.execute(query)
    }


async def _movements(session: AsyncSession) -> dict[UUID, Decimal]:
    """Units picked lately; what nobody picks is class C."""
    since = clock.now() - timedelta(days=MOVEMENT_DAYS)
    query = (
        sa.select(_move.item_id, sa.func.sum(_move.qty).label("qty"))
        .where(_move.reason == MoveReason.PICK, _move.posted_at >= since)
        .group_by(_move.item_id)
    )
    return {row.item_id: row.qty for row in await session.execute(query)}


async def run_plan(
    session: AsyncSession, plan: CountPlan, *, opened_by: UUID | None = None
) -> UUID:
    """Make a count of what is due. Raises NothingToCount."""
    due = sorted(await due_bins(session, plan), key=lambda one: (one.walk_order, one.code))
    await session.execute(
        sa.update(_plan).where(_plan.c.id == plan.id).values(last_run_at=clock.now())
    )
    session_id = await open_count(
        session,
        [one.location_id for one in due],
        origin=CountOrigin.PLAN,
        plan_id=plan.id,
        opened_by=opened_by,
        note=plan.name,
    )
    if session_id is None:
        raise NothingToCount(
            f"No bin of “{plan.name}” is due.", action="Run it later, or shorten its days."
        )
    return session_id


async def run_due(session: AsyncSession) -> Collection[UUID]:
    """Run the automatic plans that have not run today; the ids of the counts they made."""
    plans = await session.execute(
        sa.select(CountPlan)
        .where(
            _plan.c.automatic,
            _plan.c.active,
            sa.or_(_plan.c.last_run_at.is_(None), _plan.c.last_run_at <= clock.now() - AGAIN),
        )
        .with_for_update()
    )
    made: list[UUID] = []
    for plan in plans.scalars().all():
        try:
            made.append(await run_plan(session, plan))
        except NothingToCount:
            continue
    return made
