"""The activity log over HTTP: page by page, one exchange, and all of it as a file."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from app.access.deps import Supervisor
from app.core.db import Database
from app.core.errors import NotFound
from app.core.http import AppSettings, Db
from app.core.paging import Limit, Page
from app.core.spreadsheet import BOM, csv_line
from app.sync.activity import queries as activity
from app.sync.activity.schemas import ActivityDetail, ActivityRow, Filters, LogPerson
from app.sync.activity.timeline import timeline
from app.sync.activity.timeline_schemas import Timeline
from app.sync.models import AttemptOutcome, SyncOperation

router = APIRouter(prefix="/api/sync/activity", tags=["sync"])
timelines = APIRouter(prefix="/api/sync/operations", tags=["sync"])

Text = Annotated[str, Query(max_length=100)]
Before = Annotated[UUID | None, Query(alias="cursor", description="`next_cursor` before")]
HEADER = (
    "Date",
    "Time",
    "Document",
    "Kind",
    "What",
    "Purpose",
    "Outcome",
    "Problem",
    "Code",
    "QuickBooks code",
    "HTTP status",
    "In QuickBooks as",
    "Records",
    "Milliseconds",
    "People",
    "intuit_tid",
)


async def _filters(
    reading: bool = False,
    search: Text = "",
    kind: Text = "",
    outcome: AttemptOutcome | None = None,
    code: Text = "",
    user_id: UUID | None = None,
    item_id: UUID | None = None,
    party_id: UUID | None = None,
    operation_id: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Filters:
    return Filters(
        reading=reading,
        search=search.strip(),
        kind=kind.strip(),
        outcome=outcome,
        code=code.strip(),
        user_id=user_id,
        item_id=item_id,
        party_id=party_id,
        operation_id=operation_id,
        since=since,
        until=until,
    )


Wanted = Annotated[Filters, Depends(_filters)]


@router.get("", operation_id="list_activity")
async def list_activity(
    who: Supervisor,
    db: Db,
    settings: AppSettings,
    wanted: Wanted,
    before: Before = None,
    limit: Limit = 50,
) -> Page[ActivityRow]:
    """Exchanges with QuickBooks, newest first."""
    del who
    async with db.read() as session:
        return await activity.find(
            session, wanted, zone=settings.company_zone, before=before, limit=limit
        )


@router.get(".csv", operation_id="export_activity", response_class=StreamingResponse)
async def export_activity(
    who: Supervisor, db: Db, settings: AppSettings, wanted: Wanted
) -> StreamingResponse:
    """The same as a file that Excel opens, all pages of it."""
    del who
    return StreamingResponse(
        _lines(db, wanted, settings.company_zone),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="quickbooks-activity.csv"'},
    )


@router.get("/people", operation_id="list_activity_people")
async def list_people(who: Supervisor, db: Db) -> list[LogPerson]:
    """Who the log can be narrowed to."""
    del who
    async with db.read() as session:
        return await activity.people(session)


@router.get("/{attempt_id}", operation_id="get_activity")
async def get_activity(attempt_id: UUID, who: Supervisor, db: Db) -> ActivityDetail:
    """One exchange with request and answer, secrets hidden."""
    del who
    async with db.read() as session:
        found = await activity.get(session, attempt_id)
    if found is None:
        raise NotFound("There is no such entry in the log.", id=attempt_id)
    return found


@timelines.get("/{operation_id}/timeline", operation_id="get_timeline")
async def get_timeline(operation_id: UUID, who: Supervisor, db: Db) -> Timeline:
    """A document's way from the scan to QuickBooks, step by step."""
    del who
    async with db.read() as session:
        row = await session.get(SyncOperation, operation_id)
        if row is None:
            raise NotFound("There is no such document on its way to QuickBooks.", id=operation_id)
        return Timeline(steps=await timeline(session, row))


async def _lines(db: Database, wanted: Filters, zone: str) -> AsyncIterator[str]:
    yield BOM + csv_line(HEADER)
    async for row in activity.export(db, wanted, zone=zone):
        yield csv_line(_cells(row, ZoneInfo(zone)))


def _cells(row: ActivityRow, zone: ZoneInfo) -> tuple[object, ...]:
    at = row.at.astimezone(zone)
    took = row.finished_at and round((row.finished_at - row.at).total_seconds() * 1000)
    return (
        f"{at:%m/%d/%Y}",
        f"{at:%I:%M:%S %p}".lstrip("0"),
        row.number,
        row.kind.replace("_", " "),
        row.summary,
        row.purpose,
        row.outcome or "",
        row.problem.title if row.problem else "",
        row.code,
        row.quickbooks_code,
        row.status,
        row.external_number,
        row.records,
        took,
        ", ".join(row.people),
        row.trace_id,
    )
