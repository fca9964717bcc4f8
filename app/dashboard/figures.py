"""How the floor is doing: today's work beside that of the same weekday in the weeks before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.types import UtcDateTime, plain
from app.core.upsert import table_of
from app.dashboard.days import Day, day_of, same_weekdays_before
from app.dashboard.schemas import Figure, FloorFigures
from app.inventory.models import MoveReason, StockMove
from app.picking.models import Allocation

WEEKS = 4
_move, _stop = table_of(StockMove).c, table_of(Allocation).c
_REASONS = (MoveReason.RECEIVE, MoveReason.PICK, MoveReason.SHIP)
_SHORT = "short"


@dataclass(frozen=True, slots=True)
class _Work:
    """What was done on one day, of one kind."""

    lines: int = 0
    units: Decimal = Decimal(0)
    documents: int = 0


_Table = dict[tuple[int, str], _Work]
"""By number of the day (0 is today) and kind of work."""


async def floor_figures(session: AsyncSession, *, today: date, zone: str) -> FloorFigures:
    """Received, picked, shipped and short today, in two statements."""
    days = [day_of(today, zone), *same_weekdays_before(today, zone, weeks=WEEKS)]
    table = await _moves(session, days) | await _shorts(session, days)
    worked = sorted({day for day, _ in table} - {0})
    return FloorFigures(
        received=_figure(table, worked, MoveReason.RECEIVE),
        picked=_figure(table, worked, MoveReason.PICK),
        shipped=_figure(table, worked, MoveReason.SHIP),
        short=_figure(table, worked, _SHORT),
    )


def _figure(table: _Table, worked: Sequence[int], kind: str) -> Figure:
    now = table.get((0, kind), _Work())
    before = [table.get((day, kind), _Work()).lines for day in worked]
    usual = plain(round(Decimal(sum(before)) / len(before), 1)) if before else None
    return Figure(lines=now.lines, units=now.units, documents=now.documents, usual_lines=usual)


async def _moves(session: AsyncSession, days: Sequence[Day]) -> _Table:
    moves = sa.select(
        _day_number(_move.posted_at, days),
        _move.reason.label("kind"),
        _move.document_id.label("document"),
        _move.qty.label("units"),
    ).where(_within(_move.posted_at, days), _move.reason.in_(_REASONS))
    return await _add_up(session, moves)


async def _shorts(session: AsyncSession, days: Sequence[Day]) -> _Table:
    shorts = sa.select(
        _day_number(_stop.short_at, days),
        sa.literal_column(f"'{_SHORT}'", sa.String).label("kind"),
        _stop.task_id.label("document"),
        _stop.short_qty.label("units"),
    ).where(_within(_stop.short_at, days))
    return await _add_up(session, shorts)


async def _add_up(session: AsyncSession, rows: sa.Select[Any]) -> _Table:
    row = rows.subquery().c
    query = sa.select(
        row.day,
        row.kind,
        sa.func.count(),
        sa.func.sum(row.units),
        sa.func.count(row.document.distinct()),
    ).group_by(row.day, row.kind)
    return {
        (day, kind): _Work(lines, units, documents)
        for day, kind, lines, units, documents in await session.execute(query)
    }


def _between(column: Any, day: Day) -> sa.ColumnElement[bool]:
    begins = column >= sa.literal(day.start, UtcDateTime)
    return sa.and_(begins, column < sa.literal(day.end, UtcDateTime))


def _within(column: Any, days: Sequence[Day]) -> sa.ColumnElement[bool]:
    return sa.or_(*(_between(column, day) for day in days))


def _day_number(column: Any, days: Sequence[Day]) -> Any:
    return sa.case(*((_between(column, day), number) for number, day in enumerate(days))).label(
        "day"
    )
