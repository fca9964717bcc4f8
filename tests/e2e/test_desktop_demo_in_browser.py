"""The demo on QuickBooks Desktop in a browser: a window there is in the way until it is closed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from app.demo import plan
from tests.e2e.browser import DESK, in_quickbooks, last, scan, visit
from tests.e2e.demo import Demo
from tests.e2e.desk import sign_in
from tests.e2e.phone import GTINS, gs1
from tests.e2e.processes import wait_for

LOT = "N-1"
EXPIRY = clock.today(plan.ZONE) + timedelta(days=120)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo as `make run CONNECTION=desktop` starts it."""
    server = Demo(tmp_path_factory.mktemp("demo") / "data", "desktop")
    try:
        server.start()
        yield server
    finally:
        server.process.kill()


@pytest.mark.timeout(300)
def test_scans_reach_the_books_once_quickbooks_lets_them(demo: Demo, browser: Browser) -> None:
    with visit(browser, demo.url) as phone, visit(browser, demo.url, size=DESK) as desk:
        sign_in(phone)
        sign_in(desk, "/desk")
        in_quickbooks_press(desk, demo, "Open one")
        receive(phone)
        both_say_what_is_in_the_way(phone, desk)
        assert demo.books()["ItemReceipt"] == []

        in_quickbooks_press(desk, demo, "Answer it")
        desk.goto("/desk/quickbooks")
        desk.get_by_role("button", name="Sync now").click()
        in_quickbooks(phone)
        receipt_is_right(demo)
        lead_to_the_books(desk, demo, "R-000001")

        release(demo, "SO-1043")
        ship(phone)
        wait_for("the invoice", lambda: bool(demo.books()["Invoice"]), seconds=30)
        invoice_is_right(demo)


def in_quickbooks_press(desk: Page, demo: Demo, button: str) -> None:
    """What a person at the QuickBooks computer does with the window that waits there."""
    desk.goto(f"{demo.simulator}/admin/bookkeeper")
    desk.locator('[data-kind="dialog"]').get_by_role("button", name=button).click()
    expect(desk.get_by_role("status")).to_be_visible()


def receive(phone: Page) -> None:
    phone.goto("/receive")
    expect(phone.get_by_text("Scan the purchase order")).to_be_visible()
    scan(phone, "PO-2001")
    expect(phone.get_by_role("heading", name="Receive PO-2001")).to_be_visible()
    scan(phone, "BIN:C-04-1")
    last(phone, "C-04-1")
    scan(phone, gs1("OAT-1L", LOT, expiry=EXPIRY, count=48))
    last(phone, "Received 48")
    phone.get_by_role("button", name="Finish receiving").tap()
    sheet = phone.get_by_role("dialog", name="Finish this receipt?")
    sheet.get_by_role("button", name="Finish").tap()
    expect(phone.get_by_role("heading", name="Receipt finished")).to_be_visible()


def both_say_what_is_in_the_way(phone: Page, desk: Page) -> None:
    phone.get_by_role("button", name="Kept for QuickBooks").tap()
    sheet = phone.get_by_role("dialog")
    expect(sheet).to_contain_text("Answer or close the window on the QuickBooks computer")
    phone.keyboard.press("Escape")
    desk.goto("/desk/quickbooks")
    expect(desk.get_by_text("A window in QuickBooks waits for an answer").first).to_be_visible()


def receipt_is_right(demo: Demo) -> None:
    (receipt,) = demo.books()["ItemReceipt"]
    (line,) = receipt["Lines"]
    found = (receipt["RefNumber"], line["Item"], line["Quantity"], line["Tracked"], line["Order"])
    assert found == ("R-000001", "OAT-1L", 48, LOT, "PO-2001")
    places = {one["Tracked"]: one["Qty"] for one in item(demo, "OAT-1L")["Places"]}
    assert places[LOT] == 48


def lead_to_the_books(desk: Page, demo: Demo, number: str) -> None:
    """From the document at the desk to its page in the simulated books."""
    desk.get_by_role("link", name=number).first.click()
    with desk.expect_popup() as opening:
        desk.get_by_role("link", name="Open in QuickBooks").first.click()
    books = opening.value
    expect(books.locator(f'[data-number="{number}"]')).to_be_visible()
    assert f"{demo.simulator}/books#txn-" in books.url
    books.close()


def release(demo: Demo, number: str) -> None:
    with demo.manager() as manager:
        orders = manager.get("/api/sales-orders", params={"search": number}).json()["items"]
        manager.post(f"/api/sales-orders/{orders[0]['id']}/release").raise_for_status()


def ship(phone: Page) -> None:
    phone.goto("/pick")
    phone.get_by_role("button", name="SO-1043").tap()
    for bin, sku, qty in (("A-02-1", "TOM-400", 24), ("A-02-3", "OLV-750", 6)):
        expect(phone.get_by_text(bin).first).to_be_visible()
        scan(phone, f"BIN:{bin}")
        expect(phone.get_by_text("and scan the item")).to_be_visible()
        phone.get_by_role("button", name="Qty").tap()
        phone.get_by_role("button", name=f"All {qty}").tap()
        scan(phone, f"(01){GTINS[sku]}")
        if sku == "TOM-400":
            last(phone, f"Picked {qty}")
    phone.get_by_role("button", name="Pack it").tap()
    for sku, qty in (("TOM-400", 24), ("OLV-750", 6)):
        scan(phone, f"(01){GTINS[sku]}(30){qty}")
    expect(phone.get_by_text("30 of 30 packed")).to_be_visible()
    scan(phone, "SO-1043")
    expect(phone.get_by_role("heading", name="Shipped")).to_be_visible()
    in_quickbooks(phone)


def invoice_is_right(demo: Demo) -> None:
    (invoice,) = demo.books()["Invoice"]
    lines = {line["Item"]: (line["Quantity"], line["Order"]) for line in invoice["Lines"]}
    assert lines == {"TOM-400": (24, "SO-1043"), "OLV-750": (6, "SO-1043")}
    order = next(one for one in demo.books()["SalesOrder"] if one["RefNumber"] == "SO-1043")
    assert order["State"] == "Invoiced"
    assert item(demo, "TOM-400")["QtyOnHand"] == 360 - 24


def item(demo: Demo, sku: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in demo.books()["items"] if one["Sku"] == sku)
    return found
