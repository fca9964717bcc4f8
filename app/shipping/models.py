"""Cartons and shipments: what was packed, and what left the building."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.tables import created_field, id_field, quantity_field, reference, time_field
from app.core.types import enum_column


class CartonState(StrEnum):
    """A shipped carton is frozen."""

    OPEN = "open"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class ShipmentState(StrEnum):
    """Open while further cartons of the same delivery may still be added."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Shipment(SQLModel, table=True):
    """One delivery to a customer: one Invoice or SalesReceipt in QuickBooks."""

    id: UUID = id_field()
    number: str = Field(max_length=11, unique=True)
    sales_order_id: UUID = reference("sales_order.id")
    state: ShipmentState = Field(
        default=ShipmentState.OPEN, sa_type=enum_column(ShipmentState, "shipment_state"), index=True
    )
    ship_date: date
    tracking_number: str = Field(default="", max_length=60)
    shipped_by: UUID = reference("app_user.id", index=False)
    created_at: datetime = created_field()
    completed_at: datetime | None = time_field(nullable=True)


class Carton(SQLModel, table=True):
    """A box being filled for one order; its number is its barcode."""

    id: UUID = id_field()
    number: str = Field(max_length=20, unique=True)
    sales_order_id: UUID = reference("sales_order.id")
    shipment_id: UUID | None = reference("shipment.id", nullable=True)
    state: CartonState = Field(
        default=CartonState.OPEN, sa_type=enum_column(CartonState, "carton_state"), index=True
    )
    packed_by: UUID = reference("app_user.id", index=False)
    created_at: datetime = created_field()
    shipped_at: datetime | None = time_field(nullable=True)


class CartonLine(SQLModel, table=True):
    """Part of a pick, checked into a carton by one scan."""

    __tablename__ = "carton_line"
    __table_args__ = (sa.CheckConstraint("qty > 0", name="qty_positive"),)

    id: UUID = id_field()
    carton_id: UUID = reference("carton.id")
    pick_id: UUID = reference("pick.id")
    order_line_id: UUID = reference("sales_order_line.id")
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = reference("lot.id", index=False)
    serial_id: UUID | None = reference("serial_number.id", nullable=True)
    qty: Decimal = quantity_field()
    scan_id: UUID | None = Field(default=None, sa_type=sa.Uuid)
    created_at: datetime = created_field()


class ShipmentLine(SQLModel, table=True):
    """What left, by order line, lot and serial."""

    __tablename__ = "shipment_line"
    __table_args__ = (sa.CheckConstraint("qty > 0", name="qty_positive"),)

    id: UUID = id_field()
    shipment_id: UUID = reference("shipment.id")
    carton_id: UUID | None = reference("carton.id", nullable=True)
    order_line_id: UUID = reference("sales_order_line.id")
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = reference("lot.id", index=False)
    serial_id: UUID | None = reference("serial_number.id", nullable=True)
    qty: Decimal = quantity_field()
    scan_id: UUID | None = Field(default=None, sa_type=sa.Uuid)
    created_at: datetime = created_field()
