"""The outbox: what QuickBooks should show, one row per document. All SQL on SyncOperation.

Level-triggered: a row holds the newest snapshot and counts versions, so ten quick scans become
one or two messages. `want` runs inside the scan's own transaction; everything else belongs to the
worker. States and arrows: architecture §7.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.events import Event, Ring, announce
from app.core.prepared import prepared
from app.core.types import new_id
from app.core.upsert import affected, table_of
from app.sync import transitions
from app.sync.claims import hold_still
from app.sync.documents import AnyDocument, ItemDoc, PartyDoc, ReceiptDoc, ShipmentDoc
from app.sync.explanations import RECORD_INACTIVE
from app.sync.models import (
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)
from app.sync.preflight.foresight import Company, foresee
from app.sync.settings import ConnectionSettings, Posting

SUMMARY_LENGTH = 200
QUIET = timedelta(seconds=60)
"""Where links to an order exist only from the beginning, a document that is still being scanned is
sent once it was left alone for so long: changing it afterwards means making it anew there."""
NUMBER_LENGTH = 21  # of records only the beginning: what they are called may be longer

_operations = table_of(SyncOperation)
_op = _operations.c
_connection = table_of(QuickBooksConnection).c


_ACTIVE = prepared(
    sa.select(_connection.id, _connection.settings, _connection.facts).where(
        _connection.is_active, _connection.state != ConnectionState.DISCONNECTED
    )
)


def _wanting(row: Any) -> Any:
    """The upsert of an operation, made from an engine's own INSERT.

    A document entered by hand stays so: the person who did it keeps it up to date. A held one waits
    for its person, unless this version looks first (`_looks_first`): then it says something new.
    """
    new = row.excluded
    reopened = sa.and_(_op.state == OperationState.DONE, _op.entered_by_hand == "")
    eased = sa.and_(_op.state == OperationState.HELD, new.ask_for.is_not(None))
    in_doubt = sa.literal(OperationState.IN_DOUBT, _op.state.type)
    unhindered = sa.or_(reopened, sa.and_(_op.state == OperationState.QUEUED, _op.attempts == 0))
    return row.on_conflict_do_update(
        index_elements=[_op.connection_id, _op.document_type, _op.document_id],
        set_={
            "wanted": _op.wanted + 1,
            "snapshot": new.snapshot,
            "summary": new.summary,
            "ready": new.ready,
            "foreseen": new.foreseen,
            "ask_for": sa.func.coalesce(_op.ask_for, new.ask_for),
            "state": sa.case(
                (reopened, new.state),
                (sa.and_(eased, _op.message_key.is_(None)), new.state),
                (eased, in_doubt),
                else_=_op.state,
            ),
            "attempts": sa.case((eased, 0), else_=_op.attempts),
            "not_before": sa.case((unhindered, new.not_before), else_=_op.not_before),
            "cause": sa.case((eased, ""), else_=_op.cause),
            "wanted_at": sa.case((reopened, new.wanted_at), else_=_op.wanted_at),
        },
    )


_WANT = {
    "sqlite": prepared(_wanting(sqlite.insert(_operations))),
    "postgresql": prepared(_wanting(postgresql.insert(_operations))),
}


async def want(
    session: AsyncSession,
    document: AnyDocument,
    *,
    summary: str,
    completed: bool,
) -> tuple[str, ...]:
    """QuickBooks should show `document` as it is now; nothing happens without a connection.

    `summary` is one line for people ("12 × Hex bolt from Acme"). `completed` says that the
    document will not change any more, which is when quiet kinds are posted. Returns what to tell
    the person with the goods in hand: what QuickBooks will refuse, and nothing twice. Three
    statements.
    """
    company = await _active_connection(session)
    if company is None:
        return ()
    connection_id = company.id
    foreseen = await foresee(session, company, document, order_id=_order_of(document))
    posting = getattr(company.settings.posting, document.kind, Posting.EACH_SCAN)
    ready = completed or posting is Posting.EACH_SCAN
    row = _row(connection_id, document, summary, ready=ready)
    if company.facts.links_at_creation and not completed and is_linked(document):
        row["not_before"] = clock.now() + QUIET
    row["foreseen"] = foreseen.stored()
    await session.execute(_WANT[session.get_bind().dialect.name], row)
    changed = {"document_type": document.kind, "document_id": str(document.id)}
    announce(session, Event("sync.changed", changed))
    if ready:
        announce(session, Ring(str(connection_id)))
    return foreseen.floor_words()


async def _active_connection(session: AsyncSession) -> Company | None:
    row = (await session.execute(_ACTIVE, {})).one_or_none()
    return None if row is None else Company.of(row.id, row.settings, row.facts)


def _row(
    connection_id: UUID, document: AnyDocument, summary: str, *, ready: bool
) -> dict[str, Any]:
    """The row of a document that QuickBooks has not heard of; see `_wanting` for one it has."""
    now = clock.now()
    return {
        "id": new_id(),
        "connection_id": connection_id,
        "document_type": document.kind,
        "document_id": document.id,
        "document_number": document.number[:NUMBER_LENGTH],
        "order_id": _order_of(document),
        "state": OperationState.QUEUED,
        "wanted": 1,
        "sent": 0,
        "ask_for": transitions.BY_NUMBER if _looks_first(document) else None,
        "snapshot": document.model_dump(mode="json"),
        "summary": summary[:SUMMARY_LENGTH],
        "stale": 0,
        "attempts": 0,
        "not_before": None,
        "ready": ready,
        "cause": "",
        "entered_by_hand": "",
        "created_at": now,
        "wanted_at": now,
    }


def is_linked(document: AnyDocument) -> bool:
    """Does it refer to an order of QuickBooks' that it is to be linked to?"""
    match document:
        case ReceiptDoc(purchase_order_id=order_id, linked=linked):
            return linked and order_id is not None
        case ShipmentDoc(order_source=source, linked=linked):
            return linked and source == "sales_order"
        case _:
            return False


def _looks_first(document: AnyDocument) -> bool:
    """Is what QuickBooks has to be read before anything is said? A record may be there already,
    and what is to be taken back may be gone."""
    return isinstance(document, ItemDoc | PartyDoc) or document.cancelled


async def release(session: AsyncSession, operation_id: UUID) -> SyncOperation | None:
    """A person asks to try again now; None if there is nothing that could be tried."""
    row = await hold_still(session, operation_id)
    if row is None or row.state in (OperationState.DONE, OperationState.SENDING):
        return None
    transitions.release(row, now=clock.now())
    announce_changed(session, row)
    return row


async def release_cause(session: AsyncSession, connection_id: UUID, cause: str) -> int:
    """What held these documents is out of the way: all of them go on. Returns how many."""
    found = await session.execute(
        sa.select(SyncOperation)
        .where(
            _op.connection_id == connection_id,
            _op.cause == cause,
            _op.state == OperationState.HELD,
        )
        .order_by(_op.id)
        .with_for_update()
    )
    rows = [await let_go(session, row) for row in found.scalars()]
    return len({row.id for row in [*rows, *await bring_in(session, connection_id, cause)]})


async def held_by_inactive(session: AsyncSession, connection_id: UUID, kind: str) -> set[str]:
    """The causes of documents that are held because a record of this kind is inactive."""
    found = await session.execute(
        sa.select(_op.cause, _op.problem).where(
            _op.connection_id == connection_id,
            _op.state == OperationState.HELD,
            _op.cause.startswith(f"{kind}:"),
        )
    )
    return {row.cause for row in found if (row.problem or {}).get("code") == RECORD_INACTIVE.code}


async def let_go(
    session: AsyncSession, row: SyncOperation, *, after: UUID | None = None
) -> SyncOperation:
    """A locked row goes on, once the operation `after` is done where one has to come first."""
    transitions.release(row, now=clock.now())
    if after is not None and after != row.id:
        row.depends_on = after
    announce_changed(session, row)
    return row


async def bring_in(
    session: AsyncSession, connection_id: UUID, cause: str, *, after: UUID | None = None
) -> list[SyncOperation]:
    """Lines left for later because of `cause` are sent now, as a new version of their documents."""
    if not cause:
        return []
    found = await session.execute(
        sa.select(SyncOperation)
        .where(
            _op.connection_id == connection_id,
            _op.entered_by_hand == "",
            sa.cast(_op.decisions, sa.Text).contains(f'"{cause}"', autoescape=True),
        )
        .order_by(_op.id)
        .with_for_update()
    )
    rows = list(found.scalars())
    for row in rows:
        transitions.bring_in(row, cause, now=clock.now())
        if after is not None:
            row.depends_on = after
        announce_changed(session, row)
    return rows


async def any_of_kind(session: AsyncSession, connection_id: UUID, kind: str) -> bool:
    """Is any document or record of this kind still to be sent?"""
    waiting = sa.exists().where(
        _op.connection_id == connection_id,
        _op.document_type == kind,
        _op.state != OperationState.DONE,
    )
    return bool((await session.execute(sa.select(waiting))).scalar_one())


async def resolve(
    session: AsyncSession, operation_id: UUID, *, number: str
) -> SyncOperation | None:
    """A person entered the document in QuickBooks as `number`: nothing more is sent for it.

    None while it is being sent, or if it is done already.
    """
    row = await hold_still(session, operation_id)
    if row is None or row.state in (OperationState.DONE, OperationState.SENDING):
        return None
    transitions.resolve(row, number, now=clock.now())
    announce_changed(session, row)
    return row


async def go_live(session: AsyncSession, connection_id: UUID) -> None:
    """The set-up is finished: from now on documents are sent, those that waited first."""
    await affected(
        session,
        sa.update(QuickBooksConnection)
        .where(_connection.id == connection_id, _connection.live_at.is_(None))
        .values(live_at=clock.now()),
    )
    announce(session, Event("sync.changed"), Ring(str(connection_id)))


async def hurry(session: AsyncSession, connection_id: UUID, *, kind: str = "") -> None:
    """A person does not want to wait: pauses between tries (of one `kind` of document, or of all)
    and a rest of the connection end."""
    waiting = (OperationState.QUEUED, OperationState.IN_DOUBT)
    of_kind = [_op.document_type == kind] if kind else []
    await affected(
        session,
        sa.update(SyncOperation)
        .where(_op.connection_id == connection_id, _op.state.in_(waiting), *of_kind)
        .values(not_before=None),
    )
    await affected(
        session,
        sa.update(QuickBooksConnection)
        .where(_connection.id == connection_id, _connection.resume_at.is_not(None))
        .values(resume_at=clock.now()),
    )


async def posting_changed(session: AsyncSession, connection: QuickBooksConnection) -> None:
    """Documents that waited to be finished go out if their kind is now posted after each scan."""
    posting = ConnectionSettings.of(connection.settings).posting
    kinds = [kind for kind, when in posting if when == Posting.EACH_SCAN]
    await affected(
        session,
        sa.update(SyncOperation)
        .where(_op.connection_id == connection.id, ~_op.ready, _op.document_type.in_(kinds))
        .values(ready=True),
    )


def announce_changed(session: AsyncSession, row: SyncOperation) -> None:
    """Screens hear of it, and the worker looks whether it can be sent."""
    ids = {"document_type": row.document_type, "document_id": str(row.document_id)}
    announce(session, Event("sync.changed", ids), Event("document.changed", ids))
    announce(session, Ring(str(row.connection_id)))


def _order_of(document: AnyDocument) -> UUID | None:
    match document:
        case ReceiptDoc(purchase_order_id=order_id):
            return order_id
        case ShipmentDoc(sales_order_id=sales_order_id):
            return sales_order_id
        case _:
            return None
