"""Opening a count: which bins, and that nobody counts one of them twice at the same time."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Location, LocationLevel, LocationUse
from app.core import clock
from app.core.numbering import next_number
from app.core.types import new_id
from app.core.upsert import affected, insert_ignore, table_of
from app.counting.head import BinHead, changed, live_bin
from app.counting.models import (
    BinState,
    CountBin,
    CountLine,
    CountOrigin,
    CountSession,
    Decision,
    SessionState,
)
from app.inventory.models import StockBalance
from app.picking.models import Allocation

SERIES = "CC"  # CC-000042, the adjustment's number in QuickBooks
SHORT_PRIORITY = 10
"""A bin where a picker found too little comes before what a plan asks for."""

_session, _bin, _place = table_of(CountSession), table_of(CountBin), table_of(Location)
_line = table_of(CountLine)
_balance, _stop = table_of(StockBalance).c, table_of(Allocation).c


async def open_count(
    session: AsyncSession,
    location_ids: Sequence[UUID],
    *,
    origin: CountOrigin,
    opened_by: UUID | None = None,
    plan_id: UUID | None = None,
    item_id: UUID | None = None,
    note: str = "",
    priority: int = 0,
) -> UUID | None:
    """A count of these bins; those that are in another one are left out. None if all are."""
    session_id = new_id()
    row = {
        "id": session_id,
        "number": await next_number(session, SERIES),
        "state": SessionState.OPEN,
        "origin": origin,
        "plan_id": plan_id,
        "item_id": item_id,
        "note": note.strip()[:200],
        "priority": priority,
        "told": False,
        "opened_by": opened_by,
        "created_at": clock.now(),
    }
    await session.execute(sa.insert(_session).values(row))
    taken = [await add_bin(session, session_id, one) for one in location_ids]
    if not any(taken):
        await session.execute(sa.delete(_session).where(_session.c.id == session_id))
        return None
    changed(session, session_id)
    return session_id


async def add_bin(
    session: AsyncSession, session_id: UUID, location_id: UUID, *, round_: int = 1
) -> bool:
    """Put a bin on a count; False when it is in one already."""
    row = insert_ignore(session, CountBin).values(
        id=new_id(),
        session_id=session_id,
        location_id=location_id,
        round=round_,
        state=BinState.WAITING,
        live=True,
    )
    return await affected(session, row) == 1


async def next_round(session: AsyncSession, here: BinHead) -> BinHead:
    """The bin is to be counted once more; what was counted so far no longer decides."""
    await session.execute(
        sa.update(_bin).where(_bin.c.id == here.id).values(live=False, state=BinState.REPLACED)
    )
    await session.execute(
        sa.update(_line)
        .where(_line.c.bin_id == here.id, _line.c.decision == Decision.OPEN)
        .values(decision=Decision.REJECTED, decided_at=clock.now())
    )
    await session.execute(
        sa.update(_session).where(_session.c.id == here.session_id).values(state=SessionState.OPEN)
    )
    await add_bin(session, here.session_id, here.location_id, round_=here.round + 1)
    changed(session, here.session_id)
    again = await live_bin(session, here.location_id)
    assert again is not None  # noqa: S101 - just added
    return again


async def bins_within(session: AsyncSession, location_ids: Sequence[UUID]) -> list[UUID]:
    """The bins in use among these places, in walk order: a zone or warehouse stands for its own."""
    tree = (_place.c.id, _place.c.parent_id, _place.c.warehouse_id)
    query = (
        sa.select(_place.c.id)
        .where(
            sa.or_(*(level.in_(location_ids) for level in tree)),
            _place.c.level == LocationLevel.BIN,
            _place.c.use != LocationUse.PACKING,
            _place.c.active,
        )
        .order_by(_place.c.walk_order, _place.c.code)
    )
    return list(await session.scalars(query))


async def bins_with(session: AsyncSession, item_id: UUID) -> list[UUID]:
    """The bins that hold an item as the ledger has it, in walk order."""
    query = (
        sa.select(_place.c.id)
        .join(StockBalance, _balance.location_id == _place.c.id)
        .where(
            _balance.item_id == item_id,
            _balance.on_hand != 0,
            _place.c.use != LocationUse.PACKING,
        )
        .group_by(_place.c.id, _place.c.walk_order, _place.c.code)
        .order_by(_place.c.walk_order, _place.c.code)
    )
    return list(await session.scalars(query))


async def count_after_short(
    session: AsyncSession, stop_id: UUID, *, opened_by: UUID
) -> UUID | None:
    """A picker found too little: the bin is to be counted soon. The id of the count it is in."""
    location_id = await session.scalar(sa.select(_stop.location_id).where(_stop.id == stop_id))
    assert location_id is not None  # noqa: S101 - the stop was just reported short
    live = await live_bin(session, location_id)
    if live is None:
        return await open_count(
            session,
            [location_id],
            origin=CountOrigin.SHORT_PICK,
            opened_by=opened_by,
            note="A picker found too little here.",
            priority=SHORT_PRIORITY,
        )
    await session.execute(
        sa.update(_session)
        .where(_session.c.id == live.session_id, _session.c.priority < SHORT_PRIORITY)
        .values(priority=SHORT_PRIORITY)
    )
    changed(session, live.session_id)
    return live.session_id
