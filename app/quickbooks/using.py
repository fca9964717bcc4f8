"""Which company Scanpost works with, whatever its QuickBooks: one at a time."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.events import Event, Ring, announce
from app.core.upsert import table_of
from app.sync.models import (
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)

_connection, _op = table_of(QuickBooksConnection).c, table_of(SyncOperation).c


async def any_in_use(session: AsyncSession) -> bool:
    """Does Scanpost work with a company already?"""
    found = await session.execute(sa.select(_connection.id).where(_connection.is_active))
    return found.first() is not None


async def use(session: AsyncSession, connection: QuickBooksConnection) -> None:
    """Make this the company Scanpost works with; another one keeps its access and its queue."""
    await session.execute(
        sa.update(QuickBooksConnection)
        .where(_connection.is_active, _connection.id != connection.id)
        .values(is_active=False, state=ConnectionState.DISCONNECTED)
    )
    connection.is_active = True
    connection.state = ConnectionState.ACTIVE
    connection.problem = connection.resume_at = connection.renewing_until = None
    connection.troubles = 0
    session.add(connection)
    announce(
        session,
        Event("sync.changed", {"connection_id": str(connection.id)}),
        Ring(str(connection.id)),
        Ring(str(connection.id), job="pull"),
    )


async def unsent(session: AsyncSession, connection_id: UUID) -> int:
    """Documents that are waiting for this company."""
    query = sa.select(sa.func.count()).where(
        _op.connection_id == connection_id, _op.state != OperationState.DONE
    )
    return int(await session.scalar(query) or 0)
