"""Goods in hand, transfers and adjustments as the screens see them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from app.core.types import Amount, Qty
from app.inventory.reasons import Destination, Direction
from app.inventory.schemas import BinRef, ItemRef
from app.moving.models import AdjustmentState, Leg, TransferState
from app.moving.suggest import Because
from app.moving.transfers import Fate

Note = Annotated[str, StringConstraints(max_length=200)]


class PlaceRef(BaseModel):
    """A warehouse or bin by its code."""

    id: UUID
    code: str


class SuggestionOut(PlaceRef):
    """A bin the goods could go to, and why."""

    because: Because


class InHandLine(BaseModel):
    """Goods somebody holds. `promised_qty` of them are reserved for orders."""

    id: UUID
    person: str
    item: ItemRef
    lot_number: str | None
    expires_on: date | None
    held: bool
    serial_number: str | None
    origin: PlaceRef
    qty: Qty
    promised_qty: Qty
    created_at: datetime
    suggestions: list[SuggestionOut]


class InHandOut(BaseModel):
    """What is in somebody's hands, as it was taken."""

    lines: list[InHandLine]


class PlannedIn(BaseModel):
    """How much of an item is to be sent."""

    item_id: UUID
    qty: Qty = Field(gt=0)


class TransferIn(BaseModel):
    """From one warehouse to another; without lines it takes whatever is scanned onto it."""

    from_id: UUID
    to_id: UUID
    lines: list[PlannedIn] = Field(default_factory=list, max_length=500)
    note: Note = ""


class TransferRow(BaseModel):
    """A transfer in a list, with how many units were loaded and unloaded."""

    id: UUID
    number: str
    state: TransferState
    origin: PlaceRef
    target: PlaceRef
    note: str
    opened_by: str
    created_at: datetime
    shipped_at: datetime | None
    completed_at: datetime | None
    shipped_qty: Qty
    arrived_qty: Qty


class TransferItem(BaseModel):
    """One item of a transfer; `planned_qty` is null where nothing was planned.

    `missing_qty` left and neither arrived nor was settled.
    """

    item: ItemRef
    planned_qty: Qty | None
    shipped_qty: Qty
    arrived_qty: Qty
    missing_qty: Qty


class TransferPartOut(BaseModel):
    """What one scan did. `exception` names what a supervisor let pass."""

    id: UUID
    leg: Leg
    item: ItemRef
    lot_number: str | None
    serial_number: str | None
    location: BinRef
    qty: Qty
    exception: str
    approved_by: str | None
    person: str
    created_at: datetime


class TransferOut(TransferRow):
    """A transfer with its items and every scan, newest first."""

    items: list[TransferItem]
    parts: list[TransferPartOut]


class SettleIn(BaseModel):
    """What became of missing goods: `lost` writes them off for a reason, `back` puts them into the
    bin they were to be loaded from. Of one lot, or of everything."""

    fate: Fate
    reason: Annotated[str, StringConstraints(max_length=30)] = "lost"
    lot_id: UUID | None = None


class ReasonOut(BaseModel):
    """A reason to adjust stock."""

    id: UUID
    code: str
    name: str
    direction: Direction
    destination: Destination
    supervisor_above: Amount | None
    needs_note: bool
    active: bool


class ReasonIn(BaseModel):
    """A new reason. Its code picks the QuickBooks account and stays as it is."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,29}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
    direction: Direction
    destination: Destination = Destination.WRITTEN_OFF
    supervisor_above: Amount | None = Field(default=None, ge=0)
    needs_note: bool = False


class ReasonPatch(BaseModel):
    """What may change of a reason; what is left out stays."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60)] | None = None
    supervisor_above: Amount | None = Field(default=None, ge=0)
    needs_note: bool | None = None
    active: bool | None = None


class AdjustmentIn(BaseModel):
    """Why stock is adjusted; `direction` where the reason leaves it open."""

    reason: Annotated[str, StringConstraints(max_length=30)]
    direction: Direction | None = None
    note: Note = ""


class AdjustmentRow(BaseModel):
    """An adjustment in a list. `value` is what the difference is worth, for supervisors only; null
    also where a cost is not known."""

    id: UUID
    number: str
    state: AdjustmentState
    reason: str
    reason_name: str
    direction: Direction
    told: bool
    note: str
    warehouse: PlaceRef | None
    opened_by: str
    created_at: datetime
    completed_at: datetime | None
    line_count: int
    qty: Qty
    value: Amount | None
    reverses: UUID | None
    reversed_by: UUID | None


class AdjustmentLineOut(BaseModel):
    """One scan of an adjustment; `qty` is signed, `undone` lines count nothing."""

    id: UUID
    item: ItemRef
    lot_number: str | None
    expires_on: date | None
    serial_number: str | None
    location: BinRef
    qty: Qty
    value: Amount | None
    undone: bool
    approved_by: str | None
    created_at: datetime


class AdjustmentOut(AdjustmentRow):
    """An adjustment with its lines, newest first."""

    lines: list[AdjustmentLineOut]
