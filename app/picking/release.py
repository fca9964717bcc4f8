"""Release a sales order to the floor: reserve its stock and lay out the walk that fetches it.

Idempotent: releasing again allocates only what is still on backorder, on the open walk or, when
that one is finished, on a new one.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item
from app.core import clock
from app.core.numbering import next_number
from app.core.types import decimal_text, new_id
from app.core.upsert import table_of
from app.orders import service as orders
from app.orders.models import OrderState, SalesOrder, SalesOrderLine
from app.orders.problems import OrderNotFound
from app.picking.allocate import LotInBin, Wanted, allocate
from app.picking.models import Allocation, PickTask, TaskState
from app.picking.problems import NoStock, NothingToPick, OrderNotOpen
from app.picking.tasks import changed, last_task_id, lock_task, open_task_id

SERIES = "P"  # P-000042

_order = table_of(SalesOrder)
_line = table_of(SalesOrderLine)
_item = table_of(Item)
_task = table_of(PickTask)
_stop = table_of(Allocation)


async def release(session: AsyncSession, order_id: UUID, *, today: date) -> UUID:
    """Allocate what the order still needs and return the walk to pick it.

    Raises NoStock when it needs something, nothing may be picked and no walk is open; the order
    then stays as it was. Raises OrderNotOpen for closed and cancelled orders.
    """
    number = await _lock_open_order(session, order_id)
    wanted = await backorder(session, order_id)
    task_id = await open_task_id(session, order_id)
    if task_id is not None:
        await lock_task(session, task_id)
    if not wanted:
        return task_id or await _last_walk(session, order_id, number)
    walk = task_id or await _new_task(session, order_id)
    avoid = await reported_short(session, walk) if task_id else frozenset[LotInBin]()
    got = await allocate(session, walk, wanted, today=today, avoid=avoid)
    if not got and task_id is None:
        await _say_no_stock(session, number, wanted)
    await orders.mark_released(session, order_id)
    changed(session, await lock_task(session, walk))
    return walk


async def _lock_open_order(session: AsyncSession, order_id: UUID) -> str:
    query = (
        sa.select(_order.c.number, _order.c.state).where(_order.c.id == order_id).with_for_update()
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise OrderNotFound("This sales order does not exist.", id=order_id)
    if row.state not in (OrderState.OPEN, OrderState.RELEASED):
        raise OrderNotOpen(
            f"Order {row.number} is {row.state}.", number=row.number, state=row.state
        )
    number: str = row.number
    return number


async def backorder(session: AsyncSession, order_id: UUID) -> list[Wanted]:
    """What the order still needs beyond what is picked or reserved for it."""
    rows = await session.execute(
        sa.select(
            _line.c.id, _line.c.item_id, _line.c.qty, _line.c.allocated_qty, _line.c.picked_qty
        )
        .where(_line.c.order_id == order_id, sa.not_(_line.c.closed))
        .order_by(_line.c.line_no)
    )
    wanted = [
        Wanted(row.id, row.item_id, row.qty - row.allocated_qty - row.picked_qty) for row in rows
    ]
    return [one for one in wanted if one.qty > 0]


async def _new_task(session: AsyncSession, order_id: UUID) -> UUID:
    task_id = new_id()
    row = {
        "id": task_id,
        "number": await next_number(session, SERIES),
        "sales_order_id": order_id,
        "state": TaskState.OPEN,
        "created_at": clock.now(),
    }
    await session.execute(sa.insert(_task).values(row))
    return task_id


async def reported_short(session: AsyncSession, task_id: UUID) -> frozenset[LotInBin]:
    """Lots in bins where a picker of this walk did not find what the books say."""
    rows = await session.execute(
        sa.select(_stop.c.lot_id, _stop.c.location_id).where(
            _stop.c.task_id == task_id, _stop.c.short_qty > 0
        )
    )
    return frozenset((row.lot_id, row.location_id) for row in rows)


async def _last_walk(session: AsyncSession, order_id: UUID, number: str) -> UUID:
    task_id = await last_task_id(session, order_id)
    if task_id is None:
        raise NothingToPick(f"Order {number} has nothing to pick.", number=number)
    return task_id


async def _say_no_stock(session: AsyncSession, number: str, wanted: Sequence[Wanted]) -> None:
    needed: dict[UUID, Decimal] = {}
    for one in wanted:
        needed[one.item_id] = needed.get(one.item_id, Decimal(0)) + one.qty
    rows = await session.execute(
        sa.select(_item.c.id, _item.c.sku, _item.c.name).where(_item.c.id.in_(needed))
    )
    missing = [
        {"sku": row.sku, "name": row.name, "qty": decimal_text(needed[row.id])} for row in rows
    ]
    names = ", ".join(f"{one['qty']} {one['name']}" for one in missing[:3])
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    raise NoStock(
        f"Nothing that may be picked is in stock for order {number}: {names}{more}.",
        number=number,
        missing=missing,
    )
