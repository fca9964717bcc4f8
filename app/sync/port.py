"""The port between the sync engine and a QuickBooks dialect.

A `Connector` knows what to say and how to read the answer, and performs no I/O: it is tested with
plain values, and the same engine drives REST (we call), Web Connector (it calls us) and the
simulator. Everything that happens to a message is one of the outcomes below.
"""

from collections.abc import Mapping as ReadOnlyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from app.core import clock
from app.sync.documents import (
    AnyDocument,
    Deleted,
    ItemRecord,
    PartyRecord,
    Record,
    TransactionRecord,
)
from app.sync.facts import Facts
from app.sync.settings import ConnectionSettings


class Entity(StrEnum):
    """What flows back from QuickBooks, in the order the first read needs."""

    ACCOUNT = "account"
    CLASS = "class"
    LOCATION = "location"
    ITEM = "item"
    CUSTOMER = "customer"
    VENDOR = "vendor"
    PURCHASE_ORDER = "purchase_order"
    SALES_ORDER = "sales_order"
    TRANSACTION = "transaction"
    ADJUSTMENT = "adjustment"  # a transaction too, but change data capture may not tell of it


REPLACED = "replaced"
"""In a record's details: it was deleted to be added anew, which is still to be done."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A QuickBooks record: id, version token (SyncToken, EditSequence) and what else we kept."""

    external_id: str
    version_token: str = ""
    number: str = ""
    details: ReadOnlyMapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refs:
    """The QuickBooks ids a document needs, looked up by (kind, our id); missing ones are absent.

    `facts` is what the company allows, `today` its day now. `own` is the document's own record once
    it exists there. `first_of_order` is false for a document whose order already gave an earlier
    one what it gives only once. `tried`: a record that is not mapped was sent once, so what is
    found of it is most likely ours. `note` is the note on the document's record as last seen, with
    what people may have made of it.
    """

    known: ReadOnlyMapping[tuple[str, UUID], Ref]
    settings: ConnectionSettings
    facts: Facts = field(default_factory=Facts)
    today: date = field(default_factory=lambda: clock.now().date())
    own: Ref | None = None
    first_of_order: bool = True
    tried: bool = False
    note: str = ""

    def get(self, kind: str, local_id: UUID | None) -> Ref | None:
        """The record behind one of our ids, or None while it is not mapped."""
        return None if local_id is None else self.known.get((kind, local_id))


@dataclass(frozen=True, slots=True)
class Operation:
    """What the engine hands the connector: a document and how far QuickBooks has it.

    `undecided` is the document as it is here, before what a person decided for QuickBooks' sake.
    """

    id: UUID
    document: AnyDocument
    version: int
    key: str
    sent: int = 0
    undecided: AnyDocument | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One request, ready to be stored and sent. `target` is relative to the company's address."""

    method: str
    target: str
    body: str = ""
    content_type: str = "application/json"
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `trace_id` is what support will ask for.

    `budget_spent`: it was refused because the month's reads are used up.
    """

    status: int
    body: str
    trace_id: str = ""
    retry_after: float | None = None
    budget_spent: bool = False


class FixKind(StrEnum):
    """What one tap can do about a problem; `app.sync.fixing` does it."""

    RETRY = "retry"
    REACTIVATE = "reactivate"  # a record that is inactive in QuickBooks
    CREATE = "create"  # a record of ours that QuickBooks does not have
    LINK = "link"  # this record of ours is that one there
    RENAME = "rename"  # a record, so that its name is allowed and free
    CHOOSE_ACCOUNT = "choose_account"
    RENUMBER = "renumber"  # the document, with a suffix
    REDATE = "redate"  # post on the first open day
    POST_UNLINKED = "post_unlinked"  # without the link to the order
    SPLIT = "split"  # post the rest now, the lines of one item later
    RECREATE = "recreate"  # it was deleted there: post it again
    SEND_OURS = "send_ours"  # it was edited there: make it as it is here
    KEEP_THEIRS = "keep_theirs"  # it was edited there: leave it so
    RECONNECT = "reconnect"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Fix:
    """A way out that a person can choose: `label` is the button's word, `params` what it needs.

    `manager`: only a manager may decide it (another day, another account).
    """

    kind: FixKind
    label: str
    params: ReadOnlyMapping[str, Any] = field(default_factory=dict)
    manager: bool = False

    def as_dict(self) -> dict[str, Any]:
        """JSON for the rows that keep a problem."""
        told = {"kind": self.kind.value, "label": self.label, "params": dict(self.params)}
        return told | ({"manager": True} if self.manager else {})


@dataclass(frozen=True, slots=True)
class SyncProblem:
    """Why QuickBooks (or we, before asking) would not take it: code, plain words, what to do.

    `cause` names what stands in the way ("item:<id>", "account:adjustment", "period"): fixing it
    once releases every document it holds. `fixes` are the ways out, the best first.
    """

    code: str
    title: str
    detail: str
    action: str
    params: ReadOnlyMapping[str, Any] = field(default_factory=dict)
    cause: str = ""
    fixes: tuple[Fix, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON for the operation and attempt rows."""
        return {
            "code": self.code,
            "title": self.title,
            "detail": self.detail,
            "action": self.action,
            "params": dict(self.params),
            "cause": self.cause,
            "fixes": [one.as_dict() for one in self.fixes],
        }

    @classmethod
    def of(cls, stored: ReadOnlyMapping[str, Any]) -> "SyncProblem":
        """As it was stored by `as_dict`, by this release or an older one."""
        fixes = [
            Fix(FixKind(one["kind"]), one["label"], one["params"], one.get("manager", False))
            for one in stored.get("fixes", ())
        ]
        return cls(**{**stored, "fixes": tuple(fixes)})


@dataclass(frozen=True, slots=True)
class Done:
    """QuickBooks has it, as `ref`. `warnings` are facts a bookkeeper should see (a lost link).

    `version` is the version of ours that the record shows, where the answer tells. `belongs_to`
    is the mapped row (kind, our id) the record stands for when that is not the document itself:
    an order that was invoiced first keeps its invoice. `record` is what QuickBooks shows now: our
    item, customer or vendor follows it; of a transaction, later edits are told from it, and what
    was taken back is gone. `more`: this was only a first step, and the same version has something
    left to say.
    """

    ref: Ref
    warnings: tuple[SyncProblem, ...] = ()
    version: int | None = None
    belongs_to: tuple[str, UUID] | None = None
    record: ItemRecord | PartyRecord | TransactionRecord | Deleted | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """Asked, and it is not there: resend the same bytes under the same key."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing wrong with the message; try again after a while.

    `after` None leaves the pause to the engine's back-off. `unsure`: the message may have taken
    effect, so it is asked about before it is repeated; `ended`: it cannot take effect any more, so
    what is not found is said anew (the same key might only bring the same answer). `everyone`: the
    cause is not this message (a throttle, an outage), so the whole connection waits and no try is
    counted. After `tries` failures in a row a person is asked.
    """

    problem: SyncProblem
    after: timedelta | None = None
    unsure: bool = False
    ended: bool = False
    everyone: bool = False
    tries: int = 8


@dataclass(frozen=True, slots=True)
class Stale:
    """Our version token of record `external_id` is old: re-read it, then say it again."""

    external_id: str


@dataclass(frozen=True, slots=True)
class Found:
    """A refusal that names the record to look at (duplicate number): ask whether it is ours."""

    external_id: str
    problem: SyncProblem


@dataclass(frozen=True, slots=True)
class Rejected:
    """A person is needed."""

    problem: SyncProblem


@dataclass(frozen=True, slots=True)
class Unauthorised:
    """Our access ended: renew it once, else pause the connection.

    With `renewable` false renewing cannot help. `again_after` is when a paused connection is tried
    again without a person (a subscription that may be paid meanwhile).
    """

    problem: SyncProblem
    renewable: bool = True
    again_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """The message never left: everything is as it was, and the whole connection waits."""

    problem: SyncProblem


Outcome = Done | Absent | Retry | Stale | Found | Rejected | Unauthorised | Unsent


class CannotSay(Exception):
    """The document cannot be expressed yet (missing mapping or account); held before sending."""

    def __init__(self, problem: SyncProblem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class NothingToSay(Exception):
    """QuickBooks need not hear of this version: as it stands there, it is right already."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """QuickBooks' own word for a kind of record, and what flows back of it."""

    name: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of inbound records and where to go on; `done` when this read is complete.

    `full` says that the read began at the beginning, so what it did not show is gone.
    """

    records: Sequence[Record]
    cursor: str
    done: bool
    full: bool = False


class Connector(Protocol):
    """A dialect of QuickBooks. Pure: same arguments, same answer."""

    def encode(self, op: Operation, refs: Refs) -> Message:
        """The message that makes QuickBooks show `op.document`: create, or amend `refs.own`.

        Raises CannotSay when something it must name is not mapped, NothingToSay when nothing is to
        be done.
        """

    def encode_ask(self, op: Operation, refs: Refs, external_id: str | None = None) -> Message:
        """Is our document there already? By `external_id`, by its mapped id, or by our number."""

    def decode(self, op: Operation, refs: Refs, reply: Reply) -> Outcome:
        """What QuickBooks answered to `encode`."""

    def decode_ask(self, op: Operation, refs: Refs, reply: Reply) -> Outcome:
        """What QuickBooks answered to `encode_ask`: Done (ours), Absent, or Rejected (not ours)."""

    def resume(self, entity: Entity, cursor: str, full_read_at: datetime, now: datetime) -> str:
        """Where a stored `cursor` can go on now: itself, or "" if reading must start over.

        `full_read_at` is when everything was last read.
        """

    def encode_pull(self, entity: Entity, cursor: str) -> Message:
        """Read `entity` on from `cursor` ("" = from the beginning)."""

    def decode_pull(self, entity: Entity, cursor: str, reply: Reply) -> Page | Outcome:
        """The records of one page, or the outcome that prevented it."""

    def concerned(self, name: str) -> Concerned:
        """What a kind of record of QuickBooks, written in any case, is for us."""

    def encode_some(self, entity: Entity, name: str, ids: tuple[str, ...]) -> Message:
        """Read these records of kind `name` by id."""

    def decode_some(self, entity: Entity, name: str, reply: Reply) -> Page | Outcome:
        """What QuickBooks answered to `encode_some`; what is gone is missing."""


class Unreachable(Exception):
    """No connection could be made: the message certainly never left.

    `problem` says it in words where the line knows more than that.
    """

    def __init__(self, reason: str = "", problem: SyncProblem | None = None) -> None:
        super().__init__(reason)
        self.problem = problem


class NoLine(Exception):
    """We cannot call this connection: it calls us, or it is gone."""


class Channel(Protocol):
    """One connection's dialect and its line, as long as a drain or a pull lasts."""

    @property
    def connector(self) -> Connector:
        """The dialect spoken here."""

    async def send(self, message: Message) -> Reply | None:
        """Send and wait. None: sent, but no answer came. Raises Unreachable."""

    async def renew(self) -> SyncProblem | None:
        """Renew our access; the problem if only a person can. Raises Unreachable."""


class Channels(Protocol):
    """Who knows every dialect: built by the composition root, handed to the jobs."""

    async def open(self, connection_id: UUID) -> Channel:
        """A channel for an active connection. Raises NoLine."""
