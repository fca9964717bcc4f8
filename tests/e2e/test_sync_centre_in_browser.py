"""The sync centre in a real browser: find an exchange, take the log along, follow a document."""

import csv
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import DESK, visit
from tests.e2e.demo import Demo
from tests.e2e.desk import sign_in
from tests.e2e.phone import Phone, ean
from tests.e2e.test_desk_in_browser import fault


@pytest.fixture
def phone(demo: Demo) -> Iterator[Phone]:
    phone = Phone(demo.url, demo.token(), threading.Event())
    yield phone
    phone.close()


def test_an_exchange_is_found_and_the_log_is_taken_along(
    demo: Demo, browser: Browser, phone: Phone
) -> None:
    fault(demo, "fault", entity="bill", code=6210)
    refused = phone.scan("receive", "PO-2003")["document"]["id"]
    phone.scan("receive", ean("TEA-50"), document_id=refused, qty="6")
    number = number_of(demo, refused)
    with visit(browser, demo.url, size=DESK) as page:
        sign_in(page)
        page.goto("/desk/quickbooks/activity")
        rows = page.get_by_role("row").filter(has_text=number)
        expect(rows.first).to_contain_text("Refused")
        page.get_by_role("button", name="6210").first.click()
        expect(page).to_have_url(f"{demo.url}/desk/quickbooks/activity?code=6210")
        expect(page.get_by_role("button", name="Code 6210")).to_be_visible()
        page.get_by_role("searchbox", name="Document, item").fill("black tea")
        expect(page).to_have_url(re.compile("search=black"))
        expect(rows).to_have_count(1)
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
        assert [(one["Document"], one["QuickBooks code"]) for one in lines] == [(number, "6210")]
        rows.get_by_role("link").first.click()
        panel = page.get_by_role("dialog")
        expect(panel).to_contain_text("The books are closed")
        expect(panel).to_contain_text('"ItemBasedExpenseLineDetail"')
        expect(panel).not_to_contain_text("Bearer")
        panel.get_by_role("link", name="What happened to this document").click()
        expect(panel).to_contain_text("QuickBooks refused it")
        panel.get_by_role("button", name="Post on this day").click()
        expect(panel).to_contain_text("In QuickBooks as")


def test_a_document_is_followed_from_the_scan_into_the_books(
    demo: Demo, browser: Browser, phone: Phone
) -> None:
    receipt = phone.scan("receive", "PO-2002")["document"]["id"]
    phone.scan("receive", ean("SPA-500"), document_id=receipt, qty="12")
    number = number_of(demo, receipt)
    with visit(browser, demo.url, size=DESK) as page:
        sign_in(page)
        page.goto("/desk/quickbooks/documents")
        row = page.get_by_role("row").filter(has_text=number)
        expect(row).to_contain_text("In QuickBooks")
        row.get_by_role("link").first.click()
        panel = page.get_by_role("dialog")
        expect(panel).to_contain_text("Received 12 × Spaghetti 500 g")
        expect(panel).to_contain_text("In QuickBooks as")
        panel.get_by_text("Exact messages").first.click()
        expect(panel).to_contain_text("We sent")
        with page.expect_popup() as books:
            panel.get_by_role("link", name="Open in QuickBooks").click()
        anchor = books.value.url.partition("#")[2]
        expect(books.value.locator(f"#{anchor}")).to_contain_text("Spaghetti 500 g")


def test_sync_now_says_what_came_of_it(demo: Demo, browser: Browser) -> None:
    with visit(browser, demo.url, size=DESK) as page:
        sign_in(page)
        page.goto("/desk/quickbooks")
        page.get_by_role("button", name="Sync now").click()
        told = page.get_by_role("status").filter(has_text="Talking to QuickBooks")
        expect(told).to_be_visible()
        expect(
            page.get_by_text(re.compile(r"^(Nothing new on either side|Read \d+ records?)\.$"))
        ).to_be_visible()


def number_of(demo: Demo, receipt: str) -> str:
    with demo.manager() as manager:
        answer = manager.get(f"/api/receipts/{receipt}").raise_for_status()
        return str(answer.json()["number"])
