"""Writing list records (reference §9 rules 19 to 22)."""

import re
from decimal import Decimal

import pytest

from app.quickbooks.desktop.qbxml import Node
from tests.quickbooks.simulator_desktop.desk import Desk

ACCOUNTS = {
    "IncomeAccountRef": {"FullName": "Sales"},
    "COGSAccountRef": {"FullName": "Cost of Goods Sold"},
    "AssetAccountRef": {"FullName": "Inventory Asset"},
}


def item(desk: Desk, name: str, **values: object) -> Node:
    return desk.record("ItemInventoryAdd", {"Name": name, **ACCOUNTS, **values})


def customer(desk: Desk, name: str) -> Node:
    return desk.record("CustomerAdd", {"Name": name})


def old(record: Node) -> dict[str, str]:
    return {label: record.text(label) for label in ("ListID", "EditSequence")}


# ---- 19


def test_rule_19_who_is_not_there_cannot_be_changed_or_deleted(desk: Desk) -> None:
    stranger = {"ListID": "8000FFFF-1700000000", "EditSequence": "1700000000"}
    assert desk.ask("CustomerMod", {**stranger, "Phone": "1"}).code == 3120
    # a vendor is no customer
    vendor = desk.person.row("Vendor", "Two Rivers Milling")
    wrong = {"ListID": vendor.list_id, "EditSequence": vendor.sequence, "Phone": "1"}
    assert desk.ask("CustomerMod", wrong).code == 3120
    gone = {"ListDelType": "Customer", "ListID": stranger["ListID"]}
    assert desk.ask("ListDel", gone).code == 3120


def test_rule_19_an_id_that_is_none_is_refused(desk: Desk) -> None:
    wrong = {"ListID": "tea", "EditSequence": "1700000000", "Phone": "1"}
    assert desk.ask("CustomerMod", wrong).code == 3000
    assert desk.ask("ListDel", {"ListDelType": "Customer", "ListID": "tea"}).code == 3000


# ---- 20


def test_rule_20_an_id_is_a_number_and_a_time_and_stays(desk: Desk) -> None:
    made = customer(desk, "Fir")
    epoch = int(desk.books.now().timestamp())
    assert re.fullmatch(rf"8[0-9A-F]{{7}}-{epoch}", made.text("ListID"))
    assert made.text("EditSequence") == str(epoch)
    changed = desk.record("CustomerMod", {**old(made), "Name": "Fir Cafe"})
    assert changed.text("ListID") == made.text("ListID")


def test_rule_20_every_edit_changes_the_sequence_and_an_old_one_is_refused(desk: Desk) -> None:
    made = customer(desk, "Fir")
    first = desk.record("CustomerMod", {**old(made), "Phone": "1"})
    # within the same second, too
    assert first.text("EditSequence") != made.text("EditSequence")
    assert desk.ask("CustomerMod", {**old(made), "Phone": "2"}).code == 3200
    desk.person.edit("Customer", "Fir", Phone="3")
    assert desk.ask("CustomerMod", {**old(first), "Phone": "4"}).code == 3200
    assert desk.person.row("Customer", "Fir").values["Phone"] == "3"


def test_rule_20_what_is_not_given_stays_and_what_is_empty_goes(desk: Desk) -> None:
    made = desk.record("CustomerAdd", {"Name": "Fir", "Phone": "1", "Email": "fir@example.com"})
    changed = desk.record("CustomerMod", {**old(made), "Phone": ""})
    assert changed.one("Phone") is None
    assert changed.text("Email") == "fir@example.com"


# ---- 21


def test_rule_21_names_are_unique_however_capitalised(desk: Desk) -> None:
    assert desk.ask("ItemInventoryAdd", {"Name": "tea-50", **ACCOUNTS}).code == 3100
    made = item(desk, "COCOA")
    assert desk.ask("ItemInventoryMod", {**old(made), "Name": "Tea-50"}).code == 3100
    recased = desk.record("ItemInventoryMod", {**old(made), "Name": "Cocoa"})
    assert recased.text("Name") == "Cocoa"


def test_rule_21_customers_vendors_and_other_people_share_one_space(desk: Desk) -> None:
    assert desk.ask("CustomerAdd", {"Name": "two rivers milling"}).code == 3100
    assert desk.ask("VendorAdd", {"Name": "Harborview Hotel"}).code == 3100
    desk.person.add("Employee", "Sam Ortega")
    assert desk.ask("VendorAdd", {"Name": "Sam Ortega"}).code == 3100
    # items have a space of their own
    item(desk, "Harborview Hotel")


def test_rule_21_items_are_unique_below_their_parent(desk: Desk) -> None:
    item(desk, "TEAS")
    below = {"ParentRef": {"FullName": "TEAS"}}
    child = item(desk, "TEA-50", **below)
    assert child.text("FullName") == "TEAS:TEA-50"
    assert child.text("Sublevel") == "1"
    assert desk.ask("ItemInventoryAdd", {"Name": "tea-50", **ACCOUNTS, **below}).code == 3100


def test_rule_21_a_renamed_parent_renames_what_is_below(desk: Desk) -> None:
    item(desk, "TEAS")
    item(desk, "GREEN", ParentRef={"FullName": "TEAS"})
    desk.person.rename("Item", "TEAS", "HOT")
    found = desk.ask("ItemQuery", {"FullName": ["HOT:GREEN"]}).records[0]
    assert found.text("ParentRef/FullName") == "HOT"


def test_rule_21_a_name_holds_no_colon(desk: Desk) -> None:
    assert desk.ask("CustomerAdd", {"Name": "Fir:Cafe"}).code == 3090
    desk.person.assume(colon_in_name=3210)
    assert desk.ask("CustomerAdd", {"Name": "Fir:Cafe"}).code == 3210


def test_rule_21_a_barcode_belongs_to_one_item(desk: Desk) -> None:
    taken = desk.person.row("Item", "OAT-1L").values["BarCodeValue"]
    code = {"BarCode": {"BarCodeValue": taken}}
    assert desk.ask("ItemInventoryAdd", {"Name": "OATS", **ACCOUNTS, **code}).code == 3210
    code["BarCode"]["AssignEvenIfUsed"] = True
    assert item(desk, "OATS", **code).text("BarCodeValue") == taken


# ---- 22


def test_rule_22_references_must_exist(desk: Desk) -> None:
    lost = {**ACCOUNTS, "IncomeAccountRef": {"FullName": "Pocket money"}}
    answer = desk.ask("ItemInventoryAdd", {"Name": "COCOA", **lost})
    assert answer.code == 3140
    assert "Pocket money" in answer.message
    lost["IncomeAccountRef"] = {"ListID": "8000FFFF-1700000000"}
    assert desk.ask("ItemInventoryAdd", {"Name": "COCOA", **lost}).code == 3140
    lost["IncomeAccountRef"] = {"ListID": "money"}
    assert desk.ask("ItemInventoryAdd", {"Name": "COCOA", **lost}).code == 3000
    parent = {"ParentRef": {"FullName": "NO-SUCH"}}
    assert desk.ask("ItemInventoryAdd", {"Name": "COCOA", **ACCOUNTS, **parent}).code == 3130


def test_rule_22_the_id_wins_over_the_name(desk: Desk) -> None:
    sales = desk.person.row("Account", "Sales")
    both = {"ListID": sales.list_id, "FullName": "Pocket money"}
    made = item(desk, "COCOA", IncomeAccountRef=both)
    assert made.text("IncomeAccountRef/FullName") == "Sales"


def test_rule_22_inactive_records_cannot_be_used_anew(desk: Desk) -> None:
    desk.person.inactivate("Vendor", "Two Rivers Milling")
    answer = desk.ask(
        "ItemInventoryAdd",
        {"Name": "RYE", **ACCOUNTS, "PrefVendorRef": {"FullName": "Two Rivers Milling"}},
    )
    assert answer.code == 3140
    assert "inactive" in answer.message


def test_rule_22_an_inventory_item_posts_to_three_accounts(desk: Desk) -> None:
    assert desk.ask("ItemInventoryAdd", {"Name": "COCOA"}).code == 3270
    desk.person.assume(item_accounts_needed=False)
    assert desk.ask("ItemInventoryAdd", {"Name": "COCOA"}).code == 0


# ---- the rest


def test_an_item_can_begin_with_stock(desk: Desk) -> None:
    item(desk, "COCOA", QuantityOnHand=Decimal(6), TotalValue=Decimal("12.00"))
    made = desk.ask("ItemQuery", {"FullName": ["COCOA"]}).records[0]
    assert made.decimal("QuantityOnHand") == 6
    assert made.decimal("AverageCost") == 2
    assert desk.ask("InventoryAdjustmentQuery").code == 0


@pytest.mark.parametrize("kind", ["ItemService", "ItemInventory"])
def test_an_item_can_be_made_active_again(desk: Desk, kind: str) -> None:
    name = "DELIVERY" if kind == "ItemService" else "TEA-50"
    row = desk.person.inactivate("Item", name)
    body = {"ListID": row.list_id, "EditSequence": row.sequence, "IsActive": True}
    assert desk.record(f"{kind}Mod", body).flag("IsActive") is True
    assert name in [one.text("Name") for one in desk.ask("ItemQuery").records]


def test_a_service_keeps_of_its_sale_what_is_not_given(desk: Desk) -> None:
    row = desk.person.row("Item", "DELIVERY")
    body = {"ListID": row.list_id, "EditSequence": row.sequence}
    changed = desk.record("ItemServiceMod", {**body, "SalesOrPurchaseMod": {"Price": Decimal(15)}})
    assert changed.decimal("SalesOrPurchase/Price") == 15
    assert changed.text("SalesOrPurchase/Desc") == "Delivery in town"


def test_a_record_in_use_cannot_be_deleted(desk: Desk) -> None:
    tea = desk.person.row("Item", "TEA-50")
    assert desk.ask("ListDel", {"ListDelType": "ItemInventory", "ListID": tea.list_id}).code == 3160
    fresh = customer(desk, "Fir")
    gone = desk.ask("ListDel", {"ListDelType": "Customer", "ListID": fresh.text("ListID")})
    assert (gone.code, gone.node.text("FullName")) == (0, "Fir")
    assert desk.ask("CustomerQuery", {"FullName": ["Fir"]}).code == 500


def test_references_follow_a_new_name(desk: Desk) -> None:
    desk.person.rename("Account", "Sales", "Sales Income")
    tea = desk.ask("ItemQuery", {"FullName": ["TEA-50"]}).records[0]
    assert tea.text("IncomeAccountRef/FullName") == "Sales Income"
