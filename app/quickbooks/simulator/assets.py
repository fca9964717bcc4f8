"""The style sheets and the script that the simulators' pages share."""

from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

_PAGES = Path(__file__).parent / "pages"
_ASSETS = {"books.css": "text/css", "forms.css": "text/css", "books.js": "text/javascript"}


def asset_route() -> Route:
    """Where `layout.framed` has the browser fetch them."""

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _ASSETS:
            return Response(status_code=404)
        return FileResponse(_PAGES / name, media_type=_ASSETS[name])

    return Route("/books/assets/{name}", asset)


def live_page(request: Request, write: Callable[[], str], version: object) -> Response:
    """A page that fetches itself again and again: nothing is sent while its version stays."""
    etag = f'"{version}"'
    headers = {"etag": etag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(write(), headers=headers)
