"""Documents on their way to QuickBooks: the list, one of them, and every exchange about it."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.sync.models import Mapping, OperationState, SyncAttempt, SyncOperation
from app.sync.schemas import Attempt, OperationDetail, OperationRow

_op, _mapping = table_of(SyncOperation).c, table_of(Mapping).c
_attempt = table_of(SyncAttempt).c


async def list_operations(
    session: AsyncSession,
    *,
    connection_id: UUID,
    state: OperationState | None,
    search: str,
    cursor: str | None,
    limit: int,
) -> Page[OperationRow]:
    """Newest first; `search` takes a document number, QuickBooks number, words or a code."""
    query = _rows().where(_op.connection_id == connection_id)
    if state is not None:
        query = query.where(_op.state == state)
    if search:
        code = sa.cast(_op.problem["code"].as_string(), sa.String)
        query = query.where(
            sa.or_(
                _op.document_number.icontains(search, autoescape=True),
                _op.summary.icontains(search, autoescape=True),
                _mapping.external_number.icontains(search, autoescape=True),
                code == search,
            )
        )
    page = await fetch_page(
        session, query, keys=[_op.created_at, _op.id], cursor=cursor, limit=limit, descending=True
    )
    return Page(items=[_row(one) for one in page.rows], next_cursor=page.next_cursor)


async def get_operation(session: AsyncSession, operation_id: UUID) -> OperationDetail | None:
    """One document with its exchanges, oldest first."""
    row = (await session.execute(_rows().where(_op.id == operation_id))).one_or_none()
    if row is None:
        return None
    tries = await session.execute(
        sa.select(*table_of(SyncAttempt).columns)
        .where(_attempt.operation_id == operation_id)
        .order_by(_attempt.started_at, _attempt.id)
    )
    return OperationDetail(
        **_row(row).model_dump(),
        tries=[Attempt.model_validate(dict(one)) for one in tries.mappings()],
    )


def _rows() -> sa.Select[Any]:
    return sa.select(
        *table_of(SyncOperation).columns, _mapping.external_id, _mapping.external_number
    ).outerjoin(
        table_of(Mapping),
        sa.and_(
            _mapping.connection_id == _op.connection_id,
            _mapping.kind == _op.document_type,
            _mapping.local_id == _op.document_id,
        ),
    )


def _row(row: Any) -> OperationRow:
    columns = dict(row._mapping)
    return OperationRow.model_validate(columns | {"warnings": columns["warnings"] or []})
