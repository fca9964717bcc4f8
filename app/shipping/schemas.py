"""Packing and shipments on the wire."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from app.core.types import Amount, Qty
from app.picking.schemas import GoodsItem, SalesOrderRef
from app.shipping.models import CartonState, ShipmentState


class PackingRow(BaseModel):
    """An order with goods on the bench: units in no carton yet, units in open cartons."""

    order: SalesOrderRef
    customer: str
    due_on: date | None
    to_pack: Qty
    packed: Qty
    cartons: int


class ToPackOut(BaseModel):
    """Picked goods of one order line and lot that are in no carton yet."""

    line_id: UUID
    item: GoodsItem
    lot: str | None
    qty: Qty


class CartonLineOut(BaseModel):
    """What of one order line, lot and serial is in a carton."""

    line_id: UUID
    item: GoodsItem
    lot: str | None
    serial: str | None
    qty: Qty


class CartonOut(BaseModel):
    """A carton and what is in it."""

    id: UUID
    number: str
    state: CartonState
    lines: list[CartonLineOut]


class PackingLineOut(BaseModel):
    """An order line at the bench: what QuickBooks will be told left if all is shipped now.

    `backorder` is ordered and neither picked nor reserved.
    """

    line_id: UUID
    item: GoodsItem
    qty: Qty
    picked: Qty
    packed: Qty
    shipped: Qty
    backorder: Qty
    unit_price: Amount | None


class PackingOut(PackingRow):
    """One order at the bench."""

    lines: list[PackingLineOut]
    waiting: list[ToPackOut]
    open_cartons: list[CartonOut]


class ShipmentRow(BaseModel):
    """A shipment in a list."""

    id: UUID
    number: str
    state: ShipmentState
    order: SalesOrderRef
    customer: str
    ship_date: date
    tracking_number: str
    cartons: int
    qty: Qty
    created_at: datetime
    completed_at: datetime | None


class ShipmentLineOut(BaseModel):
    """What left of one order line, lot and serial, and in which carton."""

    line_id: UUID
    item: GoodsItem
    lot: str | None
    serial: str | None
    carton: str | None
    qty: Qty


class ShipmentOut(ShipmentRow):
    """A shipment with what it held."""

    lines: list[ShipmentLineOut]
