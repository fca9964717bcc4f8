"""The bookkeeper's page and API: GET /admin/bookkeeper, POST /admin/bookkeeper/{what to do}."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.quickbooks.simulator.bookkeeper.commands import run
from app.quickbooks.simulator.bookkeeper.page import bookkeeper_page
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.forms import deed
from app.quickbooks.simulator.layout import root_of


def bookkeeper_routes(company: SimulatedCompany) -> list[Route]:
    """Routes for this company."""

    async def page(request: Request) -> Response:
        return HTMLResponse(bookkeeper_page(request, company))

    async def do(request: Request) -> Response:
        name = request.path_params["command"]
        back = f"{root_of(request)}/admin/bookkeeper"
        return await deed(request, back, lambda values: run(company, name, values))

    return [
        Route("/admin/bookkeeper", page, methods=["GET"]),
        Route("/admin/bookkeeper/{command}", do, methods=["POST"]),
    ]
