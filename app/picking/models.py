"""Reserved stock and the walk that fetches it."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.tables import created_field, id_field, quantity_field, reference, time_field
from app.core.types import enum_column


class TaskState(StrEnum):
    """A task is done when nothing is left to pick, or the rest was reported short."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class PickTask(SQLModel, table=True):
    """One walk through the warehouse for one released order."""

    __tablename__ = "pick_task"

    id: UUID = id_field()
    number: str = Field(max_length=11, unique=True)
    sales_order_id: UUID = reference("sales_order.id")
    state: TaskState = Field(
        default=TaskState.OPEN, sa_type=enum_column(TaskState, "task_state"), index=True
    )
    assigned_to: UUID | None = reference("app_user.id", nullable=True)
    created_at: datetime = created_field()
    started_at: datetime | None = time_field(nullable=True)
    finished_at: datetime | None = time_field(nullable=True)


class Allocation(SQLModel, table=True):
    """One stop of a walk: `qty` of a lot reserved in a bin for an order line.

    `qty` is what to take here in all, `picked_qty` what was taken; `qty - picked_qty` is what the
    balance still holds reserved for us. A short pick lowers `qty` and says why.
    """

    __table_args__ = (
        sa.CheckConstraint("qty >= 0", name="qty_not_negative"),
        sa.CheckConstraint("picked_qty >= 0 AND picked_qty <= qty", name="picked_within"),
    )

    id: UUID = id_field()
    task_id: UUID = reference("pick_task.id")
    order_line_id: UUID = reference("sales_order_line.id")
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = reference("lot.id")
    location_id: UUID = reference("location.id")
    qty: Decimal = quantity_field()
    picked_qty: Decimal = quantity_field(Decimal(0))
    short_qty: Decimal = quantity_field(Decimal(0))
    short_reason: str = Field(default="", max_length=200)
    short_by: UUID | None = reference("app_user.id", nullable=True, index=False)
    short_at: datetime | None = time_field(nullable=True, index=True)
    created_at: datetime = created_field()


class Pick(SQLModel, table=True):
    """What one scan took: the audit of a pick, and what packing has to check."""

    __table_args__ = (sa.CheckConstraint("qty > 0", name="qty_positive"),)

    id: UUID = id_field()
    task_id: UUID = reference("pick_task.id")
    order_line_id: UUID = reference("sales_order_line.id")
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = reference("lot.id")
    serial_id: UUID | None = reference("serial_number.id", nullable=True)
    from_id: UUID = reference("location.id", index=False)
    to_id: UUID = reference("location.id", index=False)
    qty: Decimal = quantity_field()
    packed_qty: Decimal = quantity_field(Decimal(0))
    override_reason: str = Field(default="", max_length=200)
    approved_by: UUID | None = reference("app_user.id", nullable=True, index=False)
    scan_id: UUID | None = Field(default=None, sa_type=sa.Uuid)
    created_at: datetime = created_field()
