"""“Sync now” and “Read now”: everything, one kind or one document, and what came of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.access.deps import Supervisor
from app.core import clock
from app.core.errors import NotFound
from app.core.events import Ring, announce
from app.core.http import Db
from app.sync import outbox, queries, runs
from app.sync.activity.deeds import note_deed
from app.sync.schemas import ReadNow, SyncNow, SyncRun, SyncRunResult
from app.sync.status import connected

router = APIRouter(prefix="/api/sync", tags=["sync"])


@router.post("/now", operation_id="sync_now")
async def sync_now(what: SyncNow, who: Supervisor, db: Db) -> SyncRun:
    """Send what is due without waiting: all of it, one kind, or one document whatever its turn.

    All of it also means reading what changed in QuickBooks.
    """
    since = clock.now()
    async with db.write() as session:
        connection = await connected(session)
        if what.operation_id is not None:
            if await queries.get_operation(session, what.operation_id) is None:
                raise NotFound("There is no such document on its way to QuickBooks.")
            if await outbox.release(session, what.operation_id) is not None:
                await note_deed(session, what.operation_id, user_id=who.user_id, what="retry")
        await outbox.hurry(session, connection.id, kind=what.kind)
        announce(session, Ring(str(connection.id)))
        if what.operation_id is None and not what.kind:
            announce(session, Ring(str(connection.id), job="pull"))
    return SyncRun(since=since, operation_id=what.operation_id, kind=what.kind)


@router.post("/pull", operation_id="sync_pull")
async def read_now(what: ReadNow, who: Supervisor, db: Db) -> SyncRun:
    """Read what changed in QuickBooks now, all of it or one list; screens hear of it by events."""
    del who
    since = clock.now()
    async with db.write() as session:
        connection = await connected(session)
        await outbox.hurry(session, connection.id)
        job = "pull" if what.kind is None else f"pull_{what.kind}"
        announce(session, Ring(str(connection.id), job=job))
    return SyncRun(since=since, kind=what.kind or "")


@router.get("/now", operation_id="sync_now_result")
async def sync_now_result(
    who: Supervisor,
    db: Db,
    since: datetime,
    operation_id: UUID | None = None,
    kind: Annotated[str, Query(max_length=30)] = "",
) -> SyncRunResult:
    """What came of a run so far."""
    del who
    run = SyncRun(since=since, operation_id=operation_id, kind=kind)
    async with db.read() as session:
        connection = await connected(session)
        return await runs.result(session, connection.id, run)
