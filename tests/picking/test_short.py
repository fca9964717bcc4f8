"""Short picks and the end of a walk."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.upsert import table_of
from app.inventory.floor import Subject, SubjectKind
from app.orders.models import OrderState, SalesOrder
from app.picking.models import Allocation, PickTask, TaskState
from app.picking.problems import OverPick, StopNotFound
from tests.floor import Floor, applied, asked

NOTHING = Subject(SubjectKind.NOTHING)


async def test_short_pick_asks_why_then_offers_another_lot(floor: Floor) -> None:
    order, task_id = await floor.tea_walk()
    soon = next(s for s in await floor.stops(task_id) if s.lot.number == "SOON")
    need = asked(await floor.scan(NOTHING, step="short", document_id=task_id, line_id=soon.id))
    assert (need.field, need.code) == ("reason", "short_reason")
    answer = applied(
        await floor.scan(
            NOTHING,
            step="short",
            document_id=task_id,
            line_id=soon.id,
            qty=Decimal(3),
            answers={"reason": "not_there"},
        )
    )
    assert answer.effect["short"] == "3"
    assert answer.effect["reallocated"] == "3"
    assert answer.effect["backorder"] == "0"
    stops = {(s.place.code, s.lot.number): s for s in await floor.stops(task_id)}
    assert stops["B-01", "SOON"].rest == Decimal(1)
    assert stops["A-01", "LATE"].rest == Decimal(5)  # the stop that was there grew
    assert await floor.balance(soon.lot.id, floor.b1) == (Decimal(4), Decimal(1))
    assert (await floor.line(order)).allocated_qty == Decimal(6)
    async with floor.db.read() as session:
        stop = await session.get(Allocation, soon.id)
    assert stop is not None
    assert (stop.short_qty, stop.short_reason, stop.short_by) == (
        Decimal(3),
        "not_there",
        floor.picker.id,
    )


async def test_what_cannot_be_found_elsewhere_is_left_on_backorder(floor: Floor) -> None:
    await floor.put(floor.tea, floor.a1, 5, lot="L1", expires_on=date(2027, 9, 1))
    order = await floor.order((floor.tea, 5))
    task_id = await floor.release(order)
    (stop,) = await floor.stops(task_id)
    await floor.pick(task_id, floor.tea, floor.a1, lot_number="L1", qty=Decimal(2))
    answer = applied(
        await floor.scan(
            NOTHING,
            step="short",
            document_id=task_id,
            line_id=stop.id,
            answers={"reason": "damaged"},
        )
    )
    assert answer.effect["backorder"] == "3"
    assert answer.effect["done"] is True
    line = await floor.line(order)
    assert (line.allocated_qty, line.picked_qty) == (Decimal(0), Decimal(2))
    async with floor.db.read() as session:
        task = await session.get(PickTask, task_id)
    assert task is not None
    assert task.state is TaskState.DONE
    again = await floor.release(order)  # a new walk looks again
    assert again != task_id


async def test_more_short_than_is_left_is_refused(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    (first, _) = await floor.stops(task_id)
    with pytest.raises(OverPick) as refused:
        await floor.scan(
            NOTHING, step="short", document_id=task_id, line_id=first.id, qty=Decimal(3)
        )
    assert refused.value.params["remaining"] == "2"


async def test_short_of_an_unknown_stop_is_refused(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    for line_id in (None, task_id):
        with pytest.raises(StopNotFound):
            await floor.scan(NOTHING, step="short", document_id=task_id, line_id=line_id)


async def test_finish_with_open_stops_asks_then_gives_the_stock_back(floor: Floor) -> None:
    order, task_id = await floor.tea_walk()
    await floor.pick(task_id, floor.tea, floor.a1, lot_number="LATE", qty=Decimal(2))
    need = asked(await floor.scan(NOTHING, step="finish", document_id=task_id))
    assert (need.field, need.code) == ("confirm", "unpicked")
    confirmed = {"confirmed": frozenset({"unpicked"})}
    answer = applied(
        await floor.scan(NOTHING, step="finish", document_id=task_id, answers=confirmed)
    )
    assert answer.effect["progress"]["picked"] == "2"
    assert answer.effect["progress"]["short"] == "4"
    line = await floor.line(order)
    assert (line.allocated_qty, line.picked_qty) == (Decimal(0), Decimal(2))
    again = applied(await floor.scan(NOTHING, step="finish", document_id=task_id))
    assert again.effect == answer.effect


async def test_finishing_a_cancelled_orders_walk_frees_its_stock_unasked(floor: Floor) -> None:
    order, task_id = await floor.tea_walk()
    lots = [(s.lot.id, s.place.code) for s in await floor.stops(task_id)]
    async with floor.db.write() as session:
        orders = table_of(SalesOrder)
        await session.execute(
            sa.update(orders).where(orders.c.id == order.id).values(state=OrderState.CANCELLED)
        )
    applied(await floor.scan(NOTHING, step="finish", document_id=task_id))
    assert (await floor.balance(lots[0][0], floor.a1))[1] == Decimal(0)
    assert (await floor.balance(lots[1][0], floor.b1))[1] == Decimal(0)
