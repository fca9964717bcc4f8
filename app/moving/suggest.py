"""Where goods in hand could go: to their own lot, to the same item, or to an empty bin.

Of each kind the one met first on the walk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Location, LocationLevel, LocationUse
from app.core.upsert import table_of
from app.inventory.models import StockBalance
from app.moving.hands import InHand

_bin, _balance = table_of(Location), table_of(StockBalance)
_LINES = 12
"""More goods than that are a whole bin on its way: it goes where the person takes it."""


class Because(StrEnum):
    """Why a bin is offered."""

    SAME_LOT = "same_lot"
    SAME_ITEM = "same_item"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A bin and why."""

    id: UUID
    code: str
    because: Because


async def suggestions(
    session: AsyncSession, held: Sequence[InHand]
) -> dict[UUID, list[Suggestion]]:
    """Up to three bins for each of the first goods in hand, the best first."""
    return {one.id: await _for(session, one) for one in held[:_LINES]}


async def _for(session: AsyncSession, line: InHand) -> list[Suggestion]:
    found: dict[UUID, Suggestion] = {}
    here = _balance.c.location_id == _bin.c.id
    any_stock = sa.select(_balance.c.lot_id).where(here, _balance.c.on_hand > 0)
    same_lot = sa.exists(any_stock.where(_balance.c.lot_id == line.lot_id))
    same_item = sa.exists(any_stock.where(_balance.c.item_id == line.item_id))
    for because, fits in (
        (Because.SAME_LOT, same_lot if line.lot_number else sa.false()),
        (Because.SAME_ITEM, same_item),
        (Because.EMPTY, ~sa.exists(any_stock)),
    ):
        query = (
            sa.select(_bin.c.id, _bin.c.code)
            .where(
                _bin.c.level == LocationLevel.BIN,
                _bin.c.use == LocationUse.STORAGE,
                _bin.c.active,
                _bin.c.warehouse_id == line.warehouse_id,
                _bin.c.id.not_in([line.from_id, *found]),
                fits,
            )
            .order_by(_bin.c.walk_order, _bin.c.code)
            .limit(1)
        )
        row = (await session.execute(query)).one_or_none()
        if row is not None:
            found[row.id] = Suggestion(row.id, row.code, because)
    return list(found.values())
