"""What happened on the floor lately: every scan, who made it, and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.badges import PREFIX as BADGE
from app.access.models import Device, User
from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.scanning.models import Scan, ScanStatus
from app.scanning.schemas import DocumentOut

_scan, _user, _device = table_of(Scan).c, table_of(User).c, table_of(Device).c


class Activity(BaseModel):
    """One scan in words; `device` is null for a browser or program without one."""

    id: UUID
    at: datetime
    person: str
    device: str | None
    task: str
    step: str
    raw: str
    status: ScanStatus
    code: str
    message: str
    document: DocumentOut | None


async def latest_scans(
    session: AsyncSession,
    *,
    user_id: UUID | None = None,
    document_id: UUID | None = None,
    cursor: str | None,
    limit: int,
) -> Page[Activity]:
    """Scans, the latest first; of one person or one document if given."""
    query = (
        sa.select(
            _scan.id,
            _scan.received_at,
            _user.name.label("person"),
            _device.name.label("device"),
            _scan.task,
            _scan.step,
            _scan.raw,
            _scan.status,
            _scan.outcome,
        )
        .join(table_of(User), _user.id == _scan.user_id)
        .outerjoin(table_of(Device), _device.id == _scan.device_id)
        .where(_scan.status.is_not(None))
    )
    if user_id is not None:
        query = query.where(_scan.user_id == user_id)
    if document_id is not None:
        query = query.where(_scan.document_id == document_id)
    keys = (_scan.received_at, _scan.id)
    page = await fetch_page(session, query, keys=keys, cursor=cursor, limit=limit, descending=True)
    return Page(items=[_activity(row) for row in page.rows], next_cursor=page.next_cursor)


def _activity(row: Any) -> Activity:
    outcome = row.outcome or {}
    return Activity(
        id=row.id,
        at=row.received_at,
        person=row.person,
        device=row.device,
        task=row.task,
        step=row.step,
        raw=_without_secret(row.raw),
        status=row.status,
        code=outcome.get("code", ""),
        message=outcome.get("message", ""),
        document=outcome.get("document"),
    )


def _without_secret(raw: str) -> str:
    """Who knows a badge can sign in with it."""
    return f"{BADGE}…" if raw.strip().upper().startswith(BADGE) else raw
