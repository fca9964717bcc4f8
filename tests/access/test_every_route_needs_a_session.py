"""No endpoint answers strangers but the few named here, whoever adds one and wherever."""

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from app.access.deps import signed_in
from app.core.db import Database
from app.core.types import new_id
from app.main import create_app
from app.settings import Settings

OPEN_TO_STRANGERS = {
    "POST /api/access/sign-in",
    "GET /api/access/device",  # answers to the device cookie only
    "POST /api/access/enrol",  # answers to a one-use code only
    "POST /api/access/unlock",  # answers to the device cookie and a secret only
    "GET /quickbooks/callback",  # answers to the session that asked for consent only
    "GET /quickbooks/reconnect",  # sends to the desk, which asks who it is
    "GET /quickbooks/disconnected",  # the same
    "POST /quickbooks/webhooks",  # answers to Intuit's signature only
    "POST /qbwc",  # Web Connector signs in with its own name and password
    "GET /qbwc",  # tells nothing but that it is the address
    "HEAD /qbwc",
    "GET /qbwc/support",  # tells when it was last called, and nothing of the company
    "HEAD /qbwc/support",
    "GET /health/live",
    "GET /health/ready",
}


@pytest.fixture
def app(settings: Settings, db: Database) -> FastAPI:
    app = create_app(settings)
    app.state.db = db
    return app


def routes(app: FastAPI) -> Iterator[tuple[str, str, Dependant]]:
    """Method, path and dependencies of every endpoint; mounted apps guard themselves."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute):
            for method in sorted(route.methods or ()):
                assert route.path is not None
                assert route.dependant is not None
                yield method, route.path, route.dependant


def asks_who(dependant: Dependant) -> bool:
    return any(one.call is signed_in or asks_who(one) for one in dependant.dependencies)


def test_every_route_needs_a_session(app: FastAPI) -> None:
    open_routes = {f"{method} {path}" for method, path, needs in routes(app) if not asks_who(needs)}
    assert open_routes == OPEN_TO_STRANGERS


async def test_every_route_answers_a_stranger_with_401(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://scanpost.test") as stranger:
        for method, path, _ in routes(app):
            if f"{method} {path}" in OPEN_TO_STRANGERS:
                continue
            address = re.sub(r"\{[^}]+\}", str(new_id()), path)
            answer = await stranger.request(method, address)
            assert answer.status_code == 401, f"{method} {path}"
            assert answer.json()["code"] == "not_signed_in", f"{method} {path}"
