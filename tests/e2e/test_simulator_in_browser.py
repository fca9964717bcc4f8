"""The simulator's own pages in a real browser, as a desk and as a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.quickbooks.simulator import SimulatedCompany, Store, create_online_simulator, seed_demo
from tests.e2e.browser import DESK, PHONE, visit
from tests.quickbooks.simulator.served import served


@pytest.fixture
def address() -> Iterator[str]:
    store = Store()
    company = SimulatedCompany(store, lambda: datetime.now(UTC))
    seed_demo(company)
    with served(create_online_simulator(company)) as url:
        yield url
    store.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_bookkeeper_enters_changes_and_deletes_a_bill(
    address: str, browser: Browser, size: ViewportSize
) -> None:
    with visit(browser, address, size=size) as page:
        page.goto("/books")
        page.get_by_role("link", name="Bookkeeper").click()
        enter = page.locator("section").filter(has_text="Enter a document")
        enter.get_by_label("Item", exact=True).fill("OAT-1L")
        enter.get_by_label("Quantity", exact=True).fill("4")
        enter.get_by_label("Number", exact=True).fill("HAND-1")
        enter.get_by_role("button", name="Enter", exact=True).click()
        said(page, "Entered Bill HAND-1.")
        bill = page.locator("details").filter(has_text="HAND-1")
        bill.locator("summary").click()
        bill.get_by_label("Quantity").fill("6")
        bill.get_by_role("button", name="Change").click()
        said(page, "on Bill HAND-1.")
        fits(page)
        page.get_by_role("link", name="Books", exact=True).click()
        expect(page.locator('[data-sku="OAT-1L"]')).to_have_text("150")
        fits(page)
        page.get_by_role("link", name="Bookkeeper").click()
        bill.locator("summary").click()
        bill.get_by_role("button", name="Delete").click()
        said(page, "Deleted Bill HAND-1.")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_tester_switches_a_fault_on_and_off(
    address: str, browser: Browser, size: ViewportSize
) -> None:
    with visit(browser, address, size=size) as page:
        page.goto("/admin")
        expect(page.get_by_text("Nothing. All is well.")).to_be_visible()
        row = page.locator('[data-kind="drop_after"]')
        row.get_by_role("button", name="Always").click()
        said(page, "Switched on: Lost answer, every call")
        fits(page)
        page.get_by_role("button", name="Switch off", exact=True).first.click()
        said(page, "Switched off.")


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(text)


def fits(page: Page) -> None:
    """Nothing reaches beyond the edge of the screen."""
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert wider is False
