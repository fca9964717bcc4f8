"""A lane's transaction is the session's, and a broken connection is nobody's problem."""

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.catalog.models import Vendor
from app.core.db import Database
from app.core.prepared import prepared
from app.core.types import new_id
from app.core.upsert import table_of

_vendor = table_of(Vendor)
ADD = prepared(sa.insert(_vendor))
COUNT = prepared(sa.select(sa.func.count()).select_from(_vendor))


def vendor(number: int = 1) -> dict[str, object]:
    now = Vendor(name="").created_at
    return {"id": new_id(), "name": f"V{number}", "email": "", "active": True, "created_at": now}


async def count(db: Database) -> int:
    return int((await db.look_up(COUNT, {})).scalar_one())


async def close_all_connections(db: Database) -> None:
    """What a restart of the server does to them; SQLite has no server that could."""
    if not db.is_sqlite:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        async with db.read() as session:
            await session.execute(
                sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608
            )


async def test_objects_and_prepared_statements_share_one_transaction(db: Database) -> None:
    async with db.write() as session:
        await session.execute(ADD, vendor(1))
        session.add(Vendor(name="V2"))
        await session.flush()
        assert (await session.execute(COUNT)).scalar_one() == 2
        session.add(Vendor(name="V3"))  # flushed by the commit
    assert await count(db) == 3


async def test_an_exception_undoes_both_kinds(db: Database) -> None:
    async def fail() -> None:
        async with db.write() as session:
            await session.execute(ADD, vendor(1))
            session.add(Vendor(name="V2"))
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await count(db) == 0


async def test_a_cancelled_write_leaves_nothing_behind(db: Database) -> None:
    started = asyncio.Event()

    async def hang() -> None:
        async with db.write() as session:
            await session.execute(ADD, vendor())
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(hang())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with db.write() as session:
        await session.execute(ADD, vendor(2))
    assert await count(db) == 1


async def test_a_transaction_that_failed_is_never_committed_in_silence(db: Database) -> None:
    known = vendor()
    async with db.write() as session:
        await session.execute(ADD, known)

    async def swallow() -> None:
        async with db.write() as session:
            await session.execute(ADD, vendor(2))
            with pytest.raises(DBAPIError):
                await session.execute(ADD, known)

    if db.is_sqlite:  # undoes the statement, not the transaction
        await swallow()
        assert await count(db) == 2
        return
    with pytest.raises(DBAPIError, match="had failed before"):
        await swallow()
    assert await count(db) == 1


async def test_connections_that_the_server_closed_are_replaced(db: Database) -> None:
    async def add(number: int) -> None:
        async with db.write() as session:
            await session.execute(ADD, vendor(number))
            await asyncio.sleep(0.01)

    await asyncio.gather(*(add(number) for number in range(4)))
    await close_all_connections(db)
    await asyncio.sleep(0.1)
    await asyncio.gather(*(add(number) for number in range(4)))
    assert await count(db) == 8


async def test_a_connection_lost_in_the_middle_fails_that_write_only(db: Database) -> None:
    async def lose() -> None:
        async with db.write() as session:
            await session.execute(ADD, vendor(1))
            await close_all_connections(db)
            await session.execute(ADD, vendor(2))

    if db.is_sqlite:
        await lose()
        assert await count(db) == 2
        return
    with pytest.raises(DBAPIError):
        await lose()
    async with db.write() as session:
        await session.execute(ADD, vendor(3))
    assert await count(db) == 1


async def test_more_writers_than_connections_wait_for_their_turn(database_url: str) -> None:
    db = Database(database_url, pool_size=2)

    async def add(number: int) -> UUID:
        row = vendor(number)
        async with db.write() as session:
            await session.execute(ADD, row)
        assert isinstance(row["id"], UUID)
        return row["id"]

    ids = await asyncio.gather(*(add(number) for number in range(12)))
    assert len(set(ids)) == await count(db) == 12
    await db.close()


async def cancelled(work: Coroutine[Any, Any, None], *, after: float) -> bool:
    """Begin, cancel, wait; nothing of it is kept. Did it end as cancelled?"""
    task = asyncio.create_task(work)
    await asyncio.sleep(after)
    task.cancel()
    await asyncio.wait({task})
    return task.cancelled()


async def writes_again(db: Database) -> bool:
    """SQLite keeps a closed connection's lock as long as anybody holds one of its cursors."""
    gc.collect()
    async with db.write() as session:
        return bool(await session.scalar(sa.text("SELECT 1")) == 1)


async def test_a_lane_is_given_up_when_its_user_is_cancelled(db: Database) -> None:
    """What was being said may be carried out after the cancellation: nobody may inherit it."""

    async def write() -> None:
        async with db.write() as session:
            await session.execute(sa.text("SELECT 1"))
            await asyncio.sleep(10)

    for after in (0, 0, 0.001, 0.002, 0.005) * 4:
        assert await cancelled(write(), after=after)
        assert await writes_again(db)


async def test_who_is_cancelled_in_a_statement_ends_as_cancelled(db: Database) -> None:
    """SQLAlchemy closes the connection then; that must not become another exception."""
    counting = sa.text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
        " SELECT max(i) FROM n"
    )

    async def write() -> None:
        async with db.write() as session:
            await session.execute(counting)

    assert await cancelled(write(), after=0.02)
    assert await writes_again(db)
