"""Bin to bin: taken into the hands, put down elsewhere."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.core import clock
from app.inventory.floor import Applied, Subject, SubjectKind
from app.inventory.lots import hold_lot
from app.inventory.models import MoveReason
from app.inventory.problems import (
    InsufficientStock,
    MoveReversed,
    SerialUnknown,
    WrongItem,
    WrongLocation,
    WrongLot,
)
from app.inventory.queries import move_rows
from app.moving.problems import (
    NotForMoving,
    NothingHere,
    NothingInHand,
    NothingToUndo,
    OneUnitPerSerial,
    OtherWarehouse,
    ReservedForOrders,
)
from app.moving.queries import hands
from tests.builders import actor_for, document_subject, item_subject, place_subject
from tests.floor import applied, asked
from tests.moving.conftest import Yard

NOTHING = Subject(SubjectKind.NOTHING)


async def test_goods_in_hand_are_reserved_and_move_when_they_are_put_down(yard: Yard) -> None:
    floor = yard.floor
    lot = await floor.put(yard.bolt, floor.a1, 10)
    for _ in range(2):  # a repeated scan counts again
        applied(await yard.take(yard.bolt, floor.a1, Decimal(3)))
    assert await yard.held() == [("BOLT", "A-01", 6, 0)]
    assert await yard.balance(lot, floor.a1) == (10, 6)
    assert await yard.drift() == []
    done = applied(await yard.put(floor.b1))
    assert (done.code, done.message) == ("moved", "6 × BOLT to B-01.")
    assert await yard.balance(lot, floor.a1) == (4, 0)
    assert await yard.balance(lot, floor.b1) == (6, 0)
    assert (await yard.held(), await yard.drift()) == ([], [])
    assert await yard.documents("transfer") == []  # within a warehouse QuickBooks hears nothing


async def test_a_part_is_put_down_and_the_rest_put_back(yard: Yard) -> None:
    floor = yard.floor
    lot = await floor.put(yard.bolt, floor.a1, 10)
    applied(await yard.take(yard.bolt, floor.a1, Decimal(8)))
    chosen = applied(await yard.move(item_subject(yard.bolt)))  # no bin confirmed: it is in hand
    assert chosen.code == "chosen"
    done = applied(await yard.put(floor.b1, qty=Decimal(5)))
    assert (done.effect["left"], await yard.held()) == (1, [("BOLT", "A-01", 3, 0)])
    with pytest.raises(InsufficientStock, match="You hold 3"):
        await yard.put(floor.b1, qty=Decimal(4))
    applied(await yard.move(NOTHING, step="put_back"))
    assert await yard.balance(lot, floor.a1) == (5, 0)
    with pytest.raises(NothingInHand):
        await yard.move(NOTHING, step="put_back")


async def test_a_tote_is_filled_from_several_bins_and_emptied_item_by_item(yard: Yard) -> None:
    floor = yard.floor
    await floor.put(yard.bolt, floor.a1, 4)
    tea = await floor.put(floor.tea, floor.b1, 6, lot="L1", expires_on=date(2027, 9, 1))
    applied(await yard.take(yard.bolt, floor.a1, Decimal(4)))
    place = applied(await yard.move(place_subject(floor.b1), step="collect"))
    assert place.effect["type"] == "location"
    applied(await yard.take(floor.tea, floor.b1, Decimal(2), lot_number="L1"))
    with pytest.raises(NothingInHand, match="several goods"):
        await yard.put(floor.a1, qty=Decimal(1))
    line = applied(await yard.move(item_subject(floor.tea))).effect["line"]
    with pytest.raises(WrongLocation, match="came from A-01"):
        await yard.put(floor.a1)  # the bolts are from there
    applied(await yard.put(floor.a1, line_id=UUID(line)))
    assert await yard.balance(tea, floor.a1) == (2, 0)
    assert [one[0] for one in await yard.held()] == ["BOLT"]


async def test_a_whole_bin_goes_at_once_with_serials_and_lots(yard: Yard) -> None:
    floor = yard.floor
    await floor.put(yard.bolt, floor.a1, 4)
    await floor.put(yard.saw, floor.a1, 2, serials=("S1", "S2"))
    soon = date(2027, 9, 1)
    for lot in ("L1", "L2"):
        await floor.put(floor.tea, floor.a1, 5, lot=lot, expires_on=soon)
    applied(await yard.take(yard.bolt, floor.a1, by=floor.other_picker))  # one is in other hands
    applied(await yard.move(NOTHING, step="whole", location_id=floor.a1.id))
    assert sorted((sku, qty) for sku, _, qty, _ in await yard.held()) == [
        ("BOLT", 3),
        ("SAW", 1),
        ("SAW", 1),
        ("TEA-1", 5),
        ("TEA-1", 5),
    ]
    applied(await yard.put(floor.b1))
    with pytest.raises(NothingHere):
        await yard.move(NOTHING, step="whole", location_id=floor.a1.id)
    assert await yard.drift() == []


async def test_what_an_order_was_promised_goes_along_and_the_picker_is_sent_there(
    yard: Yard,
) -> None:
    floor = yard.floor
    _, task = await floor.tea_walk()  # 4 SOON of B-01 and 2 LATE of A-01
    late = next(lot.id for lot in await floor.lots() if lot.number == "LATE")
    applied(await yard.move(NOTHING, step="whole", location_id=floor.a1.id, by=floor.other_picker))
    assert await yard.held(floor.other_picker) == [("TEA-1", "A-01", 10, 2)]
    applied(await yard.put(floor.b1, by=floor.other_picker))
    assert await yard.balance(late, floor.a1) == (0, 0)
    assert await yard.balance(late, floor.b1) == (20, 2)
    assert {stop.place.code for stop in await floor.stops(task)} == {"B-01"}
    assert await yard.drift() == []
    applied(await floor.pick(task, floor.tea, floor.b1, lot_number="LATE", qty=Decimal(2)))


async def test_what_an_order_was_promised_does_not_go_where_nobody_picks(yard: Yard) -> None:
    floor = yard.floor
    await floor.tea_walk()
    applied(await yard.move(NOTHING, step="whole", location_id=floor.a1.id))
    with pytest.raises(ReservedForOrders, match="2 of TEA-1 are reserved for 2001") as refused:
        await yard.put(yard.quarantine)
    assert refused.value.params["orders"] == ["2001"]


async def test_undo_brings_goods_and_their_promises_back_once(yard: Yard) -> None:
    floor = yard.floor
    _, task = await floor.tea_walk()
    late = next(lot.id for lot in await floor.lots() if lot.number == "LATE")
    applied(await yard.move(NOTHING, step="whole", location_id=floor.a1.id))
    done = applied(await yard.put(floor.b1))
    undo: dict[str, Any] = {"step": "undo", "document_id": done.document_id}
    with pytest.raises(NothingToUndo):
        await yard.move(NOTHING, **undo, by=floor.other_picker)
    applied(await yard.move(NOTHING, **undo))
    assert (await yard.balance(late, floor.a1))[0] == 10
    assert await yard.drift() == []
    with pytest.raises(MoveReversed):
        await yard.move(NOTHING, **undo)
    applied(await floor.pick(task, floor.tea, floor.b1, lot_number="SOON", qty=Decimal(4)))


async def test_put_away_from_the_dock_is_its_own_reason_and_gets_suggestions(yard: Yard) -> None:
    floor, dock = yard.floor, yard.floor.warehouse.dock
    soon = date(2027, 9, 1)
    await floor.put(floor.tea, floor.b1, 1, lot="L1", expires_on=soon)
    await floor.put(floor.tea, floor.a1, 1, lot="L2", expires_on=soon)
    lot = await floor.put(floor.tea, dock, 6, lot="L1", expires_on=soon)
    applied(await yard.take(floor.tea, dock, Decimal(6), lot_number="L1"))
    async with floor.db.read() as session:
        [line] = (await hands(session, floor.picker.id)).lines
    assert [(one.code, one.because.value) for one in line.suggestions] == [
        ("B-01", "same_lot"),
        ("A-01", "same_item"),
    ]
    applied(await yard.put(floor.b1))
    async with floor.db.read() as session:
        rows = (await move_rows(session, lot_id=lot, cursor=None, limit=1)).items
    assert rows[0].reason is MoveReason.PUT_AWAY


async def test_wrong_item_lot_serial_bin_and_quantity_are_named(yard: Yard) -> None:
    floor = yard.floor
    soon = date(2027, 9, 1)
    await floor.put(yard.bolt, floor.a1, 3)
    await floor.put(floor.tea, floor.a1, 5, lot="L1", expires_on=soon)
    await floor.put(floor.tea, floor.a1, 5, lot="L2", expires_on=soon)
    await floor.put(yard.saw, floor.a1, 1, serials=("S1",))
    with pytest.raises(WrongItem, match=r"not in B-01. It is in A-01 \(3\)"):
        await yard.take(yard.bolt, floor.b1)
    with pytest.raises(WrongLot, match="Lot L9 of TEA-1 is not in A-01; there is L1, L2"):
        await yard.take(floor.tea, floor.a1, lot_number="L9")
    assert [one.value for one in asked(await yard.take(floor.tea, floor.a1)).choices] == [
        "L1",
        "L2",
    ]
    with pytest.raises(InsufficientStock, match="has 3 of BOLT to take, 4 were asked for"):
        await yard.take(yard.bolt, floor.a1, Decimal(4))
    assert asked(await yard.take(yard.saw, floor.a1)).field == "serial"
    with pytest.raises(SerialUnknown):
        await yard.take(yard.saw, floor.a1, serial_number="S9")
    with pytest.raises(WrongLocation, match="SAW S1 is in A-01 in our books, not in B-01"):
        await yard.take(yard.saw, floor.b1, serial_number="S1")
    with pytest.raises(OneUnitPerSerial):
        await yard.take(yard.saw, floor.a1, Decimal(2), serial_number="S1")
    with pytest.raises(WrongLocation, match="packing bench"):
        await yard.move(place_subject(floor.warehouse.packing))
    with pytest.raises(WrongLocation, match="no bin"):
        await yard.move(place_subject(floor.warehouse.location))
    with pytest.raises(NotForMoving):
        await yard.move(document_subject("receipt", floor.a1.id, "R-1"))


async def test_item_first_finds_its_bin_or_asks_for_it(yard: Yard) -> None:
    floor = yard.floor
    await floor.put(yard.bolt, floor.a1, 3)
    assert applied(await yard.move(item_subject(yard.bolt))).effect["location"]["code"] == "A-01"
    applied(await yard.move(NOTHING, step="put_back"))
    await floor.put(yard.bolt, floor.b1, 3)
    need = asked(await yard.move(item_subject(yard.bolt)))
    assert (need.field, [one.label for one in need.choices]) == ("location", ["A-01", "B-01"])


async def test_another_warehouse_needs_a_transfer(yard: Yard) -> None:
    await yard.floor.put(yard.bolt, yard.floor.a1, 3)
    applied(await yard.take(yard.bolt, yard.floor.a1))
    with pytest.raises(OtherWarehouse, match="T-01 is in another warehouse"):
        await yard.put(yard.shelf)


async def test_held_goods_go_to_quarantine_only_and_a_supervisor_lets_them_out(yard: Yard) -> None:
    floor = yard.floor
    lot = await floor.put(floor.tea, floor.a1, 5, lot="L1", expires_on=date(2027, 9, 1))
    async with floor.db.write() as session:
        await hold_lot(session, lot, reason="Broken seal")
    applied(await yard.take(floor.tea, floor.a1, Decimal(5)))
    need = asked(await yard.put(floor.b1))
    assert (need.field, need.code) == ("approval", "move_held")
    assert "Broken seal" in need.prompt
    applied(await yard.put(yard.quarantine))
    applied(await yard.take(floor.tea, yard.quarantine, Decimal(5), by=floor.supervisor))
    assert asked(await yard.put(floor.b1, by=floor.supervisor)).field == "confirm"
    agreed = actor_for(
        floor.picker, approver_id=floor.supervisor.id, approved_purpose="leave_quarantine"
    )
    applied(await yard.move(NOTHING, step="put_back", by=floor.supervisor))
    await floor.put(yard.bolt, yard.quarantine, 1)
    applied(await yard.take(yard.bolt, yard.quarantine))
    applied(await yard.put(floor.b1, actor=agreed))


async def test_expired_goods_move_with_a_warning(yard: Yard) -> None:
    floor = yard.floor
    past = clock.today("UTC") - timedelta(days=1)
    await floor.put(floor.tea, floor.a1, 5, lot="OLD", expires_on=past)
    [warning] = applied(await yard.take(floor.tea, floor.a1)).warnings
    assert "expired" in warning


async def test_of_two_people_at_the_last_unit_one_gets_it(yard: Yard) -> None:
    floor = yard.floor
    lot = await floor.put(yard.bolt, floor.a1, 1)
    answers = await asyncio.gather(
        yard.take(yard.bolt, floor.a1),
        yard.take(yard.bolt, floor.a1, by=floor.other_picker),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in answers) == ["Applied", "InsufficientStock"]
    assert await yard.balance(lot, floor.a1) == (1, 1)
    assert sum(isinstance(one, Applied) for one in answers) == 1
