"""The latest scans, and where documents are on their way to QuickBooks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import Device, User
from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.dashboard.schemas import Activity, Badge, BadgeState, SubjectOut
from app.scanning.models import Scan
from app.sync.models import Mapping, OperationState, QuickBooksConnection, SyncOperation

_scan, _user, _device = table_of(Scan).c, table_of(User).c, table_of(Device).c
_operation, _mapping = table_of(SyncOperation).c, table_of(Mapping).c
_connection = table_of(QuickBooksConnection).c

_BADGES = {
    OperationState.QUEUED: BadgeState.SAVED,
    OperationState.SENDING: BadgeState.SENDING,
    OperationState.IN_DOUBT: BadgeState.CHECKING,
    OperationState.HELD: BadgeState.NEEDS_ATTENTION,
    OperationState.DONE: BadgeState.IN_QUICKBOOKS,
}


async def activity(
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
    document = outcome.get("document")
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
        document=SubjectOut.model_validate(document) if document else None,
    )


def _without_secret(raw: str) -> str:
    """Who knows a badge can sign in with it."""
    return "BDG:…" if raw.strip().upper().startswith("BDG:") else raw


async def badges(session: AsyncSession, document_ids: Sequence[UUID]) -> list[Badge]:
    """One badge per document asked for, in the same order, for the active connection."""
    query = (
        sa.select(
            _operation.document_id,
            _operation.id,
            _operation.state,
            _operation.ready,
            _operation.problem,
            _operation.settled_at,
            _operation.entered_by_hand,
            _mapping.external_number,
        )
        .join(
            table_of(QuickBooksConnection),
            sa.and_(_connection.id == _operation.connection_id, _connection.is_active),
        )
        .outerjoin(
            table_of(Mapping),
            sa.and_(
                _mapping.connection_id == _operation.connection_id,
                _mapping.kind == _operation.document_type,
                _mapping.local_id == _operation.document_id,
            ),
        )
        .where(_operation.document_id.in_(document_ids))
    )
    found = {row.document_id: row for row in await session.execute(query)}
    return [_badge(one, found.get(one)) for one in document_ids]


def _badge(document_id: UUID, row: Any) -> Badge:
    if row is None:
        return Badge(
            document_id=document_id,
            state=BadgeState.NOT_SENT,
            number=None,
            operation_id=None,
            problem=None,
            settled_at=None,
        )
    quiet = row.state is OperationState.QUEUED and not row.ready
    return Badge(
        document_id=document_id,
        state=BadgeState.WAITING_FOR_END if quiet else _BADGES[row.state],
        number=row.entered_by_hand or row.external_number or None,
        operation_id=row.id,
        problem=row.problem,
        settled_at=row.settled_at,
    )
