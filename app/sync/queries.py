"""Documents on their way to QuickBooks: the list, one of them, and every exchange about it."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.sync.fixing.offered import later_problems, with_ways_out
from app.sync.models import Mapping, OperationState, SyncAttempt, SyncDeed, SyncOperation
from app.sync.redact import redacted
from app.sync.schemas import Attempt, Deed, OperationDetail, OperationRow, WaitsFor

_op, _mapping = table_of(SyncOperation).c, table_of(Mapping).c
_attempt, _deed = table_of(SyncAttempt).c, table_of(SyncDeed).c
_user = table_of(User).c


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
        tries=[_attempt_out(dict(one)) for one in tries.mappings()],
        decided=await _decided(session, operation_id),
        also_held=await _also_held(session, row),
        waits_for=await _waits_for(session, row),
    )


async def _decided(session: AsyncSession, operation_id: UUID) -> list[Deed]:
    found = await session.execute(
        sa.select(_deed.id, _deed.what, _deed.words, _deed.at, _user.name.label("by_name"))
        .outerjoin(table_of(User), _user.id == _deed.user_id)
        .where(_deed.operation_id == operation_id)
        .order_by(_deed.at, _deed.id)
    )
    return [Deed.model_validate(dict(one)) for one in found.mappings()]


async def _also_held(session: AsyncSession, row: Any) -> int:
    if not row.cause:
        return 0
    query = sa.select(sa.func.count()).where(
        _op.connection_id == row.connection_id,
        _op.cause == row.cause,
        _op.state == OperationState.HELD,
        _op.id != row.id,
    )
    return int(await session.scalar(query) or 0)


async def _waits_for(session: AsyncSession, row: Any) -> WaitsFor | None:
    if row.depends_on is None or row.state is OperationState.DONE:
        return None
    first = await session.execute(
        sa.select(_op.id, _op.summary, _op.state).where(
            _op.id == row.depends_on, _op.state != OperationState.DONE
        )
    )
    found = first.mappings().one_or_none()
    return None if found is None else WaitsFor.model_validate(dict(found))


def _attempt_out(row: dict[str, Any]) -> Attempt:
    answer = row["answer"]
    shown = {"body": redacted(row["body"]), "answer": answer and redacted(answer)}
    return Attempt.model_validate(row | shown | {"target": redacted(row["target"])})


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
    lists = {
        "warnings": [*(columns["warnings"] or []), *later_problems(columns["decisions"])],
        "foreseen": columns["foreseen"] or [],
    }
    problem = columns["problem"]
    if problem and columns["state"] is OperationState.HELD:
        lists["problem"] = with_ways_out(problem)
    return OperationRow.model_validate(columns | lists)


async def foreseen(
    session: AsyncSession, connection_id: UUID, *, limit: int
) -> tuple[list[OperationRow], int]:
    """Documents that QuickBooks will refuse and has not refused yet: the longest waiting, and how
    many there are."""
    waiting = (
        _op.connection_id == connection_id,
        _op.state.not_in([OperationState.DONE, OperationState.HELD]),
        sa.cast(_op.foreseen, sa.String) != "null",  # nothing is stored as either kind of null
    )
    total = await session.scalar(
        sa.select(sa.func.count()).select_from(table_of(SyncOperation)).where(*waiting)
    )
    rows = await session.execute(_rows().where(*waiting).order_by(_op.wanted_at).limit(limit))
    return [_row(one) for one in rows], total or 0
