"""Opening stock: what was there before the first scan, booked as moves like everything else."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationUse
from app.inventory import ledger
from app.inventory.lots import ensure_lot
from app.inventory.models import Lot, MoveReason
from app.inventory.serials import enter_serial


async def open_stock(
    session: AsyncSession,
    item: Item,
    *,
    location: Location,
    qty: Decimal,
    lot_number: str = "",
    expires_on: date | None = None,
    serials: Sequence[str] = (),
    user_id: UUID | None = None,
) -> Lot:
    """Put `qty` base units of `item` into a bin from nowhere; returns the lot they are in.

    With `serials`, `qty` must be how many there are, each becomes its own move of one unit.
    """
    origin = await places.virtual(session, LocationUse.ADJUSTMENT)
    lot = await ensure_lot(session, item_id=item.id, number=lot_number, expires_on=expires_on)
    units: list[tuple[Decimal, UUID | None]] = [(qty, None)]
    if serials:
        units = [
            (
                Decimal(1),
                await enter_serial(session, item, lot_id=lot.id, number=number, origin=origin),
            )
            for number in serials
        ]
    moves = [
        ledger.Move(
            item_id=item.id,
            lot_id=lot.id,
            serial_id=serial_id,
            qty=count,
            origin=ledger.place(origin),
            target=ledger.place(location),
            reason=MoveReason.OPENING,
            document_type="opening",
        )
        for count, serial_id in units
    ]
    await ledger.post_moves(session, moves, ledger.MoveContext(user_id=user_id))
    return lot
