"""Releasing an order: which stock it gets, what it does not get, and what happens twice."""

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.catalog.models import LocationUse, RemovalOrder, Tracking
from app.core import clock
from app.inventory.lots import hold_lot
from app.orders.models import OrderState, SalesOrder
from app.picking.problems import NoStock, NothingToPick, OrderNotOpen
from tests import builders
from tests.floor import Floor

NEXT_YEAR = date(2027, 3, 14)
LATER = date(2027, 9, 1)


async def test_earliest_expiry_is_allocated_first_whatever_the_bin(floor: Floor) -> None:
    await floor.put(floor.tea, floor.a1, 10, lot="LATE", expires_on=LATER)
    await floor.put(floor.tea, floor.b1, 4, lot="SOON", expires_on=NEXT_YEAR)
    task_id = await floor.release(await floor.order((floor.tea, 6)))
    stops = await floor.stops(task_id)
    assert [(s.lot.number, s.qty, s.place.code) for s in stops] == [
        ("LATE", Decimal(2), "A-01"),  # walk order, not removal order
        ("SOON", Decimal(4), "B-01"),
    ]


async def test_lots_without_a_date_come_after_dated_ones(floor: Floor) -> None:
    await floor.put(floor.tea, floor.a1, 5, lot="NODATE")
    await floor.put(floor.tea, floor.b1, 5, lot="DATED", expires_on=LATER)
    task_id = await floor.release(await floor.order((floor.tea, 5)))
    assert [s.lot.number for s in await floor.stops(task_id)] == ["DATED"]


async def test_fifo_item_takes_what_was_received_first(floor: Floor) -> None:
    async with floor.db.write() as session:
        rice = await builders.make_item(
            session, "RICE", tracking=Tracking.LOT, removal=RemovalOrder.FIFO
        )
    with clock.freeze(datetime(2026, 11, 1, tzinfo=UTC)):
        await floor.put(rice, floor.b1, 5, lot="OLD", expires_on=LATER)
    with clock.freeze(datetime(2026, 11, 9, tzinfo=UTC)):
        await floor.put(rice, floor.a1, 5, lot="NEW", expires_on=NEXT_YEAR)
    task_id = await floor.release(await floor.order((rice, 5)))
    assert [s.lot.number for s in await floor.stops(task_id)] == ["OLD"]


async def test_same_lot_in_two_bins_is_taken_along_the_walk(floor: Floor) -> None:
    await floor.put(floor.tea, floor.b1, 5, lot="L1", expires_on=LATER)
    await floor.put(floor.tea, floor.a1, 5, lot="L1", expires_on=LATER)
    task_id = await floor.release(await floor.order((floor.tea, 3)))
    assert [s.place.code for s in await floor.stops(task_id)] == ["A-01"]


async def test_expired_held_quarantined_and_packed_stock_is_never_allocated(floor: Floor) -> None:
    async with floor.db.write() as session:
        quarantine = await builders.make_bin(
            session, "Q-01", warehouse=floor.warehouse, use=LocationUse.QUARANTINE
        )
        damaged = await builders.make_bin(
            session, "D-01", warehouse=floor.warehouse, use=LocationUse.DAMAGED
        )
        closed = await builders.make_bin(session, "X", warehouse=floor.warehouse, active=False)
    await floor.put(floor.tea, floor.a1, 5, lot="EXPIRED", expires_on=date(2020, 1, 1))
    held = await floor.put(floor.tea, floor.a1, 5, lot="HELD", expires_on=LATER)
    for bin_ in (quarantine, damaged, closed, floor.warehouse.packing):
        await floor.put(floor.tea, bin_, 5, lot="GOOD", expires_on=LATER)
    async with floor.db.write() as session:
        await hold_lot(session, held, reason="smells")
    order = await floor.order((floor.tea, 5))
    with pytest.raises(NoStock) as refused:
        await floor.release(order)
    assert "5 Green tea" in refused.value.detail
    async with floor.db.read() as session:
        stored = await session.get(SalesOrder, order.id)
    assert stored is not None
    assert stored.state is OrderState.OPEN


async def test_a_lot_is_good_on_its_date_and_not_the_day_after(floor: Floor) -> None:
    with clock.freeze(datetime(2027, 3, 14, 23, 0, tzinfo=UTC)):
        await floor.put(floor.tea, floor.a1, 5, lot="L1", expires_on=NEXT_YEAR)
        await floor.release(await floor.order((floor.tea, 2)))
    with clock.freeze(datetime(2027, 3, 15, 1, 0, tzinfo=UTC)), pytest.raises(NoStock):
        await floor.release(await floor.order((floor.tea, 2), number="2002"))


async def test_what_is_not_in_stock_stays_on_backorder(floor: Floor) -> None:
    lot = await floor.put(floor.tea, floor.a1, 4, lot="L1", expires_on=LATER)
    order = await floor.order((floor.tea, 10))
    await floor.release(order)
    line = await floor.line(order)
    assert (line.allocated_qty, line.qty - line.allocated_qty) == (Decimal(4), Decimal(6))
    assert await floor.balance(lot, floor.a1) == (Decimal(4), Decimal(4))
    async with floor.db.read() as session:
        stored = await session.get(SalesOrder, order.id)
    assert stored is not None
    assert stored.state is OrderState.RELEASED


async def test_releasing_twice_changes_nothing(floor: Floor) -> None:
    lot = await floor.put(floor.tea, floor.a1, 20, lot="L1", expires_on=LATER)
    order = await floor.order((floor.tea, 6))
    first = await floor.release(order)
    assert await floor.release(order) == first
    assert await floor.balance(lot, floor.a1) == (Decimal(20), Decimal(6))
    assert [s.qty for s in await floor.stops(first)] == [Decimal(6)]


async def test_backorder_is_allocated_on_the_open_walk_when_stock_has_arrived(
    floor: Floor,
) -> None:
    await floor.put(floor.tea, floor.a1, 4, lot="L1", expires_on=LATER)
    order = await floor.order((floor.tea, 10))
    task_id = await floor.release(order)
    await floor.put(floor.tea, floor.a1, 3, lot="L1", expires_on=LATER)
    await floor.put(floor.tea, floor.b1, 9, lot="L2", expires_on=LATER)
    assert await floor.release(order) == task_id
    assert [(s.place.code, s.qty) for s in await floor.stops(task_id)] == [
        ("A-01", Decimal(7)),
        ("B-01", Decimal(3)),
    ]


async def test_closed_order_is_not_released(floor: Floor) -> None:
    order = await floor.order((floor.tea, 1))
    async with floor.db.write() as session:
        stored = await session.get(SalesOrder, order.id)
        assert stored is not None
        stored.state = OrderState.CLOSED
        session.add(stored)
    with pytest.raises(OrderNotOpen):
        await floor.release(order)


async def test_an_order_without_lines_says_so(floor: Floor) -> None:
    with pytest.raises(NothingToPick):
        await floor.release(await floor.order())


async def test_two_lines_of_one_item_share_the_stock(floor: Floor) -> None:
    await floor.put(floor.tea, floor.a1, 5, lot="L1", expires_on=LATER)
    order = await floor.order((floor.tea, 3), (floor.tea, 4))
    await floor.release(order)
    first, second = await floor.line(order, 1), await floor.line(order, 2)
    assert first.allocated_qty + second.allocated_qty == Decimal(5)


async def test_releases_at_the_same_moment_never_promise_more_than_there_is(floor: Floor) -> None:
    lots = [
        await floor.put(floor.tea, floor.a1, 7, lot="L1", expires_on=NEXT_YEAR),
        await floor.put(floor.tea, floor.b1, 8, lot="L2", expires_on=LATER),
    ]
    orders = [await floor.order((floor.tea, 3), number=f"30{n:02}") for n in range(8)]
    results = await asyncio.gather(
        *(floor.release(order) for order in orders), return_exceptions=True
    )
    refused = [one for one in results if isinstance(one, BaseException)]
    assert all(isinstance(one, NoStock) for one in refused)
    allocated = [(await floor.line(order)).allocated_qty for order in orders]
    assert sum(allocated) == Decimal(15)
    assert await floor.balance(lots[0], floor.a1) == (Decimal(7), Decimal(7))
    assert await floor.balance(lots[1], floor.b1) == (Decimal(8), Decimal(8))
