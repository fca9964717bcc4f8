"""Adds the simulated QuickBooks and the demo's barcode sheet to the application."""

import contextlib
import ssl
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.access.deps import SESSION_COOKIE
from app.access.models import Role
from app.access.sessions import look_up
from app.core import clock
from app.core.errors import AccessProblem
from app.demo.routes import router
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.online import create_online_simulator
from app.quickbooks.simulator.seed import seed_demo
from app.quickbooks.simulator.store import Store
from app.quickbooks.simulator.webhook_http import delivered
from app.settings import Settings

PATH = "/simulator/quickbooks-online"
WEBHOOKS = "/quickbooks/webhooks"
"""Where the application takes notifications, registered for it as a person does at Intuit."""


def mount_demo(app: FastAPI, settings: Settings) -> None:
    """Open (or create) the simulated company's books and serve them under PATH."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    company = SimulatedCompany(Store(settings.data_dir / "quickbooks-online.db"), clock.now)
    seed_demo(company)
    simulator = create_online_simulator(company)
    app.state.simulator = simulator
    app.include_router(router)
    app.mount(PATH, _ForManagers(simulator), name="simulator")


@contextlib.asynccontextmanager
async def webhooks_delivered(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """The simulated QuickBooks tells what happens in it, over HTTP, for as long as this lasts."""
    company: SimulatedCompany = app.state.simulator.state.company
    company.webhooks.url = settings.url + WEBHOOKS
    trust = ssl.create_default_context()
    for certificate in sorted((settings.data_dir / "tls").glob("*.crt")):
        trust.load_verify_locations(certificate)  # our own, made for trying phones
    async with delivered(company.webhooks, trust=trust):
        yield


class _ForManagers:
    """Lets the simulator's pages for people be opened by signed-in managers only.

    Intuit's own paths ask for their own tokens, as they do at Intuit.
    """

    def __init__(self, simulator: ASGIApp) -> None:
        self._simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        inside = scope["path"].removeprefix(PATH)
        if inside.startswith(("/books", "/admin")) and not await _is_manager(request):
            await RedirectResponse("/", 302)(scope, receive, send)
            return
        await self._simulator(scope, receive, send)


async def _is_manager(request: Request) -> bool:
    token = request.cookies.get(SESSION_COOKIE)
    if token is None:
        return False
    try:
        return (await look_up(request.app.state.db, token)).role is Role.MANAGER
    except AccessProblem:
        return False
