"""How the simulated Web Connector calls a service: envelopes as its builds write them, sent over
real HTTP, and answers read as strictly as .NET reads them (reference §1.1, §9.7).

Nothing here is shared with the service that it tests: a mistake there is not repeated here.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any

import httpx
from lxml import etree

from app.quickbooks.simulator.desktop.rules import rule

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
INTUIT = "http://developer.intuit.com/"
AGENT = "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)"
CODES = {
    "serverVersion": 1036,
    "clientVersion": 1036,
    "authenticate": 1012,
    "sendRequestXML": 1041,
    "receiveResponseXML": 1042,
    "getLastError": 1043,
    "closeConnection": 1044,
    "connectionError": 1045,
}
"""What Web Connector writes into its log when a call fails (reference §4.3)."""

Answer = str | int | list[str]


class Complaint(Exception):
    """The service broke the contract; `code` is the QBWC code that a person would see."""

    def __init__(self, operation: str, reason: str, code: int | None = None) -> None:
        self.code = CODES.get(operation, 0) if code is None else code
        super().__init__(f"QBWC{self.code}: {operation}: {reason}")


class Unreachable(Complaint):
    """No answer came: the network, a restart, or patience ran out. The service may have acted."""


class Fault(StrEnum):
    """What may go wrong with one call."""

    DROP_REQUEST = "drop_request"  # it never arrives
    DROP_REPLY = "drop_reply"  # the service acted, its answer is lost
    TWICE = "twice"  # it arrives twice, the first answer counts
    AGAIN = "again"  # it arrives twice, the second answer counts
    LATE_COPY = "late_copy"  # it arrives once more just before the next call
    CRASH_BEFORE = "crash_before"  # Web Connector dies before the call
    CRASH_AFTER = "crash_after"  # Web Connector dies with the answer in its hands
    STALE_TICKET = "stale_ticket"  # it carries the ticket of an earlier session


@dataclass(frozen=True, slots=True)
class Habits:
    """What a build does. The defaults are those of a current one, `OLD` has all that were seen."""

    tells_versions: bool = True
    names_action: bool = True
    prefixes: bool = False
    nil_for_empty: bool = False
    tells_file: bool = True  # else the first request brings nothing but the hello of QuickBooks


OLD = Habits(
    tells_versions=False,
    names_action=False,
    prefixes=True,
    nil_for_empty=True,
    tells_file=False,
)


class Line:
    """The way to one service. `patience` is after how many seconds a call is given up."""

    def __init__(
        self, http: httpx.AsyncClient, url: str, *, habits: Habits, patience: float
    ) -> None:
        self._http = http
        self._url = url
        self._habits = habits
        self._patience = patience
        self._copies: list[tuple[str, bytes]] = []
        self._under_way: set[asyncio.Task[httpx.Response]] = set()

    async def call(
        self, operation: str, arguments: Mapping[str, str | int], fault: Fault | None = None
    ) -> Answer:
        """One call and its result. Raises Complaint; Unreachable if no answer came."""
        for name, copy in self._copies:
            await self._post(name, copy)
        self._copies.clear()
        if fault is Fault.DROP_REQUEST:
            raise Unreachable(operation, "the connection was closed")
        sent = envelope(operation, arguments, self._habits)
        reply = await self._post(operation, sent)
        if fault in (Fault.TWICE, Fault.AGAIN):
            second = await self._post(operation, sent)
            reply = second if fault is Fault.AGAIN else reply
        elif fault is Fault.LATE_COPY:
            self._copies.append((operation, sent))
        elif fault is Fault.DROP_REPLY:
            raise Unreachable(operation, "the connection was closed while waiting for the answer")
        return result(operation, reply)

    async def close(self) -> None:
        """Give up what is still under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _post(self, operation: str, sent: bytes) -> httpx.Response:
        """A call that is given up goes on at the service, as it does behind a real socket."""
        headers = {"content-type": "text/xml; charset=utf-8", "user-agent": AGENT}
        if self._habits.names_action:
            headers["soapaction"] = f'"{INTUIT}{operation}"'
        request = self._http.post(self._url, content=sent, headers=headers, timeout=None)
        task = asyncio.create_task(request)
        self._under_way.add(task)
        task.add_done_callback(self._finished)
        done, _ = await asyncio.wait({task}, timeout=self._patience)
        if not done:
            raise Unreachable(operation, "the operation has timed out")
        try:
            return task.result()
        except httpx.TransportError as error:
            raise Unreachable(operation, f"unable to connect: {error}") from error

    def _finished(self, task: asyncio.Task[httpx.Response]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, for nobody may be waiting any more


def envelope(operation: str, arguments: Mapping[str, str | int], habits: Habits) -> bytes:
    """The call in the words of a build; control characters as references, as .NET writes them."""
    prefix, declared = ("q:", "xmlns:q") if habits.prefixes else ("", "xmlns")
    inner = "".join(
        f'<{prefix}{name} xsi:nil="true" />'
        if habits.nil_for_empty and value == ""
        else f"<{prefix}{name}>{_escaped(str(value))}</{prefix}{name}>"
        for name, value in arguments.items()
    )
    soap = "SOAP-ENV" if habits.prefixes else "soap"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><{soap}:Envelope xmlns:{soap}="{SOAP}"'
        f' xmlns:xsi="{XSI}"><{soap}:Body><{prefix}{operation} {declared}="{INTUIT}">{inner}'
        f"</{prefix}{operation}></{soap}:Body></{soap}:Envelope>"
    ).encode()


@rule(7, "reference §1.1, §9", "documented")
def result(operation: str, reply: httpx.Response) -> Answer:
    """The result in an answer that keeps the contract to the letter. Raises Complaint."""
    if reply.status_code == 503:
        raise Unreachable(operation, "the service answered 503")
    if reply.status_code != 200:
        raise Complaint(operation, f"the request failed with HTTP status {reply.status_code}")
    if not reply.headers.get("content-type", "").startswith("text/xml"):
        raise Complaint(operation, "the content type is not text/xml")
    if not reply.content.startswith(b"<"):
        raise Complaint(operation, "something stands before the XML")
    place = _place(operation, reply.content)
    return _READERS.get(operation, _text)(operation, place)


def _place(operation: str, body: bytes) -> Any:
    """The result element, found by its full name and nothing else."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        node = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Complaint(operation, f"there is an error in the XML document: {error}") from error
    if node.tag != f"{{{SOAP}}}Envelope":
        raise Complaint(operation, f"{node.tag} is no SOAP 1.1 envelope")
    for wanted in (
        f"{{{SOAP}}}Body",
        f"{{{INTUIT}}}{operation}Response",
        f"{{{INTUIT}}}{operation}Result",
    ):
        if [child.tag for child in node] != [wanted]:
            raise Complaint(operation, f"{wanted} is not all there is in {node.tag}")
        node = node[0]
    if f"{{{XSI}}}nil" in node.attrib:
        raise Complaint(operation, "the result is nil")
    return node


def _text(operation: str, place: Any) -> str:
    if len(place):
        raise Complaint(operation, "the result holds elements instead of text")
    return place.text or ""


def _percent(operation: str, place: Any) -> int:
    text = _text(operation, place)
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise Complaint(operation, f"{text!r} is no whole number")
    if int(text) > 100:
        raise Complaint(operation, f"{text} per cent are more than all")
    return int(text)


def _admission(operation: str, place: Any) -> list[str]:
    if not 2 <= len(place) <= 4 or any(one.tag != f"{{{INTUIT}}}string" for one in place):
        raise Complaint(operation, "the result is not an array of two to four strings")
    if any(f"{{{XSI}}}nil" in one.attrib for one in place):
        raise Complaint(operation, "the result has an empty place")
    return [_text(operation, one) for one in place]


def _request(operation: str, place: Any) -> str:
    """Only a document that starts with its declaration, and no second envelope around it."""
    text = _text(operation, place)
    if text and not text.startswith("<?xml") and text != "NoOp":
        raise Complaint(operation, "something stands before the XML declaration of the request")
    if re.search(r"<(\w+:)?Envelope\b", text[:1000]):
        raise Complaint(operation, "the request is wrapped in a second envelope")
    return text


_READERS: dict[str, Callable[[str, Any], Answer]] = {
    "authenticate": _admission,
    "sendRequestXML": _request,
    "receiveResponseXML": _percent,
}


def _escaped(text: str) -> str:
    return re.sub(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\r]", lambda found: f"&#x{ord(found[0]):X};", escape(text)
    )
