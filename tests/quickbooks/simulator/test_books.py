"""The books page, the audit, and books that survive a restart."""

from pathlib import Path

import httpx

from app.quickbooks.simulator import SimulatedCompany, Store, create_online_simulator, seed_demo
from app.quickbooks.simulator.audit import audit
from tests.quickbooks.simulator.driver import Sim, TestClock, reference


async def test_page_shows_stock_documents_and_links(sim: Sim) -> None:
    order = await sim.one("PurchaseOrder", "DocNumber", "PO-2001")
    body = await sim.bill(6, DocNumber="WH-R-1", PrivateNote="op <7>")
    link = {"TxnId": order["Id"], "TxnType": "PurchaseOrder", "TxnLineId": "1"}
    body["Line"][0]["LinkedTxn"] = [link]
    await sim.keep("Bill", body)
    await sim.keep("InventoryAdjustment", await sim.adjustment(3))
    page = await sim.http.get("/books")
    assert '<td class="number" data-sku="OAT-1L">153</td>' in page.text
    assert "WH-R-1" in page.text
    assert "Purchase order PO-2001" in page.text
    assert "received 6" in page.text
    assert "op &lt;7&gt;" in page.text
    assert ">+3<" in page.text


async def test_page_is_sent_again_only_after_a_write(sim: Sim) -> None:
    etag = (await sim.http.get("/books")).headers["etag"]
    same = await sim.http.get("/books", headers={"if-none-match": etag})
    assert same.status_code == 304
    await sim.keep("Customer", {"DisplayName": "New"})
    again = await sim.http.get("/books", headers={"if-none-match": etag})
    assert again.status_code == 200


async def test_page_brings_its_own_assets_and_nothing_else(sim: Sim) -> None:
    for name in ("books.css", "books.js"):
        assert (await sim.http.get(f"/books/assets/{name}")).status_code == 200
    assert (await sim.http.get("/books/assets/seed.py")).status_code == 404


async def test_books_as_data_are_newest_first(sim: Sim) -> None:
    for number in ("A", "B"):
        await sim.keep("Bill", await sim.bill(DocNumber=number))
    data = (await sim.http.get("/books.json")).json()
    assert [bill["DocNumber"] for bill in data["Bill"]] == ["B", "A"]
    assert len(data["items"]) == 24


async def test_audit_recomputes_stock_and_finds_what_was_posted_twice(sim: Sim) -> None:
    first = await sim.keep("Bill", await sim.bill(PrivateNote="op 1"))
    second = await sim.keep("Bill", await sim.bill(PrivateNote="op 1"))
    await sim.keep("Invoice", await sim.sale(PrivateNote="count of op 2"))
    found = audit(sim.company)
    assert found.differences == {}
    assert found.on_hand["Oat milk 1 L"] == 148
    assert found.twice == {"op 1": [f"Bill {first['Id']}", f"Bill {second['Id']}"]}
    assert len(found.noted("op 2")) == 1
    told = (await sim.http.get("/admin/audit")).json()
    assert told["by_note"]["op 1"] == found.by_note["op 1"]


async def test_settings_refuse_what_they_do_not_know(sim: Sim) -> None:
    for body in ({"colour": "red"}, {"edition": "Huge"}, {"book_close_date": "soon"}):
        answer = await sim.http.patch("/admin/settings", json=body)
        assert answer.status_code == 422
    changed = await sim.http.patch("/admin/settings", json={"book_close_date": "2026-01-31"})
    assert changed.json()["book_close_date"] == "2026-01-31"


async def test_books_tokens_and_answers_survive_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "company.db"
    first = await running(file, write=True)
    again = await running(file, write=False)
    assert again == first


async def running(file: Path, *, write: bool) -> dict[str, object]:
    """Start on this file, write or not, and tell what the books say."""
    store, clock = Store(file), TestClock()
    company = SimulatedCompany(store, clock)
    seed_demo(company)
    saved = file.with_suffix(".token")
    if write:
        saved.write_text(company.oauth.grant_access()["access_token"])
    headers = {"authorization": f"Bearer {saved.read_text()}", "accept": "application/json"}
    transport = httpx.ASGITransport(create_online_simulator(company))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://simulator", headers=headers
    ) as http:
        sim = Sim(company, clock, http)
        if write:
            await sim.keep("Bill", await sim.bill(DocNumber="gone", TxnDate="2026-08-19"))
            gone = await sim.one("Bill", "DocNumber", "gone")
            await sim.post("bill", reference(gone), operation="delete")
            company.books.configure({"edition": "Advanced"})
        bill = await sim.keep("Bill", await sim.bill(DocNumber="kept"), requestid="once")
        state = {
            "bill": bill,
            "on_hand": await sim.on_hand(),
            "edition": company.books.behaviour.edition,
            "removed": sorted(company.books.removed),
            "items": len(await sim.query("select * from Item")),
        }
    store.close()
    return state
