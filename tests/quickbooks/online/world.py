"""A company in the simulator, connected and read: what the tests of the connector start from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import sqlalchemy as sa

from app.catalog.models import Customer, Item, Vendor
from app.core import clock
from app.core.db import Database
from app.core.security import Vault
from app.core.types import new_id
from app.core.upsert import table_of
from app.orders.models import PurchaseOrder, PurchaseOrderLine, SalesOrder, SalesOrderLine
from app.quickbooks.checkup import check_up
from app.quickbooks.online.connect import connect_simulator
from app.quickbooks.online.transport import OnlineChannel
from app.quickbooks.registry import Registry
from app.quickbooks.simulator import SimulatedCompany, Store, create_online_simulator, seed_demo
from app.quickbooks.simulator.audit import Audit, audit
from app.quickbooks.simulator.entities import ENTITIES
from app.sync import jobs, outbox
from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    AnyTransaction,
    CustomerReturnDoc,
    Decisions,
    DocumentLine,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
)
from app.sync.facts import Facts
from app.sync.models import (
    Mapping,
    QuickBooksConnection,
    SyncAttempt,
    SyncCursor,
    SyncOperation,
    SyncSubject,
)
from app.sync.news import News
from app.sync.port import SyncProblem
from app.sync.settings import ConnectionSettings
from app.tables import metadata

BASE = "http://simulator"
START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


class Hour:
    """A clock that goes only when told, shared by us and the simulator."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
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

    def later(self, seconds: float) -> None:
        self.hour.now += timedelta(seconds=seconds)

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

    async def facts(self) -> Facts:
        return Facts.of((await self.connection()).facts)

    async def want(self, document: AnyDocument, *, completed: bool = False) -> None:
        with clock.freeze(self.hour.now):
            async with self.db.write() as session:
                await outbox.want(session, document, summary="test", completed=completed)

    async def operations(self) -> list[SyncOperation]:
        async with self.db.read() as session:
            found = await session.execute(sa.select(SyncOperation).order_by(sa.text("id")))
            return list(found.scalars())

    async def operation(self, document: AnyDocument) -> SyncOperation:
        return next(row for row in await self.operations() if row.document_id == document.id)

    async def attempts(self, *, reading: bool = False) -> list[SyncAttempt]:
        async with self.db.read() as session:
            found = await session.execute(sa.select(SyncAttempt).order_by(sa.text("id")))
            return [one for one in found.scalars() if one.reading is reading]

    async def connection(self) -> QuickBooksConnection:
        async with self.db.read() as session:
            return await session.get_one(QuickBooksConnection, self.connection_id)

    async def change_settings(self, **values: Any) -> None:
        async with self.db.write() as session:
            row = await session.get_one(QuickBooksConnection, self.connection_id)
            row.settings = ConnectionSettings.of(row.settings | values).stored()

    async def choose_accounts(self) -> None:
        """What new items are made with."""
        by_name = {one["Name"]: one["Id"] for one in self.books("Account")}
        new = {
            "asset": by_name["Inventory Asset"],
            "income": by_name["Sales of Product Income"],
            "cogs": by_name["Cost of Goods Sold"],
        }
        await self.change_settings(accounts=(await self.connection()).settings["accounts"] | new)

    async def restart_reading(self) -> None:
        """As after a change of what orders are read from."""
        async with self.db.write() as session:
            await session.execute(sa.update(SyncCursor).values(position=""))

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

    async def release(self, document: AnyDocument) -> None:
        """A person presses Try again."""
        row = await self.operation(document)
        with clock.freeze(self.hour.now):
            async with self.db.write() as session:
                await outbox.release(session, row.id)

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

    async def adjustment(self, sku: str, qty: str, number: str = "A-000001") -> AdjustmentDoc:
        item = await self.item(sku)
        line = DocumentLine(
            line_key=sku, item_id=item.id, sku=sku, name=item.name, qty=Decimal(qty)
        )
        return AdjustmentDoc(
            id=new_id(), number=number, on=self.hour.now.date(), reason="count", lines=(line,)
        )

    async def customer_return(
        self, qty: dict[str, str] | None = None, **extra: Any
    ) -> CustomerReturnDoc:
        """Goods that the customer of SO-1042 sent back."""
        shipment = await self.shipment(qty=qty)
        values = {
            "id": new_id(),
            "number": "RC-000001",
            "on": shipment.on,
            "customer_id": shipment.customer_id,
            "customer_name": shipment.customer_name,
            "lines": shipment.lines,
        }
        return CustomerReturnDoc.model_validate(values | extra)

    async def vendor_return(
        self, qty: dict[str, str] | None = None, **extra: Any
    ) -> VendorReturnDoc:
        """Goods that went back to the vendor of PO-2001."""
        receipt = await self.receipt(qty=qty)
        values = {
            "id": new_id(),
            "number": "RV-000001",
            "on": receipt.on,
            "vendor_id": receipt.vendor_id,
            "vendor_name": receipt.vendor_name,
            "lines": receipt.lines,
        }
        return VendorReturnDoc.model_validate(values | extra)

    async def cancel(self, document: AnyTransaction) -> None:
        """The document is cancelled here."""
        await self.want(document.model_copy(update={"cancelled": True}), completed=True)

    async def decide(self, document: AnyDocument, **values: Any) -> None:
        """A person decides something about it for QuickBooks' sake, and has it tried again."""
        async with self.db.write() as session:
            row = await session.get_one(SyncOperation, (await self.operation(document)).id)
            row.decisions = Decisions.model_validate(values).model_dump(mode="json")
        await self.release(document)

    async def _row(self, statement: Any) -> Any:
        async with self.db.read() as session:
            return (await session.execute(statement)).scalar_one()

    async def item(self, sku: str) -> Item:
        row: Item = await self._row(sa.select(Item).where(Item.sku == sku))  # type: ignore[arg-type]
        return row

    async def receipt(
        self, order: str = "PO-2001", qty: dict[str, str] | None = None, **extra: Any
    ) -> ReceiptDoc:
        """A receipt of some of a purchase order's lines, by SKU."""
        po = await self._row(sa.select(PurchaseOrder).where(PurchaseOrder.number == order))  # type: ignore[arg-type]
        vendor = await self._row(sa.select(Vendor).where(Vendor.id == po.vendor_id))
        lines = await self._lines(PurchaseOrderLine, po.id, qty or {"OAT-1L": "12"})
        values = {
            "id": new_id(),
            "number": "R-000001",
            "on": self.hour.now.date(),
            "vendor_id": vendor.id,
            "vendor_name": vendor.name,
            "purchase_order_id": po.id,
            "purchase_order_number": po.number,
            "lines": lines,
        }
        return ReceiptDoc.model_validate(values | extra)

    async def shipment(
        self, order: str = "SO-1042", qty: dict[str, str] | None = None, **extra: Any
    ) -> ShipmentDoc:
        """A shipment of some of a sales order's lines, by SKU."""
        so = await self._row(sa.select(SalesOrder).where(SalesOrder.number == order))  # type: ignore[arg-type]
        customer = await self._row(sa.select(Customer).where(Customer.id == so.customer_id))
        lines = await self._lines(SalesOrderLine, so.id, qty or {"OAT-1L": "12"})
        values = {
            "id": new_id(),
            "number": "S-000001",
            "on": self.hour.now.date(),
            "customer_id": customer.id,
            "customer_name": customer.name,
            "sales_order_id": so.id,
            "sales_order_number": so.number,
            "order_source": so.source,
            "tracking_number": "1Z999AA10123456784",
            "lines": lines,
        }
        return ShipmentDoc.model_validate(values | extra)

    async def _lines(
        self, model: Any, order_id: UUID, qty: dict[str, str]
    ) -> tuple[DocumentLine, ...]:
        async with self.db.read() as session:
            found = await session.execute(
                sa.select(model, Item)
                .join(Item, Item.id == model.item_id)
                .where(model.order_id == order_id)
            )
            rows = {item.sku: (line, item) for line, item in found}
        return tuple(
            DocumentLine(
                line_key=str(rows[sku][0].id),
                item_id=rows[sku][1].id,
                sku=sku,
                name=rows[sku][1].name,
                qty=Decimal(amount),
                unit_amount=getattr(rows[sku][0], "unit_cost", None)
                or getattr(rows[sku][0], "unit_price", None),
                description=rows[sku][1].name,
                order_line_external_id=rows[sku][0].external_line_id,
            )
            for sku, amount in qty.items()
        )


@dataclass(frozen=True)
class _Begun:
    """Both sides as they are once the company is connected and read: the same for every test."""

    connection_id: UUID
    rows: dict[str, list[dict[str, Any]]]
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
            await _copy(db, _begun[0])
        else:
            with clock.freeze(hour.now):
                connected = await connect_simulator(db, vault, client, base_url=BASE)
            first = World(db, company, client, vault, hour, connected)
            await first.pull()
            _begun.append(await _taken(db, store, connected))
        yield World(db, company, client, vault, hour, _begun[0].connection_id)
    store.close()


async def _taken(db: Database, store: Store, connection_id: UUID) -> _Begun:
    rows: dict[str, list[dict[str, Any]]] = {}
    async with db.read() as session:
        for table in metadata.sorted_tables:
            found = await session.execute(sa.select(table))
            rows[table.name] = [dict(row) for row in found.mappings()]
    return _Begun(connection_id, rows, list(store.load()))


async def _copy(db: Database, begun: _Begun) -> None:
    async with db.write() as session:
        for table in metadata.sorted_tables:
            if begun.rows[table.name]:
                await session.execute(sa.insert(table), begun.rows[table.name])
