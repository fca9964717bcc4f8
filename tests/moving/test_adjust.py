"""Written off, set aside, found: each for a reason, in stock and in QuickBooks."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.catalog.models import Location
from app.core.errors import Invalid
from app.inventory.floor import Subject, SubjectKind
from app.inventory.problems import (
    DocumentClosed,
    InsufficientStock,
    SerialTaken,
    WrongItem,
)
from app.inventory.reasons import Direction, ReasonNotFound
from app.moving import adjustments
from app.moving.adjustment_queries import adjustment
from app.moving.problems import (
    CannotTakeBack,
    NothingAdjusted,
    NothingToUndo,
    OtherWarehouse,
    ReasonRequired,
    ReservedForOrders,
)
from app.moving.schemas import AdjustmentOut
from tests.builders import actor_for, item_subject, place_subject
from tests.floor import RULES, applied, asked
from tests.moving.conftest import Yard

NOTHING = Subject(SubjectKind.NOTHING)


async def begin(yard: Yard, code: str, **more: Any) -> UUID:
    async with yard.floor.db.write() as session:
        return await adjustments.open_adjustment(
            session, code, user_id=yard.floor.picker.id, **more
        )


async def read(yard: Yard, adjustment_id: UUID, *, values: bool = True) -> AdjustmentOut:
    async with yard.floor.db.read() as session:
        return await adjustment(session, adjustment_id, values=values)


async def take_back(yard: Yard, adjustment_id: UUID) -> UUID:
    sue = yard.floor.supervisor.id
    async with yard.floor.db.write() as session:
        return await adjustments.take_back(session, adjustment_id, user_id=sue, rules=RULES)


async def bolts(yard: Yard, of: UUID, qty: int, place: Location | None = None, **more: Any) -> Any:
    place_id = (place or yard.floor.a1).id
    values = {"document_id": of, "location_id": place_id, "qty": Decimal(qty), **more}
    return await yard.adjust(item_subject(yard.bolt), **values)


async def test_what_is_scrapped_leaves_stock_and_quickbooks_after_each_scan(yard: Yard) -> None:
    floor = yard.floor
    lot = await floor.put(yard.bolt, floor.a1, 20)
    tea = await floor.put(floor.tea, floor.a1, 5, lot="L1", expires_on=date(2027, 9, 1))
    scrap = await begin(yard, "scrap")
    done = applied(await bolts(yard, scrap, 3))
    assert (done.message, done.effect["qty"]) == ("Scrapped: 3 × BOLT in A-01.", "−3")
    [told] = await yard.documents("adjustment")
    assert (told.document_number, told.snapshot["reason"]) == ("AD-000001", "scrap")
    assert told.snapshot["warehouse_id"] == str(floor.warehouse.location.id)
    applied(await bolts(yard, scrap, 1))
    teas: dict[str, Any] = {"document_id": scrap, "location_id": floor.a1.id}
    free = actor_for(floor.picker, approver_id=floor.supervisor.id, approved_purpose="adjust_value")
    applied(await yard.adjust(item_subject(floor.tea), **teas, actor=free))  # cost unknown
    [told] = await yard.documents("adjustment")
    assert [(one["sku"], one["qty"]) for one in told.snapshot["lines"]] == [
        ("BOLT", "-4"),
        ("TEA-1", "-1"),
    ]
    [part] = told.snapshot["lines"][1]["tracked"]
    assert (part["lot"], part["qty"], part["bin"]) == ("L1", "-1", "A-01")
    assert await yard.balance(lot, floor.a1) == (16, 0)
    assert await yard.balance(tea, floor.a1) == (4, 0)
    ended = applied(await yard.adjust(NOTHING, step="finish", document_id=scrap))
    assert ended.code == "completed"
    with pytest.raises(DocumentClosed):
        await bolts(yard, scrap, 1)
    assert await yard.drift() == []


async def test_above_the_limit_a_supervisor_agrees_and_sees_what_it_is_worth(yard: Yard) -> None:
    floor = yard.floor
    await floor.put(yard.bolt, floor.a1, 100)
    lost = await begin(yard, "lost")
    applied(await bolts(yard, lost, 40))  # 40 × 2.50 is exactly the limit
    need = asked(await bolts(yard, lost, 41))
    assert (need.field, need.code) == ("approval", "adjust_value")
    assert "41 × BOLT are worth $102.50, above the limit of $100.00" in need.prompt
    agreed = actor_for(
        floor.picker, approver_id=floor.supervisor.id, approved_purpose="adjust_value"
    )
    applied(await bolts(yard, lost, 41, actor=agreed))
    shown = await read(yard, lost)
    assert (shown.value, shown.lines[0].value, shown.lines[0].approved_by) == (
        Decimal("-202.50"),
        Decimal("-102.50"),
        "Sue",
    )
    assert (await read(yard, lost, values=False)).value is None


async def test_found_goods_come_in_with_lot_and_serial(yard: Yard) -> None:
    floor = yard.floor
    found = await begin(yard, "found")
    on: dict[str, Any] = {"document_id": found}
    bolt = item_subject(yard.bolt)
    assert asked(await yard.adjust(bolt, **on)).field == "location"
    applied(await bolts(yard, found, 2))
    here: dict[str, Any] = {**on, "location_id": floor.b1.id, "by": floor.supervisor}
    sure = {"confirmed": frozenset({"adjust_value"})}
    assert asked(await yard.adjust(item_subject(floor.tea), **here)).field == "lot"
    lot = item_subject(floor.tea, lot_number="NEW")
    assert asked(await yard.adjust(lot, **here)).field == "expiry"
    dated = {"expiry": date(2027, 9, 1), **sure}
    applied(await yard.adjust(lot, **here, answers=dated, qty=Decimal(3)))
    unit = item_subject(yard.saw, serial_number="S7")
    assert asked(await yard.adjust(item_subject(yard.saw), **here)).field == "serial"
    applied(await yard.adjust(unit, **here, answers=sure))
    with pytest.raises(SerialTaken):
        await yard.adjust(unit, **here, answers=sure)
    [told] = await yard.documents("adjustment")
    lines = {one["sku"]: one for one in told.snapshot["lines"]}
    assert {sku: one["qty"] for sku, one in lines.items()} == {
        "BOLT": "2",
        "TEA-1": "3",
        "SAW": "1",
    }
    assert lines["SAW"]["tracked"][0]["serial"] == "S7"
    assert lines["TEA-1"]["tracked"][0]["expires_on"] == "2027-09-01"
    assert await yard.drift() == []


async def test_damaged_goods_may_be_set_aside_and_stay_ours(yard: Yard) -> None:
    floor = yard.floor
    lot = await floor.put(yard.bolt, floor.a1, 5)
    aside = await begin(yard, "set_aside")
    assert applied(await bolts(yard, aside, 2)).message.endswith("to DMG.")
    assert await yard.balance(lot, yard.damaged) == (2, 0)
    assert await yard.documents("adjustment") == []
    with pytest.raises(InsufficientStock, match="in DMG already"):
        await bolts(yard, aside, 1, yard.damaged)


async def test_what_is_reserved_or_not_there_is_said(yard: Yard) -> None:
    floor = yard.floor
    await floor.tea_walk()
    lost = await begin(yard, "lost")
    on: dict[str, Any] = {"document_id": lost, "location_id": floor.b1.id}
    soon = item_subject(floor.tea, lot_number="SOON")
    with pytest.raises(ReservedForOrders, match="reserved for 2001"):
        await yard.adjust(soon, **on)
    with pytest.raises(InsufficientStock, match="has 4 of TEA-1 in our books, 9 were scanned"):
        await yard.adjust(soon, **on, qty=Decimal(9))
    with pytest.raises(WrongItem):
        await bolts(yard, lost, 1)
    await floor.put(yard.bolt, floor.a1, 1)
    applied(await bolts(yard, lost, 1))
    with pytest.raises(OtherWarehouse):
        await yard.adjust(place_subject(yard.shelf), document_id=lost)


async def test_a_reason_says_what_has_to_be_said(yard: Yard) -> None:
    with pytest.raises(ReasonRequired):
        await yard.adjust(item_subject(yard.bolt))
    with pytest.raises(ReasonNotFound):
        await begin(yard, "boats")
    with pytest.raises(Invalid, match="lost or found"):
        await begin(yard, "other", note="Rain")
    with pytest.raises(Invalid, match="in a few words"):
        await begin(yard, "other", direction=Direction.OUT)
    rain = await begin(yard, "other", direction=Direction.OUT, note="Rain came in")
    assert await begin(yard, "other", direction=Direction.OUT, note="Rain came in") == rain
    with pytest.raises(NothingAdjusted):
        await yard.adjust(NOTHING, step="finish", document_id=rain)


async def test_undo_amends_what_is_open_until_nothing_is_left(yard: Yard) -> None:
    floor = yard.floor
    lot = await floor.put(yard.bolt, floor.a1, 10)
    scrap = await begin(yard, "scrap")
    undo: dict[str, Any] = {"subject": NOTHING, "step": "undo", "document_id": scrap}
    with pytest.raises(NothingToUndo):
        await yard.adjust(**undo)
    for qty in (2, 3):
        applied(await bolts(yard, scrap, qty))
    assert applied(await yard.adjust(**undo)).effect["ended"] is False
    [told] = await yard.documents("adjustment")
    assert told.snapshot["lines"][0]["qty"] == "-2"
    assert applied(await yard.adjust(**undo)).effect["ended"] is True
    [told] = await yard.documents("adjustment")
    assert (told.snapshot["cancelled"], await yard.balance(lot, floor.a1)) == (True, (10, 0))
    assert await begin(yard, "scrap") != scrap


async def test_a_finished_adjustment_is_taken_back_by_an_opposite_one_once(yard: Yard) -> None:
    floor = yard.floor
    lot = await floor.put(yard.bolt, floor.a1, 10)
    found = await begin(yard, "found")
    applied(await bolts(yard, found, 4))
    with pytest.raises(CannotTakeBack, match="is open"):
        await take_back(yard, found)
    applied(await yard.adjust(NOTHING, step="finish", document_id=found))
    back = await take_back(yard, found)
    assert await yard.balance(lot, floor.a1) == (10, 0)
    first, second = await yard.documents("adjustment")
    assert [first.snapshot["lines"][0]["qty"], second.snapshot["lines"][0]["qty"]] == ["4", "-4"]
    assert second.snapshot["memo"] == "Found. Takes AD-000001 back"
    assert (await read(yard, found)).reversed_by == back
    with pytest.raises(CannotTakeBack, match="taken back before"):
        await take_back(yard, found)
    with pytest.raises(CannotTakeBack):
        await take_back(yard, back)


async def test_found_goods_that_went_on_cannot_be_taken_back(yard: Yard) -> None:
    floor = yard.floor
    found = await begin(yard, "found")
    applied(await bolts(yard, found, 4))
    applied(await yard.adjust(NOTHING, step="finish", document_id=found))
    applied(await yard.take(yard.bolt, floor.a1, Decimal(4)))
    applied(await yard.put(floor.b1))
    with pytest.raises(InsufficientStock):
        await take_back(yard, found)
