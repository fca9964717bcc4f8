"""The tree of places: a warehouse holds zones, zones hold bins, only bins hold stock."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import queries
from app.catalog.models import Barcode, Item, Location, LocationLevel, LocationUse
from app.catalog.places import VIRTUAL_USES, ensure_warehouse_bins
from app.catalog.problems import (
    BarcodeTaken,
    LocationCodeTaken,
    LocationNotFound,
    StillUsed,
    WrongParent,
    WrongUse,
)
from app.core.events import Event, announce

_PARENTS = {
    LocationLevel.ZONE: (LocationLevel.WAREHOUSE,),
    LocationLevel.BIN: (LocationLevel.ZONE, LocationLevel.WAREHOUSE),
}
_STEP = 10  # between bins in walk order, so that one can be put between two


async def find_location(session: AsyncSession, location_id: UUID) -> Location:
    """One place of the tree; LocationNotFound."""
    location = await session.get(Location, location_id)
    if location is None or location.level is LocationLevel.VIRTUAL:
        raise LocationNotFound("This place does not exist.", id=location_id)
    return location


async def create_location(
    session: AsyncSession,
    *,
    code: str,
    level: LocationLevel,
    name: str = "",
    use: LocationUse = LocationUse.STORAGE,
    parent_id: UUID | None = None,
    barcode: str | None = None,
    walk_order: int | None = None,
) -> Location:
    """Add a place; a warehouse comes with its dock and packing bin.

    Codes are kept in capitals. The label is `BIN:` and the code unless given; without `walk_order`
    a place comes last. Raises LocationCodeTaken, BarcodeTaken, WrongParent, WrongUse.
    """
    code = code.upper()
    parent = await _parent(session, level, parent_id)
    _check_use(level, use)
    location = Location(
        code=code,
        name=name,
        barcode=barcode or f"BIN:{code}",
        level=level,
        use=use,
        parent_id=parent_id,
        warehouse_id=_warehouse_of(parent),
        walk_order=await _last_walk_order(session) + _STEP if walk_order is None else walk_order,
    )
    await _check_code(session, location)
    await _check_barcode(session, location)
    session.add(location)
    await session.flush()
    if level is LocationLevel.WAREHOUSE:
        await ensure_warehouse_bins(session, location)
    _changed(session, location.id)
    return location


async def change_location(session: AsyncSession, location_id: UUID, **fields: Any) -> Location:
    """Change name, use, barcode, walk_order or active.

    Raises LocationNotFound, BarcodeTaken, WrongUse, and StillUsed for a place that holds stock or
    places, or is a warehouse's only dock or packing bin.
    """
    location = await find_location(session, location_id)
    leaves = fields.get("active") is False and location.active
    other_use = fields.get("use", location.use) != location.use
    if leaves or other_use:
        await _check_unused(session, location)
    for name, value in fields.items():
        setattr(location, name, value)
    _check_use(location.level, location.use)
    await _check_barcode(session, location)
    session.add(location)
    await session.flush()
    _changed(session, location.id)
    return location


async def _parent(
    session: AsyncSession, level: LocationLevel, parent_id: UUID | None
) -> Location | None:
    if level is LocationLevel.VIRTUAL:
        raise WrongParent("Only warehouses, zones and bins can be added.")
    if parent_id is None:
        if level is LocationLevel.WAREHOUSE:
            return None
        raise WrongParent(f"A {level} needs a place to be in.")
    parent = await find_location(session, parent_id)
    if parent.level not in _PARENTS.get(level, ()):
        raise WrongParent(f"A {level} cannot be in {parent.code}, which is a {parent.level}.")
    return parent


def _warehouse_of(parent: Location | None) -> UUID | None:
    if parent is None:
        return None
    return parent.id if parent.level is LocationLevel.WAREHOUSE else parent.warehouse_id


def _check_use(level: LocationLevel, use: LocationUse) -> None:
    if use in VIRTUAL_USES:
        raise WrongUse(f"“{use}” is a counterparty of the ledger, not a place.")
    if use is not LocationUse.STORAGE and level is not LocationLevel.BIN:
        raise WrongUse(f"Only a bin can be for {use}.")


async def _check_unused(session: AsyncSession, location: Location) -> None:
    if await queries.holds_stock(session, location_id=location.id):
        raise StillUsed(
            f"There is stock in {location.code}.", action="Move it away first.", code=location.code
        )
    below = select(Location.code).where(Location.parent_id == location.id, col(Location.active))
    child = (await session.exec(below.limit(1))).first()
    if child is not None:
        raise StillUsed(f"{location.code} still holds {child}.", action="Close that first.")
    if location.use in (LocationUse.DOCK, LocationUse.PACKING):
        same = select(sa.func.count(col(Location.id))).where(
            Location.warehouse_id == location.warehouse_id,
            Location.use == location.use,
            col(Location.active),
        )
        if (await session.exec(same)).one() < 2:
            raise StillUsed(
                f"{location.code} is the only {location.use} bin of its warehouse.",
                action="Add another one first.",
            )


async def _last_walk_order(session: AsyncSession) -> int:
    return (await session.exec(select(sa.func.max(Location.walk_order)))).one() or 0


async def _check_code(session: AsyncSession, location: Location) -> None:
    query = select(Location).where(Location.code == location.code)
    if (await session.exec(query)).first() is not None:
        raise LocationCodeTaken(f"There is already a place {location.code}.", code=location.code)


async def _check_barcode(session: AsyncSession, location: Location) -> None:
    with session.no_autoflush:
        other = await session.exec(
            select(Location).where(Location.barcode == location.barcode, Location.id != location.id)
        )
        place = other.first()
        item = await session.exec(
            select(Item)
            .join(Barcode, col(Barcode.item_id) == Item.id)
            .where(Barcode.text == location.barcode, col(Barcode.active))
        )
        goods = item.first()
    if place is not None:
        raise BarcodeTaken(f"{location.barcode} is the label of {place.code}.", place=place.code)
    if goods is not None:
        raise BarcodeTaken(
            f"{location.barcode} belongs to {goods.name} ({goods.sku}).", sku=goods.sku
        )


def _changed(session: AsyncSession, location_id: UUID) -> None:
    announce(session, Event("catalog.changed", {"location_id": str(location_id)}))
