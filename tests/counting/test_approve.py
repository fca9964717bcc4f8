"""What a supervisor sees of a count, and what comes of the decision."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.catalog.models import Item, Location, Tracking
from app.core import clock
from app.counting.approve import cancel
from app.counting.problems import CountNotDecidable, CountOutdated, CountTouchesPicks
from app.inventory import ledger
from app.inventory.correcting import Why, correct
from app.inventory.models import MoveReason, SerialNumber
from app.inventory.serials import find_serial
from app.sync.documents import AdjustmentDoc
from app.sync.models import ExternalRecord, Mapping, QuickBooksConnection
from tests import builders
from tests.counting.conftest import Count
from tests.floor import applied

GOOD = date(2030, 1, 1)


async def made(count: Count, sku: str, **columns: Any) -> Item:
    async with count.floor.db.write() as session:
        return await builders.make_item(session, sku, **columns)


async def short_bolts(count: Count, *, there: int = 8) -> Item:
    """Ten bolts in the books of A-01, `there` counted."""
    await count.never_twice()
    bolt = await made(count, "BOLT", purchase_cost=Decimal("0.25"))
    await count.floor.put(bolt, count.floor.a1, 10)
    await count.counted(count.floor.a1, (bolt, there))
    return bolt


async def test_an_approved_difference_becomes_one_move_and_one_adjustment(
    count: Count, connection: QuickBooksConnection
) -> None:
    floor = count.floor
    bolt = await short_bolts(count)
    review = await count.review()
    assert (review.state, review.differences, review.value) == ("counted", 1, Decimal("-0.5"))
    await count.approve(reason="Misplaced")
    (move,) = await count.moves()
    assert (move.reason, move.qty, move.from_id) == (MoveReason.COUNT, 2, floor.a1.id)
    assert await floor.balance(move.lot_id, floor.a1) == (Decimal(8), Decimal(0))
    (told,) = await count.told()
    document = AdjustmentDoc.model_validate(told.snapshot)
    assert (document.kind, document.reason, document.number) == (
        "adjustment",
        "count",
        review.number,
    )
    assert [(one.item_id, one.qty) for one in document.lines] == [(bolt.id, Decimal(-2))]
    assert document.warehouse_id == floor.warehouse.location.id
    assert told.ready
    after = await count.review()
    assert (after.state, after.lines[0].decision, after.lines[0].reason) == (
        "completed",
        "approved",
        "Misplaced",
    )
    await count.books_agree()
    with pytest.raises(CountNotDecidable):
        await count.approve()


async def test_what_moves_between_count_and_approval_is_reckoned_in(count: Count) -> None:
    floor = count.floor
    await short_bolts(count)
    async with floor.db.write() as session:
        (line,) = await count.lines()
        lot = await builders.make_lot(session, await session.get_one(Item, line.item.id))
        gone = ledger.Move(
            item_id=line.item.id,
            lot_id=lot.id,
            qty=Decimal(7),
            origin=ledger.place(floor.a1),
            target=ledger.place(floor.b1),
            reason=MoveReason.TRANSFER,
        )
        await ledger.post_moves(session, [gone], ledger.MoveContext())
    (line,) = await count.lines()
    assert (line.expected, line.difference, line.moved) == (10, -2, False)
    await count.approve()
    assert await floor.balance(lot.id, floor.a1) == (Decimal(1), Decimal(0))
    await count.books_agree()


async def test_what_moves_while_it_is_counted_is_pointed_out(count: Count) -> None:
    await count.never_twice()
    floor = count.floor
    bolt = await made(count, "BOLT")
    await floor.put(bolt, floor.a1, 10)
    await count.enter(floor.a1)
    applied(await count.tally(bolt, floor.a1, 4))
    await floor.put(bolt, floor.a1, 3)
    applied(await count.tally(bolt, floor.a1, 4))
    await count.finish(floor.a1)
    (line,) = await count.lines()
    assert (line.expected, line.counted, line.moved) == (13, 8, True)


async def test_a_count_somebody_corrected_meanwhile_is_not_booked_twice(count: Count) -> None:
    floor = count.floor
    bolt = await short_bolts(count)
    why = Why("test", bolt.id, floor.supervisor.id)
    async with floor.db.write() as session:
        await correct(session, bolt, Decimal(-2), why)
    with pytest.raises(CountOutdated):
        await count.approve()
    (bin_,) = (await count.review()).review_bins
    await count.recount(bin_.id)
    await count.counted(floor.a1, (bolt, 8), by=floor.other_picker)
    assert (await count.review()).state == "completed"


async def test_line_by_line_and_the_rest_counted_again(
    count: Count, connection: QuickBooksConnection
) -> None:
    await count.never_twice()
    floor = count.floor
    bolt, nut = await made(count, "BOLT"), await made(count, "NUT")
    await floor.put(bolt, floor.a1, 10)
    await floor.put(nut, floor.b1, 10)
    await count.enter(floor.a1)
    await count.enter(floor.b1)
    for item, place, qty in ((bolt, floor.a1, 9), (nut, floor.b1, 4)):
        applied(await count.tally(item, place, qty))
        await count.finish(place)
    bolts, nuts = await count.lines()
    await count.approve(bolts.id)
    (told,) = await count.told()
    assert told.ready  # the rest may take days: QuickBooks shows what is decided
    await count.recount(nuts.bin_id)
    assert (await count.review()).state == "open"
    with pytest.raises(CountNotDecidable):
        await count.recount(nuts.bin_id)
    await count.counted(floor.b1, (nut, 12), by=floor.other_picker)
    (line,) = [one for one in await count.lines() if one.decision == "open"]
    assert (line.difference, [one.counted for one in line.earlier]) == (2, [4])
    await count.approve()
    (told,) = await count.told()
    document = AdjustmentDoc.model_validate(told.snapshot)
    assert {one.sku: one.qty for one in document.lines} == {"BOLT": -1, "NUT": 2}
    assert (await count.review()).accuracy.lines == 2
    await count.books_agree()


async def test_lots_are_told_to_quickbooks_as_they_are(
    count: Count, connection: QuickBooksConnection
) -> None:
    await count.never_twice()
    floor = count.floor
    await floor.put(floor.tea, floor.a1, 5, lot="L1", expires_on=GOOD)
    await count.enter(floor.a1)
    applied(await count.tally(floor.tea, floor.a1, 4, lot_number="L1"))
    applied(await count.tally(floor.tea, floor.a1, 3, lot_number="L2", expires_on=GOOD))
    await count.finish(floor.a1)
    await count.approve()
    (told,) = await count.told()
    (line,) = AdjustmentDoc.model_validate(told.snapshot).lines
    assert line.qty == 2
    assert sorted((one.lot, one.qty, one.bin) for one in line.tracked) == [
        ("L1", Decimal(-1), "A-01"),
        ("L2", Decimal(3), "A-01"),
    ]


async def test_stock_promised_to_pickers_is_named_and_taken_off_their_walks(count: Count) -> None:
    await count.never_twice()
    floor = count.floor
    await floor.put(floor.tea, floor.a1, 10, lot="L1", expires_on=GOOD)
    await floor.put(floor.tea, floor.b1, 1, lot="L2", expires_on=GOOD)
    urgent = await floor.order((floor.tea, 6), number="2001", priority=5)
    later = await floor.order((floor.tea, 4), number="2002")
    for order in (urgent, later):
        await floor.release(order)
    await count.counted(floor.a1, (floor.tea, 7), lot_number="L1")
    (line,) = await count.lines()
    assert [(one.order_number, one.qty) for one in line.picks] == [("2002", 3)]
    with pytest.raises(CountTouchesPicks, match=r"2002 \(3\)"):
        await count.approve()
    await count.approve(release_picks=True)
    assert (await floor.line(urgent)).allocated_qty == 6
    # one of three was found elsewhere, two are on backorder
    assert (await floor.line(later)).allocated_qty == 2
    (move,) = await count.moves()
    assert await floor.balance(move.lot_id, floor.a1) == (Decimal(7), Decimal(7))
    await count.books_agree()


async def test_serials_missing_and_found_are_put_right(
    count: Count, connection: QuickBooksConnection
) -> None:
    """S1 is here, S2 is gone, S3 was thought to be in B-01, S9 nobody knew."""
    await count.never_twice()
    floor = count.floor
    saw = await made(count, "SAW", tracking=Tracking.SERIAL, purchase_cost=Decimal(100))
    await floor.put(saw, floor.a1, 2, serials=["S1", "S2"])
    await floor.put(saw, floor.b1, 1, serials=["S3"])
    await count.enter(floor.a1)
    for number in ("S1", "S3", "S9"):
        applied(await count.tally(saw, floor.a1, serial_number=number))
    await count.finish(floor.a1)
    (line,) = await count.lines()
    assert (line.missing, [(one.number, one.where) for one in line.found]) == (
        ["S2"],
        [("S3", "B-01"), ("S9", "")],
    )
    await count.approve()
    where = {number: await place_of(count, saw, number) for number in ("S1", "S2", "S3", "S9")}
    assert where == {"S1": "A-01", "S2": "@adjustment", "S3": "A-01", "S9": "A-01"}
    # S2 lost and S9 found even each other out; S3 never left the company
    assert await count.told() == []
    await count.books_agree()


async def place_of(count: Count, item: Item, number: str) -> str:
    async with count.floor.db.read() as session:
        unit = await find_serial(session, item.id, number)
        assert isinstance(unit, SerialNumber)
        return (await session.get_one(Location, unit.location_id)).code


async def test_a_swap_of_serials_is_seen_although_the_number_is_right(count: Count) -> None:
    await count.never_twice()
    floor = count.floor
    saw = await made(count, "SAW", tracking=Tracking.SERIAL)
    await floor.put(saw, floor.a1, 1, serials=["S1"])
    await count.enter(floor.a1)
    applied(await count.tally(saw, floor.a1, serial_number="S9"))
    await count.finish(floor.a1)
    (line,) = await count.lines()
    assert (line.difference, line.missing, line.found[0].number) == (0, ["S1"], "S9")


async def test_stock_of_an_item_that_is_inactive_in_quickbooks_is_made_active_there(
    count: Count, connection: QuickBooksConnection
) -> None:
    bolt = await short_bolts(count, there=12)
    async with count.floor.db.write() as session:
        session.add(
            Mapping(connection_id=connection.id, kind="item", local_id=bolt.id, external_id="7")
        )
        session.add(
            ExternalRecord(
                connection_id=connection.id,
                kind="item",
                external_id="7",
                name="Bolt",
                active=False,
                facts={},
            )
        )
    (line,) = await count.lines()
    assert line.inactive
    await count.approve(reactivate=True)
    wishes = {one.document_type: one.snapshot for one in await count.told()}
    assert wishes["item"]["active"] is True
    assert wishes["adjustment"]["lines"][0]["qty"] == "2"


async def test_a_cancelled_count_frees_its_bins_and_keeps_what_was_approved(count: Count) -> None:
    await short_bolts(count)
    floor = count.floor
    count_id = count.id
    assert count_id is not None
    await floor.db.transact(lambda session: cancel(session, count_id, zone="UTC"))
    assert (await count.review()).state == "cancelled"
    count.id = None
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        await count.enter(floor.a1)
    assert count.id not in (None, count_id)
