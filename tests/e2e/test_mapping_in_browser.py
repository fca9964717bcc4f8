"""The mapping in a real browser: suggestions accepted by key, a file looked at before it counts."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import DESK, PHONE, visit
from tests.e2e.demo import Demo
from tests.e2e.desk import sign_in

API = "/api/sync/mapping"


def test_a_suggestion_is_accepted_by_key_and_another_is_chosen(
    demo: Demo, browser: Browser
) -> None:
    unlink(demo, "TEA-50")
    add_item(demo, "TEA-BLK", "Black tea 50 bags")
    with visit(browser, demo.url, size=DESK) as page:
        sign_in(page)
        page.goto("/desk/quickbooks")
        page.get_by_role("link", name="Mapping").click()
        line = line_of(page, "TEA-BLK")
        expect(line).to_contain_text("another SKU")
        line.focus()
        page.keyboard.press("Enter")
        expect(line).to_have_count(0)  # it goes by QuickBooks' SKU and name from now on
        assert sorted(linked(demo, "Black tea, 50 bags")) == ["mapped", "needs_you"]

        page.goto("/desk/quickbooks/mapping/item?state=needs_you")
        ours = page.get_by_role("listitem").filter(has_text="Nothing like it there").first
        ours.focus()
        page.keyboard.press("c")
        panel = page.get_by_role("dialog")
        panel.get_by_label("Name, SKU or QuickBooks id").fill("Black tea")
        expect(panel).to_contain_text("belongs to Black tea, 50 bags")
        panel.get_by_role("button", name="Close").click()
        ours.get_by_role("button", name="Not needed").click()
        expect(ours).to_have_count(0)


def test_a_file_is_shown_before_it_counts(demo: Demo, browser: Browser) -> None:
    with visit(browser, demo.url, size=PHONE) as page:
        sign_in(page)
        page.goto("/desk/quickbooks/mapping/item")
        expect(page.get_by_role("link", name="Export CSV")).to_be_visible()
        file = b"sku,quickbooks_id\nNAP-500,unlink\nNOPE,1\n"
        page.get_by_label("Import CSV").set_input_files(
            {"name": "mapping.csv", "mimeType": "text/csv", "buffer": file}
        )
        panel = page.get_by_role("dialog")
        expect(panel).to_contain_text("Row 3")
        expect(panel).to_contain_text("Napkins, pack of 500")
        assert linked(demo, "Napkins, pack of 500") == ["mapped"]
        panel.get_by_role("button", name="Apply 1 change, leave out the rest").click()
        expect(panel).to_contain_text("1 change applied")
        assert set(linked(demo, "Napkins, pack of 500")) == {"needs_you"}
        wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert wide, "nothing reaches beyond a phone's edge"


def test_accounts_and_warehouses_are_chosen(demo: Demo, browser: Browser) -> None:
    with visit(browser, demo.url, size=DESK) as page:
        sign_in(page)
        page.goto("/desk/quickbooks/mapping/accounts")
        page.get_by_role("button", name="Use Checking").click()
        expect(page.get_by_label("Refunds", exact=True).locator("option:checked")).to_have_text(
            "Checking"
        )
        page.goto("/desk/quickbooks/mapping/places")
        page.get_by_role("button", name="Use Main warehouse").click()
        main = page.get_by_role("region", name="MAIN")
        expect(main.get_by_label("Location").locator("option:checked")).to_have_text(
            "Main warehouse"
        )


def line_of(page: Page, words: str) -> Any:
    return page.get_by_role("listitem").filter(has_text=words)


def linked(demo: Demo, search: str) -> list[str]:
    """The states of the item lines that `search` finds."""
    with demo.manager() as manager:
        lines = manager.get(f"{API}/item", params={"search": search}).raise_for_status().json()
    return [one["state"] for one in lines["items"] if one["state"] != "ignored"]


def unlink(demo: Demo, sku: str) -> None:
    """A person parts our item from its record."""
    with demo.manager() as manager:
        lines = manager.get(f"{API}/item", params={"search": sku}).raise_for_status().json()
        manager.post(f"{API}/item/{lines['items'][0]['ours']['id']}/unlink").raise_for_status()


def add_item(demo: Demo, sku: str, name: str) -> None:
    with demo.manager() as manager:
        manager.post("/api/items", json={"sku": sku, "name": name}).raise_for_status()
