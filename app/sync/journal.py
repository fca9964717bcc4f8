"""What goes into the journal besides messages: refusals of our own, and reads.

Also its end: what was said is removed when it is old, the rows that tell of it stay.
"""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.events import Event, announce
from app.core.upsert import affected, table_of
from app.sync.models import AttemptOutcome, SyncAttempt, SyncOperation
from app.sync.port import Entity, SyncProblem, Unreachable
from app.sync.transitions import UNEXPECTED, UNREACHABLE

CHECK, READ = "check", "read"
QUIET = timedelta(hours=1)
BATCH = 500
_attempt = table_of(SyncAttempt).c


def problem_columns(problem: SyncProblem | None) -> dict[str, Any]:
    """The problem of a row, and its codes for searching."""
    if problem is None:
        return {"problem": None, "code": "", "quickbooks_code": ""}
    said = str(problem.params.get("quickbooks_code") or "")
    return {"problem": problem.as_dict(), "code": problem.code[:60], "quickbooks_code": said[:20]}


def checked(row: SyncOperation, problem: SyncProblem) -> SyncAttempt:
    """The row of a document that was held before anything was sent."""
    now = clock.now()
    return SyncAttempt(
        connection_id=row.connection_id,
        operation_id=row.id,
        kind=row.document_type,
        number=row.document_number,
        purpose=CHECK,
        version=row.wanted,
        started_at=now,
        finished_at=now,
        outcome=AttemptOutcome.REJECTED,
        **problem_columns(problem),
    )


async def reading(db: Database, connection_id: UUID, entity: Entity, work: Awaitable[int]) -> int:
    """Do the read `work` and file how it went; it gives the number of records or raises."""
    began = clock.now()
    try:
        records = await work
    except Unreachable:
        await _file(db, connection_id, entity, began, problem=UNREACHABLE)
        raise
    except Exception as error:
        problem: SyncProblem = getattr(error, "problem", UNEXPECTED)
        await _file(db, connection_id, entity, began, problem=problem)
        raise
    await _file(db, connection_id, entity, began, records)
    return records


async def _file(
    db: Database,
    connection_id: UUID,
    entity: Entity,
    began: datetime,
    records: int = 0,
    problem: SyncProblem | None = None,
) -> None:
    async def work(session: AsyncSession) -> None:
        quiet = problem is None and records == 0
        if quiet and await _quiet_again(session, connection_id, entity):
            return
        session.add(
            SyncAttempt(
                connection_id=connection_id,
                reading=True,
                kind=entity,
                purpose=READ,
                started_at=began,
                finished_at=clock.now(),
                outcome=AttemptOutcome.DONE if problem is None else AttemptOutcome.RETRY,
                records=records,
                **problem_columns(problem),
            )
        )
        announce(session, Event("sync.changed"))

    await db.transact(work)


async def _quiet_again(session: AsyncSession, connection_id: UUID, entity: Entity) -> bool:
    """Nothing new once more: counted on the last read's row, if that was quiet and is fresh."""
    last = await session.execute(
        sa.select(_attempt.id)
        .where(_attempt.reading, _attempt.kind == entity)
        .order_by(_attempt.id.desc())
        .limit(1)
    )
    counted = await affected(
        session,
        sa.update(SyncAttempt)
        .where(
            _attempt.id == last.scalar_one_or_none(),
            _attempt.connection_id == connection_id,
            _attempt.outcome == AttemptOutcome.DONE,
            _attempt.records == 0,
            _attempt.started_at > clock.now() - QUIET,
        )
        .values(repeats=_attempt.repeats + 1, finished_at=clock.now()),
    )
    return counted == 1


async def empty_old(db: Database, *, older_than: timedelta) -> int:
    """Remove request and answer of exchanges older than that, some at a time; how many it were.

    A message still in flight or in doubt is kept, however old: it may have to be repeated.
    """
    before = clock.now() - older_than
    after = UUID(int=0)
    emptied = 0
    while True:
        async with db.read() as session:
            ids = await _old(session, after, before)
        if not ids:
            return emptied
        async with db.write() as session:
            emptied += await _empty(session, ids)
        after = ids[-1]


async def _old(session: AsyncSession, after: UUID, before: datetime) -> list[UUID]:
    operation = table_of(SyncOperation).c
    needed = (
        sa.select(sa.literal(1))
        .where(operation.id == _attempt.operation_id, operation.message_key == _attempt.key)
        .exists()
    )
    found = await session.execute(
        sa.select(_attempt.id)
        .where(
            ~_attempt.reading,
            _attempt.id > after,
            _attempt.id < first_id(before),
            ~_attempt.emptied,
            ~needed,
        )
        .order_by(_attempt.id)
        .limit(BATCH)
    )
    return list(found.scalars())


async def _empty(session: AsyncSession, ids: list[UUID]) -> int:
    return await affected(
        session,
        sa.update(SyncAttempt)
        .where(_attempt.id.in_(ids))
        .values(body="", answer=None, emptied=True),
    )


def first_id(at: datetime) -> UUID:
    """The smallest id a row made at this time can have: ids begin with their milliseconds."""
    milliseconds = max(int(at.timestamp() * 1000), 0)
    return UUID(int=milliseconds << 80)
