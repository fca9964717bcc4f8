"""The Desktop companies that are or were connected: which one is in use, ending one's access."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database
from app.core.events import Event, announce
from app.core.upsert import table_of
from app.quickbooks.desktop.models import DesktopLine
from app.sync.engine import locked_connection
from app.sync.models import ConnectionKind, ConnectionState, QuickBooksConnection
from app.sync.port import SyncProblem

DISCONNECTED = SyncProblem(
    "disconnected",
    "QuickBooks is disconnected",
    "Somebody disconnected QuickBooks Desktop here: its Web Connector is let in no longer.",
    "Make a new password under QuickBooks, Connection, and type it into Web Connector. Then"
    " everything that is waiting is sent.",
)

_connection, _line = table_of(QuickBooksConnection).c, table_of(DesktopLine).c


async def in_use(session: AsyncSession) -> tuple[QuickBooksConnection, DesktopLine] | None:
    """The Desktop company Scanpost works with, and its line; None if there is none."""
    found = await session.execute(
        sa.select(QuickBooksConnection, DesktopLine)
        .join(DesktopLine, _line.connection_id == _connection.id)
        .where(_connection.is_active, _connection.kind == ConnectionKind.DESKTOP)
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def others(session: AsyncSession) -> list[QuickBooksConnection]:
    """Desktop companies that could be switched to: their Web Connector has been here."""
    found = await session.execute(
        sa.select(QuickBooksConnection)
        .join(DesktopLine, _line.connection_id == _connection.id)
        .where(
            ~_connection.is_active, _line.password_hash != "", _connection.called_at.is_not(None)
        )
    )
    return list(found.scalars())


async def disconnect(db: Database, connection_id: UUID) -> None:
    """Let its Web Connector in no longer; mappings and what waits stay."""

    async def work(session: AsyncSession) -> None:
        line = await session.get(DesktopLine, connection_id)
        connection = await locked_connection(session, connection_id)
        if line is None or connection is None:
            return
        line.password_hash = ""
        connection.resume_at = None
        if connection.is_active:
            connection.state = ConnectionState.PAUSED
            connection.problem = DISCONNECTED.as_dict()
        announce(session, Event("sync.changed", {"connection_id": str(connection_id)}))

    await db.transact(work)
