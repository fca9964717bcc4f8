"""The address that Web Connector calls, as HTTP: sizes, starts, slowness, strangers."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from lxml import etree

from app.core.clock import freeze
from app.main import create_app
from app.quickbooks.desktop import routes
from app.quickbooks.desktop.service import LastSession
from app.quickbooks.desktop.soap import NAMESPACE
from app.settings import Settings
from tests.quickbooks.desktop.counter import (
    ADDRESS,
    PASSWORD,
    USER,
    MemoryDesk,
    caller,
    said,
    service,
)

NOW = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)
SIGN_IN = said(
    "authenticate", f"<strUserName>{USER}</strUserName><strPassword>{PASSWORD}</strPassword>"
)


async def post(http: httpx.AsyncClient, body: bytes, **headers: str) -> httpx.Response:
    return await http.post("/qbwc", content=body, headers={"content-type": "text/xml", **headers})


def results(reply: httpx.Response) -> list[str]:
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/xml; charset=utf-8"
    place = etree.fromstring(reply.content)[0][0][0]
    assert place.tag.startswith(f"{{{NAMESPACE}}}")
    return [one.text or "" for one in place] or [place.text or ""]


async def test_a_call_needs_no_action_and_no_type() -> None:
    async with caller(service(MemoryDesk(["<?xml?>"]))) as http:
        for headers in ({}, {"soapaction": '""'}, {"soapaction": "urn:wrong"}):
            assert results(await post(http, SIGN_IN, **headers))[1] == ""
        assert results(await http.post("/qbwc", content=SIGN_IN))[1] == ""


async def test_the_build_that_was_told_first_comes_with_the_sign_in() -> None:
    desk = MemoryDesk()
    async with caller(service(desk)) as http:
        version = "<strVersion>2.3.0.215</strVersion>"
        assert results(await post(http, said("clientVersion", version))) == [""]
        await post(http, SIGN_IN)
    assert desk.clients == ["2.3.0.215"]


async def test_a_look_answers_200_and_describes_the_service() -> None:
    async with caller(service(None)) as http:
        assert "Scanpost" in (await http.get("/qbwc")).text
        assert (await http.head("/qbwc")).status_code == 200
        for query in ("?wsdl", "?WSDL", "?wsdl="):
            reply = await http.get(f"/qbwc{query}")
            assert reply.headers["content-type"] == "text/xml; charset=utf-8"
            assert f'location="{ADDRESS}/qbwc"' in reply.text


@pytest.mark.parametrize("body", [b"", b"hello", b"\xff\xfe", b"<a/>", b"<!DOCTYPE a><a/>"])
async def test_what_is_no_call_is_told_so(body: bytes) -> None:
    async with caller(service(MemoryDesk())) as http:
        reply = await post(http, body)
    assert reply.status_code == 400
    assert "Web Connector" in reply.text


async def test_a_large_reply_is_taken_here_and_nowhere_else() -> None:
    desk = MemoryDesk(["<?xml?>"])
    async with caller(service(desk)) as http:
        ticket = results(await post(http, SIGN_IN))[0]
        assert results(await post(http, said("sendRequestXML", f"<ticket>{ticket}</ticket>")))
        large = "x" * 20_000_000
        body = said("receiveResponseXML", f"<ticket>{ticket}</ticket><response>{large}</response>")
        assert results(await post(http, body)) == ["100"]
        assert len(desk.answers[0][0]) == len(large)
        assert (await post(http, said("serverVersion", "x" * 33_000_000))).status_code == 413
        assert (await http.post("/elsewhere", content=b"x" * 14_000_000)).status_code == 413


async def test_the_limit_holds_for_a_body_of_unknown_length() -> None:
    async def pieces() -> object:
        for _ in range(33):
            yield b"x" * 1_000_000

    async with caller(service(MemoryDesk())) as http:
        reply = await http.post("/qbwc", content=pieces())  # type: ignore[arg-type]
    assert reply.status_code == 413


async def test_reading_a_large_reply_holds_nobody_up() -> None:
    """A thread reads it; meanwhile the loop serves others."""
    body = said("receiveResponseXML", f"<response>{'&lt;a&gt;' * 1_000_000}</response>")
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.001)

    async with caller(service(MemoryDesk())) as http:
        task = asyncio.create_task(others())
        await post(http, body)
        task.cancel()
    assert turns > 5


async def test_while_starting_web_connector_is_asked_to_come_again() -> None:
    async with caller(service(None)) as http:
        for reply in (await post(http, SIGN_IN), await http.get("/qbwc/support")):
            assert (reply.status_code, reply.headers["retry-after"]) == (503, "10")


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("authenticate", ["", "busy"]),
        ("sendRequestXML", [""]),
        ("receiveResponseXML", ["-1"]),
        ("connectionError", ["done"]),
        ("getLastError", ["Scanpost could not answer. It goes on with the next update."]),
        ("closeConnection", ["Closed."]),
    ],
)
async def test_too_slow_or_broken_still_gives_an_answer(
    operation: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "OPERATION_SECONDS", 0.05)
    for desk in (MemoryDesk(seconds=5), MemoryDesk(broken=True)):
        async with caller(service(desk)) as http:
            assert results(await post(http, said(operation, "<ticket>t</ticket>"))) == expected


def test_a_call_is_answered_before_twenty_seconds() -> None:
    assert routes.OPERATION_SECONDS < 20


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (None, ["Not yet connected"]),
        (LastSession(NOW - timedelta(seconds=20), "open"), ["Connected", "less than a minute ago"]),
        (LastSession(NOW + timedelta(seconds=9), "open"), ["less than a minute ago"]),
        (LastSession(NOW - timedelta(seconds=70), "closed"), ["In order", "1 minute ago"]),
        (LastSession(NOW - timedelta(hours=5), "closed"), ["5 hours ago"]),
        (LastSession(NOW - timedelta(days=3), "broken"), ["broke off", "3 days ago"]),
    ],
)
async def test_the_support_page_says_how_it_stands(
    last: LastSession | None, words: list[str]
) -> None:
    with freeze(NOW):
        async with caller(service(MemoryDesk(["secret"], last=last))) as http:
            reply = await http.get("/qbwc/support")
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/html")
    for text in [*words, "Scanpost", f'href="{ADDRESS}/"', "light-dark"]:
        assert text in reply.text
    for secret in (USER, PASSWORD, "secret"):
        assert secret not in reply.text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("QBWC1012", "call to Scanpost failed"),
        ("1048", "certificate"),
        ("9999", "9999 is not among the numbers"),
        ("<script>alert(1)</script>", "&lt;script&gt;aler is not among"),
    ],
)
async def test_the_support_page_says_what_a_number_of_web_connector_means(
    code: str, words: str
) -> None:
    async with caller(service(MemoryDesk([]))) as http:
        reply = await http.get("/qbwc/support", params={"code": code})
    assert reply.status_code == 200
    assert words in reply.text
    assert "<script" not in reply.text


async def test_the_real_application_serves_it(settings: Settings) -> None:
    """Without its lifespan: the address is there, and not yet ready."""
    app = create_app(settings)
    async with caller(app) as http:
        assert (await http.get("/qbwc")).status_code == 200
        assert (await post(http, b"<" + b"x" * 20_000_000)).status_code == 503
        assert (await post(http, b"x" * 32_000_001)).status_code == 413
