"""A connected demo company with a seeded hand that mixes documents for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.catalog.models import Customer, Item, Vendor
from app.core import clock
from app.core.types import new_id
from app.core.upsert import table_of
from app.orders.models import PurchaseOrder, PurchaseOrderLine, SalesOrder, SalesOrderLine
from app.quickbooks.online.probe import probe
from app.sync.documents import (
    AdjustmentDoc,
    AnyTransaction,
    CustomerReturnDoc,
    DocumentLine,
    MappingKind,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
)
from app.sync.models import ConnectionState, Mapping, QuickBooksConnection, SyncOperation
from app.sync.settings import ConnectionSettings
from tests.quickbooks.online.world import World

Doc = dict[str, Any]
KINDS = ("receipt", "shipment", "adjustment", "customer_return", "refund", "vendor_return")
SALES = ("shipment", "customer_return", "refund")
PURCHASES = ("receipt", "vendor_return")


class Scene:
    """What troubles are done with: the world, the dice, and short words for both sides."""

    def __init__(self, world: World, dice: Random, people: "People") -> None:
        self.world = world
        self.dice = dice
        self.people = people
        self._numbers = 0

    @classmethod
    async def of(cls, world: World, seed: int) -> "Scene":
        """A scene in a freshly read world."""
        async with world.db.read() as session:
            people = People(
                list((await session.execute(sa.select(Item).order_by(sa.text("sku")))).scalars()),
                list((await session.execute(sa.select(Vendor))).scalars()),
                list((await session.execute(sa.select(Customer))).scalars()),
            )
        scene = cls(world, Random(seed), people)  # noqa: S311 - dice, no secret
        checking, shrinkage = scene.account("Checking"), scene.account("Inventory Shrinkage")
        await scene.choose(refund_from=checking["Id"], adjustment=shrinkage["Id"])
        return scene

    # ---- our side

    @property
    def today(self) -> date:
        """The day documents are dated on."""
        return self.world.hour.now.date()

    def number(self) -> str:
        """A number nobody has."""
        self._numbers += 1
        return f"T-{self._numbers:06}"

    def kind(self, *of: str) -> str:
        """One of these kinds of document, or of all."""
        return self.dice.choice(of or KINDS)

    def document(self, kind: str, *, must_have: Item | None = None, **extra: Any) -> Any:
        """A document of this kind with one to four lines, one of them of `must_have`."""
        items = self.dice.sample(self.people.items, self.dice.randint(1, 4))
        if must_have is not None and must_have not in items:
            items[self.dice.randrange(len(items))] = must_have
        lines = tuple(self.line(item) for item in items)
        values: Doc = {"id": new_id(), "number": self.number(), "on": self.today, "lines": lines}
        vendor = self.dice.choice(self.people.vendors)
        customer = self.dice.choice(self.people.customers)
        match kind:
            case "receipt":
                values |= {"vendor_id": vendor.id, "vendor_name": vendor.name}
                return ReceiptDoc.model_validate(values | extra)
            case "vendor_return":
                values |= {"vendor_id": vendor.id, "vendor_name": vendor.name}
                return VendorReturnDoc.model_validate(values | extra)
            case "adjustment":
                return AdjustmentDoc.model_validate(values | {"reason": "count"} | extra)
        values |= {"customer_id": customer.id, "customer_name": customer.name}
        if kind == "shipment":
            # Without an order that QuickBooks knows: goods picked for a cash customer.
            return ShipmentDoc.model_validate(values | {"sales_order_id": new_id()} | extra)
        return CustomerReturnDoc.model_validate(values | {"refunded": kind == "refund"} | extra)

    def line(self, item: Item, qty: int | None = None, **extra: Any) -> DocumentLine:
        """Some of an item at some price."""
        cents = self.dice.randint(1, 9999)
        values: Doc = {
            "line_key": str(item.id),
            "item_id": item.id,
            "sku": item.sku,
            "name": item.name,
            "qty": Decimal(qty or self.dice.randint(1, 40)),
            "unit_amount": Decimal(cents) / 100,
        }
        return DocumentLine.model_validate(values | extra)

    async def order(self, entity: str, number: str) -> Any:
        """Our mirror of a purchase order or estimate, with its lines as document lines."""
        model: Any = PurchaseOrder if entity == "PurchaseOrder" else SalesOrder
        lines: Any = PurchaseOrderLine if entity == "PurchaseOrder" else SalesOrderLine
        async with self.world.db.read() as session:
            order = (
                await session.execute(sa.select(model).where(model.number == number))
            ).scalar_one()
            rows = await session.execute(
                sa.select(lines, Item)
                .join(Item, table_of(Item).c.id == lines.item_id)
                .where(lines.order_id == order.id)
            )
            made = tuple(
                self.line(
                    item, 1, line_key=str(row.id), order_line_external_id=row.external_line_id
                )
                for row, item in rows
            )
        return order, made

    async def choose(self, **accounts: str) -> dict[str, str]:
        """Choose accounts in settings; returns what was chosen before."""
        async with self.world.db.write() as session:
            row = await session.get_one(QuickBooksConnection, self.world.connection_id)
            settings = ConnectionSettings.of(row.settings)
            before = {name: getattr(settings.accounts, name) for name in accounts}
            chosen = settings.accounts.model_copy(update=accounts)
            row.settings = settings.model_copy(update={"accounts": chosen}).stored()
        return before

    @asynccontextmanager
    async def chosen(self, **accounts: str) -> AsyncIterator[None]:
        """These accounts for the length of a block."""
        before = await self.choose(**accounts)
        yield
        await self.choose(**before)

    @asynccontextmanager
    async def settings(self, **values: Any) -> AsyncIterator[None]:
        """Other settings for the length of a block."""
        before = (await self.world.connection()).settings
        await self.world.change_settings(**values)
        yield
        await self.world.change_settings(**before)

    @asynccontextmanager
    async def unlinked(self, kind: MappingKind, local_id: UUID) -> AsyncIterator[None]:
        """Nobody knows any more which record in QuickBooks a row of ours is."""
        mapping = table_of(Mapping)
        which = sa.and_(mapping.c.kind == kind, mapping.c.local_id == local_id)
        async with self.world.db.write() as session:
            row = dict((await session.execute(sa.select(mapping).where(which))).mappings().one())
            await session.execute(sa.delete(mapping).where(which))
        yield
        async with self.world.db.write() as session:
            await session.execute(sa.insert(mapping).values(row))

    # ---- their side

    def record(self, entity: str, name: str) -> Doc:
        """A record of the simulated company by name or number."""
        label = {"Customer": "DisplayName", "Vendor": "DisplayName"}.get(entity, "Name")
        return next(
            one
            for one in self.world.books(entity)
            if name in (one.get(label), one.get("FullyQualifiedName"), one.get("DocNumber"))
        )

    def account(self, name: str) -> Doc:
        """An account by name."""
        return self.record("Account", name)

    def change(self, entity: str, id: str, **values: Any) -> Doc:
        """The bookkeeper changes a record."""
        token = self.world.company.books.find(entity, id)["SyncToken"]  # type: ignore[index]
        return self.world.write(entity, {"Id": id, "SyncToken": token, "sparse": True, **values})

    @asynccontextmanager
    async def inactive(self, entity: str, name: str) -> AsyncIterator[None]:
        """A record is inactive for the length of a block."""
        id = self.record(entity, name)["Id"]
        self.change(entity, id, Active=False)
        await self.read()
        yield
        self.change(entity, id, Active=True)

    @asynccontextmanager
    async def company(self, **settings: Any) -> AsyncIterator[None]:
        """Another edition, subscription or preference for the length of a block."""
        behaviour = self.world.company.books.behaviour
        before = {name: getattr(behaviour, name) for name in settings}
        self.world.company.books.configure(settings)
        await self.read()
        yield
        self.world.company.books.configure(before)

    async def read(self) -> None:
        """We read what changed, and look at the company."""
        self.world.later(1)
        await self.world.pull()
        with clock.freeze(self.world.hour.now):
            channel = await self.world.channel()
            await probe(self.world.db, channel, self.world.connection_id)

    # ---- what happens

    async def post(self, document: AnyTransaction) -> SyncOperation:
        """A scan wants the document, and the worker sends it as far as it gets."""
        await self.world.want(document)
        await self.world.drain()
        return await self.world.operation(document)

    async def recover(self) -> None:
        """As after a person has seen to everything: nothing waits, the connection is open."""
        async with self.world.db.write() as session:
            await session.execute(
                sa.update(SyncOperation).values(state="done", entered_by_hand="x")
            )
            row = await session.get_one(QuickBooksConnection, self.world.connection_id)
            row.state, row.problem, row.resume_at = ConnectionState.ACTIVE, None, None
        await self.read()


class People:
    """Our items, vendors and customers."""

    def __init__(self, items: list[Item], vendors: list[Vendor], customers: list[Customer]) -> None:
        self.items = items
        self.vendors = vendors
        self.customers = customers
