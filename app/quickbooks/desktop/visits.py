"""Visits of Web Connector: all SQL on DesktopSession and DesktopLine is here.

A visit begins with a good password and ends with `closeConnection`, or when the next one begins:
calls out of order are normal after a network loss or a restart (reference §1.4). At most one visit
per company is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.events import Event, Ring, announce
from app.core.security import digest
from app.core.types import new_id
from app.core.upsert import affected, table_of
from app.quickbooks.desktop import mailbox
from app.quickbooks.desktop.models import DesktopLine, DesktopMessage, DesktopSession
from app.sync import claims
from app.sync.models import ConnectionState, QuickBooksConnection
from app.sync.port import SyncProblem
from app.sync.reconcile.models import ReconcileRun

SERVE = "serve_desktop"
"""The worker's job that works for a visit."""
LEASE = timedelta(seconds=20)
READ_EVERY = timedelta(minutes=5)
LOOK_AGAIN = timedelta(minutes=1)
"""How often a company that waits for a person is visited to see whether it is well again."""
QUIET = timedelta(seconds=60)
KEEP = timedelta(days=30)

_line = table_of(DesktopLine).c
_visit = table_of(DesktopSession).c
_message = table_of(DesktopMessage).c
_run = table_of(ReconcileRun).c


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a user name belongs to."""

    line: DesktopLine
    connection: QuickBooksConnection


async def by_user(session: AsyncSession, user_name: str) -> Known | None:
    """The company whose Web Connector signs in by this name."""
    found = await session.execute(
        sa.select(DesktopLine, QuickBooksConnection)
        .join(
            QuickBooksConnection,
            table_of(QuickBooksConnection).c.id == _line.connection_id,
        )
        .where(_line.user_name == user_name)
    )
    row = found.one_or_none()
    return None if row is None else Known(row[0], row[1])


async def reason_to_visit(session: AsyncSession, known: Known) -> bool:
    """Is there anything to say to QuickBooks, or to ask it? Each visit opens the company file."""
    line, connection = known.line, known.connection
    if not connection.is_active or connection.state is ConnectionState.DISCONNECTED:
        return False
    if connection.state is ConnectionState.PAUSED:
        return not await _visited_since(session, connection.id, clock.now() - LOOK_AGAIN)
    if connection.resume_at is not None and connection.resume_at > clock.now():
        return False
    if connection.probed_at is None or reading_due(line):
        return True
    if connection.id in await claims.connections_with_work(session):
        return True
    if await _broke_off(session, connection.id):
        return True
    return await _comparison_wanted(session, connection.id)


def reading_due(line: DesktopLine) -> bool:
    """Was nothing read for a while, or does a person want it now?"""
    read_at = line.read_at
    return line.reading_wanted or read_at is None or read_at <= clock.now() - READ_EVERY


async def _broke_off(session: AsyncSession, connection_id: UUID) -> bool:
    """Did Web Connector leave in the middle? What it took along is known once it is asked for."""
    left = sa.select(_visit.id).where(
        _visit.connection_id == connection_id,
        _visit.closed_at.is_(None),
        _visit.ends_at.is_(None),
    )
    return await session.scalar(left.limit(1)) is not None


async def _comparison_wanted(session: AsyncSession, connection_id: UUID) -> bool:
    wanted = sa.select(_run.id).where(
        _run.connection_id == connection_id, _run.finished_at.is_(None)
    )
    return await session.scalar(wanted.limit(1)) is not None


async def _visited_since(session: AsyncSession, connection_id: UUID, moment: datetime) -> bool:
    visited = sa.select(_visit.id).where(
        _visit.connection_id == connection_id, _visit.opened_at > moment
    )
    return await session.scalar(visited.limit(1)) is not None


async def want_reading(session: AsyncSession, connection_id: UUID) -> None:
    """A person wants what changed there; read at the next visit. Nothing for other companies."""
    await session.execute(
        sa.update(DesktopLine)
        .where(_line.connection_id == connection_id)
        .values(reading_wanted=True)
    )


async def begin_reading(session: AsyncSession, connection_id: UUID) -> None:
    """Everything is read now; what a person wanted is done with it."""
    await session.execute(
        sa.update(DesktopLine)
        .where(_line.connection_id == connection_id)
        .values(read_at=clock.now(), reading_wanted=False)
    )


async def line_of(session: AsyncSession, connection_id: UUID) -> DesktopLine:
    """The line of a Desktop company."""
    return await session.get_one(DesktopLine, connection_id, populate_existing=True)


async def called(session: AsyncSession, known: Known, *, version: str) -> None:
    """Web Connector called: it is there. Screens hear of it when it had been away."""
    now = clock.now()
    before = known.connection.called_at
    known.connection.called_at = now
    if version:
        known.line.client_version = version[:40]
    if before is None or before < now - QUIET:
        announce(session, Event("sync.changed", {"connection_id": str(known.connection.id)}))


async def open_visit(
    session: AsyncSession, known: Known, *, ticket: str, version: str
) -> DesktopSession:
    """A new visit; one that was still open broke off, and what it was told is in doubt."""
    connection_id = known.connection.id
    for earlier in await open_ones(session, connection_id):
        await close(session, earlier, said="Web Connector started again before this visit ended.")
    visit = DesktopSession(
        id=new_id(),
        connection_id=connection_id,
        ticket_digest=digest(ticket),
        client_version=version[:40],
        company_file=known.line.company_file,
    )
    session.add(visit)
    await session.flush()
    announce(
        session,
        Ring(str(connection_id), job=SERVE),
        Event("sync.changed", {"connection_id": str(connection_id)}),
    )
    return visit


async def open_ones(session: AsyncSession, connection_id: UUID) -> Sequence[DesktopSession]:
    """The visits of a company that have not ended."""
    found = await session.execute(
        sa.select(DesktopSession)
        .where(_visit.connection_id == connection_id, _visit.closed_at.is_(None))
        .order_by(_visit.id)
    )
    return list(found.scalars())


async def unserved(session: AsyncSession) -> list[UUID]:
    """Visits that go on and nobody works for."""
    found = await session.execute(
        sa.select(_visit.id).where(
            _visit.closed_at.is_(None), _visit.ends_at.is_(None), _free_to_serve(clock.now())
        )
    )
    return list(found.scalars())


async def by_ticket(session: AsyncSession, ticket: str) -> DesktopSession | None:
    """The visit of a ticket, open or not."""
    found = await session.execute(
        sa.select(DesktopSession).where(_visit.ticket_digest == digest(ticket))
    )
    return found.scalar_one_or_none()


async def latest(session: AsyncSession) -> DesktopSession | None:
    """The visit that began last, of whatever company."""
    found = await session.execute(sa.select(DesktopSession).order_by(_visit.id.desc()).limit(1))
    return found.scalar_one_or_none()


async def get(session: AsyncSession, visit_id: UUID) -> DesktopSession | None:
    """The visit as it stands now."""
    found = await session.execute(
        sa.select(DesktopSession)
        .where(_visit.id == visit_id)
        .execution_options(populate_existing=True)
    )
    return found.scalar_one_or_none()


async def close(
    session: AsyncSession,
    visit: DesktopSession,
    *,
    said: str = "",
    trouble: SyncProblem | None = None,
) -> None:
    """The visit is over: nothing more is fetched or brought in it."""
    if visit.closed_at is not None:
        return
    visit.closed_at = visit.seen_at = clock.now()
    visit.said = visit.said or said[:500]
    if trouble is not None:
        visit.trouble = trouble.as_dict()
    await mailbox.lose(session, visit.id)
    announce(session, Event("sync.changed", {"connection_id": str(visit.connection_id)}))


async def end(session: AsyncSession, visit_id: UUID, *, said: str) -> None:
    """There is nothing more to say: Web Connector is told at its next turn."""
    await session.execute(
        sa.update(DesktopSession)
        .where(_visit.id == visit_id, _visit.ends_at.is_(None))
        .values(ends_at=clock.now(), said=said[:500])
    )


async def take_lease(session: AsyncSession, visit_id: UUID) -> bool:
    """Work for this visit, unless somebody does already or it is over."""
    now = clock.now()
    taken = await affected(
        session,
        sa.update(DesktopSession)
        .where(_visit.id == visit_id, _visit.closed_at.is_(None), _free_to_serve(now))
        .values(served_until=now + LEASE),
    )
    return taken == 1


async def keep_lease(session: AsyncSession, visit_id: UUID) -> None:
    """Still at work."""
    await session.execute(
        sa.update(DesktopSession)
        .where(_visit.id == visit_id)
        .values(served_until=clock.now() + LEASE)
    )


async def give_lease_back(session: AsyncSession, visit_id: UUID) -> None:
    """Whoever comes next may go on at once."""
    await session.execute(
        sa.update(DesktopSession).where(_visit.id == visit_id).values(served_until=None)
    )


async def count(session: AsyncSession, visit_id: UUID, *, sent: int = 0, read: int = 0) -> None:
    """What the visit brought so far."""
    await session.execute(
        sa.update(DesktopSession)
        .where(_visit.id == visit_id)
        .values(sent=_visit.sent + sent, read=_visit.read + read)
    )


async def forget_old(session: AsyncSession) -> int:
    """Remove visits that nobody will ask about, and whatever was left in their mailbox."""
    old = sa.select(_visit.id).where(_visit.closed_at <= clock.now() - KEEP)
    await session.execute(sa.delete(DesktopMessage).where(_message.session_id.in_(old)))
    return await affected(
        session, sa.delete(DesktopSession).where(_visit.closed_at <= clock.now() - KEEP)
    )


def _free_to_serve(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(_visit.served_until.is_(None), _visit.served_until <= now)
