"""Moving, a transfer and an adjustment in a real browser, to the simulated books."""

from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import DESK, in_quickbooks, last, scan, visit
from tests.e2e.demo import Demo
from tests.e2e.desk import sign_in


def test_goods_are_put_away_sent_to_the_truck_and_written_off(demo: Demo, browser: Browser) -> None:
    with visit(browser, demo.url) as page:
        sign_in(page)
        move(page)
        transfer(page)
        adjust(page)
    with visit(browser, demo.url, size=DESK) as page:
        sign_in(page, "/desk/moves")
        settle_and_take_back(page)


def move(page: Page) -> None:
    """Two bins and an item; what is in hand outlives the screen; the last move is undone."""
    page.goto("/move")
    expect(page.get_by_text("Scan the bin you take from")).to_be_visible()
    scan(page, "BIN:A-01-1")
    expect(page.get_by_role("button", name="Take everything in A-01-1")).to_be_visible()
    scan(page, "PEN-500")
    last(page, "Took 1")
    scan(page, "TOM-400")
    expect(last(page, "Wrong item")).to_contain_text("A-02-1")
    page.reload()
    expect(page.get_by_text("A-05-3 is empty")).to_be_visible()
    scan(page, "BIN:A-05-3")
    last(page, "Put down")
    expect(page.get_by_text("In your hands")).to_be_hidden()
    page.get_by_role("button", name="More").tap()
    page.get_by_role("button", name="Undo the last move").tap()
    last(page, "The goods are in A-01-1 again")


def transfer(page: Page) -> None:
    """Loaded by scan, sent off, unloaded into the truck: one of two is missing."""
    page.goto("/transfer")
    expect(page.get_by_role("link", name="TF-000001")).to_be_visible()
    scan(page, "TF-000001")
    expect(page.get_by_role("heading", name="Transfer TF-000001")).to_be_visible()
    scan(page, "OAT-1L")
    expect(last(page, "Wrong item")).to_contain_text("It takes CUP-12")
    cups = page.get_by_role("listitem").filter(has_text="Paper cups")
    for loaded in ("1 of 24", "2 of 24"):
        scan(page, "CUP-12")
        expect(cups).to_contain_text(loaded)
        page.wait_for_timeout(300)  # sooner, the same code is the same pull of the trigger
    page.get_by_role("button", name="Send it off").tap()
    sheet = page.get_by_role("dialog", name="Send it off?")
    expect(sheet).to_contain_text("3 items not complete")
    sheet.get_by_role("button", name="Send it off").tap()
    expect(page.get_by_role("heading", name="On its way")).to_be_visible()

    page.get_by_role("button", name="Another transfer").tap()
    page.get_by_role("link", name="TF-000001").tap()
    expect(page.get_by_role("heading", name="Transfer TF-000001")).to_be_visible()
    scan(page, "BIN:T-01")
    last(page, "T-01")
    scan(page, "CUP-12")
    last(page, "Unloaded 1")
    page.get_by_role("button", name="Finish unloading").tap()
    sheet = page.get_by_role("dialog", name="Has everything arrived?")
    expect(sheet).to_contain_text("1 not scanned")
    sheet.get_by_role("button", name="Finish").tap()
    expect(page.get_by_role("heading", name="Arrived, not complete")).to_be_visible()


def adjust(page: Page) -> None:
    """A reason, a bin, an item: in QuickBooks at once."""
    page.goto("/adjust")
    page.get_by_role("button", name="Scrapped").tap()
    expect(page.get_by_text("Scan the bin, then what is gone")).to_be_visible()
    scan(page, "BIN:A-02-1")
    last(page, "A-02-1")
    scan(page, "TOM-400")
    last(page, "Scrapped: 1 × TOM-400")
    page.get_by_role("button", name="Finish").tap()
    expect(page.get_by_role("heading", name="Adjusted")).to_be_visible()
    in_quickbooks(page)


def settle_and_take_back(page: Page) -> None:
    page.get_by_role("link", name="TF-000001").click()
    panel = page.get_by_role("dialog", name="TF-000001")
    expect(panel).to_contain_text("Something missing")
    panel.get_by_label("Written off").check()
    panel.get_by_role("button", name="Settle it").click()
    expect(panel.get_by_text("Arrived", exact=True).first).to_be_visible()
    expect(panel.get_by_role("listitem").filter(has_text="Written off")).to_contain_text("CUP-12")

    page.goto("/desk/moves?kind=adjustments")
    page.get_by_role("link", name="AD-000001").click()
    panel = page.get_by_role("dialog", name="AD-000001")
    expect(panel).to_contain_text("-$0.80")
    panel.get_by_text("Take it back").first.click()
    panel.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("dialog", name="AD-000003")).to_contain_text("Takes AD-000001 back")
