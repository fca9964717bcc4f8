"""Every record of QuickBooks is kept; only what is surely ours, or like nothing of ours, used."""

from typing import Any

import sqlalchemy as sa

from app.catalog import parties
from app.catalog.models import Barcode, BarcodeKind, Customer, Item
from app.core.upsert import table_of
from app.orders.models import PurchaseOrder, PurchaseOrderLine
from app.quickbooks.simulator.entities import ENTITIES
from app.sync.facts import Facts
from app.sync.models import ExternalRecord, Mapping, QuickBooksConnection, Stance
from tests.quickbooks.online.world import World

_line = table_of(PurchaseOrderLine).c
_record, _mapping = table_of(ExternalRecord).c, table_of(Mapping).c


async def records(world: World, kind: str) -> dict[str, ExternalRecord]:
    async with world.db.read() as session:
        found = await session.execute(sa.select(ExternalRecord).where(_record.kind == kind))
        return {one.name: one for one in found.scalars()}


async def mapping(world: World, external_id: str, kind: str = "item") -> Mapping | None:
    async with world.db.read() as session:
        found = await session.execute(
            sa.select(Mapping).where(_mapping.kind == kind, _mapping.external_id == external_id)
        )
        row: Mapping | None = found.scalar_one_or_none()
        return row


async def add(world: World, *rows: Any) -> None:
    async with world.db.write() as session:
        session.add_all(rows)


def stocked(world: World, name: str, sku: str = "") -> dict[str, Any]:
    like = world.books("Item")[0]
    accounts = ("AssetAccountRef", "IncomeAccountRef", "ExpenseAccountRef", "InvStartDate")
    body = {"Name": name, "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 0}
    return world.write("Item", {**body, "Sku": sku} | {one: like[one] for one in accounts})


async def test_what_is_not_stocked_is_kept_but_not_used(world: World) -> None:
    income = world.books("Item")[0]["IncomeAccountRef"]
    made = world.write("Item", {"Name": "Delivery", "Type": "Service", "IncomeAccountRef": income})
    await world.pull()
    kept = (await records(world, "item"))["Delivery"]
    assert (kept.external_id, kept.type, kept.stocked) == (made["Id"], "Service", False)
    assert await mapping(world, made["Id"]) is None


async def test_a_new_item_that_resembles_nothing_is_made_here(world: World) -> None:
    made = stocked(world, "Sourdough starter", "SRD-1")
    await world.pull()
    row = await mapping(world, made["Id"])
    assert row is not None
    assert (row.how, row.confidence) == ("created", 100)
    assert (await world.item("SRD-1")).name == "Sourdough starter"


async def test_the_same_sku_under_another_name_is_linked_and_doubtful(world: World) -> None:
    ours = Item(sku="srd-1", name="Bread culture")
    await add(world, ours)
    made = stocked(world, "Sourdough starter", "SRD-1")
    await world.pull()
    row = await mapping(world, made["Id"])
    assert row is not None
    assert (row.local_id, row.how, row.confidence) == (ours.id, "sku", 80)
    assert row.matched_name == "Bread culture"


async def test_a_sku_there_may_be_our_barcode(world: World) -> None:
    ours = Item(sku="SRD", name="Sourdough starter")
    code = Barcode(item_id=ours.id, text="00614141007349", kind=BarcodeKind.GTIN)
    await add(world, ours)
    await add(world, code)
    made = stocked(world, "Sourdough starter 100g", "614141007349")
    await world.pull()
    row = await mapping(world, made["Id"])
    assert row is not None
    assert (row.local_id, row.how) == (ours.id, "barcode")


async def test_what_may_be_ours_waits_and_is_not_doubled(world: World) -> None:
    await add(world, Item(sku="SRD", name="Sourdough starter"))
    made = stocked(world, "Sourdough starters")
    await world.pull()
    kept = (await records(world, "item"))["Sourdough starters"]
    assert kept.stance is Stance.WAITING
    assert await mapping(world, made["Id"]) is None
    async with world.db.read() as session:
        like = sa.select(table_of(Item).c.sku).where(table_of(Item).c.name.contains("Sourdough"))
        assert list((await session.execute(like)).scalars()) == ["SRD"]


async def test_an_order_with_a_waiting_item_comes_without_that_line(world: World) -> None:
    await add(world, Item(sku="SRD", name="Sourdough starter"))
    made = stocked(world, "Sourdough starters")
    order = next(one for one in world.books("PurchaseOrder") if one["DocNumber"] == "PO-2001")
    line = order["Line"][0]
    detail = {**line["ItemBasedExpenseLineDetail"], "ItemRef": {"value": made["Id"]}}
    other = {
        "DetailType": line["DetailType"],
        "Amount": line["Amount"],
        "ItemBasedExpenseLineDetail": detail,
    }
    body = {key: order[key] for key in ("VendorRef", "APAccountRef")}
    world.write("PurchaseOrder", {**body, "DocNumber": "PO-9", "Line": [order["Line"][1], other]})
    await world.pull()
    async with world.db.read() as session:
        found = await session.execute(
            sa.select(table_of(Item).c.sku)
            .join(table_of(PurchaseOrderLine), _line.item_id == table_of(Item).c.id)
            .join(table_of(PurchaseOrder), table_of(PurchaseOrder).c.id == _line.order_id)
            .where(table_of(PurchaseOrder).c.number == "PO-9")
        )
        assert list(found.scalars()) == ["YOG-500"]


async def test_a_customer_of_nearly_the_same_name_waits(world: World) -> None:
    async with world.db.write() as session:
        await parties.create(session, Customer, name="Lakeside Grocers")
        same = await parties.create(session, Customer, name="ACME, Inc.")
    waiting = world.write("Customer", {"DisplayName": "Lakeside Grocer"})
    sure = world.write("Customer", {"DisplayName": "Acme"})
    await world.pull()
    assert await mapping(world, waiting["Id"], "customer") is None
    row = await mapping(world, sure["Id"], "customer")
    assert row is not None
    assert (row.local_id, row.how, row.confidence) == (same.id, "name", 95)


async def test_what_is_gone_there_is_gone_from_the_list(world: World) -> None:
    income = world.books("Item")[0]["IncomeAccountRef"]
    made = world.write("Item", {"Name": "Delivery", "Type": "Service", "IncomeAccountRef": income})
    await world.pull()
    world.company.books.remove(ENTITIES["Item"], made["Id"])
    world.company.books.commit()
    await world.restart_reading()
    world.later(60)
    await world.pull()
    assert "Delivery" not in await records(world, "item")
    assert "Oat milk 1 L" in await records(world, "item")


async def test_classes_and_locations_are_read_where_they_are_used(world: World) -> None:
    assert set(await records(world, "class")) == {"Wholesale", "Retail"}
    assert set(await records(world, "location")) == {"Main warehouse"}
    retail = next(one for one in world.books("Class") if one["Name"] == "Retail")
    world.write(
        "Class",
        {"Id": retail["Id"], "SyncToken": retail["SyncToken"], "Active": False, "sparse": True},
    )
    await world.pull()
    assert [one.active for one in (await records(world, "class")).values()].count(False) == 1


async def test_what_the_company_does_not_track_is_not_asked_for(world: World) -> None:
    async with world.db.write() as session:
        row = await session.get_one(QuickBooksConnection, world.connection_id)
        row.facts = Facts(class_tracking="none", location_tracking=False).stored()
    world.write("Class", {"Name": "Export"})
    await world.pull()
    assert "Export" not in await records(world, "class")
