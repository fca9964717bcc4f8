"""A pick scan: what it takes, what it refuses, what it asks."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.catalog.models import Item, Tracking
from app.core import clock
from app.core.types import new_id
from app.core.upsert import table_of
from app.inventory.floor import HouseRules
from app.inventory.lots import hold_lot
from app.inventory.models import SerialNumber, StockMove
from app.inventory.problems import (
    DocumentClosed,
    LotExpired,
    LotHeld,
    SerialUnknown,
    WrongItem,
    WrongLocation,
    WrongLot,
)
from app.orders.models import OrderState, SalesOrder, SalesOrderLine
from app.orders.problems import OrderProgressInvalid
from app.picking.models import Pick, PickTask, TaskState
from app.picking.problems import (
    NoTaskYet,
    NotForPicking,
    OverPick,
    PickTaskNotFound,
    QuantityInvalid,
    SerialNotHere,
)
from tests import builders
from tests.floor import Floor, applied, asked

LATER = date(2027, 9, 1)


async def picks(floor: Floor) -> list[Pick]:
    async with floor.db.read() as session:
        return list((await session.execute(sa.select(Pick))).scalars())


async def test_order_number_opens_the_walk_and_names_the_first_stop(floor: Floor) -> None:
    order, task_id = await floor.tea_walk()
    answer = applied(
        await floor.scan(builders.document_subject("sales_order", order.id, order.number))
    )
    assert answer.code == "opened"
    assert answer.document_id == task_id
    assert answer.effect["next"]["location"]["code"] == "A-01"
    assert answer.effect["progress"] == {
        "picked": "0",
        "qty": "6",
        "short": "0",
        "stops_done": 0,
        "stops": 2,
    }
    async with floor.db.read() as session:
        task = await session.get(PickTask, task_id)
    assert task is not None
    assert task.assigned_to == floor.picker.id


async def test_order_that_was_not_released_is_released_by_scanning_its_number(
    floor: Floor,
) -> None:
    await floor.put(floor.tea, floor.a1, 10, lot="L1", expires_on=LATER)
    order = await floor.order((floor.tea, 2))
    answer = await floor.scan(builders.document_subject("sales_order", order.id, order.number))
    assert applied(answer).effect["next"]["qty"] == "2"


async def test_another_pickers_walk_is_taken_over_only_on_purpose(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    subject = builders.document_subject("pick_task", task_id, "P-000001")
    await floor.scan(subject)
    need = asked(await floor.scan(subject, by=floor.other_picker))
    assert (need.field, need.code) == ("confirm", "take_over")
    assert "Pia" in need.prompt
    taken = await floor.scan(
        subject, by=floor.other_picker, answers={"confirmed": frozenset({"take_over"})}
    )
    assert applied(taken).code == "opened"


async def test_bin_scan_confirms_and_says_what_to_take(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    answer = applied(await floor.scan(builders.place_subject(floor.b1), document_id=task_id))
    assert answer.code == "location"
    assert answer.effect["location"] == {"id": str(floor.b1.id), "code": "B-01"}
    assert answer.effect["stop"]["lot"]["number"] == "SOON"


async def test_wrong_bin_is_refused_and_the_right_one_named(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    with pytest.raises(WrongLocation) as refused:
        await floor.scan(builders.place_subject(floor.warehouse.dock), document_id=task_id)
    assert refused.value.params["expected"] == "A-01"
    assert "A-01" in refused.value.detail


async def test_item_scan_moves_stock_to_packing_and_goes_on_to_the_next_stop(
    floor: Floor,
) -> None:
    order, task_id = await floor.tea_walk()
    late = (await floor.stops(task_id))[0].lot.id
    answer = applied(
        await floor.pick(task_id, floor.tea, floor.a1, lot_number="LATE", qty=Decimal(2))
    )
    assert answer.effect["type"] == "picked"
    assert answer.effect["stop"]["rest"] == "0"
    assert answer.effect["next"]["location"]["code"] == "B-01"
    assert answer.effect["progress"]["picked"] == "2"
    assert await floor.balance(late, floor.a1) == (Decimal(8), Decimal(0))
    assert await floor.balance(late, floor.warehouse.packing) == (Decimal(2), Decimal(2))
    line = await floor.line(order)
    assert (line.allocated_qty, line.picked_qty) == (Decimal(4), Decimal(2))
    (pick,) = await picks(floor)
    assert (pick.qty, pick.from_id, pick.to_id) == (
        Decimal(2),
        floor.a1.id,
        floor.warehouse.packing.id,
    )


async def test_one_scan_takes_a_pack_and_stays_at_an_unfinished_stop(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    answer = applied(await floor.pick(task_id, floor.tea, floor.b1, lot_number="SOON"))
    assert answer.effect["qty"] == "1"
    assert answer.effect["next"]["id"] == answer.effect["stop"]["id"]
    case = applied(
        await floor.pick(task_id, floor.tea, floor.b1, lot_number="SOON", pack_qty=Decimal(3))
    )
    assert case.effect["stop"]["rest"] == "0"
    assert case.effect["next"]["location"]["code"] == "A-01"  # what was passed by comes again


async def test_last_unit_ends_the_walk(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    await floor.pick(task_id, floor.tea, floor.a1, lot_number="LATE", qty=Decimal(2))
    answer = applied(
        await floor.pick(task_id, floor.tea, floor.b1, lot_number="SOON", qty=Decimal(4))
    )
    assert answer.effect["next"] is None
    assert answer.effect["done"] is True
    async with floor.db.read() as session:
        task = await session.get(PickTask, task_id)
    assert task is not None
    assert task.state is TaskState.DONE
    with pytest.raises(OverPick) as refused:
        await floor.pick(task_id, floor.tea, floor.b1, lot_number="SOON")
    assert refused.value.params["remaining"] == "0"


async def test_more_than_the_stop_needs_is_refused_with_the_remaining(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    with pytest.raises(OverPick) as refused:
        await floor.pick(task_id, floor.tea, floor.b1, lot_number="SOON", qty=Decimal(5))
    assert refused.value.params["remaining"] == "4"
    assert await picks(floor) == []


@pytest.mark.parametrize("qty", ["0", "-1", "0.000001"])
async def test_impossible_quantities_are_refused(floor: Floor, qty: str) -> None:
    _, task_id = await floor.tea_walk()
    with pytest.raises(QuantityInvalid):
        await floor.pick(task_id, floor.tea, floor.b1, lot_number="SOON", qty=Decimal(qty))


async def test_wrong_item_is_refused_and_the_right_one_named(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    async with floor.db.write() as session:
        coffee = await builders.make_item(session, "COF-1", name="Coffee")
    with pytest.raises(WrongItem) as refused:
        await floor.pick(task_id, coffee, floor.b1)
    assert "Green tea, lot SOON (B-01)" in refused.value.detail


async def test_item_in_a_bin_it_is_not_taken_from_names_the_bin(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    with pytest.raises(WrongLocation) as refused:
        await floor.pick(task_id, floor.tea, floor.warehouse.dock, lot_number="LATE")
    assert refused.value.params["expected"] == "A-01"


async def test_without_a_bin_the_bin_is_asked_for(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    need = asked(
        await floor.scan(builders.item_subject(floor.tea, lot_number="SOON"), document_id=task_id)
    )
    assert (need.field, need.code) == ("location", "bin_first")
    assert "A-01" in need.prompt


async def test_bin_need_not_be_scanned_where_the_house_says_so_and_there_is_one(
    floor: Floor,
) -> None:
    await floor.put(floor.tea, floor.a1, 9, lot="L1", expires_on=LATER)
    task_id = await floor.release(await floor.order((floor.tea, 3)))
    answer = await floor.scan(
        builders.item_subject(floor.tea, lot_number="L1"),
        document_id=task_id,
        rules=HouseRules(zone="UTC", bin_first=False),
    )
    assert applied(answer).code == "picked"


async def test_plain_code_is_enough_when_the_bin_holds_one_lot(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    answer = applied(await floor.pick(task_id, floor.tea, floor.a1))
    assert answer.effect["lot"]["number"] == "LATE"


async def test_plain_code_asks_for_the_lot_when_several_lie_there(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    need = asked(await floor.pick(task_id, floor.tea, floor.b1))
    assert need.field == "lot"
    assert [choice.value for choice in need.choices] == ["SOON", "LATE"]
    assert "oldest first" in need.choices[0].detail
    answer = await floor.pick(task_id, floor.tea, floor.b1, answers={"lot": "SOON"})
    assert applied(answer).code == "picked"


async def test_unknown_lot_is_refused_and_the_right_one_named(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    with pytest.raises(WrongLot) as refused:
        await floor.pick(task_id, floor.tea, floor.b1, lot_number="NOPE")
    assert refused.value.params["expected"] == "SOON"
    assert "take SOON first (B-01), oldest first" in refused.value.detail


async def test_lot_out_of_order_needs_a_reason_and_a_supervisor(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    reason = asked(await floor.pick(task_id, floor.tea, floor.b1, lot_number="LATE"))
    assert (reason.field, reason.code) == ("reason", "fefo_override")
    assert "take SOON first" in reason.prompt
    answers = {"reason": "customer_request"}
    approval = asked(
        await floor.pick(task_id, floor.tea, floor.b1, lot_number="LATE", answers=answers)
    )
    assert (approval.field, approval.code) == ("approval", "fefo_override")
    assert await picks(floor) == []

    actor = builders.actor_for(
        floor.picker, approver_id=floor.supervisor.id, approved_purpose="fefo_override"
    )
    answer = await floor.pick(
        task_id,
        floor.tea,
        floor.b1,
        lot_number="LATE",
        qty=Decimal(3),
        answers=answers,
        actor=actor,
    )
    assert applied(answer).effect["lot"]["number"] == "LATE"
    (pick,) = await picks(floor)
    assert (pick.override_reason, pick.approved_by) == ("customer_request", floor.supervisor.id)
    stops = {(s.place.code, s.lot.number): s for s in await floor.stops(task_id)}
    assert stops["B-01", "SOON"].rest == Decimal(1)
    assert stops["B-01", "LATE"].picked_qty == Decimal(3)
    soon, late = stops["B-01", "SOON"].lot.id, stops["B-01", "LATE"].lot.id
    assert await floor.balance(soon, floor.b1) == (Decimal(4), Decimal(1))
    assert await floor.balance(late, floor.b1) == (Decimal(7), Decimal(0))


async def test_approval_for_something_else_does_not_count(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    actor = builders.actor_for(
        floor.picker, approver_id=floor.supervisor.id, approved_purpose="over_receipt"
    )
    need = await floor.pick(
        task_id, floor.tea, floor.b1, lot_number="LATE", answers={"reason": "x"}, actor=actor
    )
    assert asked(need).field == "approval"


async def test_supervisor_needs_only_a_reason(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    answer = await floor.pick(
        task_id,
        floor.tea,
        floor.b1,
        lot_number="LATE",
        answers={"reason": "damaged"},
        by=floor.supervisor,
    )
    assert applied(answer).code == "picked"


async def test_lot_out_of_order_that_others_reserved_cannot_be_taken(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    await floor.put(floor.tea, floor.b1, 2, lot="THIRD", expires_on=date(2027, 10, 1))
    await floor.release(await floor.order((floor.tea, 20), number="2002"))
    with pytest.raises(WrongLot):
        await floor.pick(
            task_id,
            floor.tea,
            floor.b1,
            lot_number="THIRD",
            answers={"reason": "damaged"},
            by=floor.supervisor,
        )


async def test_older_lot_than_planned_is_taken_without_asking(floor: Floor) -> None:
    await floor.put(floor.tea, floor.a1, 5, lot="PLANNED", expires_on=LATER)
    task_id = await floor.release(await floor.order((floor.tea, 2)))
    await floor.put(floor.tea, floor.a1, 5, lot="OLDER", expires_on=date(2027, 1, 1))
    answer = applied(await floor.pick(task_id, floor.tea, floor.a1, lot_number="OLDER"))
    assert answer.effect["lot"]["number"] == "OLDER"
    (pick,) = await picks(floor)
    assert (pick.override_reason, pick.approved_by) == ("", None)


async def test_lot_that_expired_after_it_was_allocated_is_refused_hard(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    with clock.freeze(datetime(2027, 3, 15, 12, tzinfo=UTC)), pytest.raises(LotExpired):
        await floor.pick(
            task_id,
            floor.tea,
            floor.b1,
            lot_number="SOON",
            by=floor.supervisor,
            answers={"reason": "no matter"},
        )


async def test_lot_held_after_it_was_allocated_is_refused_hard(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    soon = next(s for s in await floor.stops(task_id) if s.lot.number == "SOON")
    async with floor.db.write() as session:
        await hold_lot(session, soon.lot.id, reason="recall")
    with pytest.raises(LotHeld):
        await floor.pick(task_id, floor.tea, floor.b1, lot_number="SOON")


async def test_expired_lot_is_not_offered_as_an_override(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    await floor.put(floor.tea, floor.b1, 5, lot="DEAD", expires_on=date(2020, 1, 1))
    with pytest.raises(LotExpired):
        await floor.pick(
            task_id,
            floor.tea,
            floor.b1,
            lot_number="DEAD",
            by=floor.supervisor,
            answers={"reason": "x"},
        )


async def drill_walk(floor: Floor) -> tuple[Item, UUID]:
    async with floor.db.write() as session:
        drill = await builders.make_item(session, "DRILL", name="Drill", tracking=Tracking.SERIAL)
    await floor.put(drill, floor.a1, 2, serials=["S1", "S2"])
    await floor.put(drill, floor.b1, 1, serials=["S3"])
    return drill, await floor.release(await floor.order((drill, 2)))


async def test_serial_item_needs_its_serial_and_moves_that_unit(floor: Floor) -> None:
    drill, task_id = await drill_walk(floor)
    assert asked(await floor.pick(task_id, drill, floor.a1)).field == "serial"
    answer = applied(await floor.pick(task_id, drill, floor.a1, answers={"serial": "S2"}))
    assert answer.effect["serial"] == "S2"
    async with floor.db.read() as session:
        query = sa.select(SerialNumber).where(table_of(SerialNumber).c.number == "S2")
        unit = (await session.execute(query)).scalar_one()
    assert unit.location_id == floor.warehouse.packing.id
    with pytest.raises(SerialNotHere):
        await floor.pick(task_id, drill, floor.a1, serial_number="S2")


async def test_serial_from_another_bin_or_never_received_is_refused(floor: Floor) -> None:
    drill, task_id = await drill_walk(floor)
    with pytest.raises(SerialNotHere):
        await floor.pick(task_id, drill, floor.a1, serial_number="S3")
    with pytest.raises(SerialUnknown):
        await floor.pick(task_id, drill, floor.a1, serial_number="S99")
    with pytest.raises(QuantityInvalid):
        await floor.pick(task_id, drill, floor.a1, serial_number="S1", qty=Decimal(2))


async def test_scans_without_a_task_or_of_an_unknown_one_are_refused(floor: Floor) -> None:
    with pytest.raises(NoTaskYet):
        await floor.scan(builders.item_subject(floor.tea))
    with pytest.raises(PickTaskNotFound):
        await floor.scan(builders.item_subject(floor.tea), document_id=new_id())
    with pytest.raises(NotForPicking):
        await floor.scan(builders.document_subject("purchase_order", new_id(), "1001"))


async def test_order_cancelled_in_quickbooks_is_not_picked_further(floor: Floor) -> None:
    order, task_id = await floor.tea_walk()
    await set_order(floor, order, state=OrderState.CANCELLED)
    with pytest.raises(DocumentClosed):
        await floor.pick(task_id, floor.tea, floor.a1, lot_number="LATE")


async def test_line_lowered_in_quickbooks_is_not_picked_beyond(floor: Floor) -> None:
    order, task_id = await floor.tea_walk()
    async with floor.db.write() as session:
        lines = table_of(SalesOrderLine)
        await session.execute(
            sa.update(lines).where(lines.c.order_id == order.id).values(qty=Decimal(1))
        )
    await floor.pick(task_id, floor.tea, floor.a1, lot_number="LATE")
    with pytest.raises(OrderProgressInvalid):
        await floor.pick(task_id, floor.tea, floor.a1, lot_number="LATE")


async def set_order(floor: Floor, order: SalesOrder, *, state: OrderState) -> None:
    async with floor.db.write() as session:
        stored = await session.get(SalesOrder, order.id)
        assert stored is not None
        stored.state = state
        session.add(stored)


async def test_every_move_names_its_scan_task_and_person(floor: Floor) -> None:
    _, task_id = await floor.tea_walk()
    await floor.pick(task_id, floor.tea, floor.a1, lot_number="LATE", by=floor.other_picker)
    async with floor.db.read() as session:
        moves = table_of(StockMove)
        row = (
            await session.execute(sa.select(moves).where(moves.c.document_type == "pick_task"))
        ).one()
    (pick,) = await picks(floor)
    assert (row.document_id, row.user_id, row.scan_id) == (
        task_id,
        floor.other_picker.id,
        pick.scan_id,
    )
