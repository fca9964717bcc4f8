"""The outbox's rows: one per document, newest snapshot, claimed once, never lost."""

import asyncio

import sqlalchemy as sa

from app.core.db import Database
from app.core.events import Announcement, Event, Ring
from app.core.types import new_id
from app.sync import outbox
from app.sync.models import (
    ConnectionKind,
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)
from app.sync.settings import ConnectionSettings, Posting, PostingChoice
from tests.sync.documents import line, receipt


async def make_connection(
    db: Database,
    *,
    state: ConnectionState = ConnectionState.ACTIVE,
    settings: ConnectionSettings | None = None,
) -> QuickBooksConnection:
    row = QuickBooksConnection(
        kind=ConnectionKind.ONLINE,
        state=state,
        company_name="Harbor",
        settings=(settings or ConnectionSettings()).stored(),
    )
    async with db.write() as session:
        session.add(row)
    return row


async def operations(db: Database) -> list[SyncOperation]:
    async with db.read() as session:
        return list((await session.execute(sa.select(SyncOperation))).scalars())


async def test_wanting_twice_keeps_one_row_with_the_newest_snapshot(db: Database) -> None:
    await make_connection(db)
    first = receipt(line("4"))
    second = receipt(line("9"), id=first.id)
    for document in (first, second):
        async with db.write() as session:
            await outbox.want(session, document, summary="Hex bolt", completed=False)
    (row,) = await operations(db)
    assert (row.wanted, row.sent, row.state) == (2, 0, OperationState.QUEUED)
    assert row.snapshot == second.model_dump(mode="json")


async def test_wanting_rings_the_connection_and_tells_the_screens(db: Database) -> None:
    connection = await make_connection(db)
    heard: list[Announcement] = []

    async def announcer(news: list[Announcement]) -> None:
        heard.extend(news)

    db.announcer = announcer
    document = receipt()
    async with db.write() as session:
        await outbox.want(session, document, summary="Hex bolt", completed=False)
    ids = {"document_type": "receipt", "document_id": str(document.id)}
    assert heard == [Event("sync.changed", ids), Ring(str(connection.id))]


async def test_without_a_connection_nothing_is_wanted(db: Database) -> None:
    await make_connection(db, state=ConnectionState.DISCONNECTED)
    async with db.write() as session:
        await outbox.want(session, receipt(), summary="", completed=True)
    assert await operations(db) == []


async def test_a_quiet_kind_is_ready_only_when_completed(db: Database) -> None:
    quiet = ConnectionSettings(posting=PostingChoice(receipt=Posting.ON_COMPLETION))
    await make_connection(db, settings=quiet)
    document = receipt()
    async with db.write() as session:
        await outbox.want(session, document, summary="", completed=False)
    assert [row.ready for row in await operations(db)] == [False]
    async with db.write() as session:
        await outbox.want(session, document, summary="", completed=True)
    assert [row.ready for row in await operations(db)] == [True]


async def test_a_finished_document_that_changes_is_queued_again(db: Database) -> None:
    await make_connection(db)
    document = receipt()
    async with db.write() as session:
        await outbox.want(session, document, summary="", completed=False)
        await session.execute(sa.update(SyncOperation).values(state=OperationState.DONE, sent=1))
    async with db.write() as session:
        await outbox.want(session, document, summary="", completed=False)
    (row,) = await operations(db)
    assert (row.state, row.wanted, row.sent) == (OperationState.QUEUED, 2, 1)


async def test_concurrent_wants_of_one_document_lose_no_version(db: Database) -> None:
    await make_connection(db)
    document_id = new_id()

    async def scan(number: int) -> None:
        async with db.write() as session:
            document = receipt(line(str(number)), id=document_id)
            await outbox.want(session, document, summary="", completed=False)

    await asyncio.gather(*(scan(number) for number in range(1, 13)))
    assert [row.wanted for row in await operations(db)] == [12]
