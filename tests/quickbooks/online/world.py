"""A company in the simulator, connected and read: what the tests of the connector start from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import sqlalchemy as sa

from app.core import clock
from app.core.db import Database
from app.core.security import Vault
from app.core.upsert import table_of
from app.quickbooks.checkup import check_up
from app.quickbooks.online.connect import connect_simulator
from app.quickbooks.online.transport import OnlineChannel
from app.quickbooks.registry import Registry
from app.quickbooks.simulator import SimulatedCompany, Store, create_online_simulator, seed_demo
from app.quickbooks.simulator.audit import Audit, audit
from app.quickbooks.simulator.entities import ENTITIES
from app.sync import jobs
from app.sync.documents import (
    AnyDocument,
)
from app.sync.models import (
    Mapping,
    SyncAttempt,
    SyncOperation,
    SyncSubject,
)
from app.sync.news import News
from app.sync.port import SyncProblem
from tests.quickbooks.papers import Hour, Papers, Rows, copied, taken

BASE = "http://simulator"


@dataclass
class World(Papers):
    """Our side and QuickBooks' side, and what a test does to both."""

    db: Database
    company: SimulatedCompany
    client: httpx.AsyncClient
    vault: Vault
    hour: Hour
    connection_id: UUID

    @property
    def ctx(self) -> dict[str, Any]:
        return {"db": self.db, "channels": Registry(self.db, self.vault, self.client)}

    async def channel(self) -> OnlineChannel:
        return await Registry(self.db, self.vault, self.client).open(self.connection_id)

    async def drain(self) -> int:
        """One drain at the present hour."""
        with clock.freeze(self.hour.now):
            return await jobs.drain(self.ctx, str(self.connection_id))

    async def settle(self, *, rounds: int = 40) -> None:
        """Sweep and drain until nothing is left to do, letting all pauses pass."""
        for _ in range(rounds):
            with clock.freeze(self.hour.now):
                await jobs.sweep(self.ctx)
            await self.drain()
            if all(row.state in ("done", "held") for row in await self.operations()):
                return
            self.later(120)

    async def pull(self) -> int:
        with clock.freeze(self.hour.now):
            return await jobs.pull(self.ctx)

    async def probe(self) -> list[News] | SyncProblem:
        """As the worker does daily."""
        with clock.freeze(self.hour.now):
            return await check_up(
                self.db, Registry(self.db, self.vault, self.client), self.connection_id
            )

    async def choose_accounts(self) -> None:
        """What new items are made with."""
        by_name = {one["Name"]: one["Id"] for one in self.books("Account")}
        new = {
            "asset": by_name["Inventory Asset"],
            "income": by_name["Sales of Product Income"],
            "cogs": by_name["Cost of Goods Sold"],
        }
        await self.change_settings(accounts=(await self.connection()).settings["accounts"] | new)

    def books(self, entity: str) -> list[dict[str, Any]]:
        return list(self.company.books.all(entity))

    def audit(self) -> Audit:
        return audit(self.company)

    def copies(self, document: AnyDocument) -> list[str]:
        """The documents in QuickBooks that carry our mark."""
        return self.audit().noted(str(document.id))

    def on_hand(self, sku: str) -> Decimal:
        item = next(one for one in self.books("Item") if one["Sku"] == sku)
        return Decimal(str(self.company.books.shown("Item", item)["QtyOnHand"]))

    def write(self, entity: str, body: dict[str, Any]) -> dict[str, Any]:
        """Somebody else works in QuickBooks."""
        doc: dict[str, Any] = self.company.write(ENTITIES[entity], body)[entity]
        self.company.books.commit()
        return doc

    async def delete(self, entity: str, doc: dict[str, Any]) -> None:
        """Somebody deletes a document in QuickBooks."""
        body = {"Id": doc["Id"], "SyncToken": doc["SyncToken"]}
        self.company.delete(ENTITIES[entity], body)
        self.company.books.commit()

    async def void(self, entity: str, doc: dict[str, Any]) -> None:
        """Somebody voids a document in QuickBooks."""
        body = {"Id": doc["Id"], "SyncToken": doc["SyncToken"]}
        self.company.void(ENTITIES[entity], body)
        self.company.books.commit()

    async def hand_made_bill(self, number: str) -> None:
        """Somebody enters a bill in QuickBooks under this number."""
        item = self.books("Item")[0]
        detail = {"ItemRef": {"value": item["Id"]}, "Qty": 1, "UnitPrice": 1}
        line = {
            "DetailType": "ItemBasedExpenseLineDetail",
            "Amount": 1,
            "ItemBasedExpenseLineDetail": detail,
        }
        vendor = {"value": self.books("Vendor")[0]["Id"]}
        self.write("Bill", {"VendorRef": vendor, "DocNumber": number, "Line": [line]})

    async def forget_all_about(self, document: AnyDocument) -> None:
        """As after a restored backup: we no longer know that it was posted."""
        async with self.db.write() as session:
            await session.execute(
                sa.delete(Mapping).where(table_of(Mapping).c.local_id == document.id)
            )
            await session.execute(sa.delete(SyncAttempt))
            await session.execute(sa.delete(SyncSubject))
            await session.execute(sa.delete(SyncOperation))

    async def reconnect(self) -> None:
        """A person connects the same company again."""
        with clock.freeze(self.hour.now):
            again = await connect_simulator(self.db, self.vault, self.client, base_url=BASE)
        assert again == self.connection_id

    @asynccontextmanager
    async def unreachable(self) -> AsyncIterator[None]:
        """Nothing listens where QuickBooks was."""

        def refuse(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

        there = self.client
        async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as nobody:
            self.client = nobody
            yield
        self.client = there


@dataclass(frozen=True)
class _Begun:
    """Both sides as they are once the company is connected and read: the same for every test."""

    connection_id: UUID
    rows: Rows
    books: list[tuple[str, str, str]]


_begun: list[_Begun] = []  # made by the first test of a worker, from then on only copied


@asynccontextmanager
async def build_world(db: Database) -> AsyncIterator[World]:
    """The demo company, connected by the real code exchange and read once, in an empty database."""
    store, hour = Store(), Hour()
    if _begun:
        store.save(_begun[0].books)
    company = SimulatedCompany(store, hour)
    seed_demo(company)
    transport = httpx.ASGITransport(create_online_simulator(company))
    vault = Vault("a-key-for-tests-only")
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        if _begun:
            await copied(db, _begun[0].rows)
        else:
            with clock.freeze(hour.now):
                connected = await connect_simulator(db, vault, client, base_url=BASE)
            first = World(db, company, client, vault, hour, connected)
            await first.pull()
            rows = await taken(db)
            _begun.append(_Begun(connected, rows, list(store.load())))
        yield World(db, company, client, vault, hour, _begun[0].connection_id)
    store.close()
