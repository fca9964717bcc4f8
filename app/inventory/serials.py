"""Single units: a serial number is unique per item and in exactly one place.

A serial enters stock at receipt: it is made at the virtual counterparty the goods come from, and
the ledger line of quantity 1 then moves it to the bin, like any other move.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location
from app.core import clock
from app.core.errors import Invalid
from app.core.types import new_id
from app.core.upsert import affected, insert_ignore, table_of
from app.inventory.labels import place_label
from app.inventory.models import SerialNumber
from app.inventory.problems import SerialTaken

NUMBER_LENGTH = 40
_serial = table_of(SerialNumber).c


async def find_serial(session: AsyncSession, item_id: UUID, number: str) -> SerialNumber | None:
    """The item's unit of that number, wherever it is, or None if we never had it."""
    query = select(SerialNumber).where(
        SerialNumber.item_id == item_id, SerialNumber.number == number
    )
    return (await session.exec(query)).one_or_none()


async def enter_serial(
    session: AsyncSession, item: Item, *, lot_id: UUID, number: str, origin: Location
) -> UUID:
    """Make a unit known at `origin`, ready to be moved from there into a bin; returns its id.

    Raises SerialTaken when the unit is anywhere else: in stock already, or shipped before.
    """
    if not 0 < len(number) <= NUMBER_LENGTH:
        raise Invalid(f"A serial number has 1 to {NUMBER_LENGTH} characters.", serial=number)
    serial_id = new_id()
    row = insert_ignore(session, SerialNumber).values(
        id=serial_id,
        item_id=item.id,
        lot_id=lot_id,
        number=number,
        location_id=origin.id,
        created_at=clock.now(),
    )
    if await affected(session, row):
        return serial_id
    return await _re_enter(session, item, lot_id=lot_id, number=number, origin=origin)


async def _re_enter(
    session: AsyncSession, item: Item, *, lot_id: UUID, number: str, origin: Location
) -> UUID:
    """A unit whose receipt was reversed stands at `origin` again and may come back in."""
    back = (
        sa.update(SerialNumber)
        .where(
            _serial.item_id == item.id,
            _serial.number == number,
            _serial.location_id == origin.id,
        )
        .values(lot_id=lot_id)
        .returning(_serial.id)
        .execution_options(synchronize_session=False)
    )
    found: UUID | None = (await session.execute(back)).scalar_one_or_none()
    if found is not None:
        return found
    known = await find_serial(session, item.id, number)
    where = await session.get(Location, known.location_id) if known else None
    place = place_label(where) if where else "another place"
    raise SerialTaken(
        f"{item.sku} {number} was received before and is now: {place}.",
        action="Check the serial number on the unit; each one is received once.",
        serial=number,
        sku=item.sku,
        location=place,
    )
