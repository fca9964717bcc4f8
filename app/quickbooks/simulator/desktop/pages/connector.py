"""The Web Connector's window as a page: what it did last, and how to get in its way."""

from collections.abc import Callable
from html import escape
from typing import Any

from lxml import etree
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.quickbooks.simulator.assets import live_page
from app.quickbooks.simulator.bookkeeper import reading
from app.quickbooks.simulator.bookkeeper.reading import Values
from app.quickbooks.simulator.desktop.calling import CODES, Fault
from app.quickbooks.simulator.desktop.computer import Breakage, Computer, Run
from app.quickbooks.simulator.desktop.local_time import wall
from app.quickbooks.simulator.desktop.pages.frame import done, page
from app.quickbooks.simulator.desktop.web_connector import Outcome
from app.quickbooks.simulator.layout import (
    choose,
    entry,
    field,
    form,
    hidden,
    root_of,
    row,
)

FAULTS = {
    Fault.DROP_REPLY: ("Lost answer", "Scanpost did it, its answer never arrives."),
    Fault.DROP_REQUEST: ("Lost call", "The call never arrives."),
    Fault.TWICE: ("Twice", "The call arrives twice, the first answer counts."),
    Fault.AGAIN: ("Tried again", "The call arrives twice, the second answer counts."),
    Fault.LATE_COPY: ("Late copy", "The call arrives once more just before the next one."),
    Fault.CRASH_BEFORE: ("Killed before", "Web Connector dies before the call."),
    Fault.CRASH_AFTER: ("Killed after", "Web Connector dies with the answer in its hands."),
    Fault.STALE_TICKET: ("Old ticket", "The call carries the ticket of an earlier session."),
}
OUTCOMES = {
    Outcome.DONE: "Done",
    Outcome.NOTHING_TO_DO: "Nothing to do",
    Outcome.WRONG_PASSWORD: "Wrong password",
    Outcome.BUSY: "Busy",
    Outcome.POSTPONED: "Put off",
    Outcome.REFUSED: "Build refused",
    Outcome.NO_QUICKBOOKS: "QuickBooks could not be opened",
    Outcome.FAILED: "Ended with an error",
    Outcome.BROKEN: "Broken off",
    Outcome.CRASHED: "Killed",
    Outcome.LOCKED: "Another update was running",
}
_MIDDLE = "receiveResponseXML"
Command = Callable[[Computer, Values], str]


def connector_routes(computer: Computer) -> list[Route]:
    """The page, its data, and POST /admin/connector/{what to do}."""

    async def show(request: Request) -> Response:
        return live_page(request, lambda: _page(request, computer), computer.version)

    async def data(_: Request) -> Response:
        return JSONResponse(
            {
                "auto_run": computer.application.auto_run,
                "waiting": [[one.fault, one.operation] for one in computer.breakages],
                "runs": [_as_data(run) for run in computer.runs],
            }
        )

    async def do(request: Request) -> Response:
        name, back = request.path_params["command"], f"{root_of(request)}/admin/connector"
        return await done(request, back, lambda values: _run(computer, name, values))

    return [
        Route("/admin/connector", show, methods=["GET"]),
        Route("/admin/connector.json", data, methods=["GET"]),
        Route("/admin/connector/{command}", do, methods=["POST"]),
    ]


def _as_data(run: Run) -> dict[str, Any]:
    return {
        "began": run.began.isoformat(),
        "outcome": run.update.outcome,
        "calls": run.update.calls,
        "documents": run.update.processed,
        "said": run.update.said,
        "code": run.update.code,
    }


# ---- deeds


def _run(computer: Computer, name: str, values: Values) -> str:
    if name not in COMMANDS:
        raise ValueError(f"There is nothing called {name!r} to do.")
    return COMMANDS[name](computer, values)


def _update(computer: Computer, _: Values) -> str:
    computer.press_update()
    return "Web Connector runs now."


def _auto_run(computer: Computer, values: Values) -> str:
    on = reading.flag(values, "on")
    computer.switch_auto_run(on)
    return f"Auto-Run is {'on' if on else 'off'}."


def _add(computer: Computer, values: Values) -> str:
    """The double click on a .qwc file; the file itself from a page, its text from a program."""
    given = values.get("qwc")
    if isinstance(given, UploadFile):
        with given.file as file:
            content = file.read()
    else:
        content = str(given or "").encode()
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        told = {str(one.tag): one.text or "" for one in etree.fromstring(content, parser).iter()}
        name, url, user = told["AppName"], told["AppURL"], told["UserName"]
        computer.company.register(told["OwnerID"], told["FileID"])
    except (etree.XMLSyntaxError, KeyError):
        raise ValueError("Choose a .qwc file, as Scanpost gives it.") from None
    password = reading.text(values, "password")
    computer.add(name=name, url=url, user_name=user, password=password)
    return f"Added {name}, and marked the company file."


def _password(computer: Computer, values: Values) -> str:
    computer.type_password(reading.text(values, "password"))
    return "The password is typed; it counts from the next run on."


def _build(computer: Computer, values: Values) -> str:
    old = reading.flag(values, "old")
    computer.use_build(old=old)
    return f"From the next run on it is {'an old' if old else 'a current'} build."


def _break(computer: Computer, values: Values) -> str:
    fault = reading.text(values, "fault")
    if fault not in list(Fault):
        raise ValueError(f"There is no fault {fault!r}.")
    waiting = computer.break_next(Fault(fault), reading.optional(values, "operation") or "")
    return f"It waits for {_waits_for(waiting)}: {FAULTS[waiting.fault][0].lower()}."


def _mend(computer: Computer, _: Values) -> str:
    computer.mend()
    return "Nothing goes wrong any more."


COMMANDS: dict[str, Command] = {
    "update": _update,
    "auto-run": _auto_run,
    "add": _add,
    "password": _password,
    "build": _build,
    "break": _break,
    "mend": _mend,
}


def _waits_for(one: Breakage) -> str:
    return f"the next {one.operation}" if one.operation else "the next call"


# ---- page


def _page(request: Request, computer: Computer) -> str:
    action = f"{root_of(request)}/admin/connector"
    seen = f"{_waiting(action, computer)}{_runs(computer)}"
    to_do = f"{_application(action, computer)}{_faults(action)}{_adding(action)}"
    body = (
        f'<main class="desk"><div class="side" id="live">{seen}</div>'
        f'<div class="side">{to_do}</div></main>'
    )
    return page(
        request,
        here="/admin/connector",
        title="Web Connector",
        company=computer.company.books.company_name,
        note="The program beside QuickBooks that calls Scanpost. Its runs show by themselves.",
        body=body,
    )


def _waiting(action: str, computer: Computer) -> str:
    if not computer.breakages:
        return ""
    rows = "".join(row(FAULTS[one.fault][0], _waits_for(one)) for one in computer.breakages)
    off = form(f"{action}/mend", button="Switch off")
    return (
        f'<section class="alert"><h2>Waiting to go wrong</h2>{rows}'
        f'<div class="buttons">{off}</div></section>'
    )


def _runs(computer: Computer) -> str:
    rows = "".join(_shown(computer, run) for run in computer.runs)
    if computer.runs_since is not None:
        since = wall(computer.own, computer.runs_since)
        rows = f'<article id="running"><h3>{since:%H:%M:%S} Running</h3></article>{rows}'
    rows = rows or '<p class="empty">It has not run yet.</p>'
    return f"<section><h2>Last runs</h2>{rows}</section>"


def _shown(computer: Computer, run: Run) -> str:
    update, at = run.update, wall(computer.own, run.began)
    took = f"{(run.ended - run.began).total_seconds():.1f} s"
    many = f" · {update.processed} answered by QuickBooks" if update.processed else ""
    said = f'<p class="note">{escape(update.said)}</p>' if update.said else ""
    code = f" · QBWC{update.code}" if update.code else ""
    return (
        f'<article id="run-{run.began:%H%M%S%f}" data-outcome="{update.outcome}">'
        f"<h3>{at:%H:%M:%S} {escape(OUTCOMES[update.outcome])}"
        f'<span class="total"><small>{took}</small></span></h3>'
        f'<p class="who">{_calls(update.calls)}{many}{code}</p>{said}</article>'
    )


def _calls(calls: list[str]) -> str:
    """“authenticate, sendRequestXML ×3, closeConnection”: the same calls counted together."""
    counted: dict[str, int] = {}
    for one in calls:
        counted[one] = counted.get(one, 0) + 1
    return ", ".join(f"{one} ×{many}" if many > 1 else one for one, many in counted.items())


def _application(action: str, computer: Computer) -> str:
    mine = computer.application
    if not mine.user_name:
        return '<section><h2>Application</h2><p class="empty">None was added.</p></section>'
    every = f"Every {computer.seconds:g} seconds, or when the button is pressed."
    rows = row(
        "Auto-Run",
        every if mine.auto_run else "Only when the button is pressed.",
        form(
            f"{action}/auto-run",
            hidden(on="" if mine.auto_run else "on"),
            button="Switch off" if mine.auto_run else "Switch on",
        ),
        chip="On" if mine.auto_run else "Off",
        mark="auto-run",
    ) + row(
        "Build",
        "An old one tells no versions and no company file, and writes its envelopes otherwise.",
        form(
            f"{action}/build",
            hidden(old="" if mine.old_build else "on"),
            button="Current" if mine.old_build else "Old",
        ),
        chip="Old" if mine.old_build else "Current",
        mark="build",
    )
    return (
        f'<section><h2>{escape(mine.name)}</h2><p class="note">Calls {escape(mine.url)} as '
        f'<span class="code">{escape(mine.user_name)}</span>.</p>'
        + form(f"{action}/update", button="Update Selected", look="main")
        + rows
        + form(
            f"{action}/password",
            field("Password", entry("password", type="password", autocomplete="off")),
            button="Type this password",
        )
        + "</section>"
    )


def _adding(action: str) -> str:
    """The file's form, which sends it as a browser sends files."""
    return (
        '<section><h2>Add an application</h2><p class="note">Scanpost gives the .qwc file and the'
        " password under QuickBooks, Connection. It takes the place of the one above.</p>"
        f'<form method="post" enctype="multipart/form-data" action="{action}/add">'
        + field("The .qwc file", entry("qwc", type="file", accept=".qwc", required=""))
        + field("Its password", entry("password", type="password", autocomplete="off", required=""))
        + "<button>Add it</button></form></section>"
    )


def _faults(action: str) -> str:
    calls = {"": "Any call", **{one: one for one in CODES}}
    kinds = {str(fault): f"{name}: {what}" for fault, (name, what) in FAULTS.items()}
    quick = (
        row(
            "Break the next answer",
            "QuickBooks has done it, and nobody hears of it.",
            _quick(action, Fault.DROP_REQUEST, _MIDDLE),
            mark="lose-answer",
        )
        + row(
            "Drop a request",
            "The request is on its way to Web Connector, and lost.",
            _quick(action, Fault.DROP_REPLY, "sendRequestXML"),
            mark="lose-request",
        )
        + row(
            "Kill it in the middle",
            "QuickBooks has answered, and Web Connector dies.",
            _quick(action, Fault.CRASH_BEFORE, _MIDDLE),
            mark="kill",
        )
    )
    return (
        f"<section><h2>Let it go wrong</h2>{quick}"
        + form(
            f"{action}/break",
            field("What", choose("fault", kinds)),
            field("When", choose("operation", calls)),
            button="Let the next one go wrong",
        )
        + "</section>"
    )


def _quick(action: str, fault: Fault, operation: str) -> str:
    values = hidden(fault=str(fault), operation=operation)
    return form(f"{action}/break", values, button="Once")
