"""The whole way in a real browser: badge, receive, pick, pack, ship, and the simulated books."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from app.demo import plan
from tests.e2e.browser import (
    GS,
    chromium,
    film,
    in_quickbooks,
    last,
    require_built_web,
    scan,
    visit,
)
from tests.e2e.demo import Demo
from tests.e2e.phone import GTINS, gs1
from tests.e2e.processes import wait_for

LOT = "SOON-1"
EXPIRY = clock.today(plan.ZONE) + timedelta(days=50)
"""Sooner than any oat milk in stock: what arrives last must leave first."""
BIN = "C-04-1"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera looks at twelve cartons of the oat milk that is received here."""
    require_built_web()
    twelve = gs1("OAT-1L", LOT, expiry=EXPIRY, count=12)
    with chromium(camera=film(tmp_path_factory.mktemp("film") / "oats.y4m", twelve)) as started:
        yield started


@pytest.mark.timeout(300)
def test_from_the_badge_to_the_bill_and_the_invoice(demo: Demo, browser: Browser) -> None:
    before = on_hand(demo)
    with visit(browser, demo.url) as page:
        enrol(page, demo)
        sign_in_by_badge(page)
        receive(page)
        release(demo, "SO-1042")
        pick(page)
        pack_and_ship(page)
    bill, invoice = documents(demo)
    bill_is_right(demo, bill)
    invoice_is_right(demo, invoice)
    after = on_hand(demo)
    assert after["OAT-1L"] - before["OAT-1L"] == 48 - 12
    assert after["COF-1K"] - before["COF-1K"] == -4


def enrol(page: Page, demo: Demo) -> None:
    page.goto(f"/enrol#code={demo.enrolment_code}")
    expect(page.get_by_label("Enrolment code")).to_have_value(demo.enrolment_code)
    page.get_by_label("Name of this device").fill("Dock phone")
    page.get_by_role("button", name="Set up").tap()
    expect(page.get_by_text("Dock phone is ready.")).to_be_visible()
    page.get_by_role("button", name="Go to sign in").tap()


def sign_in_by_badge(page: Page) -> None:
    expect(page.get_by_role("button", name="Scan your badge")).to_be_visible()
    expect(page.get_by_role("button", name=plan.RECEIVER.name)).to_be_visible()
    scan(page, plan.RECEIVER.badge)
    expect(page.get_by_role("button", name=plan.RECEIVER.name)).to_be_visible()
    expect(page.get_by_text("What are you doing?")).to_be_visible()


def receive(page: Page) -> None:
    """One GS1 scan says item, expiry, quantity and lot; the bin was scanned before."""
    page.get_by_role("link", name="Receive").tap()
    expect(page.get_by_text("Scan the purchase order")).to_be_visible()
    scan(page, "PO-2001")
    expect(page.get_by_role("heading", name="Receive PO-2001")).to_be_visible()
    scan(page, f"BIN:{BIN}")
    last(page, BIN)
    scan(page, f"]d201{GTINS['OAT-1L']}17{EXPIRY:%y%m%d}3048{GS}10{LOT}")
    last(page, "Received 48")
    oats = page.get_by_role("listitem").filter(has_text="Oat milk 1 L")
    expect(oats).to_contain_text("of 48")
    expect(oats).to_contain_text(LOT)
    page.get_by_role("button", name="Finish receiving").tap()
    sheet = page.get_by_role("dialog", name="Finish this receipt?")
    expect(sheet).to_contain_text("2 lines not complete")
    sheet.get_by_role("button", name="Finish").tap()
    expect(page.get_by_role("heading", name="Receipt finished")).to_be_visible()
    in_quickbooks(page)
    page.get_by_role("button", name="Go to the start").tap()


def release(demo: Demo, number: str) -> None:
    with demo.manager() as manager:
        orders = manager.get("/api/sales-orders", params={"search": number}).json()["items"]
        manager.post(f"/api/sales-orders/{orders[0]['id']}/release").raise_for_status()


def pick(page: Page) -> None:
    page.get_by_role("link", name="Pick").tap()
    page.get_by_role("button", name="SO-1042").tap()
    expect(page.get_by_text("A-03-3")).to_be_visible()
    scan(page, "BIN:A-01-1")
    refusal = last(page, "Wrong bin")
    expect(refusal).to_contain_text("A-03-3")
    scan(page, "BIN:A-03-3")
    expect(page.get_by_text("and scan the item")).to_be_visible()
    page.get_by_role("button", name="Qty").tap()
    page.get_by_role("button", name="All 4").tap()
    scan(page, gs1("COF-1K", "KR-0819"))
    last(page, "Picked 4")

    expect(page.get_by_text(BIN)).to_be_visible()
    expect(page.get_by_text("oldest first")).to_be_visible()
    scan(page, f"BIN:{BIN}")
    expect(page.get_by_text("and scan the item")).to_be_visible()
    scan(page, gs1("OAT-1L", "L2304"))
    refusal = last(page, "Wrong lot")
    expect(refusal).to_contain_text(f"take {LOT} first")
    pick_by_camera(page)


def pick_by_camera(page: Page) -> None:
    """The real camera path: fake device, real frames, our decoder, one scan of twelve."""
    page.get_by_role("button", name="Scan", exact=True).tap()
    expect(page.get_by_role("heading", name="Picked")).to_be_visible()
    expect(page.get_by_text("16 units, all of it.")).to_be_visible()


def pack_and_ship(page: Page) -> None:
    page.get_by_role("button", name="Pack it").tap()
    expect(page.get_by_role("heading", name="Pack SO-1042")).to_be_visible()
    last(page, "Packed 12")  # the camera stays open until it is closed, and the oats are in view
    page.get_by_role("button", name="Close the camera").tap()
    scan(page, gs1("COF-1K", "KR-0819", count=4))
    expect(page.get_by_text("16 of 16 packed")).to_be_visible()
    expect(page.get_by_role("heading", name="Pack SO-1042")).to_be_visible()
    scan(page, "SO-1042")
    expect(page.get_by_role("heading", name="Shipped")).to_be_visible()
    in_quickbooks(page)


def on_hand(demo: Demo) -> dict[str, Decimal]:
    return {item["Sku"]: Decimal(item["QtyOnHand"]) for item in demo.books()["items"]}


def documents(demo: Demo) -> tuple[dict[str, Any], dict[str, Any]]:
    """The Bill and the Invoice of this story in the simulated books, once both are there."""

    def found(kind: str, party: str, name: str) -> list[dict[str, Any]]:
        return [one for one in demo.books()[kind] if one[party]["name"] == name]

    def bills() -> list[dict[str, Any]]:
        return found("Bill", "VendorRef", "Fernhill Dairy Cooperative")

    def invoices() -> list[dict[str, Any]]:
        return found("Invoice", "CustomerRef", "Juniper Street Café")

    wait_for("bill and invoice", lambda: bool(bills() and invoices()))
    (bill,), (invoice,) = bills(), invoices()
    return bill, invoice


def bill_is_right(demo: Demo, bill: dict[str, Any]) -> None:
    order = next(one for one in demo.books()["PurchaseOrder"] if one["DocNumber"] == "PO-2001")
    (line,) = bill["Line"]
    assert said(line, "ItemBasedExpenseLineDetail") == ("Oat milk 1 L", 48, Decimal("1.45"))
    assert line["Amount"] == Decimal("69.60")
    ordered = order["Line"][0]
    assert line["LinkedTxn"] == [
        {"TxnId": order["Id"], "TxnType": "PurchaseOrder", "TxnLineId": ordered["Id"]}
    ]
    assert ordered["Received"] == 48
    assert order["POStatus"] == "Open"
    assert re.fullmatch(r"Scanpost R\S* \S+/\d+", bill["PrivateNote"])


def invoice_is_right(demo: Demo, invoice: dict[str, Any]) -> None:
    estimate = next(one for one in demo.books()["Estimate"] if one["DocNumber"] == "SO-1042")
    lines = [line for line in invoice["Line"] if "SalesItemLineDetail" in line]
    assert sorted(said(line, "SalesItemLineDetail") for line in lines) == [
        ("Coffee beans 1 kg", 4, Decimal("16.50")),
        ("Oat milk 1 L", 12, Decimal("2.60")),
    ]
    assert invoice["TotalAmt"] == Decimal("97.20")
    assert {"TxnId": estimate["Id"], "TxnType": "Estimate"} in invoice["LinkedTxn"]


def said(line: dict[str, Any], detail: str) -> tuple[str, int, Decimal]:
    content = line[detail]
    return content["ItemRef"]["name"], int(content["Qty"]), Decimal(content["UnitPrice"])
