"""What Web Connector is answered, call by call: the mailbox's counter.

Each call is one or two short transactions and a wait of a few seconds at most. Nothing is decided
here about documents: the worker does that, and puts what is to be said into the mailbox.
"""

import asyncio
import secrets
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.events import Event, announce
from app.quickbooks.desktop import mailbox, refusals, visits
from app.quickbooks.desktop.access import Entry, admit
from app.quickbooks.desktop.doorbell import doorbell
from app.quickbooks.desktop.hresults import trouble
from app.quickbooks.desktop.models import DesktopSession
from app.quickbooks.desktop.qbxml import Rq, build
from app.quickbooks.desktop.service import Admission, LastSession
from app.sync.engine import locked_connection
from app.sync.models import ConnectionState

NO_WORK = "none"
DONE = "done"
NO_OP = "NoOp"
POLL_SECONDS = 0.1
UNKNOWN = -1
FINISHED = 100
SMALL_TALK = build([Rq("HostQueryRq", request_id="hello")], version="1.1")
"""Asked where a request is due and nothing is to be said: an empty first answer has crashed Web
Connector (reference §5.1), and a visit ends cleanly only after an answer."""
STRANGER = (
    "Scanpost does not know this session any more. Nothing is lost: Web Connector starts a new one"
    " at its next run."
)
BROKEN = "The answer to the last request was lost, so this visit ends. The next one goes on safely."
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call may wait for the worker, in seconds: far below the 20 s of our promise."""

    for_request: float = 8.0
    for_decision: float = 6.0


@dataclass(frozen=True, slots=True)
class _Turn:
    """A call for the next request: of which visit, its first or not, and what waited already."""

    visit_id: UUID
    first: bool
    body: str | None


class Sessions:
    """Implements `app.quickbooks.desktop.service.Desk`."""

    def __init__(self, db: Database, patience: Patience | None = None) -> None:
        self._db = db
        self._patience = patience or Patience()

    async def authenticate(self, user: str, password: str, *, client_version: str) -> Admission:
        """Let Web Connector in if its password is right, and only if there is something to do."""
        ticket = secrets.token_urlsafe(24)
        async with self._db.read() as session:
            known = await visits.by_user(session, user)
        stored = None if known is None else known.line.password_hash
        entry = await admit(self._db, user_name=user, stored=stored, password=password)
        if entry is Entry.WRONG and known is not None:
            await self._refused(user)
        if entry is not Entry.OPEN:
            return Admission(ticket, entry)

        async def work(session: AsyncSession) -> Admission:
            known = await visits.by_user(session, user)
            if known is None:
                return Admission(ticket, Entry.WRONG)
            refusals.forgive(known.connection)
            await visits.called(session, known, version=client_version)
            if not await visits.reason_to_visit(session, known):
                return Admission(ticket, NO_WORK)
            visit = await visits.open_visit(session, known, ticket=ticket, version=client_version)
            log.info("desktop.visit", visit=str(visit.id))
            return Admission(ticket, known.line.company_file)

        return await self._db.transact(work)

    async def _refused(self, user: str) -> None:
        """Tell the people here: whoever typed the password is looking at Web Connector."""

        async def work(session: AsyncSession) -> None:
            known = await visits.by_user(session, user)
            if known is not None and refusals.note_wrong_password(known):
                ids = {"connection_id": str(known.connection.id)}
                announce(session, Event("sync.changed", ids))

        await self._db.transact(work)

    async def next_request(
        self,
        ticket: str,
        *,
        hcp: str,
        company_file: str,
        country: str,
        major: int,
        minor: int,
    ) -> str:
        """The next qbXML document, or "" while there is nothing to say."""
        del country, major, minor  # QuickBooks says itself what it speaks, in `hcp`

        async def turn(session: AsyncSession) -> _Turn | None:
            visit = await visits.by_ticket(session, ticket)
            if visit is None or visit.closed_at is not None:
                return None
            first, visit.asked = not visit.asked, True
            visit.seen_at = clock.now()
            visit.hello = visit.hello or hcp or None
            visit.company_file = company_file[:500] or visit.company_file
            if await mailbox.unanswered(session, visit.id):
                # What became of it is not known, and an iterator must not go on past it.
                await visits.close(session, visit, said=BROKEN)
                return None
            return _Turn(visit.id, first, await mailbox.fetch(session, visit.id))

        now = await self._db.transact(turn)
        if now is None:
            return ""
        if now.body:
            return now.body
        doorbell.ring(now.visit_id)
        decided = await self._wait(now.visit_id, self._patience.for_request)
        if not (decided or now.first):
            return ""
        return await self._hand_out(now.visit_id, first=now.first)

    async def take_response(self, ticket: str, *, response: str, hresult: str, message: str) -> int:
        """Store what QuickBooks answered; how far the visit is, 100 when it is finished."""

        async def store(session: AsyncSession) -> UUID | None:
            visit = await visits.by_ticket(session, ticket)
            if visit is None:
                return None
            told = {"response": response, "hresult": hresult, "complaint": message}
            stored = await mailbox.bring(session, visit.id, **told)
            if visit.closed_at is not None:
                return None
            if stored:
                visit.turns += 1
            visit.seen_at = clock.now()
            return visit.id

        visit_id = await self._db.transact(store)
        if visit_id is None:
            return UNKNOWN
        doorbell.ring(visit_id)
        if hresult and await self._note_trouble(visit_id, hresult, message, ends=False):
            return UNKNOWN
        await self._wait(visit_id, self._patience.for_decision)
        return await self._progress(visit_id)

    async def connection_error(self, ticket: str, *, hresult: str, message: str) -> str:
        """QuickBooks could not be opened: once more with the file that is open now, then enough."""

        async def work(session: AsyncSession) -> UUID | None:
            visit = await visits.by_ticket(session, ticket)
            if visit is None or visit.closed_at is not None:
                return None
            visit.seen_at = clock.now()
            again = not visit.retried and bool(visit.company_file)
            visit.retried = True
            return visit.id if again else None

        if await self._db.transact(work) is not None:
            return ""
        async with self._db.read() as session:
            visit = await visits.by_ticket(session, ticket)
        if visit is not None:
            await self._note_trouble(visit.id, hresult, message, ends=True)
        return DONE

    async def last_error(self, ticket: str) -> str:
        """“Wait a moment”, or what went wrong in words."""
        async with self._db.read() as session:
            visit = await visits.by_ticket(session, ticket)
        if visit is None:
            return STRANGER
        if visit.trouble:
            return f"{visit.trouble['title']}. {visit.trouble['action']}"
        if visit.closed_at is None:
            return NO_OP
        return visit.said or STRANGER

    async def close(self, ticket: str) -> str:
        """The visit is over; what it brought, in a sentence."""

        async def work(session: AsyncSession) -> str:
            visit = await visits.by_ticket(session, ticket)
            if visit is None:
                return "Nothing to do."
            await visits.close(session, visit, said=summary(visit))
            return visit.said or summary(visit)

        return await self._db.transact(work)

    async def last_session(self) -> LastSession | None:
        """The most recent visit of all companies; None if there never was one."""
        async with self._db.read() as session:
            visit = await visits.latest(session)
        if visit is None:
            return None
        if visit.closed_at is None:
            return LastSession(visit.seen_at, "open")
        return LastSession(visit.seen_at, "broken" if visit.trouble else "closed")

    async def _hand_out(self, visit_id: UUID, *, first: bool) -> str:
        """The request that waits; small talk where Web Connector must get something to do, also in
        a visit that was closed at its first request: a wrong company file is told afterwards."""

        async def work(session: AsyncSession) -> str:
            visit = await visits.get(session, visit_id)
            if visit is None or visit.closed_at is not None:
                return SMALL_TALK if first else ""
            body = await mailbox.fetch(session, visit_id)
            if body is None:
                await mailbox.put(session, visit_id, SMALL_TALK, small_talk=True)
                body = await mailbox.fetch(session, visit_id)
            return body or ""

        return await self._db.transact(work)

    async def _wait(self, visit_id: UUID, seconds: float) -> bool:
        """Until there is a request to fetch or nothing more will come; False: time is up."""
        ends = asyncio.get_running_loop().time() + seconds
        while True:
            async with self._db.read() as session:
                visit = await visits.get(session, visit_id)
                if visit is None or visit.ends_at is not None or visit.closed_at is not None:
                    return True
                if await mailbox.waiting(session, visit_id):
                    return True
            if asyncio.get_running_loop().time() >= ends:
                return False
            await doorbell.wait(visit_id, POLL_SECONDS)

    async def _progress(self, visit_id: UUID) -> int:
        """Percent for the bar in Web Connector's window; below 100 while anything is to come."""
        async with self._db.read() as session:
            visit = await visits.get(session, visit_id)
            if visit is None or visit.closed_at is not None:
                return UNKNOWN
            more = await mailbox.waiting(session, visit_id)
        if visit.ends_at is not None and not more:
            return FINISHED
        return min(99, visit.turns * 100 // (visit.turns + 2))

    async def _note_trouble(
        self, visit_id: UUID, hresult: str, message: str, *, ends: bool
    ) -> bool:
        """Say what stands in the way on the connection; does the visit end by it?"""
        found = trouble(hresult, message)
        stops = ends or found.kind != "bug"

        async def work(session: AsyncSession) -> None:
            visit = await visits.get(session, visit_id)
            if visit is None or not stops:
                return
            visit.trouble = found.problem.as_dict()
            connection = await locked_connection(session, visit.connection_id)
            if connection is not None and connection.state is not ConnectionState.DISCONNECTED:
                connection.problem = found.problem.as_dict()
                connection.resume_at = clock.now() + visits.LOOK_AGAIN
                if found.kind == "person":
                    connection.state, connection.resume_at = ConnectionState.PAUSED, None
            announce(session, Event("sync.changed", {"connection_id": str(visit.connection_id)}))
            await visits.close(session, visit, said=found.problem.title, trouble=found.problem)

        await self._db.transact(work)
        log.warning("desktop.trouble", hresult=hresult, code=found.problem.code)
        return stops


def summary(visit: DesktopSession) -> str:
    """“Sent 3 documents, read 12 records.”"""
    parts = []
    if visit.sent:
        parts.append(f"sent {visit.sent:,} message{'' if visit.sent == 1 else 's'}")
    if visit.read:
        parts.append(f"read {visit.read:,} record{'' if visit.read == 1 else 's'}")
    words = ", ".join(parts) or "nothing new on either side"
    return f"{words[0].upper()}{words[1:]}."
