"""What Web Connector's eleven operations do, in whatever order they come.

The desk decides (`sessions.py`); here calls become questions to it and its answers become results.
Nothing that a call holds can make this fail: a machine that gets no answer to a call tries the same
again for ever, and its person reads a number that says nothing (reference §4.3).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

import structlog

from app.core.security import digest
from app.quickbooks.desktop.soap import Call

log = structlog.get_logger()

SERVER_VERSION = "Scanpost 1"
"""Shown under “more information” in Web Connector."""

Returned = str | int | list[str]


@dataclass(frozen=True, slots=True)
class Admission:
    """The answer to a sign-in (reference §1.3).

    `file` is empty for the company file now open, else its path, or `none` (nothing to do), `nvu`
    (wrong user name or password), `busy` (try later). `postpone` puts the next update off by so
    many seconds and ends this one; `min_run` is the least number of seconds between two.
    """

    ticket: str
    file: str = ""
    postpone: int | None = None
    min_run: int | None = None


@dataclass(frozen=True, slots=True)
class LastSession:
    """When a Web Connector was last heard of (UTC), and how that session stands."""

    seen_at: datetime
    state: Literal["open", "closed", "broken"]


class Desk(Protocol):
    """The sessions and the mailbox behind the service. An unknown ticket is an answer, no error.

    A call may be cancelled after `routes.OPERATION_SECONDS`, and it may arrive twice.
    """

    async def authenticate(self, user: str, password: str, *, client_version: str) -> Admission:
        """Let a Web Connector in, or say why not. `client_version` is empty if it was not told."""

    async def next_request(
        self, ticket: str, *, hcp: str, company_file: str, country: str, major: int, minor: int
    ) -> str:
        """The qbXML to process next; empty if there is nothing now. `hcp` is in the first call."""

    async def take_response(self, ticket: str, *, response: str, hresult: str, message: str) -> int:
        """Keep QuickBooks' answer; 0 to 99 per cent done, 100 finished, -1 for an error."""

    async def connection_error(self, ticket: str, *, hresult: str, message: str) -> str:
        """QuickBooks could not be opened: `done`, or the file to try, empty for the open one."""

    async def last_error(self, ticket: str) -> str:
        """Why there was nothing to do: `NoOp` to be asked again in five seconds, or a sentence."""

    async def close(self, ticket: str) -> str:
        """End the session; the sentence that Web Connector shows."""

    async def last_session(self) -> LastSession | None:
        """The most recent session of all connections; None if there never was one."""


async def perform(desk: Desk, call: Call, *, client_version: str = "") -> Returned:
    """Do what `call` asks and give its result; raises only what `desk` raises.

    `client_version` is the build of Web Connector that calls, as far as it is known.
    """
    log.debug("qbwc.call", operation=call.operation, session=session_of(call))
    if call.operation == "authenticate":
        return await _authenticate(desk, call, client_version)
    return await _VERBS[call.operation](desk, call)


def harmless(operation: str) -> Returned:
    """The answer when there is none: it ends the session in order, and the next one goes on."""
    return _HARMLESS.get(operation, "")


def session_of(call: Call) -> str:
    """A short name of the session for the log, which must not hold the ticket itself."""
    ticket = call.text("ticket") or call.text("wcTicket")
    return digest(ticket)[:12] if ticket else ""


async def _server_version(_: Desk, __: Call) -> str:
    return SERVER_VERSION


async def _client_version(_: Desk, call: Call) -> str:
    """Every build is welcome: none is known to be too old (reference §1.6)."""
    log.debug("qbwc.client", version=call.text("strVersion")[:40])
    return ""


async def _authenticate(desk: Desk, call: Call, client_version: str) -> list[str]:
    admission = await desk.authenticate(
        call.text("strUserName"), call.text("strPassword"), client_version=client_version
    )
    result = [admission.ticket, admission.file]
    if admission.postpone is not None or admission.min_run is not None:
        result.append("" if admission.postpone is None else str(admission.postpone))
    if admission.min_run is not None:
        result.append(str(admission.min_run))
    return result


async def _send_request(desk: Desk, call: Call) -> str:
    return await desk.next_request(
        call.text("ticket"),
        hcp=call.text("strHCPResponse"),
        company_file=call.text("strCompanyFileName"),
        country=call.text("qbXMLCountry"),
        major=call.number("qbXMLMajorVers"),
        minor=call.number("qbXMLMinorVers"),
    )


async def _receive_response(desk: Desk, call: Call) -> int:
    return await desk.take_response(
        call.text("ticket"),
        response=call.text("response"),
        hresult=call.text("hresult").strip(),
        message=call.text("message"),
    )


async def _connection_error(desk: Desk, call: Call) -> str:
    return await desk.connection_error(
        call.text("ticket"), hresult=call.text("hresult").strip(), message=call.text("message")
    )


async def _last_error(desk: Desk, call: Call) -> str:
    return await desk.last_error(call.text("ticket"))


async def _close(desk: Desk, call: Call) -> str:
    return await desk.close(call.text("ticket"))


async def _no_interaction(_: Desk, __: Call) -> str:
    """We never ask for interactive mode, and Web Connector dropped it (reference §1.6)."""
    return ""


async def _interaction_done(_: Desk, __: Call) -> str:
    return "Done"


async def _interaction_rejected(_: Desk, __: Call) -> str:
    return "Scanpost needs no interactive mode."


_VERBS: Mapping[str, Callable[[Desk, Call], Awaitable[Returned]]] = {
    "serverVersion": _server_version,
    "clientVersion": _client_version,
    "sendRequestXML": _send_request,
    "receiveResponseXML": _receive_response,
    "connectionError": _connection_error,
    "getLastError": _last_error,
    "closeConnection": _close,
    "getInteractiveURL": _no_interaction,
    "interactiveDone": _interaction_done,
    "interactiveRejected": _interaction_rejected,
}

_HARMLESS: Mapping[str, Returned] = {
    "authenticate": ["", "busy"],
    "receiveResponseXML": -1,
    "connectionError": "done",
    "getLastError": "Scanpost could not answer. It goes on with the next update.",
    "closeConnection": "Closed.",
}
