"""The places every workflow needs by their use: dock, packing bin, and the virtual counterparties.

One statement each, built once, and nothing kept in memory, so a place changed by a manager counts
at once. What is returned is for reading only.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Location, LocationLevel, LocationUse
from app.catalog.problems import PlaceMissing
from app.core.prepared import copy_of, prepared
from app.core.types import new_id
from app.core.upsert import insert_ignore, table_of

_location = table_of(Location)

VIRTUAL_USES = (
    LocationUse.VENDOR,
    LocationUse.CUSTOMER,
    LocationUse.ADJUSTMENT,
    LocationUse.TRANSIT,
)


async def virtual(session: AsyncSession, use: LocationUse) -> Location:
    """The ledger's counterparty for `use`: where goods come from or go to outside our bins."""
    return await _first(session, _VIRTUAL, {"use": use}, f"The counterparty “{use}” is missing.")


async def dock(session: AsyncSession, warehouse_id: UUID | None = None) -> Location:
    """Where received goods stand until they are put away; None: the first warehouse's."""
    return await _bin(session, LocationUse.DOCK, warehouse_id)


async def packing(session: AsyncSession, warehouse_id: UUID | None = None) -> Location:
    """Where picked goods wait to be packed and shipped; None: the first warehouse's."""
    return await _bin(session, LocationUse.PACKING, warehouse_id)


async def waiting(
    session: AsyncSession, use: LocationUse, warehouse_id: UUID | None = None
) -> Location:
    """Where damaged or quarantined goods of a warehouse wait for a decision."""
    return await _bin(session, use, warehouse_id)


async def by_id(session: AsyncSession, location_id: UUID) -> Location | None:
    """Any location, to look at."""
    row = (await session.execute(_BY_ID, {"location_id": location_id})).first()
    return None if row is None else copy_of(Location, row)


async def ensure_virtual_locations(session: AsyncSession) -> None:
    """Create the virtual counterparties that do not exist yet; safe to call at every start."""
    for use in VIRTUAL_USES:
        row = insert_ignore(session, Location).values(
            id=new_id(),
            code=f"@{use}",
            name=use.value.capitalize(),
            barcode=f"@{use}",
            level=LocationLevel.VIRTUAL,
            use=use,
        )
        await session.execute(row)


async def ensure_warehouse_bins(session: AsyncSession, warehouse: Location) -> None:
    """Give a warehouse a dock and a packing bin unless it has an active one of each."""
    present = set(
        await session.scalars(
            sa.select(col(Location.use)).where(
                col(Location.warehouse_id) == warehouse.id,
                col(Location.level) == LocationLevel.BIN,
                col(Location.active),
            )
        )
    )
    for use, suffix, name in (
        (LocationUse.DOCK, "DOCK", "Receiving dock"),
        (LocationUse.PACKING, "PACK", "Packing bench"),
    ):
        if use not in present:
            code = f"{warehouse.code}-{suffix}"
            session.add(
                Location(
                    code=code,
                    name=name,
                    barcode=f"BIN:{code}",
                    level=LocationLevel.BIN,
                    use=use,
                    parent_id=warehouse.id,
                    warehouse_id=warehouse.id,
                )
            )
    await session.flush()


_USE = sa.bindparam("use", type_=_location.c.use.type)
_BIN = (
    sa.select(_location)
    .where(_location.c.use == _USE, _location.c.level == LocationLevel.BIN, _location.c.active)
    .order_by(_location.c.walk_order, _location.c.id)
    .limit(1)
)
_FIRST_BIN = prepared(_BIN)
_FIRST_BIN_OF_WAREHOUSE = prepared(
    _BIN.where(_location.c.warehouse_id == sa.bindparam("warehouse_id"))
)
_VIRTUAL = prepared(
    sa.select(_location)
    .where(_location.c.use == _USE, _location.c.level == LocationLevel.VIRTUAL)
    .limit(1)
)
_BY_ID = prepared(sa.select(_location).where(_location.c.id == sa.bindparam("location_id")))


async def _bin(session: AsyncSession, use: LocationUse, warehouse_id: UUID | None) -> Location:
    missing = f"The warehouse has no {use} bin."
    if warehouse_id is None:
        return await _first(session, _FIRST_BIN, {"use": use}, missing)
    values = {"use": use, "warehouse_id": warehouse_id}
    return await _first(session, _FIRST_BIN_OF_WAREHOUSE, values, missing)


async def _first(
    session: AsyncSession, query: sa.Select[Any], values: dict[str, Any], missing: str
) -> Location:
    row = (await session.execute(query, values)).first()
    if row is None:
        raise PlaceMissing(missing)
    return copy_of(Location, row)
