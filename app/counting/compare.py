"""Count and ledger side by side, line by line, serial numbers included."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location, Tracking
from app.core.upsert import table_of
from app.counting.models import CountBin, CountEntry, CountLine, Decision
from app.counting.rules import Found
from app.counting.stood import Stood, serials_at, stood
from app.inventory.labels import place_label
from app.inventory.models import Lot, SerialNumber

_line, _bin, _entry = table_of(CountLine).c, table_of(CountBin).c, table_of(CountEntry).c
_item, _place, _lot = table_of(Item).c, table_of(Location).c, table_of(Lot).c
_serial = table_of(SerialNumber).c


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit counted where the ledger does not have it. `where` is its place in the ledger;
    `serial_id` and `where_id` are None for a number nobody has seen before."""

    number: str
    serial_id: UUID | None
    where_id: UUID | None
    where: str


@dataclass(frozen=True, slots=True)
class MissingUnit:
    """A unit the ledger has in the bin and nobody counted there."""

    number: str
    serial_id: UUID


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of a count beside the ledger; a decided one as it was decided."""

    line_id: UUID
    bin_id: UUID
    location_id: UUID
    code: str
    item_id: UUID
    sku: str
    name: str
    unit: str
    tracking: Tracking
    lot_id: UUID
    lot_number: str
    counted_at: datetime
    decision: Decision
    reason: str
    applied: Decimal
    found: Found
    reserved: Decimal = Decimal(0)
    moved: bool = False
    corrected: bool = False
    missing: tuple[MissingUnit, ...] = ()
    extra: tuple[FoundUnit, ...] = ()

    @property
    def differs(self) -> bool:
        return bool(self.found.off)


async def compare(session: AsyncSession, bin_ids: Collection[UUID]) -> list[Compared]:
    """The lines of these counted bins, in the order of SKU and lot."""
    if not bin_ids:
        return []
    query = (
        sa.select(
            table_of(CountLine),
            _bin.location_id,
            _place.code,
            _item.sku,
            _item.name,
            _item.base_unit,
            _item.tracking,
            _lot.number.label("lot_number"),
        )
        .join(CountBin, _bin.id == _line.bin_id)
        .join(Location, _place.id == _bin.location_id)
        .join(Item, _item.id == _line.item_id)
        .join(Lot, _lot.id == _line.lot_id)
        .where(_line.bin_id.in_(bin_ids))
        .order_by(_place.walk_order, _place.code, _item.sku, _lot.number)
    )
    rows = (await session.execute(query)).all()
    now = await stood(session, bin_ids)
    return [await _compared(session, row, now[row.id]) for row in rows]


async def _compared(session: AsyncSession, row: Any, now: Stood) -> Compared:
    decided = row.decision is not Decision.OPEN
    missing: tuple[MissingUnit, ...] = ()
    extra: tuple[FoundUnit, ...] = ()
    if row.tracking is Tracking.SERIAL and not decided:
        missing, extra = await _units(session, row)
    serial = row.tracking is Tracking.SERIAL and not decided
    return Compared(
        line_id=row.id,
        bin_id=row.bin_id,
        location_id=row.location_id,
        code=row.code,
        item_id=row.item_id,
        sku=row.sku,
        name=row.name,
        unit=row.base_unit,
        tracking=row.tracking,
        lot_id=row.lot_id,
        lot_number=row.lot_number,
        counted_at=row.counted_at,
        decision=row.decision,
        reason=row.reason,
        applied=row.applied,
        found=Found(
            expected=row.expected if decided else now.expected,
            counted=row.counted,
            unit_cost=row.unit_cost,
            wrong_units=Decimal(len(missing) + len(extra)) if serial else None,
        ),
        reserved=now.reserved,
        moved=now.moved and not decided,
        corrected=now.corrected and not decided and row.tracking is not Tracking.SERIAL,
        missing=missing,
        extra=extra,
    )


async def _units(
    session: AsyncSession, row: Any
) -> tuple[tuple[MissingUnit, ...], tuple[FoundUnit, ...]]:
    expected = await serials_at(
        session, lot_id=row.lot_id, location_id=row.location_id, moment=row.counted_at
    )
    query = sa.select(_entry.serial_number).where(
        _entry.bin_id == row.bin_id, _entry.lot_id == row.lot_id, _entry.voided_at.is_(None)
    )
    counted = set(await session.scalars(query))
    missing = tuple(MissingUnit(no, one) for no, one in expected.items() if no not in counted)
    strange = sorted(counted - expected.keys())
    return missing, tuple([await _found(session, row.item_id, one) for one in strange])


async def _found(session: AsyncSession, item_id: UUID, number: str) -> FoundUnit:
    query = (
        sa.select(_serial.id, Location)
        .join(Location, _place.id == _serial.location_id)
        .where(_serial.item_id == item_id, _serial.number == number)
    )
    known = (await session.execute(query)).one_or_none()
    if known is None:
        return FoundUnit(number, None, None, "")
    serial_id, place = known
    return FoundUnit(number, serial_id, place.id, place_label(place))
