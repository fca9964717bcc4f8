"""Every operation in any order, with whatever arguments: an answer, and no secret in the log."""

from collections.abc import Mapping
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from app.quickbooks.desktop.service import Returned, harmless, perform, session_of
from app.quickbooks.desktop.soap import OPERATIONS, Call, answer
from app.quickbooks.simulator.desktop.calling import Habits, envelope, result
from tests.quickbooks.desktop.counter import (
    PASSWORD,
    USER,
    MemoryDesk,
    caller,
    service,
)

REQUEST = '<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?><QBXML/>'


async def do(desk: MemoryDesk, operation: str, **arguments: str) -> Returned:
    return await perform(desk, Call(operation, arguments))


async def sign_in(desk: MemoryDesk, password: str = PASSWORD) -> list[str]:
    told = await do(desk, "authenticate", strUserName=USER, strPassword=password)
    assert isinstance(told, list)
    return told


async def test_a_whole_session() -> None:
    desk = MemoryDesk([REQUEST, REQUEST], file=r"C:\Books\Acme.qbw")
    ticket, file = await sign_in(desk)
    assert file == r"C:\Books\Acme.qbw"
    asked = {"ticket": ticket, "strCompanyFileName": "a.qbw", "qbXMLMajorVers": "16"}
    hello = {"strHCPResponse": "<QBXML/>", "qbXMLMinorVers": "1"}
    assert await do(desk, "sendRequestXML", **asked, **hello) == REQUEST
    assert await do(desk, "receiveResponseXML", ticket=ticket, response="<r/>") == 50
    assert await do(desk, "sendRequestXML", **asked) == REQUEST
    lost = {"hresult": " 0x80040400 ", "message": "bad"}
    assert await do(desk, "receiveResponseXML", ticket=ticket, **lost) == 100
    assert await do(desk, "closeConnection", ticket=ticket) == "2 answered."
    assert desk.answers == [("<r/>", "", ""), ("", "0x80040400", "bad")]
    assert (desk.hellos, desk.versions) == (["<QBXML/>", ""], [(16, 1), (16, 0)])


async def test_sign_in_says_why_not() -> None:
    assert (await sign_in(MemoryDesk([REQUEST]), "wrong"))[1:] == ["nvu"]
    assert (await sign_in(MemoryDesk()))[1:] == ["none"]


@pytest.mark.parametrize(
    ("postpone", "min_run", "places"),
    [
        (None, None, [""]),
        (60, None, ["", "60"]),
        (0, None, ["", "0"]),
        (None, 30, ["", "", "30"]),
        (60, 30, ["", "60", "30"]),
    ],
)
async def test_waiting_is_asked_for_in_its_own_place(
    postpone: int | None, min_run: int | None, places: list[str]
) -> None:
    """A number in the third place ends the update even if it was meant for the fourth."""
    desk = MemoryDesk([REQUEST], postpone=postpone, min_run=min_run)
    assert (await sign_in(desk))[1:] == places


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("sendRequestXML", ""),
        ("receiveResponseXML", -1),
        ("connectionError", "done"),
        ("getLastError", "This session is not known."),
        ("closeConnection", "0 answered."),
    ],
)
async def test_an_unknown_ticket_is_an_answer_too(operation: str, expected: str | int) -> None:
    for ticket in ("", "another", "é" * 5000):
        assert await do(MemoryDesk([REQUEST]), operation, ticket=ticket) == expected


async def test_connection_errors_reach_the_desk() -> None:
    desk = MemoryDesk(try_files=["D:\\b.qbw"])
    trouble = {"ticket": "t", "hresult": "0x80040414 ", "message": "a dialog"}
    assert await do(desk, "connectionError", **trouble) == "D:\\b.qbw"
    assert await do(desk, "connectionError", **trouble) == "done"
    assert desk.troubles == [("0x80040414", "a dialog")] * 2


@pytest.mark.parametrize("version", ["2.3.0.215", "1.0", "", "<b>", "9" * 1000])
async def test_every_build_is_welcome(version: str) -> None:
    assert await do(MemoryDesk(), "clientVersion", strVersion=version) == ""


async def test_interactive_mode_is_never_entered() -> None:
    desk = MemoryDesk()
    assert str(await do(desk, "serverVersion")).startswith("Scanpost")
    assert await do(desk, "getInteractiveURL", wcTicket="t", sessionID="s") == ""
    assert await do(desk, "interactiveDone", wcTicket="t") == "Done"
    assert str(await do(desk, "interactiveRejected", wcTicket="t", reason="no")).endswith(".")


async def test_the_log_holds_no_password_ticket_or_body() -> None:
    desk = MemoryDesk([REQUEST])
    with structlog.testing.capture_logs() as log:
        ticket, _ = await sign_in(desk)
        await do(desk, "sendRequestXML", ticket=ticket, strHCPResponse="<Company/>")
        await do(desk, "receiveResponseXML", ticket=ticket, response="<Customer/>", message="m!")
    assert [one["operation"] for one in log] == [
        "authenticate",
        "sendRequestXML",
        "receiveResponseXML",
    ]
    told = str(log)
    for secret in (PASSWORD, ticket, "Company", "Customer", "QBXML", "m!"):
        assert secret not in told
    assert log[1]["session"] == log[2]["session"] == session_of(Call("x", {"ticket": ticket}))


def test_what_is_said_in_an_emergency_fits_each_operation() -> None:
    for operation in OPERATIONS:
        assert answer(operation, harmless(operation))
    assert harmless("authenticate") == ["", "busy"]
    assert harmless("receiveResponseXML") == -1
    assert harmless("sendRequestXML") == ""


_TEXT = st.text(max_size=20) | st.sampled_from(
    [USER, PASSWORD, "0x80040400", "-1", "16", "<QBXML>", "\x1f", "\uffff", "NoOp", "none"]
)
_NAMES = sorted({name for one in OPERATIONS.values() for name in one.parameters} | {"strange"})
_ARGUMENTS = st.dictionaries(st.sampled_from(_NAMES), _TEXT, max_size=7)
_CALLS = st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), _ARGUMENTS), max_size=12)
_HABITS = st.builds(Habits, prefixes=st.booleans(), nil_for_empty=st.booleans())


@given(_CALLS, _HABITS, st.data())
async def test_any_calls_in_any_order_are_answered_to_the_letter(
    calls: list[tuple[str, Mapping[str, str]]], habits: Habits, data: st.DataObject
) -> None:
    """Read back by the simulated Web Connector, which takes nothing but the contract."""
    desk = MemoryDesk([REQUEST] * data.draw(st.integers(0, 2)))
    tickets = ["", "stale"]
    async with caller(service(desk)) as http:
        for operation, arguments in calls:
            told: dict[str, Any] = dict(arguments)
            if "ticket" in told:
                told["ticket"] = data.draw(st.sampled_from(tickets))
            reply = await http.post("/qbwc", content=envelope(operation, told, habits))
            found = result(operation, reply)
            if isinstance(found, list):
                tickets.append(found[0])
