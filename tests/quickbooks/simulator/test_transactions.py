"""Rules 12, 13, 16 to 24, 29 and 30: what makes a document acceptable."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from tests.quickbooks.simulator.driver import EXPENSE, Sim, fault, reference, touch


async def test_rule_12_each_write_raises_the_sync_token(sim: Sim) -> None:
    bill = await sim.keep("Bill", await sim.bill())
    assert bill["SyncToken"] == "0"
    changed = await sim.keep("Bill", touch(bill, VendorRef=bill["VendorRef"], PrivateNote="x"))
    assert changed["SyncToken"] == "1"
    stale = touch(bill, VendorRef=bill["VendorRef"], PrivateNote="y")
    assert (await sim.refused("Bill", stale))[0] == 5010
    deleted = await sim.post("bill", reference(bill), operation="delete")
    assert fault(deleted)[0] == 5010


async def test_rule_12_update_of_a_deleted_document_is_610(sim: Sim) -> None:
    bill = await sim.keep("Bill", await sim.bill())
    deleted = await sim.post("bill", reference(bill), operation="delete")
    assert deleted.json()["Bill"] == {"status": "Deleted", "domain": "QBO", "Id": bill["Id"]}
    assert (await sim.refused("Bill", touch(bill, VendorRef=bill["VendorRef"])))[0] == 610
    assert fault(await sim.get(f"bill/{bill['Id']}"))[0] == 610


async def test_rule_13_full_update_clears_what_it_omits_and_sparse_keeps_it(sim: Sim) -> None:
    invoice = await sim.keep("Invoice", await sim.sale(PrivateNote="keep me", TrackingNum="1Z"))
    sparse = await sim.keep("Invoice", touch(invoice, TrackingNum="2Z"))
    assert (sparse["PrivateNote"], sparse["TrackingNum"]) == ("keep me", "2Z")
    assert sparse["TotalAmt"] == invoice["TotalAmt"]
    body = {**await sim.sale(), "Id": invoice["Id"], "SyncToken": sparse["SyncToken"]}
    full = await sim.keep("Invoice", body)
    assert "PrivateNote" not in full
    assert "TrackingNum" not in full


async def test_rule_13_line_array_is_replaced_and_line_ids_stay(sim: Sim) -> None:
    body = await sim.bill()
    body["Line"] = [await sim.line(EXPENSE, quantity) for quantity in (1, 2, 3)]
    bill = await sim.keep("Bill", body)
    assert [line["Id"] for line in bill["Line"]] == ["1", "2", "3"]
    lines = [bill["Line"][2], await sim.line(EXPENSE, 5)]
    changed = await sim.keep("Bill", touch(bill, VendorRef=bill["VendorRef"], Line=lines))
    assert [(line["Id"], line[EXPENSE]["Qty"]) for line in changed["Line"]] == [("3", 3), ("4", 5)]
    assert await sim.on_hand() == 144 + 8


async def test_rule_13_vendor_is_needed_even_in_a_sparse_update(sim: Sim) -> None:
    bill = await sim.keep("Bill", await sim.bill())
    assert await sim.refused("Bill", touch(bill, PrivateNote="x")) == (2020, "VendorRef")


async def test_rule_13_adjustment_takes_sparse_updates_only_and_keeps_its_date(sim: Sim) -> None:
    adjustment = await sim.keep("InventoryAdjustment", await sim.adjustment(-2))
    full = {**await sim.adjustment(-3), **reference(adjustment)}
    assert (await sim.refused("InventoryAdjustment", full))[0] == 500
    moved = touch(adjustment, TxnDate="2026-08-19")
    assert await sim.refused("InventoryAdjustment", moved) == (6000, "TxnDate")


async def test_rule_16_number_is_unique_per_kind_and_the_fault_names_the_holder(sim: Sim) -> None:
    first = await sim.keep("Invoice", await sim.sale(DocNumber="WH-1"))
    answer = await sim.post("invoice", await sim.sale(DocNumber="WH-1"))
    assert fault(answer) == (6140, "DocNumber")
    detail = answer.json()["Fault"]["Error"][0]["Detail"]
    assert f"DocNumber=WH-1 is assigned to TxnType=Invoice with TxnId={first['Id']}" in detail
    await sim.keep("SalesReceipt", await sim.sale(DocNumber="WH-1"))
    again = await sim.sale(DocNumber="WH-1")
    await sim.keep("Invoice", again, include="allowduplicatedocnum")


async def test_rule_16_freed_number_may_be_used_again(sim: Sim) -> None:
    bill = await sim.keep("Bill", await sim.bill(DocNumber="WH-1"))
    await sim.post("bill", reference(bill), operation="delete")
    assert (await sim.keep("Bill", await sim.bill(DocNumber="WH-1")))["DocNumber"] == "WH-1"


async def test_rule_16_company_without_custom_numbers_assigns_its_own(sim: Sim) -> None:
    assert "DocNumber" not in await sim.keep("Invoice", await sim.sale())
    sim.company.books.configure({"custom_txn_numbers": False})
    first = await sim.keep("Invoice", await sim.sale(DocNumber="WH-1"))
    second = await sim.keep("Invoice", await sim.sale(DocNumber="WH-1"))
    assert (first["DocNumber"], second["DocNumber"]) == ("1001", "1002")
    kept = await sim.keep("Invoice", touch(first, DocNumber="WH-9"))
    assert kept["DocNumber"] == "1001"


async def test_rule_16_adjustment_is_numbered_where_no_number_is_sent(sim: Sim) -> None:
    assert (await sim.keep("InventoryAdjustment", await sim.adjustment(1)))["DocNumber"] == "1001"


async def test_rule_17_missing_foreign_and_inactive_references(sim: Sim) -> None:
    missing = await sim.bill()
    missing["Line"][0][EXPENSE]["ItemRef"]["value"] = "9999"
    assert await sim.refused("Bill", missing) == (2500, "ItemRef")
    customer = await sim.one("Customer", "DisplayName", "Northgate Grocers")
    foreign = {**await sim.bill(), "VendorRef": {"value": customer["Id"]}}
    assert await sim.refused("Bill", foreign) == (2500, "VendorRef")
    body = await sim.bill()
    await sim.keep("Item", touch(await sim.item(), Active=False))
    assert await sim.refused("Bill", body) == (610, "ItemRef")


async def test_rule_17_account_of_the_wrong_type_is_6430(sim: Sim) -> None:
    income = await sim.one("Account", "Name", "Sales of Product Income")
    body = await sim.bill(APAccountRef={"value": income["Id"]})
    assert await sim.refused("Bill", body) == (6430, "APAccountRef")


async def test_rule_17_us_lines_take_only_tax_and_non(sim: Sim) -> None:
    body = await sim.sale()
    body["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] = {"value": "5"}
    assert (await sim.refused("Invoice", body))[0] == 6100


@pytest.mark.parametrize(("password", "code"), [(False, 6200), (True, 6210)])
async def test_rule_18_closed_period_refuses_writes(sim: Sim, password: bool, code: int) -> None:
    old = await sim.keep("Bill", await sim.bill())
    settings = {"book_close_date": "2026-08-20", "closing_password": password}
    sim.company.books.configure(settings)
    assert (await sim.refused("Bill", await sim.bill()))[0] == code
    later = touch(old, VendorRef=old["VendorRef"], TxnDate="2026-08-21")
    assert (await sim.refused("Bill", later))[0] == code
    assert fault(await sim.post("bill", reference(old), operation="delete"))[0] == code
    await sim.keep("Bill", await sim.bill(TxnDate="2026-08-21"))
    preferences = (await sim.get("preferences")).json()["Preferences"]
    assert preferences["AccountingInfoPrefs"]["BookCloseDate"] == "2026-08-20"


async def test_rule_19_no_stock_moves_before_the_items_start_date(sim: Sim) -> None:
    start = (await sim.item())["InvStartDate"]
    before = f"{int(start[:4]) - 1}{start[4:]}"
    assert await sim.refused("Bill", await sim.bill(TxnDate=before)) == (6270, "TxnDate")
    await sim.keep("Bill", await sim.bill(TxnDate=start))


async def test_rule_20_amount_is_quantity_times_price_to_the_cent(sim: Sim) -> None:
    body = await sim.bill()
    body["Line"][0] |= {"Amount": 100.00}
    body["Line"][0][EXPENSE] |= {"Qty": 3, "UnitPrice": 33.33}
    assert await sim.refused("Bill", body) == (6070, "Amount")
    body["Line"][0][EXPENSE]["UnitPrice"] = 33.333333
    assert (await sim.keep("Bill", body))["TotalAmt"] == 100


async def test_rule_21_server_adds_totals_subtotal_and_date(sim: Sim) -> None:
    body = await sim.sale(4)
    sim.clock.now = datetime(2026, 8, 21, 5, 0, tzinfo=UTC)
    del body["TxnDate"]
    sim.http.headers["authorization"] = f"Bearer {sim.company.oauth.grant_access()['access_token']}"
    invoice = await sim.keep("Invoice", body)
    assert invoice["TxnDate"] == "2026-08-20"  # still yesterday at the server
    assert invoice["Line"][-1]["DetailType"] == "SubTotalLineDetail"
    assert (invoice["Line"][-1]["Amount"], invoice["Balance"]) == (10, 10)
    echoed = touch(invoice, Line=invoice["Line"])
    assert len((await sim.keep("Invoice", echoed))["Line"]) == 2


@pytest.mark.parametrize("status", ["EXPIRED", "RESTRICTED", "SUSPENDED", "CANCELED"])
async def test_rule_22_ended_subscription_can_be_read_not_written(sim: Sim, status: str) -> None:
    invoice = await sim.keep("Invoice", await sim.sale())
    sim.company.books.configure({"subscription_status": status})
    assert (await sim.refused("Customer", {"DisplayName": "New"}))[0] == 6190
    for operation in ("void", "delete"):
        answer = await sim.post("invoice", reference(invoice), operation=operation)
        assert fault(answer)[0] == 6190
    assert await sim.query("select * from Invoice")
    since = "2026-08-20T00:00:00Z"
    assert (await sim.get("cdc", entities="Invoice", changedSince=since)).status_code == 200
    info = (await sim.get(f"companyinfo/{sim.company.realm}")).json()["CompanyInfo"]
    assert {"Name": "SubscriptionStatus", "Value": status} in info["NameValue"]


async def test_rule_23_smaller_editions_and_other_countries_lack_inventory(sim: Sim) -> None:
    adjustment = await sim.adjustment(1)
    sim.company.books.configure({"country": "CA"})
    assert (await sim.refused("InventoryAdjustment", adjustment))[0] == 5030
    sim.company.books.configure({"country": "US", "edition": "Essentials"})
    assert (await sim.refused("InventoryAdjustment", adjustment))[0] == 5020
    assert fault(await sim.ask("select * from PurchaseOrder"))[0] == 5020
    assert (await sim.refused("Item", touch(await sim.item(), Description="x")))[0] == 5020


@pytest.mark.parametrize(
    ("edition", "inventory", "bills", "limited"),
    [
        ("SimpleStart", "Off", "Off", True),
        ("Essentials", "Off", "On", True),
        ("Plus", "On", "On", True),
        ("Advanced", "On", "On", False),
    ],
)
async def test_rule_23_entitlements_tell_what_the_plan_includes(
    sim: Sim, edition: str, inventory: str, bills: str, limited: bool
) -> None:
    sim.company.books.configure({"edition": edition})
    path = f"/manage/entitlements/v3/{sim.company.realm}"
    answer = await sim.http.get(path)
    told = ElementTree.fromstring(answer.text)  # noqa: S314 - our own simulator's XML
    assert told.findtext("PlanName") == f"QuickBooks Online {edition}"
    terms = {one.findtext("name"): one.findtext("term") for one in told.iter("Entitlement")}
    assert (terms["Inventory"], terms["Purchase Order"]) == (inventory, inventory)
    assert (terms["Class Tracking"], terms["Bills"]) == (inventory, bills)
    limits = {one.findtext("name"): one.findtext("limit") for one in told.iter("Threshold")}
    assert limits == ({"Classes and Locations": "40"} if limited else {})
    refused = await sim.http.get(path, headers={"authorization": "Bearer none"})
    assert refused.status_code == 401


async def test_rule_24_stock_follows_every_kind_of_document(sim: Sim) -> None:
    await sim.keep("Bill", await sim.bill(10))
    await sim.keep("VendorCredit", await sim.bill(1))
    checking = await sim.one("Account", "Name", "Checking")
    expense = {key: value for key, value in (await sim.bill(7)).items() if key != "VendorRef"}
    paid = {"PaymentType": "Check", "AccountRef": {"value": checking["Id"]}}
    await sim.keep("Purchase", {**expense, **paid})
    await sim.keep("Invoice", await sim.sale(3))
    await sim.keep("SalesReceipt", await sim.sale(2))
    await sim.keep("CreditMemo", await sim.sale(1))
    refund = await sim.sale(0.5, DepositToAccountRef={"value": checking["Id"]})
    await sim.keep("RefundReceipt", refund)
    await sim.keep("InventoryAdjustment", await sim.adjustment(-4.25))
    await sim.keep("Estimate", await sim.sale(50))
    assert await sim.on_hand() == 144 + 10 - 1 + 7 - 3 - 2 + 1 + 0.5 - 4.25


async def test_rule_24_update_delete_and_void_let_stock_follow(sim: Sim) -> None:
    bill = await sim.keep("Bill", await sim.bill(10))
    lines = [{**bill["Line"][0], "Amount": 15, EXPENSE: {**bill["Line"][0][EXPENSE], "Qty": 6}}]
    bill = await sim.keep("Bill", touch(bill, VendorRef=bill["VendorRef"], Line=lines))
    assert await sim.on_hand() == 150
    await sim.post("bill", reference(bill), operation="delete")
    invoice = await sim.keep("Invoice", await sim.sale(4))
    assert await sim.on_hand() == 140
    await sim.post("invoice", reference(invoice), operation="void")
    assert await sim.on_hand() == 144


async def test_rule_24_item_update_does_not_change_stock_unless_switched_on(sim: Sim) -> None:
    item = await sim.keep("Item", touch(await sim.item(), QtyOnHand=7))
    assert item["QtyOnHand"] == 144
    sim.company.books.configure({"quantity_on_item_update": True})
    assert (await sim.keep("Item", touch(item, QtyOnHand=7)))["QtyOnHand"] == 7


async def test_rule_24_sale_below_zero_is_refused_where_the_company_forbids_it(sim: Sim) -> None:
    await sim.keep("Invoice", await sim.sale(150))
    assert await sim.on_hand() == -6
    sim.company.books.configure({"negative_stock": False})
    assert (await sim.refused("Invoice", await sim.sale(1)))[0] == 6000
    await sim.keep("Bill", await sim.bill(2))


async def test_tracked_item_needs_a_quantity_and_a_line_an_item(sim: Sim) -> None:
    body = await sim.bill()
    del body["Line"][0][EXPENSE]["Qty"]
    assert await sim.refused("Bill", body) == (6520, "Qty")
    del body["Line"][0][EXPENSE]["ItemRef"]
    assert await sim.refused("Bill", body) == (6440, "ItemRef")


async def test_rule_29_void_empties_the_document_and_says_so(sim: Sim) -> None:
    invoice = await sim.keep("Invoice", await sim.sale(PrivateNote="op 7"))
    voided = (await sim.post("invoice", reference(invoice), operation="void")).json()["Invoice"]
    assert voided["PrivateNote"] == "Voided - op 7"
    assert (voided["TotalAmt"], voided["Line"][0]["SalesItemLineDetail"]["Qty"]) == (0, 0)
    receipt = await sim.keep("SalesReceipt", await sim.sale())
    gone = await sim.keep("SalesReceipt", touch(receipt), operation="update", include="void")
    assert gone["PrivateNote"] == "Voided"
    bill = await sim.keep("Bill", await sim.bill())
    for entity, doc in (
        ("bill", bill),
        ("vendorcredit", await sim.keep("VendorCredit", await sim.bill())),
        ("estimate", await sim.keep("Estimate", await sim.sale())),
        ("inventoryadjustment", await sim.keep("InventoryAdjustment", await sim.adjustment(1))),
        ("purchaseorder", await sim.one("PurchaseOrder", "DocNumber", "PO-2001")),
    ):
        assert fault(await sim.post(entity, reference(doc), operation="void"))[0] == 500


async def test_rule_30_deposited_receipt_is_frozen(sim: Sim) -> None:
    receipt = await sim.keep("SalesReceipt", await sim.sale())
    deposited = await sim.http.post("/admin/deposits", json={"id": receipt["Id"]})
    assert deposited.status_code == 204
    assert (await sim.refused("SalesReceipt", touch(receipt, PrivateNote="x")))[0] == 6540
    assert fault(await sim.post("salesreceipt", reference(receipt), operation="delete"))[0] == 6540
    voided = await sim.post("salesreceipt", touch(receipt), operation="update", include="void")
    assert fault(voided)[0] == 6540


async def test_rule_21_server_ignores_the_clients_own_totals(sim: Sim) -> None:
    invoice = await sim.keep("Invoice", await sim.sale(4, TotalAmt=1, Balance=1, HomeBalance=1))
    assert (invoice["TotalAmt"], invoice["Balance"]) == (10, 10)
    receipt = await sim.keep("SalesReceipt", await sim.sale(4))
    assert (receipt["TotalAmt"], receipt["Balance"]) == (10, 0)


async def test_rule_13_reorder_point_is_cleared_by_a_full_update_only(sim: Sim) -> None:
    item = await sim.keep("Item", touch(await sim.item(), ReorderPoint=5))
    item = await sim.keep("Item", touch(item, ReorderPoint=None))
    assert item["ReorderPoint"] == 5
    del item["ReorderPoint"]
    assert "ReorderPoint" not in await sim.keep("Item", item)
