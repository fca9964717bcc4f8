"""Comparisons on the wire."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.core.types import Amount, Qty
from app.sync.reconcile.compare import CauseKind
from app.sync.reconcile.models import LineState
from app.sync.reconcile.repair import How
from app.sync.schemas import SyncProblemOut


class RunRow(BaseModel):
    """One comparison. `asked_by` is a person's name, or None for the nightly one."""

    id: UUID
    asked_by: str | None
    compared: int
    differing: int
    value: Amount | None
    problem: SyncProblemOut | None
    started_at: datetime
    finished_at: datetime | None


class CauseOut(BaseModel):
    """Why a quantity differs, and by how much; `repaired` says which side has followed."""

    kind: CauseKind
    qty: Qty
    number: str
    entity: str
    external_id: str
    on: date | None
    party: str
    made_by: str
    document_type: str
    document_id: UUID | None
    operation_id: UUID | None
    transaction_id: UUID | None
    repaired: How | None = None


class ItemOfLine(BaseModel):
    """The item that differs."""

    id: UUID
    sku: str
    name: str
    unit: str


class LineRow(BaseModel):
    """An item with different quantities; `difference` is QuickBooks' less ours."""

    id: UUID
    item: ItemOfLine
    ours: Qty
    theirs: Qty
    difference: Qty
    value: Amount | None
    causes: list[CauseOut]
    state: LineState
    resolved_by: str | None
    resolved_at: datetime | None

    @classmethod
    def of(cls, row: Any) -> "LineRow":
        """From a row of `app.sync.reconcile.queries`."""
        columns = dict(row._mapping)
        item = {"id": row.item_id, "sku": row.sku, "name": row.name, "unit": row.base_unit}
        return cls.model_validate(columns | {"item": item})


class RunDetail(RunRow):
    """A comparison with every item that differed, the most valuable first."""

    lines: list[LineRow]


class Latest(BaseModel):
    """The last comparison that ended, if there was one, and whether another one is under way."""

    comparing: bool
    run: RunDetail | None


class Repair(BaseModel):
    """How to even out a difference; `cause` is one of its causes by position, all if left out."""

    model_config = ConfigDict(extra="forbid")

    how: How
    cause: int | None = None
