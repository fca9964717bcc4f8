"""The Online companies that are or were connected: give the access to one back, forget it.

A company's mappings and queue stay whatever happens to its access: documents go to the company
they were scanned for, or nowhere.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database
from app.core.events import Event, announce
from app.core.security import SealBroken, Vault
from app.core.upsert import table_of
from app.quickbooks.gateway import Gateway
from app.quickbooks.online import oauth
from app.quickbooks.online.catalogue import about_connection
from app.quickbooks.online.oauth import Credentials, Endpoints
from app.quickbooks.online.problems import CompanyUnknown
from app.sync.engine import locked_connection
from app.sync.models import ConnectionKind, ConnectionState, QuickBooksConnection

_connection = table_of(QuickBooksConnection).c


def credentials_of(vault: Vault, connection: QuickBooksConnection) -> Credentials | None:
    """What we have of a company's access; None if it cannot be opened or never was there."""
    try:
        opened = vault.open(connection.secrets)
    except SealBroken:
        return None
    return Credentials.of(opened) if opened else None


async def in_use(session: AsyncSession) -> QuickBooksConnection | None:
    """The Online company Scanpost works with, connected or not."""
    found = await session.execute(
        sa.select(QuickBooksConnection).where(
            _connection.is_active, _connection.kind == ConnectionKind.ONLINE
        )
    )
    return found.scalar_one_or_none()


async def others(session: AsyncSession, vault: Vault) -> list[QuickBooksConnection]:
    """Online companies that are connected too and could be switched to, by name."""
    found = await session.execute(
        sa.select(QuickBooksConnection)
        .where(~_connection.is_active, _connection.kind == ConnectionKind.ONLINE)
        .order_by(_connection.company_name, _connection.id)
    )
    return [row for row in found.scalars() if _has_access(vault, row)]


def _has_access(vault: Vault, connection: QuickBooksConnection) -> bool:
    credentials = credentials_of(vault, connection)
    return credentials is not None and bool(credentials.refresh_token)


async def disconnect(gateway: Gateway, connection_id: UUID) -> None:
    """Give the access back and forget the tokens; mappings and queue stay as they are.

    Raises CompanyUnknown.
    """
    async with gateway.db.read() as session:
        connection = await session.get(QuickBooksConnection, connection_id)
    if connection is None or connection.kind is not ConnectionKind.ONLINE:
        raise CompanyUnknown("There is no such company.")
    credentials = credentials_of(gateway.vault, connection)
    if credentials is not None and credentials.refresh_token:
        endpoints = Endpoints.of(connection.endpoints)
        await oauth.revoke(gateway.http, endpoints, credentials)
    await _forget(gateway.db, gateway.vault, connection_id)


async def _forget(db: Database, vault: Vault, connection_id: UUID) -> None:
    async def work(session: AsyncSession) -> None:
        connection = await locked_connection(session, connection_id)
        if connection is None:
            return
        credentials = credentials_of(vault, connection)
        if credentials is not None:
            connection.secrets = vault.seal(credentials.without_access().stored())
        connection.access_ends_at = connection.renewing_until = connection.resume_at = None
        if connection.is_active:
            connection.state = ConnectionState.PAUSED
            connection.problem = about_connection("disconnected", {}).as_dict()
        announce(session, Event("sync.changed", {"connection_id": str(connection_id)}))

    await db.transact(work)
