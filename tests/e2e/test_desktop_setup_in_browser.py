"""From nothing to a working QuickBooks Desktop in a browser, Web Connector's calls seen live."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.quickbooks.simulator.desktop.web_connector import Outcome
from tests.e2e.browser import DESK, PHONE, visit
from tests.e2e.desk import sign_in
from tests.e2e.desktop import Computer, Fresh


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    server = Fresh(tmp_path / "data")
    try:
        server.start()
        yield server
    finally:
        server.process.kill()


def choose_desktop(page: Page) -> None:
    sign_in(page, "/desk/setup")
    page.get_by_role("button", name="Connect QuickBooks Desktop").click()
    expect(page.get_by_text("Waiting for Web Connector to call…")).to_be_visible()


def add_to(computer: Computer, page: Page) -> None:
    """What the person does at the other computer with what the page gives."""
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download the file").click()
    file = downloading.value
    assert file.suggested_filename == "Scanpost-Harbor-Vale-Supply-Co.qwc"
    computer.open_file(Path(file.path()).read_text())
    computer.password = page.get_by_label("Password").input_value()


def go_on(page: Page, step: str) -> None:
    page.get_by_role("button", name=f"Next: {step}").click()


def test_from_the_choice_to_going_live(fresh: Fresh, browser: Browser) -> None:
    computer = Computer()
    with visit(browser, fresh.url, size=DESK) as page:
        choose_desktop(page)
        add_to(computer, page)

        right, computer.password = computer.password, "something else"
        assert computer.call().outcome is Outcome.WRONG_PASSWORD
        expect(page.get_by_text("Web Connector was not let in")).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text("Type the password into Web Connector")

        computer.password = right
        assert computer.call().outcome is Outcome.DONE
        expect(page.get_by_text("Connected to Harbor & Vale Supply Co.")).to_be_visible()

        go_on(page, "warehouses, classes and locations")
        page.get_by_role("button", name="Make the first warehouse").click()
        page.get_by_role("button", name="Leave out for now").click()
        go_on(page, "set the opening stock")
        page.get_by_role("button", name="Take over QuickBooks' quantities").click()
        expect(page.get_by_text(re.compile(r"\d+ items are in stock"))).to_be_visible()
        go_on(page, "try a scan that does not count")
        expect(page.get_by_text("becomes an item receipt")).to_be_visible()
        page.get_by_role("button", name="Leave out for now").click()
        go_on(page, "go live")
        page.get_by_role("button", name="Go live", exact=True).click()
        expect(page.get_by_text("8 of 8 steps done")).to_be_visible()

        page.goto("/desk/quickbooks/connection")
        expect(page.get_by_text("Calls every 10 s", exact=True)).to_be_visible()
        expect(page.get_by_text("QuickBooks Enterprise Solutions 24").first).to_be_visible()
        visits = page.get_by_role("table", name="Last visits")
        expect(visits).to_contain_text(re.compile(r"Read \d+ records"))


def test_another_company_file_is_told_while_it_is_set_up(fresh: Fresh, browser: Browser) -> None:
    computer = Computer()
    with visit(browser, fresh.url, size=PHONE) as page:
        choose_desktop(page)
        add_to(computer, page)
        computer.company.books.file_ids.clear()  # another company's file is opened
        computer.call()
        expect(page.get_by_text("This is not the company file that was connected")).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text("Nothing was sent to it")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) == 0


def save(page: Page, form: str) -> None:
    page.locator("form").filter(has_text=form).get_by_role("button", name="Save").click()


def test_settings_password_and_file_size_on_the_page(fresh: Fresh, browser: Browser) -> None:
    computer = Computer()
    with visit(browser, fresh.url, size=DESK) as page:
        choose_desktop(page)
        add_to(computer, page)
        computer.call()
        page.goto("/desk/quickbooks/connection")

        page.get_by_label("Seconds between two calls").fill("30")
        page.get_by_role("radio", name="Bill").check()
        save(page, "Seconds between two calls")
        expect(page.get_by_text("Calls every 30 s", exact=True)).to_be_visible()

        page.get_by_label("Size in MB").fill("1200")
        save(page, "Size in MB")
        expect(page.get_by_text("Act now: above 1 GB")).to_be_visible()

        page.get_by_role("button", name="Make a new password").first.click()
        asked = page.get_by_role("dialog")
        expect(asked).to_contain_text("The old one is worth nothing")
        asked.get_by_role("button", name="Make a new password").click()
        made = asked.get_by_label("Password").input_value()
        assert made != computer.password
        assert computer.call().outcome is Outcome.WRONG_PASSWORD
        computer.password = made
        page.keyboard.press("Escape")
        assert computer.call().outcome is not Outcome.WRONG_PASSWORD

        page.get_by_role("button", name="Disconnect").click()
        page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
        expect(page.get_by_text("None: make a new one")).to_be_visible()
        assert computer.call().outcome is Outcome.WRONG_PASSWORD
