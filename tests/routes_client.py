"""A manager's client of some routers only, for tests that need no whole application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import APIRouter, FastAPI

from app.access import people, tokens
from app.access.models import Role
from app.core.db import Database
from app.core.http import install_problem_handlers
from app.core.middleware import RequestContext
from app.settings import Settings


@asynccontextmanager
async def manager_client(
    db: Database, settings: Settings, *routers: APIRouter
) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in with an API token of manager Mara."""
    app = FastAPI()
    app.state.db, app.state.settings = db, settings
    app.add_middleware(RequestContext)
    install_problem_handlers(app)
    for router in routers:
        app.include_router(router)
    secrets = people.Secrets(password_hash="never used")
    async with db.write() as session:
        mara = await people.create(
            session, name="Mara", role=Role.MANAGER, email="mara@example.com", secrets=secrets
        )
        token = (await tokens.create_token(session, user_id=mara.id, label="tests")).token
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://scanpost.test",
        headers={"Authorization": f"Bearer {token}"},
    ) as client:
        yield client
