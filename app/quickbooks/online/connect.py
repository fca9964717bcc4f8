"""Connecting a company: from the code that came back with the person to a working connection.

`connect` is what the callback of the real consent page does; `connect_simulator` also walks the
person's part, since the simulated company consents by itself.
"""

import secrets
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database
from app.core.security import SealBroken, Vault
from app.core.upsert import table_of
from app.quickbooks.online import oauth
from app.quickbooks.online.oauth import AccessRefused, Credentials, Endpoints
from app.quickbooks.online.probe import probe
from app.quickbooks.registry import Registry
from app.quickbooks.simulator.oauth import OAuthServer
from app.sync.accounts import suggest_accounts
from app.sync.models import ConnectionKind, ConnectionState, QuickBooksConnection
from app.sync.port import Entity, Unreachable
from app.sync.pull import pull_entity
from app.sync.settings import ConnectionSettings

_connection = table_of(QuickBooksConnection).c


async def connect(
    db: Database,
    vault: Vault,
    client: httpx.AsyncClient,
    *,
    endpoints: Endpoints,
    credentials: Credentials,
    code: str,
    redirect_uri: str,
) -> UUID:
    """Exchange the code, store the connection as the active one, and see what company it is.

    The same company connected again keeps its row, settings, mappings and queue. Raises
    AccessRefused, Unreachable.
    """
    granted = await oauth.exchange_code(
        client, endpoints, credentials, code=code, redirect_uri=redirect_uri
    )

    async def work(session: AsyncSession) -> UUID:
        return await _store(session, vault, endpoints, granted)

    connection_id = await db.transact(work)
    channel = await Registry(db, vault, client).open(connection_id)
    await probe(db, channel, connection_id)
    await pull_entity(db, channel, connection_id, Entity.ACCOUNT)
    async with db.write() as session:
        connection = await session.get_one(QuickBooksConnection, connection_id)
        await suggest_accounts(session, connection)
    return connection_id


async def _store(
    session: AsyncSession, vault: Vault, endpoints: Endpoints, granted: Credentials
) -> UUID:
    rows = await session.execute(
        sa.select(QuickBooksConnection).where(_connection.kind == ConnectionKind.ONLINE)
    )
    same = next(
        (
            row
            for row in rows.scalars()
            if row.endpoints["api"] == endpoints.api and _realm(vault, row) == granted.realm
        ),
        None,
    )
    await session.execute(
        sa.update(QuickBooksConnection)
        .where(_connection.is_active)
        .values(is_active=False, state=ConnectionState.DISCONNECTED)
    )
    connection = same or QuickBooksConnection(
        kind=ConnectionKind.ONLINE, settings=ConnectionSettings().stored()
    )
    connection.is_active = True
    connection.state = ConnectionState.ACTIVE
    connection.endpoints = endpoints.stored()
    connection.secrets = vault.seal(granted.stored())
    connection.problem = connection.resume_at = connection.renewing_until = None
    connection.troubles = 0
    session.add(connection)
    await session.flush()
    return connection.id


def _realm(vault: Vault, connection: QuickBooksConnection) -> str:
    """The company of a connection; "" where its credentials cannot be opened any more."""
    try:
        return str(vault.open(connection.secrets).get("realm", ""))
    except SealBroken:
        return ""


async def connect_simulator(
    db: Database, vault: Vault, client: httpx.AsyncClient, *, base_url: str
) -> UUID:
    """Connect the simulated company at `base_url`, by the real code exchange; idempotent.

    Raises AccessRefused, Unreachable.
    """
    found = await oauth.discover(client, f"{base_url}/.well-known/openid_configuration")
    endpoints = Endpoints(
        api=base_url,
        authorize=found["authorization_endpoint"],
        token=found["token_endpoint"],
        revoke=found["revocation_endpoint"],
        throttled=False,
    )
    redirect_uri = f"{base_url}/callback"
    code, realm = await _consent(client, endpoints, redirect_uri)
    return await connect(
        db,
        vault,
        client,
        endpoints=endpoints,
        credentials=Credentials(OAuthServer.client_id, OAuthServer.client_secret, realm),
        code=code,
        redirect_uri=redirect_uri,
    )


async def _consent(
    client: httpx.AsyncClient, endpoints: Endpoints, redirect_uri: str
) -> tuple[str, str]:
    """The person's part: the consent page sends the browser back with a code and the realm."""
    state = secrets.token_urlsafe(16)
    url = oauth.authorize_url(
        endpoints, client_id=OAuthServer.client_id, redirect_uri=redirect_uri, state=state
    )
    try:
        response = await client.get(url, follow_redirects=False)
    except httpx.TransportError as error:
        raise Unreachable(type(error).__name__) from error
    answer = parse_qs(urlsplit(response.headers.get("location", "")).query)
    if answer.get("state") != [state] or "code" not in answer:
        raise AccessRefused("access_denied", "The simulated company did not consent by itself.")
    return answer["code"][0], answer["realmId"][0]
