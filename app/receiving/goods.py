"""What is in the hand: one label and a few answers, until tracking needs nothing more."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Tracking
from app.core.errors import Invalid
from app.core.upsert import table_of
from app.inventory.floor import Choice, FloorScan, Need
from app.inventory.lots import check_dates, find_lot, kept_number
from app.inventory.models import Lot
from app.receiving.models import ReceiptLine
from app.receiving.problems import OneUnitPerSerial

_line, _lot = table_of(ReceiptLine), table_of(Lot)


@dataclass(frozen=True, slots=True)
class Goods:
    """What the label and the person said of the goods, and the lot they join if we know it."""

    item: Item
    qty: Decimal
    lot_number: str
    expires_on: date | None
    best_before: date | None
    serial_number: str | None
    known: Lot | None

    @property
    def use_by(self) -> date | None:
        """The date that decides: the label's, else the one the lot is known with."""
        return self.expires_on or self.best_before or (self.known.use_by if self.known else None)


async def understand(
    session: AsyncSession, scan: FloorScan, item: Item, *, receipt_id: UUID
) -> Goods | Need:
    """All that tracking asks of the goods, or the next question.

    Raises LotExpiryDiffers for a known lot with another date, Invalid for a quantity of zero.
    """
    subject = scan.subject
    expires_on = subject.expires_on or scan.answers.expiry
    said = _said(subject.lot_number, scan.answers.lot)
    if item.tracking is Tracking.LOT and not said:
        return await _ask_lot(session, item, receipt_id)
    number = kept_number(item, said, expires_on or subject.best_before)
    known = await find_lot(session, item.id, number)
    if known is not None and number:
        check_dates(known, expires_on=expires_on, best_before=subject.best_before)
    serial = _said(subject.serial_number, scan.answers.serial)
    goods = Goods(
        item=item,
        qty=_quantity(scan, item),
        lot_number=number,
        expires_on=expires_on,
        best_before=subject.best_before,
        serial_number=serial if item.tracking is Tracking.SERIAL else None,
        known=known,
    )
    if item.has_expiry and goods.use_by is None:
        return Need("expiry", "expiry_required", f"Expiry date of {item.sku}?")
    if item.tracking is Tracking.SERIAL and not serial:
        return Need("serial", "serial_required", f"Serial number of this {item.sku}?")
    return goods


def _said(scanned: str | None, answered: str | None) -> str:
    return (scanned or answered or "").strip()


def _quantity(scan: FloorScan, item: Item) -> Decimal:
    if item.tracking is Tracking.SERIAL:
        typed = scan.answers.qty if scan.answers.qty is not None else scan.qty
        if typed not in (None, 1):
            raise OneUnitPerSerial(f"{item.sku} is counted by serial number, one unit a scan.")
        return Decimal(1)
    qty = scan.quantity()
    if qty <= 0:
        raise Invalid("The quantity must be more than zero.", qty=qty)
    return qty


async def _ask_lot(session: AsyncSession, item: Item, receipt_id: UUID) -> Need:
    """Which lot? Those of the item counted on this receipt are offered, the last one first."""
    last = sa.func.max(_line.c.created_at)
    found = await session.execute(
        sa.select(_lot.c.number, _lot.c.expires_on)
        .join(_lot, _lot.c.id == _line.c.lot_id)
        .where(_line.c.receipt_id == receipt_id, _line.c.item_id == item.id)
        .group_by(_lot.c.number, _lot.c.expires_on)
        .order_by(last.desc())
        .limit(5)
    )
    choices = tuple(
        Choice(row.number, row.number, f"expires {row.expires_on}" if row.expires_on else "")
        for row in found
    )
    return Need("lot", "lot_required", f"Lot number of {item.sku}?", choices)
