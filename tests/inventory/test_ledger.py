"""The ledger: moves are the truth, balances follow, nothing is taken twice."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationUse, Tracking
from app.core.db import Database
from app.core.errors import NotFound
from app.core.events import Event
from app.inventory import ledger
from app.inventory.models import Lot, MoveReason, SerialNumber, StockBalance, StockMove
from app.inventory.problems import InsufficientStock, MoveReversed, SerialTaken, StockMoveInvalid
from app.inventory.serials import enter_serial, find_serial
from tests.builders import Warehouse, make_bin, make_item, make_lot, make_warehouse, put_stock

NOBODY = ledger.MoveContext()


def transfer(
    item: Item, lot: Lot, qty: Decimal | int, origin: Location, target: Location, **flags: Any
) -> ledger.Move:
    return ledger.Move(
        item_id=item.id,
        lot_id=lot.id,
        qty=Decimal(qty),
        origin=ledger.place(origin),
        target=ledger.place(target),
        reason=MoveReason.TRANSFER,
        **flags,
    )


async def standing(
    session: AsyncSession, lot: Lot, location: Location
) -> tuple[Decimal | int, Decimal | int]:
    """On hand and reserved."""
    row = await session.get(StockBalance, (lot.id, location.id), populate_existing=True)
    return (0, 0) if row is None else (row.on_hand, row.reserved)


class Shelf:
    """Ten units of one item in bin A, nothing in bin B."""

    warehouse: Warehouse
    item: Item
    lot: Lot
    a: Location
    b: Location


@pytest.fixture
async def shelf(db: Database) -> Shelf:
    made = Shelf()
    async with db.write() as session:
        made.warehouse = await make_warehouse(session)
        made.item = await make_item(session)
        made.a = await make_bin(session, "A-01", warehouse=made.warehouse)
        made.b = await make_bin(session, "B-01", warehouse=made.warehouse)
        made.lot = await put_stock(session, made.item, made.a, 10)
    return made


async def test_a_move_takes_here_and_gives_there(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        move = transfer(shelf.item, shelf.lot, Decimal("2.5"), shelf.a, shelf.b)
        await ledger.post_moves(session, [move], NOBODY)
    async with db.read() as session:
        assert await standing(session, shelf.lot, shelf.a) == (Decimal("7.5"), 0)
        assert await standing(session, shelf.lot, shelf.b) == (Decimal("2.5"), 0)


async def test_taking_more_than_is_free_is_refused_and_says_what_is_there(
    db: Database, shelf: Shelf
) -> None:
    async with db.write() as session:
        await ledger.reserve(session, lot_id=shelf.lot.id, location_id=shelf.a.id, qty=Decimal(4))
    with pytest.raises(InsufficientStock) as refused:
        async with db.write() as session:
            await ledger.post_moves(
                session, [transfer(shelf.item, shelf.lot, 7, shelf.a, shelf.b)], NOBODY
            )
    assert refused.value.params == {
        "asked": Decimal(7),
        "available": Decimal(6),
        "location": "A-01",
    }


async def test_a_bin_that_never_held_the_lot_has_nothing_to_give(
    db: Database, shelf: Shelf
) -> None:
    with pytest.raises(InsufficientStock):
        async with db.write() as session:
            await ledger.post_moves(
                session, [transfer(shelf.item, shelf.lot, 1, shelf.b, shelf.a)], NOBODY
            )


async def test_a_refused_batch_changes_nothing(db: Database, shelf: Shelf) -> None:
    moves = [
        transfer(shelf.item, shelf.lot, 3, shelf.a, shelf.b),
        transfer(shelf.item, shelf.lot, 8, shelf.a, shelf.b),
    ]
    with pytest.raises(InsufficientStock):
        async with db.write() as session:
            await ledger.post_moves(session, moves, NOBODY)
    async with db.read() as session:
        assert await standing(session, shelf.lot, shelf.a) == (10, 0)
        assert len((await session.exec(select(StockMove))).all()) == 1


async def test_goods_may_pass_through_a_bin_within_one_batch(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        dock = shelf.warehouse.dock
        moves = [
            transfer(shelf.item, shelf.lot, 4, shelf.a, dock),
            transfer(shelf.item, shelf.lot, 4, dock, shelf.b),
        ]
        await ledger.post_moves(session, moves, NOBODY)
        assert await standing(session, shelf.lot, dock) == (0, 0)
        assert await standing(session, shelf.lot, shelf.b) == (4, 0)


async def test_reserved_goods_move_on_reserved_when_the_move_says_so(
    db: Database, shelf: Shelf
) -> None:
    async with db.write() as session:
        await ledger.reserve(session, lot_id=shelf.lot.id, location_id=shelf.a.id, qty=Decimal(6))
        pick = transfer(
            shelf.item, shelf.lot, 4, shelf.a, shelf.b, take_reserved=True, keep_reserved=True
        )
        await ledger.post_moves(session, [pick], NOBODY)
        assert await standing(session, shelf.lot, shelf.a) == (6, 2)
        assert await standing(session, shelf.lot, shelf.b) == (4, 4)


async def test_what_was_not_reserved_cannot_be_taken_as_reserved(
    db: Database, shelf: Shelf
) -> None:
    pick = transfer(shelf.item, shelf.lot, 1, shelf.a, shelf.b, take_reserved=True)
    async with db.read() as session:
        with pytest.raises(StockMoveInvalid):
            await ledger.post_moves(session, [pick], NOBODY)


async def test_reserving_gives_what_is_left_and_no_more(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        where = {"lot_id": shelf.lot.id, "location_id": shelf.a.id}
        assert await ledger.reserve(session, qty=Decimal(7), **where) == 7
        assert await ledger.reserve(session, qty=Decimal(7), **where) == 3
        assert await ledger.reserve(session, qty=Decimal(7), **where) == 0
        await ledger.unreserve(session, qty=Decimal(10), **where)
        assert await standing(session, shelf.lot, shelf.a) == (10, 0)
        with pytest.raises(StockMoveInvalid):
            await ledger.unreserve(session, qty=Decimal(1), **where)


@pytest.mark.parametrize("qty", ["0", "-1", "0.000001", "NaN"])
async def test_a_quantity_is_positive_and_has_five_decimals_at_most(
    db: Database, shelf: Shelf, qty: str
) -> None:
    async with db.read() as session:
        move = transfer(shelf.item, shelf.lot, Decimal(qty), shelf.a, shelf.b)
        with pytest.raises(StockMoveInvalid):
            await ledger.post_moves(session, [move], NOBODY)


async def test_goods_do_not_move_to_where_they_are(db: Database, shelf: Shelf) -> None:
    async with db.read() as session:
        with pytest.raises(StockMoveInvalid):
            await ledger.post_moves(
                session, [transfer(shelf.item, shelf.lot, 1, shelf.a, shelf.a)], NOBODY
            )


async def test_a_bin_that_may_go_below_zero_does_and_comes_back(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        loose = await make_bin(session, "LOOSE", warehouse=shelf.warehouse, allow_negative=True)
        await ledger.post_moves(
            session, [transfer(shelf.item, shelf.lot, 3, loose, shelf.b)], NOBODY
        )
        assert await standing(session, shelf.lot, loose) == (-3, 0)
        loose.allow_negative = False
        await ledger.post_moves(
            session, [transfer(shelf.item, shelf.lot, 2, shelf.a, loose)], NOBODY
        )
        assert await standing(session, shelf.lot, loose) == (-1, 0)
        with pytest.raises(InsufficientStock):
            await ledger.post_moves(
                session, [transfer(shelf.item, shelf.lot, 1, loose, shelf.a)], NOBODY
            )


async def test_a_bin_allowed_below_zero_later_on_is_so_at_once(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        shelf.a.allow_negative = True
        await ledger.post_moves(
            session, [transfer(shelf.item, shelf.lot, 12, shelf.a, shelf.b)], NOBODY
        )
        assert await standing(session, shelf.lot, shelf.a) == (-2, 0)


async def test_a_lot_of_another_item_never_enters_the_ledger(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        other = await make_item(session, "OTHER")
    async with db.read() as session:
        wrong = transfer(other, shelf.lot, 1, shelf.a, shelf.b)
        with pytest.raises(sa.exc.IntegrityError):
            await ledger.post_moves(session, [wrong], NOBODY)


async def test_a_reversal_puts_everything_back_once(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        move = transfer(shelf.item, shelf.lot, 4, shelf.a, shelf.b)
        [move_id] = await ledger.post_moves(session, [move], NOBODY)
        await ledger.reverse(session, move_id, NOBODY)
        assert await standing(session, shelf.lot, shelf.a) == (10, 0)
        with pytest.raises(MoveReversed):
            await ledger.reverse(session, move_id, NOBODY)


async def test_what_has_gone_on_cannot_be_reversed(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        first = transfer(shelf.item, shelf.lot, 4, shelf.a, shelf.b)
        [move_id] = await ledger.post_moves(session, [first], NOBODY)
        on = transfer(shelf.item, shelf.lot, 4, shelf.b, shelf.warehouse.dock)
        await ledger.post_moves(session, [on], NOBODY)
    with pytest.raises(InsufficientStock):
        async with db.write() as session:
            await ledger.reverse(session, move_id, NOBODY)


async def test_only_one_of_two_simultaneous_reversals_counts(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        move = transfer(shelf.item, shelf.lot, 4, shelf.a, shelf.b)
        [move_id] = await ledger.post_moves(session, [move], NOBODY)

    async def undo() -> UUID:
        return await db.transact(lambda session: ledger.reverse(session, move_id, NOBODY))

    results = await asyncio.gather(*(undo() for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, MoveReversed) for one in results) == 3
    async with db.read() as session:
        assert await standing(session, shelf.lot, shelf.a) == (10, 0)


async def test_an_unknown_move_cannot_be_reversed(db: Database, shelf: Shelf) -> None:
    async with db.read() as session:
        with pytest.raises(NotFound):
            await ledger.reverse(session, shelf.item.id, NOBODY)


async def test_a_reserved_move_is_reversed_with_its_reservation(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        await ledger.reserve(session, lot_id=shelf.lot.id, location_id=shelf.a.id, qty=Decimal(4))
        pick = transfer(
            shelf.item, shelf.lot, 4, shelf.a, shelf.b, take_reserved=True, keep_reserved=True
        )
        [move_id] = await ledger.post_moves(session, [pick], NOBODY)
        await ledger.reverse(session, move_id, NOBODY, take_reserved=True, keep_reserved=True)
        assert await standing(session, shelf.lot, shelf.a) == (10, 4)
        assert await standing(session, shelf.lot, shelf.b) == (0, 0)


async def test_moves_cannot_be_changed(db: Database, shelf: Shelf) -> None:
    for change in ("UPDATE stock_move SET qty = 1", "DELETE FROM stock_move"):
        with pytest.raises(DBAPIError, match="stock moves are never changed"):
            async with db.write() as session:
                await session.execute(sa.text(change))


async def test_a_serial_is_where_its_last_move_put_it(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        saw = await make_item(session, "SAW", tracking=Tracking.SERIAL)
        lot = await put_stock(session, saw, shelf.a, 2, serials=["S1", "S2"])
        unit = await find_serial(session, saw.id, "S1")
        assert unit is not None
        move = transfer(saw, lot, 1, shelf.a, shelf.b, serial_id=unit.id)
        await ledger.post_moves(session, [move], NOBODY)
    async with db.read() as session:
        where = {unit.number: unit.location_id for unit in await session.exec(select(SerialNumber))}
        assert where == {"S1": shelf.b.id, "S2": shelf.a.id}
    with pytest.raises(SerialTaken, match="S1 is not in A-01, it is now: B-01"):
        async with db.write() as session:
            await ledger.post_moves(session, [move], NOBODY)


async def test_a_serial_stands_for_one_unit(db: Database, shelf: Shelf) -> None:
    async with db.read() as session:
        move = transfer(shelf.item, shelf.lot, 2, shelf.a, shelf.b, serial_id=shelf.item.id)
        with pytest.raises(StockMoveInvalid):
            await ledger.post_moves(session, [move], NOBODY)


async def test_a_serial_does_not_move_under_another_lot(db: Database, shelf: Shelf) -> None:
    async with db.write() as session:
        saw = await make_item(session, "SAW", tracking=Tracking.SERIAL)
        await put_stock(session, saw, shelf.a, 1, serials=["S1"])
        other = await make_lot(session, saw, "L2")
        await put_stock(session, saw, shelf.a, 1, lot="L2", serials=["S2"])
        unit = await find_serial(session, saw.id, "S1")
        assert unit is not None
        with pytest.raises(StockMoveInvalid):
            await ledger.post_moves(
                session, [transfer(saw, other, 1, shelf.a, shelf.b, serial_id=unit.id)], NOBODY
            )


async def test_a_serial_comes_in_once_until_its_receipt_is_reversed(
    db: Database, shelf: Shelf
) -> None:
    async with db.write() as session:
        saw = await make_item(session, "SAW", tracking=Tracking.SERIAL)
        lot = await make_lot(session, saw)
        vendor = await places.virtual(session, LocationUse.VENDOR)
        serial_id = await enter_serial(session, saw, lot_id=lot.id, number="S1", origin=vendor)
        move = transfer(saw, lot, 1, vendor, shelf.a, serial_id=serial_id)
        [move_id] = await ledger.post_moves(session, [move], NOBODY)
        with pytest.raises(SerialTaken, match="SAW S1 was received before and is now: A-01"):
            await enter_serial(session, saw, lot_id=lot.id, number="S1", origin=vendor)
        await ledger.reverse(session, move_id, NOBODY)
        again = await enter_serial(session, saw, lot_id=lot.id, number="S1", origin=vendor)
        assert again == serial_id


async def test_posting_announces_the_items_that_changed(db: Database, shelf: Shelf) -> None:
    heard: list[Any] = []

    async def listen(announcements: list[Any]) -> None:
        heard.extend(announcements)

    db.announcer = listen
    async with db.write() as session:
        await ledger.post_moves(
            session, [transfer(shelf.item, shelf.lot, 1, shelf.a, shelf.b)], NOBODY
        )
    assert heard == [Event("stock.changed", {"item_id": str(shelf.item.id)})]


async def test_posting_nothing_is_nothing(db: Database) -> None:
    async with db.read() as session:
        assert await ledger.post_moves(session, [], NOBODY) == []
