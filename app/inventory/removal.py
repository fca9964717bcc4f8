"""Which stock goes first, as one ORDER BY.

FEFO: earliest use-by date, then earliest received, then the bin met first on the walk. FIFO leaves
the date out. Expired, held, damaged, quarantined and packed stock is not in the list at all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import PICKABLE_USES, Item, Location, LocationLevel, RemovalOrder
from app.core.types import Quantity
from app.core.upsert import table_of
from app.inventory.models import Lot, LotStatus, StockBalance

_item = table_of(Item).c
_lot = table_of(Lot).c
_location = table_of(Location).c
_balance = table_of(StockBalance).c

USE_BY: sa.ColumnElement[date] = sa.func.coalesce(_lot.expires_on, _lot.best_before)
"""The date that decides FEFO and expiry: AI 17, else AI 15."""

FREE: sa.ColumnElement[Decimal] = sa.type_coerce(_balance.on_hand - _balance.reserved, Quantity())


@dataclass(frozen=True, slots=True)
class FreeStock:
    """What of a lot in a bin nobody has reserved."""

    item_id: UUID
    lot_id: UUID
    location_id: UUID
    free: Decimal


def removal_order() -> tuple[sa.ColumnElement[Any], ...]:
    """ORDER BY for rows of item, lot and location: what has to leave first comes first."""
    by_date = sa.case((_item.removal == RemovalOrder.FEFO, USE_BY), else_=None)
    return (
        by_date.asc().nulls_last(),
        _lot.received_at.asc(),
        _location.walk_order.asc(),
        _location.code.asc(),
        _lot.id.asc(),
    )


def may_leave(today: date) -> sa.ColumnElement[bool]:
    """May this lot in this bin be picked at all? A lot is good up to and including its date."""
    return sa.and_(
        _location.level == LocationLevel.BIN,
        _location.use.in_(PICKABLE_USES),
        _location.active,
        _lot.status == LotStatus.AVAILABLE,
        sa.or_(USE_BY.is_(None), today <= USE_BY),
    )


async def free_stock(
    session: AsyncSession, item_ids: Collection[UUID], *, today: date
) -> list[FreeStock]:
    """Everything pickable and unreserved of these items, in removal order per item."""
    rows = await session.execute(
        sa.select(_balance.item_id, _balance.lot_id, _balance.location_id, FREE)
        .join(Lot, _lot.id == _balance.lot_id)
        .join(Location, _location.id == _balance.location_id)
        .join(Item, _item.id == _balance.item_id)
        .where(
            _balance.item_id.in_(item_ids),
            _balance.on_hand > _balance.reserved,
            may_leave(today),
        )
        .order_by(_balance.item_id, *removal_order())
    )
    return [FreeStock(*row) for row in rows]


def out_of_order(
    removal: RemovalOrder,
    *,
    due: tuple[date | None, datetime],
    taken: tuple[date | None, datetime],
) -> bool:
    """Would taking a lot leave an older one behind? Each lot is its (use-by date, received at).

    Equal dates are fine: nobody is served older goods by swapping two lots of the same day.
    """
    if removal is RemovalOrder.FEFO:
        return (taken[0] or date.max) > (due[0] or date.max)
    return taken[1] > due[1]
