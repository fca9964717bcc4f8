"""The mapping on the wire: ours and theirs side by side, what they are to each other, and why."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

HowMatched = Literal["id", "sku", "barcode", "name", "person", "created"]
"""The values of `app.sync.mapping.matching.How`."""
ListKind = Literal["item", "customer", "vendor"]
MappingState = Literal["needs_you", "doubtful", "mapped", "ignored", "not_used"]
ExternalId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OurSide(BaseModel):
    """A row of ours."""

    id: UUID
    name: str
    sku: str
    active: bool


class TheirSide(BaseModel):
    """A record of QuickBooks; `type` is QuickBooks' own word."""

    id: str
    name: str
    sku: str
    type: str
    active: bool


class Suggestion(BaseModel):
    """The record ours most likely is, what says so, and how sure that is in percent."""

    record: TheirSide
    how: HowMatched
    confidence: int


class MappingRowOut(BaseModel):
    """One line of the mapping: ours, theirs, or both.

    `how` and `confidence` are those of the link; `matched_name` is what ours was called before
    QuickBooks' name came over. `sending` says where a record is that is being made there.
    """

    state: MappingState
    ours: OurSide | None
    theirs: TheirSide | None
    how: HowMatched | None = None
    confidence: int | None = None
    matched_name: str = ""
    suggestion: Suggestion | None = None
    sending: str | None = None
    problem: str = ""


class MappingCounts(BaseModel):
    """How many lines are in each state; `sure` and `likely` count suggestions to accept at once."""

    needs_you: int = 0
    doubtful: int = 0
    mapped: int = 0
    ignored: int = 0
    not_used: int = 0
    sure: int = 0
    likely: int = 0


class MappingSummary(BaseModel):
    """What each part of the mapping asks of a person."""

    item: MappingCounts
    customer: MappingCounts
    vendor: MappingCounts
    accounts: int
    places: int


class RecordChoice(TheirSide):
    """A record to choose; `taken_by` is our row it stands for already."""

    taken_by: OurSide | None = None
    how: HowMatched | None = None
    confidence: int | None = None


class LinkIn(_In):
    """Ours is this record; `take` it over from the row it belongs to."""

    record: ExternalId
    take: bool = False


class BulkIn(_In):
    """Accept every suggestion that is at least this sure, in percent."""

    confidence: Annotated[int, Field(ge=50, le=100)]


class IgnoreIn(_In):
    ignored: bool = True


class Changed(BaseModel):
    """How many lines changed."""

    changed: int


class SheetChange(BaseModel):
    """What one row of a file would change, in words."""

    row: int
    what: str
    before: str
    after: str


class SheetProblem(BaseModel):
    """A row of a file that cannot be used, and why."""

    row: int
    problem: str


class SheetResult(BaseModel):
    """What a file would do, or did: `applied` tells which."""

    applied: bool
    changes: list[SheetChange]
    unchanged: int
    problems: list[SheetProblem]


class AccountOut(BaseModel):
    id: str
    name: str
    type: str
    subtype: str
    active: bool


class AccountSuggestion(BaseModel):
    """An account, and why it."""

    account: AccountOut
    why: str


class PurposeOut(BaseModel):
    """What an account is needed for; `reason` is set for one reason of adjustments only.

    `problem` says why what is chosen cannot stay. `types` are the account types QuickBooks takes.
    """

    purpose: str
    reason: str = ""
    title: str
    what: str
    required: bool
    types: list[str]
    chosen: AccountOut | None
    problem: str = ""
    suggestion: AccountSuggestion | None = None


class AccountsOut(BaseModel):
    """Every purpose, what needs a person first, and the chart to choose from."""

    purposes: list[PurposeOut]
    chart: list[AccountOut]


class AccountChoiceIn(_In):
    """The account for a purpose; empty: none."""

    account: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


class PlaceSuggestion(BaseModel):
    record: TheirSide
    confidence: int


class PlaceOut(BaseModel):
    """A warehouse and the class and location it stands for, with what they might be."""

    id: UUID
    code: str
    name: str
    class_id: str
    location_id: str
    problems: list[str]
    class_suggestion: PlaceSuggestion | None = None
    location_suggestion: PlaceSuggestion | None = None


class PlacesOut(BaseModel):
    """Warehouses, and what to choose from. `…_off` is the reason where QuickBooks tracks none.

    `by_site`: what stands in for a location is an inventory site (QuickBooks Desktop).
    """

    warehouses: list[PlaceOut]
    classes: list[TheirSide]
    locations: list[TheirSide]
    classes_off: str | None
    locations_off: str | None
    by_site: bool


class PlaceIn(_In):
    """Left out: stays as it is; empty: none."""

    class_id: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] | None = None
    location_id: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] | None = (
        None
    )
