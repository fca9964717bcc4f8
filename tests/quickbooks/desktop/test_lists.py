"""Items, customers and vendors in a simulated Desktop company: made, changed, adopted, in doubt."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from app.quickbooks.desktop.lists import record_query
from app.quickbooks.simulator.desktop.records import Row
from app.sync.documents import ItemDoc, ItemRecord, PartyDoc
from app.sync.facts import Facts
from app.sync.port import Done, Ref, Refs
from app.sync.settings import ConnectionSettings
from tests.quickbooks.desktop.talk import LOST, REFUSED, Talk


def new_item(**changes: object) -> ItemDoc:
    values = {
        "id": uuid4(),
        "number": "JAM-1",
        "name": "Plum jam",
        "sku": "JAM-1",
        "description": "Plum jam 300 g",
        "purchase_cost": Decimal("1.2"),
        "sales_price": Decimal("3.45"),
        "active": True,
    }
    return ItemDoc.model_validate(values | changes)


def named(talk: Talk, kind: str, name: str) -> Row:
    row = talk.desk.books.named(kind, name)
    assert row is not None
    return row


@pytest.mark.parametrize("fate", ["", REFUSED, LOST])
@pytest.mark.parametrize("form", ["full", "recovery"])
def test_a_new_item_is_made_once(fate: str, form: str) -> None:
    talk = Talk.open()
    talk.desk.person.assume(replay_form=form)
    talk.fate = lambda turn: fate if turn == 0 else ""
    document = new_item()
    talk.say(document)
    row = named(talk, "ItemInventory", "Plum jam")
    assert row.values["ManufacturerPartNumber"] == "JAM-1"
    assert row.values["SalesDesc"] == row.values["PurchaseDesc"] == "Plum jam 300 g"
    assert row.values["PurchaseCost"] == Decimal("1.2")
    assert row.values["AssetAccountRef"]["FullName"] == "Inventory Asset"
    assert talk.own(document).external_id == row.list_id
    done = next(one for one in talk.outcomes[::-1] if isinstance(one, Done))
    assert isinstance(done.record, ItemRecord)
    assert (done.record.name, done.record.sku, done.record.type) == (
        "Plum jam",
        "JAM-1",
        "Inventory",
    )


def test_a_sku_that_is_the_name_is_not_said_twice() -> None:
    talk = Talk.open()
    talk.say(new_item(name="JAM-1"))
    row = named(talk, "ItemInventory", "JAM-1")
    assert not row.values.get("ManufacturerPartNumber")


def test_an_item_that_is_there_is_adopted_as_it_is() -> None:
    talk = Talk.open()
    document = new_item(number="OAT-1L", name="Oat milk 1 L", sku="OAT-1L")
    talk.want(document).ask_for = ""
    talk.settled(talk.rows[document.id])
    row = named(talk, "ItemInventory", "OAT-1L")
    assert talk.own(document).external_id == row.list_id
    assert talk.targets() == ["ItemQueryRq"]
    assert row.values["SalesDesc"] == "Oat milk 1 L"


def test_a_taken_name_is_looked_at_and_then_adopted() -> None:
    """Without having looked first: QuickBooks says 3100, and it is the same thing."""
    talk = Talk.open()
    document = new_item(number="OAT-1L", name="OAT-1L", sku="OAT-1L")
    talk.say(document)
    assert talk.targets() == ["ItemInventoryAddRq", "ItemQueryRq"]
    assert talk.own(document).external_id == named(talk, "ItemInventory", "OAT-1L").list_id


@pytest.mark.parametrize("name", ["DELIVERY"])
def test_what_is_not_stocked_is_not_adopted(name: str) -> None:
    talk = Talk.open()
    problem = talk.held(new_item(number=name, name=name, sku=name))
    assert problem.code == "name_in_use"


def test_one_with_another_part_number_is_not_adopted() -> None:
    talk = Talk.open()
    talk.desk.person.edit("ItemInventory", "OAT-1L", ManufacturerPartNumber="M-9")
    problem = talk.held(new_item(number="OAT-1L", name="OAT-1L", sku="OAT-1L"))
    assert problem.code == "name_in_use"


def test_a_change_says_only_what_was_decided() -> None:
    talk = Talk.open()
    item_id = talk.item("OAT-1L")
    document = ItemDoc(id=item_id, number="OAT-1L", name="OAT-1L2")
    talk.say(document)
    row = named(talk, "ItemInventory", "OAT-1L2")
    assert row.values["SalesDesc"] == "Oat milk 1 L"
    assert "SalesPrice" not in talk.sent[-1].body


@pytest.mark.parametrize("fate", ["", REFUSED, LOST])
def test_inactive_records_become_active_again(fate: str) -> None:
    talk = Talk.open()
    item = ItemDoc(id=talk.item("OAT-1L"), number="OAT-1L", active=True)
    vendor = PartyDoc(
        kind="vendor", id=talk.party("vendor", "Two Rivers Milling"), number="x", active=True
    )
    talk.desk.person.inactivate("ItemInventory", "OAT-1L")
    talk.desk.person.inactivate("Vendor", "Two Rivers Milling")
    talk.fate = lambda turn: fate if turn == 0 else ""
    talk.say(item)  # our EditSequence is old by now: it is read and said again
    talk.say(vendor)
    assert named(talk, "ItemInventory", "OAT-1L").active
    assert named(talk, "Vendor", "Two Rivers Milling").active


def test_what_is_not_stocked_is_changed_in_its_own_words() -> None:
    talk = Talk.open()
    row = named(talk, "ItemService", "DELIVERY")
    talk.desk.person.inactivate("ItemService", "DELIVERY")
    local_id = uuid4()
    talk.known["item", local_id] = Ref(row.list_id, row.sequence, "", {"type": "Service"})
    talk.say(ItemDoc(id=local_id, number="D", name="DELIVERY", sales_price=Decimal(9), active=True))
    assert row.active
    assert talk.targets()[-1] == "ItemServiceModRq"


def test_a_bundle_can_only_be_changed_by_hand() -> None:
    talk = Talk.open()
    local_id = uuid4()
    talk.known["item", local_id] = Ref("80000001-1700000000", "1", "", {"type": "Group"})
    problem = talk.held(ItemDoc(id=local_id, number="Hamper", active=True))
    assert problem.code == "item_type_by_hand"
    assert talk.sent == []


@pytest.mark.parametrize("field", ["asset", "income", "cogs"])
def test_a_new_item_needs_its_accounts(field: str) -> None:
    talk = Talk.open()
    accounts = talk.settings.accounts.model_copy(update={field: ""})
    talk.settings = talk.settings.model_copy(update={"accounts": accounts})
    assert talk.held(new_item()).cause == f"account:{field}"


def test_a_company_without_inventory_takes_no_new_items() -> None:
    talk = Talk.open()
    talk.facts = talk.facts.model_copy(update={"inventory": False})
    assert talk.held(new_item()).cause == "feature:inventory"


@pytest.mark.parametrize("kind", ["customer", "vendor"])
@pytest.mark.parametrize("fate", ["", REFUSED, LOST])
def test_a_new_party_is_made_once(kind: str, fate: str) -> None:
    talk = Talk.open()
    talk.fate = lambda turn: fate if turn == 0 else ""
    name = "Bäckerei Łoś: an der Straße der Neuen Freiheit 44"
    document = PartyDoc.model_validate(
        {"kind": kind, "id": uuid4(), "number": name, "name": name, "email": "a@b.example"}
    )
    talk.say(document)
    row = named(talk, kind.capitalize(), "Bäckerei Los - an der Straße der Neuen Fr")
    assert row.values["Email"] == "a@b.example"
    assert talk.own(document).external_id == row.list_id


def test_nothing_is_made_of_what_is_not_wanted() -> None:
    talk = Talk.open()
    talk.say(new_item(active=False))
    talk.say(ItemDoc(id=talk.item("OAT-1L"), number="OAT-1L"))
    assert talk.sent == []


def test_an_item_is_looked_for_by_its_name_and_by_our_sku() -> None:
    refs = Refs({}, ConnectionSettings(), Facts(dialect="desktop", name_length=31))
    query = record_query(new_item(id=UUID(int=1)), refs, None, "ask")
    assert query.body == {"FullName": ["Plum jam", "JAM-1"]}
