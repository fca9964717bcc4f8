"""What QuickBooks says should happen: purchase orders to receive, sales orders to pick.

QuickBooks owns these rows; we mirror them and add how much of each line has been received,
allocated, picked and shipped. Those counters move only through `app.orders.service`, with guarded
updates in the transaction that books the stock.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.tables import (
    created_field,
    id_field,
    money_field,
    quantity_field,
    reference,
)
from app.core.types import enum_column


class OrderState(StrEnum):
    """`closed` is finished or closed in QuickBooks, `cancelled` was deleted or voided there."""

    OPEN = "open"
    RELEASED = "released"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class OrderSource(StrEnum):
    """What the order is in QuickBooks. Online has no sales orders: estimates, invoices stand in."""

    PURCHASE_ORDER = "purchase_order"
    SALES_ORDER = "sales_order"
    ESTIMATE = "estimate"
    INVOICE = "invoice"
    OWN = "own"


class PurchaseOrder(SQLModel, table=True):
    """Goods a vendor owes us."""

    __tablename__ = "purchase_order"

    id: UUID = id_field()
    number: str = Field(max_length=40, index=True)
    vendor_id: UUID = reference("vendor.id")
    state: OrderState = Field(
        default=OrderState.OPEN,
        sa_type=enum_column(OrderState, "po_state"),
    )
    ordered_on: date | None = None
    expected_on: date | None = None
    memo: str = Field(default="", max_length=4000)
    updated_at: datetime = created_field()
    created_at: datetime = created_field()


class PurchaseOrderLine(SQLModel, table=True):
    """`qty` ordered, `received_qty` booked in so far (may exceed it within the tolerance)."""

    __tablename__ = "purchase_order_line"
    __table_args__ = (
        sa.CheckConstraint("received_qty >= 0", name="received_not_negative"),
        sa.UniqueConstraint("order_id", "external_line_id", name="uq_po_line_external"),
    )

    id: UUID = id_field()
    order_id: UUID = reference("purchase_order.id")
    line_no: int
    external_line_id: str | None = Field(default=None, max_length=40)
    item_id: UUID = reference("item.id")
    description: str = Field(default="", max_length=4000)
    qty: Decimal = quantity_field()
    received_qty: Decimal = quantity_field(Decimal(0))
    unit_cost: Decimal | None = money_field()
    closed: bool = False


class SalesOrder(SQLModel, table=True):
    """Goods we owe a customer."""

    __tablename__ = "sales_order"

    id: UUID = id_field()
    number: str = Field(max_length=40, index=True)
    customer_id: UUID = reference("customer.id")
    source: OrderSource = Field(
        default=OrderSource.ESTIMATE,
        sa_type=enum_column(OrderSource, "so_source"),
    )
    state: OrderState = Field(
        default=OrderState.OPEN,
        sa_type=enum_column(OrderState, "so_state"),
    )
    priority: int = 0
    ordered_on: date | None = None
    due_on: date | None = None
    memo: str = Field(default="", max_length=4000)
    updated_at: datetime = created_field()
    created_at: datetime = created_field()


class SalesOrderLine(SQLModel, table=True):
    """shipped <= picked, and allocated + picked <= qty; the rest of `qty` is on backorder.

    `allocated_qty` is reserved and not yet picked; `picked_qty` counts all ever picked,
    shipped or not.
    """

    __tablename__ = "sales_order_line"
    __table_args__ = (
        sa.CheckConstraint("allocated_qty >= 0", name="allocated_not_negative"),
        sa.CheckConstraint("shipped_qty >= 0", name="shipped_not_negative"),
        sa.CheckConstraint("shipped_qty <= picked_qty", name="shipped_was_picked"),
        sa.UniqueConstraint("order_id", "external_line_id", name="uq_so_line_external"),
    )

    id: UUID = id_field()
    order_id: UUID = reference("sales_order.id")
    line_no: int
    external_line_id: str | None = Field(default=None, max_length=40)
    item_id: UUID = reference("item.id")
    description: str = Field(default="", max_length=4000)
    qty: Decimal = quantity_field()
    allocated_qty: Decimal = quantity_field(Decimal(0))
    picked_qty: Decimal = quantity_field(Decimal(0))
    shipped_qty: Decimal = quantity_field(Decimal(0))
    unit_price: Decimal | None = money_field()
    closed: bool = False
