"""The simulated QuickBooks of the demo: which there are, and what each does for it."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import httpx
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse

from app.demo.desktop import DesktopDemo
from app.demo.online import OnlineDemo
from app.demo.routes import router
from app.quickbooks.online.sites import Environment, Site
from app.runtime import Runtime
from app.settings import Settings

BOOKS = "/simulator/books"
"""Leads to the books of whichever QuickBooks is simulated."""


class SimulatedQuickBooks(Protocol):
    """Where the demo company keeps its books. Making one mounts its pages into the application.

    `pages` are those to start from, by the name to print; `mounts` are addresses that lead into
    this process, for the runtime's HTTP client; `sites` is what a person may connect to Online.
    """

    name: str
    pages: tuple[tuple[str, str], ...]
    mounts: Mapping[str, httpx.AsyncBaseTransport]

    @property
    def sites(self) -> Mapping[Environment, Site]: ...

    async def connect(self, runtime: Runtime) -> None:
        """Connect the company as a person does and read it, once."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """What it does by itself, for as long as the application runs."""


def mount_demo(app: FastAPI, settings: Settings) -> SimulatedQuickBooks:
    """Open (or create) the simulated company's books and serve its pages and the barcode sheet."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app.include_router(router)
    kind = DesktopDemo if settings.demo_connection == "desktop" else OnlineDemo
    demo: SimulatedQuickBooks = kind(app, settings)

    async def books(_: Request) -> RedirectResponse:
        return RedirectResponse(demo.pages[0][1], 302)

    app.add_route(BOOKS, books, include_in_schema=False)
    return demo
