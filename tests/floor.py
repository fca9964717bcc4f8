"""A small floor to pick, pack and ship on: two bins, a lot-tracked tea, pickers, a supervisor."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.access.models import Role, User
from app.catalog.models import Customer, Item, Location, Tracking
from app.core.db import Database
from app.inventory.floor import Applied, FloorAnswer, HouseRules, Need, Subject
from app.inventory.models import StockBalance
from app.orders.models import SalesOrder, SalesOrderLine
from app.picking import service
from app.picking.release import release
from app.picking.stops import Stop, stops_of
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

    async def order(self, *lines: tuple[Item, int | str], number: str = "2001") -> SalesOrder:
        async with self.db.write() as session:
            return await builders.make_so(session, self.customer, list(lines), number=number)

    async def tea_walk(self, qty: int = 6) -> tuple[SalesOrder, UUID]:
        """An order of tea: lot SOON (4, in B-01) is due before LATE (20, in A-01 and B-01)."""
        await self.put(self.tea, self.a1, 10, lot="LATE", expires_on=date(2027, 9, 1))
        await self.put(self.tea, self.b1, 4, lot="SOON", expires_on=date(2027, 3, 14))
        await self.put(self.tea, self.b1, 10, lot="LATE", expires_on=date(2027, 9, 1))
        order = await self.order((self.tea, qty))
        return order, await self.release(order)

    async def release(self, order: SalesOrder) -> UUID:
        async def work(session: Any) -> UUID:
            return await release(session, order.id, today=RULES.today())

        return await self.db.transact(work)

    async def scan(
        self, subject: Subject, *, by: User | None = None, actor: Any = None, **values: Any
    ) -> FloorAnswer:
        values.setdefault("rules", RULES)
        scan = builders.floor_scan(
            subject, actor or builders.actor_for(by or self.picker), **values
        )
        return await self.db.transact(lambda session: service.apply_scan(session, scan))

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
