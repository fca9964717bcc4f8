"""One colour and one sentence, right in every state QuickBooks and our documents can be in."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.core import clock
from app.core.db import Database
from app.settings import Settings
from app.sync.models import (
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncCursor,
    SyncOperation,
)
from app.sync.routes import router
from app.sync.status import LONG_TROUBLE
from tests.routes_client import manager_client
from tests.sync.documents import receipt, shipment
from tests.sync.log import connect, want

BUSY = {"code": "busy", "title": "QuickBooks asked us to wait", "detail": "", "action": "Wait."}
ENDED = {"code": "reconnect", "title": "Connect again", "detail": "", "action": "Connect."}


@pytest.fixture
async def client(db: Database, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with manager_client(db, settings, router) as client:
        yield client


@pytest.fixture
async def connection(db: Database) -> QuickBooksConnection:
    return await connect(db)


async def document(db: Database, **columns: Any) -> UUID:
    operation_id = await want(db, columns.pop("of", None) or receipt())
    async with db.write() as session:
        row = await session.get_one(SyncOperation, operation_id)
        for name, value in columns.items():
            setattr(row, name, value)
        session.add(row)
    return operation_id


async def company(db: Database, connection: QuickBooksConnection, **columns: Any) -> None:
    async with db.write() as session:
        row = await session.get_one(QuickBooksConnection, connection.id)
        for name, value in columns.items():
            setattr(row, name, value)
        session.add(row)


async def status(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/sync/status")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def seen(client: httpx.AsyncClient) -> tuple[str, str]:
    found = await status(client)
    return found["light"], found["sentence"]


def soon(seconds: int = 40) -> Any:
    return clock.now() + timedelta(seconds=seconds)


async def test_not_connected_is_grey(client: httpx.AsyncClient) -> None:
    assert await seen(client) == ("grey", "QuickBooks is not connected.")


async def test_disconnected_keeps_what_was_not_sent(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    await document(db)
    await company(db, connection, state=ConnectionState.DISCONNECTED)
    assert await seen(client) == (
        "grey",
        "QuickBooks is not connected. 1 document kept safe here.",
    )


async def test_all_sent_is_green(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    assert await seen(client) == ("green", "Everything is in QuickBooks.")
    await document(db, state=OperationState.DONE, settled_at=clock.now())
    await document(db, state=OperationState.DONE, settled_at=clock.now() - timedelta(days=2))
    found = await status(client)
    assert (found["light"], found["counts"]["done_today"]) == ("green", 1)
    assert found["oldest_unsent_at"] is None


async def test_an_open_document_that_is_sent_when_finished_is_no_backlog(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    await document(db, ready=False)
    found = await status(client)
    assert (found["light"], found["sentence"]) == (
        "green",
        "Everything finished is in QuickBooks. 1 document follows when finished.",
    )
    assert (found["counts"]["waiting"], found["counts"]["queued"]) == (1, 0)
    assert found["oldest_unsent_at"] is None


@pytest.mark.parametrize("state", ["queued", "sending", "in_doubt"])
async def test_on_the_way_is_blue(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection, state: str
) -> None:
    await document(db, state=OperationState(state))
    found = await status(client)
    assert (found["light"], found["sentence"]) == (
        "blue",
        "1 document on the way to QuickBooks.",
    )
    assert found["counts"][state] == 1
    assert found["oldest_unsent_at"] is not None
    assert found["tries_again_at"] is None


async def test_a_document_between_two_tries_says_when_the_next_is(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    first, later = soon(40), soon(90)
    await document(db, not_before=later)
    await document(db, not_before=first)
    found = await status(client)
    assert (found["light"], found["sentence"]) == ("blue", "2 documents will be tried again.")
    assert found["tries_again_at"] == first.isoformat().replace("+00:00", "Z")
    await document(db)
    found = await status(client)
    assert found["sentence"] == "3 documents on the way to QuickBooks."
    assert found["tries_again_at"] is None


async def test_held_is_red_whatever_else_moves(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    await document(db, state=OperationState.HELD, problem=BUSY)
    assert await seen(client) == ("red", "1 document needs you.")
    await document(db, state=OperationState.HELD, problem=BUSY)
    await document(db)
    assert await seen(client) == ("red", "2 documents need you. 1 more on the way.")


async def test_a_resting_connection_says_why_and_until_when(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    until = soon()
    await company(db, connection, resume_at=until, problem=BUSY, troubles=1)
    assert await seen(client) == ("blue", "QuickBooks asked us to wait. Nothing is waiting.")
    await document(db)
    found = await status(client)
    assert (found["light"], found["sentence"]) == (
        "blue",
        "QuickBooks asked us to wait. 1 document kept safe here.",
    )
    assert found["tries_again_at"] == until.isoformat().replace("+00:00", "Z")
    assert found["problem"]["action"] == "Wait."


async def test_trouble_that_lasts_needs_a_person(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    await company(db, connection, resume_at=soon(), problem=BUSY, troubles=LONG_TROUBLE)
    await document(db)
    assert await seen(client) == (
        "red",
        "QuickBooks asked us to wait. 1 document kept safe here.",
    )


async def test_a_rest_that_is_over_is_no_reason_any_more(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    await company(db, connection, resume_at=soon(-1), problem=BUSY, troubles=1)
    assert await seen(client) == ("green", "Everything is in QuickBooks.")


async def test_a_paused_connection_is_red_and_loses_nothing(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    await company(db, connection, state=ConnectionState.PAUSED, problem=ENDED)
    assert await seen(client) == ("red", "Connect again.")
    await document(db)
    await document(db, state=OperationState.HELD, problem=BUSY)
    assert await seen(client) == (
        "red",
        "Connect again. 1 document kept safe here. 1 document needs you.",
    )


async def test_each_kind_has_its_own_figures(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    await document(db, state=OperationState.HELD, problem=BUSY)
    await document(db, of=shipment())
    await document(db, of=shipment(), state=OperationState.DONE, settled_at=clock.now())
    kinds = {one["kind"]: one for one in (await status(client))["kinds"]}
    assert {kind: one["held"] for kind, one in kinds.items()} == {"receipt": 1, "shipment": 0}
    assert (kinds["shipment"]["queued"], kinds["shipment"]["done_today"]) == (1, 1)


async def test_reads_that_lie_far_back_are_said_to(
    client: httpx.AsyncClient, db: Database, connection: QuickBooksConnection
) -> None:
    async def read(entity: str, ago: timedelta) -> None:
        async with db.write() as session:
            row = SyncCursor(
                connection_id=connection.id, entity=entity, updated_at=clock.now() - ago
            )
            await session.merge(row)

    await read("item", timedelta(minutes=4))
    await read("class", timedelta(days=40))
    found = await status(client)
    assert [one["kind"] for one in found["reads"]] == ["item"]
    assert found["reads_behind"] is False
    await read("item", timedelta(hours=2))
    assert (await status(client))["reads_behind"] is True
    await company(db, connection, heard_at=clock.now() - timedelta(hours=3))
    assert (await status(client))["reads_behind"] is False
    await read("item", timedelta(hours=26))
    assert (await status(client))["reads_behind"] is True
