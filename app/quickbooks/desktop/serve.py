"""What the worker does while Web Connector visits: look whose company it is, send, read, linger.

The same jobs run as for QuickBooks Online, only that their line lasts as long as the visit. Nothing
is sent before the company file has shown our mark. While people scan, the visit lingers: whatever
is scanned then is in QuickBooks within seconds, without opening the file anew (reference §5.1).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.tasks import end
from app.quickbooks.desktop import mailbox, probe, visits
from app.quickbooks.desktop.channel import DesktopChannel, VisitChannels
from app.quickbooks.desktop.doorbell import doorbell
from app.quickbooks.desktop.qbxml import Answer, Unreadable, parse
from app.quickbooks.desktop.qwc import OWNER_ID
from app.quickbooks.desktop.sessions import summary
from app.sync import claims, jobs, outbox
from app.sync.accounts import suggest_accounts
from app.sync.engine import locked_connection
from app.sync.facts import Facts
from app.sync.inbound.pull import ORDER
from app.sync.models import ConnectionState, QuickBooksConnection
from app.sync.news import learn
from app.sync.port import SyncProblem, Unreachable
from app.sync.reconcile.jobs import run_wanted
from app.sync.settings import ConnectionSettings
from app.sync.transactions import read_since
from app.sync.ways_out import SINGLE_USER

LINGER = timedelta(seconds=30)
"""So long after the last document a visit waits for the next."""
LONGEST_LINGER = timedelta(minutes=5)
"""While a visit lasts, people at QuickBooks find it slow (reference §5.1)."""
GONE = timedelta(minutes=3)
TICK = 0.2
KEEP_SECONDS = 5.0
WRONG_FILE = SyncProblem(
    "wrong_company_file",
    "Another company file is open in QuickBooks",
    "The company file that Web Connector works with is not the one that was connected: it does not"
    " carry Scanpost's mark. Nothing was sent to it.",
    "Open the right company file on the QuickBooks computer. If this is the right one (restored, or"
    " a new copy), add Scanpost's .qwc file to Web Connector again while it is open.",
)
log = structlog.get_logger()


async def serve_waiting(ctx: dict[str, Any], *, zone: str, linger: timedelta = LINGER) -> int:
    """Work for the visits nobody works for, until they are over; how many there were.

    `zone` is the company's, for the nightly comparison; `linger` how long a visit waits for more.
    """
    db: Database = ctx["db"]
    async with db.read() as session:
        waiting = await visits.unserved(session)
    for visit_id in waiting:
        async with _lease(db, visit_id) as held:
            if held:
                await _Serving(db, visit_id, zone, linger).run()
    return len(waiting)


@contextlib.asynccontextmanager
async def _lease(db: Database, visit_id: UUID) -> AsyncIterator[bool]:
    async with db.write() as session:
        held = await visits.take_lease(session, visit_id)
    if not held:
        yield False
        return

    async def keep() -> None:
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            async with db.write() as session:
                await visits.keep_lease(session, visit_id)

    keeping = asyncio.create_task(keep())
    try:
        yield True
    finally:
        await end(keeping)
        async with db.write() as session:
            await visits.give_lease_back(session, visit_id)


def _understood(text: str) -> Answer | None:
    with contextlib.suppress(Unreadable):
        return parse(text)
    return None


class _Over(Exception):
    """Web Connector is gone, or the visit was closed."""


@dataclass(slots=True)
class _Serving:
    """One visit, from the worker's side."""

    db: Database
    visit_id: UUID
    zone: str
    linger: timedelta
    connection_id: UUID = field(init=False)

    async def run(self) -> None:
        """All of it; ends by itself when there is nothing more to say."""
        with contextlib.suppress(_Over):
            visit = await self._visit()
            self.connection_id = visit.connection_id
            async with self.db.write() as session:
                freed = await claims.abandon(session, self.connection_id)
            if freed:
                log.warning("desktop.in_doubt", operations=freed)
            hello = await self._hello()
            if not await self._right_company(hello):
                raise _Over
            channel = await self._channel()
            context = {"db": self.db, "channels": VisitChannels(self.connection_id, channel)}
            await self._work(context, channel)
            await run_wanted(context, zone=self.zone)
            await self._finish()
        async with self.db.write() as session:
            await mailbox.clear(session, self.visit_id)

    async def _work(self, context: dict[str, Any], channel: DesktopChannel) -> None:
        """Send and read until neither has anything left and nobody scans any more."""
        began = idle = clock.now()
        while True:
            if await self._send(context, channel):
                idle = clock.now()
            await self._read(context, channel)
            if await self._due():
                continue
            now = clock.now()
            lingers = channel.sent and now < idle + self.linger and now < began + LONGEST_LINGER
            if not lingers:
                return
            await asyncio.sleep(TICK)
            await self._visit()

    async def _send(self, context: dict[str, Any], channel: DesktopChannel) -> bool:
        before = channel.sent
        if await self._due():
            await jobs.drain(context, str(self.connection_id))
        return await self._counted(channel, before)

    async def _counted(self, channel: DesktopChannel, before: int, *, read: int = 0) -> bool:
        sent = channel.sent - before
        if sent or read:
            async with self.db.write() as session:
                await visits.count(session, self.visit_id, sent=sent, read=read)
                line = await visits.line_of(session, self.connection_id)
                line.last_set = channel.last_set
        return sent > 0

    async def _read(self, context: dict[str, Any], channel: DesktopChannel) -> None:
        """What changed there, list by list; what was scanned meanwhile goes first each time."""
        async with self.db.read() as session:
            line = await visits.line_of(session, self.connection_id)
        if visits.reading_due(line):
            async with self.db.write() as session:
                await visits.begin_reading(session, self.connection_id)
            for entity in ORDER:
                await self._visit()
                await self._send(context, channel)
                read = await jobs.pull(context, str(self.connection_id), entities=[entity])
                await self._counted(channel, channel.sent, read=read)
            async with self.db.write() as session:
                connection = await session.get_one(QuickBooksConnection, self.connection_id)
                await suggest_accounts(session, connection)

    async def _due(self) -> bool:
        async with self.db.read() as session:
            return self.connection_id in await claims.connections_with_work(session)

    async def _visit(self) -> Any:
        """The visit as it stands. Raises _Over once it is closed or Web Connector stays away."""
        async with self.db.read() as session:
            visit = await visits.get(session, self.visit_id)
        if visit is None or visit.closed_at is not None:
            raise _Over
        if visit.seen_at < clock.now() - GONE:
            async with self.db.write() as session:
                stored = await visits.get(session, self.visit_id)
                if stored is not None:
                    await visits.close(session, stored, said="Web Connector did not come back.")
            raise _Over
        return visit

    async def _hello(self) -> Answer | None:
        """What QuickBooks says of itself: with the first request, else asked for (§1.4)."""
        while True:
            visit = await self._visit()
            if visit.hello and (told := _understood(visit.hello)) and probe.is_complete(told):
                return told
            if visit.asked:
                return await self._asked()
            await doorbell.wait(self.visit_id, TICK)

    async def _asked(self) -> Answer | None:
        """An old Web Connector does not tell, or not all; QuickBooks does when it is asked."""
        channel = await self._channel()
        for version in probe.VERSIONS:
            try:
                reply = await channel.send(probe.message(version))
            except Unreachable as gone:
                raise _Over from gone
            if reply is not None and reply.status == 200:
                return _understood(reply.body)
        return None

    async def _right_company(self, hello: Answer | None) -> bool:
        """Is it the company file that was connected? If not, nothing is sent (§1.4)."""
        async with self.db.read() as session:
            line = await visits.line_of(session, self.connection_id)
        if hello is None or probe.file_id_of(hello, OWNER_ID) != line.file_id:
            await self._stop(WRONG_FILE)
            return False
        name, facts = probe.facts_from(hello, zone=self.zone)
        await learn(self.db, self.connection_id, name, facts)

        async def work(session: AsyncSession) -> None:
            connection = await locked_connection(session, self.connection_id)
            if connection is None:
                return
            if connection.state is ConnectionState.PAUSED:
                connection.state = ConnectionState.ACTIVE
            connection.problem = connection.resume_at = None
            connection.troubles = 0
            connection.last_contact_at = clock.now()
            if facts.single_user or facts.advanced_inventory:
                await outbox.release_cause(session, self.connection_id, SINGLE_USER)
            line = await visits.line_of(session, self.connection_id)
            line.met_at = clock.now()
            visit = await visits.get(session, self.visit_id)
            if visit is not None and visit.company_file:
                line.company_file = visit.company_file

        await self.db.transact(work)
        return True

    async def _stop(self, problem: SyncProblem) -> None:
        """A person is needed at the QuickBooks computer."""

        async def work(session: AsyncSession) -> None:
            connection = await locked_connection(session, self.connection_id)
            if connection is not None and connection.state is not ConnectionState.DISCONNECTED:
                connection.state = ConnectionState.PAUSED
                connection.problem = problem.as_dict()
            visit = await visits.get(session, self.visit_id)
            if visit is not None:
                await visits.close(session, visit, said=problem.title, trouble=problem)

        await self.db.transact(work)
        doorbell.ring(self.visit_id)
        log.warning("desktop.stopped", code=problem.code)

    async def _channel(self) -> DesktopChannel:
        async with self.db.read() as session:
            connection = await session.get_one(QuickBooksConnection, self.connection_id)
            line = await visits.line_of(session, self.connection_id)
        return DesktopChannel(
            self.db,
            self.visit_id,
            facts=Facts.of(connection.facts),
            settings=ConnectionSettings.of(connection.settings),
            since=read_since(connection),
            last_set=line.last_set,
        )

    async def _finish(self) -> None:
        async with self.db.write() as session:
            visit = await visits.get(session, self.visit_id)
            if visit is not None:
                await visits.end(session, self.visit_id, said=summary(visit))
        doorbell.ring(self.visit_id)
