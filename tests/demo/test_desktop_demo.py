"""The demo company on a simulated QuickBooks Desktop: how it starts, and that it goes on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import col, select

from app.catalog.models import Item, Location, LocationLevel
from app.core.valkey import BundledValkey
from app.demo import plan
from app.demo.company import demo_settings
from app.demo.desktop import PATH, DesktopDemo
from app.inventory.models import Lot, StockBalance
from app.main import create_app, runtime_of
from app.quickbooks.simulator.desktop.computer import Computer
from app.quickbooks.simulator.desktop.web_connector import Outcome
from app.settings import Settings
from app.sync.models import QuickBooksConnection
from app.sync.settings import ConnectionSettings

MANAGER = plan.PEOPLE[0]


@pytest.fixture
def demo(settings: Settings, valkey: BundledValkey) -> Settings:
    wanted = {"demo_connection": "desktop", "redis_url": valkey.url}
    chosen = settings.model_copy(update=wanted)
    return chosen.model_copy(update=demo_settings(chosen))


@asynccontextmanager
async def started(settings: Settings) -> AsyncIterator[tuple[FastAPI, Computer]]:
    app = create_app(settings)
    demo: DesktopDemo = app.state.demo
    demo.computer.application.auto_run = False  # a test calls when it wants to
    async with app.router.lifespan_context(app):
        yield app, demo.computer


@asynccontextmanager
async def signed_in(app: FastAPI, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=settings.url) as client:
        body = {"email": MANAGER.email, "password": MANAGER.password}
        (await client.post("/api/access/sign-in", json=body)).raise_for_status()
        yield client


async def test_it_starts_connected_read_and_in_agreement_and_goes_on_after_a_restart(
    demo: Settings,
) -> None:
    async with started(demo) as (app, computer):
        first = computer.runs[-1].update
        assert (first.outcome, first.calls[-1]) == (Outcome.DONE, "closeConnection")
        assert await quantities(app) == in_quickbooks(computer)
        await is_set_up(app, computer)
        await only_managers_look_in(app, demo)
        before = (computer.application.password, len(computer.own.txns))

    async with started(demo) as (_, computer):
        assert not computer.runs
        assert (computer.application.password, len(computer.own.txns)) == before
        await computer.call()
        assert computer.runs[0].update.outcome is Outcome.NOTHING_TO_DO  # and it was let in


async def quantities(app: FastAPI) -> dict[tuple[str, str], int]:
    """What is here, by SKU and lot, in whole units."""
    async with runtime_of(app).db.read() as session:
        rows = await session.execute(
            sa.select(col(Item.sku), col(Lot.number), col(StockBalance.on_hand))
            .join(StockBalance, col(StockBalance.item_id) == col(Item.id))
            .join(Lot, col(Lot.id) == col(StockBalance.lot_id))
            .join(Location, col(Location.id) == col(StockBalance.location_id))
            .where(col(Location.level) == LocationLevel.BIN)
        )
        found: dict[tuple[str, str], int] = {}
        for sku, lot, qty in rows:
            found[sku, lot] = found.get((sku, lot), 0) + int(qty)
        return {key: qty for key, qty in found.items() if qty > 0}


def in_quickbooks(computer: Computer) -> dict[tuple[str, str], int]:
    """The same there."""
    rows = computer.own.rows
    return {
        (rows[key.item].name, key.tracked): int(qty)
        for key, qty in computer.own.stock.items()
        if qty
    }


async def is_set_up(app: FastAPI, computer: Computer) -> None:
    """An ordinary connection that is live, with a site for each warehouse."""
    async with runtime_of(app).db.read() as session:
        connection = (await session.exec(select(QuickBooksConnection))).one()
        warehouses = list(
            await session.exec(select(Location).where(Location.level == LocationLevel.WAREHOUSE))
        )
    assert connection.live_at is not None
    assert connection.reckoned_from is not None
    places = ConnectionSettings.of(connection.settings).places
    sites = {one.code: computer.own.rows[places[str(one.id)].location_id] for one in warehouses}
    assert {code: site.name for code, site in sites.items()} == {
        "MAIN": "Main",
        "TRUCK": "Delivery truck",
    }


async def only_managers_look_in(app: FastAPI, demo: Settings) -> None:
    async with signed_in(app, demo) as manager:
        shown: dict[str, Any] = (await manager.get(f"{PATH}/books.json")).json()
        assert len(shown["items"]) == len(plan.PLANS)
        assert (await manager.get("/simulator/books")).headers["location"] == f"{PATH}/books"
        manager.cookies.clear()
        for page in ("books", "books.json", "admin/bookkeeper", "admin/connector", "admin/rules"):
            assert (await manager.get(f"{PATH}/{page}")).status_code == 302


def test_each_quickbooks_has_a_folder_of_its_own(settings: Settings) -> None:
    folders = {
        kind: demo_settings(settings.model_copy(update={"demo_connection": kind}))["data_dir"].name
        for kind in ("online", "desktop")
    }
    assert folders == {"online": "demo", "desktop": "demo-desktop"}


def test_another_word_for_a_connection_is_refused_in_plain_words() -> None:
    with pytest.raises(ValueError, match="CONNECTION is online or desktop, not 'desk'"):
        Settings(_env_file=None, demo_connection="desk")
