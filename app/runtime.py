"""What a running Scanpost is made of: built once per process, shared by API, worker and CLI."""

from dataclasses import dataclass

from app.core.bus import Bus
from app.core.db import Database
from app.core.hub import Hub
from app.core.security import Vault
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Runtime:
    """The long-lived parts of one process."""

    settings: Settings
    db: Database
    hub: Hub
    bus: Bus
    vault: Vault

    async def close(self) -> None:
        """Give everything back."""
        await self.bus.close()
        await self.db.close()


def build_runtime(settings: Settings, *, redis_url: str) -> Runtime:
    """Wire the parts together; nothing is connected yet."""
    db = Database(settings.database)
    hub = Hub()
    bus = Bus(redis_url, hub)
    db.announcer = bus.announce
    return Runtime(settings=settings, db=db, hub=hub, bus=bus, vault=Vault(settings.key))
