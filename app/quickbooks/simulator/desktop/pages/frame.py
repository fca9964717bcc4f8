"""What the pages of the simulated QuickBooks Desktop share."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.quickbooks.simulator.desktop.outcomes import Refusal
from app.quickbooks.simulator.forms import Values, deed
from app.quickbooks.simulator.layout import Pages, framed

DESKTOP = Pages(
    "Simulated QuickBooks Desktop",
    {
        "/books": "Books",
        "/admin/bookkeeper": "Bookkeeper",
        "/admin/connector": "Web Connector",
        "/admin/rules": "Rules",
    },
    live=("/books", "/admin/connector"),
)


def page(request: Request, *, here: str, title: str, company: str, note: str, body: str) -> str:
    """A whole page of this simulator."""
    return framed(
        request, here=here, title=title, company=company, note=note, body=body, pages=DESKTOP
    )


async def done(request: Request, back: str, work: Callable[[Values], str]) -> Response:
    """Do what a form or a program asks; QuickBooks' refusals are told in its own words."""

    def told(values: Values) -> str:
        try:
            return work(values)
        except Refusal as refusal:
            raise ValueError(
                f"QuickBooks refused it ({refusal.code}): {refusal.message}"
            ) from refusal

    return await deed(request, back, told)


def words(kind: str) -> str:
    """A kind as a person reads it: ItemReceipt is an Item receipt."""
    spaced = "".join(f" {one.lower()}" if one.isupper() else one for one in kind).strip()
    return spaced[:1].upper() + spaced[1:]


def name_of(reference: dict[str, Any] | None) -> str:
    """What a reference is called; empty where there is none."""
    return str((reference or {}).get("FullName", ""))
