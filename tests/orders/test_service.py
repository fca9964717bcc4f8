"""The progress counters of order lines: guarded, so nothing is counted twice."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database
from app.core.events import Event
from app.orders import service
from app.orders.models import (
    OrderState,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
)
from app.orders.problems import OrderProgressInvalid
from tests.builders import make_customer, make_item, make_po, make_so, make_vendor

Recorder = Callable[[AsyncSession, UUID, Decimal], Awaitable[None]]


class Orders:
    """A purchase order and a sales order of ten units each."""

    po: PurchaseOrder
    bought: PurchaseOrderLine
    so: SalesOrder
    sold: SalesOrderLine


@pytest.fixture
async def orders(db: Database) -> Orders:
    made = Orders()
    async with db.write() as session:
        item = await make_item(session)
        made.po = await make_po(session, await make_vendor(session), [(item, 10)])
        made.so = await make_so(session, await make_customer(session), [(item, 10)])
        made.bought = (await session.exec(select(PurchaseOrderLine))).one()
        made.sold = (await session.exec(select(SalesOrderLine))).one()
    return made


async def record(db: Database, verb: Recorder, line: Any, qty: str) -> None:
    async with db.write() as session:
        await verb(session, line.id, Decimal(qty))


async def sold(db: Database) -> list[Decimal]:
    """Allocated, picked, shipped."""
    async with db.read() as session:
        line = (await session.exec(select(SalesOrderLine))).one()
        return [line.allocated_qty, line.picked_qty, line.shipped_qty]


async def refused(db: Database, verb: Recorder, line: Any, qty: str) -> None:
    with pytest.raises(OrderProgressInvalid):
        await record(db, verb, line, qty)


async def test_a_line_goes_from_reserved_to_picked_to_shipped(db: Database, orders: Orders) -> None:
    await record(db, service.record_allocated, orders.sold, "8.5")
    await record(db, service.record_picked, orders.sold, "6")
    await record(db, service.record_shipped, orders.sold, "4.25")
    assert await sold(db) == [Decimal("2.5"), Decimal(6), Decimal("4.25")]


async def test_no_more_is_reserved_than_is_ordered(db: Database, orders: Orders) -> None:
    await record(db, service.record_allocated, orders.sold, "10")
    await record(db, service.record_picked, orders.sold, "6")
    await refused(db, service.record_allocated, orders.sold, "0.00001")
    await record(db, service.record_allocated, orders.sold, "-4")
    await record(db, service.record_allocated, orders.sold, "4")
    await refused(db, service.record_allocated, orders.sold, "-4.00001")


async def test_no_more_is_picked_than_is_reserved_nor_shipped_than_is_picked(
    db: Database, orders: Orders
) -> None:
    await record(db, service.record_allocated, orders.sold, "5")
    await refused(db, service.record_picked, orders.sold, "5.00001")
    await record(db, service.record_picked, orders.sold, "5")
    await refused(db, service.record_shipped, orders.sold, "5.00001")
    await record(db, service.record_shipped, orders.sold, "3")
    await refused(db, service.record_picked, orders.sold, "-2.00001")
    await refused(db, service.record_shipped, orders.sold, "-3.00001")


async def test_what_is_taken_back_is_reserved_again(db: Database, orders: Orders) -> None:
    await record(db, service.record_allocated, orders.sold, "5")
    await record(db, service.record_picked, orders.sold, "5")
    await record(db, service.record_picked, orders.sold, "-2")
    assert await sold(db) == [2, 3, 0]


async def test_receipts_add_up_and_never_below_zero(db: Database, orders: Orders) -> None:
    await record(db, service.record_received, orders.bought, "12")
    await record(db, service.record_received, orders.bought, "-12")
    await refused(db, service.record_received, orders.bought, "-0.00001")


async def test_competing_reservations_never_exceed_the_order(db: Database, orders: Orders) -> None:
    tries = (record(db, service.record_allocated, orders.sold, "1") for _ in range(15))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, OrderProgressInvalid) for one in results) == 5
    assert await sold(db) == [10, 0, 0]


async def test_an_order_is_released_once(db: Database, orders: Orders) -> None:
    heard: list[Any] = []

    async def listen(announcements: list[Any]) -> None:
        heard.extend(announcements)

    db.announcer = listen
    for expected in (True, False):
        async with db.write() as session:
            assert await service.mark_released(session, orders.so.id) is expected
    assert heard == [Event("order.changed", {"type": "sales_order", "id": str(orders.so.id)})]


async def test_a_purchase_order_closes_when_all_has_come(db: Database, orders: Orders) -> None:
    await record(db, service.record_received, orders.bought, "9.99999")
    async with db.write() as session:
        assert await service.settle_purchase_order(session, orders.po.id) is False
    await record(db, service.record_received, orders.bought, "0.00001")
    async with db.write() as session:
        assert await service.settle_purchase_order(session, orders.po.id) is True
    async with db.read() as session:
        order = await session.get(PurchaseOrder, orders.po.id)
        assert order is not None
        assert order.state is OrderState.CLOSED


async def test_a_sales_order_closes_when_all_has_gone(db: Database, orders: Orders) -> None:
    for verb in (service.record_allocated, service.record_picked, service.record_shipped):
        await record(db, verb, orders.sold, "10")
    async with db.write() as session:
        await service.mark_released(session, orders.so.id)
        assert await service.settle_sales_order(session, orders.so.id) is True
        assert await service.settle_sales_order(session, orders.so.id) is False
    async with db.read() as session:
        line = (await session.exec(select(SalesOrderLine))).one()
        assert line.closed
