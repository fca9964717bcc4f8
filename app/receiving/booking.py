"""One item scan on a receipt: understood, allowed, booked as stock, counted on the order."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationLevel, LocationUse
from app.core import clock
from app.core.events import Event, announce
from app.core.prepared import prepared
from app.core.types import decimal_text, new_id
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.consent import Breach, Consent, consent
from app.inventory.floor import Applied, FloorAnswer, FloorScan, Need
from app.inventory.lots import ensure_lot
from app.inventory.models import Lot, LotStatus, MoveReason
from app.inventory.problems import WrongItem, WrongLocation
from app.inventory.serials import enter_serial
from app.orders import service as orders
from app.orders.models import PurchaseOrderLine
from app.receiving import rules
from app.receiving.goods import Goods, understand
from app.receiving.header import Header
from app.receiving.models import ReceiptLine
from app.receiving.rules import OrderedLine, Part
from app.receiving.snapshot import tell_quickbooks

_item, _line, _ordered = table_of(Item), table_of(ReceiptLine), table_of(PurchaseOrderLine)
_EXPECTED_SHOWN = 20
_LINES_OF_ITEM = prepared(
    sa.select(*(_ordered.c[name] for name in ("id", "qty", "received_qty", "unit_cost", "closed")))
    .where(_ordered.c.order_id == sa.bindparam("order"), _ordered.c.item_id == sa.bindparam("item"))
    .order_by(_ordered.c.line_no, _ordered.c.id)
)
_NEW_LINES = prepared(sa.insert(_line))


async def receive_item(session: AsyncSession, scan: FloorScan, header: Header) -> FloorAnswer:
    """Book the scanned goods onto an open receipt, or ask the one thing that is missing.

    Nothing is changed before the last question is answered. Raises WrongItem, WrongLocation,
    LotExpiryDiffers, SerialTaken.
    """
    item = scan.subject.item
    assert item is not None  # noqa: S101 - a subject of kind ITEM has its item
    lines = await _ordered_lines(session, header, item)
    goods = await understand(session, scan, item, receipt_id=header.id)
    if isinstance(goods, Need):
        return goods
    allowed = consent(scan, _breaches(scan, goods, lines), question="Receive anyway?")
    if isinstance(allowed, Need):
        return allowed
    target = await _target(session, scan.location_id)
    lot = await _book(session, scan, header, goods, rules.spread(lines, goods.qty), target, allowed)
    foreseen = await tell_quickbooks(session, header, rules=scan.rules, completed=False)
    announce(session, Event("document.changed", {"type": "receipt", "id": str(header.id)}))
    answer = _answer(scan, header, goods, lot, lines, target)
    return replace(answer, warnings=(*answer.warnings, *foreseen))


def check_target(location: Location) -> Location:
    """Goods are put to bins in use; raises WrongLocation for anything else."""
    if location.level is not LocationLevel.BIN:
        raise WrongLocation(
            f"{location.code} is no bin.", action="Scan the barcode of a bin.", code=location.code
        )
    if not location.active or location.use is LocationUse.PACKING:
        why = "a packing bench" if location.active else "not in use any more"
        raise WrongLocation(
            f"{location.code} is {why}.",
            action="Put the goods on the dock or in a storage bin.",
            code=location.code,
        )
    return location


async def _ordered_lines(session: AsyncSession, header: Header, item: Item) -> list[OrderedLine]:
    """The order's lines of the item; none for a blind receipt. Raises WrongItem."""
    if header.order_id is None:
        return []
    which = {"order": header.order_id, "item": item.id}
    found = await session.execute(_LINES_OF_ITEM, which)
    lines = [OrderedLine(*row) for row in found]
    if not lines:
        await _refuse_item(session, header, item)
    return lines


async def _refuse_item(session: AsyncSession, header: Header, item: Item) -> None:
    rows = await session.execute(
        sa.select(_item.c.sku, _item.c.name, _ordered.c.qty, _ordered.c.received_qty)
        .join(_item, _item.c.id == _ordered.c.item_id)
        .where(
            _ordered.c.order_id == header.order_id,
            sa.not_(_ordered.c.closed),
            _ordered.c.qty > _ordered.c.received_qty,
        )
        .order_by(_ordered.c.line_no)
        .limit(_EXPECTED_SHOWN)
    )
    expected = [
        {
            "sku": row.sku,
            "name": row.name,
            "remaining": decimal_text(row.qty - row.received_qty),
        }
        for row in rows
    ]
    names = ", ".join(f"{one['sku']} ({one['remaining']})" for one in expected[:3])
    still = f"It expects {names}." if names else "Everything on it has arrived."
    raise WrongItem(
        f"{item.sku} {item.name} is not on {header.title}. {still}",
        action="Put it aside, or receive it without an order from the vendor.",
        scanned=item.sku,
        expected=expected,
    )


def _breaches(scan: FloorScan, goods: Goods, lines: Sequence[OrderedLine]) -> list[Breach]:
    sku, today = goods.item.sku, scan.rules.today()
    tolerance = scan.rules.over_receipt_tolerance_percent
    found = [rules.expired(goods.use_by, today=today, sku=sku)]
    if lines:
        over = rules.over_receipt(lines, goods.qty, sku=sku, tolerance_percent=tolerance)
        found.append(over)
    return [breach for breach in found if breach is not None]


async def _target(session: AsyncSession, location_id: UUID | None) -> Location:
    if location_id is None:
        return await places.dock(session)
    location = await places.by_id(session, location_id)
    if location is None:
        raise WrongLocation("This bin does not exist any more.", action="Scan the bin again.")
    return check_target(location)


async def _book(
    session: AsyncSession,
    scan: FloorScan,
    header: Header,
    goods: Goods,
    parts: Sequence[Part],
    target: Location,
    allowed: Consent,
) -> Lot:
    """Count on the order, then lot and serial, then stock: the one order all scans lock in."""
    for part in parts:
        if part.line is not None:
            await orders.record_received(session, part.line.id, part.qty)
    if header.order_id is not None:
        orders.progress_changed(session, "purchase_order", header.order_id)
    origin = await places.virtual(session, LocationUse.VENDOR)
    lot = await _lot_of(session, goods)
    serial_id = None
    if goods.serial_number is not None:
        serial_id = await enter_serial(
            session, goods.item, lot_id=lot.id, number=goods.serial_number, origin=origin
        )
    shared = {
        "receipt_id": header.id,
        "item_id": goods.item.id,
        "lot_id": lot.id,
        "serial_id": serial_id,
        "location_id": target.id,
        "exception": allowed.codes,
        "approved_by": allowed.approved_by,
        "scan_id": scan.id,
        "created_at": clock.now(),
    }
    rows = [shared | _own_values(part, goods.item) for part in parts]
    await session.execute(_NEW_LINES, rows)
    moves = [_move(row, header, origin, target) for row in rows]
    await ledger.post_moves(session, moves, _context(scan))
    return lot


async def _lot_of(session: AsyncSession, goods: Goods) -> Lot:
    """The implicit lot holds goods of any date, so it has none itself."""
    named = goods.lot_number != ""
    return await ensure_lot(
        session,
        item_id=goods.item.id,
        number=goods.lot_number,
        expires_on=goods.expires_on if named else None,
        best_before=goods.best_before if named else None,
        known=goods.known,
    )


def _own_values(part: Part, item: Item) -> dict[str, Any]:
    ordered = part.line.unit_cost if part.line else None
    return {
        "id": new_id(),
        "order_line_id": part.line.id if part.line else None,
        "qty": part.qty,
        "unit_cost": item.purchase_cost if ordered is None else ordered,
    }


def _context(scan: FloorScan) -> ledger.MoveContext:
    return ledger.MoveContext(
        user_id=scan.actor.user_id,
        device_id=scan.actor.device_id,
        scan_id=scan.id,
        occurred_at=scan.occurred_at,
    )


def _move(row: dict[str, Any], header: Header, origin: Location, target: Location) -> ledger.Move:
    return ledger.Move(
        item_id=row["item_id"],
        lot_id=row["lot_id"],
        serial_id=row["serial_id"],
        qty=row["qty"],
        origin=ledger.place(origin),
        target=ledger.place(target),
        reason=MoveReason.RECEIVE,
        document_type="receipt",
        document_id=header.id,
        document_line_id=row["id"],
    )


def _answer(
    scan: FloorScan,
    header: Header,
    goods: Goods,
    lot: Lot,
    lines: Sequence[OrderedLine],
    target: Location,
) -> Applied:
    qty, item = decimal_text(goods.qty), goods.item
    soon = rules.expiring_soon(goods.use_by, today=scan.rules.today(), rules=scan.rules)
    held = f"Lot {lot.number} is on hold." if lot.status is LotStatus.HELD else None
    line = _progress(lines, goods.qty) if lines else None
    of = f" {line['received']} of {line['ordered']} received." if line else ""
    lot_words = f", lot {lot.number}" if lot.number else ""
    return Applied(
        code="received",
        message=f"{qty} × {item.sku}{lot_words} to {target.code}.{of}",
        effect={
            "type": "received",
            "item": {"id": str(item.id), "sku": item.sku, "name": item.name},
            "qty": qty,
            "unit": item.base_unit,
            "lot": lot.number or None,
            "expires_on": goods.use_by.isoformat() if goods.use_by else None,
            "serial": goods.serial_number,
            "location": {"id": str(target.id), "code": target.code},
            "line": line,
        },
        document_type="receipt",
        document_id=header.id,
        warnings=tuple(text for text in (soon, held) if text),
    )


def _progress(lines: Sequence[OrderedLine], qty: Decimal) -> dict[str, str]:
    """How far the order is with this item, this scan included."""
    ordered = sum((line.qty for line in lines), Decimal(0))
    received = sum((line.received_qty for line in lines), Decimal(0)) + qty
    remaining = max(sum((line.remaining for line in lines), Decimal(0)) - qty, Decimal(0))
    return {
        "ordered": decimal_text(ordered),
        "received": decimal_text(received),
        "remaining": decimal_text(remaining),
    }
