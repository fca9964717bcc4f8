"""Reads of comparisons: the newest with its lines, and the history."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.models import Item
from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.sync.reconcile.models import ReconcileLine, ReconcileRun
from app.sync.reconcile.schemas import LineRow, RunDetail, RunRow

_run, _line = table_of(ReconcileRun), table_of(ReconcileLine)
_user, _item = table_of(User), table_of(Item)


async def runs(
    session: AsyncSession, connection_id: UUID, *, cursor: str | None, limit: int
) -> Page[RunRow]:
    """Comparisons, newest first."""
    query = _runs().where(_run.c.connection_id == connection_id)
    page = await fetch_page(
        session,
        query,
        keys=(_run.c.started_at, _run.c.id),
        cursor=cursor,
        limit=limit,
        descending=True,
    )
    return Page(items=[_run_row(row) for row in page.rows], next_cursor=page.next_cursor)


async def newest(session: AsyncSession, connection_id: UUID) -> RunDetail | None:
    """The last comparison that ended, with its lines; None before the first."""
    query = _runs().where(_run.c.connection_id == connection_id, _run.c.finished_at.is_not(None))
    row = (
        await session.execute(query.order_by(_run.c.started_at.desc(), _run.c.id.desc()).limit(1))
    ).first()
    return None if row is None else await _detail(session, row)


async def is_wanted(session: AsyncSession, connection_id: UUID) -> bool:
    """Is a comparison under way, or about to be?"""
    found = await session.execute(
        sa.select(_run.c.id)
        .where(_run.c.connection_id == connection_id, _run.c.finished_at.is_(None))
        .limit(1)
    )
    return found.first() is not None


async def run(session: AsyncSession, run_id: UUID) -> RunDetail | None:
    """One comparison with its lines."""
    row = (await session.execute(_runs().where(_run.c.id == run_id))).first()
    return None if row is None else await _detail(session, row)


def _runs() -> sa.Select[Any]:
    return sa.select(*_run.columns, _user.c.name.label("person")).outerjoin(
        _user, _user.c.id == _run.c.asked_by
    )


def _run_row(row: Any) -> RunRow:
    return RunRow.model_validate(dict(row._mapping) | {"asked_by": row.person})


async def _detail(session: AsyncSession, row: Any) -> RunDetail:
    lines = await session.execute(
        sa.select(
            *(column for column in _line.columns if column.name != "resolved_by"),
            _item.c.sku,
            _item.c.name,
            _item.c.base_unit,
            _user.c.name.label("resolved_by"),
        )
        .join(_item, _item.c.id == _line.c.item_id)
        .outerjoin(_user, _user.c.id == _line.c.resolved_by)
        .where(_line.c.run_id == row.id)
        .order_by(sa.func.abs(_line.c.value).desc().nulls_last(), _item.c.sku)
    )
    return RunDetail(**_run_row(row).model_dump(), lines=[LineRow.of(one) for one in lines])
