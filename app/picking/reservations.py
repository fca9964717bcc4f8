"""What ought to be reserved, told from its sources: `verify` compares it with the balances."""

from typing import Any

import sqlalchemy as sa

from app.core.upsert import table_of
from app.inventory.models import MoveReason, StockMove
from app.picking.models import Allocation

_stop, _move = table_of(Allocation).c, table_of(StockMove).c


def open_reservations() -> list[sa.Select[Any]]:
    """Selects (lot, bin, quantity): stops not picked yet, and picked goods that wait to ship."""
    return [
        sa.select(_stop.lot_id, _stop.location_id, _stop.qty - _stop.picked_qty).where(
            _stop.qty > _stop.picked_qty
        ),
        sa.select(_move.lot_id, _move.to_id, _move.qty).where(_move.reason == MoveReason.PICK),
        sa.select(_move.lot_id, _move.from_id, -_move.qty).where(_move.reason == MoveReason.SHIP),
    ]
