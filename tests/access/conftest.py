"""The access routes behind the real problem handlers, and people to sign in with."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI

from app.access import devices, people
from app.access.deps import DEVICE_COOKIE
from app.access.models import Role, User
from app.access.routes import router
from app.core.db import Database
from app.core.http import install_problem_handlers
from app.core.middleware import RequestContext
from app.settings import Settings

HOST = "scanpost.test"
PASSWORD = "correct horse"
SERVER_KEY = "a-key-for-tests-only-0123456789abcdef"
NewClient = Callable[[], httpx.AsyncClient]


@dataclass(frozen=True)
class Team:
    """Manager Mara (mara@example.com), supervisor Sam (PIN 2222), operator Olga (PIN, badge)."""

    mara: User
    sam: User
    olga: User


@pytest.fixture(scope="session")
def hashed() -> dict[str, people.Secrets]:
    """The team's secrets, hashed once: that is slow on purpose."""

    async def protect() -> dict[str, people.Secrets]:
        return {
            "mara": await people.protect(SERVER_KEY, password=PASSWORD),
            "sam": await people.protect(SERVER_KEY, pin="2222", badge="BDG:SAM-99999"),
            "olga": await people.protect(SERVER_KEY, pin="1111", badge="BDG:OLGA-12345"),
        }

    return asyncio.run(protect())


@pytest.fixture
async def team(db: Database, settings: Settings, hashed: dict[str, people.Secrets]) -> Team:
    assert settings.key == SERVER_KEY
    mara, sam, olga = hashed["mara"], hashed["sam"], hashed["olga"]
    async with db.write() as session:
        return Team(
            mara=await people.create(
                session, name="Mara", role=Role.MANAGER, email="mara@example.com", secrets=mara
            ),
            sam=await people.create(session, name="Sam", role=Role.SUPERVISOR, secrets=sam),
            olga=await people.create(session, name="Olga", role=Role.OPERATOR, secrets=olga),
        )


@pytest.fixture
def app(db: Database, settings: Settings) -> FastAPI:
    app = FastAPI()
    app.state.db, app.state.settings = db, settings
    app.add_middleware(RequestContext)
    install_problem_handlers(app)
    app.include_router(router)
    return app


@pytest.fixture
async def new_client(app: FastAPI) -> AsyncIterator[NewClient]:
    """Makes browsers: each with cookies of its own, nobody signed in."""
    made: list[httpx.AsyncClient] = []

    def make() -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app)
        made.append(httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}"))
        return made[-1]

    yield make
    for client in made:
        await client.aclose()


@pytest.fixture
async def manager(new_client: NewClient, team: Team) -> httpx.AsyncClient:
    client = new_client()
    body = {"email": "mara@example.com", "password": PASSWORD}
    assert (await client.post("/api/access/sign-in", json=body)).status_code == 200
    return client


@pytest.fixture
async def phone(new_client: NewClient, db: Database, team: Team) -> httpx.AsyncClient:
    """A browser that holds the cookie of an enrolled device."""
    client = new_client()
    async with db.write() as session:
        enrolment = await devices.create_enrolment(session, by=team.mara.id)
    new = await devices.enrol(
        db, code=enrolment.code, device_name="Phone 1", address="10.0.0.9", replaces=None
    )
    client.cookies.set(DEVICE_COOKIE, new.token)
    return client


Unlock = Callable[[str], Awaitable[httpx.Response]]


@pytest.fixture
def unlock(phone: httpx.AsyncClient) -> Unlock:
    async def by_badge(badge: str) -> httpx.Response:
        return await phone.post("/api/access/unlock", json={"badge": badge})

    return by_badge
