"""Which operation goes next: claimed with a lease, one at a time per connection.

One at a time keeps inventory writes serial, which QuickBooks Online demands, and makes parallel
drains harmless. PostgreSQL locks the connection's row for the length of the claim (in a mode that
does not hinder scans); SQLite's writers are serial anyway.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.upsert import table_of
from app.sync.models import (
    ConnectionKind,
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)

LEASE = {
    ConnectionKind.ONLINE: timedelta(seconds=45),
    ConnectionKind.DESKTOP: timedelta(minutes=15),  # QuickBooks itself may work for minutes
}
"""Longer than any transport waits for an answer."""

_op = table_of(SyncOperation).c
_connection = table_of(QuickBooksConnection).c
_WAITING = (OperationState.QUEUED, OperationState.IN_DOUBT)


async def claim(
    session: AsyncSession, connection_id: UUID, *, owner: UUID
) -> tuple[SyncOperation, QuickBooksConnection, OperationState] | None:
    """Take the operation that has waited longest; None if nothing is due or one is in flight.

    The third value is the state it was in: an operation in doubt is asked about, not sent.
    """
    connection = await _open_connection(session, connection_id)
    if connection is None:
        return None
    now = clock.now()
    chosen = await session.execute(
        sa.select(_op.id, _op.state)
        .where(_op.connection_id == connection_id, *due(now), ~_one_in_flight(connection_id, now))
        .order_by(sa.func.coalesce(_op.not_before, _op.wanted_at), _op.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = chosen.one_or_none()
    if row is None:
        return None
    taken = await session.execute(
        sa.update(SyncOperation)
        .where(_op.id == row.id, _op.state == row.state)
        .values(
            state=OperationState.SENDING,
            lease_until=now + LEASE[connection.kind],
            lease_owner=str(owner),
        )
        .returning(SyncOperation)
    )
    operation = taken.scalar_one_or_none()
    return None if operation is None else (operation, connection, row.state)


async def _open_connection(
    session: AsyncSession, connection_id: UUID
) -> QuickBooksConnection | None:
    found = await session.execute(
        sa.select(QuickBooksConnection)
        .where(
            _connection.id == connection_id,
            _connection.state == ConnectionState.ACTIVE,
            _connection.live_at.is_not(None),
            sa.or_(_connection.resume_at.is_(None), _connection.resume_at <= clock.now()),
        )
        .with_for_update(key_share=True)
    )
    return found.scalar_one_or_none()


def due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What makes an operation ready to go now."""
    before = table_of(SyncOperation).alias("before").c
    blocked = (
        sa.select(sa.literal(1))
        .where(before.id == _op.depends_on, before.state != OperationState.DONE)
        .exists()
    )
    return (
        _op.state.in_(_WAITING),
        _op.ready,
        sa.or_(_op.not_before.is_(None), _op.not_before <= now),
        ~blocked,
    )


def _one_in_flight(connection_id: UUID, now: datetime) -> Any:
    other = table_of(SyncOperation).alias("in_flight").c
    return (
        sa.select(sa.literal(1))
        .where(
            other.connection_id == connection_id,
            other.state == OperationState.SENDING,
            other.lease_until > now,
        )
        .exists()
    )


async def hold_still(session: AsyncSession, operation_id: UUID) -> SyncOperation | None:
    """The operation, locked until the transaction ends."""
    found = await session.execute(
        sa.select(SyncOperation).where(_op.id == operation_id).with_for_update()
    )
    return found.scalar_one_or_none()


async def sweep(session: AsyncSession) -> int:
    """Free operations whose lease ran out; how many it were."""
    return await _free(session, _op.lease_until <= clock.now())


async def abandon(session: AsyncSession, connection_id: UUID) -> int:
    """Free what is being sent to this connection: whoever sent it is known to be gone."""
    return await _free(session, _op.connection_id == connection_id)


async def _free(session: AsyncSession, which: sa.ColumnElement[bool]) -> int:
    """A message that may have left is in doubt."""
    swept = await session.execute(
        sa.update(SyncOperation)
        .where(_op.state == OperationState.SENDING, which)
        .values(
            state=sa.case(
                (
                    _op.message_key.is_not(None),
                    sa.literal(OperationState.IN_DOUBT, _op.state.type),
                ),
                else_=sa.literal(OperationState.QUEUED, _op.state.type),
            ),
            lease_until=None,
            lease_owner=None,
        )
    )
    return int(swept.rowcount)  # type: ignore[attr-defined]


async def wake(session: AsyncSession) -> None:
    """Paused connections that are to be tried again by themselves become active."""
    await session.execute(
        sa.update(QuickBooksConnection)
        .where(
            _connection.state == ConnectionState.PAUSED,
            _connection.resume_at <= clock.now(),
        )
        .values(state=ConnectionState.ACTIVE, resume_at=None)
    )


async def connections_with_work(session: AsyncSession) -> list[UUID]:
    """Active connections that have something due now."""
    now = clock.now()
    found = await session.execute(
        sa.select(_op.connection_id)
        .join(QuickBooksConnection, _connection.id == _op.connection_id)
        .where(
            *due(now),
            _connection.state == ConnectionState.ACTIVE,
            _connection.live_at.is_not(None),
            sa.or_(_connection.resume_at.is_(None), _connection.resume_at <= now),
        )
        .distinct()
    )
    return list(found.scalars())


async def anything_to_sweep(session: AsyncSession) -> bool:
    """Is there anything at all that a sweep would touch? Cheap, and takes no lock."""
    now = clock.now()
    stuck = sa.select(sa.literal(1)).where(
        _op.state == OperationState.SENDING, _op.lease_until <= now
    )
    asleep = sa.select(sa.literal(1)).where(
        _connection.state == ConnectionState.PAUSED, _connection.resume_at <= now
    )
    ready = sa.select(sa.literal(1)).where(*due(now))
    found = await session.execute(
        sa.select(sa.or_(stuck.exists(), asleep.exists(), ready.exists()))
    )
    return bool(found.scalar_one())


async def active_connection(session: AsyncSession) -> UUID | None:
    """The connection in use, if it is neither paused nor resting."""
    found = await session.execute(
        sa.select(_connection.id).where(
            _connection.is_active,
            _connection.state == ConnectionState.ACTIVE,
            sa.or_(_connection.resume_at.is_(None), _connection.resume_at <= clock.now()),
        )
    )
    return found.scalar_one_or_none()
