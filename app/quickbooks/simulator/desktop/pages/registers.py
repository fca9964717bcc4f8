"""What the simulator keeps to: its rules with their evidence, and what nobody has verified."""

import json
from dataclasses import asdict
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app.quickbooks.simulator.desktop.behaviours import BEHAVIOURS, Assumption
from app.quickbooks.simulator.desktop.bookkeeper import Bookkeeper
from app.quickbooks.simulator.desktop.engine import DesktopCompany
from app.quickbooks.simulator.desktop.pages.frame import done, page
from app.quickbooks.simulator.desktop.rules import RULES, enforced
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.transactions import audit
from app.quickbooks.simulator.forms import Values
from app.quickbooks.simulator.layout import choices_row, root_of
from app.quickbooks.simulator.values import dumps


def register_routes(company: DesktopCompany) -> list[Route]:
    """The page with both registers, the rules as data, and an independent look at the stock."""

    async def show(request: Request) -> Response:
        return HTMLResponse(_page(request, company.books))

    async def assume(request: Request) -> Response:
        back = f"{root_of(request)}/admin/rules"
        return await done(request, back, lambda values: _assume(company, values))

    async def rules(_: Request) -> Response:
        places = enforced()
        return JSONResponse(
            {
                "rules": [
                    {
                        "number": number,
                        "rule": text,
                        "enforced": [asdict(place) for place in places.get(number, [])],
                    }
                    for number, text in RULES.items()
                ]
            }
        )

    async def audited(_: Request) -> Response:
        found = audit.ledger(company)
        return Response(dumps(asdict(found)), media_type="application/json")

    return [
        Route("/admin/rules", show, methods=["GET"]),
        Route("/admin/rules/assume", assume, methods=["POST"]),
        Route("/admin/rules.json", rules),
        Route("/admin/audit", audited),
    ]


def _assume(company: DesktopCompany, values: Values) -> str:
    """Choose among the habits; a form brings each value as `_key` wrote it."""
    for name, value in values.items():
        if name not in BEHAVIOURS:
            raise ValueError(f"There is no behaviour {name!r}.")
        possible = {_key(one): one for one in _possible(BEHAVIOURS[name])}
        if str(value) not in possible:
            raise ValueError(f"{name} is one of {', '.join(possible)}.")
        Bookkeeper(company).assume(**{name: possible[str(value)]})
    return "Changed what is assumed."


def _possible(one: Assumption) -> tuple[object, ...]:
    return (one.default, *one.others)


def _page(request: Request, books: Books) -> str:
    action = f"{root_of(request)}/admin/rules/assume"
    body = (
        f'<main class="desk"><div class="side">{_rules()}</div>'
        f'<div class="side">{_doubts(books, action)}</div></main>'
    )
    return page(
        request,
        here="/admin/rules",
        title="Rules",
        company=books.company_name,
        note="What this simulator enforces, and how sure it is that QuickBooks does the same.",
        body=body,
    )


def _rules() -> str:
    places = enforced()
    rows = "".join(
        f'<tr><td class="number">{number}</td><td>{escape(text)}</td>'
        f"<td>{_evidence({one.evidence for one in places.get(number, [])})}</td></tr>"
        for number, text in RULES.items()
    )
    return (
        '<section><h2>Rules</h2><table><thead><tr><th class="number">No.</th><th>Rule</th>'
        f"<th>Evidence</th></tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _evidence(found: set[str]) -> str:
    return " ".join(f'<span class="chip">{one}</span>' for one in sorted(found))


def _doubts(books: Books, action: str) -> str:
    rows = "".join(
        choices_row(action, name, f"{one.rule}. {one.meaning}", _choices(one), _key(chosen))
        for name, one in BEHAVIOURS.items()
        for chosen in (books.behaves(name),)
    )
    return (
        '<section><h2>Not verified</h2><p class="note">No source settles these. The first choice'
        f" is assumed; Scanpost should be right with each.</p>{rows}</section>"
    )


def _choices(one: Assumption) -> dict[str, str]:
    return {_key(value): _said(value) for value in _possible(one)}


def _key(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "No limit" if value is None else str(value)
