"""The set-up on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.onboarding.steps import SetupStep, StepState
from app.onboarding.stock import MOST_ROWS
from app.scanning.schemas import ScanAnswers, ScanResult
from app.sync.models import ConnectionKind


class StepOut(BaseModel):
    """One step: how it stands, what it checked, and figures for its screen."""

    step: SetupStep
    state: StepState
    said: list[str]
    figures: dict[str, Any]


class Onboarding(BaseModel):
    """All steps in order, for the kind of QuickBooks that was chosen; `live_at` is since when scans
    are sent."""

    steps: list[StepOut]
    kind: ConnectionKind | None
    live_at: datetime | None


class Skip(BaseModel):
    """A step to leave out; only those that can be done later or not at all."""

    model_config = ConfigDict(extra="forbid")

    step: Literal["places", "practice"]


class StockFromQuickBooks(BaseModel):
    """Into which bin; the dock if left out."""

    model_config = ConfigDict(extra="forbid")

    location_id: UUID | None = None


Cell = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class OpeningLine(BaseModel):
    """A counted line: an item by SKU or barcode, in a bin by code or barcode."""

    model_config = ConfigDict(extra="forbid")

    sku: Cell
    bin: Cell
    qty: Cell
    lot: Cell = ""
    expires: Cell = ""
    serials: Cell = ""


class OpeningList(BaseModel):
    """A list as CSV text or as counted lines. Without `confirm` it is only checked."""

    model_config = ConfigDict(extra="forbid")

    csv: Annotated[str, StringConstraints(max_length=10_000_000)] = ""
    lines: list[OpeningLine] = Field(default_factory=list, max_length=MOST_ROWS)
    confirm: bool = False


class BadRowOut(BaseModel):
    """A row that cannot be taken, and why."""

    row: int
    problem: str


class OpeningCheck(BaseModel):
    """What a list comes to: nothing is booked while one row is bad."""

    rows: int
    units: str
    bad: list[BadRowOut]
    booked: bool


class OpenedFromQuickBooks(BaseModel):
    """How many items were put in stock, and the SKUs that only a count can tell."""

    items: int
    left_out: list[str]


class PracticeScan(BaseModel):
    """A barcode scanned in the practice room, with answers to what it asked before."""

    model_config = ConfigDict(extra="forbid")

    raw: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]
    answers: ScanAnswers = Field(default_factory=ScanAnswers)


class BillLine(BaseModel):
    """A line of the bill in the practice books."""

    item: str
    qty: str


class PracticeOut(BaseModel):
    """The floor's answer, and what the practice books show after so many milliseconds."""

    result: ScanResult
    bill_number: str
    bill_lines: list[BillLine]
    milliseconds: int
