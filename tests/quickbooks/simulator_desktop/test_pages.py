"""The simulated QuickBooks Desktop in a browser: every deed of its pages, as forms post them."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from app.quickbooks.desktop.qwc import qwc
from app.quickbooks.simulator.desktop import Books, Crash, DesktopCompany, seed_desktop_demo
from app.quickbooks.simulator.desktop.calling import Fault
from app.quickbooks.simulator.desktop.computer import Computer
from app.quickbooks.simulator.desktop.pages import create_desktop_simulator
from app.quickbooks.simulator.desktop.pages.commands import COMMANDS
from app.quickbooks.simulator.desktop.pages.connector import OUTCOMES
from app.quickbooks.simulator.desktop.pages.connector_deeds import FAULTS
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24
from app.quickbooks.simulator.desktop.web_connector import Outcome

NOW = datetime(2026, 2, 3, 15, tzinfo=UTC)
HAND = "/admin/bookkeeper"
CONNECTOR = "/admin/connector"


class Browser:
    """The pages of a computer, and the deeds on them."""

    def __init__(self, computer: Computer, http: httpx.AsyncClient) -> None:
        self.computer = computer
        self.http = http

    async def post(self, path: str, **values: str) -> str:
        """Post a form as the page does; what the page says when it comes back."""
        answer = await self.http.post(path, data=values)
        assert answer.status_code == 303, answer.text
        text = await self.page(answer.headers["location"])
        said = re.search(r'role="status">([^<]*)<', text)
        assert said
        return said[1]

    async def page(self, path: str) -> str:
        answer = await self.http.get(path)
        assert answer.status_code == 200
        return answer.text

    async def books(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.http.get("/books.json")).json()
        return found

    async def item(self, sku: str) -> dict[str, Any]:
        return next(one for one in (await self.books())["items"] if one["Sku"] == sku)

    def begins(self, path: str = "") -> str:
        """The HRESULT with which a session begins; empty where it does."""
        self.computer.company.end()
        try:
            self.computer.company.begin(path)
        except Crash as crash:
            return crash.hresult
        self.computer.company.end()
        return ""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    company = DesktopCompany(Books(lambda: NOW, ENTERPRISE_24))
    seed_desktop_demo(company, tracked={"OAT-1L": [("L1", 44), ("L2", 100)]})
    nobody = httpx.MockTransport(lambda _: httpx.Response(503))
    async with httpx.AsyncClient(transport=nobody) as service:
        computer = Computer(company, service)
        app = create_desktop_simulator(computer)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://pages") as http:
            yield Browser(computer, http)


async def test_a_bookkeeper_works_on_documents(browser: Browser) -> None:
    post = browser.post
    entered = {"kind": "ItemReceipt", "item": "OAT-1L", "quantity": "4", "number": "H-1"}
    assert await post(f"{HAND}/enter", **entered, tracked="L9") == "Entered Item receipt H-1."
    (receipt,) = (await browser.books())["ItemReceipt"]
    (line,) = receipt["Lines"]
    assert (line["Quantity"], line["Tracked"], line["Site"]) == (4, "L9", "Main")
    same = {"kind": "ItemReceipt", "which": receipt["TxnID"]}
    id = browser.computer.own.txns[receipt["TxnID"]].lines[0].txn_line_id
    said = await post(f"{HAND}/change-line", **same, line=id, quantity="6", price="2")
    assert said == "Changed a line of Item receipt H-1."
    assert (await browser.item("OAT-1L"))["QtyOnHand"] == 150
    (receipt,) = (await browser.books())["ItemReceipt"]
    assert receipt["Total"] == 12
    assert "one line at least" in await post(f"{HAND}/remove-line", **same, line=id)
    assert await post(f"{HAND}/edit", **same, number="H-2") == "Changed Item receipt H-2."
    assert "writes to it are refused" in await post(f"{HAND}/open-record", **same, code="3180")
    assert browser.computer.own.locks[receipt["TxnID"]].code == 3180
    await post(f"{HAND}/close-record", **same)
    assert await post(f"{HAND}/void", **same) == "Voided Item receipt H-2."
    assert (await browser.books())["ItemReceipt"][0]["State"] == "Void"
    assert await post(f"{HAND}/delete", **same) == "Deleted Item receipt H-2."
    assert [one["Name"] for one in (await browser.books())["deleted"]] == ["H-2"]
    assert "H-2" in await browser.page("/books")


@pytest.mark.parametrize(
    "kind",
    ["Bill", "VendorCredit", "Invoice", "SalesReceipt", "CreditMemo", "PurchaseOrder"],
)
async def test_documents_of_every_kind_are_entered(browser: Browser, kind: str) -> None:
    said = await browser.post(f"{HAND}/enter", kind=kind, item="TEA-50", quantity="2", number="H-1")
    assert said.endswith("H-1.")
    assert said.startswith("Entered")
    assert 'data-number="H-1"' in await browser.page("/books")


async def test_an_adjustment_and_a_refusal(browser: Browser) -> None:
    await browser.post(f"{HAND}/enter", kind="InventoryAdjustment", item="TEA-50", quantity="-3")
    assert (await browser.item("TEA-50"))["QtyOnHand"] == 87
    said = await browser.post(f"{HAND}/rename", kind="Item", which="TEA-50", name="OAT-1L")
    assert said.startswith("QuickBooks refused it (3100)")
    assert "no Item" in await browser.post(f"{HAND}/rename", kind="Item", which="?", name="A")


async def test_a_bookkeeper_works_on_lists_and_the_company_file(browser: Browser) -> None:
    post, books = browser.post, browser.computer.own
    item = {"kind": "Item", "which": "TEA-50"}
    assert "is inactive now" in await post(f"{HAND}/inactivate", **item)
    assert (await browser.item("TEA-50"))["IsActive"] is False
    assert "is active now" in await post(f"{HAND}/reactivate", **item)
    assert "is called TEA now" in await post(f"{HAND}/rename", **item, name="TEA")
    assert "refused it (3160)" in await post(f"{HAND}/delete-record", kind="Item", which="TEA")
    await post(f"{HAND}/prefer", IsUsingClassTracking="false")
    assert books.preferences["IsUsingClassTracking"] is False
    assert "01/31/2026" in await post(f"{HAND}/close-period", through="2026-01-31")
    assert "Closed through 01/31/2026" in await browser.page(HAND)
    await post(f"{HAND}/reopen-period")
    assert books.closing_date is None
    await post(f"{HAND}/single-user")
    assert books.mode == "SingleUser"
    await post(f"{HAND}/multi-user")
    assert books.mode == "MultiUser"
    await post(f"{HAND}/backup")
    await post(f"{HAND}/enter", kind="Bill", item="TEA", quantity="1", number="LATER")
    (name,) = browser.computer.backups
    assert "what came later is gone" in await post(f"{HAND}/restore", backup=name)
    assert (await browser.books())["Bill"] == []


async def test_quickbooks_is_in_the_way(browser: Browser) -> None:
    post, begins, own = browser.post, browser.begins, browser.computer.own
    assert begins() == ""
    await post(f"{HAND}/open-dialog")
    assert begins() == "0x80040414"
    await post(f"{HAND}/close-dialog")
    await post(f"{HAND}/access", wanted="denied")
    assert begins() == "0x80040420"
    await post(f"{HAND}/access", wanted="granted")
    await post(f"{HAND}/refuse", hresult="0x80040424", times="1")
    assert (begins(), begins()) == ("0x80040424", "")
    await post(f"{HAND}/close-quickbooks")
    assert begins() == "0x80040416"
    await post(f"{HAND}/unattended")
    assert begins(own.path) == "0x80040408"
    await post(f"{HAND}/unattended", allowed="true")
    assert begins(own.path) == ""
    await post(f"{HAND}/open-other")
    assert begins(own.path) == "0x8004040A"
    assert (await browser.books())["items"] == []
    await post(f"{HAND}/open-company")
    assert begins(own.path) == ""
    assert len((await browser.books())["items"]) == 24
    own.file_ids["{OWNER}"] = "{FILE}"
    await post(f"{HAND}/access", wanted="removed")
    assert (begins(), own.file_ids) == ("0x80040418", {})


async def test_every_deed_of_the_bookkeeper_has_its_form(browser: Browser) -> None:
    """A page offers what can be done or what can be undone; both are looked at."""
    await browser.post(f"{HAND}/enter", kind="Bill", item="TEA-50", quantity="1")
    await browser.post(f"{HAND}/close-period", through="2026-01-01")
    await browser.post(f"{HAND}/backup")
    offered = set(re.findall(rf'action="{HAND}/([a-z-]+)"', await browser.page(HAND)))
    txns = browser.computer.own.txns.values()
    order = next(txn.txn_id for txn in txns if txn.kind == "PurchaseOrder")
    await browser.post(f"{HAND}/open-record", kind="PurchaseOrder", which=order)
    for deed in ("open-dialog", "single-user", "close-quickbooks"):
        await browser.post(f"{HAND}/{deed}")
    offered |= set(re.findall(rf'action="{HAND}/([a-z-]+)"', await browser.page(HAND)))
    assert offered == set(COMMANDS)


async def test_web_connector_is_watched_and_broken(browser: Browser) -> None:
    computer, post = browser.computer, browser.post
    assert "None was added." in await browser.page(CONNECTOR)
    computer.add(name="Scanpost", url="http://service/qbwc", user_name="u", password="p")
    await computer.call()
    assert [run.update.outcome for run in computer.runs] == [Outcome.BROKEN]
    assert OUTCOMES[Outcome.BROKEN] in await browser.page(CONNECTOR)
    assert await post(f"{CONNECTOR}/auto-run") == "Auto-Run is off."
    assert computer.application.auto_run is False
    assert await post(f"{CONNECTOR}/auto-run", on="on") == "Auto-Run is on."
    assert "an old build" in await post(f"{CONNECTOR}/build", old="on")
    await post(f"{CONNECTOR}/password", password="another")
    assert computer.application.password == "another"
    await post(f"{CONNECTOR}/update")
    assert "the next authenticate" in await post(
        f"{CONNECTOR}/break", fault="crash_before", operation="authenticate"
    )
    assert set(FAULTS) == set(Fault)
    await computer.call()
    killed = computer.runs[0].update
    assert killed.calls == ["authenticate"]  # an old build tells no versions
    assert killed.outcome is Outcome.CRASHED
    assert not computer.breakages
    await post(f"{CONNECTOR}/break", fault="twice", operation="")
    assert "Waiting to go wrong" in await browser.page(CONNECTOR)
    await post(f"{CONNECTOR}/mend")
    assert not computer.breakages
    assert "no call" in await post(f"{CONNECTOR}/break", fault="twice", operation="knock")


async def test_a_qwc_file_is_added_as_by_a_double_click(browser: Browser) -> None:
    owner, file = "{5B9C3D6E-0A11-4C52-9E7B-3D1F0A2B4C5D}", "{0E2F4A6C-8B1D-4F3E-A5C7-9D0B2E4F6A81}"
    written = qwc(
        "Scanpost - Acme",
        "http://localhost:8000/qbwc",
        "http://localhost:8000/qbwc/support",
        "scanpost-abcd",
        file,
        owner_id=owner,
    )
    answer = await browser.http.post(
        f"{CONNECTOR}/add",
        data={"password": "kh7m"},
        files={"qwc": ("Scanpost.qwc", written.encode())},
    )
    assert "Added+Scanpost" in answer.headers["location"]
    added = browser.computer.application
    assert (added.url, added.user_name) == ("http://localhost:8000/qbwc", "scanpost-abcd")
    assert browser.computer.own.file_ids == {owner: file}
    assert "Choose a .qwc file" in await browser.post(f"{CONNECTOR}/add", qwc="no", password="p")


async def test_what_is_assumed_is_chosen_on_the_rules_page(browser: Browser) -> None:
    text = await browser.page("/admin/rules")
    assert text.count("<tr><td") == 31
    await browser.post("/admin/rules/assume", replay_form="recovery", message_sets_kept="10")
    books = browser.computer.own
    assert (books.behaves("replay_form"), books.behaves("message_sets_kept")) == ("recovery", 10)
    said = await browser.post("/admin/rules/assume", replay_form="maybe")
    assert said == "replay_form is one of full, recovery."
    rules = (await browser.http.get("/admin/rules.json")).json()["rules"]
    assert all(one["enforced"] for one in rules)
    assert (await browser.http.get("/admin/audit")).json()["differences"] == {}


async def test_a_page_is_only_sent_again_once_something_happened(browser: Browser) -> None:
    for path in ("/books", CONNECTOR):
        etag = (await browser.http.get(path)).headers["etag"]
        again = await browser.http.get(path, headers={"if-none-match": etag})
        assert again.status_code == 304
