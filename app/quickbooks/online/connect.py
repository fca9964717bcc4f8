"""Connecting a company: from the code that came back with the person to a working connection.

`connect` is what the callback of the real consent page does; `connect_simulator` also walks the
person's part, since the simulated company consents by itself. What the grant opens is looked at
before anything is stored: an answer for another company than it says changes nothing here.
"""

import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database
from app.core.events import Event, announce
from app.core.security import SealBroken, Vault
from app.core.upsert import table_of
from app.quickbooks.online import oauth
from app.quickbooks.online.catalogue import about_connection
from app.quickbooks.online.connector import OnlineConnector
from app.quickbooks.online.keys import SIMULATOR_KEYS
from app.quickbooks.online.oauth import AccessRefused, Credentials, Endpoints
from app.quickbooks.online.probe import ProbeRefused, look
from app.quickbooks.online.sites import Directory, simulator_site
from app.quickbooks.online.transport import OnlineChannel
from app.quickbooks.registry import Registry
from app.quickbooks.using import any_in_use, use
from app.sync import outbox
from app.sync.accounts import suggest_accounts
from app.sync.inbound.pull import PullRefused, pull_entity
from app.sync.models import ConnectionKind, ConnectionState, QuickBooksConnection
from app.sync.news import learn
from app.sync.port import Entity, SyncProblem, Unreachable
from app.sync.settings import ConnectionSettings

_connection = table_of(QuickBooksConnection).c
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Connected:
    """The company that was connected; not `in_use` while another one is and nobody switched."""

    connection_id: UUID
    in_use: bool


async def connect(
    db: Database,
    vault: Vault,
    client: httpx.AsyncClient,
    *,
    endpoints: Endpoints,
    credentials: Credentials,
    code: str,
    redirect_uri: str,
    switch: bool = False,
    live: bool = False,
) -> Connected:
    """Exchange the code once, see what company it opens, and store the connection.

    Nothing is sent to a new company before the set-up is finished, unless it is `live` at once.

    The same company connected again keeps its row, settings, mappings and queue. Another company
    than the one in use waits for somebody to switch, unless `switch` says so already. Raises
    AccessRefused, ProbeRefused, Unreachable; then nothing is stored.
    """
    granted = await oauth.exchange_code(
        client, endpoints, credentials, code=code, redirect_uri=redirect_uri
    )
    try:
        name, facts = await look(_channel(client, endpoints, granted))
    except (ProbeRefused, Unreachable):
        await oauth.revoke(client, endpoints, granted)
        raise

    async def work(session: AsyncSession) -> Connected:
        stored = await _store(session, vault, endpoints, granted, name, switch=switch)
        if live:
            await outbox.go_live(session, stored.connection_id)
        return stored

    connected = await db.transact(work)
    await learn(db, connected.connection_id, name, facts)
    if connected.in_use:
        await read_accounts(db, Registry(db, vault, client), connected.connection_id)
    return connected


class _JustGranted:
    """Tokens nobody stored yet; so new that there is nothing to renew."""

    def __init__(self, granted: Credentials) -> None:
        self._granted = granted

    async def current(self) -> Credentials:
        return self._granted

    async def renew(self) -> SyncProblem | None:
        return about_connection("signed_out", {})


def _channel(
    client: httpx.AsyncClient, endpoints: Endpoints, granted: Credentials
) -> OnlineChannel:
    return OnlineChannel(client, _JustGranted(granted), endpoints, OnlineConnector(()), None)


async def _store(
    session: AsyncSession,
    vault: Vault,
    endpoints: Endpoints,
    granted: Credentials,
    name: str,
    *,
    switch: bool,
) -> Connected:
    rows = await session.execute(
        sa.select(QuickBooksConnection)
        .where(_connection.kind == ConnectionKind.ONLINE)
        .with_for_update(key_share=True)
    )
    online = list(rows.scalars())
    same = next(
        (
            row
            for row in online
            if row.endpoints.get("api") == endpoints.api and realm_of(vault, row) == granted.realm
        ),
        None,
    )
    connection = same or QuickBooksConnection(
        kind=ConnectionKind.ONLINE,
        is_active=False,
        state=ConnectionState.DISCONNECTED,
        live_at=None,
        settings=ConnectionSettings().stored(),
    )
    connection.company_name = name
    connection.endpoints = endpoints.stored()
    connection.secrets = vault.seal(granted.stored())
    connection.access_ends_at = granted.ends_at()
    session.add(connection)
    await session.flush()
    if switch or connection.is_active or not await any_in_use(session):
        await use(session, connection)
    announce(session, Event("sync.changed", {"connection_id": str(connection.id)}))
    return Connected(connection.id, connection.is_active)


def realm_of(vault: Vault, connection: QuickBooksConnection) -> str:
    """The company of a connection; "" where its credentials cannot be opened any more."""
    try:
        return str(vault.open(connection.secrets).get("realm", ""))
    except SealBroken:
        return ""


async def read_accounts(db: Database, channels: Registry, connection_id: UUID) -> None:
    """Read the chart of accounts and choose from it what nobody has chosen yet.

    What cannot be read now is read by the next pull.
    """
    try:
        channel = await channels.open(connection_id)
        await pull_entity(db, channel, connection_id, Entity.ACCOUNT)
    except (Unreachable, PullRefused) as error:
        log.warning("quickbooks.accounts_not_read", reason=str(error))
        return
    async with db.write() as session:
        connection = await session.get_one(QuickBooksConnection, connection_id)
        await suggest_accounts(session, connection)


async def connect_simulator(
    db: Database, vault: Vault, client: httpx.AsyncClient, *, base_url: str
) -> UUID:
    """Connect the simulated company at `base_url`, by the real code exchange; idempotent.

    Raises AccessRefused, ProbeRefused, Unreachable.
    """
    directory = Directory({"simulator": simulator_site(base_url)})
    endpoints = await directory.endpoints(client, "simulator")
    redirect_uri = f"{base_url}/callback"
    code, realm = await _consent(client, endpoints, redirect_uri)
    connected = await connect(
        db,
        vault,
        client,
        endpoints=endpoints,
        credentials=SIMULATOR_KEYS.credentials(realm),
        code=code,
        redirect_uri=redirect_uri,
        switch=True,
        live=True,
    )
    return connected.connection_id


async def _consent(
    client: httpx.AsyncClient, endpoints: Endpoints, redirect_uri: str
) -> tuple[str, str]:
    """The person's part: the consent page sends the browser back with a code and the realm."""
    state = secrets.token_urlsafe(16)
    url = oauth.authorize_url(
        endpoints.authorize,
        client_id=SIMULATOR_KEYS.client_id,
        redirect_uri=redirect_uri,
        state=state,
    )
    try:
        response = await client.get(url, follow_redirects=False)
    except httpx.TransportError as error:
        raise Unreachable(type(error).__name__) from error
    answer = parse_qs(urlsplit(response.headers.get("location", "")).query)
    if answer.get("state") != [state] or "code" not in answer:
        raise AccessRefused("access_denied", "The simulated company did not consent by itself.")
    return answer["code"][0], answer["realmId"][0]
