"""Items, customers and vendors on their way into QuickBooks: made once, adopted, changed."""

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from app.catalog.models import Customer, Item
from app.core.types import new_id
from app.quickbooks.online.decode import decode_ask
from app.quickbooks.online.wire import dumps
from app.quickbooks.simulator.faults import FaultKind
from app.sync.documents import ItemDoc, PartyDoc
from app.sync.facts import Facts
from app.sync.models import Mapping, QuickBooksConnection
from app.sync.port import Done, Operation, Refs, Reply
from app.sync.settings import ConnectionSettings
from tests.quickbooks.online.world import World


@pytest.fixture
async def bolt(world: World) -> Item:
    """An item that only we know, in a company whose accounts are chosen."""
    await world.choose_accounts()
    return await add_item(world, "BOLT-M8", "Bolts: Hex  bolt\tM8 ")


async def add_item(world: World, sku: str, name: str) -> Item:
    item = Item(sku=sku, name=name, purchase_cost=Decimal("0.12"), sales_price=Decimal("0.3"))
    async with world.db.write() as session:
        session.add(item)
    return item


async def know(world: World, facts: Facts) -> None:
    """As after a probe."""
    async with world.db.write() as session:
        row = await session.get_one(QuickBooksConnection, world.connection_id)
        row.facts = facts.stored()


def new(item: Item, **extra: Any) -> ItemDoc:
    values: dict[str, Any] = {
        "id": item.id,
        "number": item.sku,
        "name": item.name,
        "sku": item.sku,
        "purchase_cost": item.purchase_cost,
        "sales_price": item.sales_price,
    }
    return ItemDoc.model_validate(values | extra)


def in_books(world: World, sku: str) -> list[dict[str, Any]]:
    return [one for one in world.books("Item") if one.get("Sku") == sku]


async def mapping(world: World, local_id: object) -> Mapping:
    async with world.db.read() as session:
        found = await session.execute(sa.select(Mapping).where(Mapping.local_id == local_id))  # type: ignore[arg-type]
        row: Mapping = found.scalar_one()
        return row


async def state(world: World, document: ItemDoc | PartyDoc) -> tuple[str, str | None]:
    row = await world.operation(document)
    return row.state, row.problem["code"] if row.problem else None


async def test_an_item_is_made_with_a_clean_name_and_the_accounts_of_the_settings(
    world: World, bolt: Item
) -> None:
    await know(world, Facts(year_starts=7))
    await world.want(new(bolt))
    await world.settle()
    (made,) = in_books(world, "BOLT-M8")
    assert (made["Name"], made["Type"]) == ("Bolts - Hex bolt M8", "Inventory")
    assert (made["PurchaseCost"], made["UnitPrice"]) == (Decimal("0.12"), Decimal("0.3"))
    assert (made["QtyOnHand"], made["InvStartDate"]) == (0, "2026-07-01")
    assert made["AssetAccountRef"]["name"] == "Inventory Asset"
    assert made["IncomeAccountRef"]["name"] == "Sales of Product Income"
    assert made["ExpenseAccountRef"]["name"] == "Cost of Goods Sold"
    assert await state(world, new(bolt)) == ("done", None)


async def test_an_item_starts_on_the_first_open_day(world: World, bolt: Item) -> None:
    await know(world, Facts.model_validate({"closed_through": "2026-10-31"}))
    await world.want(new(bolt))
    await world.settle()
    assert in_books(world, "BOLT-M8")[0]["InvStartDate"] == "2026-11-01"


async def test_the_mapping_says_the_same_after_pushing_as_after_reading(
    world: World, bolt: Item
) -> None:
    await world.want(new(bolt))
    await world.settle()
    pushed = await mapping(world, bolt.id)
    await world.pull()
    read = await mapping(world, bolt.id)
    assert pushed.details == read.details
    assert pushed.external_id == read.external_id
    assert (pushed.details["active"], pushed.details["sku"]) == (True, "BOLT-M8")
    assert pushed.details["starts_on"] == "2026-01-01"


async def test_a_document_with_a_new_item_goes_out_once_the_item_is_there(
    world: World, bolt: Item
) -> None:
    count = await world.adjustment("BOLT-M8", "7")
    await world.want(count)
    await world.settle()
    assert (await world.operation(count)).state == "held"
    await world.want(new(bolt))
    await world.settle()
    await world.release(count)
    await world.settle()
    assert (await world.operation(count)).state == "done"
    assert world.on_hand("BOLT-M8") == 7


async def test_a_company_that_counts_no_stock_gets_no_items(world: World, bolt: Item) -> None:
    world.company.books.configure({"edition": "Essentials"})
    await world.probe()
    await world.want(new(bolt))
    await world.settle()
    assert await state(world, new(bolt)) == ("held", "feature_off")
    assert in_books(world, "BOLT-M8") == []


async def test_without_the_accounts_it_is_held(world: World) -> None:
    item = await add_item(world, "BOLT-M8", "Hex bolt")
    await world.change_settings(accounts={})
    await world.want(new(item))
    await world.settle()
    assert await state(world, new(item)) == ("held", "account_missing")
    assert in_books(world, "BOLT-M8") == []


@pytest.mark.parametrize("kind", [FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE])
async def test_a_lost_answer_never_makes_the_item_twice(
    world: World, bolt: Item, kind: FaultKind
) -> None:
    world.company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
    world.company.faults.switch_on(kind, entity="item", operation="create")
    await world.want(new(bolt))
    await world.settle()
    assert len(in_books(world, "BOLT-M8")) == 1
    assert await state(world, new(bolt)) == ("done", None)


async def test_an_item_with_our_sku_is_adopted_as_it_is(world: World, bolt: Item) -> None:
    theirs = make(world, Name="Hexagon bolt", Sku="BOLT-M8", UnitPrice=9)
    await world.want(new(bolt))
    await world.settle()
    (kept,) = in_books(world, "BOLT-M8")
    assert (kept["Id"], kept["Name"], kept["UnitPrice"]) == (theirs["Id"], "Hexagon bolt", 9)
    assert (await mapping(world, bolt.id)).external_id == theirs["Id"]
    assert await state(world, new(bolt)) == ("done", None)


async def test_a_name_that_is_taken_is_adopted_if_it_is_the_same_kind(
    world: World, bolt: Item
) -> None:
    theirs = make(world, Name="Bolts - Hex bolt M8")
    await world.want(new(bolt))
    await world.settle()
    assert (await mapping(world, bolt.id)).external_id == theirs["Id"]
    async with world.db.read() as session:
        assert (await session.get_one(Item, bolt.id)).sku == "BOLT-M8"


@pytest.mark.parametrize(
    "other", [{"Type": "Service"}, {"Sku": "ANOTHER"}], ids=["another kind", "another sku"]
)
async def test_a_name_that_something_else_has_is_held(
    world: World, bolt: Item, other: dict[str, Any]
) -> None:
    make(world, Name="Bolts - Hex bolt M8", **other)
    await world.want(new(bolt))
    await world.settle()
    assert await state(world, new(bolt)) == ("held", "name_in_use")
    await world.want(new(bolt, name="Hex bolt M8, zinc"))
    await world.settle()
    assert await state(world, new(bolt)) == ("done", None)
    assert in_books(world, "BOLT-M8")[0]["Name"] == "Hex bolt M8, zinc"


async def test_a_record_that_is_another_row_of_ours_is_not_taken(world: World, bolt: Item) -> None:
    make(world, Name="Bolts - Hex bolt M8")
    other = await add_item(world, "BOLT-2", "Other")
    document = new(other, name="Bolts - Hex bolt M8", sku=None)
    await world.want(new(bolt))
    await world.settle()
    await world.want(document)
    await world.settle()
    assert (await world.operation(document)).state == "held"


async def test_only_what_was_decided_is_changed(world: World) -> None:
    milk = await world.item("OAT-1L")
    await world.want(ItemDoc(id=milk.id, number=milk.sku, name="Oat milk: 1 litre"))
    await world.settle()
    (changed,) = in_books(world, "OAT-1L")
    assert (changed["Name"], changed["UnitPrice"]) == ("Oat milk - 1 litre", Decimal("2.60"))
    assert (await world.item("OAT-1L")).name == "Oat milk - 1 litre"


async def test_an_item_made_inactive_and_active_again_is_so_here_too(world: World) -> None:
    milk = await world.item("OAT-1L")
    for active in (False, True):
        await world.want(ItemDoc(id=milk.id, number=milk.sku, active=active))
        await world.settle()
        ours = await mapping(world, milk.id)
        (theirs,) = [one for one in world.books("Item") if one["Id"] == ours.external_id]
        assert (theirs["Active"], ours.details["active"]) == (active, active)
        async with world.db.read() as session:
            assert (await session.get_one(Item, milk.id)).active is active


async def test_an_update_made_by_others_meanwhile_is_read_first(world: World) -> None:
    milk = await world.item("OAT-1L")
    await world.want(ItemDoc(id=milk.id, number=milk.sku, name="Oat milk"))
    (theirs,) = in_books(world, "OAT-1L")
    world.write(
        "Item",
        {"Id": theirs["Id"], "SyncToken": theirs["SyncToken"], "sparse": True, "UnitPrice": 3},
    )
    await world.settle()
    (changed,) = in_books(world, "OAT-1L")
    assert (changed["Name"], changed["UnitPrice"]) == ("Oat milk", 3)


async def test_a_rename_to_a_taken_name_is_held_and_adopts_nothing(world: World) -> None:
    milk = await world.item("OAT-1L")
    before = (await mapping(world, milk.id)).external_id
    document = ItemDoc(id=milk.id, number=milk.sku, name="Almond milk 1 L")
    await world.want(document)
    await world.settle()
    assert await state(world, document) == ("held", "name_in_use")
    assert (await mapping(world, milk.id)).external_id == before


async def test_an_inactive_item_that_quickbooks_never_had_needs_no_telling(
    world: World, bolt: Item
) -> None:
    await world.want(new(bolt, active=False))
    await world.settle()
    assert await state(world, new(bolt)) == ("done", None)
    assert in_books(world, "BOLT-M8") == []


async def test_a_customer_is_made_and_changed(world: World) -> None:
    customer = Customer(name="Pier 9: Provisions", email="not an address")
    async with world.db.write() as session:
        session.add(customer)
    document = PartyDoc(
        kind="customer", id=customer.id, number=customer.name, name=customer.name, email="x"
    )
    await world.want(document)
    await world.settle()
    changed = document.model_copy(update={"email": "buyer@pier9.example", "active": True})
    await world.want(changed)
    await world.settle()
    (made,) = [one for one in world.books("Customer") if one["DisplayName"].startswith("Pier")]
    assert made["DisplayName"] == "Pier 9 - Provisions"
    assert made["PrimaryEmailAddr"]["Address"] == "buyer@pier9.example"
    assert (await mapping(world, customer.id)).details["name"] == "Pier 9 - Provisions"


async def test_a_customer_with_the_name_of_a_vendor_is_held(world: World) -> None:
    document = PartyDoc(kind="customer", id=new_id(), number="Two Rivers Milling")
    await world.want(document)
    await world.settle()
    assert await state(world, document) == ("held", "name_in_use")


async def test_a_vendor_that_is_there_already_is_adopted(world: World) -> None:
    theirs = world.write("Vendor", {"DisplayName": "Cedar & Sons"})
    document = PartyDoc(kind="vendor", id=new_id(), number="Cedar & Sons", name="Cedar & Sons")
    await world.want(document)
    await world.settle()
    assert (await mapping(world, document.id)).external_id == theirs["Id"]
    assert len([one for one in world.books("Vendor") if one["DisplayName"] == "Cedar & Sons"]) == 1


def make(world: World, **values: Any) -> dict[str, Any]:
    """Somebody adds an item in QuickBooks."""
    by_name = {one["Name"]: {"value": one["Id"]} for one in world.books("Account")}
    body: dict[str, Any] = {
        "Type": "Inventory",
        "IncomeAccountRef": by_name["Sales of Product Income"],
        "ExpenseAccountRef": by_name["Cost of Goods Sold"],
    }
    if values.get("Type", "Inventory") == "Inventory":
        body |= {
            "TrackQtyOnHand": True,
            "QtyOnHand": 0,
            "InvStartDate": "2026-01-01",
            "AssetAccountRef": by_name["Inventory Asset"],
        }
    return world.write("Item", body | values)


@pytest.mark.parametrize(("tried", "version"), [(False, 7), (True, None)])
def test_what_we_tried_to_make_is_ours_and_brought_up_to_date_what_was_there_is_adopted(
    tried: bool, version: int | None
) -> None:
    document = ItemDoc(id=new_id(), number="B", sku="B", name="Bolt", sales_price=Decimal(2))
    found = {"Id": "9", "SyncToken": "0", "Type": "Inventory", "Name": "Bolt", "Sku": "B"}
    answer = Reply(200, dumps({"QueryResponse": {"Item": [found | {"UnitPrice": 1}]}}))
    refs = Refs(known={}, settings=ConnectionSettings(), tried=tried)
    outcome = decode_ask(Operation(new_id(), document, 7, "key"), refs, answer)
    assert isinstance(outcome, Done)
    assert (outcome.ref.external_id, outcome.version) == ("9", version)


async def test_a_sku_longer_than_a_document_number_fits_the_outbox(
    world: World, bolt: Item
) -> None:
    long = await add_item(world, "A-SKU-OF-MORE-THAN-21-CHARACTERS", "Long")
    await world.want(new(long))
    await world.settle()
    assert len(in_books(world, long.sku)) == 1
