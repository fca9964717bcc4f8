"""The places every workflow needs by their use: dock, packing bin, and the virtual counterparties.

One statement each, built once, and nothing kept in memory, so a place changed by a manager counts
at once.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from app.catalog.models import Location, LocationLevel, LocationUse
from app.catalog.problems import PlaceMissing
from app.core.types import new_id
from app.core.upsert import insert_ignore, table_of

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


_FIRST_BIN = (
    select(Location)
    .where(
        Location.use == sa.bindparam("use", type_=table_of(Location).c.use.type),
        Location.level == LocationLevel.BIN,
        col(Location.active),
    )
    .order_by(col(Location.walk_order), col(Location.id))
    .limit(1)
)
_FIRST_BIN_OF_WAREHOUSE = _FIRST_BIN.where(
    Location.warehouse_id == sa.bindparam("warehouse_id", type_=sa.Uuid)
)
_VIRTUAL = (
    select(Location)
    .where(
        Location.use == sa.bindparam("use", type_=table_of(Location).c.use.type),
        Location.level == LocationLevel.VIRTUAL,
    )
    .limit(1)
)


async def _bin(session: AsyncSession, use: LocationUse, warehouse_id: UUID | None) -> Location:
    query, params = _FIRST_BIN, {"use": use, "warehouse_id": warehouse_id}
    if warehouse_id is not None:
        query = _FIRST_BIN_OF_WAREHOUSE
    return await _first(session, query, params, f"The warehouse has no {use} bin.")


async def _first(
    session: AsyncSession, query: SelectOfScalar[Location], params: dict[str, Any], missing: str
) -> Location:
    found = (await session.exec(query, params=params)).first()
    if found is None:
        raise PlaceMissing(missing)
    return found
