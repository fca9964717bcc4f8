"""The demo company's books in a simulated QuickBooks Desktop, with its Web Connector at work.

The connection is an ordinary one: the simulated Web Connector calls our own address, over HTTP
inside this process, with a user and a password as anybody's does.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Location, LocationLevel
from app.core import clock
from app.core.tasks import end
from app.demo import plan
from app.demo.gate import ForManagers
from app.inventory.models import StockMove
from app.quickbooks.desktop import serve, visits
from app.quickbooks.desktop.connect import connect_desktop, new_password
from app.quickbooks.desktop.qwc import OWNER_ID
from app.quickbooks.desktop.routes import PATH as SERVICE
from app.quickbooks.online.sites import Environment, Site
from app.quickbooks.simulator.desktop import (
    Bookkeeper,
    Books,
    DesktopCompany,
    Keeper,
    seed_desktop_demo,
)
from app.quickbooks.simulator.desktop.computer import Computer
from app.quickbooks.simulator.desktop.pages import create_desktop_simulator
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24
from app.quickbooks.simulator.store import Store
from app.runtime import Runtime
from app.settings import Settings
from app.sync.models import QuickBooksConnection
from app.sync.settings import ConnectionSettings, PlaceLink

PATH = "/simulator/quickbooks-desktop"
SECONDS = 5
"""Between two runs of Web Connector."""
SITES = {plan.WAREHOUSE: "Main", plan.TRUCK: "Delivery truck"}
"""The inventory site that each warehouse is in QuickBooks."""


class DesktopDemo:
    """Implements `app.demo.quickbooks.SimulatedQuickBooks`."""

    name = "QuickBooks Desktop"
    pages: tuple[tuple[str, str], ...] = (
        ("Simulated QuickBooks", f"{PATH}/books"),
        ("Its Web Connector", f"{PATH}/admin/connector"),
    )

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        folder = settings.data_dir
        company = _company(Keeper(Store(folder / "quickbooks-desktop.db")))
        # Web Connector takes no bare number for an address, and this never leaves the process.
        self._url = f"http://localhost:{settings.port}"
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(app))
        file = folder / "web-connector.json"
        self.computer = Computer(company, self._http, seconds=SECONDS, file=file)
        simulator = create_desktop_simulator(self.computer)
        app.mount(PATH, ForManagers(simulator, PATH), name="simulator")
        self.mounts: Mapping[str, httpx.AsyncBaseTransport] = {}
        self.sites: Mapping[Environment, Site] = {}

    async def connect(self, runtime: Runtime) -> None:
        """Connect the company file and let Web Connector call until it was read, once."""
        async with runtime.db.read() as session:
            connected = (await session.exec(select(QuickBooksConnection))).first()
            stocked = (await session.exec(select(StockMove.id).limit(1))).first() is not None
        if not connected:
            made = await connect_desktop(
                runtime.db, public_url=self._url, company=plan.COMPANY, live=True
            )
            await self._add(runtime, made.connection_id, made.password)
        elif not self.computer.application.user_name and not stocked:
            made = await new_password(runtime.db, connected.id)
            await self._add(runtime, made.connection_id, made.password)
        if not stocked:
            await self._first_visit(runtime)

    async def _add(self, runtime: Runtime, connection_id: UUID, password: str) -> None:
        """What a person does with the .qwc file and the password, and what the wizard asks."""
        async with runtime.db.write() as session:
            line = await visits.line_of(session, connection_id)
            connection = await session.get_one(QuickBooksConnection, connection_id)
            settings = ConnectionSettings.of(connection.settings).model_copy(
                update={"calls_every_seconds": SECONDS, "places": await self._places(session)}
            )
            connection.settings = settings.stored()
        self.computer.company.register(OWNER_ID, line.file_id)
        self.computer.add(
            name=line.app_name,
            url=self._url + SERVICE,
            user_name=line.user_name,
            password=password,
        )

    async def _places(self, session: AsyncSession) -> dict[str, PlaceLink]:
        warehouses = await session.exec(
            select(Location).where(Location.level == LocationLevel.WAREHOUSE)
        )
        person = self.computer.bookkeeper
        return {
            str(one.id): PlaceLink(location_id=person.row("InventorySite", SITES[one.code]).list_id)
            for one in warehouses
            if one.code in SITES
        }

    async def _first_visit(self, runtime: Runtime) -> None:
        """Web Connector calls once, before there is a worker to work for it."""
        calling = asyncio.create_task(self.computer.call())
        context: dict[str, Any] = {"db": runtime.db}
        zone = runtime.settings.company_zone
        try:
            while not calling.done():
                await serve.serve_waiting(context, zone=zone, linger=timedelta(0))
                await asyncio.sleep(0.02)
        finally:
            await end(calling)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Web Connector with Auto-Run on."""
        working = asyncio.create_task(self.computer.work())
        try:
            yield
        finally:
            await end(working)
            await self._http.aclose()


def _company(keeper: Keeper) -> DesktopCompany:
    """The company file as it was left, or the demo company with a site for each warehouse."""
    books = Books(clock.now, ENTERPRISE_24, zone=plan.ZONE, company_name=plan.COMPANY)

    def keep(changed: Books) -> None:
        if changed is books:  # another company file that a tester opens is not kept
            keeper(changed)

    company = DesktopCompany(books, keep=keep)
    if not keeper.restore(books):
        seed_desktop_demo(company, ENTERPRISE_24, tracked=_lots())
        Bookkeeper(company).add("InventorySite", SITES[plan.TRUCK])
    return company


def _lots() -> dict[str, list[tuple[str, int]]]:
    """The lots of the opening stock, item by item: this company file tracks lots, not serials."""
    return {
        one.sku: [(stored.lot, stored.qty) for stored in one.stored]
        for one in plan.PLANS
        if any(stored.lot for stored in one.stored)
    }
