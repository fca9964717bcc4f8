"""A desk in memory and the service in front of it: what Web Connector meets, without a database."""

import asyncio
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
from fastapi import FastAPI
from starlette.middleware import Middleware

from app.core.http import install_problem_handlers
from app.core.middleware import BodyLimit, RequestContext
from app.quickbooks.desktop import routes
from app.quickbooks.desktop.service import Admission, Desk, LastSession
from app.settings import Settings

ADDRESS = "https://scan.example.com"
USER, PASSWORD = "scanpost-k7m2p9qx", "kh7m-x4wq-9pdr-t3nz"


@dataclass
class MemoryDesk:
    """Hands out `requests` one by one, each until it is answered, and keeps what came for them.

    `answers` are (response, hresult, message), copies included. Knobs say what else it does.
    """

    requests: list[str] = field(default_factory=list)
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    done: int = 0  # requests that are answered
    asked: bool = False  # once in this session
    handed: bool = False  # the first request is in Web Connector's hands
    hellos: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    versions: list[tuple[int, int]] = field(default_factory=list)
    clients: list[str] = field(default_factory=list)
    troubles: list[tuple[str, str]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    file: str = ""
    try_files: list[str] = field(default_factory=list)  # what connectionError answers before done
    postpone: int | None = None
    min_run: int | None = None
    pauses: int = 0  # how often there is nothing yet, before the next request
    percent: int | None = None  # instead of what is true
    error: str = ""  # what getLastError says, if not NoOp
    last: LastSession | None = None
    seconds: float = 0  # before any answer
    broken: bool = False

    async def authenticate(self, user: str, password: str, *, client_version: str) -> Admission:
        await self._work()
        self.clients.append(client_version)
        ticket = str(uuid4())
        if (user, password) != (USER, PASSWORD):
            return Admission(ticket, "nvu")
        if not self.requests and not self.file:
            return Admission(ticket, "none")
        self.tickets, self.asked = {ticket}, False
        return Admission(ticket, self.file, self.postpone, self.min_run)

    async def next_request(
        self, ticket: str, *, hcp: str, company_file: str, country: str, major: int, minor: int
    ) -> str:
        del country
        await self._work()
        if ticket not in self.tickets:
            return ""
        self.hellos.append(hcp)
        self.files.append(company_file)
        self.versions.append((major, minor))
        first, self.asked = not self.asked, True
        if not first and self.pauses:
            self.pauses -= 1
            return ""
        self.handed = bool(self.requests)
        return self.requests[0] if self.handed else ""

    async def take_response(self, ticket: str, *, response: str, hresult: str, message: str) -> int:
        await self._work()
        if ticket not in self.tickets:
            return -1
        self.answers.append((response, hresult, message))
        if self.handed:
            self.handed = False
            self.done += 1
            self.requests.pop(0)
        if self.percent is not None:
            return self.percent
        return self.done * 100 // max(1, self.done + len(self.requests))

    async def connection_error(self, ticket: str, *, hresult: str, message: str) -> str:
        del ticket
        await self._work()
        self.troubles.append((hresult, message))
        return self.try_files.pop(0) if self.try_files else "done"

    async def last_error(self, ticket: str) -> str:
        await self._work()
        if ticket not in self.tickets:
            return "This session is not known."
        return self.error or ("NoOp" if self.requests else "Nothing more.")

    async def close(self, ticket: str) -> str:
        await self._work()
        self.tickets.discard(ticket)
        self.closed.append(ticket)
        return f"{self.done} answered."

    async def last_session(self) -> LastSession | None:
        await self._work()
        return self.last

    async def _work(self) -> None:
        await asyncio.sleep(self.seconds)
        if self.broken:
            raise ConnectionError("the database is away")


def service(desk: Desk | None, *, public_url: str = ADDRESS) -> FastAPI:
    """The application as `app.main` wires it, as far as Web Connector is concerned."""
    limits = {routes.PATH: routes.BODY_LIMIT}
    app = FastAPI(
        middleware=[
            Middleware(RequestContext),
            Middleware(BodyLimit, limit=13_000_000, exceptions=limits),
        ]
    )
    install_problem_handlers(app)
    app.include_router(routes.router)
    app.state.settings = Settings(_env_file=None, public_url=public_url)
    app.state.desk = desk
    return app


def caller(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS)


def said(operation: str, inner: str = "") -> bytes:
    """A call as a current Web Connector writes it (reference §1.1)."""
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f'<{operation} xmlns="http://developer.intuit.com/">{inner}</{operation}>'
        "</soap:Body></soap:Envelope>"
    ).encode()
