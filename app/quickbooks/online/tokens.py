"""A company's tokens: kept sealed on the connection row, renewed by one process at a time.

Parallel refreshes are the most reported cause of a dead connection. Whoever renews holds a lease
on the row (a lock would have to be held across a network call); everyone else waits and re-reads.
The rotated token is committed before anyone uses it.
"""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.security import Vault
from app.core.upsert import table_of
from app.quickbooks.online import oauth
from app.quickbooks.online.catalogue import about_connection
from app.quickbooks.online.oauth import AccessRefused, Credentials, Endpoints
from app.sync.models import QuickBooksConnection
from app.sync.port import SyncProblem, Unreachable

RENEW_BEFORE = timedelta(minutes=5)
LEASE = timedelta(seconds=40)
_LOOK_AGAIN = 0.2  # seconds between looks while another process renews

_connection = table_of(QuickBooksConnection).c


class Tokens:
    """The tokens of one connection."""

    def __init__(
        self,
        db: Database,
        vault: Vault,
        client: httpx.AsyncClient,
        *,
        connection_id: UUID,
        endpoints: Endpoints,
    ) -> None:
        self._db = db
        self._vault = vault
        self._client = client
        self._id = connection_id
        self._endpoints = endpoints
        self._known: Credentials | None = None
        self._lease_until: datetime | None = None

    async def current(self) -> Credentials:
        """Credentials good for a call; renewed in time if somebody must. Raises Unreachable.

        If they cannot be renewed the old ones are returned: the call's own 401 says so.
        """
        known = self._known or await self._stored()
        if not known.fresh(RENEW_BEFORE):
            await self.renew(known)
            known = self._known or known
        self._known = known
        return known

    async def renew(self, spent: Credentials | None = None) -> SyncProblem | None:
        """Replace `spent`; the problem if only a person can. Raises Unreachable."""
        spent = spent or self._known or await self._stored()
        deadline = asyncio.get_running_loop().time() + LEASE.total_seconds()
        while asyncio.get_running_loop().time() < deadline:
            leased = await self._lease()
            if leased is not None:
                return await self._renew_alone(leased, spent)
            await asyncio.sleep(_LOOK_AGAIN)
            stored = await self._stored()
            if stored.access_token != spent.access_token:
                self._known = stored
                return None
        raise Unreachable("another process is renewing the access for too long")

    async def _renew_alone(self, stored: Credentials, spent: Credentials) -> SyncProblem | None:
        if stored.access_token != spent.access_token:
            await self._store(None)
            self._known = stored
            return None
        if not stored.refresh_token:
            await self._store(None)
            return about_connection("signed_out", {})
        try:
            renewed = await oauth.refresh(self._client, self._endpoints, stored)
        except AccessRefused as refused:
            await self._store(None)
            return await self._refused(stored, refused)
        except Unreachable:
            await self._store(None)
            raise
        await self._store(renewed)
        self._known = renewed
        return None

    async def _refused(self, tried: Credentials, refused: AccessRefused) -> SyncProblem | None:
        """Read once more what is stored: whoever outlived a lease may have rotated it meanwhile."""
        stored = await self._stored()
        if stored.refresh_token != tried.refresh_token:
            self._known = stored
            return None
        why = "keys_refused" if refused.error == "invalid_client" else "signed_out"
        return about_connection(why, {}, said=refused.error)

    async def _lease(self) -> Credentials | None:
        """The stored credentials and the sole right to renew them; None if another has it."""

        async def work(session: AsyncSession) -> str | None:
            now = clock.now()
            self._lease_until = now + LEASE
            taken = await session.execute(
                sa.update(QuickBooksConnection)
                .where(
                    _connection.id == self._id,
                    sa.or_(_connection.renewing_until.is_(None), _connection.renewing_until <= now),
                )
                .values(renewing_until=self._lease_until)
                .returning(_connection.secrets)
            )
            return taken.scalar_one_or_none()

        sealed = await self._db.transact(work)
        return None if sealed is None else Credentials.of(self._vault.open(sealed))

    async def _store(self, renewed: Credentials | None) -> None:
        """Give the lease back, with new credentials if there are any.

        A lease that was taken away (it ran out, the company was disconnected or connected anew)
        has nothing more to say.
        """
        values: dict[str, object] = {"renewing_until": None}
        if renewed is not None:
            values["secrets"] = self._vault.seal(renewed.stored())
            values["access_ends_at"] = renewed.ends_at()

        async def work(session: AsyncSession) -> None:
            await session.execute(
                sa.update(QuickBooksConnection)
                .where(_connection.id == self._id, _connection.renewing_until == self._lease_until)
                .values(**values)
            )

        await self._db.transact(work)

    async def _stored(self) -> Credentials:
        async with self._db.read() as session:
            found = await session.execute(
                sa.select(_connection.secrets).where(_connection.id == self._id)
            )
            return Credentials.of(self._vault.open(found.scalar_one()))
