"""What a running Scanpost is made of: built once per process, shared by API, worker and CLI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from app.core.bus import Bus
from app.core.db import Database
from app.core.hub import Hub
from app.core.security import Vault
from app.quickbooks.gateway import Gateway
from app.quickbooks.online.sites import Directory, Environment, Site
from app.quickbooks.registry import Registry
from app.settings import Settings

HTTP_SECONDS = 30.0
"""QuickBooks itself gives up after 120 s; whoever waits longer than this asks later instead."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The long-lived parts of one process."""

    settings: Settings
    db: Database
    hub: Hub
    bus: Bus
    vault: Vault
    http: httpx.AsyncClient
    channels: Registry

    def job_context(self) -> dict[str, Any]:
        """What the sync jobs need, as arq hands it to them."""
        return {"db": self.db, "channels": self.channels}

    def gateway(self, sites: Mapping[Environment, Site]) -> Gateway:
        """What the connection's routes need; `sites` is where people may connect to."""
        return Gateway(self.db, self.vault, self.http, self.channels, Directory(sites))

    async def close(self) -> None:
        """Give everything back."""
        await self.channels.meter.write_down()
        await self.http.aclose()
        await self.bus.close()
        await self.db.close()


def build_runtime(
    settings: Settings,
    *,
    redis_url: str,
    mounts: Mapping[str, httpx.AsyncBaseTransport] | None = None,
) -> Runtime:
    """Wire the parts together; nothing is connected yet.

    `mounts` sends some addresses to applications in this process, as the demo does.
    """
    db = Database(settings.database)
    hub = Hub()
    bus = Bus(redis_url, hub)
    db.announcer = bus.announce
    http = httpx.AsyncClient(mounts=mounts, timeout=HTTP_SECONDS, follow_redirects=False)
    vault = Vault(settings.key)
    return Runtime(
        settings=settings,
        db=db,
        hub=hub,
        bus=bus,
        vault=vault,
        http=http,
        channels=Registry(db, vault, http),
    )
