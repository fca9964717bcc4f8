"""The set-up wizard in a real browser: practise, go live, and what waited is sent."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import DESK, visit
from tests.e2e.demo import Demo
from tests.e2e.desk import sign_in
from tests.e2e.phone import Phone, ean


@pytest.fixture
def not_live(tmp_path: Path) -> Iterator[Demo]:
    """A demo whose company was connected by somebody who has not gone live yet."""
    demo = Demo(tmp_path / "data")
    demo.start()
    try:
        with sqlite3.connect(tmp_path / "data" / "demo" / "scanpost.db", timeout=20) as database:
            database.execute("UPDATE quickbooks_connection SET live_at = NULL")
        yield demo
    finally:
        demo.process.kill()


def test_practise_then_go_live_and_what_waited_is_sent(not_live: Demo, browser: Browser) -> None:
    phone = Phone(not_live.url, not_live.token(), threading.Event())
    receipt = phone.scan("receive", "PO-2002")["document"]["id"]
    phone.scan("receive", ean("PEN-500"), document_id=receipt, qty="24")
    assert not_live.books()["Bill"] == []
    with visit(browser, not_live.url, size=DESK) as page:
        sign_in(page)
        expect(page.get_by_text("Scanpost is not live yet")).to_be_visible()
        page.get_by_role("link", name="Go on setting up").click()
        expect(page.get_by_role("heading", name="Set up Scanpost")).to_be_visible()
        page.get_by_role("button", name="Leave out for now").click()
        page.get_by_role("button", name="Next: try a scan that does not count").click()
        page.get_by_role("button", name="Start practising").click()
        page.get_by_label("Scan or type a barcode or SKU").fill("BAG-55")
        page.get_by_role("button", name="Scan", exact=True).click()
        expect(page.get_by_text("In the practice books as Bill")).to_be_visible()
        page.get_by_role("button", name="Next: go live").click()
        page.get_by_role("button", name="Go live", exact=True).click()
        expect(page.get_by_role("link", name="QuickBooks ·")).to_contain_text("Up to date")
        expect(page.get_by_text("8 of 8 steps done")).to_be_visible()
    (bill,) = not_live.books()["Bill"]
    assert [line["ItemBasedExpenseLineDetail"]["Qty"] for line in bill["Line"]] == [24]
    phone.close()
