"""Sync now: what was asked for goes out of turn, and the person hears what came of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import Database
from app.core.events import Announcement, Event
from app.core.types import new_id
from app.settings import Settings
from app.sync.models import OperationState, QuickBooksConnection, SyncDeed, SyncOperation
from app.sync.now_routes import router
from tests.routes_client import manager_client
from tests.sync.documents import receipt, shipment
from tests.sync.log import attempt, connect, want


@pytest.fixture
async def client(db: Database, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with manager_client(db, settings, router) as client:
        yield client


@pytest.fixture
async def connection(db: Database) -> QuickBooksConnection:
    return await connect(db)


@pytest.fixture
def rings(db: Database) -> list[str]:
    """The jobs the worker is asked for."""
    heard: list[str] = []

    async def hear(announcements: list[Announcement]) -> None:
        heard.extend(one.job for one in announcements if not isinstance(one, Event))

    db.announcer = hear
    return heard


async def change(db: Database, operation_id: UUID, **columns: Any) -> None:
    async with db.write() as session:
        row = await session.get_one(SyncOperation, operation_id)
        for name, value in columns.items():
            setattr(row, name, value)
        session.add(row)


async def waits(db: Database, operation_id: UUID) -> bool:
    async with db.read() as session:
        row = await session.get_one(SyncOperation, operation_id)
        return row.not_before is not None


async def test_one_kind_goes_and_the_others_wait(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection, rings: list[str]
) -> None:
    received, shipped = await want(db, receipt()), await want(db, shipment())
    later = clock.now() + timedelta(hours=1)
    for one in (received, shipped):
        await change(db, one, not_before=later)
    rings.clear()
    await client.post("/api/sync/now", json={"kind": "receipt"})
    assert (await waits(db, received), await waits(db, shipped)) == (False, True)
    assert rings == ["drain"]


async def test_everything_means_both_directions(
    client: httpx.AsyncClient, connection: QuickBooksConnection, rings: list[str]
) -> None:
    await client.post("/api/sync/now", json={})
    assert rings == ["drain", "pull"]


async def test_one_document_is_released_and_it_is_remembered_who_did_it(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    held = await want(db, receipt())
    await change(db, held, state=OperationState.HELD)
    answer = await client.post("/api/sync/now", json={"operation_id": str(held)})
    assert answer.json()["operation_id"] == str(held)
    async with db.read() as session:
        row = await session.get_one(SyncOperation, held)
        assert row.state == "queued"
        deed = (await session.execute(sa.select(SyncDeed))).scalar_one()
        assert (deed.what, deed.operation_id) == ("retry", held)
    missing = await client.post("/api/sync/now", json={"operation_id": str(new_id())})
    assert missing.json()["code"] == "not_found"


@pytest.mark.parametrize(("body", "job"), [({}, "pull"), ({"kind": "item"}, "pull_item")])
async def test_one_list_is_read_by_itself(
    client: httpx.AsyncClient,
    connection: QuickBooksConnection,
    rings: list[str],
    body: dict[str, str],
    job: str,
) -> None:
    assert (await client.post("/api/sync/pull", json=body)).status_code == 200
    assert rings == [job]
    unknown = await client.post("/api/sync/pull", json={"kind": "weather"})
    assert unknown.json()["code"] == "invalid"


async def result(client: httpx.AsyncClient, run: dict[str, Any]) -> dict[str, Any]:
    params = {name: value for name, value in run.items() if value}
    answer = await client.get("/api/sync/now", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_what_came_of_it_is_counted_and_said(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    before = await want(db, receipt())
    await change(db, before, state=OperationState.DONE)
    await attempt(db, connection, before)
    sent, held, left = [await want(db, receipt()) for _ in range(3)]
    other = await want(db, shipment())
    run = (await client.post("/api/sync/now", json={})).json()
    assert (await result(client, run))["sentence"] == "4 on the way."
    for operation_id, state in ((sent, "done"), (held, "held"), (other, "done")):
        await attempt(db, connection, operation_id, id=new_id())
        await change(db, operation_id, state=OperationState(state))
    await attempt(
        db,
        connection,
        None,
        id=new_id(),
        reading=True,
        records=12,
        finished_at=clock.now(),
    )
    found = await result(client, run)
    assert found["sentence"] == "Sent 2, 1 needs you, 1 on the way, read 12 records."
    assert (found["sent"], found["needs_you"], found["left"], found["reads"]) == (2, 1, 1, 1)
    found = await result(client, run | {"kind": "shipment"})
    assert (found["sent"], found["needs_you"], found["left"]) == (1, 0, 0)
    found = await result(client, run | {"operation_id": str(left)})
    assert (found["sent"], found["left"]) == (0, 1)


async def test_nothing_new_is_said_too(
    client: httpx.AsyncClient, connection: QuickBooksConnection
) -> None:
    run = (await client.post("/api/sync/now", json={})).json()
    assert (await result(client, run))["sentence"] == "Nothing new on either side."
