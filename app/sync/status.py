"""How QuickBooks stands, in one line of words and one colour."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.errors import Conflict
from app.core.upsert import table_of
from app.sync import computer
from app.sync.inbound.pull import LISTENING, SAFETY_NET
from app.sync.models import (
    ConnectionKind,
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncCursor,
    SyncOperation,
)
from app.sync.schemas import (
    ConnectionOut,
    Counts,
    KindCounts,
    LastRead,
    Light,
    SyncProblemOut,
    SyncStatus,
)

LONG_TROUBLE = 8
"""So many pauses in a row are a quarter of an hour: a person should look at it."""
BEHIND = timedelta(minutes=75)
"""Reads come every five minutes, and hourly at the slowest (when the month's reads run out)."""
DROPPED = timedelta(days=3)

_op, _cursor = table_of(SyncOperation).c, table_of(SyncCursor).c
_UNSENT = (OperationState.QUEUED, OperationState.SENDING, OperationState.IN_DOUBT)


async def active(session: AsyncSession) -> QuickBooksConnection | None:
    """The connection in use, whatever its state."""
    query = select(QuickBooksConnection).where(
        col(QuickBooksConnection.is_active),
        QuickBooksConnection.state != ConnectionState.DISCONNECTED,
    )
    return (await session.exec(query)).first()


class NotConnected(Conflict):
    code = "not_connected"
    title = "QuickBooks is not connected"
    action = "Connect QuickBooks first."


async def connected(session: AsyncSession) -> QuickBooksConnection:
    """The connection in use. Raises NotConnected."""
    connection = await active(session)
    if connection is None:
        raise NotConnected("QuickBooks is not connected.")
    return connection


async def sync_status(session: AsyncSession, *, zone: str) -> SyncStatus:
    """Light, sentence and figures; `zone` says when today began."""
    connection = await active(session)
    if connection is None:
        return await _not_connected(session)
    counts, kinds = await _counts(session, connection, _midnight(zone))
    reads = await _reads(session, connection)
    next_try = await _next_try(session, connection)
    light, sentence = describe(connection, counts, next_try)
    return SyncStatus(
        light=light,
        sentence=sentence,
        counts=counts,
        kinds=kinds,
        oldest_unsent_at=await _oldest_unsent(session, connection),
        last_contact_at=connection.last_contact_at,
        connection=ConnectionOut(
            id=connection.id,
            kind=connection.kind,
            company=connection.company_name,
            state=connection.state,
        ),
        problem=_problem(connection),
        tries_again_at=_tries_again(connection, next_try),
        reads=reads,
        reads_behind=any(one.at < clock.now() - _patience(connection) for one in reads),
        called_at=connection.called_at,
    )


def _tries_again(connection: QuickBooksConnection, next_try: datetime | None) -> datetime | None:
    """When we go on by ourselves; a silent computer has to come first."""
    if computer.silence(connection) is not None:
        return None
    return _future(connection.resume_at) or next_try


def _problem(connection: QuickBooksConnection) -> SyncProblemOut | None:
    """What stands in the way: that QuickBooks' computer says nothing, or what QuickBooks said."""
    problem = connection.problem
    if connection.live_at is not None and connection.state is ConnectionState.ACTIVE:
        silent = computer.silence(connection)
        problem = silent.as_dict() if silent else problem
    return SyncProblemOut.model_validate(problem) if problem else None


async def _not_connected(session: AsyncSession) -> SyncStatus:
    """Nobody is lost over it: what was not sent when the connection ended waits for the next."""
    query = sa.select(sa.func.count()).where(_op.state.in_(_UNSENT), _op.ready)
    waiting = int(await session.scalar(query) or 0)
    return SyncStatus(
        light="grey",
        sentence=f"QuickBooks is not connected.{_kept(waiting)}",
        counts=Counts(queued=waiting),
        oldest_unsent_at=None,
        last_contact_at=None,
        connection=None,
    )


def describe(
    connection: QuickBooksConnection, counts: Counts, next_try: datetime | None = None
) -> tuple[Light, str]:
    """The colour and the sentence for a connection and its figures.

    `next_try` is set when everything on the way was tried and waits for its next try.
    """
    moving = counts.queued + counts.sending + counts.in_doubt
    if connection.live_at is None:
        return "grey", f"Scanpost is still being set up.{_kept(moving)}"
    title = (connection.problem or {}).get("title", "QuickBooks needs you")
    if connection.state is ConnectionState.PAUSED:
        return "red", f"{title}.{_kept(moving)}{_needs(counts.held)}"
    resting = _future(connection.resume_at) is not None
    silent = computer.silence(connection)
    if resting and connection.troubles >= LONG_TROUBLE and not silent:
        return "red", f"{title}.{_kept(moving)}{_needs(counts.held)}"
    if counts.held:
        waits = f" {silent.detail}" if silent else ""
        after = f" {moving:,} more on the way." if moving and not silent else ""
        return "red", f"{_needs(counts.held).strip()}{after}{waits}"
    if silent:
        return _away(connection, moving, counts.waiting)
    if resting and connection.kind is ConnectionKind.DESKTOP:
        return "amber", f"{title}.{_kept(moving) or ' Nothing is waiting.'}"
    if resting:
        return "blue", f"{title}.{_kept(moving) or ' Nothing is waiting.'}"
    if moving and next_try is not None:
        return "blue", f"{_documents(moving)} will be tried again."
    if moving:
        return "blue", f"{_documents(moving)} on the way to QuickBooks."
    if counts.waiting:
        follows = "follows" if counts.waiting == 1 else "follow"
        return "green", (
            "Everything finished is in QuickBooks."
            f" {_documents(counts.waiting)} {follows} when finished."
        )
    return "green", "Everything is in QuickBooks."


def _away(connection: QuickBooksConnection, moving: int, waiting: int) -> tuple[Light, str]:
    """A computer that is off at night is no trouble, unless something waits for it or it has not
    called once."""
    called_at = connection.called_at
    if called_at is None:
        return "amber", f"{computer.AWAITED}, which has not called yet.{_kept(moving)}"
    heard = f"last heard of {computer.how_long_ago(called_at)}"
    if moving:
        return "amber", f"{computer.AWAITED}, {heard}.{_kept(moving)}"
    what = "Everything finished" if waiting else "Everything"
    return "green", f"{what} is in QuickBooks. Its computer was {heard}."


def _kept(number: int) -> str:
    return f" {_documents(number)} kept safe here." if number else ""


def _needs(number: int) -> str:
    if not number:
        return ""
    return f" {_documents(number)} {'needs' if number == 1 else 'need'} you."


def _documents(number: int) -> str:
    return f"{number:,} document{'' if number == 1 else 's'}"


async def _counts(
    session: AsyncSession, connection: QuickBooksConnection, midnight: datetime
) -> tuple[Counts, list[KindCounts]]:
    """All documents by where they are, and each kind's."""
    open_ones = sa.select(_op.document_type, _op.state, _op.ready, sa.func.count()).where(
        _op.connection_id == connection.id, _op.state.in_([*_UNSENT, OperationState.HELD])
    )
    done_today = sa.select(_op.document_type, _op.state, _op.ready, sa.func.count()).where(
        _op.connection_id == connection.id,
        _op.settled_at >= midnight,
        _op.state == OperationState.DONE,
    )
    counts, kinds = Counts(), dict[str, KindCounts]()
    for query in (open_ones, done_today):
        found = await session.execute(query.group_by(_op.document_type, _op.state, _op.ready))
        for kind, state, ready, number in found:
            field = _field(state, ready=ready)
            for into in (counts, kinds.setdefault(kind, KindCounts(kind=kind))):
                setattr(into, field, getattr(into, field) + number)
    return counts, [kinds[kind] for kind in sorted(kinds)]


def _field(state: OperationState, *, ready: bool) -> str:
    if state is OperationState.DONE:
        return "done_today"
    return "waiting" if state is OperationState.QUEUED and not ready else state.value


async def _oldest_unsent(
    session: AsyncSession, connection: QuickBooksConnection
) -> datetime | None:
    query = (
        sa.select(_op.wanted_at)
        .where(_op.connection_id == connection.id, _op.state.in_(_UNSENT), _op.ready)
        .order_by(_op.wanted_at)
        .limit(1)
    )
    oldest: datetime | None = await session.scalar(query)
    return oldest


async def _next_try(session: AsyncSession, connection: QuickBooksConnection) -> datetime | None:
    """When the first is tried again, if nothing is being sent or could be now."""
    now = clock.now()
    goes_now = sa.or_(
        _op.state == OperationState.SENDING, _op.not_before.is_(None), _op.not_before <= now
    )
    query = sa.select(
        sa.func.min(_op.not_before), sa.func.sum(sa.case((goes_now, 1), else_=0))
    ).where(_op.connection_id == connection.id, _op.state.in_(_UNSENT), _op.ready)
    first, busy = (await session.execute(query)).one()
    return None if busy else _future(first)


async def _reads(session: AsyncSession, connection: QuickBooksConnection) -> list[LastRead]:
    """When each list was last read; what is not read any more (classes, once tracked) is left out:
    all are read together, so it lies far behind the others."""
    found = await session.execute(
        sa.select(_cursor.entity, _cursor.updated_at)
        .where(_cursor.connection_id == connection.id)
        .order_by(_cursor.entity)
    )
    reads = [LastRead(kind=kind, at=at) for kind, at in found]
    newest = max((one.at for one in reads), default=clock.now())
    return [one for one in reads if one.at > newest - DROPPED]


def _patience(connection: QuickBooksConnection) -> timedelta:
    """How old a read may be: while QuickBooks tells of changes itself, reads come once a day."""
    heard = connection.heard_at
    told = heard is not None and heard > clock.now() - LISTENING
    return SAFETY_NET + BEHIND if told else BEHIND


def _future(moment: datetime | None) -> datetime | None:
    return moment if moment is not None and moment > clock.now() else None


def _midnight(zone: str) -> datetime:
    return datetime.combine(clock.today(zone), time(), ZoneInfo(zone))
