"""A connected demo company with goods in stock, per test."""

from collections.abc import AsyncIterator

import pytest

from app.core.db import Database
from tests.quickbooks.online.world import World, build_world
from tests.quickbooks.preflight.scene import Scene


@pytest.fixture
async def world(db: Database) -> AsyncIterator[World]:
    async with build_world(db) as built:
        yield built


@pytest.fixture
async def scene(world: World) -> Scene:
    return await Scene.of(world, seed=7)
