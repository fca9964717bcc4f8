"""Reserved stock that is moved to another bin: the stops of the walks follow it.

Somebody tidies up and the picker must not be sent to an empty bin, nor the order lose its goods.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.events import Event, announce
from app.core.types import Quantity
from app.core.upsert import table_of
from app.orders.models import SalesOrder
from app.picking.allocate import Wanted, add_stop, lower_stop
from app.picking.models import Allocation, PickTask

_stop, _task, _order = table_of(Allocation), table_of(PickTask), table_of(SalesOrder)
_REST = sa.type_coerce(_stop.c.qty - _stop.c.picked_qty, Quantity())


async def relocate(
    session: AsyncSession, *, lot_id: UUID, origin_id: UUID, target_id: UUID, qty: Decimal
) -> Decimal:
    """Send the walks that were to take up to `qty` of a lot from one bin to another one.

    Returns for how much that was possible; the caller moves goods and reservation alike. Less than
    asked means that the rest was picked or given back since.
    """
    left = qty
    for stop in await _open_stops(session, lot_id, origin_id, lock=True):
        if left <= 0:
            break
        part = min(stop.rest, left)
        if not await lower_stop(session, stop.id, part):
            continue
        wanted = Wanted(stop.order_line_id, stop.item_id, part)
        await add_stop(
            session, stop.task_id, wanted, lot_id=lot_id, location_id=target_id, qty=part
        )
        announce(session, Event("document.changed", {"type": "pick_task", "id": str(stop.task_id)}))
        left -= part
    return qty - left


async def promised(session: AsyncSession, *, lot_id: UUID, location_id: UUID) -> list[str]:
    """The numbers of the orders a lot in a bin is reserved for, the longest waiting first."""
    stops = await _open_stops(session, lot_id, location_id)
    return list(dict.fromkeys(stop.number for stop in stops))


async def _open_stops(
    session: AsyncSession, lot_id: UUID, location_id: UUID, *, lock: bool = False
) -> list[Any]:
    query = (
        sa.select(
            _stop.c.id,
            _stop.c.task_id,
            _stop.c.order_line_id,
            _stop.c.item_id,
            _REST.label("rest"),
            _order.c.number,
        )
        .join(_task, _task.c.id == _stop.c.task_id)
        .join(_order, _order.c.id == _task.c.sales_order_id)
        .where(
            _stop.c.lot_id == lot_id,
            _stop.c.location_id == location_id,
            _stop.c.qty > _stop.c.picked_qty,
        )
        .order_by(_stop.c.created_at, _stop.c.id)
    )
    return list(await session.execute(query.with_for_update(of=_stop) if lock else query))
