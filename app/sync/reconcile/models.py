"""What each comparison found, and what became of it."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core.tables import (
    created_field,
    id_field,
    json_field,
    money_field,
    quantity_field,
    reference,
    time_field,
)
from app.core.types import enum_column


class ReconcileRun(SQLModel, table=True):
    """One comparison of `compared` items. `asked_by` is None for the nightly one; `value` is what
    the differences are worth at cost, up and down added up, where costs are known."""

    __tablename__ = "reconcile_run"

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id")
    asked_by: UUID | None = reference("app_user.id", nullable=True, index=False)
    compared: int = 0
    differing: int = 0
    value: Decimal | None = money_field()
    problem: dict[str, Any] | None = json_field()
    started_at: datetime = created_field()
    finished_at: datetime | None = time_field(nullable=True)


class LineState(StrEnum):
    """`even`: a later comparison found no difference any more."""

    OPEN = "open"
    ADOPTED = "adopted"
    ADJUSTED = "adjusted"
    REVERSED = "reversed"
    EVEN = "even"


class ReconcileLine(SQLModel, table=True):
    """An item whose quantity here differs from QuickBooks', with the causes that add up to it.

    `difference` is theirs less ours. `causes` are `app.sync.reconcile.compare.Cause` as JSON;
    `repaired` is how much of the difference people have dealt with.
    """

    __tablename__ = "reconcile_line"
    __table_args__ = (sa.UniqueConstraint("run_id", "item_id", name="uq_reconcile_line_item"),)

    id: UUID = id_field()
    run_id: UUID = reference("reconcile_run.id", index=False)
    item_id: UUID = reference("item.id")
    external_id: str = Field(max_length=40)
    ours: Decimal = quantity_field()
    theirs: Decimal = quantity_field()
    difference: Decimal = quantity_field()
    value: Decimal | None = money_field()
    causes: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    state: LineState = Field(
        default=LineState.OPEN, sa_type=enum_column(LineState, "reconcile_line_state")
    )
    resolved_by: UUID | None = reference("app_user.id", nullable=True, index=False)
    resolved_at: datetime | None = time_field(nullable=True)
