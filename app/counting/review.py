"""What the desk reads of counts: differences with their value, plans, and how right the books are.

For supervisors only: all of this says what the ledger expects.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.models import Location
from app.core import clock
from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.counting import rules
from app.counting.approve import picks_of
from app.counting.compare import Compared, compare
from app.counting.models import (
    BinState,
    CountBin,
    CountLine,
    CountPlan,
    CountSession,
    Decision,
    SessionState,
)
from app.counting.plan import due_bins
from app.counting.problems import CountNotFound
from app.counting.reactivate import inactive_items
from app.counting.schemas import (
    AccuracyOut,
    CountItem,
    CountReview,
    CountRow,
    EarlierCount,
    PickRef,
    PlanOut,
    ReviewBin,
    ReviewLine,
    UnitRef,
)

ACCURACY_DAYS = 90

_session, _bin, _line = table_of(CountSession).c, table_of(CountBin).c, table_of(CountLine).c
_place, _user = table_of(Location).c, table_of(User).c
_NOT_AGREED = (Decision.OPEN, Decision.APPROVED)


async def counts(
    session: AsyncSession,
    *,
    state: SessionState | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[CountRow]:
    """Counts, newest first."""
    query = sa.select(table_of(CountSession))
    if state is not None:
        query = query.where(_session.state == state)
    page = await fetch_page(
        session,
        query,
        keys=(_session.created_at, _session.id),
        cursor=cursor,
        limit=limit,
        descending=True,
    )
    bins, lines = await _content(session, [row.id for row in page.rows])
    return Page(
        items=[
            CountRow.model_validate(_row(row, bins[row.id], lines[row.id])) for row in page.rows
        ],
        next_cursor=page.next_cursor,
    )


def _row(row: Any, bins: Sequence[Any], lines: Sequence[Compared]) -> dict[str, Any]:
    off = [one for one in lines if one.differs and one.decision in _NOT_AGREED]
    done = sum(1 for one in bins if one.state in (BinState.COUNTED, BinState.REPLACED))
    return dict(row._mapping) | {
        "bins": len(bins),
        "bins_done": done,
        "differences": len(off),
        "value": sum((one.found.value or Decimal(0) for one in off), Decimal(0)),
    }


Bins = dict[UUID, list[Any]]
Lines = dict[UUID, list[Compared]]


async def _content(session: AsyncSession, session_ids: Sequence[UUID]) -> tuple[Bins, Lines]:
    """Of each count its bins as counted last, and their lines."""
    query = (
        sa.select(
            table_of(CountBin), _place.code, sa.func.coalesce(_user.name, "").label("counter")
        )
        .join(Location, _place.id == _bin.location_id)
        .outerjoin(User, _user.id == _bin.counter_id)
        .where(_bin.session_id.in_(session_ids))
        .order_by(_place.walk_order, _place.code, _bin.round)
    )
    newest: dict[tuple[UUID, UUID], Any] = {}
    for row in await session.execute(query):
        newest[row.session_id, row.location_id] = row
    bins: Bins = defaultdict(list)
    for row in newest.values():
        bins[row.session_id].append(row)
    of_session = {row.id: row.session_id for row in newest.values()}
    lines: Lines = defaultdict(list)
    for line in await compare(session, list(of_session)):
        lines[of_session[line.bin_id]].append(line)
    return bins, lines


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A count that waits for a supervisor; `total` is how many there are."""

    id: UUID
    number: str
    differences: int
    value: Decimal
    total: int


async def awaiting_approval(session: AsyncSession, limit: int) -> list[Awaiting]:
    """Counts whose differences are to be decided, the oldest first."""
    query = (
        sa.select(table_of(CountSession), sa.func.count().over().label("total"))
        .where(_session.state == SessionState.COUNTED)
        .order_by(_session.created_at, _session.id)
        .limit(limit)
    )
    rows = (await session.execute(query)).all()
    bins, lines = await _content(session, [row.id for row in rows])
    found = [(row, _row(row, bins[row.id], lines[row.id])) for row in rows]
    return [
        Awaiting(row.id, row.number, values["differences"], values["value"], row.total)
        for row, values in found
    ]


async def review(session: AsyncSession, session_id: UUID) -> CountReview:
    """One count with all a supervisor decides by; raises CountNotFound."""
    query = sa.select(table_of(CountSession)).where(_session.id == session_id)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise CountNotFound("This count does not exist.", id=session_id)
    bins, lines = await _content(session, [session_id])
    mine = [one for one in lines[session_id] if one.decision is not Decision.REJECTED]
    off = {one.item_id for one in mine if one.differs and one.decision is Decision.OPEN}
    inactive = await inactive_items(session, off)
    earlier = await _earlier(session, session_id)
    return CountReview.model_validate(
        _row(row, bins[session_id], mine)
        | {
            "review_bins": [
                ReviewBin.model_validate(dict(one._mapping)) for one in bins[session_id]
            ],
            "lines": [await _review_line(session, one, inactive, earlier) for one in mine],
            "accuracy": _accuracy(mine),
        }
    )


async def _review_line(
    session: AsyncSession,
    one: Compared,
    inactive: set[UUID],
    earlier: dict[tuple[UUID, UUID], list[EarlierCount]],
) -> ReviewLine:
    picks = await picks_of(session, one) if one.decision is Decision.OPEN else []
    return ReviewLine(
        id=one.line_id,
        bin_id=one.bin_id,
        location_code=one.code,
        item=CountItem(
            id=one.item_id, sku=one.sku, name=one.name, unit=one.unit, tracking=one.tracking
        ),
        lot_number=one.lot_number or None,
        expected=one.found.expected,
        counted=one.found.counted,
        difference=one.found.difference,
        differs=one.differs,
        unit_cost=one.found.unit_cost,
        value=one.found.value,
        counted_at=one.counted_at,
        decision=one.decision,
        reason=one.reason,
        applied=one.applied,
        moved=one.moved,
        corrected=one.corrected,
        inactive=one.item_id in inactive,
        picks=[PickRef(order_number=pick.order_number, qty=pick.qty) for pick in picks],
        missing=[unit.number for unit in one.missing],
        found=[UnitRef(number=unit.number, where=unit.where) for unit in one.extra],
        earlier=earlier.get((one.location_id, one.lot_id), []),
    )


async def _earlier(
    session: AsyncSession, session_id: UUID
) -> dict[tuple[UUID, UUID], list[EarlierCount]]:
    query = (
        sa.select(_bin.location_id, _line.lot_id, _bin.round, _line.counted, _user.name)
        .join(CountBin, _bin.id == _line.bin_id)
        .join(User, _user.id == _bin.counter_id)
        .where(_bin.session_id == session_id, _bin.state == BinState.REPLACED)
        .order_by(_bin.round)
    )
    found: dict[tuple[UUID, UUID], list[EarlierCount]] = defaultdict(list)
    for row in await session.execute(query):
        found[row.location_id, row.lot_id].append(
            EarlierCount(round=row.round, counted=row.counted, counter=row.name)
        )
    return found


def _accuracy(lines: Sequence[Compared]) -> AccuracyOut:
    found = rules.accuracy(one.found for one in lines)
    return AccuracyOut.model_validate(found, from_attributes=True)


async def overall_accuracy(session: AsyncSession) -> AccuracyOut:
    """Of all lines decided in the last 90 days; second counts replace first ones."""
    query = sa.select(_line.expected, _line.counted, _line.unit_cost).where(
        _line.decision.in_((Decision.AGREED, Decision.APPROVED)),
        _line.decided_at >= clock.now() - timedelta(days=ACCURACY_DAYS),
    )
    found = [
        rules.Found(row.expected, row.counted, row.unit_cost)
        for row in await session.execute(query)
    ]
    return AccuracyOut.model_validate(rules.accuracy(found), from_attributes=True)


async def plans(session: AsyncSession) -> list[PlanOut]:
    """All cycle counts by name, with what is due of each."""
    rows = (await session.exec(select(CountPlan).order_by(CountPlan.name))).all()
    return [await plan_out(session, one) for one in rows]


async def plan_out(session: AsyncSession, plan: CountPlan) -> PlanOut:
    """One cycle count with what is due."""
    code = None
    if plan.location_id is not None:
        code = await session.scalar(sa.select(_place.code).where(_place.id == plan.location_id))
    due = len(await due_bins(session, plan)) if plan.active else 0
    return PlanOut.model_validate(plan.model_dump() | {"location_code": code or "", "due": due})
