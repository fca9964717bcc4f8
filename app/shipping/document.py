"""A shipment as QuickBooks is to show it: what left so far, summed by order line."""

from collections import defaultdict
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Item, Location, Tracking
from app.core.prepared import prepared
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory.models import Lot, SerialNumber, StockMove
from app.orders.models import SalesOrder, SalesOrderLine
from app.shipping.models import Shipment, ShipmentLine
from app.sync import outbox
from app.sync.documents import DocumentLine, ShipmentDoc, Tracked

_shipment = table_of(Shipment)
_content = table_of(ShipmentLine)
_order = table_of(SalesOrder)
_line = table_of(SalesOrderLine)
_customer = table_of(Customer)
_item = table_of(Item)
_place = table_of(Location)
_move = table_of(StockMove)
_lot, _serial = table_of(Lot), table_of(SerialNumber)

# The warehouse is where the first of it left from: it joins the head, so a scan asks no more often.
_left_from = (
    sa.select(_place.c.warehouse_id)
    .join(_move, _move.c.from_id == _place.c.id)
    .where(
        _move.c.document_id == sa.bindparam("shipment"),
        _place.c.warehouse_id.is_not(None),
    )
    .order_by(_move.c.id)
    .limit(1)
    .scalar_subquery()
)
_HEAD = prepared(
    sa.select(
        _shipment.c.id,
        _shipment.c.number,
        _shipment.c.ship_date.label("on"),
        _shipment.c.tracking_number,
        _order.c.id.label("sales_order_id"),
        _order.c.number.label("sales_order_number"),
        _order.c.source.label("order_source"),
        _customer.c.id.label("customer_id"),
        _customer.c.name.label("customer_name"),
        _left_from.label("warehouse_id"),
    )
    .select_from(
        _shipment.join(_order, _order.c.id == _shipment.c.sales_order_id).join(
            _customer, _customer.c.id == _order.c.customer_id
        )
    )
    .where(_shipment.c.id == sa.bindparam("shipment"))
)
_columns = (
    _line.c.id,
    _line.c.line_no,
    _line.c.external_line_id,
    _line.c.description,
    _line.c.unit_price,
    _item.c.id.label("item_id"),
    _item.c.sku,
    _item.c.name,
    _item.c.tracking,
)
_LINES = prepared(
    sa.select(*_columns, sa.func.sum(_content.c.qty).label("qty"))
    .select_from(
        _content.join(_line, _line.c.id == _content.c.order_line_id).join(
            _item, _item.c.id == _content.c.item_id
        )
    )
    .where(_content.c.shipment_id == sa.bindparam("shipment"))
    .group_by(*_columns)
    .order_by(_line.c.line_no)
)


_PARTS = prepared(
    sa.select(
        _content.c.order_line_id,
        _lot.c.number.label("lot"),
        _lot.c.expires_on,
        _serial.c.number.label("serial"),
        sa.func.sum(_content.c.qty).label("qty"),
    )
    .join(_lot, _lot.c.id == _content.c.lot_id)
    .outerjoin(_serial, _serial.c.id == _content.c.serial_id)
    .where(_content.c.shipment_id == sa.bindparam("shipment"))
    .group_by(_content.c.order_line_id, _lot.c.number, _lot.c.expires_on, _serial.c.number)
    .order_by(_lot.c.number, _serial.c.number)
)


async def tell_quickbooks(
    session: AsyncSession, shipment_id: UUID, *, completed: bool
) -> tuple[str, ...]:
    """Hand the shipment's newest snapshot to the outbox; `completed` means it will not change.

    Returns what to warn the floor of.
    """
    document = await shipment_document(session, shipment_id)
    return await outbox.want(session, document, summary=_summary(document), completed=completed)


async def shipment_document(session: AsyncSession, shipment_id: UUID) -> ShipmentDoc:
    """The shipment with its lines, keyed by order line so that an amended line keeps its place."""
    head = (await session.execute(_HEAD, {"shipment": shipment_id})).one()
    return ShipmentDoc(**head._mapping, lines=await _lines(session, shipment_id))


async def _lines(session: AsyncSession, shipment_id: UUID) -> tuple[DocumentLine, ...]:
    rows = (await session.execute(_LINES, {"shipment": shipment_id})).all()
    tracked = {row.id for row in rows if row.tracking != Tracking.NONE}
    parts = await _parts(session, shipment_id) if tracked else {}
    return tuple(
        DocumentLine(
            line_key=str(row.id),
            item_id=row.item_id,
            sku=row.sku,
            name=row.name,
            qty=row.qty,
            unit_amount=row.unit_price,
            description=row.description,
            order_line_external_id=row.external_line_id,
            tracked=tuple(parts.get(row.id, ())) if row.id in tracked else (),
        )
        for row in rows
    )


async def _parts(session: AsyncSession, shipment_id: UUID) -> dict[UUID, list[Tracked]]:
    """The lots and serial numbers that left, by order line."""
    parts: dict[UUID, list[Tracked]] = defaultdict(list)
    for row in await session.execute(_PARTS, {"shipment": shipment_id}):
        parts[row.order_line_id].append(
            Tracked(qty=row.qty, lot=row.lot, serial=row.serial or "", expires_on=row.expires_on)
        )
    return parts


def _summary(document: ShipmentDoc) -> str:
    first = document.lines[0]
    more = f" and {len(document.lines) - 1} more" if len(document.lines) > 1 else ""
    return f"{decimal_text(first.qty)} × {first.name}{more} to {document.customer_name}"
