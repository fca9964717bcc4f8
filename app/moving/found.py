"""Goods that turned up: which lot they join, and which unit it is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationUse, Tracking
from app.core.errors import Invalid
from app.inventory.floor import Choice, FloorScan, Need
from app.inventory.lots import check_dates, ensure_lot, find_lot, kept_number
from app.inventory.models import Lot
from app.inventory.serials import enter_serial
from app.moving.problems import OneUnitPerSerial
from app.moving.stock import Goods, LotHere, lots_here

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What turned up, as the label and the person say; nothing of it is stored yet."""

    place: Location
    qty: Decimal
    lot_number: str
    expires_on: date | None
    best_before: date | None
    serial: str | None
    known: Lot | None

    @property
    def origin(self) -> Location:
        """Where it lies."""
        return self.place


async def understand_found(
    session: AsyncSession, scan: FloorScan, item: Item, place: Location
) -> Found | Need:
    """What was found, or the next question. Raises LotExpiryDiffers."""
    subject, answers = scan.subject, scan.answers
    expires_on = subject.expires_on or answers.expiry
    said = (subject.lot_number or answers.lot or "").strip()
    if item.tracking is Tracking.LOT and not said:
        here = await lots_here(session, item.id, place.id)
        choices = tuple(Choice(one.number, one.number) for one in here[:_SHOWN])
        return Need("lot", "lot_required", f"Lot number of {item.sku}?", choices)
    number = kept_number(item, said, expires_on or subject.best_before)
    lot = await find_lot(session, item.id, number)
    if lot is not None and number:
        check_dates(lot, expires_on=expires_on, best_before=subject.best_before)
    dated = expires_on or subject.best_before or (lot.use_by if lot and number else None)
    if item.has_expiry and dated is None:
        return Need("expiry", "expiry_required", f"Expiry date of {item.sku}?")
    qty, serial = scan.quantity(), subject.serial_number or answers.serial
    if item.tracking is Tracking.SERIAL:
        if (answers.qty or scan.qty) not in (None, 1):
            raise OneUnitPerSerial(f"{item.sku} is counted by serial number, one unit a scan.")
        if not serial:
            return Need("serial", "serial_required", f"Serial number of this {item.sku}?")
        qty = Decimal(1)
    if qty <= 0:
        raise Invalid("The quantity must be more than zero.", qty=qty)
    return Found(
        place=place,
        qty=qty,
        lot_number=number,
        expires_on=expires_on if number else None,
        best_before=subject.best_before if number else None,
        serial=serial if item.tracking is Tracking.SERIAL else None,
        known=lot,
    )


async def enter_found(session: AsyncSession, item: Item, found: Found) -> Goods:
    """Make lot and unit known, ready to be booked in.

    Raises SerialTaken for a unit that is in stock or was shipped.
    """
    lot = await ensure_lot(
        session,
        item_id=item.id,
        number=found.lot_number,
        expires_on=found.expires_on,
        best_before=found.best_before,
        known=found.known,
    )
    serial_id = None
    if found.serial is not None:
        nowhere = await places.virtual(session, LocationUse.ADJUSTMENT)
        serial_id = await enter_serial(
            session, item, lot_id=lot.id, number=found.serial, origin=nowhere
        )
    here = LotHere(
        lot.id, lot.number, lot.use_by, lot.status, lot.hold_reason, Decimal(0), Decimal(0)
    )
    return Goods(item, found.place, here, found.qty, serial_id, found.serial)
