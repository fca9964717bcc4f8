"""Reconciling: compare now, look at what differs, even it out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.deps import Manager, Supervisor
from app.core.errors import NotFound
from app.core.events import Event, Ring, announce
from app.core.http import AppSettings, Db
from app.core.paging import Cursor, Limit, Page
from app.sync.reconcile import queries
from app.sync.reconcile.export import as_csv
from app.sync.reconcile.repair import repair
from app.sync.reconcile.run import wish
from app.sync.reconcile.schemas import Latest, Repair, RunDetail, RunRow
from app.sync.status import connected

router = APIRouter(prefix="/api/sync/reconcile", tags=["sync"])
RunId = Annotated[UUID, "a comparison"]


@router.get("", operation_id="latest_reconcile")
async def latest(who: Supervisor, db: Db) -> Latest:
    """The last comparison with everything that differed."""
    del who
    async with db.read() as session:
        connection = await connected(session)
        return Latest(
            comparing=await queries.is_wanted(session, connection.id),
            run=await queries.newest(session, connection.id),
        )


@router.post("", operation_id="reconcile_now", status_code=202)
async def now(who: Supervisor, db: Db) -> dict[str, str]:
    """Compare now; screens hear of the result by the event `reconcile.finished`."""
    async with db.write() as session:
        connection = await connected(session)
        await wish(session, connection.id, asked_by=who.user_id)
        announce(session, Ring(str(connection.id), job="reconcile"), Event("reconcile.changed"))
    return {"status": "comparing"}


@router.get("/runs", operation_id="list_reconcile_runs")
async def history(
    who: Supervisor, db: Db, cursor: Cursor = None, limit: Limit = 50
) -> Page[RunRow]:
    """All comparisons, newest first."""
    del who
    async with db.read() as session:
        connection = await connected(session)
        return await queries.runs(session, connection.id, cursor=cursor, limit=limit)


@router.get("/runs/{run_id}", operation_id="get_reconcile_run")
async def one(run_id: RunId, who: Supervisor, db: Db) -> RunDetail:
    """One comparison with its lines."""
    del who
    async with db.read() as session:
        found = await queries.run(session, run_id)
    if found is None:
        raise NotFound("There is no such comparison.", id=run_id)
    return found


@router.get("/runs/{run_id}/csv", operation_id="reconcile_run_csv", response_class=Response)
async def csv(run_id: RunId, who: Supervisor, db: Db) -> Response:
    """The differences as a spreadsheet, one row per cause."""
    found = await one(run_id, who, db)
    return Response(
        as_csv(found),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="differences.csv"'},
    )


@router.post("/lines/{line_id}/repair", operation_id="repair_reconcile_line")
async def even_out(
    line_id: UUID, wish: Repair, who: Manager, db: Db, settings: AppSettings
) -> RunDetail:
    """Make the difference zero: our stock follows QuickBooks, or QuickBooks follows us."""
    async with db.write() as session:
        line = await repair(
            session,
            line_id,
            wish.how,
            user_id=who.user_id,
            zone=settings.company_zone,
            cause=wish.cause,
        )
        run_id = line.run_id
    return await one(run_id, who, db)
