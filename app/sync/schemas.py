"""The sync centre on the wire: how QuickBooks stands, document by document."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from app.sync.models import (
    AttemptOutcome,
    ConnectionKind,
    ConnectionState,
    OperationState,
)
from app.sync.port import Entity, FixKind
from app.sync.settings import Posting, SalesDocument

Light = Literal["green", "blue", "amber", "red", "grey"]


class Counts(BaseModel):
    """Documents by where they are; `waiting` ones are to be posted when they are finished."""

    queued: int = 0
    sending: int = 0
    in_doubt: int = 0
    held: int = 0
    waiting: int = 0
    done_today: int = 0


class ConnectionOut(BaseModel):
    """The connection in use."""

    id: UUID
    kind: ConnectionKind
    company: str
    state: ConnectionState


class FixOut(BaseModel):
    """One way out, as a button; `manager`: only a manager may choose it."""

    kind: FixKind
    label: str
    params: dict[str, Any] = {}
    manager: bool = False


class SyncProblemOut(BaseModel):
    """What is wrong, why, what to do, in a bookkeeper's words, and the ways out, best first."""

    code: str
    title: str
    detail: str
    action: str
    params: dict[str, Any] = {}
    cause: str = ""
    fixes: list[FixOut] = []


class KindCounts(Counts):
    """The same for one kind of document."""

    kind: str


class LastRead(BaseModel):
    """When one list of QuickBooks was last read to its end, or as far as it got."""

    kind: str
    at: datetime


class SyncStatus(BaseModel):
    """Green: all sent. Blue: on its way. Red: a person is needed. Grey: not connected. Amber:
    QuickBooks Desktop's computer is awaited, or its company file is not to be had just now.

    `tries_again_at` is when Scanpost goes on by itself, if it waits: because the connection rests
    (`problem` says why) or because what is left was tried and is tried again. `reads_behind`: what
    changed in QuickBooks may not be known here, because it was not read for too long. `called_at`
    is when Desktop's Web Connector last called.
    """

    light: Light
    sentence: str
    counts: Counts
    kinds: list[KindCounts] = []
    oldest_unsent_at: datetime | None
    last_contact_at: datetime | None
    connection: ConnectionOut | None
    problem: SyncProblemOut | None = None
    tries_again_at: datetime | None = None
    reads: list[LastRead] = []
    reads_behind: bool = False
    called_at: datetime | None = None


class OperationRow(BaseModel):
    """One document on its way to QuickBooks; `external_number` is its number there."""

    id: UUID
    document_type: str
    document_id: UUID
    document_number: str
    state: OperationState
    ready: bool
    summary: str
    attempts: int
    external_id: str | None
    external_number: str | None
    entered_by_hand: str
    created_at: datetime
    wanted_at: datetime
    not_before: datetime | None
    settled_at: datetime | None
    problem: SyncProblemOut | None
    warnings: list[SyncProblemOut]
    foreseen: list[SyncProblemOut]


class Attempt(BaseModel):
    """One exchange: what was said, what came back. `purpose` is why: send or ask."""

    id: UUID
    purpose: str
    version: int
    key: str
    started_at: datetime
    finished_at: datetime | None
    outcome: AttemptOutcome | None
    status: int | None
    method: str
    target: str
    body: str
    answer: str | None
    trace_id: str
    problem: SyncProblemOut | None


class Deed(BaseModel):
    """What a person did about the document: the kind of fix (or "retry"), in words, and when."""

    id: UUID
    what: str
    words: str
    by_name: str | None
    at: datetime


class WaitsFor(BaseModel):
    """What has to be in QuickBooks first."""

    id: UUID
    summary: str
    state: OperationState


class OperationDetail(OperationRow):
    """A document with every exchange about it and every decision on it, oldest first.

    `also_held` is how many other documents the same cause holds: a fix lets them all go.
    """

    tries: list[Attempt]
    decided: list[Deed] = []
    also_held: int = 0
    waits_for: WaitsFor | None = None


class FixIn(BaseModel):
    """A way out, as offered, with what the person chose about it."""

    model_config = ConfigDict(extra="forbid")

    kind: FixKind
    params: dict[
        Annotated[str, StringConstraints(max_length=30)],
        Annotated[str, StringConstraints(max_length=500)],
    ] = {}


class ChoicesOf(BaseModel):
    """The fix, as offered, that something is to be chosen for; `search` narrows it down."""

    model_config = ConfigDict(extra="forbid")

    fix: FixKind
    kind: str = ""
    id: str = ""
    account: str = ""
    search: Annotated[str, StringConstraints(max_length=100)] = ""

    def params(self) -> dict[str, str]:
        """What tells this fix from others of its kind."""
        named = {"kind": self.kind, "id": self.id, "account": self.account}
        return {name: value for name, value in named.items() if value}


class FixChoice(BaseModel):
    """Something to choose from: its QuickBooks id, its name, and what tells it apart."""

    id: str
    name: str
    hint: str = ""


class ByHand(BaseModel):
    """The number a person gave the document when entering it in QuickBooks."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class SyncNow(BaseModel):
    """Everything that is due, one kind of document, or one document."""

    model_config = ConfigDict(extra="forbid")

    operation_id: UUID | None = None
    kind: Annotated[str, StringConstraints(max_length=30)] = ""


class ReadNow(BaseModel):
    """Everything, or one list of QuickBooks."""

    model_config = ConfigDict(extra="forbid")

    kind: Entity | None = None


class SyncRun(BaseModel):
    """What was asked for, and since when to look for what came of it."""

    since: datetime
    operation_id: UUID | None = None
    kind: str = ""


class SyncRunResult(BaseModel):
    """What came of it so far. `left` is still on its way, `records` were read, `failed` reads were
    not possible; `sentence` says it for a person."""

    sent: int
    needs_you: int
    left: int
    reads: int
    records: int
    failed: int
    sentence: str


class PostingPerKind(BaseModel):
    """When each kind of document goes to QuickBooks."""

    receipt: Posting
    shipment: Posting
    adjustment: Posting
    customer_return: Posting
    vendor_return: Posting


class AccountIds(BaseModel):
    """QuickBooks ids of the accounts in use; empty where none is chosen."""

    accounts_payable: str
    adjustment: str
    deposit_to: str
    refund_from: str
    asset: str
    income: str
    cogs: str


class AccountChoice(BaseModel):
    """An account of the chart to choose from."""

    id: str
    name: str
    type: str


class SyncSettingsOut(BaseModel):
    """What the bookkeeper chose, and what there is to choose from."""

    posting: PostingPerKind
    sales_document: SalesDocument
    accounts: AccountIds
    choices: list[AccountChoice]


class PostingChange(BaseModel):
    """Kinds left out stay as they are."""

    model_config = ConfigDict(extra="forbid")

    receipt: Posting | None = None
    shipment: Posting | None = None
    adjustment: Posting | None = None
    customer_return: Posting | None = None
    vendor_return: Posting | None = None


class AccountsChange(BaseModel):
    """Accounts left out stay as they are."""

    model_config = ConfigDict(extra="forbid")

    accounts_payable: str | None = None
    adjustment: str | None = None
    deposit_to: str | None = None
    refund_from: str | None = None
    asset: str | None = None
    income: str | None = None
    cogs: str | None = None


class SyncSettingsIn(BaseModel):
    """A change of settings."""

    model_config = ConfigDict(extra="forbid")

    posting: PostingChange = PostingChange()
    sales_document: SalesDocument | None = None
    accounts: AccountsChange = AccountsChange()
