"""The sync engine: what to say next, and what an answer means for us. No transport in here.

`next_message` claims one operation and stores the exact bytes and key of its message before anyone
sends them; `settle_reply` stores the answer and moves the operation on. Each is one short
transaction, and a process may die between, before or inside them: a message that may have left is
found in doubt by the sweep and asked about.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.events import Event, announce
from app.core.types import new_id
from app.core.upsert import table_of
from app.sync import claims, journal, mappings, transactions, transitions, ways_out
from app.sync.activity import subjects
from app.sync.documents import (
    AnyDocument,
    Decisions,
    ItemDoc,
    ItemRecord,
    PartyDoc,
    PartyRecord,
    document_adapter,
)
from app.sync.facts import Facts
from app.sync.inbound import page as inbound
from app.sync.models import (
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncAttempt,
    SyncOperation,
)
from app.sync.port import (
    CannotSay,
    Connector,
    Done,
    Entity,
    Message,
    NothingToSay,
    Operation,
    Outcome,
    Ref,
    Refs,
    Rejected,
    Reply,
    Retry,
    SyncProblem,
    Unauthorised,
    Unsent,
)
from app.sync.settings import ConnectionSettings
from app.sync.transitions import Purpose

log = structlog.get_logger()

_op = table_of(SyncOperation).c
_attempt = table_of(SyncAttempt).c
FIRST_OUTAGE_PAUSE = timedelta(seconds=5)
LONGEST_OUTAGE_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message on its way: what was claimed, what is said, how to read the answer."""

    attempt_id: UUID
    connection_id: UUID
    purpose: Purpose
    operation: Operation
    refs: Refs
    message: Message

    @property
    def key(self) -> str:
        """What makes QuickBooks recognise a repeat; asking needs none."""
        return self.operation.key if self.purpose is Purpose.SEND else ""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Nothing was sent: a person must help first, or there was nothing to say."""

    operation_id: UUID


async def next_message(
    db: Database, connector: Connector, connection_id: UUID
) -> Exchange | Unsaid | None:
    """Claim what is due and store its message, ready to be sent; None when nothing is due."""

    async def work(session: AsyncSession) -> Exchange | Unsaid | None:
        attempt_id = new_id()
        claimed = await claims.claim(session, connection_id, owner=attempt_id)
        if claimed is None:
            return None
        row, connection, was = claimed
        try:
            exchange = await _prepare(session, connector, connection, row, was, attempt_id)
        except (CannotSay, NothingToSay) as reason:
            if isinstance(reason, CannotSay):
                session.add(journal.checked(row, reason.problem))
            transitions.unsaid(row, reason, now=clock.now())
            _announce_settled(session, row)
            return Unsaid(row.id)
        session.add(_attempt_row(exchange, row))
        return exchange

    return await db.transact(work)


async def _prepare(
    session: AsyncSession,
    connector: Connector,
    connection: QuickBooksConnection,
    row: SyncOperation,
    was: OperationState,
    attempt_id: UUID,
) -> Exchange:
    in_doubt = was is OperationState.IN_DOUBT and row.message_key is not None
    repeating = row.message_key is not None
    asking = in_doubt or (row.ask_for is not None and not repeating)
    operation = _operation(row, repeating=repeating)
    await subjects.note(session, row.id, operation.document)
    refs = await _refs(session, connection, row, operation.document)
    if asking:
        message = connector.encode_ask(operation, refs, row.ask_for or None)
    elif repeating:
        message = await _stored_message(session, row)
    else:
        refs = await _as_shown(session, row, refs)
        message = connector.encode(operation, refs)
        row.message_key = operation.key
        row.message_version = operation.version
        row.message_snapshot = operation.document.model_dump(mode="json")
    purpose = Purpose.ASK if asking else Purpose.SEND
    return Exchange(attempt_id, connection.id, purpose, operation, refs, message)


async def _as_shown(session: AsyncSession, row: SyncOperation, refs: Refs) -> Refs:
    """What is amended, as QuickBooks shows it: nothing a person changed there is overwritten
    unasked, and what was written into its note stays. Raises CannotSay."""
    if refs.own is None or "entity" not in refs.own.details:
        return refs
    entity = str(refs.own.details["entity"])
    seen = await transactions.shown(session, row.connection_id, refs.own.external_id, entity)
    if seen is None:
        return refs
    problem = transactions.conflict(row, seen)
    if problem is not None:
        raise CannotSay(problem)
    return replace(refs, note=seen.note)


def _operation(row: SyncOperation, *, repeating: bool) -> Operation:
    """The version in flight if there is one, else the newest under a key of its own."""
    undecided = document_adapter.validate_python(row.snapshot)
    if repeating and row.message_snapshot and row.message_version and row.message_key:
        said = document_adapter.validate_python(row.message_snapshot)
        version, key = row.message_version, row.message_key
    else:
        said = Decisions.model_validate(row.decisions or {}).applied(undecided)
        version, key = row.wanted, new_id().hex
    return Operation(row.id, said, version, key, sent=row.sent, undecided=undecided)


async def _refs(
    session: AsyncSession,
    connection: QuickBooksConnection,
    row: SyncOperation,
    document: AnyDocument,
) -> Refs:
    known = await mappings.load_refs(session, connection.id, mappings.named_ids(document))
    own = known.get((document.kind, document.id))
    facts = Facts.of(connection.facts)
    return Refs(
        known=known,
        settings=ConnectionSettings.of(connection.settings),
        facts=facts,
        today=clock.today(facts.zone or "UTC"),
        own=own,
        tried=own is None
        and isinstance(document, ItemDoc | PartyDoc)
        and await _tried(session, row),
        first_of_order=await _is_first_of_order(session, row),
    )


async def _tried(session: AsyncSession, row: SyncOperation) -> bool:
    sent = sa.select(_attempt.id).where(
        _attempt.operation_id == row.id, _attempt.purpose == Purpose.SEND
    )
    return await session.scalar(sent.limit(1)) is not None


async def _is_first_of_order(session: AsyncSession, row: SyncOperation) -> bool:
    if row.order_id is None:
        return True
    found = await session.execute(
        sa.select(_op.id)
        .where(_op.connection_id == row.connection_id, _op.order_id == row.order_id)
        .order_by(_op.created_at, _op.id)
        .limit(1)
    )
    return bool(found.scalar_one() == row.id)


async def _stored_message(session: AsyncSession, row: SyncOperation) -> Message:
    """The very bytes that were sent under the row's key."""
    found = await session.execute(
        sa.select(_attempt.method, _attempt.target, _attempt.body, _attempt.content_type)
        .where(
            _attempt.operation_id == row.id,
            _attempt.key == row.message_key,
            _attempt.purpose == Purpose.SEND,
        )
        .order_by(_attempt.id)
        .limit(1)
    )
    stored = found.one()
    return Message(stored.method, stored.target, stored.body, stored.content_type, writes=True)


def _attempt_row(exchange: Exchange, row: SyncOperation) -> SyncAttempt:
    message = exchange.message
    return SyncAttempt(
        id=exchange.attempt_id,
        connection_id=row.connection_id,
        operation_id=row.id,
        kind=row.document_type,
        number=row.document_number,
        purpose=exchange.purpose,
        version=exchange.operation.version,
        key=exchange.key,
        method=message.method,
        target=message.target,
        body=message.body,
        content_type=message.content_type,
        started_at=clock.now(),
    )


async def settle_reply(
    db: Database, connector: Connector, exchange: Exchange, reply: Reply | None
) -> Outcome | None:
    """Store the answer (None: there was none) and move the operation on."""
    outcome = None if reply is None else _decode(connector, exchange, reply)
    await settle(db, exchange, outcome, reply)
    return outcome


def _decode(connector: Connector, exchange: Exchange, reply: Reply) -> Outcome:
    read = connector.decode if exchange.purpose is Purpose.SEND else connector.decode_ask
    return read(exchange.operation, exchange.refs, reply)


async def settle(
    db: Database, exchange: Exchange, outcome: Outcome | None, reply: Reply | None = None
) -> None:
    """Apply an outcome in one transaction; an answer after the lease was lost is only filed."""

    async def work(session: AsyncSession) -> None:
        row = await claims.hold_still(session, exchange.operation.id)
        found = await _record(session, row, exchange, outcome)
        await _file(session, exchange, found, reply)
        if row is None or row.lease_owner != str(exchange.attempt_id):
            log.info("sync.late_answer", operation=str(exchange.operation.id))
            return
        transitions.settle(row, exchange.purpose, found, now=clock.now())
        if isinstance(found, Done):
            await transactions.note_written(session, row, exchange.operation, exchange.refs, found)
        await _note_contact(session, exchange.connection_id, found, answered=reply is not None)
        _announce_settled(session, row)

    await db.transact(work)


async def _record(
    session: AsyncSession,
    row: SyncOperation | None,
    exchange: Exchange,
    outcome: Outcome | None,
) -> Outcome | None:
    """Remember what QuickBooks calls the document; a record of another document is refused."""
    if row is None or not isinstance(outcome, Done):
        return outcome
    document = exchange.operation.document
    kind, local_id = outcome.belongs_to or (document.kind, document.id)
    connection_id = exchange.connection_id
    owner = await mappings.owner_of(session, connection_id, kind, outcome.ref.external_id)
    if owner is not None and owner != local_id:
        return Rejected(_taken(outcome.ref))
    await mappings.remember(session, connection_id, kind, local_id, outcome.ref)
    if isinstance(outcome.record, ItemRecord | PartyRecord):
        # As if it had just been read: our row follows it, and the mapping says what it is like.
        await inbound.apply(session, connection_id, Entity(kind), [outcome.record])
    return outcome


def _taken(ref: Ref) -> SyncProblem:
    return SyncProblem(
        "record_taken",
        "This QuickBooks record belongs to another document",
        f"QuickBooks answered with record {ref.external_id} ({ref.number}), which Scanpost already"
        " keeps for another document.",
        "Look at both in QuickBooks, then mark this one as entered by hand.",
        {"external_id": ref.external_id, "number": ref.number},
        fixes=(ways_out.by_hand(),),
    )


async def _file(
    session: AsyncSession, exchange: Exchange, outcome: Outcome | None, reply: Reply | None
) -> None:
    problem = getattr(outcome, "problem", None)
    await session.execute(
        sa.update(SyncAttempt)
        .where(_attempt.id == exchange.attempt_id)
        .values(
            finished_at=clock.now(),
            outcome=transitions.journal(outcome),
            status=None if reply is None else reply.status,
            answer=None if reply is None else reply.body,
            trace_id="" if reply is None else reply.trace_id[:100],
            external_number=outcome.ref.number[:40] if isinstance(outcome, Done) else "",
            **journal.problem_columns(problem),
        )
    )


async def _note_contact(
    session: AsyncSession, connection_id: UUID, outcome: Outcome | None, *, answered: bool
) -> None:
    """What an answer says of the connection as a whole."""
    connection = await locked_connection(session, connection_id)
    if connection is None:
        return
    now = clock.now()
    if answered:
        connection.last_contact_at = now
    match outcome:
        case Retry(problem=problem, after=after, everyone=True):
            _rest(connection, problem, after)
        case Unsent(problem=problem):
            _rest(connection, problem, None)
        case Unauthorised() | None:
            pass
        case _:
            connection.troubles = 0
            connection.resume_at = connection.problem = None


def _rest(connection: QuickBooksConnection, problem: SyncProblem, wait: timedelta | None) -> None:
    """Nothing is sent for a while: as long as asked for, or longer after each trouble in a row."""
    connection.troubles += 1
    wait = wait or _outage_pause(connection.troubles)
    connection.resume_at = clock.now() + transitions.spread(wait)
    connection.problem = problem.as_dict()


async def note_outage(
    db: Database, connection_id: UUID, problem: SyncProblem, *, wait: timedelta | None = None
) -> None:
    """QuickBooks cannot be reached or asked us to wait: let the connection rest."""

    async def work(session: AsyncSession) -> None:
        connection = await locked_connection(session, connection_id)
        if connection is not None:
            _rest(connection, problem, wait)

    await db.transact(work)


async def locked_connection(
    session: AsyncSession, connection_id: UUID
) -> QuickBooksConnection | None:
    """The connection, locked in a mode that lets scans refer to it meanwhile."""
    return await session.get(
        QuickBooksConnection, connection_id, with_for_update={"key_share": True}
    )


def _outage_pause(troubles: int) -> timedelta:
    doubled: timedelta = FIRST_OUTAGE_PAUSE * 2 ** min(troubles - 1, 10)
    return min(doubled, LONGEST_OUTAGE_PAUSE)


async def pause_connection(
    db: Database, connection_id: UUID, problem: SyncProblem, *, again_after: timedelta | None = None
) -> None:
    """Send nothing more until a person has seen to it; the queue stays as it is."""

    async def work(session: AsyncSession) -> None:
        connection = await locked_connection(session, connection_id)
        if connection is None or connection.state is not ConnectionState.ACTIVE:
            return
        connection.state = ConnectionState.PAUSED
        connection.problem = problem.as_dict()
        connection.resume_at = None if again_after is None else clock.now() + again_after
        announce(session, Event("sync.changed", {"connection_id": str(connection_id)}))

    await db.transact(work)


def _announce_settled(session: AsyncSession, row: SyncOperation) -> None:
    ids = {"document_type": row.document_type, "document_id": str(row.document_id)}
    announce(
        session,
        Event("sync.settled", ids | {"operation_id": str(row.id), "state": row.state}),
        Event("document.changed", ids),
    )
