"""A connected Desktop company per test."""

from collections.abc import AsyncIterator

import pytest

from app.core.db import Database
from app.settings import Settings
from tests.quickbooks.desktop.world import World, build_world


@pytest.fixture
async def world(db: Database, settings: Settings) -> AsyncIterator[World]:
    async with build_world(db, settings) as built:
        yield built
