"""A manager's browser at the desk, and the simulated company as the Intuit it connects to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from fastapi import FastAPI

from app.access import people, sessions
from app.access.deps import SESSION_COOKIE
from app.access.models import Role, SessionKind
from app.core import clock
from app.core.http import install_problem_handlers
from app.core.middleware import RequestContext
from app.quickbooks.gateway import Gateway
from app.quickbooks.online.keys import SIMULATOR_KEYS
from app.quickbooks.online.routes import router
from app.quickbooks.online.sites import Directory, Site
from app.settings import Settings
from tests.quickbooks.online.world import BASE, World

HERE = "http://scanpost.test"
REDIRECT = f"{HERE}/quickbooks/callback"
KEYS = {
    "environment": "sandbox",
    "client_id": SIMULATOR_KEYS.client_id,
    "client_secret": SIMULATOR_KEYS.client_secret,
    "verifier": "verifier-token-0123456789",
}


@dataclass
class Desk:
    """One browser session of manager Mara. Follows no redirects by itself."""

    world: World
    gateway: Gateway
    app: FastAPI
    browser: httpx.AsyncClient

    async def get(self, path: str, **values: Any) -> httpx.Response:
        with clock.freeze(self.world.hour.now):
            return await self.browser.get(path, **values)

    async def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        with clock.freeze(self.world.hour.now):
            return await self.browser.post(path, json=body)

    async def keys(self, **changed: Any) -> httpx.Response:
        with clock.freeze(self.world.hour.now):
            return await self.browser.post("/api/quickbooks/app-keys", json=KEYS | changed)

    async def page(self) -> dict[str, Any]:
        answer = await self.get("/api/quickbooks/connection")
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    async def ask(self, environment: str | None = None) -> str:
        """Press Connect: the address of the consent page."""
        answer = await self.post("/api/quickbooks/connect", {"environment": environment})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["url"])

    async def consent(self, url: str) -> str:
        """Press Connect on QuickBooks' page: where it sends the browser back to."""
        with clock.freeze(self.world.hour.now):
            answer = await self.world.client.get(url)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def back(self, location: str) -> str:
        """The browser follows QuickBooks' redirect: the result the desk is told."""
        answer = await self.get(location.removeprefix(HERE))
        assert answer.status_code == 302
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content == b""
        desk = urlsplit(answer.headers["location"])
        assert desk.path == "/desk/quickbooks/connection"
        told = parse_qs(desk.query)
        assert set(told) == {"result"}  # neither code nor realm goes on
        return told["result"][0]

    async def connect(self, environment: str | None = None) -> str:
        """The whole way."""
        return await self.back(await self.consent(await self.ask(environment)))

    @asynccontextmanager
    async def another_browser(self) -> AsyncIterator["Desk"]:
        """Mara on another computer."""
        async with _browser(self.app, self.world, name="Max") as browser:
            yield Desk(self.world, self.gateway, self.app, browser)


@asynccontextmanager
async def open_desk(
    world: World, settings: Settings, *, simulator: bool = False
) -> AsyncIterator[Desk]:
    """A desk whose sandbox is the simulator; in the demo (`simulator`) also under that name."""
    discovery = f"{BASE}/.well-known/openid_sandbox_configuration"
    sites = {"sandbox": Site("sandbox", BASE, discovery)}
    if simulator:
        sites["simulator"] = Site("simulator", BASE, discovery)
    gateway = Gateway(
        world.db,
        world.vault,
        world.client,
        world.ctx["channels"],
        Directory(sites),  # type: ignore[arg-type]
    )
    app = FastAPI()
    app.state.db, app.state.settings, app.state.quickbooks = world.db, settings, gateway
    app.add_middleware(RequestContext)
    install_problem_handlers(app)
    app.include_router(router)
    async with _browser(app, world, name="Mara") as browser:
        yield Desk(world, gateway, app, browser)


@asynccontextmanager
async def _browser(app: FastAPI, world: World, *, name: str) -> AsyncIterator[httpx.AsyncClient]:
    secrets = people.Secrets(password_hash="never used")
    with clock.freeze(world.hour.now):
        async with world.db.write() as session:
            person = await people.create(
                session,
                name=name,
                role=Role.MANAGER,
                email=f"{name.lower()}@example.com",
                secrets=secrets,
            )
            new = await sessions.open_session(session, kind=SessionKind.PASSWORD, user_id=person.id)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url=HERE,
        cookies={SESSION_COOKIE: new.token},
        headers={"Origin": HERE},
    ) as browser:
        yield browser
