"""The line to QuickBooks Desktop as the engine sees it: put a message in, wait for its answer.

We cannot call Desktop. While Web Connector is visiting, a message goes into the mailbox and waits
to be fetched; QuickBooks may then work on it for minutes. When the visit breaks off, a message that
was not fetched never left, and one that was has an unknown outcome.
"""

import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from app.core import clock
from app.core.db import Database, forbid_network_inside_write
from app.quickbooks.desktop import mailbox, visits
from app.quickbooks.desktop.connector import DesktopConnector
from app.quickbooks.desktop.doorbell import doorbell
from app.quickbooks.desktop.mailbox import State
from app.quickbooks.desktop.qbxml import Unreadable, parse
from app.sync.facts import Facts
from app.sync.port import Message, NoLine, Reply, SyncProblem, Unreachable
from app.sync.settings import ConnectionSettings

POLL_SECONDS = 0.1
FETCHED_WITHIN = timedelta(seconds=90)
"""During a visit Web Connector comes back within seconds (reference §1.2); else it is gone."""
ANSWERED_WITHIN = timedelta(minutes=12)
"""QuickBooks may work for minutes. An operation's lease (`app.sync.claims`) is longer."""
WAITING = SyncProblem(
    "waiting_for_computer",
    "Waiting for the QuickBooks computer",
    "Web Connector went away before it fetched what was to be sent.",
    "Nothing to do: it is sent at the next visit. If none comes, see whether the computer with"
    " QuickBooks is on and Web Connector is running there.",
)
_REQUEST_ID = re.compile(r'requestID="([^"]*)"')
_NEW_SET = re.compile(r'newMessageSetID="([^"]+)"')
log = structlog.get_logger()


class DesktopChannel:
    """Implements `app.sync.port.Channel` for one visit of Web Connector."""

    def __init__(
        self,
        db: Database,
        visit_id: UUID,
        *,
        facts: Facts,
        settings: ConnectionSettings,
        since: datetime | None,
        last_set: str = "",
    ) -> None:
        self._db = db
        self._visit_id = visit_id
        self._facts = facts
        self._settings = settings
        self._since = since
        self.last_set = last_set
        self.sent = 0

    @property
    def connector(self) -> DesktopConnector:
        """The dialect as this company speaks it; each write retires the message set before it."""
        return DesktopConnector(
            self._facts,
            self._settings,
            session=self._visit_id.hex[-12:],  # the random part of its id
            since=self._since,
            retire=self.last_set,
        )

    async def send(self, message: Message) -> Reply | None:
        """Put it into the mailbox and wait. None: it was fetched and no answer came.

        A write says the very bytes it is given, and its request's id is its own. Questions are
        asked in the same words again and again, so each gets a tag: an answer that comes twice is
        then never taken for the next one's.

        Raises Unreachable if it was not fetched.
        """
        forbid_network_inside_write()
        async with self._db.write() as session:
            visit = await visits.get(session, self._visit_id)
            if visit is None or visit.closed_at is not None:
                raise Unreachable("the visit is over", WAITING)
            tag = "" if message.writes else f"~{secrets.token_hex(4)}"
            body = _REQUEST_ID.sub(rf'requestID="\1{tag}"', message.body)
            message_id = await mailbox.put(session, self._visit_id, body)
        doorbell.ring(self._visit_id)
        state = await self._wait(message_id)
        if state is None or state.hresult == mailbox.LOST:
            log.info("desktop.no_answer", visit=str(self._visit_id))
            return None
        if state.hresult:
            log.warning("desktop.hresult", hresult=state.hresult)
            return Reply(status=0, body=state.complaint, trace_id=state.hresult)
        reply = Reply(status=200, body=state.answer.replace(tag, "") if tag else state.answer)
        if message.writes:
            self.sent += 1
            self._note_set(message, reply)
        return reply

    async def renew(self) -> SyncProblem | None:
        """There is nothing to renew: Web Connector signs in at each visit."""
        return WAITING

    async def _wait(self, message_id: UUID) -> State | None:
        """The answer, or None when it is lost. Raises Unreachable."""
        put = clock.now()
        while True:
            async with self._db.read() as session:
                state = await mailbox.look(session, message_id)
            if state is None:
                raise Unreachable("the visit ended first", WAITING)
            waited = clock.now() - put
            if state.answered:
                return state
            if state.handed and (state.over or waited > ANSWERED_WITHIN):
                return None
            if not state.handed and (state.over or waited > FETCHED_WITHIN):
                await self._withdraw(message_id)
            await doorbell.wait(self._visit_id, POLL_SECONDS)

    async def _withdraw(self, message_id: UUID) -> None:
        """Take it back if it was not fetched this very moment. Raises Unreachable."""
        async with self._db.write() as session:
            taken_back = await mailbox.withdraw(session, message_id)
        if taken_back:
            raise Unreachable("nobody fetched it", WAITING)

    def _note_set(self, message: Message, reply: Reply) -> None:
        """Once a write is answered for good, the next one retires its message set (§2.3)."""
        used = _NEW_SET.search(message.body)
        try:
            answer = parse(reply.body)
        except Unreadable:
            return
        if used is not None and answer.responses and all(one.code == 0 for one in answer.responses):
            self.last_set = used[1]


class VisitChannels:
    """Implements `app.sync.port.Channels` while one visit lasts: there is only this line."""

    def __init__(self, connection_id: UUID, channel: DesktopChannel) -> None:
        self._connection_id = connection_id
        self._channel = channel

    async def open(self, connection_id: UUID) -> DesktopChannel:
        """The visit's channel. Raises NoLine for any other company."""
        if connection_id != self._connection_id:
            raise NoLine(str(connection_id))
        return self._channel
