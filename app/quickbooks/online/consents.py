"""The way to QuickBooks' consent page and back: whose it is, and that it is used once.

The random `state` travels with the person; only its digest is stored, bound to the browser session
that asked (reference §1 and §6: verify `state` first). Taking it is a transaction of its own before
the code is exchanged: a second exchange would kill the tokens of the first.
"""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.security import digest, new_token
from app.core.upsert import table_of
from app.quickbooks.gateway import Gateway
from app.quickbooks.online import oauth
from app.quickbooks.online.keys import SIMULATOR_KEYS, AppKeys, load_keys
from app.quickbooks.online.models import QuickBooksConsent
from app.quickbooks.online.problems import ConsentRefused, KeysMissing
from app.quickbooks.online.sites import Directory, Environment

LIFE = timedelta(minutes=10)
KEPT = timedelta(days=1)

_consents = table_of(QuickBooksConsent)
_consent = _consents.c


async def keys_for(gateway: Gateway, environment: Environment | None) -> AppKeys:
    """The keys to connect with. Raises KeysMissing."""
    async with gateway.db.read() as session:
        stored = await load_keys(session, gateway.vault)
    simulated = "simulator" in gateway.directory.sites
    if simulated and (environment == "simulator" or (environment is None and stored is None)):
        return SIMULATOR_KEYS
    if stored is None or not stored.client_secret or environment not in (None, stored.environment):
        raise KeysMissing("There are no keys of an Intuit app to connect with.")
    return stored


async def begin(
    gateway: Gateway, *, session_id: UUID, environment: Environment | None, redirect_uri: str
) -> str:
    """Where the person's browser goes now. Raises KeysMissing, Unreachable."""
    keys = await keys_for(gateway, environment)
    directory: Directory = gateway.directory
    endpoints = await directory.endpoints(gateway.http, keys.environment)
    state, state_digest = new_token()
    now = clock.now()
    async with gateway.db.write() as session:
        await session.execute(sa.delete(_consents).where(_consent.expires_at < now - KEPT))
        session.add(
            QuickBooksConsent(
                state_digest=state_digest,
                session_id=session_id,
                environment=keys.environment,
                redirect_uri=redirect_uri,
                expires_at=now + LIFE,
            )
        )
    return oauth.authorize_url(
        directory.consent_page(endpoints, keys.environment),
        client_id=keys.client_id,
        redirect_uri=redirect_uri,
        state=state,
    )


async def take(db: Database, *, state: str, session_id: UUID) -> QuickBooksConsent:
    """The consent this state belongs to, used up from now on. Raises ConsentRefused."""
    now = clock.now()

    async def work(session: AsyncSession) -> QuickBooksConsent | None:
        taken = await session.execute(
            sa.update(QuickBooksConsent)
            .where(
                _consent.state_digest == digest(state),
                _consent.session_id == session_id,
                _consent.used_at.is_(None),
                _consent.expires_at > now,
            )
            .values(used_at=now)
            .returning(QuickBooksConsent)
        )
        return taken.scalar_one_or_none()

    consent = await db.transact(work)
    if consent is None:
        raise ConsentRefused(await _why_not(db, state, session_id))
    return consent


async def _why_not(db: Database, state: str, session_id: UUID) -> str:
    async with db.read() as session:
        found = await session.execute(
            sa.select(_consent.session_id, _consent.used_at).where(
                _consent.state_digest == digest(state)
            )
        )
        row = found.one_or_none()
    if row is None:
        return "state_unknown"
    if row.session_id != session_id:
        return "state_of_another"
    return "state_used" if row.used_at is not None else "state_expired"
