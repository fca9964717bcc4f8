"""The activity log on the wire."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from app.sync.models import AttemptOutcome
from app.sync.schemas import SyncProblemOut


class Filters(BaseModel):
    """What to look for; everything given must hold.

    `search` takes a document's number, QuickBooks' number or trace id, an error code (ours or
    theirs), an item by SKU, name or barcode, a customer, vendor or person by name. `since` and
    `until` are the company's days, both included.
    """

    reading: bool = False
    search: str = ""
    kind: str = ""
    outcome: AttemptOutcome | None = None
    code: str = ""
    user_id: UUID | None = None
    item_id: UUID | None = None
    party_id: UUID | None = None
    operation_id: UUID | None = None
    since: date | None = None
    until: date | None = None


class ActivityRow(BaseModel):
    """One exchange. `kind` is the document's, or what was read; `people` scanned for the document
    or helped it along. `purpose` is send, ask, check (held before sending) or read."""

    id: UUID
    at: datetime
    finished_at: datetime | None
    purpose: str
    kind: str
    number: str
    operation_id: UUID | None
    summary: str
    people: list[str]
    outcome: AttemptOutcome | None
    status: int | None
    code: str
    quickbooks_code: str
    problem: SyncProblemOut | None
    external_number: str
    trace_id: str
    records: int | None
    repeats: int


class ActivityDetail(ActivityRow):
    """With request and answer, secrets hidden; `emptied`: they were removed when they grew old."""

    key: str
    version: int
    method: str
    target: str
    request: str
    answer: str | None
    emptied: bool


class LogPerson(BaseModel):
    """Somebody the log can be narrowed to."""

    id: UUID
    name: str
