"""Which dialect and which line a connection has: the `Channels` the sync jobs are given."""

from uuid import UUID

import httpx

from app.core.db import Database
from app.core.security import Vault
from app.quickbooks.online.calls import Counted, Meter
from app.quickbooks.online.connector import OnlineConnector
from app.quickbooks.online.oauth import Endpoints
from app.quickbooks.online.throttle import Throttle
from app.quickbooks.online.tokens import Tokens
from app.quickbooks.online.transport import OnlineChannel
from app.sync.models import ConnectionKind, QuickBooksConnection
from app.sync.port import NoLine
from app.sync.settings import ConnectionSettings
from app.sync.transactions import read_since


class Registry:
    """Opens channels; `client` is shared by all of them and closed by whoever made it."""

    def __init__(self, db: Database, vault: Vault, client: httpx.AsyncClient) -> None:
        self._db = db
        self._vault = vault
        self._client = client
        self._throttles: dict[UUID, Throttle] = {}
        self.meter = Meter(db)

    async def open(self, connection_id: UUID) -> OnlineChannel:
        """A channel for this connection as it is set up now. Raises NoLine."""
        async with self._db.read() as session:
            connection = await session.get(QuickBooksConnection, connection_id)
        if connection is None or connection.kind is not ConnectionKind.ONLINE:
            raise NoLine(str(connection_id))
        endpoints = Endpoints.of(connection.endpoints)
        settings = ConnectionSettings.of(connection.settings)
        throttle = self._throttles.setdefault(connection_id, Throttle())
        tokens = Tokens(
            self._db,
            self._vault,
            self._client,
            connection_id=connection_id,
            endpoints=endpoints,
        )
        return OnlineChannel(
            self._client,
            tokens,
            endpoints,
            OnlineConnector(settings.orders_from, read_since(connection)),
            throttle if endpoints.throttled else None,
            Counted(self._db, self.meter, connection_id, settings.read_budget),
        )
