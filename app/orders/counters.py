"""How far each line of a sales order is: allocated, picked, shipped.

Every change is one guarded UPDATE in the transaction that books the stock. A line never promises
more than was ordered, and `allocated_qty` turns into `picked_qty`, which `shipped_qty` follows.
"""

from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import Conflict
from app.core.events import Event, announce
from app.core.upsert import table_of
from app.orders.models import OrderState, SalesOrder, SalesOrderLine

_line = table_of(SalesOrderLine).c
_order = table_of(SalesOrder).c


class OrderLineChanged(Conflict):
    """The line no longer has room for this: someone was faster, or QuickBooks lowered it."""

    code = "order_line_changed"
    title = "The order changed meanwhile"
    action = "Reload the order and look again."


async def allocate(session: AsyncSession, line_id: UUID, qty: Decimal) -> None:
    """Promise reserved stock to a line, never more than ordered."""
    room = (_line.allocated_qty + qty <= _line.qty - _line.picked_qty) & ~_line.closed
    await _change(session, line_id, room, allocated_qty=_line.allocated_qty + qty)


async def unallocate(session: AsyncSession, line_id: UUID, qty: Decimal) -> None:
    """Take a promise back: the line is on backorder by that much again."""
    await _change(
        session, line_id, _line.allocated_qty >= qty, allocated_qty=_line.allocated_qty - qty
    )


async def pick(session: AsyncSession, line_id: UUID, qty: Decimal) -> None:
    """What was allocated has been picked; refused when the order now asks for less."""
    await _change(
        session,
        line_id,
        (_line.allocated_qty >= qty) & (_line.picked_qty + qty <= _line.qty) & ~_line.closed,
        allocated_qty=_line.allocated_qty - qty,
        picked_qty=_line.picked_qty + qty,
    )


async def ship(session: AsyncSession, line_id: UUID, qty: Decimal) -> None:
    """What was picked has left the building."""
    await _change(
        session,
        line_id,
        _line.shipped_qty + qty <= _line.picked_qty,
        shipped_qty=_line.shipped_qty + qty,
    )


async def mark_released(session: AsyncSession, order_id: UUID) -> None:
    """The floor may work on this order."""
    await _set_state(session, order_id, OrderState.RELEASED, _order.state == OrderState.OPEN)


async def close_if_shipped(session: AsyncSession, order_id: UUID) -> bool:
    """Close the order once every line has left in full; says whether it is closed now."""
    waiting = sa.exists().where(
        _line.order_id == order_id, ~_line.closed, _line.shipped_qty < _line.qty
    )
    open_states = _order.state.in_((OrderState.OPEN, OrderState.RELEASED))
    return await _set_state(session, order_id, OrderState.CLOSED, open_states & ~waiting)


async def _change(
    session: AsyncSession, line_id: UUID, guard: sa.ColumnElement[bool], **values: object
) -> None:
    result = await session.execute(
        sa.update(SalesOrderLine)
        .where(_line.id == line_id, guard)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if not result.rowcount:  # type: ignore[attr-defined]
        raise OrderLineChanged("This order line changed while you worked on it.", line_id=line_id)


async def _set_state(
    session: AsyncSession, order_id: UUID, state: OrderState, guard: sa.ColumnElement[bool]
) -> bool:
    result = await session.execute(
        sa.update(SalesOrder)
        .where(_order.id == order_id, guard)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    announce(session, Event("order.changed", {"sales_order_id": str(order_id)}))
    return bool(result.rowcount)  # type: ignore[attr-defined]
