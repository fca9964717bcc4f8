"""What a person does by hand in QuickBooks, from Python and through the page's API."""

from decimal import Decimal

import pytest

from app.quickbooks.simulator import bookkeeper
from app.quickbooks.simulator.audit import audit
from app.quickbooks.simulator.bookkeeper import NotInTheBooks, Row
from app.quickbooks.simulator.faultbody import QboFault
from tests.quickbooks.simulator.driver import EXPENSE, Sim, fault
from tests.quickbooks.simulator.test_links import linked_bill, order

OATS = [Row("OAT-1L", 4)]
KINDS = {
    "Bill": 4,
    "Purchase": 4,
    "VendorCredit": -4,
    "Invoice": -4,
    "SalesReceipt": -4,
    "CreditMemo": 4,
    "RefundReceipt": 4,
    "InventoryAdjustment": 4,
    "PurchaseOrder": 0,
    "Estimate": 0,
}


@pytest.mark.parametrize(("kind", "moved"), KINDS.items())
async def test_every_kind_can_be_entered_edited_and_deleted(
    sim: Sim, kind: str, moved: int
) -> None:
    doc = bookkeeper.enter(sim.company, kind, OATS, number="HAND-1", note="by hand")
    assert (doc["DocNumber"], doc["PrivateNote"], doc["TxnDate"]) == (
        "HAND-1",
        "by hand",
        "2026-08-20",
    )
    assert await sim.on_hand() == 144 + moved
    edited = bookkeeper.edit(sim.company, kind, "HAND-1", on="2026-08-18", number="HAND-2")
    assert (edited["TxnDate"], edited["DocNumber"], edited["PrivateNote"]) == (
        "2026-08-18",
        "HAND-2",
        "by hand",
    )
    bookkeeper.change_line(sim.company, kind, doc["Id"], "OAT-1L", quantity=8)
    assert await sim.on_hand() == 144 + 2 * moved
    assert audit(sim.company).differences == {}
    bookkeeper.delete(sim.company, kind, doc["Id"])
    assert await sim.on_hand() == 144
    assert fault(await sim.get(f"{kind.lower()}/{doc['Id']}"))[0] == 610


async def test_lines_are_added_repriced_and_removed(sim: Sim) -> None:
    bill = bookkeeper.enter(sim.company, "Bill", [*OATS, Row("ALM-1L", 2, Decimal("1.5"))])
    assert bill["TotalAmt"] == Decimal("8.80")
    dearer = bookkeeper.change_line(
        sim.company, "Bill", bill["Id"], "Almond milk 1 L", price=Decimal(2)
    )
    assert dearer["TotalAmt"] == Decimal("9.80")
    bookkeeper.add_line(sim.company, "Bill", bill["Id"], Row("YOG-500", 1))
    left = bookkeeper.remove_line(sim.company, "Bill", bill["Id"], "OAT-1L")
    assert [line["Id"] for line in left["Line"]] == ["2", "3"]
    assert await sim.on_hand() == 144
    bookkeeper.remove_line(sim.company, "Bill", bill["Id"], "2")
    with pytest.raises(QboFault):
        bookkeeper.remove_line(sim.company, "Bill", bill["Id"], "3")


async def test_linked_bill_deleted_by_hand_gives_the_order_back(sim: Sim) -> None:
    bill = await sim.keep("Bill", await linked_bill(sim, 20))
    bookkeeper.delete(sim.company, "Bill", bill["Id"])
    seen = await order(sim)
    assert (seen["LinkedTxn"], seen["Line"][0]["Received"], seen["SyncToken"]) == ([], 0, "2")
    linked = await sim.keep("Bill", await linked_bill(sim, 3))
    with pytest.raises(QboFault):
        bookkeeper.delete(sim.company, "PurchaseOrder", "PO-2001")
    edited = bookkeeper.change_line(sim.company, "Bill", linked["Id"], "OAT-1L", quantity=5)
    assert edited["Line"][0]["LinkedTxn"]
    assert (await order(sim))["Line"][0]["Received"] == 5


async def test_bill_can_be_voided_by_hand_but_no_adjustment(sim: Sim) -> None:
    bill = bookkeeper.enter(sim.company, "Bill", OATS, note="op 1")
    voided = bookkeeper.void(sim.company, "Bill", bill["Id"])
    assert (voided["PrivateNote"], voided["Line"][0][EXPENSE]["Qty"]) == ("Voided - op 1", 0)
    assert await sim.on_hand() == 144
    adjustment = bookkeeper.enter(sim.company, "InventoryAdjustment", OATS)
    with pytest.raises(QboFault):
        bookkeeper.void(sim.company, "InventoryAdjustment", adjustment["Id"])


async def test_closed_period_lets_through_who_has_the_password(sim: Sim) -> None:
    bill = bookkeeper.enter(sim.company, "Bill", OATS)
    bookkeeper.close_books(sim.company, "2026-08-20", password=True)
    with pytest.raises(QboFault) as refused:
        bookkeeper.change_line(sim.company, "Bill", bill["Id"], "1", quantity=1)
    assert refused.value.code == 6210
    bookkeeper.change_line(sim.company, "Bill", bill["Id"], "1", quantity=1, past_closing=True)
    assert await sim.on_hand() == 145
    assert (await sim.refused("Bill", await sim.bill()))[0] == 6210
    bookkeeper.reopen_books(sim.company)
    await sim.keep("Bill", await sim.bill())


async def test_names_are_hidden_shown_and_renamed(sim: Sim) -> None:
    bookkeeper.deactivate(sim.company, "Customer", "Northgate Grocers")
    assert await sim.query("select * from Customer where DisplayName = 'Northgate Grocers'") == []
    bookkeeper.reactivate(sim.company, "Customer", "Northgate Grocers")
    bookkeeper.rename(sim.company, "Customer", "Northgate Grocers", "Northgate")
    assert await sim.one("Customer", "DisplayName", "Northgate")
    bookkeeper.relabel(sim.company, "OAT-1L", "OAT-NEW")
    assert (await sim.item("OAT-NEW"))["Name"] == "Oat milk 1 L"
    with pytest.raises(NotInTheBooks):
        bookkeeper.rename(sim.company, "Item", "OAT-1L", "Gone")


async def test_merged_item_leaves_its_stock_and_its_lines_to_the_other(sim: Sim) -> None:
    old = await sim.item("ALM-1L")
    bookkeeper.enter(sim.company, "Bill", [Row("ALM-1L", 10)], number="M-1")
    kept = bookkeeper.merge(sim.company, "Item", "ALM-1L", "OAT-1L")
    assert fault(await sim.get(f"item/{old['Id']}"))[0] == 610
    assert await sim.on_hand() == 144 + 96 + 10
    bill = await sim.one("Bill", "DocNumber", "M-1")
    assert bill["Line"][0][EXPENSE]["ItemRef"] == {"value": kept["Id"], "name": "Oat milk 1 L"}
    assert audit(sim.company).differences == {}
    with pytest.raises(NotInTheBooks):
        bookkeeper.merge(sim.company, "Item", "OAT-1L", "OAT-1L")


async def test_merged_vendor_leaves_its_orders_to_the_other(sim: Sim) -> None:
    into = bookkeeper.merge(
        sim.company, "Vendor", "Two Rivers Milling", "Fernhill Dairy Cooperative"
    )
    seen = await sim.one("PurchaseOrder", "DocNumber", "PO-2002")
    assert seen["VendorRef"]["value"] == into["Id"]
    bookkeeper.rename(sim.company, "Customer", "The Copper Ladle", "Two Rivers Milling")


async def test_disconnected_app_is_refused_everywhere(sim: Sim) -> None:
    bookkeeper.disconnect_app(sim.company)
    assert (await sim.get("item/1")).status_code == 401


@pytest.mark.parametrize("variant", bookkeeper.VARIANTS)
async def test_company_can_be_of_every_kind_and_tells_so(sim: Sim, variant: str) -> None:
    bookkeeper.become(sim.company, variant)
    info = (await sim.get("companyinfo/1")).json()["CompanyInfo"]
    told = {pair["Name"]: pair["Value"] for pair in info["NameValue"]}
    prefs = (await sim.get("preferences")).json()["Preferences"]
    books, products = prefs["AccountingInfoPrefs"], prefs["ProductAndServicesPrefs"]
    assert {
        "plus": told["OfferingSku"] == "QuickBooks Online Plus",
        "advanced": told["OfferingSku"] == "QuickBooks Online Advanced",
        "essentials": told["OfferingSku"] == "QuickBooks Online Essentials"
        and not products["QuantityOnHand"],
        "simple_start": not products["ForPurchase"],
        "canada": info["Country"] == "CA",
        "quebec": info["SupportedLanguages"] == "fr",
        "class_per_transaction": books["ClassTrackingPerTxn"]
        and not books["ClassTrackingPerTxnLine"],
        "class_off": not books["ClassTrackingPerTxn"] and not books["ClassTrackingPerTxnLine"],
        "location_off": not books["TrackDepartments"],
        "own_numbers_off": not prefs["SalesFormsPrefs"]["CustomTxnNumbers"],
        "inventory_off": not products["QuantityOnHand"],
        "no_negative_stock": (await sim.refused("Invoice", await sim.sale(150)))[0] == 6000
        if variant == "no_negative_stock"
        else None,
        "expired": told["SubscriptionStatus"] == "EXPIRED",
    }[variant]


async def test_other_kind_of_company_keeps_its_name_and_environment(sim: Sim) -> None:
    bookkeeper.prefer(sim.company, company_name="Ours", environment="production")
    bookkeeper.become(sim.company, "expired")
    bookkeeper.become(sim.company, "plus")
    behaviour = sim.company.books.behaviour
    assert (behaviour.company_name, behaviour.environment) == ("Ours", "production")
    assert behaviour.subscription_status == "SUBSCRIBED"


@pytest.mark.parametrize("system", bookkeeper.SYSTEMS)
async def test_second_system_marks_what_it_posts(sim: Sim, system: str) -> None:
    doc = bookkeeper.post_as(sim.company, system, "Invoice", OATS, id="4711")
    assert "4711" in doc.get("DocNumber", "") + doc.get("PrivateNote", "")
    assert await sim.on_hand() == 140


async def do(sim: Sim, command: str, **values: object) -> tuple[int, str]:
    answer = await sim.http.post(f"/admin/bookkeeper/{command}", json=values)
    body = answer.json()
    return answer.status_code, body.get("done") or body["detail"]


async def test_every_deed_is_an_address_that_says_what_was_done(sim: Sim) -> None:
    lines = [{"item": "OAT-1L", "quantity": 2}, {"item": "ALM-1L", "quantity": 1.5, "price": 2}]
    bill = {"kind": "Bill", "which": "H-1"}
    for command, values, said in (
        ("enter", {"kind": "Bill", "number": "H-1", "lines": lines}, "Entered Bill H-1."),
        ("edit", {**bill, "on": "2026-08-19"}, "Changed Bill H-1."),
        ("change-line", {**bill, "line": "OAT-1L", "quantity": 3}, "Changed OAT-1L on Bill H-1."),
        ("add-line", {**bill, "item": "YOG-500", "quantity": 1}, "Added a line to Bill H-1."),
        ("remove-line", {**bill, "line": "ALM-1L"}, "Removed ALM-1L from Bill H-1."),
        ("void", bill, "Voided Bill H-1."),
        ("delete", bill, "Deleted Bill H-1."),
        ("enter", {"kind": "SalesReceipt", "number": "R", **lines[0]}, "Entered SalesReceipt R."),
        ("deposit", {"which": "R"}, "Deposited SalesReceipt R."),
        ("deactivate", {"kind": "Item", "which": "OAT-1L"}, "Made Item OAT-1L inactive."),
        ("reactivate", {"kind": "Item", "which": "OAT-1L"}, "Made Item OAT-1L active."),
        (
            "rename",
            {"kind": "Item", "which": "OAT-1L", "name": "Oats"},
            "Renamed Item OAT-1L to Oats.",
        ),
        ("relabel", {"which": "OAT-1L", "sku": "OAT"}, "Gave OAT-1L the SKU OAT."),
        (
            "merge",
            {"kind": "Item", "which": "OAT", "into": "ALM-1L"},
            "Merged Item OAT into ALM-1L.",
        ),
        (
            "close-books",
            {"through": "2026-07-31", "password": True},
            "Closed the books through 2026-07-31.",
        ),
        ("reopen-books", {}, "Opened the books again."),
        ("prefer", {"class_tracking": "off"}, "Changed the preferences."),
        ("become", {"variant": "essentials"}, "The company is now of the kind essentials."),
        ("become", {"variant": "plus"}, "The company is now of the kind plus."),
        ("end-subscription", {"status": "CANCELED"}, "Ended the subscription."),
        ("renew-subscription", {}, "Renewed the subscription."),
        ("disconnect", {}, "Disconnected Scanpost from this company."),
    ):
        assert await do(sim, command, **values) == (200, said)


async def test_second_system_posts_through_the_api_too(sim: Sim) -> None:
    values = {"kind": "Bill", "system": "Stockyard", "id": "88", "item": "OAT-1L", "quantity": 1}
    assert await do(sim, "enter", **values) == (200, "Stockyard posted Bill SY-88.")


@pytest.mark.parametrize(
    ("command", "values", "said"),
    [
        ("dance", {}, "There is nothing called 'dance' to do."),
        ("delete", {"kind": "Bill", "which": "none"}, "There is no Bill 'none' in these books."),
        ("delete", {"kind": "Ship", "which": "1"}, "There is no kind of record called 'Ship'."),
        ("delete", {"kind": "Item", "which": "1"}, "There is no kind of record called 'Item'."),
        ("enter", {"kind": "Bill", "item": "OAT-1L"}, "Fill in quantity."),
        ("enter", {"kind": "Bill", "item": "OAT-1L", "quantity": "x"}, "quantity is a number."),
        ("enter", {"kind": "Bill", "lines": ["x"]}, "A line has an item, a quantity"),
        (
            "enter",
            {"kind": "Bill", "item": "OAT-1L", "quantity": 1, "number": "W" * 22},
            "QuickBooks refused it (2050)",
        ),
        ("become", {"variant": "huge"}, "A company is one of"),
        ("close-books", {"through": "soon"}, "book_close_date is a day such as"),
        ("prefer", {"colour": "red"}, "There is no setting 'colour'."),
        (
            "enter",
            {"kind": "Bill", "system": "X", "id": "1", "item": "OAT-1L", "quantity": 1},
            "A second system is one of",
        ),
    ],
)
async def test_deed_that_cannot_be_done_says_why(
    sim: Sim, command: str, values: dict[str, object], said: str
) -> None:
    status, text = await do(sim, command, **values)
    assert status == 422
    assert text.startswith(said)


async def test_number_in_use_may_be_used_again_by_a_person_only(sim: Sim) -> None:
    await sim.keep("Invoice", await sim.sale(DocNumber="WH-1"))
    twin = bookkeeper.enter(sim.company, "Invoice", OATS, number="WH-1")
    assert twin["DocNumber"] == "WH-1"
    assert (await sim.refused("Invoice", await sim.sale(DocNumber="WH-1")))[0] == 6140


async def test_preferences_are_changed_one_by_one_on_the_page(sim: Sim) -> None:
    for name, value, kept in (
        ("class_tracking", "transaction", "transaction"),
        ("track_departments", "false", False),
        ("quantity_on_hand", "false", False),
        ("custom_txn_numbers", "false", False),
    ):
        assert f'name="{name}"' in (await sim.http.get("/admin/bookkeeper")).text
        await sim.http.post("/admin/bookkeeper/prefer", data={name: value})
        assert getattr(sim.company.books.behaviour, name) == kept


async def test_page_shows_documents_and_comes_back_with_what_was_done(sim: Sim) -> None:
    form = {"kind": "Bill", "item": "OAT-1L", "quantity": "2", "number": "P-1", "note": "<b>"}
    done = await sim.http.post("/admin/bookkeeper/enter", data=form)
    assert done.status_code == 303
    page = await sim.http.get(done.headers["location"])
    assert "Entered Bill P-1." in page.text
    assert "&lt;b&gt;" in page.text
    id = (await sim.one("Bill", "DocNumber", "P-1"))["Id"]
    edited = {"kind": "Bill", "which": id, "note": "seen"}
    again = await sim.http.post("/admin/bookkeeper/edit", data=edited)
    page = await sim.http.get(again.headers["location"])
    assert f'<details id="txn-{id}" data-kind="Bill" open>' in page.text
    refused = await sim.http.post("/admin/bookkeeper/void", data={"kind": "Bill", "which": "no"})
    assert "refused=1" in refused.headers["location"]
