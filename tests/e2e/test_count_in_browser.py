"""A bin is counted on the phone, counted again by a colleague, decided at the desk, and booked."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from app.demo import plan
from tests.e2e.browser import DESK, last, scan, visit
from tests.e2e.demo import Demo
from tests.e2e.desk import sign_in
from tests.e2e.phone import ean
from tests.e2e.processes import wait_for

BIN, SKU, IN_BOOKS, THERE = "A-02-2", "BEA-400", 300, "280"
COUNT = "CC-000002"  # the first one waits in the demo for whoever tries counting


@pytest.mark.timeout(180)
def test_a_count_from_the_bin_to_the_books(demo: Demo, browser: Browser) -> None:
    with visit(browser, demo.url) as page:
        enrol(page, demo)
        unlock(page, plan.RECEIVER.badge)
        count_by_scan(page)
        go_on_after_a_crash(page)
        page.get_by_role("button", name="Bin is counted").tap()
        expect(last(page, "Bin counted")).to_contain_text("to be counted once more")
        scan(page, f"BIN:{BIN}")
        last(page, "Somebody else counts this")
        page.goto("/")
        page.get_by_role("button", name=plan.RECEIVER.name).tap()
        page.get_by_role("button", name="Lock").tap()
        unlock(page, plan.PICKER.badge)
        count_without_connection(page)
        expect(page.get_by_role("heading", name="Counted", exact=True)).to_be_visible()
    with visit(browser, demo.url, size=DESK) as page:
        decide(page)
    wait_for("the adjustment", lambda: bool(demo.books()["InventoryAdjustment"]))
    (booked,) = demo.books()["InventoryAdjustment"]
    (line,) = booked["Line"]
    assert line["ItemAdjustmentLineDetail"]["QtyDiff"] == Decimal(THERE) - IN_BOOKS


def enrol(page: Page, demo: Demo) -> None:
    page.goto(f"/enrol#code={demo.enrolment_code}")
    page.get_by_label("Name of this device").fill("Aisle phone")
    page.get_by_role("button", name="Set up").tap()
    page.get_by_role("button", name="Go to sign in").tap()


def unlock(page: Page, badge: str) -> None:
    expect(page.get_by_role("button", name=plan.PICKER.name)).to_be_visible()
    scan(page, badge)
    expect(page.get_by_text("What are you doing?")).to_be_visible()


def count_by_scan(page: Page) -> None:
    """A scanned bin is enough to begin; what the books say is nowhere to be seen."""
    page.get_by_role("link", name="Count").last.tap()
    expect(page.get_by_role("link", name="CC-000001")).to_be_visible()
    scan(page, f"BIN:{BIN}")
    expect(page.get_by_text("Count what lies in")).to_be_visible()
    count(page)
    last(page, f"Counted {THERE}")
    expect(page.get_by_text(str(IN_BOOKS))).to_have_count(0)


def go_on_after_a_crash(page: Page) -> None:
    page.goto("/count")
    mine = page.get_by_role("link", name=COUNT)
    expect(mine).to_contain_text("You are on it")
    mine.tap()
    expect(page.get_by_text("Count what lies in")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=SKU)).to_contain_text(THERE)


def count(page: Page) -> None:
    page.get_by_role("button", name="Qty").tap()
    for digit in THERE:
        page.get_by_role("button", name=digit, exact=True).tap()
    page.get_by_role("button", name="Use this quantity").tap()
    scan(page, ean(SKU))


def count_without_connection(page: Page) -> None:
    """The phone knows the bins of the count, so scans made offline are counted in the right one."""
    page.get_by_role("link", name="Count").last.tap()
    page.get_by_role("link", name=COUNT).tap()
    expect(page.get_by_text(BIN)).to_be_visible()
    page.context.set_offline(True)
    scan(page, f"BIN:{BIN}")
    expect(page.get_by_text("Count what lies in")).to_be_visible()
    count(page)
    expect(page.get_by_text("2 waiting")).to_be_visible()
    page.context.set_offline(False)
    last(page, f"Counted {THERE}")
    page.get_by_role("button", name="Bin is counted").tap()


def decide(page: Page) -> None:
    sign_in(page)
    page.get_by_role("link", name="Counts", exact=True).click()
    page.get_by_role("link", name=COUNT).click()
    beans = page.get_by_role("article").filter(has_text=SKU)
    expect(beans).to_contain_text(f"{IN_BOOKS}")
    expect(beans).to_contain_text(f"Rosa Lind counted {THERE} before.")
    page.get_by_label("Why is it different?").select_option("Not known")
    beans.get_by_role("button", name="Approve").click()
    expect(beans).to_contain_text("Approved")
