"""A signed-in client of the catalogue's routes."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.catalog.routes import router
from app.core.db import Database
from app.settings import Settings
from tests.routes_client import manager_client


@pytest.fixture
async def client(db: Database, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with manager_client(db, settings, router) as client:
        yield client
