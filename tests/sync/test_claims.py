"""Who may send what, and what becomes of a process that took something and died."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from app.core.upsert import table_of
from app.sync import claims, outbox
from app.sync.models import (
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)
from tests.sync.documents import receipt
from tests.sync.test_outbox import make_connection, operations

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_op = table_of(SyncOperation).c


async def want(db: Database, count: int = 1) -> list[UUID]:
    """So many documents wanted, one after the other; the ids of their operations."""
    for number in range(1, count + 1):
        with clock.freeze(NOON + timedelta(seconds=number)):
            async with db.write() as session:
                document = receipt(number=f"R-{number:06d}")
                await outbox.want(session, document, summary="", completed=False)
    rows = sorted(await operations(db), key=lambda row: row.document_number)
    return [row.id for row in rows]


async def change(db: Database, operation_id: UUID, **values: Any) -> None:
    async with db.write() as session:
        await session.execute(
            sa.update(SyncOperation).where(_op.id == operation_id).values(**values)
        )


async def claim(db: Database, connection: QuickBooksConnection) -> UUID | None:
    async with db.write() as session:
        claimed = await claims.claim(session, connection.id, owner=new_id())
        return None if claimed is None else claimed[0].id


async def test_the_document_that_waited_longest_goes_first_and_alone(db: Database) -> None:
    connection = await make_connection(db)
    first, second = await want(db, 2)
    assert await claim(db, connection) == first
    assert await claim(db, connection) is None
    await change(db, first, state=OperationState.DONE)
    assert await claim(db, connection) == second


async def test_many_claimers_at_once_take_each_operation_once_and_one_at_a_time(
    db: Database,
) -> None:
    connection = await make_connection(db)
    waiting = await want(db, 12)
    taken: list[UUID] = []
    in_flight, most = 0, 0

    async def worker() -> None:
        nonlocal in_flight, most
        for _ in range(200):
            found = await claim(db, connection)
            if found is None:
                if len(taken) == len(waiting):
                    return
                await asyncio.sleep(0)
                continue
            in_flight += 1
            most = max(most, in_flight)
            taken.append(found)
            await asyncio.sleep(0.002)
            in_flight -= 1
            await change(db, found, state=OperationState.DONE)

    await asyncio.gather(*(worker() for _ in range(6)))
    assert sorted(taken) == sorted(waiting)
    assert most == 1


async def test_an_expired_lease_leaves_the_message_in_doubt(db: Database) -> None:
    connection = await make_connection(db)
    (only,) = await want(db)
    with clock.freeze(NOON + timedelta(minutes=1)):
        await claim(db, connection)
        await change(db, only, message_key="k", message_version=1)
    with clock.freeze(NOON + timedelta(minutes=3)):
        async with db.write() as session:
            assert await claims.sweep(session) == 1
        async with db.write() as session:
            claimed = await claims.claim(session, connection.id, owner=new_id())
            assert claimed is not None
            assert claimed[2] is OperationState.IN_DOUBT


async def test_a_process_that_died_while_only_looking_leaves_no_doubt(db: Database) -> None:
    connection = await make_connection(db)
    await want(db)
    with clock.freeze(NOON + timedelta(minutes=1)):
        await claim(db, connection)
    with clock.freeze(NOON + timedelta(minutes=3)):
        async with db.write() as session:
            await claims.sweep(session)
    assert [row.state for row in await operations(db)] == [OperationState.QUEUED]


async def test_a_dependant_waits_for_what_it_depends_on(db: Database) -> None:
    connection = await make_connection(db)
    first, second, third = await want(db, 3)
    await change(db, first, depends_on=third)
    await change(db, third, state=OperationState.HELD)
    assert await claim(db, connection) == second
    await change(db, second, state=OperationState.DONE)
    assert await claim(db, connection) is None
    await change(db, third, state=OperationState.DONE)
    assert await claim(db, connection) == first


async def test_nothing_is_claimed_before_its_time_or_while_the_connection_rests(
    db: Database,
) -> None:
    connection = await make_connection(db)
    (only,) = await want(db)
    later = NOON + timedelta(minutes=10)
    await change(db, only, not_before=later)
    with clock.freeze(NOON + timedelta(minutes=1)):
        assert await claim(db, connection) is None
    async with db.write() as session:
        row = await session.get_one(QuickBooksConnection, connection.id)
        row.resume_at = later + timedelta(minutes=1)
    with clock.freeze(later):
        assert await claim(db, connection) is None
    with clock.freeze(later + timedelta(minutes=1)):
        assert await claim(db, connection) == only


async def test_a_paused_connection_sends_nothing_until_its_hour_comes(db: Database) -> None:
    connection = await make_connection(db, state=ConnectionState.PAUSED)
    (only,) = await want(db)
    async with db.write() as session:
        row = await session.get_one(QuickBooksConnection, connection.id)
        row.resume_at = NOON + timedelta(hours=1)
    with clock.freeze(NOON + timedelta(minutes=59)):
        async with db.write() as session:
            await claims.wake(session)
        assert await claim(db, connection) is None
    with clock.freeze(NOON + timedelta(minutes=61)):
        async with db.write() as session:
            await claims.wake(session)
        assert await claim(db, connection) == only


async def test_what_is_wanted_by_hand_or_not_ready_is_left_alone(db: Database) -> None:
    connection = await make_connection(db)
    first, second = await want(db, 2)
    await change(db, first, ready=False)
    async with db.write() as session:
        resolved = await outbox.resolve(session, second, number="1042")
    assert resolved is not None
    assert (resolved.state, resolved.entered_by_hand) == (OperationState.DONE, "1042")
    assert await claim(db, connection) is None
    async with db.write() as session:
        assert await outbox.release(session, second) is None


async def test_an_operation_entered_by_hand_is_not_reopened_by_a_scan(db: Database) -> None:
    await make_connection(db)
    document = receipt()
    async with db.write() as session:
        await outbox.want(session, document, summary="", completed=False)
    (row,) = await operations(db)
    async with db.write() as session:
        await outbox.resolve(session, row.id, number="1042")
    async with db.write() as session:
        await outbox.want(session, document, summary="", completed=True)
    assert [one.state for one in await operations(db)] == [OperationState.DONE]
