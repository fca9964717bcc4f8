"""A small floor to pick, pack and ship on: two bins, a lot-tracked tea, pickers, a supervisor."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import Role, User
from app.access.tokens import create_token
from app.catalog.models import Customer, Item, Location, Tracking
from app.core.db import Database
from app.core.http import install_problem_handlers
from app.core.middleware import RequestContext
from app.inventory.floor import (
    Actor,
    Applied,
    FloorAnswer,
    FloorScan,
    HouseRules,
    Need,
    Subject,
)
from app.inventory.models import Lot, StockBalance
from app.orders.models import SalesOrder, SalesOrderLine
from app.picking import service as picking
from app.picking.release import release
from app.picking.routes import router as picking_routes
from app.picking.stops import Stop, stops_of
from app.settings import Settings
from app.shipping import packing
from app.shipping import service as shipping
from app.shipping.routes import router as shipping_routes
from tests import builders

RULES = HouseRules(zone="UTC")


@dataclass
class Floor:
    """What the picking tests start from, and short ways to scan on it."""

    db: Database
    warehouse: builders.Warehouse
    a1: Location
    b1: Location
    tea: Item
    picker: User
    other_picker: User
    supervisor: User
    customer: Customer

    async def put(self, item: Item, location: Location, qty: int | str, **values: Any) -> UUID:
        async with self.db.write() as session:
            lot = await builders.put_stock(session, item, location, qty, **values)
        return lot.id

    async def order(
        self, *lines: tuple[Item, int | str], number: str = "2001", **columns: Any
    ) -> SalesOrder:
        """A sales order, each unit at 2.50."""
        priced = [(item, qty, "2.5") for item, qty in lines]
        async with self.db.write() as session:
            return await builders.make_so(session, self.customer, priced, number=number, **columns)

    async def tea_walk(self, qty: int = 6, **columns: Any) -> tuple[SalesOrder, UUID]:
        """An order of tea: lot SOON (4, in B-01) is due before LATE (20, in A-01 and B-01)."""
        await self.put(self.tea, self.a1, 10, lot="LATE", expires_on=date(2027, 9, 1))
        await self.put(self.tea, self.b1, 4, lot="SOON", expires_on=date(2027, 3, 14))
        await self.put(self.tea, self.b1, 10, lot="LATE", expires_on=date(2027, 9, 1))
        order = await self.order((self.tea, qty), **columns)
        return order, await self.release(order)

    async def picked_tea(self, **columns: Any) -> SalesOrder:
        """The order of `tea_walk`, picked in full: 4 of lot SOON and 2 of LATE on the bench."""
        order, task_id = await self.tea_walk(**columns)
        await self.pick(task_id, self.tea, self.a1, lot_number="LATE", qty=Decimal(2))
        await self.pick(task_id, self.tea, self.b1, lot_number="SOON", qty=Decimal(4))
        return order

    async def release(self, order: SalesOrder) -> UUID:
        async def work(session: Any) -> UUID:
            return await release(session, order.id, today=RULES.today())

        return await self.db.transact(work)

    async def scan(self, subject: Subject, **values: Any) -> FloorAnswer:
        """A scan of the task `pick`."""
        return await self._apply(picking.apply_scan, subject, **values)

    async def pack(self, subject: Subject, **values: Any) -> FloorAnswer:
        """A scan of the task `pack`."""
        return await self._apply(packing.apply_scan, subject, **values)

    async def ship(self, subject: Subject, **values: Any) -> FloorAnswer:
        """A scan of the task `ship`."""
        return await self._apply(shipping.apply_scan, subject, **values)

    async def _apply(
        self,
        apply_scan: Callable[[AsyncSession, FloorScan], Awaitable[FloorAnswer]],
        subject: Subject,
        *,
        by: User | None = None,
        actor: Actor | None = None,
        rules: HouseRules = RULES,
        **values: Any,
    ) -> FloorAnswer:
        who = actor or builders.actor_for(by or self.picker)
        scan = builders.floor_scan(subject, who, rules=rules, **values)
        return await self.db.transact(lambda session: apply_scan(session, scan))

    async def pick(
        self, task_id: UUID, item: Item, location: Location, **values: Any
    ) -> FloorAnswer:
        subject = {
            name: values.pop(name)
            for name in ("lot_number", "serial_number", "pack_qty", "count")
            if name in values
        }
        return await self.scan(
            builders.item_subject(item, **subject),
            document_id=task_id,
            location_id=location.id,
            **values,
        )

    async def stops(self, task_id: UUID) -> list[Stop]:
        async with self.db.read() as session:
            return await stops_of(session, task_id)

    async def lots(self) -> list[Lot]:
        async with self.db.read() as session:
            return list((await session.execute(sa.select(Lot))).scalars())

    async def line(self, order: SalesOrder, line_no: int = 1) -> SalesOrderLine:
        async with self.db.read() as session:
            query = sa.select(SalesOrderLine).where(
                SalesOrderLine.order_id == order.id,  # type: ignore[arg-type]
                SalesOrderLine.line_no == line_no,  # type: ignore[arg-type]
            )
            line: SalesOrderLine = (await session.execute(query)).scalar_one()
        return line

    async def balance(self, lot_id: UUID, location: Location) -> tuple[Decimal, Decimal]:
        """(on hand, reserved)"""
        async with self.db.read() as session:
            row = await session.get(StockBalance, (lot_id, location.id))
        return (row.on_hand, row.reserved) if row else (Decimal(0), Decimal(0))


def applied(answer: FloorAnswer) -> Applied:
    assert isinstance(answer, Applied), answer
    return answer


def asked(answer: FloorAnswer) -> Need:
    assert isinstance(answer, Need), answer
    return answer


@pytest.fixture
async def floor(db: Database) -> Floor:
    async with db.write() as session:
        warehouse = await builders.make_warehouse(session)
        return Floor(
            db=db,
            warehouse=warehouse,
            a1=await builders.make_bin(session, "A-01", warehouse=warehouse, walk_order=10),
            b1=await builders.make_bin(session, "B-01", warehouse=warehouse, walk_order=20),
            tea=await builders.make_item(
                session, "TEA-1", name="Green tea", tracking=Tracking.LOT, has_expiry=True
            ),
            picker=await builders.make_user(session, "Pia"),
            other_picker=await builders.make_user(session, "Otto"),
            supervisor=await builders.make_user(session, "Sue", role=Role.SUPERVISOR),
            customer=await builders.make_customer(session),
        )


@pytest.fixture
async def phone(floor: Floor, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client signed in as the picker, by a token."""
    async with floor.db.write() as session:
        token = await create_token(session, user_id=floor.picker.id, label="tests")
    app = FastAPI()
    app.state.db, app.state.settings = floor.db, settings
    app.add_middleware(RequestContext)
    install_problem_handlers(app)
    app.include_router(picking_routes)
    app.include_router(shipping_routes)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://scanpost.test",
        headers={"Authorization": f"Bearer {token.token}"},
    ) as client:
        yield client
