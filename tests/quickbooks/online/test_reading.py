"""Reading from QuickBooks: all of it once, then changes; none skipped, nothing of ours undone."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from app.catalog.models import Customer, Item, Vendor
from app.core import clock
from app.core.upsert import table_of
from app.orders.models import PurchaseOrder, PurchaseOrderLine, SalesOrder, SalesOrderLine
from app.quickbooks.online import reading
from app.quickbooks.simulator.faults import FaultKind
from app.quickbooks.simulator.seed import CUSTOMERS, ESTIMATES, ITEMS, PURCHASE_ORDERS, VENDORS
from app.sync.inbound import pull
from app.sync.models import SyncCursor
from app.sync.port import Entity
from tests.quickbooks.online.world import World


async def rows(world: World, model: Any) -> list[Any]:
    async with world.db.read() as session:
        return list((await session.execute(sa.select(model))).scalars())


async def one(world: World, model: Any, **values: Any) -> Any:
    columns = table_of(model).c
    async with world.db.read() as session:
        wanted = [columns[name] == value for name, value in values.items()]
        return (await session.execute(sa.select(model).where(*wanted))).scalar_one()


def in_books(world: World, entity: str, **values: Any) -> dict[str, Any]:
    return next(
        doc
        for doc in world.books(entity)
        if all(doc.get(name) == value for name, value in values.items())
    )


def edit(world: World, entity: str, doc: dict[str, Any], **values: Any) -> dict[str, Any]:
    identity = {"Id": doc["Id"], "SyncToken": doc["SyncToken"], "sparse": True}
    return world.write(entity, identity | values)


def sent_lines(doc: dict[str, Any], detail: str) -> list[dict[str, Any]]:
    """The lines of a document as a client would send them back."""
    return [
        {name: line[name] for name in ("Id", "Amount", "DetailType", detail)}
        for line in doc["Line"]
        if detail in line
    ]


async def test_the_first_read_brings_everything_the_floor_needs(world: World) -> None:
    assert {item.sku for item in await rows(world, Item)} == {item.sku for item in ITEMS}
    assert {party.name for party in await rows(world, Vendor)} == set(VENDORS)
    assert {party.name for party in await rows(world, Customer)} == set(CUSTOMERS)
    orders = {order.number for order in await rows(world, PurchaseOrder)}
    assert orders == {order.number for order in PURCHASE_ORDERS}
    orders = {order.number for order in await rows(world, SalesOrder)}
    assert orders == {order.number for order in ESTIMATES}
    milk = await world.item("OAT-1L")
    assert (milk.purchase_cost, milk.sales_price) == (Decimal("1.45"), Decimal("2.6"))


async def test_reading_again_changes_nothing(world: World) -> None:
    before = {item.id for item in await rows(world, Item)}
    lines = {line.id for line in await rows(world, SalesOrderLine)}
    await world.restart_reading()
    await world.pull()
    assert {item.id for item in await rows(world, Item)} == before
    assert {line.id for line in await rows(world, SalesOrderLine)} == lines


async def test_a_change_in_quickbooks_arrives_and_our_counters_stay(world: World) -> None:
    order = await one(world, PurchaseOrder, number="PO-2001")
    async with world.db.write() as session:
        await session.execute(
            sa.update(PurchaseOrderLine)
            .where(table_of(PurchaseOrderLine).c.order_id == order.id)
            .values(received_qty=Decimal(5))
        )
    item = in_books(world, "Item", Sku="OAT-1L")
    edit(world, "Item", item, Name="Oat drink 1 L", UnitPrice=Decimal("2.75"))
    detail = "ItemBasedExpenseLineDetail"
    doc = in_books(world, "PurchaseOrder", DocNumber="PO-2001")
    lines = sent_lines(doc, detail)
    lines[0] |= {"Amount": Decimal("145"), detail: lines[0][detail] | {"Qty": 100}}
    edit(world, "PurchaseOrder", doc, Line=lines)
    world.later(600)
    await world.pull()
    milk = await world.item("OAT-1L")
    assert (milk.name, milk.sales_price) == ("Oat drink 1 L", Decimal("2.75"))
    line = await one(world, PurchaseOrderLine, order_id=order.id, item_id=milk.id)
    assert (line.qty, line.received_qty) == (100, 5)


async def test_a_line_replaced_in_quickbooks_keeps_its_progress_here(world: World) -> None:
    order = await one(world, SalesOrder, number="SO-1042")
    milk = await world.item("OAT-1L")
    before = await one(world, SalesOrderLine, order_id=order.id, item_id=milk.id)
    async with world.db.write() as session:
        row = await session.get_one(SalesOrderLine, before.id)
        row.picked_qty = Decimal(8)
    detail = "SalesItemLineDetail"
    doc = in_books(world, "Estimate", DocNumber="SO-1042")
    first, *_ = sent_lines(doc, detail)
    renewed = {name: value for name, value in first.items() if name != "Id"}
    renewed |= {"Amount": Decimal("13"), detail: first[detail] | {"Qty": 5}}
    edit(world, "Estimate", doc, Line=[renewed])
    world.later(600)
    await world.pull()
    after = await one(world, SalesOrderLine, order_id=order.id, item_id=milk.id)
    assert after.id == before.id
    assert after.external_line_id != before.external_line_id
    # Eight are picked: the order cannot be for less any more.
    assert (after.qty, after.picked_qty) == (8, 8)
    coffee = await world.item("COF-1K")
    gone = await one(world, SalesOrderLine, order_id=order.id, item_id=coffee.id)
    assert gone.closed


async def test_what_quickbooks_makes_inactive_is_inactive_under_its_good_name(
    world: World,
) -> None:
    edit(world, "Item", in_books(world, "Item", Sku="OAT-1L"), Active=False)
    edit(world, "Vendor", in_books(world, "Vendor", DisplayName=VENDORS[0]), Active=False)
    world.later(600)
    await world.pull()
    milk = await world.item("OAT-1L")
    assert (milk.active, milk.name) == (False, "Oat milk 1 L")
    vendor = await one(world, Vendor, name=VENDORS[0])
    assert not vendor.active


async def test_a_deleted_order_is_cancelled(world: World) -> None:
    await world.delete("PurchaseOrder", in_books(world, "PurchaseOrder", DocNumber="PO-2004"))
    world.later(600)
    await world.pull()
    assert (await one(world, PurchaseOrder, number="PO-2004")).state == "cancelled"
    assert (await one(world, PurchaseOrder, number="PO-2003")).state == "open"


async def test_an_order_our_own_invoice_closed_stays_ours_to_finish(world: World) -> None:
    await world.want(await world.shipment(qty={"OAT-1L": "5"}))
    await world.drain()
    assert in_books(world, "Estimate", DocNumber="SO-1042")["TxnStatus"] == "Closed"
    world.later(600)
    await world.pull()
    assert (await one(world, SalesOrder, number="SO-1042")).state == "open"


async def test_an_order_closed_by_our_invoice_stays_ours_even_before_we_heard_the_answer(
    world: World,
) -> None:
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="invoice")
    await world.want(await world.shipment(qty={"OAT-1L": "5"}))
    await world.drain()
    world.later(1)
    await world.pull()
    assert (await one(world, SalesOrder, number="SO-1042")).state == "open"


async def test_an_order_someone_else_closed_is_closed(world: World) -> None:
    estimate = in_books(world, "Estimate", DocNumber="SO-1043")
    edit(world, "Estimate", estimate, TxnStatus="Rejected")
    world.later(600)
    await world.pull()
    assert (await one(world, SalesOrder, number="SO-1043")).state == "closed"


def service(world: World, name: str) -> dict[str, Any]:
    income = in_books(world, "Account", Name="Sales of Product Income")["Id"]
    body = {"Name": name, "Type": "Service", "IncomeAccountRef": {"value": income}}
    return world.write("Item", body)


def estimate(world: World, number: str, *items: dict[str, Any]) -> dict[str, Any]:
    lines = [
        {
            "DetailType": "SalesItemLineDetail",
            "Amount": 10,
            "SalesItemLineDetail": {"ItemRef": {"value": item["Id"]}, "Qty": 1, "UnitPrice": 10},
        }
        for item in items
    ]
    customer = {"value": world.books("Customer")[0]["Id"]}
    return world.write("Estimate", {"CustomerRef": customer, "DocNumber": number, "Line": lines})


async def test_services_are_kept_out_of_picking(world: World) -> None:
    delivery = service(world, "Delivery")
    estimate(world, "SO-2000", delivery, in_books(world, "Item", Sku="OAT-1L"))
    estimate(world, "SO-2001", delivery)
    world.later(600)
    await world.pull()
    order = await one(world, SalesOrder, number="SO-2000")
    (line,) = [row for row in await rows(world, SalesOrderLine) if row.order_id == order.id]
    assert line.item_id == (await world.item("OAT-1L")).id
    assert "SO-2001" not in {row.number for row in await rows(world, SalesOrder)}
    assert "Delivery" not in {row.name for row in await rows(world, Item)}


async def test_an_order_with_an_item_we_never_heard_of_has_the_items_read_first(
    world: World,
) -> None:
    oat = in_books(world, "Item", Sku="OAT-1L")
    keep = ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef", "InvStartDate", "Type")
    body = {name: oat[name] for name in keep} | {"TrackQtyOnHand": True, "QtyOnHand": 0}
    brand_new = world.write("Item", body | {"Name": "Hemp milk 1 L", "Sku": "HMP-1L"})
    estimate(world, "SO-2000", brand_new)
    world.later(600)
    with clock.freeze(world.hour.now):
        channel = await world.channel()
        await pull.pull_entity(world.db, channel, world.connection_id, Entity.SALES_ORDER)
    order = await one(world, SalesOrder, number="SO-2000")
    hemp = await world.item("HMP-1L")
    assert (await one(world, SalesOrderLine, order_id=order.id)).item_id == hemp.id


async def test_items_are_matched_by_sku_before_new_ones_are_made(world: World) -> None:
    async with world.db.write() as session:
        session.add(Item(sku="HMP-1L", name="Entered here first"))
    ours = await world.item("HMP-1L")
    oat = in_books(world, "Item", Sku="OAT-1L")
    keep = ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef", "InvStartDate", "Type")
    body = {name: oat[name] for name in keep} | {"TrackQtyOnHand": True, "QtyOnHand": 0}
    world.write("Item", body | {"Name": "Hemp milk 1 L", "Sku": "HMP-1L"})
    world.later(600)
    await world.pull()
    second = world.write("Item", body | {"Name": "Hemp milk, old", "Sku": "HMP-1L"})
    world.later(600)
    await world.pull()
    linked = await world.item("HMP-1L")
    assert (linked.id, linked.name) == (ours.id, "Hemp milk 1 L")
    assert (await world.item(f"HMP-1L #{second['Id']}")).name == "Hemp milk, old"


async def test_after_a_long_silence_everything_is_read_again_and_what_is_gone_is_found(
    world: World,
) -> None:
    await world.delete("PurchaseOrder", in_books(world, "PurchaseOrder", DocNumber="PO-2004"))
    edit(world, "Item", in_books(world, "Item", Sku="OAT-1L"), UnitPrice=Decimal(9))
    world.later(40 * 86400)
    await world.pull()
    assert (await one(world, PurchaseOrder, number="PO-2004")).state == "cancelled"
    assert (await one(world, PurchaseOrder, number="PO-2001")).state == "open"
    assert (await world.item("OAT-1L")).sales_price == 9


async def test_small_pages_lose_nothing_though_all_rows_are_of_one_second(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 5)
    monkeypatch.setattr(reading, "STEP", 4)
    async with world.db.write() as session:
        await session.execute(sa.update(Item).values(sales_price=None))
    await world.restart_reading()
    await world.pull()
    assert all(item.sales_price is not None for item in await rows(world, Item))
    assert all(item.active for item in await rows(world, Item))


async def test_more_changes_than_one_answer_holds_are_read_in_full(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_CHANGES", 3)
    for item in world.books("Item")[:4]:
        edit(world, "Item", item, UnitPrice=Decimal(7))
    world.later(600)
    await world.pull()
    changed = [item for item in await rows(world, Item) if item.sales_price == 7]
    assert len(changed) == 4


async def test_the_cursor_stays_where_it_was_when_reading_fails(world: World) -> None:
    async def position() -> str:
        row = await one(world, SyncCursor, entity="item")
        text: str = row.position
        return text

    before = await position()
    edit(world, "Item", in_books(world, "Item", Sku="OAT-1L"), UnitPrice=Decimal(9))
    world.later(600)
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="cdc", times=None)
    assert await world.pull() == 0
    assert await position() == before
    world.company.faults.clear()
    await world.pull()
    assert (await world.item("OAT-1L")).sales_price == 9
    assert await position() != before


async def test_two_pulls_at_once_do_no_harm(world: World) -> None:
    edit(world, "Item", in_books(world, "Item", Sku="OAT-1L"), UnitPrice=Decimal(9))
    world.later(600)
    await asyncio.gather(world.pull(), world.pull())
    assert (await world.item("OAT-1L")).sales_price == 9
    assert len(await rows(world, Item)) == len(ITEMS)


async def test_a_throttle_while_reading_makes_the_connection_rest(world: World) -> None:
    world.company.faults.switch_on(FaultKind.THROTTLE, operation="cdc")
    await world.pull()
    connection = await world.connection()
    assert connection.resume_at is not None
    assert await world.pull() == 0
    world.later(120)
    await world.pull()
    assert (await world.connection()).state == "active"
