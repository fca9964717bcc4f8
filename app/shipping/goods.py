"""What an order has on the packing bench: picked, not yet in a carton, or in an open carton."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Item, Location
from app.core.prepared import prepared
from app.core.types import Quantity, decimal_text
from app.core.upsert import table_of
from app.inventory.ledger import Place
from app.inventory.models import Lot, SerialNumber
from app.orders.models import OrderState, SalesOrder, SalesOrderLine
from app.orders.problems import OrderNotFound
from app.picking.models import Pick
from app.shipping.models import CartonLine

_order = table_of(SalesOrder)
_line = table_of(SalesOrderLine)
_customer = table_of(Customer)
_pick = table_of(Pick)
_item = table_of(Item)
_lot = table_of(Lot)
_serial = table_of(SerialNumber)
_place = table_of(Location)
_content = table_of(CartonLine)

_UNPACKED: sa.ColumnElement[Decimal] = sa.type_coerce(_pick.c.qty - _pick.c.packed_qty, Quantity())

_ORDER: sa.BindParameter[Any] = sa.bindparam("order")
_LOCK = prepared(
    sa.select(
        _order.c.id,
        _order.c.number,
        _order.c.state,
        _order.c.source,
        _customer.c.id,
        _customer.c.name,
        _order.c.due_on,
    )
    .select_from(_order.join(_customer, _customer.c.id == _order.c.customer_id))
    .where(_order.c.id == _ORDER)
    .with_for_update(of=_order)
)
_EVERY_PICK = (
    sa.select(
        _pick.c.id,
        _pick.c.order_line_id,
        _pick.c.item_id,
        _pick.c.lot_id,
        _lot.c.number,
        _pick.c.serial_id,
        _serial.c.number,
        _pick.c.qty,
        _pick.c.packed_qty,
        _place.c.id,
        _place.c.allow_negative,
        _place.c.code,
    )
    .select_from(
        _pick.join(_line, _line.c.id == _pick.c.order_line_id)
        .join(_lot, _lot.c.id == _pick.c.lot_id)
        .join(_place, _place.c.id == _pick.c.to_id)
        .outerjoin(_serial, _serial.c.id == _pick.c.serial_id)
    )
    .where(_line.c.order_id == _ORDER)
    .order_by(_line.c.line_no, _pick.c.id)
)
_NOT_PACKED = _pick.c.qty > _pick.c.packed_qty
_PICKS = prepared(_EVERY_PICK)
_PICKS_OF_ITEM = prepared(_EVERY_PICK.where(_pick.c.item_id == sa.bindparam("item")))
_UNPACKED_PICKS = prepared(_EVERY_PICK.where(_NOT_PACKED))
_MARK_PACKED = prepared(
    sa.update(_pick)
    .where(_pick.c.id == sa.bindparam("pick"))
    .values(packed_qty=_pick.c.packed_qty + sa.bindparam("more", type_=Quantity()))
)
_waiting = (_line.c.id, _item.c.id, _item.c.sku, _item.c.name, _item.c.base_unit, _lot.c.number)
_TO_PACK = prepared(
    sa.select(*_waiting, sa.type_coerce(sa.func.sum(_UNPACKED), Quantity()))
    .select_from(
        _pick.join(_line, _line.c.id == _pick.c.order_line_id)
        .join(_item, _item.c.id == _pick.c.item_id)
        .join(_lot, _lot.c.id == _pick.c.lot_id)
    )
    .where(_line.c.order_id == _ORDER, _NOT_PACKED)
    .group_by(*_waiting, _line.c.line_no)
    .order_by(_line.c.line_no, _lot.c.number)
)
_inside = (
    _content.c.order_line_id,
    _content.c.item_id,
    _content.c.lot_id,
    _content.c.serial_id,
)
_whence = (_place.c.id, _place.c.allow_negative, _place.c.code, _content.c.carton_id)
_CONTENTS = prepared(
    sa.select(*_inside, sa.func.sum(_content.c.qty), *_whence)
    .select_from(
        _content.join(_pick, _pick.c.id == _content.c.pick_id).join(
            _place, _place.c.id == _pick.c.to_id
        )
    )
    .where(_content.c.carton_id == sa.bindparam("carton"))
    .group_by(*_inside, *_whence)
    .order_by(_content.c.order_line_id, _content.c.lot_id)
)


@dataclass(frozen=True, slots=True)
class OrderHead:
    """A sales order with its customer, its row locked."""

    id: UUID
    number: str
    state: OrderState
    source: str
    customer_id: UUID
    customer: str
    due_on: date | None


async def lock_order(session: AsyncSession, order_id: UUID) -> OrderHead:
    """The order, locked until the transaction ends; packing and shipping of it go one by one."""
    row = (await session.execute(_LOCK, {"order": order_id})).one_or_none()
    if row is None:
        raise OrderNotFound("This sales order does not exist.", id=order_id)
    return OrderHead(*row)


@dataclass(frozen=True, slots=True)
class Picked:
    """What one pick scan took for an order, and how much of it is in cartons."""

    pick_id: UUID
    order_line_id: UUID
    item_id: UUID
    lot_id: UUID
    lot_number: str
    serial_id: UUID | None
    serial: str | None
    qty: Decimal
    packed_qty: Decimal
    place: Place

    @property
    def rest(self) -> Decimal:
        """Units still to be packed."""
        return self.qty - self.packed_qty


async def picked_of(
    session: AsyncSession, order_id: UUID, *, item_id: UUID | None = None, unpacked: bool = False
) -> list[Picked]:
    """The picks of an order (of one item; only those not wholly packed), earliest line first."""
    values: dict[str, UUID] = {"order": order_id}
    query = _UNPACKED_PICKS if unpacked else _PICKS
    if item_id is not None:
        query, values = _PICKS_OF_ITEM, values | {"item": item_id}
    rows = await session.execute(query, values)
    return [Picked(*(*row[:9], Place(row[9], True, row[10], row[11]))) for row in rows]


async def mark_packed(session: AsyncSession, packed: Sequence[tuple[Picked, Decimal]]) -> None:
    """Count units of picks as packed; the caller holds the order's lock."""
    await session.execute(_MARK_PACKED, [{"pick": one.pick_id, "more": qty} for one, qty in packed])


@dataclass(frozen=True, slots=True)
class ToPack:
    """Picked goods of one order line and lot that are in no carton yet."""

    line_id: UUID
    item_id: UUID
    sku: str
    name: str
    unit: str
    lot_number: str
    qty: Decimal

    def as_json(self) -> dict[str, Any]:
        """For the list on the packing screen."""
        return {
            "line_id": str(self.line_id),
            "item": {
                "id": str(self.item_id),
                "sku": self.sku,
                "name": self.name,
                "unit": self.unit,
            },
            "lot": self.lot_number or None,
            "qty": decimal_text(self.qty),
        }


async def to_pack(session: AsyncSession, order_id: UUID) -> list[ToPack]:
    """What still waits to be packed, by order line and lot."""
    rows = await session.execute(_TO_PACK, {"order": order_id})
    return [ToPack(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Leaving:
    """Goods about to leave the packing bench with a shipment."""

    order_line_id: UUID
    item_id: UUID
    lot_id: UUID
    serial_id: UUID | None
    qty: Decimal
    place: Place
    carton_id: UUID | None = None


async def contents(session: AsyncSession, carton_ids: Sequence[UUID]) -> list[Leaving]:
    """What is in these cartons, summed by order line, lot and serial."""
    rows: list[Any] = []
    for carton_id in carton_ids:
        rows += await session.execute(_CONTENTS, {"carton": carton_id})
    return [Leaving(*(*row[:5], Place(row[5], True, row[6], row[7]), row[8])) for row in rows]
