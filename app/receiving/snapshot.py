"""A receipt as QuickBooks is to show it: one line per order line, or per item if blind."""

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location
from app.core.prepared import prepared
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory.floor import HouseRules
from app.orders.models import PurchaseOrderLine
from app.receiving.header import Header
from app.receiving.models import ReceiptLine
from app.sync import outbox
from app.sync.documents import DocumentLine, ReceiptDoc

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
_SUMMED = prepared(
    sa.select(
        _counted,
        _first_place.label("warehouse_id"),
        _item.c.sku,
        _item.c.name,
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
    document = ReceiptDoc(
        id=header.id,
        number=header.number,
        on=header.created_at.astimezone(ZoneInfo(rules.zone)).date(),
        vendor_id=header.vendor_id,
        vendor_name=header.vendor_name,
        purchase_order_id=header.order_id,
        purchase_order_number=header.order_number,
        warehouse_id=rows[0].warehouse_id if rows else None,
        lines=tuple(_document_line(row) for row in rows),
    )
    summary = f"{_what(document)} from {header.vendor_name}"
    return await outbox.want(session, document, summary=summary, completed=completed)


def _document_line(row: Any) -> DocumentLine:
    return DocumentLine(
        line_key=str(row.order_line_id or row.item_id),
        item_id=row.item_id,
        sku=row.sku,
        name=row.name,
        qty=row.qty,
        unit_amount=row.unit_cost if row.order_cost is None else row.order_cost,
        description=row.description or row.item_description,
        order_line_external_id=row.external_line_id,
    )


def _what(document: ReceiptDoc) -> str:
    first, *rest = document.lines
    text = f"{decimal_text(first.qty)} × {first.name}"
    return f"{text} and {len(rest)} more" if rest else text
