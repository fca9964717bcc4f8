"""From one company to another, and out of one, whichever QuickBooks each of them has."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.security import Vault
from app.quickbooks.desktop import companies as desktop
from app.quickbooks.gateway import Gateway
from app.quickbooks.online import companies as online
from app.quickbooks.online.connect import read_accounts
from app.quickbooks.online.problems import CompanyUnknown
from app.quickbooks.using import use
from app.sync.models import ConnectionKind, QuickBooksConnection


async def others(session: AsyncSession, vault: Vault) -> list[QuickBooksConnection]:
    """Companies that are connected too and could be switched to, by name."""
    found = [*await online.others(session, vault), *await desktop.others(session)]
    return sorted(found, key=lambda one: (one.company_name, str(one.id)))


async def switch_to(gateway: Gateway, connection_id: UUID) -> None:
    """Work with this company from now on; what waits for the other one goes on waiting.

    Raises CompanyUnknown.
    """
    async with gateway.db.read() as session:
        known = {one.id: one.kind for one in await others(session, gateway.vault)}
    if connection_id not in known:
        raise CompanyUnknown("There is no such company to switch to.")

    async def work(session: AsyncSession) -> None:
        await use(session, await session.get_one(QuickBooksConnection, connection_id))

    await gateway.db.transact(work)
    if known[connection_id] is ConnectionKind.ONLINE:
        await read_accounts(gateway.db, gateway.channels, connection_id)


async def disconnect(gateway: Gateway, connection_id: UUID) -> None:
    """End the access to this company; mappings and queue stay as they are.

    Raises CompanyUnknown.
    """
    async with gateway.db.read() as session:
        connection = await session.get(QuickBooksConnection, connection_id)
    if connection is None:
        raise CompanyUnknown("There is no such company.")
    if connection.kind is ConnectionKind.DESKTOP:
        await desktop.disconnect(gateway.db, connection_id)
    else:
        await online.disconnect(gateway, connection_id)
