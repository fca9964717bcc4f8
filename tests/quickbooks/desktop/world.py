"""A Desktop company, connected and visited: what the tests of the whole way start from.

Web Connector, QuickBooks and their faults are simulated; the SOAP address, the sessions, the
mailbox, the engine and the database are the real ones, in one process.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import sqlalchemy as sa
from fastapi import FastAPI

from app.core import clock
from app.core.db import Database
from app.core.tasks import end
from app.quickbooks.desktop import serve, visits
from app.quickbooks.desktop.connect import connect_desktop
from app.quickbooks.desktop.models import DesktopLine, DesktopSession
from app.quickbooks.desktop.qwc import OWNER_ID
from app.quickbooks.desktop.routes import PATH, router
from app.quickbooks.desktop.sessions import Patience, Sessions
from app.quickbooks.simulator.desktop.bookkeeper import Bookkeeper
from app.quickbooks.simulator.desktop.calling import Fault, Habits
from app.quickbooks.simulator.desktop.engine import DesktopCompany
from app.quickbooks.simulator.desktop.keeping import backup, restore
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24, Profile
from app.quickbooks.simulator.desktop.seed import seed_desktop_demo
from app.quickbooks.simulator.desktop.store import Books, Txn
from app.quickbooks.simulator.desktop.transactions import audit
from app.quickbooks.simulator.desktop.web_connector import SimQBWC, Step, Update
from app.settings import Settings
from app.sync import jobs
from app.sync.models import OperationState
from tests.quickbooks.papers import Hour, Papers, Rows, copied, taken

BASE = "https://scanpost.test"
QUICK = Patience(for_request=5.0, for_decision=5.0)
"""The clock stands still in a visit, so only real seconds can run out."""
ZONE = "America/New_York"
SETTLED = (OperationState.DONE, OperationState.HELD)
Faults = Callable[[Step], Fault | None]


@dataclass
class World(Papers):
    """Our side and QuickBooks' side, and what a test does to both."""

    db: Database
    company: DesktopCompany
    http: httpx.AsyncClient
    hour: Hour
    connection_id: UUID
    password: str
    user_name: str
    zone: str = ZONE
    updates: list[Update] = field(default_factory=list)
    _worker: asyncio.Task[None] | None = None

    @property
    def books(self) -> Books:
        return self.company.books

    @property
    def bookkeeper(self) -> Bookkeeper:
        """A person who works in QuickBooks."""
        return Bookkeeper(self.company)

    async def visit(
        self,
        *,
        faults: Faults | None = None,
        habits: Habits | None = None,
        password: str | None = None,
        worker: bool = True,
    ) -> Update:
        """Web Connector runs once, with a worker at work for it."""
        connector = SimQBWC(
            self.http,
            self.company,
            url=f"{BASE}{PATH}",
            user_name=self.user_name,
            password=password or self.password,
            company_file=self.books.path,
            habits=habits,
            faults=faults,
            sleep=self._nap,
            patience=20.0,
        )
        with clock.freeze(self.hour.now):
            async with self.working() if worker else _nobody():
                update = await connector.run()
                await connector.close()
        self.updates.append(update)
        return update

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """A worker at work for visits; one that is killed has another started in its place."""
        keeper = asyncio.create_task(self._keep_working())
        try:
            yield
        finally:
            await end(keeper)
            if not keeper.cancelled():
                keeper.result()

    async def _keep_working(self) -> None:
        while True:
            self._worker = asyncio.create_task(self._work())
            try:
                await asyncio.wait({self._worker})
            finally:
                await end(self._worker)
            if not self._worker.cancelled():
                self._worker.result()  # a failure of ours fails the test

    async def _work(self) -> None:
        while True:
            await serve.serve_waiting({"db": self.db}, zone=self.zone, linger=timedelta(0))
            await asyncio.sleep(0.003)

    def kill_the_worker(self) -> None:
        """It dies in the middle of whatever it does."""
        if self._worker is not None:
            self._worker.cancel()

    async def _nap(self, seconds: float) -> None:
        """Web Connector's pauses, a thousand times as short."""
        await asyncio.sleep(seconds / 1000)

    async def settle(self, *, rounds: int = 30, faults: Faults | None = None) -> None:
        """Visit until nothing is left to do, letting all pauses pass."""
        for _ in range(rounds):
            with clock.freeze(self.hour.now):
                await jobs.sweep({"db": self.db, "channels": None})
            await self.visit(faults=faults)
            if all(row.state in SETTLED for row in await self.operations()):
                return
            self.later(130)

    async def read_again(self) -> Update:
        """A person asks to read from QuickBooks, and Web Connector comes."""
        async with self.db.write() as session:
            await visits.want_reading(session, self.connection_id)
        return await self.visit()

    async def line(self) -> DesktopLine:
        async with self.db.read() as session:
            return await visits.line_of(session, self.connection_id)

    async def visits(self) -> list[DesktopSession]:
        async with self.db.read() as session:
            found = await session.execute(sa.select(DesktopSession).order_by(sa.text("id")))
            return list(found.scalars())

    async def choose_accounts(self) -> None:
        """What new items are made with."""
        by_name = {one.values["Name"]: one.list_id for one in self.books.of("Account")}
        new = {
            "asset": by_name["Inventory Asset"],
            "income": by_name["Sales"],
            "cogs": by_name["Cost of Goods Sold"],
        }
        await self.change_settings(accounts=(await self.connection()).settings["accounts"] | new)

    def txns(self, kind: str) -> list[Txn]:
        """QuickBooks' transactions of a kind."""
        return [one for one in self.books.txns.values() if one.kind == kind]

    def copies(self, document: Any) -> list[Txn]:
        """The transactions in QuickBooks that carry our mark, the voided ones among them."""
        return audit.noted(self.company, str(document.id))

    def on_hand(self, sku: str) -> Decimal:
        """What QuickBooks has of an item."""
        item = next(one for one in self.books.of("ItemInventory") if one.values["Name"] == sku)
        return audit.ledger(self.company).on_hand[item.list_id]


@asynccontextmanager
async def _nobody() -> AsyncIterator[None]:
    yield


@dataclass(frozen=True)
class _Begun:
    """Both sides as they are once the company is connected and read: the same for every test."""

    connection_id: UUID
    password: str
    user_name: str
    rows: Rows
    books: str


_begun: dict[str, _Begun] = {}  # by profile; made by a worker's first test, then only copied


@asynccontextmanager
async def build_world(
    db: Database, settings: Settings, *, profile: Profile = ENTERPRISE_24
) -> AsyncIterator[World]:
    """The demo company in a simulated QuickBooks Desktop, connected, visited and read once."""
    hour = Hour()
    company = DesktopCompany(Books(hour, profile))
    app = FastAPI()
    app.include_router(router)
    app.state.desk = Sessions(db, QUICK)
    app.state.settings = settings
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
        begun = _begun.get(profile.name)
        if begun is None:
            begun = _begun[profile.name] = await _begin(db, company, http, hour)
        else:
            await copied(db, begun.rows)
            restore(company.books, begun.books)
        hour.now += timedelta(seconds=130)
        yield World(db, company, http, hour, begun.connection_id, begun.password, begun.user_name)


async def _begin(
    db: Database, company: DesktopCompany, http: httpx.AsyncClient, hour: Hour
) -> _Begun:
    seed_desktop_demo(company, company.books.profile)
    with clock.freeze(hour.now):
        made = await connect_desktop(db, public_url=BASE, company="Harbor & Vale", live=True)
    async with db.read() as session:
        line = await visits.line_of(session, made.connection_id)
    company.register(OWNER_ID, line.file_id)
    world = World(db, company, http, hour, made.connection_id, made.password, line.user_name)
    await world.visit()
    rows = await taken(db)
    return _Begun(made.connection_id, made.password, line.user_name, rows, backup(company.books))
