"""The tester's API: faults, settings, rules, audit. JSON in and out, no sign-in: loopback only."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.quickbooks.simulator.audit import audit
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.rules import RULES, enforced
from app.quickbooks.simulator.values import dumps, loads

Handler = Callable[[Request], Awaitable[Response]]


def admin_routes(company: SimulatedCompany) -> list[Route]:
    """Routes under /admin for this company."""
    face = _AdminFace(company)
    return [
        Route("/admin/faults", face.faults, methods=["GET"]),
        Route("/admin/faults", face.add_fault, methods=["POST"]),
        Route("/admin/faults", face.clear_faults, methods=["DELETE"]),
        Route("/admin/faults/{id:int}", face.remove_fault, methods=["DELETE"]),
        Route("/admin/settings", face.settings, methods=["GET"]),
        Route("/admin/settings", face.change_settings, methods=["PATCH"]),
        Route("/admin/deposits", face.deposit, methods=["POST"]),
        Route("/admin/rules", face.rules, methods=["GET"]),
        Route("/admin/audit", face.audited, methods=["GET"]),
        Route("/admin/tokens", face.tokens, methods=["POST"]),
    ]


class _AdminFace:
    def __init__(self, company: SimulatedCompany) -> None:
        self.company = company

    async def faults(self, _: Request) -> Response:
        return JSONResponse({"faults": self.company.faults.listed()})

    async def add_fault(self, request: Request) -> Response:
        body = await _body(request)
        if "kind" not in body:
            return _refused("A fault needs a kind.")
        try:
            fault = self.company.faults.switch_on(body.pop("kind"), **body)
        except (ValueError, TypeError) as error:
            return _refused(str(error))
        return JSONResponse(asdict(fault), 201)

    async def clear_faults(self, _: Request) -> Response:
        self.company.faults.clear()
        return Response(status_code=204)

    async def remove_fault(self, request: Request) -> Response:
        known = self.company.faults.remove(request.path_params["id"])
        return Response(status_code=204 if known else 404)

    async def settings(self, _: Request) -> Response:
        return JSONResponse(self.company.books.behaviour.as_dict())

    async def change_settings(self, request: Request) -> Response:
        try:
            self.company.books.configure(await _body(request))
        except ValueError as error:
            return _refused(str(error))
        return await self.settings(request)

    async def deposit(self, request: Request) -> Response:
        """Put a sales receipt into a deposit, after which it is frozen."""
        id = str((await _body(request)).get("id", ""))
        if self.company.books.find("SalesReceipt", id) is None:
            return _refused(f"There is no sales receipt {id}.")
        self.company.books.mark_deposited(id)
        self.company.books.commit()
        return Response(status_code=204)

    async def rules(self, _: Request) -> Response:
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

    async def audited(self, _: Request) -> Response:
        return Response(dumps(asdict(audit(self.company))), media_type="application/json")

    async def tokens(self, _: Request) -> Response:
        """Tokens without a browser, for a test in another process."""
        return JSONResponse({**self.company.oauth.grant_access(), "realmId": self.company.realm})


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = loads(await request.body())
    except ValueError:
        return {}
    if not isinstance(body, dict):
        return {}
    # Decimals of JSON become floats here: seconds and chances are measures, not money.
    return {key: float(value) if _is_fraction(value) else value for key, value in body.items()}


def _is_fraction(value: object) -> bool:
    return type(value).__name__ == "Decimal"


def _refused(text: str) -> Response:
    return JSONResponse({"detail": text}, 422)
