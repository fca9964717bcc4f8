"""Stock that a count says is not there, but pickers were promised: which picks, and letting go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.upsert import table_of
from app.inventory import ledger
from app.orders import service as orders
from app.orders.models import SalesOrder
from app.picking import tasks
from app.picking.allocate import allocate, lower_stop
from app.picking.models import Allocation, PickTask, TaskState
from app.picking.release import backorder, reported_short
from app.picking.stops import ahead_of

SHORT_REASON = "count"
_FAR = date(9999, 12, 31)

_stop, _task, _order = table_of(Allocation).c, table_of(PickTask).c, table_of(SalesOrder).c


@dataclass(frozen=True, slots=True)
class PromisedPick:
    """A stop of a walk that still waits for goods of one lot in one bin."""

    stop_id: UUID
    task_id: UUID
    order_id: UUID
    order_line_id: UUID
    order_number: str
    qty: Decimal


async def promised(session: AsyncSession, *, lot_id: UUID, location_id: UUID) -> list[PromisedPick]:
    """Stops not picked yet, the least urgent order first: that one loses its goods first."""
    rest = _stop.qty - _stop.picked_qty
    query = (
        sa.select(_stop.id, _stop.task_id, _order.id, _stop.order_line_id, _order.number, rest)
        .join(PickTask, _task.id == _stop.task_id)
        .join(SalesOrder, _order.id == _task.sales_order_id)
        .where(
            _stop.lot_id == lot_id,
            _stop.location_id == location_id,
            _stop.qty > _stop.picked_qty,
            _task.state == TaskState.OPEN,
        )
        .order_by(_order.priority, sa.func.coalesce(_order.due_on, _FAR).desc(), _stop.id.desc())
    )
    return [PromisedPick(*row) for row in await session.execute(query)]


def affected(picks: Sequence[PromisedPick], too_much: Decimal) -> list[PromisedPick]:
    """The picks that lose something when `too_much` of what is promised is not there."""
    losing: list[PromisedPick] = []
    for one in picks:
        if too_much <= 0:
            break
        loses = min(one.qty, too_much)
        losing.append(
            PromisedPick(
                one.stop_id, one.task_id, one.order_id, one.order_line_id, one.order_number, loses
            )
        )
        too_much -= loses
    return losing


async def let_go(
    session: AsyncSession,
    picks: Sequence[PromisedPick],
    *,
    lot_id: UUID,
    location_id: UUID,
    user_id: UUID,
) -> None:
    """Take these goods off their walks; noted there as short because of a count."""
    for one in picks:
        await tasks.lock_task(session, one.task_id)
        if await lower_stop(
            session, one.stop_id, one.qty, short_reason=SHORT_REASON, short_by=user_id
        ):
            await orders.record_allocated(session, one.order_line_id, -one.qty)
            await ledger.unreserve(session, lot_id=lot_id, location_id=location_id, qty=one.qty)


async def look_elsewhere(
    session: AsyncSession, picks: Sequence[PromisedPick], *, today: date
) -> None:
    """Other stock for what the walks lost; what cannot be had stays on backorder."""
    for task_id, order_id in sorted({(one.task_id, one.order_id) for one in picks}):
        lines = {one.order_line_id for one in picks if one.task_id == task_id}
        needed = [one for one in await backorder(session, order_id) if one.line_id in lines]
        avoid = await reported_short(session, task_id)
        await allocate(session, task_id, needed, today=today, avoid=avoid)
        task = await tasks.lock_task(session, task_id)
        if (await ahead_of(session, task_id)).stop is None:
            await tasks.end(session, task)
        tasks.changed(session, task)
