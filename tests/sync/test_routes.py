"""The sync centre: one colour, one sentence, and buttons that do what they say."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from app.settings import Settings
from app.sync import outbox
from app.sync.models import (
    AttemptOutcome,
    ConnectionKind,
    ExternalAccount,
    OperationState,
    QuickBooksConnection,
    SyncAttempt,
    SyncOperation,
)
from app.sync.now_routes import router as now_router
from app.sync.routes import router
from app.sync.settings import ConnectionSettings
from tests.routes_client import manager_client
from tests.sync.documents import receipt, shipment

PROBLEM = {
    "code": "6240",
    "title": "Name in use",
    "detail": "QuickBooks has one already.",
    "action": "Rename it.",
}


@pytest.fixture
async def client(db: Database, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with manager_client(db, settings, router, now_router) as client:
        yield client


@pytest.fixture
async def connection(db: Database) -> QuickBooksConnection:
    row = QuickBooksConnection(
        kind=ConnectionKind.ONLINE,
        company_name="Acme",
        settings=ConnectionSettings().stored(),
    )
    async with db.write() as session:
        session.add(row)
        await session.flush()
        session.add(
            ExternalAccount(
                connection_id=row.id,
                external_id="33",
                name="Accounts Payable",
                account_type="Accounts Payable",
            )
        )
    return row


async def want(db: Database, *, number: str = "R-000001", completed: bool = True) -> UUID:
    async with db.write() as session:
        await outbox.want(
            session, receipt(number=number), summary=f"Bolts {number}", completed=completed
        )
    async with db.read() as session:
        query = sa.select(SyncOperation.id).where(  # type: ignore[call-overload]
            SyncOperation.document_number == number
        )
        found: UUID = (await session.execute(query)).scalar_one()
    return found


async def change(db: Database, operation_id: UUID, **values: object) -> None:
    async with db.write() as session:
        row = await session.get_one(SyncOperation, operation_id)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)


async def test_without_a_connection_the_light_is_grey(client: httpx.AsyncClient) -> None:
    status = (await client.get("/api/sync/status")).json()
    assert (status["light"], status["connection"]) == ("grey", None)
    assert (await client.post("/api/sync/now", json={})).json()["code"] == "not_connected"
    assert (await client.get("/api/sync/operations")).json()["items"] == []


async def test_documents_are_found_by_number_word_and_error_code(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    held = await want(db, number="R-000001")
    await want(db, number="R-000002")
    await change(db, held, state=OperationState.HELD, problem=PROBLEM)

    async def numbers(**params: str) -> list[str]:
        found = await client.get("/api/sync/operations", params=params)
        return [one["document_number"] for one in found.json()["items"]]

    assert await numbers() == ["R-000002", "R-000001"]
    assert await numbers(search="000002") == ["R-000002"]
    assert await numbers(search="bolts r-000001") == ["R-000001"]
    assert await numbers(search="6240") == ["R-000001"]
    assert await numbers(state="held") == ["R-000001"]
    assert await numbers(search="100%") == []
    first = (await client.get("/api/sync/operations", params={"limit": 1})).json()
    assert await numbers(cursor=first["next_cursor"]) == ["R-000001"]


async def test_one_document_shows_every_exchange(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    operation_id = await want(db)
    async with db.write() as session:
        session.add(
            SyncAttempt(
                connection_id=connection.id,
                operation_id=operation_id,
                purpose="send",
                version=1,
                key="k1",
                body='{"Line":[]}',
                outcome=AttemptOutcome.REJECTED,
                status=400,
                answer="{}",
                problem=PROBLEM,
            )
        )
    found = (await client.get(f"/api/sync/operations/{operation_id}")).json()
    assert found["summary"] == "Bolts R-000001"
    assert [one["problem"]["code"] for one in found["tries"]] == ["6240"]
    missing = await client.get(f"/api/sync/operations/{new_id()}")
    assert missing.json()["code"] == "not_found"


async def test_a_held_document_is_sent_again_on_request(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    operation_id = await want(db)
    await change(db, operation_id, state=OperationState.HELD, problem=PROBLEM)
    answer = await client.post(f"/api/sync/operations/{operation_id}/retry")
    assert answer.json()["state"] == "queued"
    await change(db, operation_id, state=OperationState.DONE)
    answer = await client.post(f"/api/sync/operations/{operation_id}/retry")
    assert answer.json()["code"] == "nothing_to_send"


async def test_a_document_entered_by_hand_is_done_under_its_number(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    operation_id = await want(db)
    await change(db, operation_id, state=OperationState.HELD, problem=PROBLEM)
    path = f"/api/sync/operations/{operation_id}/resolve"
    assert (await client.post(path, json={"number": "  "})).json()["code"] == "invalid"
    answer = (await client.post(path, json={"number": "1187"})).json()
    assert (answer["state"], answer["entered_by_hand"]) == ("done", "1187")


async def test_sync_now_ends_every_pause(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    operation_id = await want(db)
    later = clock.now().replace(year=2099)
    await change(db, operation_id, not_before=later)
    run = (await client.post("/api/sync/now", json={})).json()
    assert (run["operation_id"], run["kind"]) == (None, "")
    found = (await client.get(f"/api/sync/operations/{operation_id}")).json()
    assert found["not_before"] is None


async def test_quiet_documents_go_out_when_their_kind_is_posted_after_each_scan(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    path = "/api/sync/settings"
    quiet = {"posting": {"receipt": "on_completion"}}
    assert (await client.patch(path, json=quiet)).json()["posting"]["receipt"] == "on_completion"
    await want(db, completed=False)
    async with db.write() as session:
        await outbox.want(session, shipment(), summary="Out", completed=False)
    counts = (await client.get("/api/sync/status")).json()["counts"]
    assert (counts["waiting"], counts["queued"]) == (1, 1)
    await client.patch(path, json={"posting": {"receipt": "each_scan"}})
    counts = (await client.get("/api/sync/status")).json()["counts"]
    assert (counts["waiting"], counts["queued"]) == (0, 2)


async def test_only_accounts_that_quickbooks_has_can_be_chosen(
    client: httpx.AsyncClient, connection: QuickBooksConnection
) -> None:
    path = "/api/sync/settings"
    answer = await client.patch(path, json={"accounts": {"accounts_payable": "99"}})
    assert answer.json()["code"] == "invalid"
    answer = await client.patch(path, json={"accounts": {"accounts_payable": "33"}})
    assert answer.json()["accounts"]["accounts_payable"] == "33"
    assert answer.json()["choices"] == [
        {"id": "33", "name": "Accounts Payable", "type": "Accounts Payable"}
    ]
