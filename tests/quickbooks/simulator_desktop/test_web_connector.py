"""The simulated Web Connector keeps the ways of the real one, at its best and at its worst."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.quickbooks.simulator.desktop.calling import OLD, Complaint, Fault
from app.quickbooks.simulator.desktop.outcomes import Crash
from app.quickbooks.simulator.desktop.web_connector import (
    BUILD,
    Outcome,
    QuickBooks,
    SimQBWC,
    Step,
    Update,
)
from tests.quickbooks.desktop.counter import ADDRESS, PASSWORD, USER, MemoryDesk, service
from tests.quickbooks.simulator.served import served

HELLO = "<?xml version='1.0'?><QBXML><HostQueryRs/></QBXML>"
REQUEST = '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML n="{}"/>'
URL = f"{ADDRESS}/qbwc"
START = ["serverVersion", "clientVersion", "authenticate"]
TURN = ["sendRequestXML", "receiveResponseXML"]


def requests(count: int) -> list[str]:
    return [REQUEST.format(number) for number in range(count)]


@dataclass
class Books:
    """A QuickBooks that answers everything, and fails to open or to process when told."""

    processed: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    refuses: int = 0  # how many more times it cannot be opened
    crash: Crash | None = None  # instead of an answer
    is_open: bool = False

    def begin(self, company_file: str) -> None:
        assert not self.is_open
        self.files.append(company_file)
        if self.refuses:
            self.refuses -= 1
            raise Crash("0x80040414", "A dialog is open.")
        self.is_open = True

    def hcp(self) -> str:
        return HELLO

    def process(self, text: str) -> str:
        assert self.is_open
        if self.crash:
            raise self.crash
        self.processed.append(text)
        return f"<done n='{len(self.processed)}' by='\x1fZoë'/>"

    def end(self) -> None:
        assert self.is_open
        self.is_open = False


class Spoiled(httpx.AsyncBaseTransport):
    """The service, with the answers to one operation changed on their way."""

    def __init__(
        self, desk: MemoryDesk, operation: str, change: Callable[[str], str | httpx.Response]
    ) -> None:
        self._inner = httpx.ASGITransport(service(desk))
        self._operation = operation
        self._change = change

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reply = await self._inner.handle_async_request(request)
        content = await reply.aread()
        if not request.headers.get("soapaction", "").endswith(f'/{self._operation}"'):
            return httpx.Response(reply.status_code, headers=reply.headers, content=content)
        changed = self._change(content.decode())
        if isinstance(changed, httpx.Response):
            return changed
        return httpx.Response(200, headers={"content-type": "text/xml"}, content=changed.encode())


class Bench:
    """A desk, its books and a Web Connector between them, in a time of its own."""

    def __init__(
        self, desk: MemoryDesk, transport: httpx.AsyncBaseTransport | None = None, **more: object
    ) -> None:
        self.desk = desk
        self.books = Books()
        self.slept: list[float] = []
        self.http = httpx.AsyncClient(transport=transport or httpx.ASGITransport(service(desk)))
        told = {"url": URL, "user_name": USER, "password": PASSWORD, "sleep": self.sleep} | more
        quickbooks: QuickBooks = self.books
        self.qbwc = SimQBWC(self.http, quickbooks, **told)  # type: ignore[arg-type]

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


def spoiled(operation: str, change: Callable[[str], str | httpx.Response]) -> Bench:
    desk = MemoryDesk(requests(2))
    return Bench(desk, Spoiled(desk, operation, change))


def put(result: str) -> Callable[[str], str]:
    """Another result between the tags of the answer's result element."""

    def change(text: str) -> str:
        head, _, rest = text.partition("Result>")
        return f"{head}Result>{result}{rest[rest.rindex('</', 0, rest.index('Result>')) :]}"

    return change


async def test_rule_1_a_session_has_its_order() -> None:
    bench = Bench(MemoryDesk(requests(2)))
    update = await bench.qbwc.run()
    assert update.calls == [*START, *TURN, *TURN, "closeConnection"]
    assert (update.outcome, update.said, update.processed) == (Outcome.DONE, "2 answered.", 2)
    assert bench.books.processed == requests(2)
    assert bench.desk.clients == [BUILD]
    assert not bench.books.is_open


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        ("", Outcome.DONE),
        ("W:old", Outcome.DONE),
        ("E:too old", Outcome.REFUSED),
        ("O:2.1", Outcome.REFUSED),
    ],
)
async def test_rule_1_a_build_may_be_turned_away(verdict: str, outcome: Outcome) -> None:
    bench = spoiled("clientVersion", put(verdict))
    update = await bench.qbwc.run()
    assert update.outcome is outcome
    if outcome is Outcome.REFUSED:
        assert (update.calls, update.said) == (START[:2], verdict)


async def test_rule_1_another_verdict_is_a_mistake() -> None:
    with pytest.raises(Complaint, match="QBWC1039"):
        await spoiled("clientVersion", put("fine")).qbwc.run()


@pytest.mark.parametrize("outcome", [Outcome.NOTHING_TO_DO, Outcome.WRONG_PASSWORD, Outcome.BUSY])
async def test_rule_2_no_work_no_entry_no_further(outcome: Outcome) -> None:
    bench = Bench(MemoryDesk(requests(1), file=outcome.value))
    update = await bench.qbwc.run()
    assert update.outcome is outcome
    assert update.calls == [*START, "closeConnection"]
    assert bench.books.files == []


async def test_rule_2_a_wrong_password_is_seen() -> None:
    bench = Bench(MemoryDesk(requests(1)), password="guess")
    assert (await bench.qbwc.run()).outcome is Outcome.WRONG_PASSWORD


@pytest.mark.parametrize("file", ["", r"C:\a.qbw"])
async def test_rule_2_postponing_ends_this_update_too(file: str) -> None:
    bench = Bench(MemoryDesk(requests(1), file=file, postpone=60))
    update = await bench.qbwc.run()
    assert (update.outcome, update.postponed) == (Outcome.POSTPONED, 60)
    assert bench.books.files == []


async def test_rule_2_a_least_interval_alone_postpones_nothing() -> None:
    bench = Bench(MemoryDesk(requests(1), min_run=30))
    assert (await bench.qbwc.run()).outcome is Outcome.DONE
    assert bench.qbwc.minimum_seconds == 30


async def test_rule_3_it_tries_once_more_by_itself() -> None:
    bench = Bench(MemoryDesk(requests(1), file=r"C:\a.qbw"))
    bench.books.refuses = 1
    update = await bench.qbwc.run()
    assert "connectionError" not in update.calls
    assert bench.books.files == [r"C:\a.qbw"] * 2


async def test_rule_3_done_ends_it() -> None:
    bench = Bench(MemoryDesk(requests(1)))
    bench.books.refuses = 9
    update = await bench.qbwc.run()
    assert update.outcome is Outcome.NO_QUICKBOOKS
    assert update.calls == [*START, "connectionError"]
    assert bench.desk.troubles == [("0x80040414", "A dialog is open.")]


async def test_rule_3_another_file_or_the_open_one_is_tried() -> None:
    bench = Bench(MemoryDesk(requests(1), file=r"C:\a.qbw", try_files=[r"D:\b.qbw", ""]))
    bench.books.refuses = 4
    assert (await bench.qbwc.run()).outcome is Outcome.DONE
    assert bench.books.files == [r"C:\a.qbw"] * 2 + [r"D:\b.qbw"] * 2 + [""]


async def test_rule_3_trying_for_ever_is_a_mistake() -> None:
    bench = Bench(MemoryDesk(requests(1), try_files=["x"] * 9))
    bench.books.refuses = 99
    with pytest.raises(Complaint, match="QBWC1045"):
        await bench.qbwc.run()


async def test_rule_4_only_the_first_request_brings_the_hello() -> None:
    bench = Bench(MemoryDesk(requests(3), pauses=2))
    await bench.qbwc.run()
    assert bench.desk.hellos == [HELLO, "", "", "", ""]
    assert set(bench.desk.files) == {r"C:\Books\Company.qbw"}
    assert set(bench.desk.versions) == {(16, 0)}


async def test_rule_5_no_op_waits_five_seconds() -> None:
    bench = Bench(MemoryDesk(requests(2), pauses=2))
    update = await bench.qbwc.run()
    nothing = ["sendRequestXML", "getLastError"]
    assert update.calls == [*START, *TURN, *nothing, *nothing, *TURN, "closeConnection"]
    assert bench.slept == [5, 5]


async def test_rule_5_any_other_reason_ends_the_session() -> None:
    bench = Bench(MemoryDesk(requests(2), pauses=1, error="Wrong company file."))
    update = await bench.qbwc.run()
    assert (update.outcome, update.said) == (Outcome.FAILED, "Wrong company file.")
    assert update.calls[-3:] == ["sendRequestXML", "getLastError", "closeConnection"]


async def test_rule_5_an_empty_first_request_is_a_mistake() -> None:
    bench = Bench(MemoryDesk(file=r"C:\a.qbw"))
    with pytest.raises(Complaint, match="QBWC1041"):
        await bench.qbwc.run()
    assert not bench.books.is_open


async def test_rule_6_below_a_hundred_it_goes_on_and_negative_asks_why() -> None:
    bench = Bench(MemoryDesk(requests(1), percent=99, error="Enough."))
    update = await bench.qbwc.run()
    assert update.calls[3:6] == [*TURN, "sendRequestXML"]
    bench = Bench(MemoryDesk(requests(3), percent=-1, error="Stop."))
    update = await bench.qbwc.run()
    assert update.calls == [*START, *TURN, "getLastError", "closeConnection"]
    assert (update.outcome, update.said) == (Outcome.FAILED, "Stop.")


async def test_rule_6_a_hundred_ends_it_though_more_is_waiting() -> None:
    bench = Bench(MemoryDesk(requests(3), percent=100))
    assert (await bench.qbwc.run()).processed == 1


NIL = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'
SPOILS: dict[str, tuple[str, Callable[[str], str | httpx.Response]]] = {
    "another namespace": (
        "authenticate",
        lambda text: text.replace("http://developer.intuit.com/", "http://developer.intuit.com"),
    ),
    "an unqualified result": (
        "closeConnection",
        lambda text: text.replace("<closeConnectionResult", '<closeConnectionResult xmlns=""'),
    ),
    "another name of the result": (
        "sendRequestXML",
        lambda text: text.replace("sendRequestXMLResult", "sendRequestXmlResult"),
    ),
    "another operation's answer": (
        "getLastError",
        lambda text: text.replace("getLastError", "closeConnection"),
    ),
    "no result": (
        "serverVersion",
        lambda text: text.replace("Result>Scanpost 1</serverVersionResult", "Result/").replace(
            "<serverVersionResult/>", ""
        ),
    ),
    "a nil result": (
        "sendRequestXML",
        lambda text: text.replace("<sendRequestXMLResult", f"<sendRequestXMLResult{NIL}"),
    ),
    "a nil place": (
        "authenticate",
        lambda text: text.replace("<string></string>", f"<string{NIL}/>"),
    ),
    "one string only": (
        "authenticate",
        lambda text: text.replace("<string></string>", ""),
    ),
    "a second envelope in the string": (
        "sendRequestXML",
        put('&lt;?xml version="1.0"?>&lt;soap:Envelope>&lt;/soap:Envelope>'),
    ),
    "a request that does not start with its declaration": (
        "sendRequestXML",
        put(' &lt;?xml version="1.0"?>&lt;QBXML/>'),
    ),
    "a request with a byte order mark": (
        "sendRequestXML",
        put('\ufeff&lt;?xml version="1.0"?>&lt;QBXML/>'),
    ),
    "a request as elements": ("sendRequestXML", put("<QBXML/>")),
    "a byte order mark": ("authenticate", lambda text: f"\ufeff{text}"),
    "a blank before the XML": ("authenticate", lambda text: f"\n{text}"),
    "half an answer": ("authenticate", lambda text: text[:-20]),
    "a word for a percentage": ("receiveResponseXML", put("fifty")),
    "an empty percentage": ("receiveResponseXML", put("")),
    "more than all": ("receiveResponseXML", put("101")),
    "a number that is none": (
        "authenticate",
        put("<string>t</string><string/><string>soon</string>"),
    ),
    "no ticket": ("authenticate", put("<string/><string/>")),
    "HTML": ("authenticate", lambda _: httpx.Response(200, html="<p>Hello</p>")),
    "an error": ("authenticate", lambda _: httpx.Response(500, text="crash")),
    "a fault": (
        "closeConnection",
        lambda text: text.replace("closeConnectionResponse", "soap:Fault"),
    ),
}


@pytest.mark.parametrize("spoil", SPOILS)
async def test_rule_7_an_answer_beside_the_contract_is_refused(spoil: str) -> None:
    operation, change = SPOILS[spoil]
    bench = spoiled(operation, change)
    if operation == "getLastError":
        bench.desk.percent = -1
    with pytest.raises(Complaint, match=rf"QBWC1\d\d\d: {operation}: "):
        await bench.qbwc.run()
    assert not bench.books.is_open


async def test_rule_7_what_is_not_spoiled_is_accepted() -> None:
    bench = spoiled("authenticate", lambda text: text)
    assert (await bench.qbwc.run()).outcome is Outcome.DONE


async def test_rule_8_updates_run_at_intervals() -> None:
    bench = Bench(MemoryDesk(requests(1)))
    told: list[Update] = []

    def hear(update: Update) -> None:
        told.append(update)
        bench.desk.min_run = 30 if len(told) == 1 else None
        bench.desk.postpone = 90 if len(told) == 2 else None
        bench.desk.requests = requests(1)
        if len(told) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await bench.qbwc.run_every(10, told=hear)
    assert [one.outcome for one in told] == ["done", "done", "postponed", "done"]
    assert bench.slept == [10, 30, 90]
    assert [one.number for one in told] == [1, 2, 3, 4]


async def test_rule_8_one_update_at_a_time() -> None:
    lock = asyncio.Lock()
    first = Bench(MemoryDesk(requests(1), seconds=0.05), update_lock=lock)
    second = Bench(MemoryDesk(requests(1)), update_lock=lock)
    running = asyncio.create_task(first.qbwc.run())
    await asyncio.sleep(0.01)
    for qbwc in (first.qbwc, second.qbwc):
        update = await qbwc.run()
        assert (update.outcome, update.calls) == (Outcome.LOCKED, [])
    assert (await running).outcome is Outcome.DONE
    assert (await second.qbwc.run()).outcome is Outcome.DONE


async def test_rule_9_patience_ends_and_nothing_is_closed() -> None:
    bench = Bench(MemoryDesk(requests(1)), patience=0.15)

    def slow_from_here(step: Step) -> None:
        bench.desk.seconds = 0.4 if step.operation == "receiveResponseXML" else 0

    bench.qbwc.faults = slow_from_here
    update = await bench.qbwc.run()
    assert (update.outcome, update.code) == (Outcome.BROKEN, 1042)
    assert update.calls == [*START, *TURN]
    assert bench.desk.closed == []
    assert not bench.books.is_open
    assert bench.desk.answers == []
    await asyncio.sleep(0.5)
    assert len(bench.desk.answers) == 1, "the service goes on with what nobody waits for"
    await bench.qbwc.close()


async def test_rule_9_a_service_that_starts_or_is_away_is_no_mistake() -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(service(None))) as http:
        starting = SimQBWC(http, Books(), url=URL, user_name=USER, password=PASSWORD)
        assert (await starting.run()).outcome is Outcome.BROKEN
    async with httpx.AsyncClient() as http:
        away = SimQBWC(
            http, Books(), url="http://127.0.0.1:9/qbwc", user_name=USER, password=PASSWORD
        )
        assert (await away.run()).outcome is Outcome.BROKEN


ORDER = [*START, *TURN, *TURN, "closeConnection"]


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("call", range(1, len(ORDER) + 1))
async def test_rule_10_any_call_may_go_wrong_and_the_next_update_goes_on(
    fault: Fault, call: int
) -> None:
    bench = Bench(MemoryDesk(requests(2)))
    bench.qbwc.faults = lambda step: fault if step.call == call and step.session == 1 else None
    first = await bench.qbwc.run()
    assert not bench.books.is_open
    if fault in (Fault.CRASH_BEFORE, Fault.CRASH_AFTER):
        assert first.outcome is Outcome.CRASHED
        assert first.calls == ORDER[:call]
    elif fault in (Fault.DROP_REQUEST, Fault.DROP_REPLY):
        assert first.outcome is Outcome.BROKEN
        assert first.calls == ORDER[:call]
    second = await bench.qbwc.run()
    assert second.outcome in (Outcome.DONE, Outcome.NOTHING_TO_DO)
    assert bench.desk.requests == []
    assert set(bench.books.processed) == set(requests(2))


@pytest.mark.parametrize(
    ("fault", "call", "arrived"),
    [
        (Fault.DROP_REQUEST, 5, 0),
        (Fault.CRASH_BEFORE, 5, 0),
        (Fault.DROP_REPLY, 5, 1),
        (Fault.CRASH_AFTER, 5, 1),
        (Fault.TWICE, 5, 2),
        (Fault.AGAIN, 5, 2),
    ],
)
async def test_rule_10_each_fault_loses_or_doubles_what_its_name_says(
    fault: Fault, call: int, arrived: int
) -> None:
    bench = Bench(MemoryDesk(requests(9)))
    bench.qbwc.faults = lambda step: (
        fault if step.call == call else (Fault.CRASH_BEFORE if step.call > call else None)
    )
    await bench.qbwc.run()
    assert len(bench.desk.answers) == arrived


async def test_rule_10_a_late_copy_arrives_before_the_next_call() -> None:
    bench = Bench(MemoryDesk(requests(9)))
    bench.qbwc.faults = lambda step: {5: Fault.LATE_COPY, 7: Fault.CRASH_BEFORE}.get(step.call)
    await bench.qbwc.run()
    assert bench.desk.answers == [bench.desk.answers[0]] * 2
    assert bench.desk.hellos == [HELLO, ""]


async def test_rule_10_a_stale_ticket_is_that_of_an_earlier_session() -> None:
    bench = Bench(MemoryDesk(requests(2)))
    bench.qbwc.faults = lambda step: (
        Fault.STALE_TICKET if step.operation == "closeConnection" else None
    )
    await bench.qbwc.run()
    opened = set(bench.desk.tickets)
    bench.desk.requests = requests(1)
    await bench.qbwc.run()
    assert bench.desk.closed[1] in opened


_SCHEDULES = st.dictionaries(
    st.tuples(st.integers(1, 4), st.integers(1, 12)), st.sampled_from(Fault), max_size=8
)


@settings(max_examples=40)
@given(_SCHEDULES, st.integers(1, 5), st.integers(0, 2))
async def test_rule_10_after_any_faults_everything_is_processed(
    schedule: dict[tuple[int, int], Fault], count: int, pauses: int
) -> None:
    bench = Bench(MemoryDesk(requests(count), pauses=pauses))
    bench.qbwc.faults = lambda step: schedule.get((step.session, step.call))
    for _ in range(5):
        await bench.qbwc.run()
        assert not bench.books.is_open
    assert bench.desk.requests == []
    assert set(bench.books.processed) == set(requests(count))


async def test_what_quickbooks_refuses_whole_is_passed_on() -> None:
    bench = Bench(MemoryDesk(requests(1)))
    bench.books.crash = Crash("0x80040400", "QuickBooks found an error when parsing.")
    update = await bench.qbwc.run()
    assert bench.desk.answers == [("", "0x80040400", "QuickBooks found an error when parsing.")]
    assert update.processed == 0


async def test_an_old_build_is_understood() -> None:
    bench = Bench(MemoryDesk(requests(2)), habits=OLD)
    update = await bench.qbwc.run()
    assert update.calls == ["authenticate", *TURN, *TURN, "closeConnection"]
    assert update.outcome is Outcome.DONE
    assert (bench.desk.hellos, bench.desk.files) == ([HELLO, ""], ["", ""])
    assert bench.desk.answers[0] == ("<done n='1' by='Zoë'/>", "", "")


async def test_two_web_connectors_for_one_company_take_turns_or_break() -> None:
    """The second sign-in takes the first one's ticket; neither harms the other for good."""
    desk = MemoryDesk(requests(6), pauses=3)
    benches = [Bench(desk, alone=False), Bench(desk, alone=False)]
    for _ in range(4):
        await asyncio.gather(*(bench.qbwc.run() for bench in benches))
    assert desk.requests == []


async def test_it_calls_over_a_real_socket() -> None:
    desk, books = MemoryDesk(requests(2)), Books()
    with served(service(desk)) as address:
        async with httpx.AsyncClient() as http:
            qbwc = SimQBWC(http, books, url=f"{address}/qbwc", user_name=USER, password=PASSWORD)
            assert (await qbwc.run()).outcome is Outcome.DONE
    assert books.processed == requests(2)
