"""Stock as people read it: by item, lot and bin, page by page, never a virtual place."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.catalog import places
from app.catalog.models import Item, Location, LocationUse, Tracking
from app.core import clock
from app.core.db import Database
from app.core.errors import Invalid, NotFound
from app.core.types import new_id
from app.inventory import ledger
from app.inventory.lots import hold_lot
from app.inventory.models import Lot, MoveReason
from app.inventory.queries import StockFilter, lot_row, lot_rows, move_rows, stock_rows
from app.inventory.schemas import StockRow
from tests.builders import Warehouse, make_bin, make_item, make_user, make_warehouse, put_stock

TODAY = date(2026, 11, 22)


class Stock:
    """Tea in two lots and two bins, bolts without lots, sand in quarantine."""

    warehouse: Warehouse
    tea: Item
    old: Lot
    new: Lot
    a: Location
    b: Location


@pytest.fixture
async def stock(db: Database) -> Stock:
    made = Stock()
    async with db.write() as session:
        made.warehouse = await make_warehouse(session)
        made.a = await make_bin(session, "A-01", warehouse=made.warehouse)
        made.b = await make_bin(session, "B-01", warehouse=made.warehouse)
        jail = await make_bin(session, "Q-01", warehouse=made.warehouse, use=LocationUse.QUARANTINE)
        made.tea = await make_item(session, "TEA", name="Green tea", tracking=Tracking.LOT)
        made.old = await put_stock(
            session, made.tea, made.a, 5, lot="OLD", expires_on=date(2026, 11, 21)
        )
        made.new = await put_stock(
            session, made.tea, made.b, 7, lot="NEW", expires_on=date(2026, 11, 22)
        )
        await put_stock(session, await make_item(session, "BOLT", name="Bolt 50%"), made.a, "2.5")
        await put_stock(session, await make_item(session, "SAND"), jail, 3)
    return made


async def rows(db: Database, **filters: Any) -> list[StockRow]:
    async with db.read() as session:
        page = await stock_rows(session, StockFilter(**filters), today=TODAY, cursor=None, limit=50)
    return page.items


def brief(found: list[StockRow]) -> list[tuple[str, str | None, str, Decimal]]:
    return [
        (row.item.sku, row.lot.number if row.lot else None, row.location.code, row.available)
        for row in found
    ]


async def test_stock_is_listed_by_item_bin_and_lot_with_what_may_be_picked(
    db: Database, stock: Stock
) -> None:
    assert brief(await rows(db)) == [
        ("BOLT", None, "A-01", Decimal("2.5")),
        ("SAND", None, "Q-01", Decimal(0)),  # quarantine
        ("TEA", "OLD", "A-01", Decimal(0)),  # expired yesterday
        ("TEA", "NEW", "B-01", Decimal(7)),  # good up to and including today
    ]


async def test_reserved_and_held_stock_is_not_available(db: Database, stock: Stock) -> None:
    async with db.write() as session:
        await ledger.reserve(session, lot_id=stock.new.id, location_id=stock.b.id, qty=Decimal(3))
    [row] = await rows(db, lot_id=stock.new.id)
    assert [row.on_hand, row.reserved, row.available] == [7, 3, 4]
    async with db.write() as session:
        await hold_lot(session, stock.new.id, reason="Torn bags")
    [row] = await rows(db, held=True)
    assert row.lot is not None
    assert (row.lot.number, row.lot.hold_reason) == ("NEW", "Torn bags")
    assert row.available == 0


@pytest.mark.parametrize(
    ("search", "skus"),
    [
        ("green", {"TEA"}),
        ("new", {"TEA"}),
        ("q-0", {"SAND"}),
        ("50%", {"BOLT"}),
        ("%", {"BOLT"}),
        ("_", set()),
        ("  ", {"BOLT", "SAND", "TEA"}),
    ],
)
async def test_search_looks_in_sku_name_lot_and_bin_and_takes_signs_literally(
    db: Database, stock: Stock, search: str, skus: set[str]
) -> None:
    assert {row.item.sku for row in await rows(db, search=search)} == skus


async def test_filters_narrow_by_item_bin_warehouse_and_date(db: Database, stock: Stock) -> None:
    assert len(await rows(db, item_id=stock.tea.id)) == 2
    assert len(await rows(db, location_id=stock.a.id)) == 2
    assert len(await rows(db, location_id=stock.warehouse.location.id)) == 4
    assert [row.lot and row.lot.number for row in await rows(db, expires_before=TODAY)] == ["OLD"]
    assert await rows(db, item_id=new_id()) == []


async def test_pages_follow_each_other_without_gap_or_repeat(db: Database, stock: Stock) -> None:
    seen: list[str] = []
    cursor: str | None = None
    async with db.read() as session:
        while True:
            page = await stock_rows(session, StockFilter(), today=TODAY, cursor=cursor, limit=1)
            seen += [row.location.code for row in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert seen == ["A-01", "Q-01", "A-01", "B-01"]


@pytest.mark.parametrize("cursor", ["nonsense", "WyJhIl0", "WzEsMiwzXQ", "é", "bnVsbA"])
async def test_a_cursor_that_is_not_ours_is_refused(db: Database, cursor: str) -> None:
    async with db.read() as session:
        with pytest.raises(Invalid):
            await stock_rows(session, StockFilter(), today=TODAY, cursor=cursor, limit=5)


async def test_moves_tell_who_when_why_and_from_where(db: Database, stock: Stock) -> None:
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    async with db.write() as session:
        rita = await make_user(session, "Rita")
        customer = await places.virtual(session, LocationUse.CUSTOMER)
        move = ledger.Move(
            item_id=stock.tea.id,
            lot_id=stock.new.id,
            qty=Decimal(2),
            origin=ledger.place(stock.b),
            target=ledger.place(customer),
            reason=MoveReason.SHIP,
        )
        with clock.freeze(moment):
            await ledger.post_moves(session, [move], ledger.MoveContext(user_id=rita.id))
    async with db.read() as session:
        page = await move_rows(session, item_id=stock.tea.id, cursor=None, limit=50)
        by_bin = await move_rows(session, location_id=stock.b.id, cursor=None, limit=1)
        rest = await move_rows(session, location_id=stock.b.id, cursor=by_bin.next_cursor, limit=1)
    labels = {(row.from_label, row.to_label, row.lot_number) for row in page.items}
    assert labels == {
        ("B-01", "Customer", "NEW"),
        ("Adjustment", "B-01", "NEW"),
        ("Adjustment", "A-01", "OLD"),
    }
    shipped = next(row for row in page.items if row.reason is MoveReason.SHIP)
    assert (shipped.person, shipped.qty, shipped.occurred_at) == ("Rita", Decimal(2), moment)
    assert {by_bin.items[0].id, rest.items[0].id} <= {row.id for row in page.items}
    assert rest.next_cursor is None


async def test_lots_show_what_we_have_of_them_and_hide_the_implicit_one(
    db: Database, stock: Stock
) -> None:
    async with db.read() as session:
        page = await lot_rows(session)
        assert [(row.number, row.on_hand) for row in page.items] == [
            ("NEW", Decimal(7)),
            ("OLD", Decimal(5)),
        ]
        assert (await lot_row(session, stock.old.id)).item.sku == "TEA"
        with pytest.raises(NotFound):
            await lot_row(session, new_id())
