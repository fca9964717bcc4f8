"""Where Web Connector calls: one address for all operations, its description, its support page.

The answer is 200 whatever the call says; only what is no call at all gets 400, and a body over the
limit 413 (reference §8).
"""

import asyncio
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.requests import ClientDisconnect

from app.core import clock
from app.core.http import AppSettings
from app.quickbooks.desktop import soap, support
from app.quickbooks.desktop.builds import Builds
from app.quickbooks.desktop.service import Desk, Returned, harmless, perform, session_of
from app.quickbooks.desktop.wsdl import wsdl

PATH = "/qbwc"
BODY_LIMIT = 32_000_000
"""Bytes: a page of QuickBooks' records as escaped text; only Web Connector's address takes it."""
THREAD_FROM = 1_000_000
"""Bytes; smaller bodies are read sooner than a thread is started."""
OPERATION_SECONDS = 18.0
"""Web Connector waits longer, but nobody knows how long (reference §1.4)."""
STARTING_SECONDS = 10

log = structlog.get_logger()
builds = Builds()
router = APIRouter(tags=["quickbooks"], include_in_schema=False)


async def _desk(request: Request) -> Desk | None:
    desk: Desk | None = getattr(request.app.state, "desk", None)
    return desk


ToDesk = Annotated[Desk | None, Depends(_desk)]


@router.post(PATH)
async def call(request: Request, desk: ToDesk) -> Response:
    """One operation of Web Connector."""
    if desk is None:
        return _starting()
    try:
        body = await request.body()
    except ClientDisconnect:
        return Response(status_code=400)
    try:
        heard = await _off_loop_if_large(body)
    except soap.NotSoap as error:
        log.warning("qbwc.not_soap", reason=str(error), bytes=len(body))
        return PlainTextResponse(f"{error} This address is for QuickBooks Web Connector.", 400)
    address = request.client.host if request.client else ""
    if heard.operation == "clientVersion":
        builds.told(address, heard.text("strVersion"))
    result = await _in_time(desk, heard, client_version=builds.of(address))
    return _xml(soap.answer(heard.operation, result))


@router.api_route(PATH, methods=["GET", "HEAD"])
async def look(request: Request, settings: AppSettings) -> Response:
    """Web Connector looks here for the certificate, people for a sign of life."""
    if any(name.lower() == "wsdl" for name in request.query_params):
        return _xml(wsdl(f"{settings.url}{PATH}"))
    return PlainTextResponse("Scanpost is here. QuickBooks Web Connector calls this address.")


@router.api_route(f"{PATH}/support", methods=["GET", "HEAD"])
async def support_page(desk: ToDesk, settings: AppSettings, code: str = "") -> Response:
    """What a person sees who follows “Support” in Web Connector, and what its numbers mean."""
    if desk is None:
        return _starting()
    last = await desk.last_session()
    return HTMLResponse(support.page(last, now=clock.now(), home=f"{settings.url}/", code=code))


async def _off_loop_if_large(body: bytes) -> soap.Call:
    if len(body) < THREAD_FROM:
        return soap.read(body)
    return await asyncio.to_thread(soap.read, body)


async def _in_time(desk: Desk, heard: soap.Call, *, client_version: str) -> Returned:
    """The operation's result, or in time one that harms nothing, so that the session can go on."""
    try:
        async with asyncio.timeout(OPERATION_SECONDS):
            return await perform(desk, heard, client_version=client_version)
    except TimeoutError:
        log.error("qbwc.too_slow", operation=heard.operation, session=session_of(heard))
    except Exception:
        log.exception("qbwc.failed", operation=heard.operation, session=session_of(heard))
    return harmless(heard.operation)


def _xml(document: bytes) -> Response:
    return Response(document, media_type="text/xml; charset=utf-8")


def _starting() -> Response:
    return PlainTextResponse(
        "Scanpost is starting.", 503, headers={"Retry-After": str(STARTING_SECONDS)}
    )
