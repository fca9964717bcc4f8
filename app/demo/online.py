"""The demo company's books in a simulated QuickBooks Online."""

import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping

import httpx
from fastapi import FastAPI
from sqlmodel import select

from app.core import clock
from app.demo.gate import ForManagers
from app.quickbooks.online.connect import connect_simulator
from app.quickbooks.online.sites import Environment, Site, simulator_site
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.online import create_online_simulator
from app.quickbooks.simulator.seed import seed_demo
from app.quickbooks.simulator.store import Store
from app.quickbooks.simulator.webhook_http import delivered
from app.runtime import Runtime
from app.settings import Settings
from app.sync import jobs
from app.sync.models import QuickBooksConnection

PATH = "/simulator/quickbooks-online"
URL = "http://quickbooks-online.demo"
"""Never leaves this process: the runtime's HTTP client has the simulator mounted under it."""
WEBHOOKS = "/quickbooks/webhooks"
"""Where the application takes notifications, registered for it as a person does at Intuit."""


class OnlineDemo:
    """Implements `app.demo.quickbooks.SimulatedQuickBooks`."""

    name = "QuickBooks Online"
    pages: tuple[tuple[str, str], ...] = (("Simulated QuickBooks", f"{PATH}/books"),)

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._settings = settings
        self._company = SimulatedCompany(
            Store(settings.data_dir / "quickbooks-online.db"), clock.now
        )
        seed_demo(self._company)
        simulator = create_online_simulator(self._company)
        app.mount(PATH, ForManagers(simulator, PATH), name="simulator")
        self.mounts: Mapping[str, httpx.AsyncBaseTransport] = {URL: httpx.ASGITransport(simulator)}

    @property
    def sites(self) -> dict[Environment, Site]:
        """The simulated company as one of the places to connect to; browsers reach it here."""
        return {"simulator": simulator_site(URL, consent=f"{PATH}/connect/oauth2")}

    async def connect(self, runtime: Runtime) -> None:
        """Connect and read, once."""
        async with runtime.db.read() as session:
            if (await session.exec(select(QuickBooksConnection))).first() is not None:
                return
        await connect_simulator(runtime.db, runtime.vault, runtime.http, base_url=URL)
        await jobs.pull(runtime.job_context())

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """It tells what happens in it, over HTTP, for as long as this lasts."""
        webhooks = self._company.webhooks
        webhooks.url = self._settings.url + WEBHOOKS
        trust = ssl.create_default_context()
        for certificate in sorted((self._settings.data_dir / "tls").glob("*.crt")):
            trust.load_verify_locations(certificate)  # our own, made for trying phones
        async with delivered(webhooks, trust=trust):
            yield
