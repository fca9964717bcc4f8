"""The activity log finds an exchange by whatever a person knows of it, and gives no secret away."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.access import people as access
from app.access.models import Role
from app.core.db import Database
from app.core.types import new_id
from app.settings import Settings
from app.sync.activity.deeds import note_deed
from app.sync.activity.routes import router
from app.sync.models import QuickBooksConnection
from tests import builders
from tests.routes_client import manager_client
from tests.sync.documents import line, receipt, shipment
from tests.sync.log import attempt, connect, want

PATH = "/api/sync/activity"
REFUSED = {
    "code": "period_closed",
    "title": "The books are closed",
    "detail": "They are closed.",
    "action": "Open them.",
    "params": {"quickbooks_code": "6210"},
}


@pytest.fixture
async def client(db: Database, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with manager_client(db, settings, router) as client:
        yield client


@pytest.fixture
async def connection(db: Database) -> QuickBooksConnection:
    return await connect(db)


async def found(client: httpx.AsyncClient, **params: Any) -> list[str]:
    answer = await client.get(PATH, params=params)
    assert answer.status_code == 200, answer.text
    return [one["number"] or one["kind"] for one in answer.json()["items"]]


async def test_an_exchange_is_found_by_whatever_a_person_knows(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    async with db.write() as session:
        bolt = await builders.make_item(
            session, "BOLT-M8", name="Hex bolt M8", gtin="4006381333931"
        )
        nut = await builders.make_item(session, "NUT-M8", name="Nut M8")
        acme = await builders.make_vendor(session, "Acme Fasteners")
        harbor = await builders.make_customer(session, "Blue Harbor")
        paula = await access.create(
            session,
            name="Paula",
            role=Role.SUPERVISOR,
            email="paula@example.com",
            secrets=access.Secrets(password_hash="never used"),
        )
    first = await want(
        db, receipt(line(item_id=bolt.id), number="R-1", vendor_id=acme.id), "4 × Hex bolt"
    )
    second = await want(
        db, shipment(line(item_id=nut.id), number="S-1", customer_id=harbor.id), "4 × Nut"
    )
    async with db.write() as session:
        await note_deed(session, second, user_id=paula.id, what="retry")
    await attempt(
        db,
        connection,
        first,
        number="R-1",
        external_number="1187",
        trace_id="1-abc",
    )
    await attempt(
        db,
        connection,
        second,
        minutes=1,
        kind="shipment",
        number="S-1",
        outcome="rejected",
        code="period_closed",
        quickbooks_code="6210",
        problem=REFUSED,
    )
    assert await found(client) == ["S-1", "R-1"]
    for known in ("r-1", "1187", "1-abc", "bolt-m8", "Hex", "4006381333931", "acme"):
        assert await found(client, search=known) == ["R-1"], known
    for known in ("S-1", "6210", "period_closed", "nut", "harbor", "paula"):
        assert await found(client, search=known) == ["S-1"], known
    assert await found(client, search="M8") == ["S-1", "R-1"]
    assert await found(client, search="100%") == []
    assert await found(client, outcome="rejected") == ["S-1"]
    assert await found(client, kind="receipt") == ["R-1"]
    assert await found(client, code="6210") == ["S-1"]
    assert await found(client, code="6210", search="bolt") == []
    assert await found(client, user_id=paula.id) == ["S-1"]
    assert await found(client, item_id=bolt.id) == ["R-1"]
    assert await found(client, party_id=harbor.id) == ["S-1"]
    assert await found(client, operation_id=first) == ["R-1"]
    assert (await client.get(f"{PATH}/people")).json() == [{"id": str(paula.id), "name": "Paula"}]
    (newest, _) = (await client.get(PATH)).json()["items"]
    assert newest["people"] == ["Paula"]
    assert newest["summary"] == "4 × Nut"


async def test_days_are_the_companys(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    """11:30 PM on 11/20 in New York is 11/21 in UTC."""
    operation_id = await want(db, receipt())
    await attempt(db, connection, operation_id, minutes=11.5 * 60, number="LATE")
    await attempt(db, connection, operation_id, minutes=12.5 * 60, number="NEXT")
    assert await found(client, since="2026-11-20", until="2026-11-20") == ["LATE"]
    assert await found(client, since="2026-11-21") == ["NEXT"]
    assert await found(client, until="2026-11-19") == []


async def test_reads_are_a_view_of_their_own(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    await attempt(db, connection, await want(db, receipt()), number="R-1")
    await attempt(db, connection, None, reading=True, purpose="read", kind="item", records=7)
    assert await found(client) == ["R-1"]
    assert await found(client, reading=True) == ["item"]
    assert await found(client, reading=True, item_id=new_id()) == []


async def test_pages_neither_repeat_nor_hide(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    operation_id = await want(db, receipt())
    for n in range(7):
        await attempt(db, connection, operation_id, minutes=n, number=f"R-{n}", code="busy")
    for params in ({}, {"search": "busy"}):
        seen: list[str] = []
        cursor: str | None = None
        while True:
            query = params | {"limit": 3} | ({"cursor": cursor} if cursor else {})
            page = (await client.get(PATH, params=query)).json()
            seen += [one["number"] for one in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == [f"R-{n}" for n in reversed(range(7))]
    assert (await client.get(PATH, params={"cursor": "nonsense"})).json()["code"] == "invalid"


async def test_request_and_answer_are_shown_without_secrets(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    attempt_id = await attempt(
        db,
        connection,
        await want(db, receipt()),
        body='{"Line":[],"access_token":"eyJhbGciOiJkaXIi.abc.def","UnitPrice":2.5}',
        answer='{"Bill":{"Id":"7"},"note":"Authorization: Bearer abcdefgh12345678"}',
        target="/bill?refresh_token=AB11234&minorversion=75",
    )
    shown = (await client.get(f"{PATH}/{attempt_id}")).json()
    assert shown["request"] == '{"Line":[],"access_token":"•••","UnitPrice":2.5}'
    assert shown["answer"] == '{"Bill":{"Id":"7"},"note":"Authorization: Bearer •••"}'
    assert shown["target"] == "/bill?refresh_token=•••&minorversion=75"
    assert (await client.get(f"{PATH}/{new_id()}")).json()["code"] == "not_found"


async def test_the_file_is_complete_and_runs_nothing_in_a_spreadsheet(
    client: httpx.AsyncClient,
    db: Database,
    connection: QuickBooksConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.sync.activity.queries.EXPORT_PAGE", 2)
    operation_id = await want(db, receipt(), '=HYPERLINK("http://example.com")')
    for n in range(5):
        await attempt(db, connection, operation_id, minutes=n, number=f"R-{n}")
    await attempt(db, connection, operation_id, minutes=9, number="R-9", outcome="rejected")
    answer = await client.get(f"{PATH}.csv", params={"outcome": "done"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "quickbooks-activity.csv" in answer.headers["content-disposition"]
    assert answer.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [one["Document"] for one in rows] == [f"R-{n}" for n in reversed(range(5))]
    assert rows[-1]["Date"] == "11/20/2026"
    assert rows[-1]["Time"] == "12:00:00 PM"
    assert rows[-1]["What"] == '\'=HYPERLINK("http://example.com")'
    assert rows[-1]["Milliseconds"] == str(timedelta(milliseconds=250) // timedelta(milliseconds=1))
