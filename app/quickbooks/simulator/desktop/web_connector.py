"""A simulated Web Connector: the program beside QuickBooks that calls a service and drives it.

It keeps the order of calls, the meaning of every answer and the ways of a real one (reference §9,
1 to 10), and it goes wrong wherever a test wants it to.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import uuid4

import httpx

from app.quickbooks.simulator.desktop.calling import (
    Answer,
    Complaint,
    Fault,
    Habits,
    Line,
    Unreachable,
)
from app.quickbooks.simulator.desktop.outcomes import Crash
from app.quickbooks.simulator.desktop.rules import rule

BUILD = "2.3.0.215"
CLIENT_SECONDS = 100.0
"""How long .NET waits for an answer unless told otherwise (reference §1.4)."""
PAUSE_SECONDS = 5.0
"""Between `NoOp` and the next question."""
CONNECTION_ROUNDS = 2
"""How often a service may have the connection to QuickBooks tried again (reference §1.4)."""


class QuickBooks(Protocol):
    """The QuickBooks that is driven: one session at a time. Everything may raise Crash."""

    def begin(self, company_file: str) -> None:
        """Open a session with this file, or with the one now open if the name is empty."""

    def hcp(self) -> str:
        """What QuickBooks says of itself: host, company and preferences, one document."""

    def process(self, text: str) -> str:
        """The answer to a qbXML document."""

    def end(self) -> None:
        """End the session."""


@dataclass(frozen=True, slots=True)
class Step:
    """A call that is about to be made: the how-manieth of which session, both counted from one."""

    session: int
    call: int
    operation: str


class Outcome(StrEnum):
    """How an update went."""

    DONE = "done"
    NOTHING_TO_DO = "none"
    WRONG_PASSWORD = "nvu"  # noqa: S105 - an answer of `authenticate`
    BUSY = "busy"
    POSTPONED = "postponed"
    REFUSED = "refused"  # this build, by clientVersion
    NO_QUICKBOOKS = "no_quickbooks"
    FAILED = "failed"  # the service said so, in `said`
    BROKEN = "broken"  # a call got no answer
    CRASHED = "crashed"
    LOCKED = "locked"  # another update is running


@dataclass(slots=True)
class Update:
    """One run: what was called, how it ended, what a person read at the end."""

    number: int
    outcome: Outcome = Outcome.DONE
    calls: list[str] = field(default_factory=list)
    said: str = ""
    code: int = 0  # of QBWC, when it is BROKEN
    processed: int = 0  # documents that QuickBooks answered
    postponed: int = 0  # seconds


class _Died(Exception):
    """Web Connector is gone: nothing is closed, nobody is told."""


class SimQBWC:
    """One application in a Web Connector. `update_lock` is shared by those of one Windows user.

    `faults` is asked before every call. `sleep` waits, so that a test's time may be another.
    `company_file` is the path of the file that is open in QuickBooks. `alone`: nobody else calls
    for the same company, so an undisturbed session always gets a first request.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        quickbooks: QuickBooks,
        *,
        url: str,
        user_name: str,
        password: str,
        company_file: str = r"C:\Books\Company.qbw",
        qbxml: tuple[int, int] = (16, 0),
        habits: Habits | None = None,
        faults: Callable[[Step], Fault | None] | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        patience: float = CLIENT_SECONDS,
        update_lock: asyncio.Lock | None = None,
        alone: bool = True,
    ) -> None:
        self.password = password
        self.minimum_seconds = 0  # between two runs, as the service asked
        self.faults = faults
        self._quickbooks = quickbooks
        self._user_name = user_name
        self._company_file = company_file
        self._qbxml = qbxml
        self._habits = habits or Habits()
        self._line = Line(http, url, habits=self._habits, patience=patience)
        self._sleep = sleep
        self._lock = update_lock or asyncio.Lock()
        self._alone = alone
        self._disturbed = False
        self._hello = ""
        self._sessions = 0
        self._ticket = self._stale = str(uuid4())
        self._is_open = False

    async def run(self) -> Update:
        """One update from start to end. Raises Complaint if the service breaks the contract."""
        update = Update(self._sessions + 1)
        if self._lock.locked():
            update.outcome = Outcome.LOCKED
            return update
        self._sessions += 1
        self._disturbed = not self._alone
        async with self._lock:
            try:
                update.outcome = await self._update(update)
            except Unreachable as error:
                update.outcome, update.code, update.said = Outcome.BROKEN, error.code, str(error)
            except _Died:
                update.outcome = Outcome.CRASHED
            finally:
                self._end()
        return update

    async def run_every(
        self, seconds: float, *, told: Callable[[Update], object] = lambda _: None
    ) -> None:
        """Auto-Run: update, wait, again, until cancelled; `told` hears of each update."""
        while True:
            update = await self.run()
            told(update)
            await self._sleep(self.pause(seconds, update))

    @rule(8, "reference §1.3, §5.1, §9", "documented")
    def pause(self, seconds: float, update: Update) -> float:
        """How long it waits after this run before the next, in seconds."""
        return max(seconds, self.minimum_seconds, update.postponed)

    async def close(self) -> None:
        """The program is closed: calls that were given up are not waited for."""
        await self._line.close()

    @rule(1, "reference §1.4, §9", "documented")
    async def _update(self, update: Update) -> Outcome:
        if self._habits.tells_versions:
            await self._text(update, "serverVersion")
            verdict = await self._text(update, "clientVersion", strVersion=BUILD)
            if not self._may_go_on(verdict):
                update.said = verdict
                return Outcome.REFUSED
        file, refused = await self._sign_in(update)
        if refused is not None:
            await self._close(update)
            return refused
        if not await self._open(update, file):
            return Outcome.NO_QUICKBOOKS
        return await self._talk(update, file)

    def _may_go_on(self, verdict: str) -> bool:
        """A person who is warned goes on; an error or another version ends it (reference §1.2)."""
        if verdict and verdict[:2] not in ("W:", "E:", "O:"):
            raise Complaint("clientVersion", f"{verdict!r} is none of its answers", code=1039)
        return verdict == "" or verdict.startswith("W:")

    @rule(2, "reference §1.3, §9", "documented")
    async def _sign_in(self, update: Update) -> tuple[str, Outcome | None]:
        """The company file to open, or how the update ends here."""
        told = await self._call(
            update, "authenticate", strUserName=self._user_name, strPassword=self.password
        )
        assert isinstance(told, list)  # noqa: S101 - `calling` reads no other answer here
        self._stale, self._ticket = self._ticket, told[0]
        file, postponed, minimum = [*told[1:], "", ""][:3]
        self.minimum_seconds = max(self.minimum_seconds, self._seconds(minimum))
        if file.lower() in ("none", "nvu", "busy"):
            return "", Outcome(file.lower())
        if postponed:
            update.postponed = self._seconds(postponed)
            return "", Outcome.POSTPONED
        if not self._ticket:
            raise Complaint("authenticate", "there is no ticket for the session")
        return file, None

    def _seconds(self, text: str) -> int:
        if text and not text.isdigit():
            raise Complaint("authenticate", f"{text!r} is no number of seconds")
        return int(text or 0)

    @rule(3, "reference §1.4, §9", "documented")
    async def _open(self, update: Update, file: str) -> bool:
        """A session with QuickBooks; the service says which file to try when it fails."""
        for _ in range(CONNECTION_ROUNDS + 1):
            crash = self._begin(file) and self._begin(file)  # a second try of its own
            if crash is None:
                return True
            file = await self._text(
                update,
                "connectionError",
                ticket=self._ticket,
                hresult=crash.hresult,
                message=crash.message,
            )
            if file.lower() == "done":
                update.said = crash.message
                return False
        raise Complaint("connectionError", "the service never says done")

    def _begin(self, file: str) -> Crash | None:
        try:
            self._quickbooks.begin(file)
            self._is_open = True
            self._hello = self._quickbooks.hcp()
        except Crash as crash:
            self._end()
            return crash
        return None

    def _end(self) -> None:
        if self._is_open:
            self._is_open = False
            self._quickbooks.end()

    @rule(4, "reference §1.4, §9", "documented")
    @rule(6, "reference §1.2, §9", "documented")
    async def _talk(self, update: Update, file: str) -> Outcome:
        """Requests and answers until the service has had all it wants."""
        while True:
            request = await self._next(update, file)
            if request is None:
                return Outcome.FAILED
            response, hresult, message = self._process(update, request)
            done = await self._call(
                update,
                "receiveResponseXML",
                ticket=self._ticket,
                response=response,
                hresult=hresult,
                message=message,
            )
            assert isinstance(done, int)  # noqa: S101 - `calling` reads no other answer here
            if done < 0:
                update.said = await self._text(update, "getLastError", ticket=self._ticket)
                await self._close(update)
                return Outcome.FAILED
            if done == 100:
                update.said = await self._close(update)
                return Outcome.DONE

    @rule(5, "reference §1.4, §5.1, §9", "documented")
    async def _next(self, update: Update, file: str) -> str | None:
        """The next request, asked for until there is one; None if the service ends the session."""
        tells = self._habits.tells_file
        while True:
            hello, self._hello = self._hello, ""
            request = await self._text(
                update,
                "sendRequestXML",
                ticket=self._ticket,
                strHCPResponse=hello,
                strCompanyFileName=(file or self._company_file) if tells else "",
                qbXMLCountry="US" if tells else "",
                qbXMLMajorVers=self._qbxml[0],
                qbXMLMinorVers=self._qbxml[1],
            )
            if request not in ("", "NoOp"):
                return request
            if hello and not self._disturbed:
                raise Complaint("sendRequestXML", "the first request of the session is empty")
            update.said = await self._text(update, "getLastError", ticket=self._ticket)
            if update.said != "NoOp":
                await self._close(update)
                return None
            await self._sleep(PAUSE_SECONDS)

    def _process(self, update: Update, request: str) -> tuple[str, str, str]:
        """What QuickBooks answers: (response, hresult, message)."""
        try:
            response = self._quickbooks.process(request)
        except Crash as crash:
            return "", crash.hresult, crash.message
        update.processed += 1
        return response, "", ""

    async def _close(self, update: Update) -> str:
        """QuickBooks is let go first: people can work again."""
        self._end()
        return await self._text(update, "closeConnection", ticket=self._ticket)

    async def _text(self, update: Update, operation: str, **arguments: str | int) -> str:
        answer = await self._call(update, operation, **arguments)
        assert isinstance(answer, str)  # noqa: S101 - `calling` reads no other answer here
        return answer

    @rule(9, "reference §1.4, §9", "assumed")
    @rule(10, "reference §9", "field-reported")
    async def _call(self, update: Update, operation: str, **arguments: str | int) -> Answer:
        """One call, with whatever goes wrong at this step."""
        update.calls.append(operation)
        step = Step(update.number, len(update.calls), operation)
        fault = self.faults(step) if self.faults else None
        if fault is Fault.CRASH_BEFORE:
            raise _Died
        if fault is Fault.STALE_TICKET and "ticket" in arguments:
            arguments["ticket"] = self._stale
        self._disturbed = self._disturbed or fault is not None
        answer = await self._line.call(operation, arguments, fault)
        if fault is Fault.CRASH_AFTER:
            raise _Died
        return answer
