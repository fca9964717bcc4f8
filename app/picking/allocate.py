"""Turn what order lines still need into reserved stock and stops of a walk.

Stock is offered in removal order and reserved by guarded updates, so two releases at the same
moment share what there is and never promise a unit twice. Lines are served sorted by item, which
keeps two releases from locking the same balances in opposite order.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.types import new_id
from app.core.upsert import affected, table_of
from app.inventory import ledger
from app.inventory.removal import FreeStock, free_stock
from app.orders import service as orders
from app.picking.models import Allocation

_stop = table_of(Allocation)

LotInBin = tuple[UUID, UUID]
"""(lot id, location id)"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order line that still needs `qty`."""

    line_id: UUID
    item_id: UUID
    qty: Decimal


async def allocate(
    session: AsyncSession,
    task_id: UUID,
    wanted: Sequence[Wanted],
    *,
    today: date,
    avoid: Collection[LotInBin] = (),
) -> dict[UUID, Decimal]:
    """Reserve what there is and put it on the walk; returns how much each line got.

    `avoid` are lots in bins that were reported short on this walk: the books still show them.
    """
    stock = _by_item(await free_stock(session, {one.item_id for one in wanted}, today=today), avoid)
    got: dict[UUID, Decimal] = {}
    for one in sorted(wanted, key=lambda want: (want.item_id, want.line_id)):
        reserved = await _reserve(session, one.qty, stock[one.item_id])
        if reserved:
            got[one.line_id] = sum(reserved.values(), Decimal(0))
            await orders.record_allocated(session, one.line_id, got[one.line_id])
            for (lot_id, location_id), qty in reserved.items():
                await add_stop(
                    session, task_id, one, lot_id=lot_id, location_id=location_id, qty=qty
                )
    return got


async def add_stop(
    session: AsyncSession,
    task_id: UUID,
    wanted: Wanted,
    *,
    lot_id: UUID,
    location_id: UUID,
    qty: Decimal,
) -> UUID:
    """Put reserved stock on the walk, on the stop of the same lot, bin and line if there is one."""
    known = (
        sa.update(_stop)
        .where(
            _stop.c.task_id == task_id,
            _stop.c.order_line_id == wanted.line_id,
            _stop.c.lot_id == lot_id,
            _stop.c.location_id == location_id,
        )
        .values(qty=_stop.c.qty + qty)
        .returning(_stop.c.id)
    )
    stop_id: UUID | None = (await session.execute(known)).scalar_one_or_none()
    if stop_id is None:
        stop_id = new_id()
        row = {
            "id": stop_id,
            "task_id": task_id,
            "order_line_id": wanted.line_id,
            "item_id": wanted.item_id,
            "lot_id": lot_id,
            "location_id": location_id,
            "qty": qty,
            "picked_qty": Decimal(0),
            "short_qty": Decimal(0),
            "short_reason": "",
            "created_at": clock.now(),
        }
        await session.execute(sa.insert(_stop).values(row))
    return stop_id


async def lower_stop(
    session: AsyncSession,
    stop_id: UUID,
    qty: Decimal,
    *,
    short_reason: str = "",
    short_by: UUID | None = None,
) -> bool:
    """Take `qty` off what a stop still has to give; False when it has less left.

    With a reason it is noted as short.
    """
    values: dict[str, object] = {"qty": _stop.c.qty - qty}
    if short_reason:
        values |= {
            "short_qty": _stop.c.short_qty + qty,
            "short_reason": short_reason,
            "short_by": short_by,
            "short_at": clock.now(),
        }
    update = sa.update(_stop).where(_stop.c.id == stop_id, _stop.c.qty - qty >= _stop.c.picked_qty)
    return await affected(session, update.values(values)) == 1


async def _reserve(
    session: AsyncSession, qty: Decimal, stock: list[FreeStock]
) -> dict[LotInBin, Decimal]:
    """Reserve up to `qty` along the removal order; what is used up leaves the front of `stock`."""
    reserved: dict[LotInBin, Decimal] = {}
    missing = qty
    while missing > 0 and stock:
        first = stock[0]
        taken = await ledger.reserve(
            session, lot_id=first.lot_id, location_id=first.location_id, qty=missing
        )
        if taken:
            reserved[first.lot_id, first.location_id] = taken
            missing -= taken
        if missing > 0:
            stock.pop(0)
    return reserved


def _by_item(
    stock: Sequence[FreeStock], avoid: Collection[LotInBin]
) -> defaultdict[UUID, list[FreeStock]]:
    by_item: defaultdict[UUID, list[FreeStock]] = defaultdict(list)
    for one in stock:
        if (one.lot_id, one.location_id) not in avoid:
            by_item[one.item_id].append(one)
    return by_item
