"""A manager at the desk in front of QuickBooks Desktop's own routes, with an https name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from app.core.db import Database
from app.core.security import Vault
from app.onboarding.routes import router as onboarding
from app.quickbooks.desktop.desk_routes import router as desktop
from app.quickbooks.gateway import Gateway
from app.quickbooks.online.desk_routes import router as centre
from app.quickbooks.online.routes import router as online
from app.quickbooks.online.sites import Directory
from app.quickbooks.registry import Registry
from app.settings import Settings
from app.sync.routes import router as sync
from tests.routes_client import manager_client

ADDRESS = "https://scan.example.com"


@dataclass
class Desk:
    """Manager Mara's calls."""

    db: Database
    client: httpx.AsyncClient

    async def get(self, path: str) -> Any:
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def page(self) -> Any:
        return await self.get("/api/quickbooks/desktop")

    async def company(self) -> Any:
        return (await self.page())["company"]

    async def connect(self) -> Any:
        answer = await self.client.post("/api/quickbooks/desktop/connect")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return await self.client.post(path, json=body)


@asynccontextmanager
async def open_desk(
    db: Database, settings: Settings, *, address: str = ADDRESS
) -> AsyncIterator[Desk]:
    """`address` is where people reach the server, as configured."""
    reached = settings.model_copy(update={"public_url": address})
    async with (
        manager_client(db, reached, desktop, online, centre, sync, onboarding) as client,
        httpx.AsyncClient() as outside,
    ):
        app: Any = client._transport.app  # type: ignore[attr-defined]
        vault = Vault("a-key-for-tests-only-0123456789abcdef")
        registry = Registry(db, vault, outside)
        app.state.quickbooks = Gateway(db, vault, outside, registry, Directory({}))
        yield Desk(db, client)
