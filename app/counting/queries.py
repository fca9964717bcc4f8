"""What the floor reads of counts. Nothing here says what the books expect."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.models import Item, Location
from app.core.upsert import table_of
from app.counting.head import company_rules
from app.counting.models import BinState, CountBin, CountEntry, CountSession, SessionState
from app.counting.problems import CountNotFound
from app.counting.schemas import CountItem, CountTally, CountTask, CountTaskBin, CountTaskRow
from app.inventory.models import Lot

_session, _bin, _entry = table_of(CountSession).c, table_of(CountBin).c, table_of(CountEntry).c
_item, _place, _user, _lot = (table_of(one).c for one in (Item, Location, User, Lot))
_DONE = (BinState.COUNTED, BinState.REPLACED)


async def count_tasks(session: AsyncSession, *, user_id: UUID) -> list[CountTaskRow]:
    """Counts to be done, the most pressing first."""
    query = (
        sa.select(table_of(CountSession), *item_columns())
        .outerjoin(Item, _item.id == _session.item_id)
        .where(_session.state == SessionState.OPEN)
        .order_by(_session.priority.desc(), _session.created_at, _session.id)
        .limit(200)
    )
    rows = (await session.execute(query)).all()
    bins = await _live_bins(session, [row.id for row in rows])
    return [_task_row(row, bins[row.id], user_id) for row in rows]


def _task_row(row: Any, bins: Sequence[Any], user_id: UUID) -> CountTaskRow:
    busy = [one for one in bins if one.state is BinState.COUNTING]
    left = [one for one in bins if one.state not in _DONE]
    return CountTaskRow(
        id=row.id,
        number=row.number,
        origin=row.origin,
        note=row.note,
        item=item_of(row) if row.item_id else None,
        priority=row.priority,
        bins=len(bins),
        bins_done=len(bins) - len(left),
        first_bin=left[0].code if left else "",
        counters=sorted({one.counter for one in busy}),
        mine=any(one.counter_id == user_id for one in busy),
        created_at=row.created_at,
    )


async def count_task(session: AsyncSession, session_id: UUID, *, user_id: UUID) -> CountTask:
    """One count as `user_id` works on it; raises CountNotFound."""
    query = (
        sa.select(table_of(CountSession), *item_columns())
        .outerjoin(Item, _item.id == _session.item_id)
        .where(_session.id == session_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise CountNotFound("This count does not exist.", id=session_id)
    bins = (await _live_bins(session, [session_id]))[session_id]
    by_other = (await company_rules(session)).recount_by_other
    earlier = await _earlier_counters(session, session_id) if by_other else {}
    mine = [one.id for one in bins if one.state is BinState.COUNTING and one.counter_id == user_id]
    return CountTask(
        id=row.id,
        number=row.number,
        state=row.state,
        origin=row.origin,
        note=row.note,
        item=item_of(row) if row.item_id else None,
        bins=[
            CountTaskBin(
                id=one.id,
                location_id=one.location_id,
                code=one.code,
                barcode=one.barcode,
                state=one.state,
                round=one.round,
                counter=one.counter,
                yours=one.id in mine,
                for_others=one.state is BinState.WAITING
                and earlier.get((one.location_id, one.round - 1)) == user_id,
            )
            for one in bins
        ],
        tallies=await _tallies(session, mine),
    )


async def _live_bins(session: AsyncSession, session_ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """Of each count its bins in walk order, as counted last; of a closed one all of them."""
    newest = sa.select(sa.func.max(_newer.round)).where(
        _newer.session_id == _bin.session_id, _newer.location_id == _bin.location_id
    )
    query = (
        sa.select(
            table_of(CountBin),
            _place.code,
            _place.barcode,
            sa.func.coalesce(_user.name, "").label("counter"),
        )
        .join(Location, _place.id == _bin.location_id)
        .outerjoin(User, _user.id == _bin.counter_id)
        .where(
            _bin.session_id.in_(session_ids),
            _bin.round == newest.correlate(CountBin).scalar_subquery(),
        )
        .order_by(_place.walk_order, _place.code)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in await session.execute(query):
        found[row.session_id].append(row)
    return found


_newer = table_of(CountBin).alias("newer").c


async def _earlier_counters(
    session: AsyncSession, session_id: UUID
) -> dict[tuple[UUID, int], UUID | None]:
    query = sa.select(_bin.location_id, _bin.round, _bin.counter_id).where(
        _bin.session_id == session_id
    )
    return {(row.location_id, row.round): row.counter_id for row in await session.execute(query)}


async def _tallies(session: AsyncSession, bin_ids: Sequence[UUID]) -> list[CountTally]:
    """What was counted in these bins, the last counted first."""
    query = (
        sa.select(
            _entry.qty,
            _entry.serial_number,
            _entry.lot_id,
            _lot.number.label("lot_number"),
            sa.func.coalesce(_lot.expires_on, _lot.best_before).label("expires_on"),
            _entry.item_id,
            *item_columns(),
        )
        .join(Item, _item.id == _entry.item_id)
        .join(Lot, _lot.id == _entry.lot_id)
        .where(_entry.bin_id.in_(bin_ids), _entry.voided_at.is_(None))
        .order_by(_entry.received_at.desc(), _entry.id.desc())
    )
    tallies: dict[UUID, CountTally] = {}
    for row in await session.execute(query):
        tally = tallies.setdefault(
            row.lot_id,
            CountTally(
                item=item_of(row),
                lot_id=row.lot_id,
                lot_number=row.lot_number or None,
                expires_on=row.expires_on if row.lot_number else None,
                qty=row.qty - row.qty,
                serials=[],
            ),
        )
        tally.qty += row.qty
        if row.serial_number:
            tally.serials.append(row.serial_number)
    return list(tallies.values())


def item_columns() -> tuple[Any, ...]:
    """What `item_of` needs of a joined item."""
    return (_item.sku, _item.name, _item.base_unit, _item.tracking)


def item_of(row: Any) -> CountItem:
    """The item of a joined row."""
    return CountItem(
        id=row.item_id,
        sku=row.sku,
        name=row.name,
        unit=row.base_unit,
        tracking=row.tracking,
    )
