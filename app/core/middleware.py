"""What surrounds every request: its number, its log context, and a last net for the unexpected."""

from collections.abc import Mapping
from uuid import uuid4

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.http import BodyTooLarge, Unexpected, problem_response

log = structlog.get_logger()


SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' "
        b"'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
        b"worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'",
    ),
]


class RequestContext:
    """Numbers each request, adds security headers, answers a crash with a problem document."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid4().hex[:12]
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                names = {name for name, _ in message["headers"]}
                extra = [one for one in SECURITY_HEADERS if one[0] not in names]
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                    *extra,
                ]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            log.exception("request.crashed", path=scope["path"])
            if started:
                raise
            crash = Unexpected(f"Request {request_id} failed unexpectedly.")
            await problem_response(crash, Request(scope))(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses bodies larger than `limit` bytes while they arrive, whatever their header claims.

    `exceptions` gives some paths, and what lies below them, a limit of their own.
    """

    def __init__(
        self, app: ASGIApp, limit: int, exceptions: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._limit = limit
        self._exceptions = exceptions or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit:
            refusal = problem_response(_too_large(limit), Request(scope))
            await refusal(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:  # FastAPI lets only this kind out of its body parser
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)

    def _limit_of(self, path: str) -> int:
        for place, limit in self._exceptions.items():
            if path == place or path.startswith(f"{place}/"):
                return limit
        return self._limit


def _too_large(limit: int) -> BodyTooLarge:
    megabytes = limit // 1_000_000
    return BodyTooLarge(f"At most {megabytes} MB can be sent at once.", megabytes=megabytes)
