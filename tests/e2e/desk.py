"""What every test of the desk does first."""

from playwright.sync_api import Page, expect

from tests.e2e.demo import MANAGER


def sign_in(page: Page, path: str = "/desk") -> None:
    """Sign the demo's manager in with e-mail and password; then the desk is there."""
    page.goto(path)
    page.get_by_label("E-mail").fill(MANAGER.email or "")
    page.get_by_label("Password").fill(MANAGER.password or "")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Stock", exact=True)).to_be_visible()
