"""The journal knows what each exchange was about, counts quiet reads, and forgets old bodies."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from app.sync import journal, outbox
from app.sync.inbound.pull import PullRefused
from app.sync.models import (
    AttemptOutcome,
    ConnectionKind,
    OperationState,
    QuickBooksConnection,
    SyncAttempt,
    SyncOperation,
)
from app.sync.port import Entity, SyncProblem, Unreachable
from app.sync.settings import ConnectionSettings
from tests.sync.documents import receipt

BUSY = SyncProblem("busy", "Busy", "QuickBooks is busy.", "Wait.", {"quickbooks_code": "3001"})


@pytest.fixture
async def connection(db: Database) -> QuickBooksConnection:
    row = QuickBooksConnection(kind=ConnectionKind.ONLINE, settings=ConnectionSettings().stored())
    async with db.write() as session:
        session.add(row)
    return row


async def rows(db: Database) -> list[SyncAttempt]:
    async with db.read() as session:
        found = await session.execute(sa.select(SyncAttempt).order_by(sa.text("id")))
        return list(found.scalars())


async def read(db: Database, connection: QuickBooksConnection, records: int) -> int:
    async def work() -> int:
        return records

    return await journal.reading(db, connection.id, Entity.ITEM, work())


async def test_a_read_is_one_row_with_its_count(
    db: Database, connection: QuickBooksConnection
) -> None:
    assert await read(db, connection, 12) == 12
    (row,) = await rows(db)
    assert (row.reading, row.kind, row.purpose, row.records) == (True, "item", "read", 12)
    assert (row.outcome, row.operation_id, row.repeats) == ("done", None, 1)


async def test_quiet_reads_of_an_hour_are_one_row(
    db: Database, connection: QuickBooksConnection
) -> None:
    start = clock.now()
    for minutes in (0, 5, 10, 65, 70):
        with clock.freeze(start + timedelta(minutes=minutes)):
            await read(db, connection, 0)
    assert [(one.repeats, one.records) for one in await rows(db)] == [(3, 0), (2, 0)]
    await read(db, connection, 1)
    await read(db, connection, 0)
    assert [one.repeats for one in await rows(db)] == [3, 2, 1, 1]


async def test_a_read_that_failed_says_why_and_still_fails(
    db: Database, connection: QuickBooksConnection
) -> None:
    async def refused() -> int:
        raise PullRefused(BUSY)

    async def away() -> int:
        raise Unreachable("ConnectError")

    with pytest.raises(PullRefused):
        await journal.reading(db, connection.id, Entity.ITEM, refused())
    with pytest.raises(Unreachable):
        await journal.reading(db, connection.id, Entity.ITEM, away())
    busy, unreachable = await rows(db)
    assert (busy.outcome, busy.code, busy.quickbooks_code) == ("retry", "busy", "3001")
    assert (unreachable.outcome, unreachable.code) == ("retry", "unreachable")


async def old_attempt(db: Database, connection: QuickBooksConnection, key: str) -> UUID:
    """An exchange of two years ago about a document of its own, done unless its key is kept."""
    at = clock.now() - timedelta(days=730)
    document = receipt(number=f"R-{key}")
    async with db.write() as session:
        await outbox.want(session, document, summary="Old", completed=True)
    async with db.write() as session:
        operation: SyncOperation = (
            await session.execute(
                sa.select(SyncOperation).where(sa.text("document_number = :n")), {"n": f"R-{key}"}
            )
        ).scalar_one()
        operation.state = OperationState.DONE
        session.add(operation)
        attempt = SyncAttempt(
            id=UUID(int=journal.first_id(at).int + new_id().int % 2**74),
            connection_id=connection.id,
            operation_id=operation.id,
            purpose="send",
            version=1,
            key=key,
            body="{}",
            answer="{}",
            started_at=at,
            outcome=AttemptOutcome.DONE,
        )
        session.add(attempt)
    return operation.id


async def test_old_messages_are_emptied_and_their_rows_stay(
    db: Database, connection: QuickBooksConnection
) -> None:
    for key in ("k1", "k2"):
        await old_attempt(db, connection, key)
    async with db.write() as session:
        young = SyncAttempt(
            connection_id=connection.id, purpose="send", key="k3", body="{}", answer="{}"
        )
        session.add(young)
    assert await journal.empty_old(db, older_than=timedelta(days=400)) == 2
    assert await journal.empty_old(db, older_than=timedelta(days=400)) == 0
    kept = {one.key: (one.body, one.answer, one.emptied) for one in await rows(db)}
    assert kept == {
        "k1": ("", None, True),
        "k2": ("", None, True),
        "k3": ("{}", "{}", False),
    }


async def test_a_message_still_in_doubt_is_never_emptied(
    db: Database, connection: QuickBooksConnection
) -> None:
    operation_id = await old_attempt(db, connection, "k1")
    async with db.write() as session:
        row = await session.get_one(SyncOperation, operation_id)
        row.message_key, row.state = "k1", OperationState.IN_DOUBT
        session.add(row)
    assert await journal.empty_old(db, older_than=timedelta(days=400)) == 0
    assert [one.body for one in await rows(db)] == ["{}"]
