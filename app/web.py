"""Serves the built web app: hashed assets for ever, the shell never from a stale cache."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"
_NOT_PAGES = ("api/", "simulator/", "health/", "qbwc", "metrics")


class WebApp(StaticFiles):
    """Files of the build; a path that is a page of the app (no dot) gets the shell."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, html=True, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or `index.html` for the app's own routes; 404 for a missing file."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or not _is_page(path):
                raise
            response = await super().get_response("index.html", scope)
        hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = _FOR_EVER if hashed else _ASK_FIRST
        return response


def _is_page(path: str) -> bool:
    return not path.startswith(_NOT_PAGES) and "." not in path.rsplit("/", 1)[-1]
