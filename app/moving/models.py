"""What moves without being bought or sold: goods in somebody's hands, transfers, adjustments."""

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
from app.inventory.reasons import Direction


class Carried(SQLModel, table=True):
    """Goods a person took from a bin and has not put down yet.

    In the books they still lie in `from_id`, where they are reserved so that nobody else is
    promised them: a phone that dies loses nothing. `promised_qty` of them were reserved for orders
    already; that reservation goes along.
    """

    __table_args__ = (
        sa.CheckConstraint("qty > 0", name="qty_positive"),
        sa.CheckConstraint("promised_qty >= 0 AND promised_qty <= qty", name="promised_within"),
    )

    id: UUID = id_field()
    user_id: UUID = reference("app_user.id")
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = reference("lot.id")
    serial_id: UUID | None = reference("serial_number.id", nullable=True)
    from_id: UUID = reference("location.id")
    qty: Decimal = quantity_field()
    promised_qty: Decimal = quantity_field(Decimal(0))
    created_at: datetime = created_field()


class TransferState(StrEnum):
    """Open: being loaded. Shipped: on its way. Short: arrived, and something is missing."""

    OPEN = "open"
    SHIPPED = "shipped"
    SHORT = "short"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


LIVE = (TransferState.OPEN, TransferState.SHIPPED, TransferState.SHORT)
"""Something can still be scanned on it."""


class Transfer(SQLModel, table=True):
    """Goods that go from one warehouse to another; in between they are in transit."""

    __table_args__ = (sa.CheckConstraint("from_id <> to_id", name="two_warehouses"),)

    id: UUID = id_field()
    number: str = Field(max_length=11, unique=True)
    from_id: UUID = reference("location.id", index=False)
    to_id: UUID = reference("location.id", index=False)
    state: TransferState = Field(
        default=TransferState.OPEN, sa_type=enum_column(TransferState, "transfer_state"), index=True
    )
    note: str = Field(default="", max_length=200)
    opened_by: UUID = reference("app_user.id", index=False)
    created_at: datetime = created_field()
    shipped_at: datetime | None = time_field(nullable=True)
    completed_at: datetime | None = time_field(nullable=True)


class TransferLine(SQLModel, table=True):
    """What is to be sent. A transfer without lines takes whatever is scanned onto it."""

    __tablename__ = "transfer_line"
    __table_args__ = (
        sa.CheckConstraint("qty > 0", name="qty_positive"),
        sa.UniqueConstraint("transfer_id", "item_id", name="uq_transfer_line_item"),
    )

    id: UUID = id_field()
    transfer_id: UUID = reference("transfer.id", index=False)
    line_no: int
    item_id: UUID = reference("item.id", index=False)
    qty: Decimal = quantity_field()


class Leg(StrEnum):
    """What a scan did to the goods: loaded them, unloaded them; or how missing ones ended."""

    OUT = "out"
    IN = "in"
    LOST = "lost"
    BACK = "back"


class TransferPart(SQLModel, table=True):
    """`qty` of one lot that left `location_id` for transit (out), or came from it (in, back).

    For `lost`, the bin is the one it was loaded from. `exception` names what a supervisor
    (`approved_by`) let pass.
    """

    __tablename__ = "transfer_part"
    __table_args__ = (sa.CheckConstraint("qty > 0", name="qty_positive"),)

    id: UUID = id_field()
    transfer_id: UUID = reference("transfer.id")
    leg: Leg = Field(sa_type=enum_column(Leg, "leg"))
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = reference("lot.id", index=False)
    serial_id: UUID | None = reference("serial_number.id", nullable=True, index=False)
    location_id: UUID = reference("location.id", index=False)
    qty: Decimal = quantity_field()
    exception: str = Field(default="", max_length=60)
    approved_by: UUID | None = reference("app_user.id", nullable=True, index=False)
    user_id: UUID = reference("app_user.id", index=False)
    scan_id: UUID | None = Field(default=None, sa_type=sa.Uuid)
    created_at: datetime = created_field()


class AdjustmentState(StrEnum):
    """Frozen once completed, then taken back only by another adjustment. Cancelled: every line of
    it was undone."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Adjustment(SQLModel, table=True):
    """Stock written off, set aside or found, for one reason, in one warehouse.

    `direction` is out or in. `told`: QuickBooks hears of it; goods only set aside are still ours.
    `warehouse_id` is known from the first scan on.
    """

    id: UUID = id_field()
    number: str = Field(max_length=11, unique=True)
    reason_id: UUID = reference("adjustment_reason.id", index=False)
    direction: Direction = Field(sa_type=enum_column(Direction, "direction"))
    told: bool = True
    note: str = Field(default="", max_length=200)
    warehouse_id: UUID | None = reference("location.id", nullable=True, index=False)
    state: AdjustmentState = Field(
        default=AdjustmentState.OPEN,
        sa_type=enum_column(AdjustmentState, "adjustment_state"),
        index=True,
    )
    transfer_id: UUID | None = reference("transfer.id", nullable=True)
    reverses: UUID | None = Field(default=None, foreign_key="adjustment.id", unique=True)
    opened_by: UUID = reference("app_user.id", index=False)
    created_at: datetime = created_field()
    completed_at: datetime | None = time_field(nullable=True)


class AdjustmentLine(SQLModel, table=True):
    """`qty`, signed, of one lot in one bin; `undone` lines were taken back at once and count
    nothing. `unit_cost` is what the item cost then: the value of the difference."""

    __tablename__ = "adjustment_line"
    __table_args__ = (sa.CheckConstraint("qty <> 0", name="qty_not_zero"),)

    id: UUID = id_field()
    adjustment_id: UUID = reference("adjustment.id")
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = reference("lot.id", index=False)
    serial_id: UUID | None = reference("serial_number.id", nullable=True, index=False)
    location_id: UUID = reference("location.id", index=False)
    qty: Decimal = quantity_field()
    unit_cost: Decimal | None = money_field()
    undone: bool = False
    move_id: UUID = reference("stock_move.id", index=False)
    approved_by: UUID | None = reference("app_user.id", nullable=True, index=False)
    scan_id: UUID | None = Field(default=None, sa_type=sa.Uuid)
    created_at: datetime = created_field()
