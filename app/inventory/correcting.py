"""Make our stock of an item more or less without a person standing at the bin.

Used where the books are known to be right (a transaction entered in QuickBooks). Less is taken in
the order in which stock would leave, more is put where most of the item lies. Serial numbers cannot
be guessed: such items are counted instead.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationLevel, LocationUse, Tracking
from app.core.errors import FloorProblem
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.lots import ensure_lot
from app.inventory.models import Lot, MoveReason, StockBalance
from app.inventory.problems import InsufficientStock
from app.inventory.removal import FREE, removal_order

_balance, _bin = table_of(StockBalance).c, table_of(Location).c
_lot, _item = table_of(Lot).c, table_of(Item).c


class CountInstead(FloorProblem):
    code = "count_instead"
    title = "This needs a count"
    action = "Count the item: only the labels say which units are there."


@dataclass(frozen=True, slots=True)
class Why:
    """What the correction belongs to, for the moves it leaves, and who decided it."""

    document_type: str
    document_id: UUID
    user_id: UUID | None


async def correct(session: AsyncSession, item: Item, qty: Decimal, why: Why) -> list[UUID]:
    """Add `qty` base units of `item`, or take them away if negative; the ids of the moves.

    Raises CountInstead for serial-tracked items and where no lot is known to add to,
    InsufficientStock when less than that is free.
    """
    if item.tracking is Tracking.SERIAL:
        raise CountInstead(f"{item.name} has serial numbers.", sku=item.sku)
    nowhere = ledger.place(await places.virtual(session, LocationUse.ADJUSTMENT))
    parts = await _added(session, item, qty) if qty > 0 else await _taken(session, item, -qty)
    moves = [
        ledger.Move(
            item_id=item.id,
            lot_id=lot_id,
            qty=part,
            origin=nowhere if qty > 0 else where,
            target=where if qty > 0 else nowhere,
            reason=MoveReason.ADJUST,
            document_type=why.document_type,
            document_id=why.document_id,
        )
        for lot_id, where, part in parts
    ]
    return await ledger.post_moves(session, moves, ledger.MoveContext(user_id=why.user_id))


Part = tuple[UUID, ledger.Place, Decimal]


async def _added(session: AsyncSession, item: Item, qty: Decimal) -> list[Part]:
    found = await session.execute(
        sa.select(_balance.lot_id, _bin.id, _bin.allow_negative, _bin.code)
        .join(Location, _bin.id == _balance.location_id)
        .where(
            _balance.item_id == item.id,
            _balance.on_hand > 0,
            _bin.level == LocationLevel.BIN,
            _bin.use != LocationUse.PACKING,
            _bin.active,
        )
        .order_by(_balance.on_hand.desc(), _bin.code)
        .limit(1)
    )
    row = found.first()
    if row is not None:
        return [(row[0], ledger.Place(row[1], True, row[2], row[3]), qty)]
    if item.tracking is not Tracking.NONE or item.has_expiry:
        raise CountInstead(f"No lot of {item.name} is in stock to add to.", sku=item.sku)
    lot = await ensure_lot(session, item_id=item.id)
    return [(lot.id, ledger.place(await places.dock(session)), qty)]


async def _taken(session: AsyncSession, item: Item, qty: Decimal) -> list[Part]:
    rows = await session.execute(
        sa.select(_balance.lot_id, _bin.id, _bin.allow_negative, _bin.code, FREE)
        .join(Location, _bin.id == _balance.location_id)
        .join(Lot, _lot.id == _balance.lot_id)
        .join(Item, _item.id == _balance.item_id)
        .where(
            _balance.item_id == item.id,
            _balance.on_hand > _balance.reserved,
            _bin.level == LocationLevel.BIN,
        )
        .order_by(*removal_order())
    )
    parts: list[Part] = []
    left = qty
    for lot_id, bin_id, allow_negative, code, free in rows:
        part = min(free, left)
        parts.append((lot_id, ledger.Place(bin_id, True, allow_negative, code), part))
        left -= part
        if not left:
            return parts
    raise InsufficientStock(
        f"{decimal_text(qty)} {item.name} would have to go, {decimal_text(qty - left)} are free.",
        action="Unpick orders that hold the rest, or count the item.",
        asked=qty,
        available=qty - left,
    )
