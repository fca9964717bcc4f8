"""What everybody sees of the computer QuickBooks Desktop runs on: heard of, silent, or troubled."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.core import clock
from app.core.db import Database
from app.settings import Settings
from app.sync import computer
from app.sync.models import (
    ConnectionKind,
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)
from app.sync.routes import router
from app.sync.settings import ConnectionSettings
from tests.routes_client import manager_client
from tests.sync.documents import receipt
from tests.sync.log import want

CLOSED = {
    "code": "file_closed",
    "title": "The company file is closed",
    "detail": "QuickBooks is not running.",
    "action": "Open the company file in QuickBooks.",
}


@pytest.fixture
async def client(db: Database, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with manager_client(db, settings, router) as client:
        yield client


@pytest.fixture
async def company(db: Database) -> UUID:
    """A Desktop company that is live and whose computer called this moment."""
    row = QuickBooksConnection(
        kind=ConnectionKind.DESKTOP,
        company_name="Acme",
        settings=ConnectionSettings().stored(),
        called_at=clock.now(),
    )
    async with db.write() as session:
        session.add(row)
    return row.id


async def change(db: Database, company: UUID, **columns: Any) -> None:
    async with db.write() as session:
        row = await session.get_one(QuickBooksConnection, company)
        for name, value in columns.items():
            setattr(row, name, value)


async def silent_for(db: Database, company: UUID, *, seconds: int) -> None:
    await change(db, company, called_at=clock.now() - timedelta(seconds=seconds))


async def status(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/sync/status")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def seen(client: httpx.AsyncClient) -> tuple[str, str]:
    found = await status(client)
    return found["light"], found["sentence"]


async def test_a_computer_that_calls_is_no_news(
    client: httpx.AsyncClient, db: Database, company: UUID
) -> None:
    found = await status(client)
    assert (found["light"], found["sentence"]) == ("green", "Everything is in QuickBooks.")
    assert found["problem"] is None
    assert found["called_at"] is not None
    await silent_for(db, company, seconds=85)
    assert await seen(client) == ("green", "Everything is in QuickBooks.")


async def test_documents_that_wait_for_a_silent_computer_are_amber(
    client: httpx.AsyncClient, db: Database, company: UUID
) -> None:
    operation_id = await want(db, receipt())
    async with db.write() as session:  # it would be tried again by itself
        row = await session.get_one(SyncOperation, operation_id)
        row.not_before = clock.now() + timedelta(seconds=40)
    await silent_for(db, company, seconds=310)
    found = await status(client)
    assert (found["light"], found["sentence"]) == (
        "amber",
        "Waiting for the QuickBooks computer, last heard of 5 minutes ago."
        " 1 document kept safe here.",
    )
    assert found["tries_again_at"] is None
    assert found["problem"]["code"] == "computer_silent"
    assert "Auto-Run" in found["problem"]["action"]


async def test_a_computer_that_is_off_at_night_is_said_but_no_trouble(
    client: httpx.AsyncClient, db: Database, company: UUID
) -> None:
    await silent_for(db, company, seconds=3 * 3600)
    assert await seen(client) == (
        "green",
        "Everything is in QuickBooks. Its computer was last heard of 3 hours ago.",
    )


async def test_one_that_calls_rarely_is_given_three_calls(
    client: httpx.AsyncClient, db: Database, company: UUID
) -> None:
    await want(db, receipt())
    rarely = ConnectionSettings(calls_every_seconds=600)
    await change(db, company, settings=rarely.stored())
    await silent_for(db, company, seconds=1_700)
    assert (await seen(client))[0] == "blue"
    await silent_for(db, company, seconds=1_810)
    assert (await seen(client))[0] == "amber"


async def test_one_that_never_called_is_awaited(
    client: httpx.AsyncClient, db: Database, company: UUID
) -> None:
    await change(db, company, called_at=None)
    found = await status(client)
    assert (found["light"], found["sentence"]) == (
        "amber",
        "Waiting for the QuickBooks computer, which has not called yet.",
    )
    await change(db, company, live_at=None)
    found = await status(client)
    assert (found["light"], found["problem"]) == ("grey", None)


async def test_what_needs_a_person_stays_red(
    client: httpx.AsyncClient, db: Database, company: UUID
) -> None:
    held = await want(db, receipt())
    async with db.write() as session:
        row = await session.get_one(SyncOperation, held)
        row.state, row.problem = OperationState.HELD, CLOSED
    await want(db, receipt())
    await silent_for(db, company, seconds=200)
    assert await seen(client) == (
        "red",
        "1 document needs you. The computer with QuickBooks was last heard of 3 minutes ago.",
    )


async def test_a_closed_company_file_is_amber_and_says_what_to_do(
    client: httpx.AsyncClient, db: Database, company: UUID
) -> None:
    rests = clock.now() + timedelta(seconds=30)
    await change(db, company, problem=CLOSED, resume_at=rests, troubles=1)
    await want(db, receipt())
    found = await status(client)
    assert (found["light"], found["sentence"]) == (
        "amber",
        "The company file is closed. 1 document kept safe here.",
    )
    assert found["problem"]["action"] == "Open the company file in QuickBooks."
    # Gone silent as well: only its computer can open the file.
    await silent_for(db, company, seconds=600)
    assert (await status(client))["problem"]["code"] == "computer_silent"


async def test_a_wrong_company_file_is_red_however_silent(
    client: httpx.AsyncClient, db: Database, company: UUID
) -> None:
    await change(db, company, state=ConnectionState.PAUSED, problem=CLOSED)
    await silent_for(db, company, seconds=600)
    found = await status(client)
    assert (found["light"], found["sentence"]) == ("red", "The company file is closed.")
    assert found["problem"]["code"] == "file_closed"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (41, "41 seconds ago"),
        (60, "1 minute ago"),
        (3_599, "59 minutes ago"),
        (7_300, "2 hours ago"),
        (86_400, "1 day ago"),
    ],
)
def test_how_long_ago_is_said_in_one_unit(seconds: int, words: str) -> None:
    with clock.freeze(clock.now()):
        assert computer.how_long_ago(clock.now() - timedelta(seconds=seconds)) == words
