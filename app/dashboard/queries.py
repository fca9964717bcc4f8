"""Where documents are on their way to QuickBooks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.upsert import table_of
from app.dashboard.schemas import Badge, BadgeState
from app.sync.models import Mapping, OperationState, QuickBooksConnection, SyncOperation

_operation, _mapping = table_of(SyncOperation).c, table_of(Mapping).c
_connection = table_of(QuickBooksConnection).c

_BADGES = {
    OperationState.QUEUED: BadgeState.SAVED,
    OperationState.SENDING: BadgeState.SENDING,
    OperationState.IN_DOUBT: BadgeState.CHECKING,
    OperationState.HELD: BadgeState.NEEDS_ATTENTION,
    OperationState.DONE: BadgeState.IN_QUICKBOOKS,
}


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
