"""Counts: what is to be counted, who counted what, and what was decided about it."""

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
from app.core.types import Quantity, enum_column

RULES_ID = 1
USUAL_PERCENT = 5
"""What counts as a large difference until the company decides otherwise."""


class PlanMethod(StrEnum):
    """How a plan chooses bins: by what lies in them (ABC), by age alone, or only empty ones."""

    ABC_VALUE = "abc_value"
    ABC_MOVEMENT = "abc_movement"
    EVERY_BIN = "every_bin"
    EMPTY_BINS = "empty_bins"


class CountPlan(SQLModel, table=True):
    """A cycle count: bins of `location_id` (None: everywhere) whose last count is too long ago.

    `days_a` is the longest time between two counts in days, for class A where there are classes;
    `max_bins` is how many bins one run asks for; `automatic`: it runs by itself once a day.
    """

    __tablename__ = "count_plan"
    __table_args__ = (
        sa.CheckConstraint("days_a > 0 AND days_b > 0 AND days_c > 0", name="days_positive"),
        sa.CheckConstraint("max_bins > 0", name="max_bins_positive"),
    )

    id: UUID = id_field()
    name: str = Field(max_length=100)
    method: PlanMethod = Field(sa_type=enum_column(PlanMethod, "count_plan_method"))
    location_id: UUID | None = reference("location.id", nullable=True, index=False)
    days_a: int = 30
    days_b: int = 90
    days_c: int = 180
    max_bins: int = 20
    automatic: bool = False
    active: bool = True
    last_run_at: datetime | None = time_field(nullable=True)
    created_at: datetime = created_field()


class CountRules(SQLModel, table=True):
    """What the company decided about second counts; one row. A limit of None is not looked at.

    Units are base units, value is in the home currency, percent is of what the books say.
    """

    __tablename__ = "count_rules"

    id: int = Field(default=RULES_ID, primary_key=True)
    recount_percent: int | None = None
    recount_units: Decimal | None = Field(default=None, sa_type=Quantity, nullable=True)
    recount_value: Decimal | None = money_field()
    recount_by_other: bool = True


class SessionState(StrEnum):
    """Open: bins are to be counted. Counted: differences wait for a supervisor."""

    OPEN = "open"
    COUNTED = "counted"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class CountOrigin(StrEnum):
    """Why something is counted."""

    PLAN = "plan"
    AD_HOC = "ad_hoc"
    MANAGER = "manager"
    SHORT_PICK = "short_pick"


class CountSession(SQLModel, table=True):
    """One count: a few bins, one approval, one adjustment in QuickBooks.

    With `item_id` only that item is counted. A higher `priority` is counted first. `told`:
    QuickBooks was told of it, so what is approved later changes what it shows.
    """

    __tablename__ = "count_session"

    id: UUID = id_field()
    number: str = Field(max_length=11, unique=True)
    state: SessionState = Field(
        default=SessionState.OPEN, sa_type=enum_column(SessionState, "count_state"), index=True
    )
    origin: CountOrigin = Field(sa_type=enum_column(CountOrigin, "count_origin"))
    plan_id: UUID | None = reference("count_plan.id", nullable=True, index=False)
    item_id: UUID | None = reference("item.id", nullable=True, index=False)
    note: str = Field(default="", max_length=200)
    priority: int = 0
    told: bool = False
    opened_by: UUID | None = reference("app_user.id", nullable=True, index=False)
    created_at: datetime = created_field()
    completed_at: datetime | None = time_field(nullable=True, index=True)


class BinState(StrEnum):
    """Replaced: it was counted once more, and only the later count decides."""

    WAITING = "waiting"
    COUNTING = "counting"
    COUNTED = "counted"
    REPLACED = "replaced"


class CountBin(SQLModel, table=True):
    """One count of one bin. A second count of it is another row with the next `round`.

    While a bin is `live` nobody can begin another count of it.
    """

    __tablename__ = "count_bin"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "location_id", "round", name="uq_count_bin_round"),
        sa.Index(
            "uq_count_bin_live",
            "location_id",
            unique=True,
            sqlite_where=sa.text("live"),
            postgresql_where=sa.text("live"),
        ),
    )

    id: UUID = id_field()
    session_id: UUID = reference("count_session.id")
    location_id: UUID = reference("location.id", index=True)
    round: int = 1
    state: BinState = Field(
        default=BinState.WAITING, sa_type=enum_column(BinState, "count_bin_state")
    )
    live: bool = True
    counter_id: UUID | None = reference("app_user.id", nullable=True, index=False)
    started_at: datetime | None = time_field(nullable=True)
    counted_at: datetime | None = time_field(nullable=True)


class CountEntry(SQLModel, table=True):
    """What one scan counted. Taken back by `voided_at`, never changed."""

    __tablename__ = "count_entry"
    __table_args__ = (sa.CheckConstraint("qty > 0", name="qty_positive"),)

    id: UUID = id_field()
    bin_id: UUID = reference("count_bin.id")
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = reference("lot.id", index=False)
    serial_number: str = Field(default="", max_length=40)
    qty: Decimal = quantity_field()
    counted_by: UUID = reference("app_user.id", index=False)
    scan_id: UUID | None = Field(default=None, sa_type=sa.Uuid)
    occurred_at: datetime = time_field()
    received_at: datetime = created_field()
    voided_at: datetime | None = time_field(nullable=True)


class Decision(StrEnum):
    """Agreed: no difference. Rejected: counted once more instead."""

    OPEN = "open"
    AGREED = "agreed"
    APPROVED = "approved"
    REJECTED = "rejected"


class CountLine(SQLModel, table=True):
    """What was counted of one lot in one bin, and what became of the difference.

    The count holds for the moment `counted_at`; `since` is when it began and `received_at` when
    the server had it. `expected` is what the ledger says of that moment; it is worked out anew
    until somebody decides, because moves made before it may still arrive from phones without
    connection. `applied` is what the decision changed.
    """

    __tablename__ = "count_line"
    __table_args__ = (sa.UniqueConstraint("bin_id", "lot_id", name="uq_count_line_lot"),)

    id: UUID = id_field()
    bin_id: UUID = reference("count_bin.id", index=False)
    item_id: UUID = reference("item.id", index=False)
    lot_id: UUID = reference("lot.id", index=False)
    counted: Decimal = quantity_field()
    since: datetime = time_field()
    counted_at: datetime = time_field()
    received_at: datetime = time_field()
    expected: Decimal = quantity_field(Decimal(0))
    applied: Decimal = quantity_field(Decimal(0))
    unit_cost: Decimal | None = money_field()
    decision: Decision = Field(
        default=Decision.OPEN, sa_type=enum_column(Decision, "count_decision"), index=True
    )
    reason: str = Field(default="", max_length=200)
    decided_by: UUID | None = reference("app_user.id", nullable=True, index=False)
    decided_at: datetime | None = time_field(nullable=True, index=True)
