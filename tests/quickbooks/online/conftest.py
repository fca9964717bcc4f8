"""A connected demo company per test."""

from collections.abc import AsyncIterator

import pytest

from app.core.db import Database
from tests.quickbooks.online.world import World, build_world


@pytest.fixture
async def world(db: Database) -> AsyncIterator[World]:
    async with build_world(db) as built:
        yield built
