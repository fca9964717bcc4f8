"""Ten thousand records: every list is a few statements whatever its length, and finds its way."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from app.catalog.models import Item
from app.core.db import Database
from app.core.types import new_id
from app.settings import Settings
from app.sync import mappings
from app.sync.documents import ItemRecord
from app.sync.inbound import lists
from app.sync.mapping import suggestions
from app.sync.mapping.routes import router
from app.sync.models import ConnectionKind, QuickBooksConnection
from app.sync.port import Ref
from app.sync.settings import ConnectionSettings
from tests.routes_client import manager_client

MANY = 10_000
NEW = 2_000  # of them without a counterpart, though QuickBooks has one
API = "/api/sync/mapping"


@pytest.fixture
async def connection_id(db: Database) -> UUID:
    row = QuickBooksConnection(kind=ConnectionKind.ONLINE, settings=ConnectionSettings().stored())
    async with db.write() as session:
        session.add(row)
    async with db.write() as session:
        ids = [new_id() for _ in range(MANY)]
        await session.execute(
            sa.insert(Item),
            [
                {
                    "id": one,
                    "sku": f"SKU-{at:05}",
                    "name": f"Widget {at}",
                    "tracking": "none",
                    "removal": "fefo",
                }
                for at, one in enumerate(ids)
            ],
        )
        records = [
            ItemRecord(
                external_id=str(at), version_token="0", sku=f"SKU-{at:05}", name=f"Widget {at}"
            )
            for at in range(MANY)
        ]
        await lists.save(session, row.id, "item", records)
        refs = {one: Ref(str(at)) for at, one in enumerate(ids[NEW:], NEW)}
        await mappings.remember_all(session, row.id, "item", refs)
    return row.id


@pytest.fixture
async def client(db: Database, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with manager_client(db, settings, router) as client:
        yield client


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    said: list[str] = []

    def note(*arguments: Any) -> None:
        said.append(arguments[2])

    sa.event.listen(db.engine.sync_engine, "before_cursor_execute", note)
    yield said
    sa.event.remove(db.engine.sync_engine, "before_cursor_execute", note)


async def test_ten_thousand_rows_are_listed_counted_and_accepted_in_few_statements(
    db: Database, client: httpx.AsyncClient, connection_id: UUID
) -> None:
    with counted(db) as said:
        await suggestions.refresh(db, connection_id, "item")
    assert len(said) < 20
    for params in ({}, {"state": "needs_you"}, {"state": "mapped"}, {"search": "widget 77"}):
        with counted(db) as said:
            page = (await client.get(f"{API}/item", params=params)).json()
        assert len(said) <= 5, said
        assert len(page["items"]) == 50
    with counted(db) as said:
        counts = (await client.get(API)).json()["item"]
    assert len(said) <= 16, said
    assert (counts["needs_you"], counts["sure"], counts["mapped"], counts["not_used"]) == (
        NEW,
        NEW,
        MANY - NEW,
        NEW,
    )
    last = (await client.get(f"{API}/item", params={"search": "widget 9999"})).json()
    assert [one["ours"]["sku"] for one in last["items"]] == ["SKU-09999"]
    accepted = await client.post(f"{API}/item/accept", json={"confidence": 95})
    assert accepted.json() == {"changed": NEW}
    counts = (await client.get(API)).json()["item"]
    assert (counts["needs_you"], counts["mapped"]) == (0, MANY)
    assert await walked(client) == MANY


async def walked(client: httpx.AsyncClient) -> int:
    """Page through everything; how many rows there were, each met once."""
    seen: list[str] = []
    params = {"limit": "200"}
    while True:
        page = (await client.get(f"{API}/item", params=params)).json()
        seen += [one["ours"]["sku"] for one in page["items"]]
        if page["next_cursor"] is None:
            assert len(seen) == len(set(seen))
            return len(seen)
        params["cursor"] = page["next_cursor"]
