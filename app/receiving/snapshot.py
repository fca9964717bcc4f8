"""A receipt as QuickBooks is to show it: one line per order line, or per item if blind."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location, Tracking
from app.core.prepared import prepared
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory.floor import HouseRules
from app.inventory.models import Lot, SerialNumber
from app.orders.models import PurchaseOrderLine
from app.receiving.header import Header
from app.receiving.models import ReceiptLine
from app.sync import outbox
from app.sync.documents import DocumentLine, ReceiptDoc, Tracked

_item, _line, _ordered = table_of(Item), table_of(ReceiptLine), table_of(PurchaseOrderLine)
_place = table_of(Location)

_counted = (
    sa.select(
        _line.c.order_line_id,
        _line.c.item_id,
        sa.func.sum(_line.c.qty).label("qty"),
        sa.func.max(_line.c.unit_cost).label("unit_cost"),
        sa.func.min(_line.c.created_at).label("since"),
    )
    .where(_line.c.receipt_id == sa.bindparam("receipt"))
    .group_by(_line.c.order_line_id, _line.c.item_id)
    .subquery()
)
_first_place = (
    sa.select(_place.c.warehouse_id)
    .join(_line, _line.c.location_id == _place.c.id)
    .where(_line.c.receipt_id == sa.bindparam("receipt"))
    .order_by(_line.c.created_at, _line.c.id)
    .limit(1)
    .scalar_subquery()
)
_lot, _serial = table_of(Lot), table_of(SerialNumber)
_PARTS = prepared(
    sa.select(
        _line.c.order_line_id,
        _line.c.item_id,
        _lot.c.number.label("lot"),
        _lot.c.expires_on,
        _serial.c.number.label("serial"),
        _place.c.code.label("bin"),
        sa.func.sum(_line.c.qty).label("qty"),
    )
    .join(_lot, _lot.c.id == _line.c.lot_id)
    .join(_place, _place.c.id == _line.c.location_id)
    .outerjoin(_serial, _serial.c.id == _line.c.serial_id)
    .where(_line.c.receipt_id == sa.bindparam("receipt"))
    .group_by(
        _line.c.order_line_id,
        _line.c.item_id,
        _lot.c.number,
        _lot.c.expires_on,
        _serial.c.number,
        _place.c.code,
    )
    .order_by(_lot.c.number, _serial.c.number, _place.c.code)
)
_SUMMED = prepared(
    sa.select(
        _counted,
        _first_place.label("warehouse_id"),
        _item.c.sku,
        _item.c.name,
        _item.c.tracking,
        _item.c.description.label("item_description"),
        _ordered.c.unit_cost.label("order_cost"),
        _ordered.c.description,
        _ordered.c.external_line_id,
    )
    .join(_item, _item.c.id == _counted.c.item_id)
    .outerjoin(_ordered, _ordered.c.id == _counted.c.order_line_id)
    .order_by(_ordered.c.line_no, _counted.c.since, _item.c.sku)
)


async def tell_quickbooks(
    session: AsyncSession, header: Header, *, rules: HouseRules, completed: bool
) -> tuple[str, ...]:
    """Want the receipt in QuickBooks as it stands in this transaction; what to warn of."""
    rows = (await session.execute(_SUMMED, {"receipt": header.id})).all()
    parts = await _parts(session, header, rows)
    document = ReceiptDoc(
        id=header.id,
        number=header.number,
        on=header.created_at.astimezone(ZoneInfo(rules.zone)).date(),
        vendor_id=header.vendor_id,
        vendor_name=header.vendor_name,
        purchase_order_id=header.order_id,
        purchase_order_number=header.order_number,
        warehouse_id=rows[0].warehouse_id if rows else None,
        lines=tuple(_document_line(row, parts) for row in rows),
    )
    summary = f"{_what(document)} from {header.vendor_name}"
    return await outbox.want(session, document, summary=summary, completed=completed)


Parts = dict[tuple[UUID | None, UUID], list[Tracked]]


async def _parts(session: AsyncSession, header: Header, rows: Sequence[Any]) -> Parts:
    """The lots and serial numbers of the lines; asked for only where an item has any."""
    parts: Parts = defaultdict(list)
    tracked = {row.item_id for row in rows if row.tracking != Tracking.NONE}
    if tracked:
        for row in await session.execute(_PARTS, {"receipt": header.id}):
            if row.item_id in tracked:
                parts[row.order_line_id, row.item_id].append(
                    Tracked(
                        qty=row.qty,
                        lot=row.lot,
                        serial=row.serial or "",
                        expires_on=row.expires_on,
                        bin=row.bin,
                    )
                )
    return parts


def _document_line(row: Any, parts: Parts) -> DocumentLine:
    return DocumentLine(
        line_key=str(row.order_line_id or row.item_id),
        item_id=row.item_id,
        sku=row.sku,
        name=row.name,
        qty=row.qty,
        unit_amount=row.unit_cost if row.order_cost is None else row.order_cost,
        description=row.description or row.item_description,
        order_line_external_id=row.external_line_id,
        tracked=tuple(parts.get((row.order_line_id, row.item_id), ())),
    )


def _what(document: ReceiptDoc) -> str:
    first, *rest = document.lines
    text = f"{decimal_text(first.qty)} × {first.name}"
    return f"{text} and {len(rest)} more" if rest else text
