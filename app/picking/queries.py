"""What screens read of picking: the list of walks and one walk with its stops."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.models import Customer, Item
from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.orders.models import SalesOrder, SalesOrderLine
from app.picking.models import Allocation, PickTask, TaskState
from app.picking.problems import PickTaskNotFound
from app.picking.release import backorder
from app.picking.schemas import BackorderOut, PickTaskOut, PickTaskRow, StopOut
from app.picking.stops import Progress, progress_of, stops_of

_SOME_DAY = date(9999, 12, 31)  # orders without a due date come last

_task = table_of(PickTask)
_order = table_of(SalesOrder)
_line = table_of(SalesOrderLine)
_customer = table_of(Customer)
_user = table_of(User)
_item = table_of(Item)
_stop = table_of(Allocation)

_LINES = (
    sa.select(sa.func.count(sa.distinct(_stop.c.order_line_id)))
    .where(_stop.c.task_id == _task.c.id, _stop.c.qty + _stop.c.short_qty > 0)
    .scalar_subquery()
)
_ROWS = (
    _task.join(_order, _order.c.id == _task.c.sales_order_id)
    .join(_customer, _customer.c.id == _order.c.customer_id)
    .outerjoin(_user, _user.c.id == _task.c.assigned_to)
)
_URGENCY: tuple[sa.ColumnElement[Any], ...] = (
    -_order.c.priority,
    sa.func.coalesce(_order.c.due_on, _SOME_DAY),
    _task.c.id,
)


def _select() -> sa.Select[Any]:
    return sa.select(
        _task.c.id,
        _task.c.number,
        _task.c.state,
        _task.c.created_at,
        _task.c.sales_order_id,
        _order.c.number.label("order_number"),
        _order.c.due_on,
        _order.c.priority,
        _customer.c.name.label("customer"),
        _user.c.id.label("picker_id"),
        _user.c.name.label("picker"),
        _LINES.label("lines"),
    ).select_from(_ROWS)


async def pick_tasks(
    session: AsyncSession,
    *,
    state: TaskState | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PickTaskRow]:
    """Walks, most urgent order first."""
    query = _select()
    if state is not None:
        query = query.where(_task.c.state == state)
    page = await fetch_page(session, query, keys=_URGENCY, cursor=cursor, limit=limit)
    progress = await progress_of(session, [row.id for row in page.rows])
    items = [PickTaskRow.model_validate(_values(row, progress[row.id])) for row in page.rows]
    return Page(items=items, next_cursor=page.next_cursor)


async def pick_task(session: AsyncSession, task_id: UUID) -> PickTaskOut:
    """One walk with its stops in walk order; raises PickTaskNotFound."""
    row = (await session.execute(_select().where(_task.c.id == task_id))).one_or_none()
    if row is None:
        raise PickTaskNotFound("This pick task does not exist.", id=task_id)
    progress = await progress_of(session, [task_id])
    stops = [StopOut.model_validate(one.as_json()) for one in await stops_of(session, task_id)]
    return PickTaskOut.model_validate(
        _values(row, progress[task_id])
        | {"stops": stops, "backorders": await _backorders(session, row.sales_order_id)}
    )


async def _backorders(session: AsyncSession, order_id: UUID) -> Sequence[BackorderOut]:
    needed = {one.line_id: one.qty for one in await backorder(session, order_id)}
    rows = await session.execute(
        sa.select(_line.c.id, _item.c.sku, _item.c.name)
        .select_from(_line.join(_item, _item.c.id == _line.c.item_id))
        .where(_line.c.id.in_(needed))
        .order_by(_line.c.line_no)
    )
    return [
        BackorderOut(line_id=row.id, sku=row.sku, name=row.name, qty=needed[row.id]) for row in rows
    ]


def _values(row: Any, progress: Progress) -> dict[str, Any]:
    picker = None if row.picker_id is None else {"id": row.picker_id, "name": row.picker}
    return {
        "id": row.id,
        "number": row.number,
        "state": row.state,
        "order": {"id": row.sales_order_id, "number": row.order_number},
        "customer": row.customer,
        "due_on": row.due_on,
        "priority": row.priority,
        "lines": row.lines,
        "progress": progress.as_json(),
        "assigned_to": picker,
        "created_at": row.created_at,
    }
