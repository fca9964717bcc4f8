"""The Web Connector's window as a page: what it did last, and how to get in its way."""

from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.quickbooks.simulator.assets import live_page
from app.quickbooks.simulator.desktop.calling import CODES, Fault
from app.quickbooks.simulator.desktop.computer import Computer, Run
from app.quickbooks.simulator.desktop.local_time import wall
from app.quickbooks.simulator.desktop.pages.connector_deeds import FAULTS, run, waits_for
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


def connector_routes(computer: Computer) -> list[Route]:
    """The page, its data, and POST /admin/connector/{what to do}."""

    async def show(request: Request) -> Response:
        return live_page(request, lambda: _page(request, computer), computer.version)

    async def data(_: Request) -> Response:
        return JSONResponse(
            {
                "auto_run": computer.application.auto_run,
                "waiting": [[one.fault, one.operation] for one in computer.breakages],
                "runs": [_as_data(one) for one in computer.runs],
            }
        )

    async def do(request: Request) -> Response:
        name, back = request.path_params["command"], f"{root_of(request)}/admin/connector"
        return await done(request, back, lambda values: run(computer, name, values))

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
    rows = "".join(row(FAULTS[one.fault][0], waits_for(one)) for one in computer.breakages)
    off = form(f"{action}/mend", button="Switch off")
    return (
        f'<section class="alert"><h2>Waiting to go wrong</h2>{rows}'
        f'<div class="buttons">{off}</div></section>'
    )


def _runs(computer: Computer) -> str:
    rows = "".join(_shown(computer, one) for one in computer.runs)
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
