"""Reads of adjustments. What a difference is worth is shown to supervisors only."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.models import Item, Location
from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.inventory.described import described, description
from app.inventory.reasons import AdjustmentReason
from app.moving.models import Adjustment, AdjustmentLine, AdjustmentState
from app.moving.problems import AdjustmentNotFound
from app.moving.rules import value_of
from app.moving.schemas import AdjustmentLineOut, AdjustmentOut, AdjustmentRow, PlaceRef

_head, _line, _reason = table_of(Adjustment), table_of(AdjustmentLine), table_of(AdjustmentReason)
_place, _user, _item = table_of(Location), table_of(User), table_of(Item)
_warehouse, _back = _place.alias("warehouse"), _head.alias("back")


def _adjustments() -> sa.Select[Any]:
    return (
        sa.select(
            _head,
            _reason.c.code.label("reason"),
            _reason.c.name.label("reason_name"),
            _warehouse.c.code.label("warehouse_code"),
            _user.c.name.label("opener"),
            _back.c.id.label("reversed_by"),
        )
        .join(_reason, _reason.c.id == _head.c.reason_id)
        .join(_user, _user.c.id == _head.c.opened_by)
        .outerjoin(_warehouse, _warehouse.c.id == _head.c.warehouse_id)
        .outerjoin(_back, _back.c.reverses == _head.c.id)
    )


async def adjustments(
    session: AsyncSession,
    *,
    values: bool,
    state: AdjustmentState | None = None,
    reason: str = "",
    mine: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[AdjustmentRow]:
    """Adjustments, newest first; `values` says whether the person may see what they are worth."""
    query = _adjustments()
    if state is not None:
        query = query.where(_head.c.state == state)
    if reason:
        query = query.where(_reason.c.code == reason)
    if mine is not None:
        query = query.where(_head.c.opened_by == mine)
    page = await fetch_page(
        session,
        query,
        keys=(_head.c.created_at, _head.c.id),
        cursor=cursor,
        limit=limit,
        descending=True,
    )
    lines = await _lines(session, [row.id for row in page.rows])
    rows = [
        AdjustmentRow.model_validate(_values(row, lines.get(row.id, []), values))
        for row in page.rows
    ]
    return Page(items=rows, next_cursor=page.next_cursor)


async def adjustment(session: AsyncSession, adjustment_id: UUID, *, values: bool) -> AdjustmentOut:
    """One adjustment with its lines; raises AdjustmentNotFound."""
    found = await session.execute(_adjustments().where(_head.c.id == adjustment_id))
    row = found.one_or_none()
    if row is None:
        raise AdjustmentNotFound("This adjustment does not exist.", id=adjustment_id)
    lines = (await _lines(session, [adjustment_id])).get(adjustment_id, [])
    shown = {"lines": [_line_out(line, values) for line in lines]}
    return AdjustmentOut.model_validate(_values(row, lines, values) | shown)


async def _lines(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in await session.execute(described(_line).where(_line.c.adjustment_id.in_(ids))):
        found.setdefault(row.adjustment_id, []).append(row)
    return found


def _values(row: Any, lines: Sequence[Any], values: bool) -> dict[str, Any]:
    counted = [line for line in lines if not line.undone]
    worth = [value_of(line.qty, line.unit_cost) for line in counted]
    known = [one for one in worth if one is not None]
    warehouse = None
    if row.warehouse_id is not None:
        warehouse = PlaceRef(id=row.warehouse_id, code=row.warehouse_code)
    return dict(row._mapping) | {
        "warehouse": warehouse,
        "opened_by": row.opener,
        "line_count": len(counted),
        "qty": sum((line.qty for line in counted), Decimal(0)),
        "value": sum(known, Decimal(0)) if values and len(known) == len(worth) else None,
    }


def _line_out(row: Any, values: bool) -> AdjustmentLineOut:
    value = value_of(row.qty, row.unit_cost) if values else None
    return AdjustmentLineOut(**description(row), value=value, undone=row.undone)
