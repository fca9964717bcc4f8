"""One comparison: read QuickBooks anew, look at both sides at one moment, keep what differs."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.events import Event, announce
from app.core.types import new_id
from app.core.upsert import table_of
from app.sync.documents import ItemRecord
from app.sync.inbound import pull
from app.sync.inbound.pull import PullRefused
from app.sync.models import OperationState, QuickBooksConnection, SyncOperation
from app.sync.port import Channel, Entity, SyncProblem
from app.sync.reconcile.baseline import ensure_reckoning
from app.sync.reconcile.compare import Difference
from app.sync.reconcile.models import LineState, ReconcileLine, ReconcileRun
from app.sync.reconcile.snapshot import differences

LOOKS = 3
"""QuickBooks is read again, at most this often, while it confirms documents as we look."""

_op, _connection = table_of(SyncOperation).c, table_of(QuickBooksConnection).c
_run, _line = table_of(ReconcileRun).c, table_of(ReconcileLine).c


async def wish(session: AsyncSession, connection_id: UUID, *, asked_by: UUID | None = None) -> UUID:
    """Note down that a comparison is wanted; the one that is waiting already will do."""
    waiting = await session.execute(
        sa.select(_run.id).where(_run.connection_id == connection_id, _run.finished_at.is_(None))
    )
    found: UUID | None = waiting.scalars().first()
    if found is not None:
        return found
    run = ReconcileRun(connection_id=connection_id, asked_by=asked_by, started_at=clock.now())
    session.add(run)
    await session.flush()
    return run.id


async def reconcile(
    db: Database, channel: Channel, connection_id: UUID, run_id: UUID, *, zone: str
) -> None:
    """Compare all linked items and store the result on the run. `zone` says what day it is.

    Raises PullRefused (which is stored on the run as well) and Unreachable (the run stays wanted).
    """
    try:
        await pull.pull_all(db, channel, connection_id)
        async with db.write() as session:
            await ensure_reckoning(session, connection_id)
        found, items = await _look(db, channel, connection_id, ZoneInfo(zone))
    except PullRefused as refused:
        await _store(db, run_id, [], 0, refused.problem)
        raise
    await _store(db, run_id, found, items, None)


async def _look(
    db: Database, channel: Channel, connection_id: UUID, zone: ZoneInfo
) -> tuple[list[Difference], int]:
    for look in range(LOOKS):
        began = clock.now()
        theirs = await read_quantities(channel)
        async with db.read() as session:
            await _one_moment(session)
            since = await _last_day(session, connection_id, zone)
            found, items = await differences(session, connection_id, theirs, since=since)
            if look == LOOKS - 1 or not await _moved_since(session, connection_id, began):
                break
    return found, items


async def read_quantities(channel: Channel) -> dict[str, Decimal]:
    """QuickBooks' quantity on hand by item id. Raises PullRefused, Unreachable."""
    quantities: dict[str, Decimal] = {}
    cursor, done = "", False
    while not done:
        page = await pull.read_page(channel, Entity.ITEM, cursor)
        if page is None:
            cursor = ""
            continue
        for record in page.records:
            if isinstance(record, ItemRecord) and record.stocked and record.on_hand is not None:
                quantities[record.external_id] = record.on_hand
        cursor, done = page.cursor, page.done
    return quantities


async def _one_moment(session: AsyncSession) -> None:
    """All that follows sees the database as it is now; SQLite's readers always do."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


async def _moved_since(session: AsyncSession, connection_id: UUID, began: datetime) -> bool:
    """Did QuickBooks' quantities move while we read them, by a document of ours?"""
    moving = (OperationState.SENDING, OperationState.IN_DOUBT)
    found = await session.execute(
        sa.select(_op.id)
        .where(
            _op.connection_id == connection_id,
            sa.or_(_op.settled_at >= began, _op.state.in_(moving)),
        )
        .limit(1)
    )
    return found.first() is not None


async def _last_day(session: AsyncSession, connection_id: UUID, zone: ZoneInfo) -> date:
    """The day of the last comparison, or on which reckoning began: what is entered for an earlier
    one is back-dated."""
    found = await session.execute(
        sa.select(
            sa.func.coalesce(
                sa.select(sa.func.max(_run.finished_at))
                .where(_run.connection_id == connection_id, _run.compared > 0)
                .scalar_subquery(),
                _connection.reckoned_from,
            )
        ).where(_connection.id == connection_id)
    )
    last: datetime | None = found.scalar_one()
    return date.min if last is None else last.astimezone(zone).date()


async def _store(
    db: Database,
    run_id: UUID,
    found: Sequence[Difference],
    items: int,
    problem: SyncProblem | None,
) -> None:
    async def work(session: AsyncSession) -> None:
        run = await session.get_one(ReconcileRun, run_id, with_for_update=True)
        if run.finished_at is not None:  # another worker was faster
            return
        run.compared, run.differing = items, len(found)
        values = [abs(one.value) for one in found if one.value is not None]
        run.value = sum(values, Decimal(0))
        run.problem = None if problem is None else problem.as_dict()
        run.finished_at = clock.now()
        if problem is None:
            await _even_out_older(session, run)
            session.add_all(_row(run_id, one) for one in found)
        announce(session, Event("reconcile.finished", {"run_id": str(run_id)}))

    await db.transact(work)


async def _even_out_older(session: AsyncSession, run: ReconcileRun) -> None:
    """What an older comparison left open is superseded: it is even now, or listed again."""
    older = sa.select(_run.id).where(_run.connection_id == run.connection_id, _run.id != run.id)
    await session.execute(
        sa.update(ReconcileLine)
        .where(_line.state == LineState.OPEN, _line.run_id.in_(older))
        .values(state=LineState.EVEN)
    )


def _row(run_id: UUID, one: Difference) -> ReconcileLine:
    standing = one.standing
    return ReconcileLine(
        id=new_id(),
        run_id=run_id,
        item_id=standing.item_id,
        external_id=standing.external_id,
        ours=standing.ours,
        theirs=standing.theirs,
        difference=one.qty,
        value=one.value,
        causes=[cause.as_json() for cause in one.causes],
    )
