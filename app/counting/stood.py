"""What the ledger says of the moment something was counted.

A count holds for one moment. What moved after it is none of its business, so the balance of now is
taken back by the moves that happened later: a pick made between count and approval, or posted late
by a phone that was without connection, changes nothing about the difference that was found.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.types import Quantity
from app.core.upsert import table_of
from app.counting.models import CountBin, CountLine
from app.inventory.models import MoveReason, SerialNumber, StockBalance, StockMove

_line, _bin = table_of(CountLine).c, table_of(CountBin).c
_balance, _move = table_of(StockBalance).c, table_of(StockMove).c
_serial = table_of(SerialNumber).c
_ZERO = sa.literal(Decimal(0), Quantity())
_HERE = sa.or_(_move.from_id == _bin.location_id, _move.to_id == _bin.location_id)
_CORRECTIONS = (MoveReason.ADJUST, MoveReason.COUNT)


@dataclass(frozen=True, slots=True)
class Stood:
    """What the ledger says of a counted line at its moment.

    `moved`: goods came or went while it was counted, so nobody can tell which side of the count
    they were on. `corrected`: somebody else corrected this stock after the count.
    """

    expected: Decimal
    reserved: Decimal
    moved: bool
    corrected: bool


async def stood(session: AsyncSession, bin_ids: Collection[UUID]) -> dict[UUID, Stood]:
    """By the id of each line of these counted bins; one statement."""
    later = (
        sa.select(
            sa.func.sum(sa.case((_move.to_id == _bin.location_id, _move.qty), else_=-_move.qty))
        )
        .where(_move.lot_id == _line.lot_id, _HERE, _move.occurred_at > _line.counted_at)
        .correlate(CountLine, CountBin)
        .scalar_subquery()
    )
    during = _any_move(_move.occurred_at <= _line.received_at, _move.posted_at >= _line.since)
    corrected = _any_move(_move.occurred_at > _line.counted_at, _move.reason.in_(_CORRECTIONS))
    query = (
        sa.select(
            _line.id,
            sa.func.coalesce(_balance.on_hand, _ZERO).label("on_hand"),
            sa.func.coalesce(_balance.reserved, _ZERO).label("reserved"),
            sa.type_coerce(sa.func.coalesce(later, 0), Quantity()).label("later"),
            during.label("during"),
            corrected.label("corrected"),
        )
        .join(CountBin, _bin.id == _line.bin_id)
        .outerjoin(
            StockBalance,
            sa.and_(_balance.lot_id == _line.lot_id, _balance.location_id == _bin.location_id),
        )
        .where(_line.bin_id.in_(bin_ids))
    )
    return {
        row.id: Stood(row.on_hand - row.later, row.reserved, row.during, row.corrected)
        for row in await session.execute(query)
    }


def _any_move(*when: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Is there such a move of the line's lot in its bin, other than those of the line itself?"""
    return (
        sa.exists()
        .where(
            _move.lot_id == _line.lot_id,
            _HERE,
            sa.or_(_move.document_line_id.is_(None), _move.document_line_id != _line.id),
            *when,
        )
        .correlate(CountLine, CountBin)
    )


async def serials_at(
    session: AsyncSession, *, lot_id: UUID, location_id: UUID, moment: datetime
) -> dict[str, UUID]:
    """The serial numbers the ledger had in a bin at a moment, with their ids."""
    net: Any = sa.func.sum(sa.case((_move.to_id == location_id, 1), else_=-1))
    query = (
        sa.select(_serial.number, _serial.id)
        .join(StockMove, _move.serial_id == _serial.id)
        .where(
            _move.lot_id == lot_id,
            sa.or_(_move.from_id == location_id, _move.to_id == location_id),
            _move.occurred_at <= moment,
        )
        .group_by(_serial.number, _serial.id)
        .having(net > 0)
        .order_by(_serial.number)
    )
    return {row.number: row.id for row in await session.execute(query)}
