"""Packing: every picked unit is checked into a carton, and nothing else."""

from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.catalog.models import Item, Tracking
from app.core.types import new_id
from app.core.upsert import table_of
from app.inventory.floor import FloorAnswer, Subject, SubjectKind
from app.inventory.problems import WrongItem, WrongLot
from app.orders.models import OrderState, SalesOrder
from app.picking.models import Pick
from app.shipping.models import CartonLine
from app.shipping.problems import (
    CartonClosed,
    NoOrderYet,
    NotForPacking,
    OrderCancelled,
    OverPack,
    SerialNotPicked,
    WrongCarton,
)
from tests import builders
from tests.floor import Floor, applied, asked

NOTHING = Subject(SubjectKind.NOTHING)


async def pack(floor: Floor, order: SalesOrder, item: Item, **values: object) -> FloorAnswer:
    subject = {
        name: values.pop(name)
        for name in ("lot_number", "serial_number", "pack_qty")
        if name in values
    }
    return await floor.pack(builders.item_subject(item, **subject), document_id=order.id, **values)


async def test_order_number_opens_the_bench_and_lists_what_to_pack(floor: Floor) -> None:
    order = await floor.picked_tea()
    answer = applied(
        await floor.pack(builders.document_subject("sales_order", order.id, order.number))
    )
    assert answer.code == "opened"
    assert answer.document_id == order.id
    assert [(one["lot"], one["qty"]) for one in answer.effect["to_pack"]] == [
        ("LATE", "2"),
        ("SOON", "4"),
    ]


async def test_pick_task_number_opens_its_order(floor: Floor) -> None:
    order = await floor.picked_tea()
    async with floor.db.read() as session:
        task_id = (await session.execute(sa.select(table_of(Pick).c.task_id))).scalars().first()
    assert task_id is not None
    answer = applied(await floor.pack(builders.document_subject("pick_task", task_id, "P-000001")))
    assert answer.document_id == order.id


async def test_first_item_scan_opens_a_carton_and_the_next_goes_into_it(floor: Floor) -> None:
    order = await floor.picked_tea()
    first = applied(await pack(floor, order, floor.tea, lot_number="SOON"))
    assert first.code == "packed"
    assert first.effect["carton"]["number"] == "C-000001"
    assert first.effect["to_pack_qty"] == "5"
    second = applied(await pack(floor, order, floor.tea, lot_number="SOON", qty=Decimal(3)))
    assert second.effect["carton"] == first.effect["carton"]
    last = applied(await pack(floor, order, floor.tea, lot_number="LATE", qty=Decimal(2)))
    assert last.effect["done"] is True
    assert last.effect["to_pack"] == []


async def test_one_scan_may_pack_what_several_scans_picked(floor: Floor) -> None:
    order, task_id = await floor.tea_walk()
    for _ in range(3):
        await floor.pick(task_id, floor.tea, floor.b1, lot_number="SOON")
    applied(await pack(floor, order, floor.tea, lot_number="SOON", qty=Decimal(2)))
    async with floor.db.read() as session:
        packed = (await session.execute(sa.select(table_of(Pick).c.packed_qty))).scalars()
        assert sorted(packed) == [Decimal(0), Decimal(1), Decimal(1)]
        lines = (await session.execute(sa.select(table_of(CartonLine).c.qty))).scalars()
        assert list(lines) == [Decimal(1), Decimal(1)]


async def test_plain_code_asks_which_of_the_picked_lots_it_is(floor: Floor) -> None:
    order = await floor.picked_tea()
    need = asked(await pack(floor, order, floor.tea))
    assert (need.field, [choice.value for choice in need.choices]) == ("lot", ["LATE", "SOON"])
    assert applied(await pack(floor, order, floor.tea, answers={"lot": "LATE"})).code == "packed"


async def test_more_than_was_picked_is_refused_with_the_remaining(floor: Floor) -> None:
    order = await floor.picked_tea()
    with pytest.raises(OverPack) as refused:
        await pack(floor, order, floor.tea, lot_number="SOON", qty=Decimal(5))
    assert refused.value.params["remaining"] == "4"
    await pack(floor, order, floor.tea, lot_number="SOON", qty=Decimal(4))
    with pytest.raises(OverPack) as again:
        await pack(floor, order, floor.tea, lot_number="SOON")
    assert again.value.params["remaining"] == "0"


async def test_item_or_lot_that_was_not_picked_is_refused(floor: Floor) -> None:
    order = await floor.picked_tea()
    async with floor.db.write() as session:
        coffee = await builders.make_item(session, "COF-1", name="Coffee")
    with pytest.raises(WrongItem):
        await pack(floor, order, coffee)
    with pytest.raises(WrongLot) as refused:
        await pack(floor, order, floor.tea, lot_number="OTHER")
    assert "LATE, SOON" in refused.value.detail


async def drills(floor: Floor) -> tuple[SalesOrder, Item]:
    async with floor.db.write() as session:
        drill = await builders.make_item(session, "DRILL", name="Drill", tracking=Tracking.SERIAL)
    await floor.put(drill, floor.a1, 3, serials=["S1", "S2", "S3"])
    order = await floor.order((drill, 2))
    task_id = await floor.release(order)
    for serial in ("S1", "S3"):
        applied(await floor.pick(task_id, drill, floor.a1, serial_number=serial))
    return order, drill


async def test_only_the_serials_that_were_picked_are_packed_once(floor: Floor) -> None:
    order, drill = await drills(floor)
    assert asked(await pack(floor, order, drill)).field == "serial"
    with pytest.raises(SerialNotPicked):
        await pack(floor, order, drill, serial_number="S2")
    assert applied(await pack(floor, order, drill, serial_number="S3")).effect["serial"] == "S3"
    with pytest.raises(OverPack):
        await pack(floor, order, drill, serial_number="S3")
    assert applied(await pack(floor, order, drill, answers={"serial": "S1"})).effect["done"]


async def new_carton(floor: Floor, order: SalesOrder) -> UUID:
    answer = applied(await floor.pack(NOTHING, step="new_carton", document_id=order.id))
    assert answer.code == "carton"
    return UUID(answer.effect["carton"]["id"])


async def test_new_carton_is_used_next_and_an_empty_one_is_not_doubled(floor: Floor) -> None:
    order = await floor.picked_tea()
    first = applied(await pack(floor, order, floor.tea, lot_number="SOON"))
    second = await new_carton(floor, order)
    assert await new_carton(floor, order) == second
    into_new = applied(await pack(floor, order, floor.tea, lot_number="SOON"))
    assert into_new.effect["carton"]["id"] == str(second)
    back = applied(
        await pack(
            floor,
            order,
            floor.tea,
            lot_number="SOON",
            carton_id=UUID(first.effect["carton"]["id"]),
        )
    )
    assert back.effect["carton"] == first.effect["carton"]


async def test_carton_scan_puts_it_back_on_the_bench(floor: Floor) -> None:
    order = await floor.picked_tea()
    carton_id = await new_carton(floor, order)
    subject = builders.document_subject("carton", carton_id, "C-000001")
    answer = applied(await floor.pack(subject, document_id=order.id))
    assert answer.effect["type"] == "carton"
    other = await floor.order((floor.tea, 1), number="2002")
    with pytest.raises(WrongCarton):
        await floor.pack(subject, document_id=other.id)


async def test_shipped_carton_takes_nothing_more(floor: Floor) -> None:
    order = await floor.picked_tea()
    first = applied(await pack(floor, order, floor.tea, lot_number="SOON"))
    carton_id = UUID(first.effect["carton"]["id"])
    await floor.ship(builders.document_subject("carton", carton_id, "C-000001"))
    with pytest.raises(CartonClosed):
        await pack(floor, order, floor.tea, lot_number="SOON", carton_id=carton_id)


async def test_finish_says_what_is_left(floor: Floor) -> None:
    order = await floor.picked_tea()
    answer = applied(await floor.pack(NOTHING, step="finish", document_id=order.id))
    assert (answer.code, answer.effect["to_pack_qty"]) == ("finished", "6")


async def test_scans_that_make_no_sense_at_the_bench_are_refused(floor: Floor) -> None:
    order = await floor.picked_tea()
    with pytest.raises(NoOrderYet):
        await floor.pack(builders.item_subject(floor.tea))
    with pytest.raises(NotForPacking):
        await floor.pack(builders.place_subject(floor.a1), document_id=order.id)
    with pytest.raises(NotForPacking):
        await floor.pack(builders.document_subject("receipt", new_id(), "R-000001"))


async def test_cancelled_order_is_not_packed(floor: Floor) -> None:
    order = await floor.picked_tea()
    async with floor.db.write() as session:
        orders = table_of(SalesOrder)
        await session.execute(
            sa.update(orders).where(orders.c.id == order.id).values(state=OrderState.CANCELLED)
        )
    with pytest.raises(OrderCancelled):
        await pack(floor, order, floor.tea, lot_number="SOON")
