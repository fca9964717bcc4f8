"""What lies where: the bin goods are taken from, and which of its goods a label means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationLevel, LocationUse, Tracking
from app.core.errors import Invalid
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.floor import Choice, FloorScan, Need
from app.inventory.lots import kept_number
from app.inventory.models import Lot, LotStatus, SerialNumber, StockBalance
from app.inventory.problems import SerialUnknown, WrongItem, WrongLocation, WrongLot
from app.inventory.removal import USE_BY
from app.inventory.serials import find_serial
from app.moving.problems import OneUnitPerSerial

_balance, _lot, _bin = table_of(StockBalance), table_of(Lot), table_of(Location)
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class LotHere:
    """A lot of one item in one bin."""

    id: UUID
    number: str
    use_by: date | None
    status: LotStatus
    hold_reason: str
    on_hand: Decimal
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        """What nobody has been promised."""
        return max(self.on_hand - self.reserved, Decimal(0))


@dataclass(frozen=True, slots=True)
class Goods:
    """What a person takes out of a bin with one scan."""

    item: Item
    origin: Location
    lot: LotHere
    qty: Decimal
    serial_id: UUID | None = None
    serial: str | None = None

    @property
    def label(self) -> str:
        """How a sentence calls it: 12 × OAT-1L, lot L2211."""
        lot = f", lot {self.lot.number}" if self.lot.number else ""
        unit = f" {self.serial}" if self.serial else ""
        return f"{decimal_text(self.qty)} × {self.item.sku}{unit}{lot}"


def context_of(scan: FloorScan) -> ledger.MoveContext:
    """Who moves it, with what, when."""
    return ledger.MoveContext(
        user_id=scan.actor.user_id,
        device_id=scan.actor.device_id,
        scan_id=scan.id,
        occurred_at=scan.occurred_at,
    )


def check_bin(location: Location) -> Location:
    """Goods are moved between bins in use; what is on a packing bench belongs to orders.

    Raises WrongLocation.
    """
    if location.level is not LocationLevel.BIN:
        raise WrongLocation(
            f"{location.code} is no bin.", action="Scan the barcode of a bin.", code=location.code
        )
    if not location.active:
        raise WrongLocation(f"{location.code} is not in use any more.", code=location.code)
    if location.use is LocationUse.PACKING:
        raise WrongLocation(
            f"{location.code} is a packing bench: what is there belongs to orders.",
            action="Scan a storage bin. To take goods off an order, undo its pick.",
            code=location.code,
        )
    return location


async def bin_by_id(session: AsyncSession, location_id: UUID) -> Location:
    """A bin that goods may be moved to or from; raises WrongLocation."""
    location = await places.by_id(session, location_id)
    if location is None:
        raise WrongLocation("This bin does not exist any more.", action="Scan the bin again.")
    return check_bin(location)


async def source_bin(
    session: AsyncSession, scan: FloorScan, item: Item, *, warehouse_id: UUID | None = None
) -> Location | Need:
    """The bin confirmed, else the only one with the item, else a question.

    `warehouse_id` leaves other warehouses out. Raises WrongItem when there is none.
    """
    if scan.location_id is not None:
        return await bin_by_id(session, scan.location_id)
    number = scan.subject.serial_number or scan.answers.serial
    if item.tracking is Tracking.SERIAL and number:
        unit = await find_serial(session, item.id, number)
        place = await places.by_id(session, unit.location_id) if unit else None
        if place is not None and place.level is LocationLevel.BIN:
            return check_bin(place)
    found = await bins_with(session, item.id, warehouse_id=warehouse_id)
    if not found:
        raise WrongItem(
            f"There is no {item.sku} {item.name} in any bin here.",
            action="Check the label. If goods are there, adjust the stock as found.",
            scanned=item.sku,
        )
    if len(found) == 1:
        return await bin_by_id(session, found[0].id)
    choices = tuple(
        Choice(str(row.id), row.code, f"{decimal_text(row.on_hand)} there")
        for row in found[:_SHOWN]
    )
    return Need("location", "which_bin", f"Which bin do you take {item.sku} from?", choices)


async def bins_with(
    session: AsyncSession, item_id: UUID, *, warehouse_id: UUID | None = None
) -> Sequence[Any]:
    """Bins that hold an item, by walk order: id, code, on_hand."""
    query = (
        sa.select(_bin.c.id, _bin.c.code, sa.func.sum(_balance.c.on_hand).label("on_hand"))
        .join(_bin, _bin.c.id == _balance.c.location_id)
        .where(
            _balance.c.item_id == item_id,
            _balance.c.on_hand > 0,
            _bin.c.active,
            _bin.c.use != LocationUse.PACKING,
        )
        .group_by(_bin.c.id, _bin.c.code, _bin.c.walk_order)
        .order_by(_bin.c.walk_order, _bin.c.code)
    )
    if warehouse_id is not None:
        query = query.where(_bin.c.warehouse_id == warehouse_id)
    return (await session.execute(query)).all()


async def lots_here(session: AsyncSession, item_id: UUID, location_id: UUID) -> list[LotHere]:
    """The lots of an item in a bin, what has to leave first first."""
    rows = await session.execute(
        sa.select(
            _lot.c.id,
            _lot.c.number,
            USE_BY.label("use_by"),
            _lot.c.status,
            _lot.c.hold_reason,
            _balance.c.on_hand,
            _balance.c.reserved,
        )
        .join(_lot, _lot.c.id == _balance.c.lot_id)
        .where(
            _balance.c.item_id == item_id,
            _balance.c.location_id == location_id,
            _balance.c.on_hand > 0,
        )
        .order_by(USE_BY.asc().nulls_last(), _lot.c.received_at, _lot.c.number)
    )
    return [LotHere(*row) for row in rows]


async def goods_of(
    session: AsyncSession, scan: FloorScan, item: Item, origin: Location
) -> Goods | Need:
    """Which goods of the bin the scan means, or the next question.

    Raises WrongItem, WrongLot, WrongLocation, SerialUnknown: what is said is not here.
    """
    lots = await lots_here(session, item.id, origin.id)
    if item.tracking is Tracking.SERIAL:
        return await _unit(session, scan, item, origin, lots)
    if not lots:
        raise await _not_here(session, item, origin)
    qty = scan.quantity()
    if qty <= 0:
        raise Invalid("The quantity must be more than zero.", qty=qty)
    subject = scan.subject
    said = (subject.lot_number or scan.answers.lot or "").strip()
    number = kept_number(item, said, subject.expires_on or subject.best_before)
    if number:
        lot = next((one for one in lots if one.number == number), None)
        if lot is None:
            here = ", ".join(one.number for one in lots[:_SHOWN])
            raise WrongLot(
                f"Lot {number} of {item.sku} is not in {origin.code}; there is {here}.",
                action="Check the label and the bin.",
                scanned=number,
                lots=[one.number for one in lots],
            )
        return Goods(item, origin, lot, qty)
    if len(lots) == 1:
        return Goods(item, origin, lots[0], qty)
    choices = tuple(
        Choice(one.number, one.number, f"{decimal_text(one.on_hand)} here") for one in lots
    )
    return Need("lot", "lot_required", f"Which lot of {item.sku}?", choices)


async def _unit(
    session: AsyncSession, scan: FloorScan, item: Item, origin: Location, lots: list[LotHere]
) -> Goods | Need:
    typed = scan.answers.qty if scan.answers.qty is not None else scan.qty
    if typed not in (None, 1):
        raise OneUnitPerSerial(f"{item.sku} is counted by serial number, one unit a scan.")
    number = scan.subject.serial_number or scan.answers.serial
    if not number:
        return Need("serial", "serial_required", f"Serial number of this {item.sku}?")
    unit = await find_serial(session, item.id, number)
    if unit is None:
        raise SerialUnknown(f"{item.sku} {number} was never received.", serial=number)
    if unit.location_id != origin.id:
        raise await _unit_elsewhere(session, item, unit, origin)
    lot = next(one for one in lots if one.id == unit.lot_id)
    return Goods(item, origin, lot, Decimal(1), unit.id, number)


async def _unit_elsewhere(
    session: AsyncSession, item: Item, unit: SerialNumber, origin: Location
) -> WrongLocation:
    place = await places.by_id(session, unit.location_id)
    known = place is not None and place.level is LocationLevel.BIN
    where = f"in {place.code}" if place and known else "not in stock"
    return WrongLocation(
        f"{item.sku} {unit.number} is {where} in our books, not in {origin.code}.",
        action="Scan the bin it is in, or ask for a count.",
        serial=unit.number,
        code=place.code if place and known else "",
    )


async def _not_here(session: AsyncSession, item: Item, origin: Location) -> WrongItem:
    found = await bins_with(session, item.id)
    where = ", ".join(f"{row.code} ({decimal_text(row.on_hand)})" for row in found[:3])
    return WrongItem(
        f"{item.sku} {item.name} is not in {origin.code}."
        + (f" It is in {where}." if where else " There is none in stock."),
        action="Scan the bin it is in.",
        scanned=item.sku,
        bins=[row.code for row in found],
    )
