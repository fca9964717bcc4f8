"""A manager connects QuickBooks in a real browser: there, on the consent page, and back."""

import re

from playwright.sync_api import Browser, Page, expect

from app.demo import plan
from tests.e2e.browser import DESK, visit
from tests.e2e.demo import BOOKS, Demo
from tests.e2e.desk import sign_in

CONNECTION = "/desk/quickbooks/connection"


def open_connection(page: Page) -> None:
    sign_in(page, CONNECTION)
    expect(page.get_by_role("heading", name=plan.COMPANY)).to_be_visible()


def test_disconnect_refuse_and_connect_again(demo: Demo, browser: Browser) -> None:
    with visit(browser, demo.url, size=DESK) as page:
        open_connection(page)
        expect(page.get_by_text(re.compile(r"Reconnect before \d\d/\d\d/\d{4}"))).to_be_visible()
        expect(page.get_by_text(re.compile(r"of 500,000 reads this month, about"))).to_be_visible()

        page.get_by_role("button", name="Disconnect").click()
        asked = page.get_by_role("dialog")
        expect(asked).to_contain_text("until the same company is connected again")
        asked.get_by_role("button", name="Disconnect").click()
        expect(page.get_by_text("None: connect again")).to_be_visible()
        light = page.get_by_role("link", name="QuickBooks ·")
        expect(light).to_contain_text("Needs you")

        page.get_by_role("button", name="Connect QuickBooks").click()
        expect(page.get_by_role("heading", name=f"Connect {plan.COMPANY}?")).to_be_visible()
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("You did not allow the connection")).to_be_visible()

        page.get_by_role("button", name="Connect QuickBooks").click()
        page.get_by_role("button", name="Connect", exact=True).click()
        expect(page.get_by_text("QuickBooks is connected.")).to_be_visible()
        expect(page).to_have_url(re.compile(rf"{CONNECTION}\?result=connected$"))
        expect(light).to_contain_text("Up to date")

        page.go_back()
        page.go_forward()
        expect(page.get_by_text(re.compile(r"Reconnect before"))).to_be_visible()


def test_what_quickbooks_switches_off_is_told_with_the_way_to_switch_it_on(
    demo: Demo, browser: Browser
) -> None:
    with visit(browser, demo.url, size=DESK) as page:
        open_connection(page)
        settings = f"{BOOKS}/admin/settings"
        with demo.manager() as manager:
            manager.patch(settings, json={"class_tracking": "off"}).raise_for_status()
        try:
            page.get_by_role("button", name="Check again").click()
            off = page.get_by_role("paragraph").filter(has_text="Class tracking is switched off")
            expect(off).to_be_visible()
            expect(page.get_by_text("Classes cannot be used any more.")).to_be_visible()
        finally:
            with demo.manager() as manager:
                manager.patch(settings, json={"class_tracking": "line"}).raise_for_status()
        page.get_by_role("button", name="Check again").click()
        expect(page.get_by_text("Everything Scanpost uses is switched on")).to_be_visible()
        page.get_by_role("button", name="Got it").click()
        expect(page.get_by_text("Classes can be used now.")).to_be_hidden()
