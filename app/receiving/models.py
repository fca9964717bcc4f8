"""A receipt: what one delivery brought, line by line, against a purchase order or blind."""

from datetime import datetime
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
    time_field,
)
from app.core.types import enum_column


class ReceiptState(StrEnum):
    """Frozen once completed; corrected only by another document."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Receipt(SQLModel, table=True):
    """One delivery. Without a purchase order it is blind and may be of any item.

    A purchase order has one open receipt at most: who comes second goes on where the first is.
    """

    __table_args__ = (
        sa.Index(
            "uq_receipt_one_open_per_order",
            "purchase_order_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    id: UUID = id_field()
    number: str = Field(max_length=11, unique=True)
    purchase_order_id: UUID | None = reference("purchase_order.id", nullable=True)
    vendor_id: UUID = reference("vendor.id")
    state: ReceiptState = Field(
        default=ReceiptState.OPEN, sa_type=enum_column(ReceiptState, "receipt_state"), index=True
    )
    opened_by: UUID = reference("app_user.id", index=False)
    created_at: datetime = created_field()
    completed_at: datetime | None = time_field(nullable=True)


class ReceiptLine(SQLModel, table=True):
    """`qty` of one lot put to one bin by one scan; QuickBooks sees them summed per order line.

    `exception` names what a supervisor (`approved_by`) let pass: over-receipt, expired goods.
    """

    __tablename__ = "receipt_line"
    __table_args__ = (sa.CheckConstraint("qty > 0", name="qty_positive"),)

    id: UUID = id_field()
    receipt_id: UUID = reference("receipt.id")
    order_line_id: UUID | None = reference("purchase_order_line.id", nullable=True)
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = reference("lot.id")
    serial_id: UUID | None = reference("serial_number.id", nullable=True)
    location_id: UUID = reference("location.id", index=False)
    qty: Decimal = quantity_field()
    unit_cost: Decimal | None = money_field()
    exception: str = Field(default="", max_length=60)
    approved_by: UUID | None = reference("app_user.id", nullable=True, index=False)
    scan_id: UUID | None = Field(default=None, sa_type=sa.Uuid)
    created_at: datetime = created_field()
