"""The pick task itself: found, locked, claimed by a person, and ended.

The claim is soft: it tells others who is there, it never decides what stock may be taken. Whoever
changes a task locks its row first, so its stops are seen by one at a time.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.models import Customer
from app.core import clock
from app.core.events import Event, announce
from app.core.prepared import prepared
from app.core.upsert import affected, table_of
from app.inventory.floor import Actor
from app.inventory.problems import DocumentClosed
from app.orders.models import OrderState, SalesOrder
from app.picking.models import PickTask, TaskState
from app.picking.problems import PickTaskNotFound, TaskTaken

PICK_TASK = "pick_task"
SALES_ORDER = "sales_order"

_task = table_of(PickTask)
_order = table_of(SalesOrder)
_customer = table_of(Customer)
_user = table_of(User)


@dataclass(frozen=True, slots=True)
class TaskHead:
    """A pick task with the names people know it by."""

    id: UUID
    number: str
    state: TaskState
    assigned_to: UUID | None
    started_at: datetime | None
    order_id: UUID
    order_number: str
    order_state: OrderState
    customer: str
    picker: str | None


_LOCK = prepared(
    sa.select(
        _task.c.id,
        _task.c.number,
        _task.c.state,
        _task.c.assigned_to,
        _task.c.started_at,
        _order.c.id,
        _order.c.number,
        _order.c.state,
        _customer.c.name,
        _user.c.name,
    )
    .select_from(
        _task.join(_order, _order.c.id == _task.c.sales_order_id)
        .join(_customer, _customer.c.id == _order.c.customer_id)
        .outerjoin(_user, _user.c.id == _task.c.assigned_to)
    )
    .where(_task.c.id == sa.bindparam("task_id"))
    .with_for_update(of=_task)
)


async def lock_task(session: AsyncSession, task_id: UUID) -> TaskHead:
    """The task, its row locked until the transaction ends; PickTaskNotFound if there is none."""
    row = (await session.execute(_LOCK, {"task_id": task_id})).one_or_none()
    if row is None:
        raise PickTaskNotFound("This pick task does not exist.", id=task_id)
    return TaskHead(*row)


async def open_task_id(session: AsyncSession, order_id: UUID) -> UUID | None:
    """The walk an order is being picked by at present."""
    query = (
        sa.select(_task.c.id)
        .where(_task.c.sales_order_id == order_id, _task.c.state == TaskState.OPEN)
        .order_by(_task.c.id)
        .limit(1)
    )
    found: UUID | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def last_task_id(session: AsyncSession, order_id: UUID) -> UUID | None:
    """The newest walk of an order, whatever became of it."""
    query = (
        sa.select(_task.c.id)
        .where(_task.c.sales_order_id == order_id)
        .order_by(_task.c.id.desc())
        .limit(1)
    )
    found: UUID | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def claim(session: AsyncSession, task: TaskHead, actor: Actor, *, take_over: bool) -> None:
    """Put the person's name on the task; TaskTaken names who has it unless it is taken over."""
    require_open(task)
    if task.assigned_to == actor.user_id:
        return
    if is_taken(task, actor) and not take_over:
        raise TaskTaken(
            f"{task.picker} is picking order {task.order_number}.",
            picker=task.picker,
            number=task.number,
        )
    await _assign(session, task, actor)


def is_taken(task: TaskHead, actor: Actor) -> bool:
    """Is somebody else at it?"""
    return task.assigned_to is not None and task.assigned_to != actor.user_id


async def start(session: AsyncSession, task: TaskHead, actor: Actor) -> None:
    """The first scan of an unclaimed task claims it; a helping hand does not take it away."""
    if task.assigned_to is None:
        await _assign(session, task, actor)


async def end(session: AsyncSession, task: TaskHead) -> None:
    """Nothing is left to pick, or the rest was given up."""
    await affected(
        session,
        sa.update(_task)
        .where(_task.c.id == task.id, _task.c.state == TaskState.OPEN)
        .values(state=TaskState.DONE, finished_at=clock.now()),
    )


def require_open(task: TaskHead) -> None:
    """Raises DocumentClosed when the walk is over or its order is no longer wanted."""
    if task.state is not TaskState.OPEN:
        raise DocumentClosed(
            f"{task.number} for order {task.order_number} is finished.",
            action="Scan another order.",
            number=task.number,
        )
    if task.order_state in (OrderState.CLOSED, OrderState.CANCELLED):
        raise DocumentClosed(
            f"Order {task.order_number} was {task.order_state} in QuickBooks.",
            action="Finish this task; nothing more is to be picked for it.",
            number=task.order_number,
        )


def changed(session: AsyncSession, task: TaskHead) -> None:
    """Tell the screens, after the commit, that the walk moved on."""
    announce(session, Event("document.changed", {"type": PICK_TASK, "id": str(task.id)}))
    announce(session, Event("order.changed", {"type": SALES_ORDER, "id": str(task.order_id)}))


async def _assign(session: AsyncSession, task: TaskHead, actor: Actor) -> None:
    await affected(
        session,
        sa.update(_task)
        .where(_task.c.id == task.id)
        .values(assigned_to=actor.user_id, started_at=task.started_at or clock.now()),
    )
    changed(session, task)
