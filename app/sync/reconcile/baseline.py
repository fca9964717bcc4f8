"""Where reckoning begins: what was in QuickBooks by then is in our opening stock already."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.upsert import table_of
from app.sync.models import ExternalTransaction, QuickBooksConnection

_txn = table_of(ExternalTransaction).c
_connection = table_of(QuickBooksConnection).c


async def begin_reckoning(session: AsyncSession, connection_id: UUID) -> None:
    """Transactions others entered until now explain no later difference; their changes do.

    Called when opening stock is set, or at the first comparison.
    """
    rows = await session.execute(
        sa.select(ExternalTransaction).where(
            _txn.connection_id == connection_id, _txn.document_id.is_(None)
        )
    )
    for txn in rows.scalars():
        txn.reckoned = {} if txn.deleted or txn.voided else dict(txn.moves)
    await session.execute(
        sa.update(QuickBooksConnection)
        .where(_connection.id == connection_id)
        .values(reckoned_from=clock.now())
    )


async def ensure_reckoning(session: AsyncSession, connection_id: UUID) -> None:
    """Begin reckoning unless it has begun."""
    connection = await session.get_one(QuickBooksConnection, connection_id)
    if connection.reckoned_from is None:
        await begin_reckoning(session, connection_id)
