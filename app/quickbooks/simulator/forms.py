"""What the tester's pages and API share: one address takes JSON from a program, a form from a page.

A program gets JSON back. A page is sent back to where it was, with one sentence of what happened.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.quickbooks.simulator.faultbody import QboFault, fill
from app.quickbooks.simulator.messages import CATALOGUE
from app.quickbooks.simulator.values import loads

Values = dict[str, Any]


async def deed(request: Request, page: str, work: Callable[[Values], str]) -> Response:
    """Do what was asked with the values sent; ``page`` is the page's address from this one."""
    form = "json" not in request.headers.get("content-type", "")
    values = dict(await request.form()) if form else await _json(request)
    try:
        said, status = work(values), 200
    except QboFault as fault:
        said, status = refusal(fault), 422
    except (ValueError, TypeError) as error:
        said, status = str(error), 422
    if form:
        query = {"said": said, **({"refused": "1"} if status != 200 else {})}
        if "which" in values:  # what was worked on stays open
            query["open"] = str(values["which"])
        return RedirectResponse(f"{page}?{urlencode(query)}", 303)
    return JSONResponse({"done": said} if status == 200 else {"detail": said}, status)


def refusal(fault: QboFault) -> str:
    """QuickBooks' refusal in its own words."""
    text = CATALOGUE[fault.code]
    return f"QuickBooks refused it ({fault.code}): {fill(text.detail, fault.params)}"


async def _json(request: Request) -> Values:
    try:
        body = loads(await request.body())
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
