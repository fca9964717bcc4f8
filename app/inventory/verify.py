"""Do the balances still say what the moves say? Finds drift, and repairs it on request.

The moves are the truth. Each check is one statement, so that it sees one moment of the database
even while the floor goes on working.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location, LocationLevel
from app.core.types import Quantity, decimal_text
from app.core.upsert import insert_ignore, table_of
from app.inventory.models import Lot, SerialNumber, StockBalance, StockMove

_item, _lot, _place = table_of(Item), table_of(Lot), table_of(Location)
_balance, _move, _serial = table_of(StockBalance), table_of(StockMove), table_of(SerialNumber)

Reserved = sa.Select[*tuple[Any, ...]]
"""Selects (lot_id, location_id, qty): part of what ought to be reserved, for example for picks."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A cached figure that its source contradicts. `figure` is on_hand, reserved or serial.

    Printed, it is a sentence for the command line and the log.
    """

    figure: str
    item_id: UUID
    lot_id: UUID
    location_id: UUID
    stored: Decimal
    computed: Decimal
    sku: str = ""
    lot_number: str = ""
    location: str = ""
    serial_number: str = ""

    def __str__(self) -> str:
        what = self.serial_number and f" serial {self.serial_number}"
        lot = self.lot_number and f" lot {self.lot_number}"
        return (
            f"{self.sku}{lot}{what} in {self.location}: {self.figure} is "
            f"{decimal_text(self.stored)}, should be {decimal_text(self.computed)}"
        )


async def verify(session: AsyncSession, *, reserved: Sequence[Reserved] = ()) -> list[Drift]:
    """Every balance and serial that disagrees with the moves; empty when all is well.

    Reservations are checked when `reserved` says where they come from: what is reserved belongs
    to layers above this one.
    """
    on_hand = _cached(_balance.c.on_hand)
    drifts = await _drifts(session, "on_hand", _moved(_move.c.lot_id), on_hand)
    if reserved:
        kept = _cached(_balance.c.reserved)
        drifts += await _drifts(session, "reserved", reserved, kept)
    units = _moved(_move.c.serial_id, _move.c.serial_id.is_not(None))
    places = (
        sa.select(_serial.c.id, _serial.c.location_id, sa.literal(Decimal(1), Quantity()))
        .join(_place, _place.c.id == _serial.c.location_id)
        .where(_place.c.level == LocationLevel.BIN)
    )
    return drifts + await _drifts(session, "serial", units, places)


async def repair(session: AsyncSession, *, reserved: Sequence[Reserved] = ()) -> list[Drift]:
    """Make the balances say what the moves say; returns what was wrong. Serials are only told.

    Call it in a write transaction of its own: on PostgreSQL nobody else books meanwhile. A sum
    below zero is left alone: then the ledger itself needs a correcting move, a person's decision.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(sa.text("LOCK TABLE stock_balance IN SHARE ROW EXCLUSIVE MODE"))
    drifts = await verify(session, reserved=reserved)
    fixable = [drift for drift in drifts if drift.figure != "serial" and drift.computed >= 0]
    for drift in sorted(fixable, key=lambda drift: drift.figure):  # on_hand before reserved
        await _set(session, drift)
    return drifts


async def _set(session: AsyncSession, drift: Drift) -> None:
    row = insert_ignore(session, StockBalance).values(
        lot_id=drift.lot_id,
        location_id=drift.location_id,
        item_id=drift.item_id,
        on_hand=Decimal(0),
        reserved=Decimal(0),
        allow_negative=False,
    )
    await session.execute(row)
    truth = sa.literal(drift.computed, Quantity())
    on_hand = truth if drift.figure == "on_hand" else _balance.c.on_hand
    reserved = truth if drift.figure == "reserved" else _balance.c.reserved
    # nothing can stay reserved that is not there: the next pick of it is then told so
    fits = sa.case((reserved > on_hand, on_hand), else_=reserved)
    await session.execute(
        sa.update(_balance)
        .where(
            _balance.c.lot_id == drift.lot_id,
            _balance.c.location_id == drift.location_id,
        )
        .values(on_hand=on_hand, reserved=fits)
    )


def _moved(subject: sa.ColumnElement[Any], *only: sa.ColumnElement[bool]) -> list[sa.Select[Any]]:
    """What came into each bin, and what left it, as (subject, place, quantity)."""
    return [
        sa.select(subject, side, qty)
        .join(_place, _place.c.id == side)
        .where(_place.c.level == LocationLevel.BIN, *only)
        for side, qty in ((_move.c.to_id, _move.c.qty), (_move.c.from_id, -_move.c.qty))
    ]


def _cached(figure: sa.ColumnElement[Decimal]) -> sa.Select[Any]:
    return sa.select(_balance.c.lot_id, _balance.c.location_id, figure)


async def _drifts(
    session: AsyncSession, figure: str, sources: Sequence[Reserved], cached: Reserved
) -> list[Drift]:
    """Sums of `sources` that differ from `cached`; both are (lot or serial, place, quantity)."""
    zero = sa.literal(Decimal(0), Quantity())
    parts = [_named(source, zero, stored=False) for source in sources]
    both = sa.union_all(*parts, _named(cached, zero, stored=True)).subquery()
    computed, stored = sa.func.sum(both.c.computed), sa.func.sum(both.c.stored)
    wrong = (
        sa.select(both.c.subject, both.c.place, computed.label("computed"), stored.label("stored"))
        .group_by(both.c.subject, both.c.place)
        .having(computed != stored)
        .subquery()
    )
    number = _serial.c.number if figure == "serial" else sa.literal("")
    query = sa.select(
        _lot.c.item_id,
        _lot.c.id.label("lot_id"),
        wrong.c.place.label("location_id"),
        wrong.c.stored,
        wrong.c.computed,
        _item.c.sku,
        _lot.c.number.label("lot_number"),
        _place.c.code.label("location"),
        number.label("serial_number"),
    ).join(_place, _place.c.id == wrong.c.place)
    if figure == "serial":
        query = query.join(_serial, _serial.c.id == wrong.c.subject)
        query = query.join(_lot, _lot.c.id == _serial.c.lot_id)
    else:
        query = query.join(_lot, _lot.c.id == wrong.c.subject)
    query = query.join(_item, _item.c.id == _lot.c.item_id)
    return [Drift(figure, **row) for row in (await session.execute(query)).mappings()]


def _named(source: Reserved, zero: Any, *, stored: bool) -> sa.Select[Any]:
    subject, place, qty = source.subquery().c
    figures = (zero, qty) if stored else (qty, zero)
    return sa.select(
        subject.label("subject"),
        place.label("place"),
        figures[0].label("computed"),
        figures[1].label("stored"),
    )
