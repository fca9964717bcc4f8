"""Order lists and details with their progress."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.db import Database
from app.core.types import new_id
from app.orders import queries, service
from app.orders.models import OrderState
from app.orders.problems import OrderNotFound
from app.orders.schemas import SalesOrderOut
from tests.builders import make_customer, make_item, make_po, make_so, make_vendor


@pytest.fixture
async def orders(db: Database) -> None:
    async with db.write() as session:
        tea, bolt = await make_item(session, "TEA"), await make_item(session, "BOLT")
        north, south = await make_vendor(session, "North"), await make_vendor(session, "South")
        await make_po(session, north, [(tea, 10, "1.5"), (bolt, 5)], number="1001")
        await make_po(session, south, [(bolt, 3)], number="1002", expected_on=date(2026, 12, 1))
        await make_po(session, south, [], number="1003", state=OrderState.CLOSED)
        corner = await make_customer(session, "Corner Store")
        await make_so(session, corner, [(tea, 10)], number="2001", due_on=date(2026, 12, 2))
        await make_so(session, corner, [(tea, 10)], number="2002", due_on=date(2026, 12, 1))
        await make_so(session, corner, [(bolt, 1)], number="2003", priority=9)


async def test_purchase_orders_come_soonest_first_with_summed_progress(
    db: Database, orders: None
) -> None:
    async with db.write() as session:
        page = await queries.purchase_orders(session)
        assert [row.number for row in page.items] == ["1002", "1001", "1003"]
        order = await queries.purchase_order(session, page.items[1].id)
        await service.record_received(session, order.lines[0].id, Decimal(4))
        row = (await queries.purchase_orders(session, search="1001")).items[0]
    assert (row.vendor.name, row.line_count) == ("North", 2)
    assert [row.ordered_qty, row.received_qty] == [15, 4]
    assert page.items[2].line_count == 0


@pytest.mark.parametrize(
    ("search", "numbers"),
    [("100", ["1002", "1001", "1003"]), ("north", ["1001"]), ("bol", ["1002", "1001"]), ("%", [])],
)
async def test_search_looks_in_number_party_and_sku(
    db: Database, orders: None, search: str, numbers: list[str]
) -> None:
    async with db.read() as session:
        page = await queries.purchase_orders(session, search=search)
    assert [row.number for row in page.items] == numbers


async def test_a_state_narrows_the_list(db: Database, orders: None) -> None:
    async with db.read() as session:
        page = await queries.purchase_orders(session, state=OrderState.CLOSED)
    assert [row.number for row in page.items] == ["1003"]


async def test_sales_orders_come_most_urgent_first_page_by_page(db: Database, orders: None) -> None:
    seen: list[str] = []
    cursor: str | None = None
    async with db.read() as session:
        while True:
            page = await queries.sales_orders(session, cursor=cursor, limit=1)
            seen += [row.number for row in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert seen == ["2003", "2002", "2001"]


async def test_a_line_says_what_is_left(db: Database, orders: None) -> None:
    async with db.write() as session:
        page = await queries.sales_orders(session, search="2001")
        order = await queries.sales_order(session, page.items[0].id)
        line_id = order.lines[0].id
        await service.record_allocated(session, line_id, Decimal(7))
        await service.record_picked(session, line_id, Decimal(4))
        order = await queries.sales_order(session, order.id)
    [line] = SalesOrderOut.model_validate_json(order.model_dump_json()).lines
    assert order.model_dump(mode="json")["lines"][0]["unreserved"] == "3"
    assert (line.item.sku, line.allocated_qty, line.picked_qty) == ("TEA", Decimal(3), Decimal(4))


async def test_a_purchase_line_says_what_is_to_come(db: Database, orders: None) -> None:
    async with db.write() as session:
        page = await queries.purchase_orders(session, search="north")
        order = await queries.purchase_order(session, page.items[0].id)
        await service.record_received(session, order.lines[0].id, Decimal(12))
        order = await queries.purchase_order(session, order.id)
    assert [line.remaining for line in order.lines] == [0, 5]
    assert [line.unit_cost for line in order.lines] == [Decimal("1.5"), None]


async def test_an_unknown_order_is_named_as_such(db: Database) -> None:
    async with db.read() as session:
        with pytest.raises(OrderNotFound):
            await queries.purchase_order(session, new_id())
        with pytest.raises(OrderNotFound):
            await queries.sales_order(session, new_id())
