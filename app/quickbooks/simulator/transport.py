"""How an answer leaves: as JSON, as XML, late, broken off or not at all (rules 6, 7, 9)."""

import asyncio
import secrets
from dataclasses import dataclass, field

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.quickbooks.simulator.faultbody import Throttled
from app.quickbooks.simulator.faults import FaultBoard, FaultKind
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc, dumps
from app.quickbooks.simulator.xmlbody import to_xml


class Lost(Response):
    """An answer that never arrives.

    Over a socket the connection closes before the body; over an ASGI transport the exception that
    httpx has for this is raised.
    """

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        # A server cannot be told to hang up. Promising a body and then failing makes it do so.
        headers = [(b"content-length", b"1"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise httpx.RemoteProtocolError("The simulator dropped the connection, as it was told to.")


@dataclass(slots=True)
class Place:
    """Where a call goes, in the words of a fault: URL segment and operation."""

    entity: str
    operation: str
    faults: FaultBoard = field(repr=False)

    def happens(self, kind: FaultKind) -> bool:
        return self.faults.take(kind, self.entity, self.operation) is not None

    async def wait(self, kind: FaultKind) -> None:
        fault = self.faults.take(kind, self.entity, self.operation)
        if fault is not None:
            await asyncio.sleep(fault.seconds)


@rule(7, "S5: support asks for it")
def tid() -> dict[str, str]:
    """The header that names this call at Intuit."""
    return {"intuit_tid": f"1-{secrets.token_hex(4)}-{secrets.token_hex(12)}"}


def answer(request: Request, status: int, body: Doc | str, *, xml: bool = False) -> Response:
    """The answer in the form the client asked for. A text is JSON already."""
    headers = tid()
    if isinstance(body, dict) and (xml or not wants_json(request)):
        return Response(to_xml(body), status, headers, media_type="application/xml")
    text = body if isinstance(body, str) else dumps(body)
    return Response(text, status, headers, media_type="application/json")


def wants_json(request: Request) -> bool:
    return "json" in request.headers.get("accept", "")


@rule(9, "§9: failures before anything happened")
def refusal_before(place: Place) -> Response | None:
    """The fault that keeps this call from happening, if one is switched on."""
    if place.happens(FaultKind.DROP_BEFORE):
        return Lost()
    if place.happens(FaultKind.THROTTLE_XML):
        raise Throttled(as_xml=True)
    if place.happens(FaultKind.GATEWAY_403):
        raise Throttled(status=403)
    if place.happens(FaultKind.THROTTLE):
        raise Throttled
    for kind, status in ((FaultKind.SERVER_ERROR, 500), (FaultKind.UNAVAILABLE, 503)):
        if place.happens(kind):
            text = "<html><body>Service unavailable</body></html>"
            return Response(text, status, tid(), media_type="text/html")
    return None


@rule(9, "§9: failures after the write was kept")
def loss_after(place: Place) -> Response | None:
    """The fault that hides the answer of a call that did happen, if one is switched on."""
    if place.happens(FaultKind.DROP_AFTER):
        return Lost()
    if place.happens(FaultKind.STREAM_TIMEOUT):
        return Response("stream timeout", 504, tid(), media_type="text/plain")
    return None
