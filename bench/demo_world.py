"""The simulated company's own orders, read into a fresh database and made ready to scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import httpx
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Barcode, BarcodeKind, Item
from app.core.security import Vault
from app.inventory.lots import ensure_lot
from app.orders.models import PurchaseOrder, PurchaseOrderLine, SalesOrder, SalesOrderLine
from app.quickbooks.online.connect import connect_simulator
from app.quickbooks.registry import Registry
from app.receiving.models import Receipt
from app.receiving.service import open_receipt_for_order
from app.sync import jobs
from bench.engines import database
from bench.jobs import Goods, ReceiveJob, ShipJob
from bench.packed import Box, pack, put_on_bench
from bench.serving import SERVER_KEY
from bench.world import Floor, build_floor, gtin

CARTONS_PER_LINE = 6


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """Who scans, and what there is to scan."""

    token: str
    receive: Sequence[ReceiveJob]
    ship: Sequence[ShipJob]


async def prepare(url: str, books_url: str) -> DemoWorld:
    """Connect the company, read it, open its purchase orders, pack its sales orders."""
    async with database(url) as db:
        async with db.write() as session:
            floor = await build_floor(session)
        async with httpx.AsyncClient() as http:
            vault = Vault(SERVER_KEY)
            await connect_simulator(db, vault, http, base_url=books_url)
            await jobs.pull({"db": db, "channels": Registry(db, vault, http)})
        async with db.write() as session:
            goods = await _label(session)
            receive = await _receipts(session, floor, goods)
            ship = await _cartons(session, floor, goods)
    return DemoWorld(floor.tokens[0], receive, ship)


Labelled = dict[object, Goods]


async def _label(session: AsyncSession) -> Labelled:
    """A barcode for every item; none is kept by lot."""
    found: Labelled = {}
    for number, item in enumerate((await session.exec(select(Item).order_by(Item.sku))).all()):
        text = gtin(number)
        session.add(Barcode(item_id=item.id, text=text, kind=BarcodeKind.GTIN))
        lot = await ensure_lot(session, item_id=item.id)
        found[item.id] = Goods(item.id, item.sku, text, lot.id)
    await session.flush()
    return found


async def _receipts(session: AsyncSession, floor: Floor, goods: Labelled) -> list[ReceiveJob]:
    """Every unit of every purchase order, line by line in turn."""
    found: list[ReceiveJob] = []
    for order in (await session.exec(select(PurchaseOrder))).all():
        receipt_id = await open_receipt_for_order(session, order.id, user_id=floor.people[0].id)
        receipt = await session.get_one(Receipt, receipt_id)
        query = select(PurchaseOrderLine).where(PurchaseOrderLine.order_id == order.id)
        lines = (await session.exec(query)).all()
        dock = floor.warehouse.dock.id
        found += [
            ReceiveJob(receipt_id, receipt.number, order.id, line.id, goods[line.item_id], dock)
            for unit in range(int(max(line.qty for line in lines)))
            for line in lines
            if unit < line.qty
        ]
    return found


async def _cartons(session: AsyncSession, floor: Floor, goods: Labelled) -> list[ShipJob]:
    """Some units of every sales order, each in a carton of its own."""
    found: list[ShipJob] = []
    for order in (await session.exec(select(SalesOrder).order_by(col(SalesOrder.number)))).all():
        query = select(SalesOrderLine).where(SalesOrderLine.order_id == order.id)
        boxes: list[Box] = [
            [(line, goods[line.item_id], Decimal(1))]
            for line in (await session.exec(query)).all()
            for _ in range(min(int(line.qty), CARTONS_PER_LINE))
        ]
        found += await pack(session, floor, order, boxes)
    await put_on_bench(session, floor, found)
    return found
