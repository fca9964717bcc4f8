"""The manager's desk in a real browser: QuickBooks' state changes by itself while one looks."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import DESK, visit
from tests.e2e.demo import BOOKS, Demo
from tests.e2e.desk import sign_in
from tests.e2e.phone import Phone, ean

LATE = 3.0
"""Seconds QuickBooks takes for one answer, long enough to be seen."""


@pytest.fixture
def phone(demo: Demo) -> Iterator[Phone]:
    phone = Phone(demo.url, demo.token(), threading.Event())
    yield phone
    phone.close()


def test_the_light_follows_a_scan_on_the_floor_by_itself(
    demo: Demo, browser: Browser, phone: Phone
) -> None:
    with visit(browser, demo.url, size=DESK) as page:
        sign_in(page)
        light = page.get_by_role("link", name="QuickBooks ·")
        expect(light).to_contain_text("Up to date")
        fault(demo, "latency", entity="bill", seconds=LATE)
        receipt = phone.scan("receive", "PO-2002")["document"]["id"]
        phone.scan("receive", ean("PEN-500"), document_id=receipt, qty="24")
        expect(light).to_contain_text("Sending")
        expect(light).to_contain_text("Up to date")


def test_a_held_document_says_why_in_plain_words_and_is_sent_again(
    demo: Demo, browser: Browser, phone: Phone
) -> None:
    with visit(browser, demo.url, size=DESK) as page:
        sign_in(page)
        page.get_by_role("link", name="QuickBooks", exact=True).click()
        expect(page.get_by_role("heading", name="QuickBooks")).to_be_visible()
        fault(demo, "fault", entity="bill", code=6210)
        receipt = phone.scan("receive", "PO-2004")["document"]["id"]
        phone.scan("receive", ean("CUP-12"), document_id=receipt, qty="60")

        row = page.get_by_role("row").filter(has_text="Brightline Disposables")
        expect(row).to_contain_text("Needs you")
        expect(page.get_by_role("link", name="QuickBooks ·")).to_contain_text("Needs you")
        row.get_by_role("link").first.click()
        panel = page.get_by_role("dialog")
        expect(panel.get_by_role("alert")).to_contain_text("The books are closed")
        expect(panel).to_contain_text("QuickBooks refused it")
        panel.get_by_role("button", name="Post on this day").click()
        expect(panel).to_contain_text("In QuickBooks as")
        panel.get_by_role("button", name="Close").click()
        expect(row).to_contain_text("In QuickBooks")
        expect(page.get_by_role("link", name="QuickBooks ·")).to_contain_text("Up to date")
    (bill,) = [one for one in demo.books()["Bill"] if vendor(one) == "Brightline Disposables"]
    assert [line["ItemBasedExpenseLineDetail"]["Qty"] for line in bill["Line"]] == [60]


def test_one_tap_on_today_makes_a_vendor_active_and_sends_what_it_held(
    demo: Demo, browser: Browser, phone: Phone
) -> None:
    with demo.manager() as manager:
        where = {"kind": "Vendor", "which": "Brightline Disposables"}
        manager.post(f"{BOOKS}/admin/bookkeeper/deactivate", json=where).raise_for_status()
    with visit(browser, demo.url, size=DESK) as page:
        sign_in(page)
        receipt = phone.scan("receive", "PO-2004")["document"]["id"]
        phone.scan("receive", ean("LID-12"), document_id=receipt, qty="3")
        card = page.get_by_role("listitem").filter(has_text="inactive in QuickBooks")
        card.get_by_role("button", name="Make Brightline Disposables active and send").click()
        expect(card).to_have_count(0)
        expect(page.get_by_role("link", name="QuickBooks ·")).to_contain_text("Up to date")
    assert len([one for one in demo.books()["Bill"] if receipt in str(one["PrivateNote"])]) == 1


def fault(demo: Demo, kind: str, **where: Any) -> None:
    with demo.manager() as manager:
        body = {"kind": kind, **where}
        manager.post(f"{BOOKS}/admin/faults", json=body).raise_for_status()


def vendor(bill: dict[str, Any]) -> str:
    return str(bill["VendorRef"]["name"])
