"""What screens read of the packing bench and of shipments."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Item
from app.core.paging import Page, fetch_page
from app.core.types import Quantity
from app.core.upsert import table_of
from app.inventory.models import Lot, SerialNumber
from app.orders.models import SalesOrder, SalesOrderLine
from app.orders.problems import OrderNotFound
from app.picking.models import Pick
from app.shipping.goods import to_pack
from app.shipping.models import (
    Carton,
    CartonLine,
    CartonState,
    Shipment,
    ShipmentLine,
    ShipmentState,
)
from app.shipping.problems import ShipmentNotFound
from app.shipping.schemas import (
    CartonLineOut,
    CartonOut,
    PackingLineOut,
    PackingOut,
    PackingRow,
    ShipmentLineOut,
    ShipmentOut,
    ShipmentRow,
    ToPackOut,
)

_SOME_DAY = date(9999, 12, 31)  # orders without a due date come last

_order = table_of(SalesOrder)
_line = table_of(SalesOrderLine)
_customer = table_of(Customer)
_item = table_of(Item)
_lot = table_of(Lot)
_serial = table_of(SerialNumber)
_pick = table_of(Pick)
_carton = table_of(Carton)
_packed = table_of(CartonLine)
_shipment = table_of(Shipment)
_shipped = table_of(ShipmentLine)

_UNPACKED = (
    sa.select(sa.func.sum(_pick.c.qty) - sa.func.sum(_pick.c.packed_qty))
    .select_from(_pick.join(_line, _line.c.id == _pick.c.order_line_id))
    .where(_line.c.order_id == _order.c.id)
    .scalar_subquery()
)
_IN_CARTONS = (
    sa.select(sa.func.sum(_packed.c.qty))
    .select_from(_packed.join(_carton, _carton.c.id == _packed.c.carton_id))
    .where(_carton.c.sales_order_id == _order.c.id, _carton.c.state == CartonState.OPEN)
    .scalar_subquery()
)
_CARTONS = (
    sa.select(sa.func.count())
    .select_from(_carton)
    .where(_carton.c.sales_order_id == _order.c.id, _carton.c.state == CartonState.OPEN)
    .scalar_subquery()
)
_ON_BENCH = sa.exists().where(
    _line.c.order_id == _order.c.id, _line.c.picked_qty > _line.c.shipped_qty
)
_URGENCY: tuple[sa.ColumnElement[Any], ...] = (
    -_order.c.priority,
    sa.func.coalesce(_order.c.due_on, _SOME_DAY),
    _order.c.id,
)
_ITEM = (_item.c.id.label("item_id"), _item.c.sku, _item.c.name, _item.c.base_unit)


async def packing(
    session: AsyncSession, *, cursor: str | None = None, limit: int = 50
) -> Page[PackingRow]:
    """Orders with picked goods that have not left, most urgent first."""
    page = await fetch_page(
        session, _bench().where(_ON_BENCH), keys=_URGENCY, cursor=cursor, limit=limit
    )
    items = [PackingRow.model_validate(_bench_values(row)) for row in page.rows]
    return Page(items=items, next_cursor=page.next_cursor)


async def packing_of(session: AsyncSession, order_id: UUID) -> PackingOut:
    """One order at the bench; raises OrderNotFound."""
    row = (await session.execute(_bench().where(_order.c.id == order_id))).one_or_none()
    if row is None:
        raise OrderNotFound("This sales order does not exist.", id=order_id)
    waiting = [ToPackOut.model_validate(one.as_json()) for one in await to_pack(session, order_id)]
    return PackingOut.model_validate(
        _bench_values(row)
        | {
            "lines": await _packing_lines(session, order_id),
            "waiting": waiting,
            "open_cartons": await _open_cartons(session, order_id),
        }
    )


async def shipments(
    session: AsyncSession,
    *,
    state: ShipmentState | None = None,
    sales_order_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ShipmentRow]:
    """Shipments, newest first."""
    query = _shipments()
    if state is not None:
        query = query.where(_shipment.c.state == state)
    if sales_order_id is not None:
        query = query.where(_shipment.c.sales_order_id == sales_order_id)
    page = await fetch_page(
        session, query, keys=(_shipment.c.id,), cursor=cursor, limit=limit, descending=True
    )
    items = [ShipmentRow.model_validate(_shipment_values(row)) for row in page.rows]
    return Page(items=items, next_cursor=page.next_cursor)


async def shipment(session: AsyncSession, shipment_id: UUID) -> ShipmentOut:
    """One shipment with its lines; raises ShipmentNotFound."""
    row = (await session.execute(_shipments().where(_shipment.c.id == shipment_id))).one_or_none()
    if row is None:
        raise ShipmentNotFound("This shipment does not exist.", id=shipment_id)
    lines = await _shipment_lines(session, shipment_id)
    return ShipmentOut.model_validate(_shipment_values(row) | {"lines": lines})


def _or_zero(total: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A sum of quantities that is zero where there is nothing to add."""
    return sa.type_coerce(sa.func.coalesce(total, sa.literal_column("0")), Quantity())


def _bench() -> sa.Select[Any]:
    return sa.select(
        _order.c.id,
        _order.c.number,
        _order.c.due_on,
        _customer.c.name.label("customer"),
        _or_zero(_UNPACKED).label("to_pack"),
        _or_zero(_IN_CARTONS).label("packed"),
        _CARTONS.label("cartons"),
    ).select_from(_order.join(_customer, _customer.c.id == _order.c.customer_id))


def _bench_values(row: Any) -> dict[str, Any]:
    return {
        "order": {"id": row.id, "number": row.number},
        "customer": row.customer,
        "due_on": row.due_on,
        "to_pack": row.to_pack,
        "packed": row.packed,
        "cartons": row.cartons,
    }


async def _packing_lines(session: AsyncSession, order_id: UUID) -> list[PackingLineOut]:
    packed = (
        sa.select(sa.func.sum(_pick.c.packed_qty))
        .where(_pick.c.order_line_id == _line.c.id)
        .scalar_subquery()
    )
    rows = await session.execute(
        sa.select(
            _line.c.id,
            *_ITEM,
            _line.c.qty,
            _line.c.allocated_qty,
            _line.c.picked_qty,
            _or_zero(packed).label("packed"),
            _line.c.shipped_qty,
            _line.c.unit_price,
        )
        .select_from(_line.join(_item, _item.c.id == _line.c.item_id))
        .where(_line.c.order_id == order_id)
        .order_by(_line.c.line_no)
    )
    return [
        PackingLineOut.model_validate(
            {
                "line_id": row.id,
                "item": _item_values(row),
                "qty": row.qty,
                "picked": row.picked_qty,
                "packed": row.packed,
                "shipped": row.shipped_qty,
                "backorder": max(row.qty - row.allocated_qty - row.picked_qty, 0),
                "unit_price": row.unit_price,
            }
        )
        for row in rows
    ]


async def _open_cartons(session: AsyncSession, order_id: UUID) -> list[CartonOut]:
    cartons = await session.execute(
        sa.select(_carton.c.id, _carton.c.number, _carton.c.state)
        .where(_carton.c.sales_order_id == order_id, _carton.c.state == CartonState.OPEN)
        .order_by(_carton.c.id)
    )
    heads = cartons.all()
    columns = (_packed.c.carton_id, *_goods_columns(_packed))
    rows = await session.execute(
        sa.select(*columns, sa.func.sum(_packed.c.qty).label("qty"))
        .select_from(_goods(_packed))
        .where(_packed.c.carton_id.in_([one.id for one in heads]))
        .group_by(*columns)
        .order_by(_item.c.sku, _lot.c.number)
    )
    lines: defaultdict[UUID, list[CartonLineOut]] = defaultdict(list)
    for row in rows:
        lines[row.carton_id].append(CartonLineOut.model_validate(_goods_values(row)))
    return [
        CartonOut(id=one.id, number=one.number, state=one.state, lines=lines[one.id])
        for one in heads
    ]


def _shipments() -> sa.Select[Any]:
    cartons = (
        sa.select(sa.func.count())
        .select_from(_carton)
        .where(_carton.c.shipment_id == _shipment.c.id)
        .scalar_subquery()
    )
    units = (
        sa.select(sa.func.sum(_shipped.c.qty))
        .where(_shipped.c.shipment_id == _shipment.c.id)
        .scalar_subquery()
    )
    return sa.select(
        _shipment,
        _order.c.number.label("order_number"),
        _customer.c.name.label("customer"),
        cartons.label("cartons"),
        units.label("qty"),
    ).select_from(
        _shipment.join(_order, _order.c.id == _shipment.c.sales_order_id).join(
            _customer, _customer.c.id == _order.c.customer_id
        )
    )


def _shipment_values(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "state": row.state,
        "order": {"id": row.sales_order_id, "number": row.order_number},
        "customer": row.customer,
        "ship_date": row.ship_date,
        "tracking_number": row.tracking_number,
        "cartons": row.cartons,
        "qty": row.qty,
        "created_at": row.created_at,
        "completed_at": row.completed_at,
    }


async def _shipment_lines(session: AsyncSession, shipment_id: UUID) -> list[ShipmentLineOut]:
    columns = (_carton.c.number.label("carton"), *_goods_columns(_shipped))
    rows = await session.execute(
        sa.select(*columns, sa.func.sum(_shipped.c.qty).label("qty"))
        .select_from(_goods(_shipped).outerjoin(_carton, _carton.c.id == _shipped.c.carton_id))
        .where(_shipped.c.shipment_id == shipment_id)
        .group_by(*columns)
        .order_by(_item.c.sku, _lot.c.number, _carton.c.number)
    )
    return [
        ShipmentLineOut.model_validate(_goods_values(row) | {"carton": row.carton}) for row in rows
    ]


def _goods(table: sa.Table) -> sa.Join:
    """Lines of a carton or shipment with item, lot and serial."""
    return (
        table.join(_item, _item.c.id == table.c.item_id)
        .join(_lot, _lot.c.id == table.c.lot_id)
        .outerjoin(_serial, _serial.c.id == table.c.serial_id)
    )


def _goods_columns(table: sa.Table) -> tuple[sa.ColumnElement[Any], ...]:
    return (
        table.c.order_line_id,
        *_ITEM,
        _lot.c.number.label("lot"),
        _serial.c.number.label("serial"),
    )


def _goods_values(row: Any) -> dict[str, Any]:
    return {
        "line_id": row.order_line_id,
        "item": _item_values(row),
        "lot": row.lot or None,
        "serial": row.serial,
        "qty": row.qty,
    }


def _item_values(row: Any) -> dict[str, Any]:
    return {"id": row.item_id, "sku": row.sku, "name": row.name, "unit": row.base_unit}
