"""A person in the same books, and QuickBooks as it is installed (§9 rules 26 to 28, 30, 31)."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.quickbooks.desktop.qbxml import Node, Rq, Rs
from app.quickbooks.simulator.desktop import (
    Bookkeeper,
    Books,
    Crash,
    DesktopCompany,
    Keeper,
    NotInTheBooks,
    seed_desktop_demo,
)
from app.quickbooks.simulator.desktop.profiles import (
    ENTERPRISE_24,
    ENTERPRISE_24_SERIALS,
    PREMIER_2023,
    PRO_2021,
    PROFILES,
    Profile,
)
from app.quickbooks.simulator.seed import ESTIMATES, ITEMS, PURCHASE_ORDERS
from app.quickbooks.simulator.store import Store
from tests.quickbooks.simulator_desktop.desk import FILE, OWNER, Clock, Desk, document, opened


def refused(desk: Desk, path: str = "") -> str:
    """The HRESULT with which a session cannot begin."""
    desk.company.end()
    with pytest.raises(Crash) as caught:
        desk.company.begin(path)
    return caught.value.hresult


def phoned(desk: Desk) -> Rs:
    """Note a customer's telephone number, knowing the record as it is now."""
    row = desk.person.row("Customer", "Northgate Grocers")
    body = {"ListID": row.list_id, "EditSequence": row.sequence, "Phone": "1"}
    return desk.ask("CustomerMod", body)


def bill(desk: Desk, **values: Any) -> Rs:
    line = {"ItemRef": {"FullName": "TEA-50"}, "Quantity": Decimal(1)}
    vendor = {"VendorRef": {"FullName": "Two Rivers Milling"}}
    return desk.ask("BillAdd", {**vendor, **values, "ItemLineAdd": [line]})


def count(desk: Desk) -> Rs:
    line = {
        "ItemRef": {"FullName": "TEA-50"},
        "QuantityAdjustment": {"QuantityDifference": Decimal(1)},
    }
    account = {"AccountRef": {"FullName": "Inventory Shrinkage"}}
    return desk.ask("InventoryAdjustmentAdd", {**account, "InventoryAdjustmentLineAdd": [line]})


# ---- 26


def test_rule_26_pro_has_no_sales_orders_and_no_units() -> None:
    desk = opened(PRO_2021)
    assert desk.ask("SalesOrderQuery").code == 3250
    assert desk.ask("UnitOfMeasureSetQuery").code == 3250
    assert desk.ask("PurchaseOrderQuery").code == 0


@pytest.mark.parametrize("profile", [PRO_2021, PREMIER_2023])
def test_rule_26_sites_and_barcodes_are_in_enterprise(profile: Profile) -> None:
    desk = opened(profile)
    for query in ("InventorySiteQuery", "ItemSitesQuery", "BarCodeQuery", "TransferInventoryQuery"):
        assert desk.ask(query).code == 3250
    row = desk.person.row("Item", "TEA-50")
    body = {"ListID": row.list_id, "EditSequence": row.sequence}
    assert desk.ask("ItemInventoryMod", {**body, "BarCode": {"BarCodeValue": "1"}}).code == 3250


@pytest.mark.parametrize(
    ("profile", "tracking"),
    [
        (PREMIER_2023, "None"),
        (ENTERPRISE_24, "LotNumber"),
        (ENTERPRISE_24_SERIALS, "SerialNumber"),
    ],
)
def test_rule_26_preferences_tell_lots_or_serials(profile: Profile, tracking: str) -> None:
    (told,) = opened(profile).ask("PreferencesQuery").records
    found = told.text("ItemsAndInventoryPreferences/IsTrackingSerialOrLotNumber")
    assert found == tracking
    sites = told.flag("MultiLocationInventoryPreferences/IsMultiLocationInventoryEnabled")
    assert sites is (tracking != "None")


# ---- 27


def test_rule_27_stock_is_adjusted_in_single_user_mode() -> None:
    desk = opened(PREMIER_2023)
    assert count(desk).code == 3162
    desk.person.single_user()
    assert count(desk).code == 0
    (told,) = desk.ask("HostQuery").records
    assert told.text("QBFileMode") == "SingleUser"


def test_rule_27_advanced_inventory_adjusts_in_any_mode(desk: Desk) -> None:
    (told,) = desk.ask("HostQuery").records
    assert told.text("QBFileMode") == "MultiUser"
    assert count(desk).code == 0


# ---- 28


def test_rule_28_a_record_that_is_open_cannot_be_written(desk: Desk) -> None:
    desk.person.open_record(desk.person.row("Customer", "Northgate Grocers"), attempts=2)
    first = phoned(desk)
    assert (first.code, phoned(desk).code, phoned(desk).code) == (3175, 3175, 0)
    assert "Pat" in first.message


def test_rule_28_until_it_is_closed(desk: Desk) -> None:
    grocers = desk.person.row("Customer", "Northgate Grocers")
    desk.person.open_record(grocers, user="Dana", code=3180)
    for _ in range(5):
        answer = phoned(desk)
        assert answer.code == 3180
        assert "Dana" in answer.message
    desk.person.close_record(grocers)
    assert phoned(desk).code == 0


def test_rule_28_what_depends_on_it_waits_too(desk: Desk) -> None:
    desk.person.open_record(desk.person.row("Vendor", "Two Rivers Milling"))
    assert bill(desk).code == 3176


# ---- 30


def test_rule_30_a_person_edits_behind_our_back(desk: Desk) -> None:
    row = desk.person.row("Customer", "Northgate Grocers")
    known = {"ListID": row.list_id, "EditSequence": row.sequence}
    desk.person.rename("Customer", "Northgate Grocers", "Northgate Foods")
    assert desk.ask("CustomerMod", {**known, "Phone": "1"}).code == 3200
    desk.person.add("Vendor", "Daybreak Supply")
    assert desk.ask("VendorQuery", {"FullName": ["Daybreak Supply"]}).code == 0
    desk.person.delete("Vendor", "Daybreak Supply")
    assert desk.ask("VendorQuery", {"FullName": ["Daybreak Supply"]}).code == 500
    with pytest.raises(NotInTheBooks):
        desk.person.row("Vendor", "Daybreak Supply")


def test_rule_30_a_person_enters_edits_voids_and_deletes(desk: Desk) -> None:
    line = {"ItemRef": {"FullName": "TEA-50"}, "Quantity": Decimal(2), "Cost": Decimal(2)}
    header = {"VendorRef": {"FullName": "Two Rivers Milling"}, "RefNumber": "HAND-1"}
    made = desk.person.enter("Bill", header, [line])

    def read() -> Node:
        return desk.ask("BillQuery", {"RefNumber": ["HAND-1"]}).records[0]

    before = read()
    assert before.decimal("AmountDue") == 4
    desk.person.revise(made, {"Memo": "by hand"})
    assert read().text("Memo") == "by hand"
    assert read().text("EditSequence") != before.text("EditSequence")
    desk.person.void(made)
    assert read().decimal("AmountDue") == 0
    desk.person.remove(made)
    assert desk.ask("BillQuery", {"RefNumber": ["HAND-1"]}).code == 500
    with pytest.raises(NotInTheBooks):
        desk.person.txn("Bill", "HAND-1")


def test_rule_30_a_person_closes_the_period_and_opens_it_again(desk: Desk) -> None:
    desk.person.close_period(date(2026, 1, 31))
    (told,) = desk.ask("PreferencesQuery").records
    assert told.day("AccountingPreferences/ClosingDate") == date(2026, 1, 31)
    assert bill(desk, TxnDate=date(2026, 1, 31)).code == 3171
    desk.person.reopen_period()
    assert bill(desk, TxnDate=date(2026, 1, 31)).code == 0
    (told,) = desk.ask("PreferencesQuery").records
    assert told.day("AccountingPreferences/ClosingDate") is None


def test_rule_30_preferences_are_a_persons_to_change(desk: Desk) -> None:
    desk.person.prefer(IsUsingClassTracking=False)
    (told,) = desk.ask("PreferencesQuery").records
    assert told.flag("AccountingPreferences/IsUsingClassTracking") is False
    with pytest.raises(ValueError, match="IsUsingMagic"):
        desk.person.prefer(IsUsingMagic=True)


def test_rule_30_a_dialog_keeps_applications_out(desk: Desk) -> None:
    desk.person.open_dialog()
    assert refused(desk) == "0x80040414"
    desk.person.close_dialog()
    desk.company.begin("")


def test_rule_30_another_company_file_is_open(desk: Desk) -> None:
    ours = desk.books
    other = Books(desk.clock, PREMIER_2023, company_name="Elm Diner", path=r"C:\elm.qbw")
    desk.person.open_company(other)
    assert refused(desk, ours.path) == "0x8004040A"
    # who asks for whatever is open gets it, and finds another company's mark or none
    desk.company.begin("")
    (told,) = desk.ask("CompanyQuery", {"OwnerID": [OWNER]}).records
    assert told.text("CompanyName") == "Elm Diner"
    assert told.one("DataExtRet") is None
    desk.person.open_company(ours)
    desk.company.begin(ours.path.upper())
    (told,) = desk.ask("CompanyQuery", {"OwnerID": [OWNER]}).records
    assert told.text("DataExtRet/DataExtValue") == FILE


def test_rule_30_a_person_closes_quickbooks(desk: Desk) -> None:
    path = desk.books.path
    desk.person.close_quickbooks()
    with pytest.raises(Crash) as caught:
        desk.company.process(document("<HostQueryRq/>"))
    assert caught.value.hresult == "0x8004040D"
    assert refused(desk) == "0x80040416"
    assert refused(desk, r"C:\no such.qbw") == "0x80040403"
    desk.company.begin(path)
    desk.person.close_quickbooks()
    desk.person.forbid_unattended()
    assert refused(desk, path) == "0x80040408"
    desk.person.open_company(desk.books)
    desk.company.begin(path)


def test_rule_30_access_is_denied_given_and_removed(desk: Desk) -> None:
    desk.person.deny_access()
    assert refused(desk) == "0x80040420"
    desk.person.grant_access()
    desk.company.begin("")
    desk.person.remove_app()
    assert refused(desk) == "0x80040418"
    desk.person.grant_access()
    desk.company.begin("")
    assert OWNER not in desk.books.file_ids


def test_rule_30_sessions_fail_for_any_other_reason(desk: Desk) -> None:
    desk.person.refuse_sessions("0x80040401", "QuickBooks could not be reached.", times=2)
    assert refused(desk) == "0x80040401"
    assert refused(desk) == "0x80040401"
    desk.company.begin("")


def test_rule_30_a_restored_backup_takes_everything_back(desk: Desk) -> None:
    text = desk.person.backup()
    answer = desk.send(Rq("CustomerAddRq", {"Name": "Fir"}), new_set="A1")
    made = answer.responses[0].records[0].text("ListID")
    bill(desk, RefNumber="B-1")
    stock = dict(desk.books.stock)
    desk.person.restore(text)
    with pytest.raises(Crash):
        desk.company.process(document("<HostQueryRq/>"))
    desk.company.begin("")
    assert desk.ask("CustomerQuery", {"FullName": ["Fir"]}).code == 500
    assert desk.ask("BillQuery").code == 1
    assert desk.books.stock != stock
    # the memory of message sets went back too, and the same number is given again
    (again,) = desk.send(Rq("CustomerAddRq", {"Name": "Elm"}), new_set="A1").responses[0].records
    assert again.text("ListID") == made


# ---- 31


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_rule_31_quickbooks_says_what_it_is(profile: Profile) -> None:
    desk = opened(profile)
    (told,) = desk.ask("HostQuery").records
    assert told.text("ProductName") == profile.product
    spoken = [one.value for one in told.all("SupportedQBXMLVersion")]
    assert spoken[-1] == profile.version
    highest = {"pro-2021": "14.0"}.get(profile.name, "16.0")
    assert (profile.version, "15.0" in spoken) == (highest, highest == "16.0")


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_rule_31_each_has_the_demo_companys_goods_and_orders(profile: Profile) -> None:
    desk = opened(profile)
    items = desk.ask("ItemInventoryQuery").records
    assert {one.text("Name"): one.decimal("QuantityOnHand") for one in items} == {
        item.sku: item.opening for item in ITEMS
    }
    assert {one.text("SalesDesc") for one in items} == {item.name for item in ITEMS}
    orders = desk.ask("PurchaseOrderQuery", {"IncludeLineItems": True}).records
    assert [one.text("RefNumber") for one in orders] == [one.number for one in PURCHASE_ORDERS]
    first = [
        (line.text("ItemRef/FullName"), line.decimal("Quantity"))
        for line in orders[0].all("PurchaseOrderLineRet")
    ]
    assert first == [(sku, Decimal(quantity)) for sku, quantity in PURCHASE_ORDERS[0].lines]
    sold = desk.ask("SalesOrderQuery").records if profile.sales_orders else ()
    wanted = [one.number for one in ESTIMATES] if profile.sales_orders else []
    assert [one.text("RefNumber") for one in sold] == wanted


def test_seeding_twice_changes_nothing(desk: Desk) -> None:
    version = desk.books.version
    seed_desktop_demo(desk.company)
    assert desk.books.version == version


@pytest.mark.parametrize(
    ("profile", "parts"),
    [
        (ENTERPRISE_24, [("L2211", 8), ("L2304", 136)]),
        (ENTERPRISE_24_SERIALS, [("SN1,SN2", 2)]),
    ],
)
def test_opening_stock_can_have_lots_or_serials(
    profile: Profile, parts: list[tuple[str, int]]
) -> None:
    company = DesktopCompany(Books(Clock(), profile))
    seed_desktop_demo(company, tracked={"OAT-1L": parts})
    oats = Bookkeeper(company).row("Item", "OAT-1L").list_id
    stock = {key.tracked: qty for key, qty in company.books.stock.items() if key.item == oats}
    wanted = {
        one: qty // len(numbers.split(",")) for numbers, qty in parts for one in numbers.split(",")
    }
    assert stock == wanted


# ---- kept over a restart


def test_books_last_over_a_restart(tmp_path: Path) -> None:
    clock = Clock()

    def start() -> Desk:
        keeper = Keeper(Store(tmp_path / "books.db"))
        company = DesktopCompany(Books(clock, PREMIER_2023), keep=keeper)
        keeper.restore(company.books)
        seed_desktop_demo(company, ENTERPRISE_24)
        company.begin("")
        return Desk(company, clock)

    first = start()
    first.company.register(OWNER, FILE)
    first.send(Rq("CustomerAddRq", {"Name": "Fir"}), new_set="A1")
    order = first.person.txn("PurchaseOrder", "PO-2001")
    link = {"TxnID": order.txn_id, "TxnLineID": order.lines[0].txn_line_id}
    receipt = first.record(
        "ItemReceiptAdd",
        {
            "VendorRef": {"FullName": "Fernhill Dairy Cooperative"},
            "ItemLineAdd": [{"Quantity": Decimal(8), "LotNumber": "L1", "LinkToTxn": link}],
        },
    )
    first.person.delete("Class", "Retail")
    first.person.close_period(date(2025, 12, 31))
    first.person.open_record(first.person.row("Item", "TEA-50"), attempts=3)
    first.person.assume(replay_form="recovery")
    first.person.enter(
        "Bill",
        {"VendorRef": {"FullName": "Two Rivers Milling"}},
        [{"ItemRef": {"FullName": "TEA-50"}, "Quantity": Decimal(2)}],
    )

    second = start()
    for name in ("rows", "txns", "stock", "costs", "deleted", "message_sets", "file_ids", "locks"):
        assert getattr(second.books, name) == getattr(first.books, name), name
    for name in ("counters", "closing_date", "mode", "profile", "assumed", "file_key"):
        assert getattr(second.books, name) == getattr(first.books, name), name
    assert list(second.books.txns) == list(first.books.txns)
    received = second.books.txns[receipt.text("TxnID")]
    assert received.lines[0].order == (order.txn_id, order.lines[0].txn_line_id)
    (kept,) = second.send(Rq("CustomerAddRq", {"Name": "Fir"}), new_set="A1").responses[0].records
    assert kept.name == "ErrorRecovery"


def test_a_deleted_record_does_not_come_back_after_a_restart(tmp_path: Path) -> None:
    keeper = Keeper(Store(tmp_path / "books.db"))
    company = DesktopCompany(Books(Clock()), keep=keeper)
    person = Bookkeeper(company)
    person.add("Customer", "Fir")
    person.delete("Customer", "Fir")
    again = Books(Clock())
    assert Keeper(Store(tmp_path / "books.db")).restore(again) is True
    assert list(again.rows) == []
    assert Keeper(Store()).restore(again) is False
