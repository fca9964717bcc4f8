"""Counts on the wire. What an operator's phone gets never holds what the books say."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.catalog.models import Tracking
from app.core.types import Amount, Qty
from app.counting.models import BinState, CountOrigin, Decision, PlanMethod, SessionState

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Days = Annotated[int, Field(ge=1, le=3650)]


class CountItem(BaseModel):
    """An item by the names people use."""

    id: UUID
    sku: str
    name: str
    unit: str
    tracking: Tracking


class CountTaskRow(BaseModel):
    """A count to be done, for the floor: how far it is and who is at it."""

    id: UUID
    number: str
    origin: CountOrigin
    note: str
    item: CountItem | None
    priority: int
    bins: int
    bins_done: int
    first_bin: str
    counters: list[str]
    mine: bool
    created_at: datetime


class CountTaskBin(BaseModel):
    """A bin of a count. `yours`: the asking person counts it now; `for_others`: they counted it
    before, and somebody else is to count it again."""

    id: UUID
    location_id: UUID
    code: str
    barcode: str
    state: BinState
    round: int
    counter: str
    yours: bool
    for_others: bool


class CountTally(BaseModel):
    """What was counted so far of one lot in the open bin."""

    item: CountItem
    lot_id: UUID
    lot_number: str | None
    expires_on: date | None
    qty: Qty
    serials: list[str]


class CountTask(BaseModel):
    """A count as the counter works on it."""

    id: UUID
    number: str
    state: SessionState
    origin: CountOrigin
    note: str
    item: CountItem | None
    bins: list[CountTaskBin]
    tallies: list[CountTally]


class CountRow(BaseModel):
    """A count in the desk's list. `differences` and `value` are those not decided or approved."""

    id: UUID
    number: str
    state: SessionState
    origin: CountOrigin
    note: str
    priority: int
    bins: int
    bins_done: int
    differences: int
    value: Amount
    created_at: datetime
    completed_at: datetime | None


class PickRef(BaseModel):
    """A pick that loses goods when a difference is approved."""

    order_number: str
    qty: Qty


class UnitRef(BaseModel):
    """A serial number that is not where the ledger says. `where` is its place in the ledger; empty
    for one nobody knew."""

    number: str
    where: str


class EarlierCount(BaseModel):
    """What the same lot was counted as before."""

    round: int
    counted: Qty
    counter: str


class ReviewLine(BaseModel):
    """One lot in one bin: what was there by the ledger at the moment of counting, what was counted,
    and what comes of it."""

    id: UUID
    bin_id: UUID
    location_code: str
    item: CountItem
    lot_number: str | None
    expected: Qty
    counted: Qty
    difference: Qty
    differs: bool
    unit_cost: Amount | None
    value: Amount | None
    counted_at: datetime
    decision: Decision
    reason: str
    applied: Qty
    moved: bool
    corrected: bool
    inactive: bool
    picks: list[PickRef]
    missing: list[str]
    found: list[UnitRef]
    earlier: list[EarlierCount]


class ReviewBin(BaseModel):
    """A counted (or not yet counted) bin."""

    id: UUID
    code: str
    state: BinState
    round: int
    counter: str
    counted_at: datetime | None


class AccuracyOut(BaseModel):
    """How far the books were right: percent of lines and of units, null without lines."""

    lines: int
    right: int
    line_percent: Qty | None
    unit_percent: Qty | None
    net_value: Amount
    gross_value: Amount


class CountReview(CountRow):
    """A count with everything a supervisor decides by."""

    review_bins: list[ReviewBin]
    lines: list[ReviewLine]
    accuracy: AccuracyOut


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CountIn(_In):
    """Bins, zones or warehouses to count, or all bins of an item."""

    location_ids: list[UUID] = Field(default_factory=list, max_length=500)
    item_id: UUID | None = None
    note: Annotated[str, StringConstraints(max_length=200)] = ""
    priority: int = Field(default=0, ge=0, le=20)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.location_ids and self.item_id is None:
            raise ValueError("give places or an item")
        return self


class CountApprovalIn(_In):
    """Which differences (null: all), and why they are so."""

    line_ids: list[UUID] | None = Field(default=None, max_length=1000)
    reason: Words
    release_picks: bool = False
    reactivate: bool = False


class RecountIn(_In):
    """Bins of the count (`bin_id` of its lines) to be counted again."""

    bin_ids: list[UUID] = Field(min_length=1, max_length=1000)


class CountRulesOut(BaseModel):
    """From which difference on a bin is counted twice; null: not looked at."""

    recount_percent: int | None = Field(ge=0, le=1000)
    recount_units: Qty | None
    recount_value: Amount | None
    recount_by_other: bool


class CountRulesIn(_In, CountRulesOut):
    """All of it is replaced."""

    @model_validator(mode="after")
    def _not_negative(self) -> Self:
        if min(self.recount_units or Decimal(0), self.recount_value or Decimal(0)) < 0:
            raise ValueError("a limit is not negative")
        return self


class PlanIn(_In):
    """A cycle count. `days_b` and `days_c` count for plans by class only."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    method: PlanMethod
    location_id: UUID | None = None
    days_a: Days = 30
    days_b: Days = 90
    days_c: Days = 180
    max_bins: int = Field(default=20, ge=1, le=500)
    automatic: bool = False
    active: bool = True


class PlanOut(PlanIn):
    """A cycle count with how many bins are due now, at most as many as one run asks for."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    location_code: str
    last_run_at: datetime | None
    due: int


class PlansOut(BaseModel):
    items: list[PlanOut]


class TaskList(BaseModel):
    items: list[CountTaskRow]
