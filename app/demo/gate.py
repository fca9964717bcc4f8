"""Who may look into the simulated QuickBooks: what one sees there is the whole company."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.access.deps import SESSION_COOKIE
from app.access.models import Role
from app.access.sessions import look_up
from app.core.errors import AccessProblem


class ForManagers:
    """Lets a simulator's pages for people be opened by signed-in managers only.

    `path` is where it is mounted, `pages` how the addresses of such pages begin. Paths that belong
    to Intuit ask for their own tokens, as they do at Intuit.
    """

    def __init__(
        self, simulator: ASGIApp, path: str, pages: Sequence[str] = ("/books", "/admin")
    ) -> None:
        self._simulator = simulator
        self._path = path
        self._pages = tuple(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        inside = scope["path"].removeprefix(self._path)
        if inside.startswith(self._pages) and not await _is_manager(request):
            await RedirectResponse("/", 302)(scope, receive, send)
            return
        await self._simulator(scope, receive, send)


async def _is_manager(request: Request) -> bool:
    token = request.cookies.get(SESSION_COOKIE)
    if token is None:
        return False
    try:
        return (await look_up(request.app.state.db, token)).role is Role.MANAGER
    except AccessProblem:
        return False
