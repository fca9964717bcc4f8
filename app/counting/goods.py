"""What is in the hand: which lot or unit a scan counts, until tracking needs nothing more.

Nothing the ledger knows is offered as an answer: only what was counted here already.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Tracking
from app.core.errors import Invalid
from app.core.upsert import table_of
from app.counting.models import CountEntry
from app.counting.problems import OneSerialOneUnit
from app.inventory.floor import Choice, FloorScan, Need
from app.inventory.lots import check_dates, ensure_lot, find_lot, kept_number
from app.inventory.models import Lot
from app.inventory.serials import NUMBER_LENGTH, find_serial

_entry, _lot = table_of(CountEntry).c, table_of(Lot).c


@dataclass(frozen=True, slots=True)
class Goods:
    """`qty` base units of one lot, or one unit by its serial number."""

    lot_id: UUID
    lot_number: str
    qty: Decimal
    serial: str = ""


async def understand(
    session: AsyncSession, scan: FloorScan, item: Item, *, bin_id: UUID
) -> Goods | Need:
    """Which goods a scan means, or the next question.

    A lot nobody had before is made known here: found goods are counted too. Raises
    LotExpiryDiffers for a known lot with another date, OneSerialOneUnit, Invalid.
    """
    if item.tracking is Tracking.SERIAL:
        return await _unit(session, scan, item)
    said = (scan.subject.lot_number or scan.answers.lot or "").strip()
    if item.tracking is Tracking.LOT and not said:
        return await _ask_lot(session, item, bin_id)
    lot = await _lot_of(session, scan, item, said)
    if isinstance(lot, Need):
        return lot
    qty = scan.quantity()
    if qty <= 0:
        raise Invalid("The quantity must be more than zero.", qty=qty)
    return Goods(lot.id, lot.number, qty)


async def _lot_of(session: AsyncSession, scan: FloorScan, item: Item, said: str) -> Lot | Need:
    subject = scan.subject
    expires_on = subject.expires_on or scan.answers.expiry
    number = kept_number(item, said, expires_on or subject.best_before)
    known = await find_lot(session, item.id, number)
    if known is not None and number:
        check_dates(known, expires_on=expires_on, best_before=subject.best_before)
    dated = expires_on or subject.best_before or (known.use_by if known and number else None)
    if item.has_expiry and dated is None and not (known and number):
        return Need("expiry", "expiry_required", f"Expiry date of {item.sku}?")
    return await ensure_lot(
        session,
        item_id=item.id,
        number=number,
        expires_on=expires_on if number else None,
        best_before=subject.best_before if number else None,
        known=known,
    )


async def _unit(session: AsyncSession, scan: FloorScan, item: Item) -> Goods | Need:
    serial = (scan.subject.serial_number or scan.answers.serial or "").strip()
    typed = scan.answers.qty if scan.answers.qty is not None else scan.qty
    if typed not in (None, 1):
        raise OneSerialOneUnit(f"{item.sku} is counted by serial number, one unit a scan.")
    if not serial:
        return Need("serial", "serial_required", f"Serial number of this {item.sku}?")
    if len(serial) > NUMBER_LENGTH:
        raise Invalid(f"A serial number has 1 to {NUMBER_LENGTH} characters.", serial=serial)
    known = await find_serial(session, item.id, serial)
    if known is not None:
        number = await session.scalar(sa.select(_lot.number).where(_lot.id == known.lot_id))
        return Goods(known.lot_id, number or "", Decimal(1), serial)
    lot = await _lot_of(session, scan, item, (scan.subject.lot_number or "").strip())
    return lot if isinstance(lot, Need) else Goods(lot.id, lot.number, Decimal(1), serial)


async def _ask_lot(session: AsyncSession, item: Item, bin_id: UUID) -> Need:
    """Which lot? Those of the item counted in this bin are offered, the last one first."""
    found = await session.execute(
        sa.select(_lot.number)
        .join(CountEntry, _entry.lot_id == _lot.id)
        .where(_entry.bin_id == bin_id, _entry.item_id == item.id, _entry.voided_at.is_(None))
        .group_by(_lot.number)
        .order_by(sa.func.max(_entry.received_at).desc())
        .limit(5)
    )
    choices = tuple(Choice(row.number, row.number) for row in found)
    return Need("lot", "lot_required", f"Lot number of {item.sku}?", choices)
