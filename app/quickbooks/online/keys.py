"""The keys of our own Intuit app: sealed, never shown again, tested before they are kept.

Whoever runs this software registers an app of their own with Intuit (reference §1, keys).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.events import Event, Ring, announce
from app.core.security import SealBroken, Vault
from app.core.upsert import table_of
from app.quickbooks.online import oauth
from app.quickbooks.online.models import QuickBooksApp
from app.quickbooks.online.oauth import AccessRefused, Credentials
from app.quickbooks.online.problems import KeysRefused, NoReply, SecretMissing
from app.quickbooks.online.sites import Directory, Environment
from app.quickbooks.simulator.oauth import OAuthServer
from app.quickbooks.simulator.webhooks import VERIFIER as SIMULATOR_VERIFIER
from app.sync.models import ConnectionState, QuickBooksConnection
from app.sync.port import Unreachable

SHOWN = 4
REFUSED = "keys_refused"
"""The code of the problem that pauses a company whose app keys are not valid any more."""
_app = table_of(QuickBooksApp).c


@dataclass(frozen=True, slots=True)
class AppKeys:
    """The keys as they are used. `verifier` is the token that signs webhooks; "" if unknown."""

    environment: Environment
    client_id: str
    client_secret: str
    verifier: str = ""
    tested_at: datetime | None = None

    def credentials(self, realm: str = "") -> Credentials:
        """For the token endpoint, before there are any tokens."""
        return Credentials(self.client_id, self.client_secret, realm)


SIMULATOR_KEYS = AppKeys(
    "simulator", OAuthServer.client_id, OAuthServer.client_secret, SIMULATOR_VERIFIER
)


async def load_keys(session: AsyncSession, vault: Vault) -> AppKeys | None:
    """The stored keys; without secrets if the server key changed; None if there are none."""
    row = (await session.execute(sa.select(QuickBooksApp).limit(1))).scalar_one_or_none()
    if row is None:
        return None
    secrets = _opened(vault, row.secrets)
    environment: Any = row.environment
    return AppKeys(
        environment,
        row.client_id,
        secrets.get("client_secret", ""),
        secrets.get("verifier", ""),
        row.tested_at,
    )


def _opened(vault: Vault, sealed: str) -> dict[str, str]:
    try:
        return vault.open(sealed)
    except SealBroken:
        return {}


def tail(secret: str) -> str:
    """As much of a secret as is shown: its last four characters, if it is long enough."""
    return secret[-SHOWN:] if len(secret) >= 3 * SHOWN else ""


async def save_keys(
    db: Database,
    vault: Vault,
    client: httpx.AsyncClient,
    directory: Directory,
    new: AppKeys,
) -> None:
    """Test the keys at Intuit, then keep them; secrets left empty stay as they were.

    A company connected with the same client id goes on with the new secret. Raises KeysRefused,
    SecretMissing, NoReply.
    """
    async with db.read() as session:
        known = await load_keys(session, vault)
    same = known is not None and known.client_id == new.client_id
    secret = new.client_secret or (known.client_secret if known and same else "")
    if not secret:
        raise SecretMissing("The client secret is missing.")
    # One verifier per app and environment: another app's would only make webhooks fail.
    verifier = new.verifier or (known.verifier if known and same else "")
    keys = AppKeys(new.environment, new.client_id, secret, verifier)
    await _test(client, directory, keys)

    async def work(session: AsyncSession) -> None:
        await _keep(session, vault, keys)
        await _hand_on(session, vault, keys)

    await db.transact(work)


async def _test(client: httpx.AsyncClient, directory: Directory, keys: AppKeys) -> None:
    try:
        endpoints = await directory.endpoints(client, keys.environment)
        await oauth.know_client(client, endpoints, keys.credentials())
    except AccessRefused as refused:
        raise KeysRefused(
            f"Intuit does not know this client id with this secret ({keys.environment} keys)."
        ) from refused
    except Unreachable as error:
        directory.forget(keys.environment)
        raise NoReply("Intuit could not be reached, so the keys could not be tested.") from error


async def _keep(session: AsyncSession, vault: Vault, keys: AppKeys) -> None:
    row = (await session.execute(sa.select(QuickBooksApp).limit(1))).scalar_one_or_none()
    row = row or QuickBooksApp(environment=keys.environment, client_id=keys.client_id)
    row.environment, row.client_id = keys.environment, keys.client_id
    row.secrets = vault.seal({"client_secret": keys.client_secret, "verifier": keys.verifier})
    row.tested_at = row.updated_at = clock.now()
    session.add(row)


async def _hand_on(session: AsyncSession, vault: Vault, keys: AppKeys) -> None:
    """Companies connected with this client id use its new secret from now on."""
    rows = await session.execute(sa.select(QuickBooksConnection).with_for_update(key_share=True))
    for row in rows.scalars():
        opened = _opened(vault, row.secrets)
        if opened.get("client_id") != keys.client_id or not opened.get("refresh_token"):
            continue
        row.secrets = vault.seal(opened | {"client_secret": keys.client_secret})
        if row.state is ConnectionState.PAUSED and (row.problem or {}).get("code") == REFUSED:
            row.state = ConnectionState.ACTIVE
            row.problem = row.resume_at = None
            announce(session, Event("sync.changed"), Ring(str(row.id)))
