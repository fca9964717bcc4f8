"""Counting by scan: what the counter is asked, told and refused; never what the books say."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.access.models import User
from app.catalog.models import Item, LocationUse, Tracking
from app.core import clock
from app.counting import queries
from app.counting.models import BinState, SessionState
from app.counting.problems import (
    AlreadyCounting,
    BinNotEmpty,
    CountedByYou,
    NotCounted,
    NothingToCount,
    OneSerialOneUnit,
    SerialCounted,
)
from app.inventory.problems import LotExpiryDiffers, WrongItem, WrongLocation
from tests import builders
from tests.counting.conftest import NOTHING, Count
from tests.floor import applied, asked

SOON = date(2027, 3, 14)


async def test_a_bin_that_agrees_needs_nobody(count: Count) -> None:
    floor = count.floor
    bolt = await made(count, "BOLT")
    await floor.put(bolt, floor.a1, 10)
    await count.enter(floor.a1)
    applied(await count.tally(bolt, floor.a1, 4))
    answer = applied(await count.tally(bolt, floor.a1, pack_qty=Decimal(6), qty="6"))
    assert (answer.effect["qty"], answer.effect["total"]) == ("6", "10")
    effect = await count.finish(floor.a1)
    assert (effect["done"], effect["again"]) == (True, False)
    seen = await count.review()
    assert (seen.state, seen.differences, seen.accuracy.line_percent) == ("completed", 0, 100)
    assert await count.moves() == []


async def made(count: Count, sku: str, **columns: object) -> Item:
    async with count.floor.db.write() as session:
        return await builders.make_item(session, sku, **columns)  # type: ignore[arg-type]


async def test_the_phone_never_gets_what_the_books_say(count: Count) -> None:
    floor = count.floor
    bolt = await made(count, "BOLT", purchase_cost=Decimal("0.5"))
    await floor.put(bolt, floor.a1, 4711)
    await count.enter(floor.a1)
    answers = [applied(await count.tally(bolt, floor.a1, 3))]
    async with floor.db.read() as session:
        assert count.id is not None
        task = await queries.count_task(session, count.id, user_id=floor.picker.id)
        rows = await queries.count_tasks(session, user_id=floor.picker.id)
    shown = task.model_dump_json() + "".join(one.model_dump_json() for one in rows)
    shown += str(answers) + str(await count.finish(floor.a1))
    assert "4711" not in shown
    assert [one.qty for one in task.tallies] == [3]
    assert "expected" not in shown


async def test_lots_and_dates_are_asked_for_and_found_goods_are_counted_too(count: Count) -> None:
    floor = count.floor
    await floor.put(floor.tea, floor.a1, 5, lot="L1", expires_on=SOON)
    stranger = await made(count, "STRANGER")
    await count.enter(floor.a1)
    need = asked(await count.tally(floor.tea, floor.a1))
    assert (need.field, need.choices) == ("lot", ())  # known lots would say what to expect
    need = asked(await count.tally(floor.tea, floor.a1, lot_number="NEW"))
    assert need.field == "expiry"
    with pytest.raises(LotExpiryDiffers):
        await count.tally(floor.tea, floor.a1, lot_number="L1", expires_on=date(2027, 1, 1))
    applied(await count.tally(floor.tea, floor.a1, 5, answers={"lot": "L1"}))
    again = asked(await count.tally(floor.tea, floor.a1))
    assert [one.value for one in again.choices] == ["L1"]
    applied(await count.tally(floor.tea, floor.a1, 2, lot_number="NEW", answers={"expiry": SOON}))
    applied(await count.tally(stranger, floor.a1, "1.5"))
    await count.finish(floor.a1)
    async with floor.db.read() as session:
        assert count.id is not None
        task = await queries.count_task(session, count.id, user_id=floor.picker.id)
    assert task.bins[0].round == 2  # nobody knew of them: to be counted once more
    assert not await count.lines()


async def test_a_second_count_is_somebody_elses(count: Count) -> None:
    floor = count.floor
    bolt = await made(count, "BOLT")
    await floor.put(bolt, floor.a1, 10)
    effect = await count.counted(floor.a1, (bolt, 7))
    assert (effect["again"], effect["done"]) == (True, False)
    with pytest.raises(CountedByYou):
        await count.enter(floor.a1)
    effect = await count.counted(floor.a1, (bolt, 8), by=floor.other_picker)
    assert (effect["again"], effect["done"]) == (False, True)
    (line,) = await count.lines()
    assert (line.expected, line.counted, line.difference) == (10, 8, -2)
    assert [(one.round, one.counted, one.counter) for one in line.earlier] == [(1, 7, "Pia")]


async def test_the_same_person_may_count_twice_where_the_company_allows_it(count: Count) -> None:
    await count.rules(recount_percent=0, recount_by_other=False)
    floor = count.floor
    bolt = await made(count, "BOLT")
    await floor.put(bolt, floor.a1, 10)
    await count.counted(floor.a1, (bolt, 7))
    assert (await count.counted(floor.a1, (bolt, 7)))["done"]


async def test_an_empty_bin_is_said_to_be_empty(count: Count) -> None:
    await count.never_twice()
    floor = count.floor
    bolt = await made(count, "BOLT")
    await floor.put(bolt, floor.a1, 2)
    await count.enter(floor.a1)
    with pytest.raises(NotCounted):
        await count.finish(floor.a1)
    applied(await count.tally(bolt, floor.a1))
    with pytest.raises(BinNotEmpty):
        await count.finish(floor.a1, step="empty")
    applied(await count.scan(NOTHING, step="clear", location_id=floor.a1.id))
    await count.finish(floor.a1, step="empty")
    (line,) = await count.lines()
    assert (line.expected, line.counted) == (2, 0)


async def test_a_wrong_entry_is_removed_lot_by_lot(count: Count) -> None:
    floor = count.floor
    bolt, nut = await made(count, "BOLT"), await made(count, "NUT")
    lot_id = await floor.put(bolt, floor.a1, 2)
    await count.enter(floor.a1)
    applied(await count.tally(bolt, floor.a1, 20))
    applied(await count.tally(nut, floor.a1, 3))
    applied(await count.scan(NOTHING, step="clear", location_id=floor.a1.id, line_id=lot_id))
    async with floor.db.read() as session:
        assert count.id is not None
        task = await queries.count_task(session, count.id, user_id=floor.picker.id)
    assert [(one.item.sku, one.qty) for one in task.tallies] == [("NUT", Decimal(3))]


async def test_two_counters_of_one_bin_are_told(count: Count) -> None:
    floor = count.floor
    bolt = await made(count, "BOLT")
    await floor.put(bolt, floor.a1, 2)
    await count.enter(floor.a1)
    applied(await count.tally(bolt, floor.a1))
    here = builders.place_subject(floor.a1)
    need = asked(await count.scan(here, by=floor.other_picker, document_id=None))
    assert (need.field, need.code) == ("confirm", "take_over_count")
    assert "Pia is counting A-01" in need.prompt
    confirmed = {"confirmed": frozenset({need.code})}
    applied(await count.scan(here, by=floor.other_picker, document_id=None, answers=confirmed))
    with pytest.raises(AlreadyCounting, match="Otto has taken over"):
        await count.tally(bolt, floor.a1)
    applied(await count.tally(bolt, floor.a1, 2, by=floor.other_picker))
    await count.finish(floor.a1, by=floor.other_picker)
    assert (await count.review()).state == SessionState.COMPLETED  # Pia's one was dropped


async def test_two_who_scan_a_bin_at_the_same_moment_share_one_count(count: Count) -> None:
    floor = count.floor

    async def begin(by: User) -> object:
        try:
            return await count.scan(builders.place_subject(floor.a1), by=by, document_id=None)
        except AlreadyCounting as refused:
            return refused

    await asyncio.gather(begin(floor.picker), begin(floor.other_picker))
    async with floor.db.read() as session:
        (row,) = await queries.count_tasks(session, user_id=floor.picker.id)
    assert (row.bins, len(row.counters)) == (1, 1)


async def test_a_counted_bin_is_counted_again_only_on_purpose(count: Count) -> None:
    await count.never_twice()
    floor = count.floor
    bolt = await made(count, "BOLT")
    await floor.put(bolt, floor.a1, 2)
    await count.counted(floor.a1, (bolt, 1))
    here = builders.place_subject(floor.a1)
    other = {"by": floor.other_picker, "document_id": None}
    need = asked(await count.scan(here, **other))
    assert need.code == "count_again"
    applied(await count.scan(here, answers={"confirmed": frozenset({need.code})}, **other))
    await count.tally(bolt, floor.a1, 2, by=floor.other_picker)
    await count.finish(floor.a1, by=floor.other_picker)
    assert (await count.review()).state == SessionState.COMPLETED


async def test_wrong_bins_and_things_are_refused(count: Count) -> None:
    floor = count.floor
    bolt = await made(count, "BOLT")
    await floor.put(bolt, floor.a1, 2)
    with pytest.raises(WrongLocation, match="no bin"):
        await count.enter(floor.warehouse.location)
    with pytest.raises(WrongLocation, match="packing bench"):
        await count.enter(floor.warehouse.packing)
    with pytest.raises(NothingToCount):
        await count.scan(builders.item_subject(await made(count, "NONE")))
    opened = applied(await count.scan(builders.item_subject(bolt)))
    count.id = opened.document_id
    assert (opened.code, opened.effect["bins"]) == ("opened", 1)
    with pytest.raises(WrongLocation, match="go to A-01"):
        await count.enter(floor.b1)
    assert asked(await count.scan(builders.item_subject(bolt))).field == "location"
    with pytest.raises(WrongLocation, match="not open"):
        await count.tally(bolt, floor.a1)
    await count.enter(floor.a1)
    with pytest.raises(WrongItem, match="of Item BOLT only"):
        await count.tally(floor.tea, floor.a1)


async def test_an_item_is_counted_wherever_it_lies_and_nothing_else(count: Count) -> None:
    await count.never_twice()
    floor = count.floor
    bolt, nut = await made(count, "BOLT"), await made(count, "NUT")
    await floor.put(bolt, floor.a1, 5)
    await floor.put(bolt, floor.b1, 5)
    await floor.put(nut, floor.a1, 9)
    count.id = applied(await count.scan(builders.item_subject(bolt))).document_id
    await count.counted(floor.a1, (bolt, 5))
    await count.enter(floor.b1)
    await count.finish(floor.b1)  # none of it is here any more
    lines = (await count.review()).lines
    assert [(one.location_code, one.counted, one.differs) for one in lines] == [
        ("A-01", 5, False),
        ("B-01", 0, True),
    ]


async def test_who_walks_along_counts_bin_after_bin_in_one_count(count: Count) -> None:
    await count.never_twice()
    floor = count.floor
    bolt = await made(count, "BOLT")
    await floor.put(bolt, floor.a1, 1)
    await count.enter(floor.a1)
    first = count.id
    await count.enter(floor.b1)
    assert count.id == first
    await count.finish(floor.b1, step="empty")
    applied(await count.tally(bolt, floor.a1))
    await count.finish(floor.a1)
    review = await count.review()
    assert (review.state, [one.state for one in review.review_bins]) == (
        "completed",
        [BinState.COUNTED, BinState.COUNTED],
    )


async def test_serials_are_counted_one_by_one(count: Count) -> None:
    floor = count.floor
    saw = await made(count, "SAW", tracking=Tracking.SERIAL)
    await floor.put(saw, floor.a1, 2, serials=["S1", "S2"])
    await count.enter(floor.a1)
    assert asked(await count.tally(saw, floor.a1)).field == "serial"
    applied(await count.tally(saw, floor.a1, serial_number="S1"))
    with pytest.raises(SerialCounted, match="S1 was counted in A-01"):
        await count.tally(saw, floor.a1, serial_number="S1")
    with pytest.raises(OneSerialOneUnit):
        await count.scan(
            builders.item_subject(saw, serial_number="S2"),
            location_id=floor.a1.id,
            qty=Decimal(2),
        )
    applied(await count.tally(saw, floor.a1, serial_number="S2"))
    await count.finish(floor.a1)
    assert (await count.review()).state == SessionState.COMPLETED


async def test_quarantined_goods_are_counted_like_any(count: Count) -> None:
    floor = count.floor
    async with floor.db.write() as session:
        quarantine = await builders.make_bin(
            session, "QUAR", warehouse=floor.warehouse, use=LocationUse.QUARANTINE
        )
    await floor.put(floor.tea, quarantine, 3, lot="L1", expires_on=SOON)
    await count.counted(quarantine, (floor.tea, 3), lot_number="L1")
    assert (await count.review()).state == SessionState.COMPLETED


async def test_a_count_made_without_connection_holds_for_its_own_moment(count: Count) -> None:
    """Counted at noon, sent at two; what was picked at one changes nothing."""
    await count.never_twice()
    floor = count.floor
    noon = clock.now() + timedelta(days=1)
    await floor.put(floor.tea, floor.a1, 10, lot="L1", expires_on=date(2030, 1, 1))
    with clock.freeze(noon - timedelta(hours=1)):
        task_id = await floor.release(await floor.order((floor.tea, 4)))
    with clock.freeze(noon + timedelta(hours=1)):
        await floor.pick(task_id, floor.tea, floor.a1, lot_number="L1", qty=Decimal(4))
    with clock.freeze(noon):  # the phone's clock
        await count.counted(floor.a1, (floor.tea, 9), lot_number="L1")
    (line,) = await count.lines()
    assert (line.expected, line.counted, line.difference) == (10, 9, -1)
