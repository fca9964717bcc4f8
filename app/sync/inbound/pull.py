"""Reading from QuickBooks: one page at a time, stored together with where to go on.

A page and its cursor are one transaction, so a page is stored or read again, never lost. Pages are
idempotent: everything is an upsert by mapping. What a page means for our tables is in
`app.sync.inbound.page`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.upsert import insert_ignore, table_of
from app.sync import journal
from app.sync.documents import Record
from app.sync.facts import Facts
from app.sync.inbound import page as inbound
from app.sync.inbound.orders import UnknownRecords
from app.sync.models import QuickBooksConnection, SyncCursor
from app.sync.port import (
    Channel,
    Connector,
    Entity,
    Message,
    Outcome,
    Page,
    Rejected,
    Reply,
    Retry,
    SyncProblem,
    Unauthorised,
)
from app.sync.settings import ConnectionSettings

ORDER = tuple(Entity)
"""Lists before the orders that name them."""
log = structlog.get_logger()


class PullRefused(Exception):
    """QuickBooks would not let us read; what was stored before stands."""

    def __init__(
        self,
        problem: SyncProblem,
        *,
        pauses: bool = False,
        waits: bool = False,
        wait: timedelta | None = None,
    ) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.pauses = pauses
        self.waits = waits
        self.wait = wait


NO_ANSWER = SyncProblem(
    "no_answer",
    "QuickBooks did not answer",
    "QuickBooks did not answer in time while Scanpost was reading from it.",
    "Nothing to do: Scanpost tries again by itself.",
)


async def pull_all(
    db: Database, channel: Channel, connection_id: UUID, entities: Sequence[Entity] = ORDER
) -> int:
    """Read what is new of each entity; the number of records. Raises PullRefused, Unreachable."""
    read = 0
    left_out = await _left_out(db, connection_id)
    for entity in entities:
        if entity not in left_out:
            work = pull_entity(db, channel, connection_id, entity)
            read += await journal.reading(db, connection_id, entity, work)
    return read


async def _left_out(db: Database, connection_id: UUID) -> set[Entity]:
    async with db.read() as session:
        connection = await session.get(QuickBooksConnection, connection_id)
    return left_out(Facts.of(connection.facts if connection else None))


def left_out(facts: Facts) -> set[Entity]:
    """What a company does not use, and might refuse to be asked for."""
    return {
        entity
        for entity, used in (
            (Entity.CLASS, facts.class_tracking != "none"),
            (Entity.LOCATION, facts.location_tracking),
        )
        if not used
    }


async def pull_entity(db: Database, channel: Channel, connection_id: UUID, entity: Entity) -> int:
    """Read one entity to its end. An order that names a record we lack has the lists read again."""
    read, lists_read = 0, False
    while True:
        begun = await _begin(db, channel.connector, connection_id, entity)
        page = await read_page(channel, entity, begun.position)
        if page is None:
            await _restart(db, connection_id, entity)
            continue
        try:
            stored = await _store(db, connection_id, entity, begun, page, lenient=lists_read)
        except UnknownRecords as unknown:
            log.info("sync.lists_behind", entity=entity, missing=unknown.ids)
            await pull_all(db, channel, connection_id, inbound.LISTS)
            lists_read = True
            continue
        if not stored:
            return read  # another pull went ahead of us
        read += len(page.records)
        if page.done:
            return read


@dataclass(frozen=True, slots=True)
class _Begun:
    """Where a read stands, and since when it has been running if it is a full one."""

    position: str
    full_read_at: datetime | None


async def _begin(db: Database, connector: Connector, connection_id: UUID, entity: Entity) -> _Begun:
    async def work(session: AsyncSession) -> _Begun:
        cursor = await _cursor(session, connection_id, entity)
        now = clock.now()
        cursor.position = connector.resume(entity, cursor.position, cursor.full_read_at or now, now)
        if not cursor.position:
            cursor.full_read_at = now
        return _Begun(cursor.position, cursor.full_read_at)

    return await db.transact(work)


async def read_page(channel: Channel, entity: Entity, position: str) -> Page | None:
    """The next page; None when this cursor is refused and reading must start over.

    Raises PullRefused, Unreachable.
    """
    connector = channel.connector
    message = connector.encode_pull(entity, position)
    result = await _asked(
        channel, message, lambda reply: connector.decode_pull(entity, position, reply)
    )
    if isinstance(result, Page):
        return result
    if isinstance(result, Rejected) and position:
        return None
    raise _refused(result)


async def read_some(
    channel: Channel, entity: Entity, name: str, ids: tuple[str, ...]
) -> Sequence[Record]:
    """These records as they are now; those that are gone are left out. Raises PullRefused."""
    connector = channel.connector
    message = connector.encode_some(entity, name, ids)
    result = await _asked(
        channel, message, lambda reply: connector.decode_some(entity, name, reply)
    )
    if isinstance(result, Page):
        return result.records
    raise _refused(result)


async def _asked(
    channel: Channel, message: Message, read: Callable[[Reply], Page | Outcome]
) -> Page | Outcome:
    """Ask, and once more if our access only had to be renewed. Raises PullRefused, Unreachable."""
    renewed = False
    while True:
        reply = await channel.send(message)
        if reply is None:
            raise PullRefused(NO_ANSWER)
        result = read(reply)
        if not isinstance(result, Unauthorised) or not result.renewable or renewed:
            return result
        problem = await channel.renew()
        if problem is not None:
            raise PullRefused(problem, pauses=True)
        renewed = True


def _refused(outcome: Outcome) -> PullRefused:
    match outcome:
        case Unauthorised(problem=problem):
            return PullRefused(problem, pauses=True)
        case Retry(problem=problem, after=after, everyone=True):
            return PullRefused(problem, waits=True, wait=after)
        case Retry(problem=problem) | Rejected(problem=problem):
            return PullRefused(problem)
        case _:
            return PullRefused(NO_ANSWER)


async def _store(
    db: Database,
    connection_id: UUID,
    entity: Entity,
    begun: _Begun,
    page: Page,
    *,
    lenient: bool,
) -> bool:
    """Apply the page and move the cursor; False if the cursor is no longer where we read from."""

    async def work(session: AsyncSession) -> bool:
        cursor = await _cursor(session, connection_id, entity)
        if cursor.position != begun.position:
            return False
        await inbound.apply(session, connection_id, entity, page.records, lenient=lenient)
        if page.done and page.full and begun.full_read_at is not None:
            await inbound.drop_unseen(
                session,
                connection_id,
                entity,
                since=begun.full_read_at,
                sources=await _order_sources(session, connection_id),
            )
        cursor.position = page.cursor
        cursor.updated_at = clock.now()
        if page.done:
            cursor.complete_at = cursor.updated_at
        return True

    return await db.transact(work)


async def _order_sources(session: AsyncSession, connection_id: UUID) -> tuple[str, ...]:
    connection = await session.get(QuickBooksConnection, connection_id)
    return () if connection is None else ConnectionSettings.of(connection.settings).orders_from


LISTENING = timedelta(days=3)
"""So long after the last notice it is believed that QuickBooks would tell us of changes."""
SAFETY_NET = timedelta(days=1)


async def is_due(session: AsyncSession, connection_id: UUID) -> bool:
    """Is it time to read what changed without being told? Each reading is metered.

    While notices come in, only once a day, to find what they missed; else each time.
    """
    connection = await session.get(QuickBooksConnection, connection_id)
    now = clock.now()
    if connection is None or connection.heard_at is None or connection.heard_at < now - LISTENING:
        return True
    cursors = table_of(SyncCursor).c
    read_at: datetime | None = await session.scalar(
        sa.select(sa.func.min(cursors.updated_at)).where(
            cursors.connection_id == connection_id, cursors.position != ""
        )
    )
    return read_at is None or read_at <= now - SAFETY_NET


async def _restart(db: Database, connection_id: UUID, entity: Entity) -> None:
    async def work(session: AsyncSession) -> None:
        cursor = await _cursor(session, connection_id, entity)
        cursor.position = ""

    await db.transact(work)


async def _cursor(session: AsyncSession, connection_id: UUID, entity: Entity) -> SyncCursor:
    """The cursor's row, locked; made when it is the first time."""
    await session.execute(
        insert_ignore(session, SyncCursor).values(
            connection_id=connection_id, entity=entity, position="", updated_at=clock.now()
        )
    )
    cursor = await session.get(SyncCursor, (connection_id, entity.value), with_for_update=True)
    assert cursor is not None  # noqa: S101 - inserted above
    return cursor
