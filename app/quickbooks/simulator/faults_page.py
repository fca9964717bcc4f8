"""The page and the forms with which a tester makes things go wrong: /admin."""

from collections.abc import Mapping
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.quickbooks.simulator.behaviour import Behaviour
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.entities import ENTITIES
from app.quickbooks.simulator.fault_words import GROUPS, TITLES, Word, in_words
from app.quickbooks.simulator.faults import Fault, FaultBoard, FaultKind
from app.quickbooks.simulator.forms import deed
from app.quickbooks.simulator.layout import (
    choose,
    entry,
    field,
    form,
    framed,
    hidden,
    root_of,
    row,
)
from app.quickbooks.simulator.webhook_section import webhook_section

_OPERATIONS = ("create", "update", "delete", "void", "read", "query", "cdc", "batch", "token")
_SECONDS = 5
# settings that are on or off, as a tester names them
_SWITCHES = {
    "throttled": "Real rate limits: 10 calls a second, 500 a minute",
    "inventory_lock": "Two stock writes at once: the later one is refused",
    "requestid_replays_faults": "A repeated request id repeats refusals too",
    "negative_stock": "Stock may fall below zero",
    "purchase_order_closes": "A fully billed purchase order closes",
    "quantity_on_item_update": "Saving an item changes its quantity",
    "automatic_consent": "Consent is given without asking",
}


def faults_routes(company: SimulatedCompany) -> list[Route]:
    """The page, and what its forms post to. Programs use /admin/faults and /admin/settings."""

    async def page(request: Request) -> Response:
        return HTMLResponse(_page(request, company))

    async def switch_on(request: Request) -> Response:
        return await deed(request, _here(request), lambda v: _switched_on(company.faults, v))

    async def switch_off(request: Request) -> Response:
        return await deed(request, _here(request), lambda v: _switched_off(company.faults, v))

    async def set_up(request: Request) -> Response:
        return await deed(request, _here(request), lambda v: _set_up(company, v))

    return [
        Route("/admin", page, methods=["GET"]),
        Route("/admin/faults/on", switch_on, methods=["POST"]),
        Route("/admin/faults/off", switch_off, methods=["POST"]),
        Route("/admin/set-up", set_up, methods=["POST"]),
    ]


def _here(request: Request) -> str:
    return f"{root_of(request)}/admin"


# ---- deeds


def _switched_on(board: FaultBoard, values: Mapping[str, Any]) -> str:
    wanted: dict[str, Any] = {
        name: values[name] for name in ("entity", "operation") if values.get(name)
    }
    often = values.get("times")
    wanted["times"] = None if often in (None, "", "always") else _whole(values, "times")
    for name in ("seconds", "chance"):
        if values.get(name):
            wanted[name] = _fraction(values, name)
    if values.get("code"):
        wanted["code"] = _whole(values, "code")
    fault = board.switch_on(values.get("kind", ""), **wanted)
    return f"Switched on: {TITLES[fault.kind]}, {in_words(fault)}."


def _whole(values: Mapping[str, Any], name: str) -> int:
    text = str(values[name]).strip()
    if not text.isdigit():
        raise ValueError(f"{name} is a whole number.")
    return int(text)


def _fraction(values: Mapping[str, Any], name: str) -> float:
    try:
        return float(values[name])
    except ValueError:
        raise ValueError(f"{name} is a number.") from None


def _switched_off(board: FaultBoard, values: Mapping[str, Any]) -> str:
    if not values.get("id"):
        board.clear()
        return "Switched off all faults."
    return "Switched off." if board.remove(_whole(values, "id")) else "It was off already."


def _set_up(company: SimulatedCompany, values: Mapping[str, Any]) -> str:
    """Settings as a form sends them: flags as on and off, numbers as text."""
    usual = Behaviour().as_dict()
    settings: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(usual.get(name), bool) and isinstance(value, str):
            value = value == "on"
        if name == "monthly_reads" and isinstance(value, str):
            value = _whole(values, name) if value.strip() else None
        settings[name] = value
    company.books.configure(settings)
    return "Changed."


# ---- page


def _page(request: Request, company: SimulatedCompany) -> str:
    root = _here(request)
    groups = "".join(_group(root, title, words) for title, words in GROUPS)
    body = (
        '<main class="desk">'
        f'<div class="side">{_active(root, company.faults)}{groups}</div>'
        f'<div class="side">{_exactly(root)}{_settings(root, company)}'
        f"{webhook_section(root, company.webhooks)}</div></main>"
    )
    return framed(
        request,
        here="/admin",
        title="Faults",
        company=company.books.behaviour.company_name,
        note="What can go wrong with QuickBooks, on demand. Scanpost should lose nothing by it.",
        body=body,
    )


def _active(root: str, board: FaultBoard) -> str:
    faults = [fault for fault in board.active() if fault.times != 0]
    rows = "".join(_active_row(root, fault) for fault in faults)
    if not rows:
        return '<section><h2>Switched on</h2><p class="empty">Nothing. All is well.</p></section>'
    off = form(f"{root}/faults/off", button="Switch all off")
    return (
        f'<section class="alert"><h2>Switched on <span class="count">{len(faults)}</span></h2>'
        f'{rows}<div class="buttons">{off}</div></section>'
    )


def _active_row(root: str, fault: Fault) -> str:
    off = form(f"{root}/faults/off", hidden(id=str(fault.id)), button="Switch off")
    return row(TITLES[fault.kind], in_words(fault), off)


def _group(root: str, title: str, words: tuple[Word, ...]) -> str:
    return f"<section><h2>{title}</h2>" + "".join(_row(root, word) for word in words) + "</section>"


def _row(root: str, word: Word) -> str:
    kind, title, what = word
    slow = kind in (FaultKind.LATENCY, FaultKind.LATENCY_AFTER)
    seconds = hidden(seconds=str(_SECONDS)) if slow else ""
    what = f"{what} {_SECONDS} seconds." if slow else what
    buttons = (
        f'<form method="post" class="pair" action="{root}/faults/on">{hidden(kind=kind)}{seconds}'
        '<button name="times" value="1">Once</button>'
        '<button name="times" value="always">Always</button></form>'
    )
    return row(title, what, buttons, mark=kind)


def _exactly(root: str) -> str:
    entities = {"": "Any record", **{entity.segment: name for name, entity in ENTITIES.items()}}
    return (
        "<section><h2>Exactly</h2>"
        + form(
            f"{root}/faults/on",
            field("What", choose("kind", {str(kind): title for kind, title in TITLES.items()})),
            '<div class="row">',
            field("On", choose("entity", entities)),
            field(
                "When", choose("operation", {"": "Any call", **{one: one for one in _OPERATIONS}})
            ),
            "</div>",
            '<div class="row">',
            field("How often", entry("times", "1", inputmode="numeric", placeholder="always")),
            field("Chance, 0 to 1", entry("chance", inputmode="decimal", placeholder="1")),
            "</div>",
            '<div class="row">',
            field("Seconds, if slow", entry("seconds", inputmode="decimal", placeholder="0")),
            field("Code, if a refusal", entry("code", inputmode="numeric", placeholder="10000")),
            "</div>",
            button="Switch on",
            look="main",
        )
        + "</section>"
    )


def _settings(root: str, company: SimulatedCompany) -> str:
    behaviour = company.books.behaviour
    switches = "".join(
        _switch(root, name, label, getattr(behaviour, name)) for name, label in _SWITCHES.items()
    )
    budget = "" if behaviour.monthly_reads is None else str(behaviour.monthly_reads)
    return (
        "<section><h2>How this company behaves</h2>"
        + form(
            f"{root}/set-up",
            field(
                "Language of messages",
                choose("language", {"en": "English", "fr": "French"}, behaviour.language),
            ),
            field(
                f"Reads a month ({company.throttle.reads:,} so far)",
                entry("monthly_reads", budget, inputmode="numeric", placeholder="no limit"),
            ),
            button="Save",
        )
        + switches
        + "</section>"
    )


def _switch(root: str, name: str, label: str, on: bool) -> str:
    state = "On" if on else "Off"
    other = "off" if on else "on"
    return (
        f'<div class="fault"><p>{escape(label)} <span class="chip">{state}</span></p>'
        + form(f"{root}/set-up", hidden(**{name: other}), button=f"Switch {other}")
        + "</div>"
    )
