"""A bin is counted: its lines are written, and it is told whether somebody has to count again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item
from app.core import clock
from app.core.types import new_id
from app.core.upsert import table_of
from app.counting import rules
from app.counting.compare import Compared, compare
from app.counting.head import COUNT, BinHead, Head, changed, company_rules, live_bins
from app.counting.models import (
    BinState,
    CountBin,
    CountEntry,
    CountLine,
    CountRules,
    CountSession,
    Decision,
    SessionState,
)
from app.counting.opening import next_round
from app.counting.problems import BinNotEmpty, NotCounted
from app.inventory.floor import Applied, FloorScan
from app.inventory.models import StockBalance, StockMove

_bin, _entry, _line = table_of(CountBin), table_of(CountEntry).c, table_of(CountLine)
_balance, _move, _item = table_of(StockBalance).c, table_of(StockMove).c, table_of(Item).c
_session = table_of(CountSession)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one lot, and between which moments."""

    item_id: UUID
    lot_id: UUID
    qty: Decimal
    since: datetime
    counted_at: datetime
    received_at: datetime


async def finish_bin(
    session: AsyncSession, scan: FloorScan, head: Head, here: BinHead, *, empty: bool
) -> Applied:
    """Close the open bin. Raises NotCounted, and BinNotEmpty when it was to be `empty`."""
    tallies = await _tallies(session, here.id)
    if empty and tallies:
        raise BinNotEmpty(f"You counted something in {here.code}.", code=here.code)
    if not empty and not tallies and head.item_id is None:
        raise NotCounted(f"Nothing was counted in {here.code}.", code=here.code)
    await session.execute(
        sa.update(_bin)
        .where(_bin.c.id == here.id)
        .values(state=BinState.COUNTED, counted_at=scan.occurred_at)
    )
    tallies += await _not_found(session, scan, head, here, {one.lot_id for one in tallies})
    await _write_lines(session, here, tallies)
    compared = await compare(session, [here.id])
    nothing = [one.line_id for one in compared if not one.found.counted and not one.differs]
    await session.execute(sa.delete(_line).where(_line.c.id.in_(nothing)))
    again = _again(here, compared, await company_rules(session))
    if again:
        await next_round(session, here)
    left = [one for one in await live_bins(session, head.id) if one.state in _TO_DO]
    if not left:
        await all_counted(session, head)
    changed(session, head.id)
    return _answer(head, here, left, again=again)


_TO_DO = (BinState.WAITING, BinState.COUNTING)


def _again(here: BinHead, compared: Sequence[Compared], company: CountRules) -> bool:
    limits = rules.Limits(company.recount_percent, company.recount_units, company.recount_value)
    return here.round < rules.MOST_ROUNDS and any(
        rules.beyond(one.found, limits) for one in compared
    )


async def _tallies(session: AsyncSession, bin_id: UUID) -> list[Tally]:
    query = (
        sa.select(
            _entry.item_id,
            _entry.lot_id,
            sa.func.sum(_entry.qty),
            sa.func.min(_entry.occurred_at),
            sa.func.max(_entry.occurred_at),
            sa.func.max(_entry.received_at),
        )
        .where(_entry.bin_id == bin_id, _entry.voided_at.is_(None))
        .group_by(_entry.item_id, _entry.lot_id)
    )
    return [Tally(*row) for row in await session.execute(query)]


async def _not_found(
    session: AsyncSession, scan: FloorScan, head: Head, here: BinHead, counted: set[UUID]
) -> list[Tally]:
    """What the ledger has or had in the bin and nobody counted: none of it is there."""
    came_or_went = sa.exists().where(
        _move.lot_id == _balance.lot_id,
        sa.or_(_move.from_id == here.location_id, _move.to_id == here.location_id),
        _move.occurred_at > scan.occurred_at,
    )
    query = sa.select(_balance.item_id, _balance.lot_id).where(
        _balance.location_id == here.location_id,
        sa.or_(_balance.on_hand != 0, came_or_went),
    )
    if head.item_id is not None:
        query = query.where(_balance.item_id == head.item_id)
    now = clock.now()
    return [
        Tally(
            row.item_id,
            row.lot_id,
            Decimal(0),
            here.started_at or scan.occurred_at,
            scan.occurred_at,
            now,
        )
        for row in await session.execute(query)
        if row.lot_id not in counted
    ]


async def _write_lines(session: AsyncSession, here: BinHead, tallies: Sequence[Tally]) -> None:
    items = {one.item_id for one in tallies}
    costs = {
        row.id: row.purchase_cost
        for row in await session.execute(
            sa.select(_item.id, _item.purchase_cost).where(_item.id.in_(items))
        )
    }
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "bin_id": here.id,
            "item_id": one.item_id,
            "lot_id": one.lot_id,
            "counted": one.qty,
            "since": one.since,
            "counted_at": one.counted_at,
            "received_at": one.received_at,
            "expected": Decimal(0),
            "applied": Decimal(0),
            "unit_cost": costs[one.item_id],
            "decision": Decision.OPEN,
            "reason": "",
        }
        for one in tallies
    ]
    if rows:
        await session.execute(sa.insert(_line), rows)


async def all_counted(session: AsyncSession, head: Head) -> SessionState:
    """Nothing is left to count: a supervisor decides, or nothing differs and the count is done.

    Lines without a difference are agreed to by themselves once all others are decided.
    """
    bins = [one.id for one in await live_bins(session, head.id)]
    open_lines = [one for one in await compare(session, bins) if one.decision is Decision.OPEN]
    if any(one.differs for one in open_lines):
        state, completed_at = SessionState.COUNTED, None
    else:
        state, completed_at = SessionState.COMPLETED, clock.now()
        await _agree(session, open_lines)
        await session.execute(
            sa.update(_bin).where(_bin.c.session_id == head.id).values(live=False)
        )
    await session.execute(
        sa.update(_session)
        .where(_session.c.id == head.id)
        .values(state=state, completed_at=completed_at)
    )
    changed(session, head.id)
    return state


async def _agree(session: AsyncSession, lines: Sequence[Compared]) -> None:
    for one in lines:
        await session.execute(
            sa.update(_line)
            .where(_line.c.id == one.line_id)
            .values(decision=Decision.AGREED, expected=one.found.expected, decided_at=clock.now())
        )


def _answer(head: Head, here: BinHead, left: Sequence[BinHead], *, again: bool) -> Applied:
    if again:
        words = f"{here.code} is counted. It is to be counted once more."
    elif left:
        words = f"{here.code} is counted. Go to {left[0].code}."
    else:
        words = f"{here.code} is counted. That was the last bin of {head.number}."
    return Applied(
        code="bin_counted",
        message=words,
        effect={
            "type": "bin_counted",
            "location": {"id": str(here.location_id), "code": here.code},
            "again": again,
            "next": {"id": str(left[0].location_id), "code": left[0].code} if left else None,
            "left": len(left),
            "done": not left,
        },
        document_type=COUNT,
        document_id=head.id,
    )
