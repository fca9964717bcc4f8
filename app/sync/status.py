"""How QuickBooks stands, in one line of words and one colour."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.upsert import table_of
from app.sync.models import (
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)
from app.sync.schemas import ConnectionOut, Counts, Light, SyncProblemOut, SyncStatus

_op = table_of(SyncOperation).c
_UNSENT = (OperationState.QUEUED, OperationState.SENDING, OperationState.IN_DOUBT)


async def active(session: AsyncSession) -> QuickBooksConnection | None:
    """The connection in use, whatever its state."""
    query = select(QuickBooksConnection).where(
        col(QuickBooksConnection.is_active),
        QuickBooksConnection.state != ConnectionState.DISCONNECTED,
    )
    return (await session.exec(query)).first()


async def sync_status(session: AsyncSession, *, zone: str) -> SyncStatus:
    """Light, sentence and figures; `zone` says when today began."""
    connection = await active(session)
    if connection is None:
        return SyncStatus(
            light="grey",
            sentence="QuickBooks is not connected.",
            counts=Counts(),
            oldest_unsent_at=None,
            last_contact_at=None,
            connection=None,
        )
    counts = await _counts(session, connection, zone)
    oldest = await _oldest_unsent(session, connection)
    light, sentence = describe(connection, counts)
    return SyncStatus(
        light=light,
        sentence=sentence,
        counts=counts,
        oldest_unsent_at=oldest,
        last_contact_at=connection.last_contact_at,
        connection=ConnectionOut(
            id=connection.id,
            kind=connection.kind,
            company=connection.company_name,
            state=connection.state,
        ),
        problem=connection.problem and SyncProblemOut.model_validate(connection.problem),
    )


def describe(connection: QuickBooksConnection, counts: Counts) -> tuple[Light, str]:
    """The colour and the sentence for a connection and its figures."""
    moving = counts.queued + counts.sending + counts.in_doubt
    if connection.state is ConnectionState.PAUSED:
        kept = f" {_documents(moving)} kept safe here." if moving else ""
        title = (connection.problem or {}).get("title", "QuickBooks needs you")
        return "red", f"{title}.{kept}"
    if counts.held:
        return "red", f"{_documents(counts.held)} {'needs' if counts.held == 1 else 'need'} you."
    if moving:
        return "blue", f"{_documents(moving)} on the way to QuickBooks."
    return "green", "Everything is in QuickBooks."


def _documents(number: int) -> str:
    return f"{number:,} document{'' if number == 1 else 's'}"


async def _counts(session: AsyncSession, connection: QuickBooksConnection, zone: str) -> Counts:
    found = await session.execute(
        sa.select(_op.state, _op.ready, sa.func.count())
        .where(_op.connection_id == connection.id, _op.state != OperationState.DONE)
        .group_by(_op.state, _op.ready)
    )
    counts = Counts(done_today=await _done_since(session, connection, _midnight(zone)))
    for state, ready, number in found:
        field = "waiting" if state is OperationState.QUEUED and not ready else state.value
        setattr(counts, field, getattr(counts, field) + number)
    return counts


async def _done_since(
    session: AsyncSession, connection: QuickBooksConnection, since: datetime
) -> int:
    query = sa.select(sa.func.count()).where(
        _op.connection_id == connection.id,
        _op.state == OperationState.DONE,
        _op.settled_at >= since,
    )
    return int(await session.scalar(query) or 0)


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


def _midnight(zone: str) -> datetime:
    return datetime.combine(clock.today(zone), time(), ZoneInfo(zone))
