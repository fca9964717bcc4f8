"""Shipping: what leaves, what it does to stock and order, and what QuickBooks is told."""

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.types import new_id
from app.core.upsert import table_of
from app.inventory.floor import Applied, Subject, SubjectKind
from app.orders.models import OrderSource, OrderState, SalesOrder
from app.shipping.document import shipment_document
from app.shipping.models import Carton, CartonState, Shipment, ShipmentState
from app.shipping.problems import (
    AlreadyShipped,
    CartonEmpty,
    NotForShipping,
    NothingToShip,
    OrderCancelled,
    WrongCarton,
)
from app.sync.documents import ShipmentDoc
from app.sync.models import ConnectionKind, QuickBooksConnection, SyncOperation
from tests import builders
from tests.floor import Floor, applied, asked

NOTHING = Subject(SubjectKind.NOTHING)
EVERYTHING = {"confirmed": frozenset({"unpacked_goods"})}


async def pack(floor: Floor, order: SalesOrder, lot: str, qty: int) -> UUID:
    answer = await floor.pack(
        builders.item_subject(floor.tea, lot_number=lot), document_id=order.id, qty=Decimal(qty)
    )
    return UUID(applied(answer).effect["carton"]["id"])


async def new_carton(floor: Floor, order: SalesOrder) -> None:
    applied(await floor.pack(NOTHING, step="new_carton", document_id=order.id))


def carton(carton_id: UUID) -> Subject:
    return builders.document_subject("carton", carton_id, "C-000001")


def whole(order: SalesOrder) -> Subject:
    return builders.document_subject("sales_order", order.id, order.number)


async def stored(floor: Floor, order: SalesOrder) -> SalesOrder:
    async with floor.db.read() as session:
        found = await session.get(SalesOrder, order.id)
    assert found is not None
    return found


async def document(floor: Floor, answer: Applied) -> ShipmentDoc:
    assert answer.document_id is not None
    async with floor.db.read() as session:
        return await shipment_document(session, answer.document_id)


async def shipment_of(floor: Floor, answer: Applied) -> Shipment:
    async with floor.db.read() as session:
        found = await session.get(Shipment, answer.document_id)
    assert found is not None
    return found


async def test_carton_leaves_the_bench_and_the_order_knows(floor: Floor) -> None:
    order = await floor.picked_tea()
    soon = next(lot for lot in await floor.lots() if lot.number == "SOON")
    carton_id = await pack(floor, order, "SOON", 4)
    answer = applied(await floor.ship(carton(carton_id)))
    assert answer.code == "shipped"
    assert answer.effect["qty"] == "4"
    assert answer.effect["waiting"] == "2"
    assert answer.effect["completed"] is False
    assert await floor.balance(soon.id, floor.warehouse.packing) == (Decimal(0), Decimal(0))
    assert (await floor.line(order)).shipped_qty == Decimal(4)
    assert (await shipment_of(floor, answer)).state is ShipmentState.OPEN


async def test_each_carton_amends_the_same_shipment_until_all_has_left(floor: Floor) -> None:
    order = await floor.picked_tea()
    first = await pack(floor, order, "SOON", 4)
    await new_carton(floor, order)
    second = await pack(floor, order, "LATE", 2)
    one = applied(await floor.ship(carton(first)))
    two = applied(await floor.ship(carton(second)))
    assert one.document_id == two.document_id
    assert two.effect["completed"] is True
    assert two.effect["order_closed"] is True
    assert (await stored(floor, order)).state is OrderState.CLOSED
    doc = await document(floor, two)
    assert doc.warehouse_id == floor.warehouse.location.id
    assert [(line.qty, line.unit_amount, line.order_line_external_id) for line in doc.lines] == [
        (Decimal(6), Decimal("2.5"), "1")
    ]
    assert (doc.number, doc.customer_name, doc.sales_order_number, doc.order_source) == (
        "S-000001",
        "Corner Store",
        "2001",
        "estimate",
    )


async def test_order_scan_ships_all_its_cartons(floor: Floor) -> None:
    order = await floor.picked_tea()
    await pack(floor, order, "SOON", 4)
    await new_carton(floor, order)
    await pack(floor, order, "LATE", 2)
    answer = applied(await floor.ship(whole(order)))
    assert len(answer.effect["cartons"]) == 2
    assert answer.effect["order_closed"] is True
    with pytest.raises(AlreadyShipped):
        await floor.ship(whole(order))


async def test_goods_in_no_carton_are_asked_about_before_they_ship(floor: Floor) -> None:
    order = await floor.picked_tea()
    await pack(floor, order, "SOON", 4)
    need = asked(await floor.ship(whole(order)))
    assert (need.field, need.code) == ("confirm", "unpacked_goods")
    assert need.prompt.startswith("2 picked units are in no carton")
    answer = applied(await floor.ship(whole(order), answers=EVERYTHING))
    assert answer.effect["qty"] == "6"
    assert answer.effect["order_closed"] is True


async def test_order_may_ship_without_any_carton_on_purpose(floor: Floor) -> None:
    order = await floor.picked_tea()
    assert "Ship them without one?" in asked(await floor.ship(whole(order))).prompt
    answer = applied(await floor.ship(whole(order), answers=EVERYTHING))
    assert (answer.effect["qty"], answer.effect["cartons"]) == ("6", [])


async def test_shipped_carton_scanned_again_names_its_shipment(floor: Floor) -> None:
    order = await floor.picked_tea()
    carton_id = await pack(floor, order, "SOON", 4)
    await floor.ship(carton(carton_id))
    with pytest.raises(AlreadyShipped) as refused:
        await floor.ship(carton(carton_id))
    assert "C-000001 left with S-000001" in refused.value.detail


async def test_part_of_an_order_leaves_and_the_rest_stays_on_backorder(floor: Floor) -> None:
    await floor.put(floor.tea, floor.a1, 4, lot="L1", expires_on=date(2027, 9, 1))
    order = await floor.order((floor.tea, 10))
    task_id = await floor.release(order)
    await floor.pick(task_id, floor.tea, floor.a1, lot_number="L1", qty=Decimal(4))
    answer = applied(await floor.ship(whole(order), answers=EVERYTHING))
    assert answer.effect["backorder"] == "6"
    assert answer.effect["completed"] is True  # nothing more of it is under way
    assert (await stored(floor, order)).state is OrderState.RELEASED

    await floor.put(floor.tea, floor.b1, 6, lot="L2", expires_on=date(2027, 9, 1))
    again = await floor.release(order)
    await floor.pick(again, floor.tea, floor.b1, lot_number="L2", qty=Decimal(6))
    second = applied(await floor.ship(whole(order), answers=EVERYTHING))
    assert second.document_id != answer.document_id
    assert second.effect["order_closed"] is True
    assert [line.qty for line in (await document(floor, second)).lines] == [Decimal(6)]


async def test_shipment_stays_open_while_the_walk_goes_on(floor: Floor) -> None:
    order, task_id = await floor.tea_walk()
    await floor.pick(task_id, floor.tea, floor.a1, lot_number="LATE", qty=Decimal(2))
    answer = applied(await floor.ship(whole(order), answers=EVERYTHING))
    assert answer.effect["completed"] is False
    finished = applied(await floor.ship(NOTHING, step="finish", document_id=order.id))
    assert finished.document_id == answer.document_id
    assert (await shipment_of(floor, answer)).state is ShipmentState.COMPLETED


async def test_next_day_is_another_shipment_and_completes_the_old_one(floor: Floor) -> None:
    with clock.freeze(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        order = await floor.picked_tea()
        first = await pack(floor, order, "SOON", 4)
        monday = applied(await floor.ship(carton(first)))
    with clock.freeze(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        second = await pack(floor, order, "LATE", 2)
        tuesday = applied(await floor.ship(carton(second)))
    assert monday.document_id != tuesday.document_id
    assert (await shipment_of(floor, monday)).state is ShipmentState.COMPLETED
    assert (await shipment_of(floor, tuesday)).ship_date == date(2026, 11, 23)


async def test_empty_carton_does_not_ship_and_is_dropped_in_the_end(floor: Floor) -> None:
    order = await floor.picked_tea()
    first = await pack(floor, order, "SOON", 4)
    await new_carton(floor, order)
    async with floor.db.read() as session:
        cartons = table_of(Carton)
        empty = (
            await session.execute(sa.select(cartons.c.id).where(cartons.c.id != first))
        ).scalar_one()
    with pytest.raises(CartonEmpty):
        await floor.ship(carton(empty))
    await floor.ship(whole(order), answers=EVERYTHING)
    async with floor.db.read() as session:
        left = await session.get(Carton, empty)
    assert left is not None
    assert left.state is CartonState.CANCELLED


async def test_carton_of_another_order_is_refused(floor: Floor) -> None:
    order = await floor.picked_tea()
    carton_id = await pack(floor, order, "SOON", 1)
    with pytest.raises(WrongCarton):
        await floor.ship(carton(carton_id), document_id=new_id())


async def test_what_cannot_be_shipped_is_refused_in_words(floor: Floor) -> None:
    order, _ = await floor.tea_walk()
    with pytest.raises(NothingToShip):
        await floor.ship(whole(order))
    with pytest.raises(NotForShipping):
        await floor.ship(builders.item_subject(floor.tea))
    with pytest.raises(NotForShipping):
        await floor.ship(builders.document_subject("receipt", new_id(), "R-000001"))


async def test_cancelled_order_does_not_ship(floor: Floor) -> None:
    order = await floor.picked_tea()
    async with floor.db.write() as session:
        orders = table_of(SalesOrder)
        await session.execute(
            sa.update(orders).where(orders.c.id == order.id).values(state=OrderState.CANCELLED)
        )
    with pytest.raises(OrderCancelled):
        await floor.ship(whole(order), answers=EVERYTHING)


async def test_same_carton_at_two_doors_leaves_once(floor: Floor) -> None:
    order = await floor.picked_tea()
    carton_id = await pack(floor, order, "SOON", 4)
    results = await asyncio.gather(
        floor.ship(carton(carton_id)), floor.ship(carton(carton_id)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in results) == ["AlreadyShipped", "Applied"]
    assert (await floor.line(order)).shipped_qty == Decimal(4)


async def test_quickbooks_is_told_after_every_carton_on_one_row(floor: Floor) -> None:
    async with floor.db.write() as session:
        session.add(QuickBooksConnection(kind=ConnectionKind.ONLINE, company_name="Test"))
    order = await floor.picked_tea()
    first = await pack(floor, order, "SOON", 4)
    await floor.ship(carton(first))
    await pack(floor, order, "LATE", 2)
    await floor.ship(whole(order))
    async with floor.db.read() as session:
        (row,) = (await session.execute(sa.select(SyncOperation))).scalars()
    assert (row.wanted, row.summary) == (2, "6 × Green tea to Corner Store")
    assert row.snapshot["lines"][0]["qty"] == "6"


async def test_order_that_is_an_invoice_already_says_so(floor: Floor) -> None:
    order = await floor.picked_tea(source=OrderSource.INVOICE)
    answer = applied(await floor.ship(whole(order), answers=EVERYTHING))
    assert (await document(floor, answer)).order_source == "invoice"
