"""A company that has been at work for a while: catalogue, stock, orders, walks, packed cartons.

Single documents go through the application's own verbs; what would take minutes that way (goods
already picked and packed) is written as the rows those verbs would have left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count, cycle, islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import Role, User
from app.access.tokens import create_token
from app.catalog import places
from app.catalog.gtin import check_digit
from app.catalog.models import Barcode, BarcodeKind, Item, Location, LocationUse, Tracking
from app.core import clock
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.models import Lot, MoveReason
from app.orders.models import PurchaseOrder, PurchaseOrderLine, SalesOrder, SalesOrderLine
from app.picking.models import Allocation
from app.picking.release import release
from app.receiving.models import Receipt
from app.receiving.service import open_receipt_for_order
from app.sync.models import ConnectionKind, QuickBooksConnection
from app.sync.settings import ConnectionSettings
from bench.jobs import Goods, PickJob, ReceiveJob
from tests import builders

CLIENTS = 16
ZONE = "America/New_York"
RECEIVE_LINES, RECEIVE_EACH = 10, 2
PICK_LINES, PICK_EACH = 4, 2
STOCK = Decimal(100_000)


@dataclass(frozen=True, slots=True)
class Floor:
    """People with tokens, a warehouse, and numbers for the next documents."""

    people: tuple[User, ...]
    tokens: tuple[str, ...]
    warehouse: builders.Warehouse
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


@dataclass(frozen=True, slots=True)
class Base:
    """What all documents are made of."""

    floor: Floor
    bins: tuple[Location, ...]
    goods: tuple[Goods, ...]
    vendor_id: UUID
    customer_id: UUID
    connection_id: UUID
    vendors_place: Location
    customers_place: Location

    def some_goods(self) -> Iterator[Goods]:
        """Every item in turn, over and over."""
        return cycle(self.goods)


async def build_floor(session: AsyncSession) -> Floor:
    """One person with a token per client, and a warehouse with dock and packing bench."""
    warehouse = await builders.make_warehouse(session)
    people = [await builders.make_user(session, f"Person {n}") for n in range(CLIENTS)]
    tokens = [
        (await create_token(session, user_id=user.id, label="bench", role=Role.OPERATOR)).token
        for user in people
    ]
    return Floor(tuple(people), tuple(tokens), warehouse)


async def build_base(session: AsyncSession, *, items: int) -> Base:
    """A floor, a bin per item, items with stock, and a connection."""
    floor = await build_floor(session)
    bins = [_bin(floor.warehouse, number) for number in range(items)]
    await store(session, bins)
    return Base(
        floor=floor,
        bins=tuple(bins),
        goods=tuple(await _catalogue(session, bins)),
        vendor_id=(await builders.make_vendor(session)).id,
        customer_id=(await builders.make_customer(session)).id,
        connection_id=await _connection(session),
        vendors_place=await places.virtual(session, LocationUse.VENDOR),
        customers_place=await places.virtual(session, LocationUse.CUSTOMER),
    )


async def _connection(session: AsyncSession) -> UUID:
    """An active connection, so that every scan fills the outbox; nobody calls it."""
    connection = QuickBooksConnection(
        kind=ConnectionKind.ONLINE,
        company_name="Bench",
        endpoints={},
        settings=ConnectionSettings().stored(),
    )
    await store(session, [connection])
    return connection.id


def _bin(warehouse: builders.Warehouse, number: int) -> Location:
    code = f"A-{number // 10:02}-{number % 10}"
    return Location(
        code=code,
        barcode=f"BIN:{code}",
        level=warehouse.dock.level,
        parent_id=warehouse.location.id,
        warehouse_id=warehouse.location.id,
        walk_order=number,
    )


async def _catalogue(session: AsyncSession, bins: Sequence[Location]) -> list[Goods]:
    """One item per bin with plenty of stock in it; two of three are kept by lot and expiry."""
    expires_on = clock.today(ZONE) + timedelta(days=400)
    items, barcodes, lots, goods = [], [], [], []
    for number in range(len(bins)):
        by_lot = number % 3 > 0
        item = Item(
            sku=f"SKU-{number:05}",
            name=f"Bench item {number}",
            tracking=Tracking.LOT if by_lot else Tracking.NONE,
            has_expiry=by_lot,
            purchase_cost=Decimal("1.25"),
            sales_price=Decimal("2.5"),
        )
        text = gtin(number)
        lot = Lot(
            item_id=item.id,
            number=f"L{number:05}" if by_lot else "",
            expires_on=expires_on if by_lot else None,
        )
        items.append(item)
        barcodes.append(Barcode(item_id=item.id, text=text, kind=BarcodeKind.GTIN))
        lots.append(lot)
        goods.append(Goods(item.id, item.sku, text, lot.id, lot.number, lot.expires_on))
    for rows in (items, barcodes, lots):
        await store(session, rows)
    pairs = list(zip(goods, bins, strict=True))
    await open_stock(session, [(one, STOCK, place, False) for one, place in pairs])
    return goods


def gtin(number: int) -> str:
    """A GTIN-14 of an EAN-13, from GS1's prefix for examples."""
    body = f"0950600{number:06}"
    return f"{body}{check_digit(body)}"


async def open_stock(
    session: AsyncSession, stock: Sequence[tuple[Goods, Decimal, Location, bool]]
) -> None:
    """Opening stock in one go; the flag keeps it reserved, as picked goods are."""
    origin = ledger.place(await places.virtual(session, LocationUse.ADJUSTMENT))
    moves = [
        ledger.Move(
            item_id=goods.item_id,
            lot_id=goods.lot_id,
            qty=qty,
            origin=origin,
            target=ledger.place(location),
            reason=MoveReason.OPENING,
            document_type="opening",
            keep_reserved=reserved,
        )
        for goods, qty, location, reserved in stock
    ]
    await ledger.post_moves(session, moves, ledger.MoveContext())


async def receipts(session: AsyncSession, base: Base, documents: int) -> list[ReceiveJob]:
    """Purchase orders with an open receipt each; a line arrives unit by unit."""
    goods, bins, opener = base.some_goods(), cycle(base.bins), base.floor.people[0].id
    jobs: list[ReceiveJob] = []
    for _ in range(documents):
        order = PurchaseOrder(number=f"PO-{next(base.floor.numbers)}", vendor_id=base.vendor_id)
        wanted = list(islice(goods, RECEIVE_LINES))
        lines = [
            PurchaseOrderLine(
                order_id=order.id,
                line_no=line_no,
                external_line_id=str(line_no),
                item_id=one.item_id,
                qty=Decimal(RECEIVE_EACH),
                unit_cost=Decimal("1.2"),
            )
            for line_no, one in enumerate(wanted, start=1)
        ]
        await store(session, [order])
        await store(session, lines)
        receipt_id = await open_receipt_for_order(session, order.id, user_id=opener)
        receipt = await session.get_one(Receipt, receipt_id)
        place = next(bins)
        jobs += [
            ReceiveJob(receipt_id, receipt.number, order.id, line.id, one, place.id)
            for _ in range(RECEIVE_EACH)
            for line, one in zip(lines, wanted, strict=True)
        ]
    return jobs


async def walks(session: AsyncSession, base: Base, documents: int) -> list[PickJob]:
    """Released sales orders with their walk; a stop is picked unit by unit."""
    goods = base.some_goods()
    by_lot = {one.lot_id: one for one in base.goods}
    today = clock.today(ZONE)
    jobs: list[PickJob] = []
    for _ in range(documents):
        wanted = [(one, Decimal(PICK_EACH)) for one in islice(goods, PICK_LINES)]
        order, _lines = await sales_order(session, base, wanted)
        task_id = await release(session, order.id, today=today)
        for stop in await _stops(session, task_id):
            one = by_lot[stop.lot_id]
            job = PickJob(task_id, stop.id, stop.order_line_id, one, stop.location_id)
            jobs += [job] * PICK_EACH
    return jobs


async def _stops(session: AsyncSession, task_id: UUID) -> Sequence[sa.Row[Any]]:
    stop, place = table_of(Allocation).c, table_of(Location).c
    query = (
        sa.select(stop.id, stop.order_line_id, stop.lot_id, stop.location_id)
        .join(table_of(Location), place.id == stop.location_id)
        .where(stop.task_id == task_id)
        .order_by(place.walk_order)
    )
    return (await session.execute(query)).all()


async def sales_order(
    session: AsyncSession, base: Base, wanted: Sequence[tuple[Goods, Decimal]], **columns: Any
) -> tuple[SalesOrder, list[SalesOrderLine]]:
    """A sales order; `columns` are more of its lines'."""
    order = SalesOrder(number=f"SO-{next(base.floor.numbers)}", customer_id=base.customer_id)
    lines = [
        SalesOrderLine(
            order_id=order.id,
            line_no=line_no,
            external_line_id=str(line_no),
            item_id=one.item_id,
            qty=qty,
            unit_price=Decimal("2.5"),
            **columns,
        )
        for line_no, (one, qty) in enumerate(wanted, start=1)
    ]
    await store(session, [order])
    await store(session, lines)
    return order, lines


async def store(session: AsyncSession, rows: Sequence[object]) -> None:
    """Insert rows of one table together."""
    session.add_all(rows)
    await session.flush()
