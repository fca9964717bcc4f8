"""The only writers of the progress counters: how much of each order line has happened.

Every change is one guarded UPDATE in the transaction that books the stock, so two people can
never count the same unit twice. What QuickBooks says of an order (quantities, prices, closing) is
mirrored by the sync pull; what the floor did is counted here.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.events import Event, announce
from app.core.prepared import prepared
from app.core.types import Quantity, decimal_text
from app.core.upsert import affected, table_of
from app.orders.models import (
    OrderState,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
)
from app.orders.problems import OrderProgressInvalid

_po_line = table_of(PurchaseOrderLine)
_so_line = table_of(SalesOrderLine)
_so = table_of(SalesOrder)
_bought, _sold = _po_line.c, _so_line.c

_MORE = sa.bindparam("more", type_=Quantity())
_RECEIVED = prepared(
    sa.update(_po_line)
    .where(_bought.id == sa.bindparam("line_id"), _bought.received_qty + _MORE >= 0)
    .values(received_qty=_bought.received_qty + _MORE)
)
_SHIPPED = prepared(
    sa.update(_so_line)
    .where(
        _sold.id == sa.bindparam("line_id"),
        _sold.shipped_qty + _MORE >= 0,
        _sold.shipped_qty + _MORE <= _sold.picked_qty,
    )
    .values(shipped_qty=_sold.shipped_qty + _MORE)
)
_PUT_BACK = prepared(
    sa.update(_so_line)
    .where(
        _sold.id == sa.bindparam("line_id"),
        _sold.allocated_qty >= _MORE,
        _sold.picked_qty + _MORE >= _sold.shipped_qty,
    )
    .values(allocated_qty=_sold.allocated_qty - _MORE, picked_qty=_sold.picked_qty + _MORE)
)
_PICKED = prepared(_PUT_BACK.where(_sold.picked_qty + _MORE <= _sold.qty, sa.not_(_sold.closed)))


def _closing(order: sa.Table, line: sa.Table) -> sa.Update:
    """Closes an order none of whose lines is left open."""
    unfinished = sa.exists().where(line.c.order_id == order.c.id, sa.not_(line.c.closed))
    return (
        sa.update(order)
        .where(
            order.c.id == sa.bindparam("order"),
            sa.or_(*(order.c.state == state for state in (OrderState.OPEN, OrderState.RELEASED))),
            sa.not_(unfinished),
        )
        .values(
            state=OrderState.CLOSED,
            updated_at=sa.bindparam("now", type_=order.c.updated_at.type),
        )
    )


_CLOSE_PURCHASE_ORDER = prepared(_closing(table_of(PurchaseOrder), _po_line))
_CLOSE_SALES_ORDER = prepared(_closing(_so, _so_line))
_CLOSE_RECEIVED = prepared(
    sa.update(_po_line)
    .where(_bought.order_id == sa.bindparam("order"), _bought.received_qty >= _bought.qty)
    .values(closed=True)
)
_CLOSE_SHIPPED = prepared(
    sa.update(_so_line)
    .where(_sold.order_id == sa.bindparam("order"), _sold.shipped_qty >= _sold.qty)
    .values(closed=True)
)


async def record_received(session: AsyncSession, line_id: UUID, qty: Decimal) -> None:
    """Count `qty` more as received of a purchase order line; negative takes it back.

    More than ordered is possible: whether it may be is decided by receiving's rules.
    """
    refusal = f"{decimal_text(qty)} cannot be counted as received."
    await _count(session, _RECEIVED, refusal, {"line_id": line_id, "more": qty})


async def record_allocated(session: AsyncSession, line_id: UUID, qty: Decimal) -> None:
    """Count `qty` more as reserved for a sales order line, never more than ordered; negative gives
    it back."""
    update = (
        sa.update(_so_line)
        .where(_sold.id == line_id, _sold.allocated_qty + qty >= 0)
        .values(allocated_qty=_sold.allocated_qty + qty)
    )
    if qty > 0:
        room = _sold.qty - _sold.picked_qty
        update = update.where(_sold.allocated_qty + qty <= room, sa.not_(_sold.closed))
    await _count(session, update, f"{decimal_text(qty)} cannot be reserved for this line.")


async def record_picked(session: AsyncSession, line_id: UUID, qty: Decimal) -> None:
    """Turn `qty` reserved into `qty` picked; negative puts picked goods back to reserved.

    Refused when QuickBooks lowered or closed the line since it was reserved.
    """
    refusal = f"The order no longer asks for {decimal_text(qty)} more."
    update = _PICKED if qty > 0 else _PUT_BACK
    await _count(session, update, refusal, {"line_id": line_id, "more": qty})


async def record_shipped(session: AsyncSession, line_id: UUID, qty: Decimal) -> None:
    """Count `qty` picked as shipped; negative takes a shipment back."""
    refusal = f"{decimal_text(qty)} were not picked for this line."
    await _count(session, _SHIPPED, refusal, {"line_id": line_id, "more": qty})


async def mark_released(session: AsyncSession, order_id: UUID) -> bool:
    """Open → released, the signal to pick. False when it was not open (released before, closed)."""
    released = await affected(
        session,
        sa.update(_so)
        .where(_so.c.id == order_id, _so.c.state == OrderState.OPEN)
        .values(state=OrderState.RELEASED, updated_at=clock.now()),
    )
    if released:
        progress_changed(session, "sales_order", order_id)
    return released == 1


async def settle_purchase_order(session: AsyncSession, order_id: UUID) -> bool:
    """Close the lines that arrived in full, and the order when all did; True if it closed now.

    Called when a receipt is completed: until then more of a full line may still be counted.
    """
    await affected(session, _CLOSE_RECEIVED, {"order": order_id})
    values = {"order": order_id, "now": clock.now()}
    closed = await affected(session, _CLOSE_PURCHASE_ORDER, values) == 1
    progress_changed(session, "purchase_order", order_id)
    return closed


async def settle_sales_order(session: AsyncSession, order_id: UUID) -> bool:
    """Close the lines that shipped in full, and the order when all did; True if it closed now."""
    await affected(session, _CLOSE_SHIPPED, {"order": order_id})
    values = {"order": order_id, "now": clock.now()}
    closed = await affected(session, _CLOSE_SALES_ORDER, values) == 1
    progress_changed(session, "sales_order", order_id)
    return closed


async def _count(
    session: AsyncSession,
    statement: sa.Update,
    refusal: str,
    params: dict[str, Any] | None = None,
) -> None:
    if not await affected(session, statement, params):
        raise OrderProgressInvalid(refusal)


def progress_changed(session: AsyncSession, kind: str, order_id: UUID) -> None:
    """Tell the screens, after the commit, that an order's counters or state moved."""
    announce(session, Event("order.changed", {"type": kind, "id": str(order_id)}))
