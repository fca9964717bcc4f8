"""The outbox and its memory: what QuickBooks should show, what we said, what it is called there."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.tables import (
    created_field,
    id_field,
    json_field,
    money_field,
    reference,
    time_field,
)
from app.core.types import UtcDateTime, enum_column
from app.sync.mapping.matching import How


class ConnectionKind(StrEnum):
    """We call Online; Desktop's Web Connector calls us."""

    ONLINE = "online"
    DESKTOP = "desktop"


class ConnectionState(StrEnum):
    """`paused` needs a person (usually: connect again); nothing queued is lost meanwhile."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISCONNECTED = "disconnected"


class QuickBooksConnection(SQLModel, table=True):
    """A company's QuickBooks. Secrets are encrypted with a key that is not in the database.

    Nothing is sent before `live_at`: what is scanned while Scanpost is being set up waits.
    `reckoned_from` is since when its quantities and ours are to agree (opening stock). `facts` is
    what the company's own settings allow (`app.sync.facts`), as last probed; `news` is what changed
    in them and nobody has read yet (`app.sync.news`); at `audited_at` everything was last checked
    against them (`app.sync.audit`). `access_ends_at` is when QuickBooks lets us in no longer unless
    a person connects again. Until `resume_at` nothing is sent (throttled, unreachable, or a paused
    one that is tried again by itself); `troubles` counts such pauses in a row.
    `renewing_until` is the lease of whoever renews the tokens, so that one process does.
    `called_at`: QuickBooks Desktop's Web Connector last called then; we cannot call it.
    """

    __tablename__ = "quickbooks_connection"
    __table_args__ = (
        sa.Index(
            "uq_quickbooks_connection_one_active",
            "is_active",
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        ),
    )

    id: UUID = id_field()
    kind: ConnectionKind = Field(sa_type=enum_column(ConnectionKind, "connection_kind"))
    state: ConnectionState = Field(
        default=ConnectionState.ACTIVE, sa_type=enum_column(ConnectionState, "connection_state")
    )
    is_active: bool = True
    company_name: str = Field(default="", max_length=200)
    endpoints: dict[str, Any] = json_field(nullable=False)
    secrets: str = ""
    settings: dict[str, Any] = json_field(nullable=False)
    live_at: datetime | None = Field(
        default_factory=clock.now,
        sa_type=UtcDateTime,
        nullable=True,
        sa_column_kwargs={"default": None},  # else a None that was given would become the default
    )
    reckoned_from: datetime | None = time_field(nullable=True)
    facts: dict[str, Any] | None = json_field()
    probed_at: datetime | None = time_field(nullable=True)
    news: list[dict[str, Any]] | None = json_field()
    access_ends_at: datetime | None = time_field(nullable=True)
    audited_at: datetime | None = time_field(nullable=True)
    problem: dict[str, Any] | None = json_field()
    resume_at: datetime | None = time_field(nullable=True)
    troubles: int = 0
    renewing_until: datetime | None = time_field(nullable=True)
    last_contact_at: datetime | None = time_field(nullable=True)
    heard_at: datetime | None = time_field(nullable=True)
    called_at: datetime | None = time_field(nullable=True)
    created_at: datetime = created_field()


class OperationState(StrEnum):
    """See architecture: queued -> sending -> done | queued | held | in_doubt."""

    QUEUED = "queued"
    SENDING = "sending"
    IN_DOUBT = "in_doubt"
    HELD = "held"
    DONE = "done"


class SyncOperation(SQLModel, table=True):
    """One row per document of ours: the newest snapshot of what QuickBooks should show.

    `wanted` counts versions of the snapshot; `sent` is the version QuickBooks confirmed, and
    `sent_snapshot` how it was told: what it should show if nobody edited it there. `decisions` are
    a person's, for QuickBooks' sake (`app.sync.documents.Decisions`). `foreseen` is what we expect
    QuickBooks to refuse (`app.sync.preflight`), until it has the document.

    `message_version`, `message_key` and `message_snapshot` belong to the message in flight or in
    doubt, so a resend repeats the same bytes under the same key. `ask_for` names a QuickBooks
    record to look at before anything else is said (a version token was stale, or a refusal named
    it; empty: look for it by number); `stale` counts how often in a row. `lease_owner` is the
    attempt that holds the row.

    `ready` is false while a document that is to be posted on completion is still open. `wanted_at`
    is since when QuickBooks has been behind. `cause` is what holds the row, the same for all
    documents that one fix releases. `order_id` groups the documents of one order: the first of them
    carries what an order gives only once (the link to an estimate).
    """

    __tablename__ = "sync_operation"
    __table_args__ = (
        sa.UniqueConstraint(
            "connection_id", "document_type", "document_id", name="uq_sync_operation_document"
        ),
        sa.Index("ix_sync_operation_due", "connection_id", "state", "not_before"),
        sa.Index("ix_sync_operation_settled", "connection_id", "settled_at"),
    )

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id", index=False)
    document_type: str = Field(max_length=30)
    document_id: UUID = Field(sa_type=sa.Uuid)
    document_number: str = Field(max_length=21, index=True)
    order_id: UUID | None = Field(default=None, sa_type=sa.Uuid, index=True)
    state: OperationState = Field(
        default=OperationState.QUEUED, sa_type=enum_column(OperationState, "operation_state")
    )
    wanted: int = 1
    sent: int = 0
    snapshot: dict[str, Any] = json_field(nullable=False)
    summary: str = Field(default="", max_length=200)
    message_version: int | None = None
    message_key: str | None = Field(default=None, max_length=50)
    message_snapshot: dict[str, Any] | None = json_field()
    sent_snapshot: dict[str, Any] | None = json_field()
    ask_for: str | None = Field(default=None, max_length=40)
    stale: int = 0
    attempts: int = 0
    not_before: datetime | None = time_field(nullable=True)
    lease_until: datetime | None = time_field(nullable=True)
    lease_owner: str | None = Field(default=None, max_length=40)
    depends_on: UUID | None = reference("sync_operation.id", nullable=True)
    problem: dict[str, Any] | None = json_field()
    cause: str = Field(default="", max_length=120, index=True)
    decisions: dict[str, Any] | None = json_field()
    warnings: list[dict[str, Any]] | None = json_field()
    foreseen: list[dict[str, Any]] | None = json_field()
    ready: bool = True
    entered_by_hand: str = Field(default="", max_length=40)
    created_at: datetime = created_field()
    wanted_at: datetime = created_field()
    settled_at: datetime | None = time_field(nullable=True)


class AttemptOutcome(StrEnum):
    """How one exchange with QuickBooks ended; None while nobody knows."""

    DONE = "done"
    ABSENT = "absent"
    RETRY = "retry"
    STALE = "stale"
    REJECTED = "rejected"
    UNAUTHORISED = "unauthorised"
    UNKNOWN = "unknown"


class SyncAttempt(SQLModel, table=True):
    """The journal: one row per exchange with QuickBooks, and what a person searches it by.

    About a document (`operation_id`): the exact bytes and key, stored before sending; then the
    answer. `number` and `kind` are the document's, `external_number` QuickBooks' for it, `code` and
    `quickbooks_code` those of the problem. A row whose purpose is `check` was never sent.

    A read (`reading`): `kind` is what was read, `records` how many came. Reads that brought nothing
    new follow each other every few minutes: those of an hour are one row, `repeats` counts them.

    Ids are made in order of time, so the id alone sorts and pages the log. `emptied`: the bodies
    were removed when they grew old.
    """

    __tablename__ = "sync_attempt"
    __table_args__ = (
        sa.Index("ix_sync_attempt_log", "reading", "id"),
        sa.Index("ix_sync_attempt_log_outcome", "reading", "outcome", "id"),
        sa.Index("ix_sync_attempt_log_kind", "reading", "kind", "id"),
        sa.Index("ix_sync_attempt_log_code", "reading", "code", "id"),
        sa.Index("ix_sync_attempt_log_quickbooks_code", "reading", "quickbooks_code", "id"),
        sa.Index("ix_sync_attempt_operation", "operation_id", "id"),
        sa.Index("ix_sync_attempt_number", "number", "id"),
        sa.Index("ix_sync_attempt_external_number", "external_number", "id"),
        sa.Index("ix_sync_attempt_trace", "trace_id", "id"),
    )

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id", index=False)
    operation_id: UUID | None = reference("sync_operation.id", nullable=True, index=False)
    reading: bool = False
    kind: str = Field(default="", max_length=30)
    number: str = Field(default="", max_length=40)
    external_number: str = Field(default="", max_length=40)
    purpose: str = Field(max_length=10)
    version: int = 0
    key: str = Field(default="", max_length=50)
    method: str = Field(default="", max_length=10)
    target: str = Field(default="", max_length=500)
    body: str = ""
    content_type: str = Field(default="", max_length=60)
    started_at: datetime = created_field()
    finished_at: datetime | None = time_field(nullable=True)
    outcome: AttemptOutcome | None = Field(
        default=None, sa_type=enum_column(AttemptOutcome, "attempt_outcome"), nullable=True
    )
    status: int | None = None
    answer: str | None = None
    trace_id: str = Field(default="", max_length=100)
    problem: dict[str, Any] | None = json_field()
    code: str = Field(default="", max_length=60)
    quickbooks_code: str = Field(default="", max_length=20)
    records: int | None = None
    repeats: int = 1
    emptied: bool = False


class SyncSubject(SQLModel, table=True):
    """What and whom an operation is about: its items, its customer or vendor, and the people who
    scanned for it or helped it along. The log is searched by these ids; names may change."""

    __tablename__ = "sync_subject"

    subject_id: UUID = Field(sa_type=sa.Uuid, primary_key=True)
    operation_id: UUID = Field(foreign_key="sync_operation.id", primary_key=True, index=True)


class SyncDeed(SQLModel, table=True):
    """What a person did about a document on its way: sent it again, applied a fix, entered it by
    hand. `what` is the kind of deed, `words` what the timeline says of it."""

    __tablename__ = "sync_deed"

    id: UUID = id_field()
    operation_id: UUID = reference("sync_operation.id")
    user_id: UUID | None = reference("app_user.id", nullable=True, index=False)
    what: str = Field(max_length=30)
    words: str = Field(default="", max_length=300)
    at: datetime = created_field()


class Mapping(SQLModel, table=True):
    """Our row <-> QuickBooks id and version token; unique both ways per connection.

    `how` (`app.sync.mapping.matching.How`) is how the two came together, `confidence` how sure
    that is in percent, and `matched_name` what ours was called then: QuickBooks owns names, so
    ours is overwritten.
    """

    __table_args__ = (
        sa.Index("ix_mapping_local_id", "local_id"),
        sa.UniqueConstraint("connection_id", "kind", "local_id", name="uq_mapping_local"),
        sa.UniqueConstraint("connection_id", "kind", "external_id", name="uq_mapping_external"),
    )

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id", index=False)
    kind: str = Field(max_length=30)
    local_id: UUID = Field(sa_type=sa.Uuid)
    external_id: str = Field(max_length=40)
    version_token: str = Field(default="", max_length=40)
    external_number: str = Field(default="", max_length=40)
    details: dict[str, Any] = json_field(nullable=False)
    how: str = Field(default=How.ID, max_length=10)
    confidence: int = 100
    matched_name: str = Field(default="", max_length=500)
    updated_at: datetime = created_field()


class ExternalAccount(SQLModel, table=True):
    """The chart of accounts as pulled: what settings choose from."""

    __tablename__ = "external_account"
    __table_args__ = (
        sa.UniqueConstraint("connection_id", "external_id", name="uq_external_account"),
    )

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id", index=False)
    external_id: str = Field(max_length=40)
    name: str = Field(max_length=200)
    account_type: str = Field(max_length=60)
    account_subtype: str = Field(default="", max_length=60)
    active: bool = True


class Stance(StrEnum):
    """Whether Scanpost may use a record of QuickBooks by itself, or a person has to say."""

    AUTOMATIC = "automatic"
    WAITING = "waiting"  # it may be one of ours, or was unlinked from one: a person decides
    IGNORED = "ignored"  # a person does not want it here


class ExternalRecord(SQLModel, table=True):
    """An item, customer, vendor, class or location of QuickBooks as last read, used here or not.

    `facts` is the whole neutral record, so that it can be used at any time without asking again.
    `name_key`, `sku_key` are how it is looked for (`app.sync.mapping.matching`); `type` is
    QuickBooks' word (Inventory, Service, …); `stocked` says whether we could keep it.
    """

    __tablename__ = "external_record"
    __table_args__ = (
        sa.UniqueConstraint("connection_id", "kind", "external_id", name="uq_external_record"),
        sa.Index("ix_external_record_name", "connection_id", "kind", "name_key"),
        sa.Index("ix_external_record_sku", "connection_id", "kind", "sku_key"),
    )

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id", index=False)
    kind: str = Field(max_length=30)
    external_id: str = Field(max_length=40)
    version_token: str = Field(default="", max_length=40)
    name: str = Field(max_length=500)
    name_key: str = Field(default="", max_length=500)
    sku: str = Field(default="", max_length=100)
    sku_key: str = Field(default="", max_length=100)
    type: str = Field(default="", max_length=40)
    stocked: bool = True
    active: bool = True
    stance: Stance = Field(
        default=Stance.AUTOMATIC, sa_type=enum_column(Stance, "external_record_stance")
    )
    facts: dict[str, Any] = json_field(nullable=False)
    seen_at: datetime = created_field()


class MatchSuggestion(SQLModel, table=True):
    """The record of QuickBooks that a row of ours without one most likely is.

    Worked out anew whenever the lists are read; `external_id` is empty where nothing resembles it.
    `refused` are records a person said it is not; `ignored`: it needs no counterpart at all.
    """

    __tablename__ = "match_suggestion"
    __table_args__ = (
        sa.UniqueConstraint("connection_id", "kind", "local_id", name="uq_match_suggestion"),
    )

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id", index=False)
    kind: str = Field(max_length=30)
    local_id: UUID = Field(sa_type=sa.Uuid)
    external_id: str = Field(default="", max_length=40)
    how: str = Field(default=How.NAME, max_length=10)
    confidence: int = 0
    refused: list[str] = Field(default_factory=list, sa_type=sa.JSON, nullable=False)
    ignored: bool = False


class ExternalTransaction(SQLModel, table=True):
    """A transaction of QuickBooks that moves stock, whoever made it: reconciling explains with it.

    `moves` are signed base units per item id there. `document_type` and `document_id` are ours if
    we made it; `sent_moves` is then what we last sent. `record` is all of it as last seen, `sent`
    as QuickBooks showed it right after we wrote it: where they differ, somebody edited it there.
    `reckoned` is, per item id, what a person accepted or what was there when reckoning began: only
    what differs from it explains a difference. `settled_at` is when a person dealt with one that
    was not ours, or kept what was edited there.
    """

    __tablename__ = "external_transaction"
    __table_args__ = (
        sa.UniqueConstraint(
            "connection_id", "entity", "external_id", name="uq_external_transaction"
        ),
        sa.Index("ix_external_transaction_document", "document_type", "document_id"),
        sa.Index("ix_external_transaction_number", "connection_id", "number"),
    )

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id", index=False)
    entity: str = Field(max_length=30)
    external_id: str = Field(max_length=40)
    version_token: str = Field(default="", max_length=40)
    number: str = Field(default="", max_length=40)
    on: date | None = None
    party: str = Field(default="", max_length=200)
    total: Decimal | None = money_field()
    voided: bool = False
    deleted: bool = False
    moves: dict[str, Any] = json_field(nullable=False)
    sent_moves: dict[str, Any] | None = json_field()
    record: dict[str, Any] = json_field(nullable=False)
    sent: dict[str, Any] | None = json_field()
    reckoned: dict[str, Any] | None = json_field()
    note: str = Field(default="", max_length=4000)
    made_by: str = Field(default="", max_length=100)
    document_type: str = Field(default="", max_length=30)
    document_id: UUID | None = Field(default=None, sa_type=sa.Uuid)
    changed_at: datetime | None = time_field(nullable=True)
    seen_at: datetime = created_field()
    settled_at: datetime | None = time_field(nullable=True)


class SyncFinding(SQLModel, table=True):
    """Something that would make QuickBooks refuse documents, found by the audit; gone when fixed.

    `subject` is what it is about, in the form of a cause ("item:<our id>"). `problem` says it as
    for a document, with its fixes.
    """

    __tablename__ = "sync_finding"
    __table_args__ = (
        sa.UniqueConstraint("connection_id", "code", "subject", name="uq_sync_finding_subject"),
    )

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id", index=False)
    code: str = Field(max_length=60)
    subject: str = Field(max_length=120)
    topic: str = Field(max_length=30)
    problem: dict[str, Any] = json_field(nullable=False)
    found_at: datetime = created_field()
    seen_at: datetime = created_field()


class SyncCursor(SQLModel, table=True):
    """How far inbound reading has got; moves only together with the stored page.

    `complete_at` is when a read last got to its end: from then on we know of all there was.
    """

    __tablename__ = "sync_cursor"

    connection_id: UUID = Field(foreign_key="quickbooks_connection.id", primary_key=True)
    entity: str = Field(primary_key=True, max_length=40)
    position: str = Field(default="", max_length=200)
    full_read_at: datetime | None = time_field(nullable=True)
    complete_at: datetime | None = time_field(nullable=True)
    updated_at: datetime = created_field()
