"""A signed-in client of the catalogue's routes."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from app.access import people, tokens
from app.access.models import Role
from app.catalog.routes import router
from app.core.db import Database
from app.core.http import install_problem_handlers
from app.core.middleware import RequestContext
from app.settings import Settings


@pytest.fixture
async def client(db: Database, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.state.db, app.state.settings = db, settings
    app.add_middleware(RequestContext)
    install_problem_handlers(app)
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
