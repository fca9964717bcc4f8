"""A whole floor at once: releases, picks and shipments of the same few lots, side by side."""

import asyncio
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from app.catalog.models import Item
from app.core.upsert import table_of
from app.inventory.models import MoveReason, StockBalance, StockMove
from app.orders.models import OrderState, SalesOrder
from app.picking.problems import NoStock
from tests import builders
from tests.floor import Floor, applied

ORDERS = 12
UNITS = 4  # per item and order
STOCK = 40  # per item, in two bins; less than is ordered


async def test_orders_worked_side_by_side_leave_books_that_add_up(floor: Floor) -> None:
    async with floor.db.write() as session:
        items = [await builders.make_item(session, f"SKU-{n}") for n in range(3)]
    for item in items:
        await floor.put(item, floor.a1, STOCK // 2)
        await floor.put(item, floor.b1, STOCK // 2)
    orders = []
    for n in range(ORDERS):
        turned = items[n % 3 :] + items[: n % 3]  # lines in another order every time
        lines = [(item, UNITS) for item in turned]
        orders.append(await floor.order(*lines, number=f"50{n:02}"))

    shipped = await asyncio.gather(*(_work(floor, order, items) for order in orders))

    assert sum(shipped) == Decimal(STOCK * len(items))
    balance, moves = table_of(StockBalance), table_of(StockMove)
    async with floor.db.read() as session:
        rows = (await session.execute(sa.select(balance.c.on_hand, balance.c.reserved))).all()
        left = await session.scalar(
            sa.select(sa.func.sum(moves.c.qty)).where(moves.c.reason == MoveReason.SHIP)
        )
        states = (await session.execute(sa.select(table_of(SalesOrder).c.state))).scalars()
        assert set(states) <= {OrderState.OPEN, OrderState.RELEASED, OrderState.CLOSED}
    assert all(row == (Decimal(0), Decimal(0)) for row in rows)
    assert left == Decimal(STOCK * len(items))


async def _work(floor: Floor, order: SalesOrder, items: list[Item]) -> Decimal:
    """Release, pick every stop unit by unit, ship; how many units left."""
    try:
        task_id = await floor.release(order)
    except NoStock:
        return Decimal(0)
    picked = await _pick_all(floor, task_id, {item.id: item for item in items})
    answer = applied(
        await floor.ship(
            builders.document_subject("sales_order", order.id, order.number),
            answers={"confirmed": frozenset({"unpacked_goods"})},
        )
    )
    assert answer.effect["qty"] == str(picked)
    return picked


async def _pick_all(floor: Floor, task_id: UUID, items: dict[UUID, Item]) -> Decimal:
    picked = Decimal(0)
    bins = {floor.a1.id: floor.a1, floor.b1.id: floor.b1}
    for stop in await floor.stops(task_id):
        for _ in range(int(stop.qty)):
            applied(await floor.pick(task_id, items[stop.item_id], bins[stop.place.id]))
            picked += 1
    return picked
