"""From an empty Scanpost to the first synced scan, over the wizard's own calls."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from app.catalog.models import Item, Location
from app.core import clock
from app.core.db import Database
from app.onboarding.practice import Room
from app.onboarding.routes import router
from app.quickbooks.gateway import Gateway
from app.quickbooks.online.sites import Directory
from app.quickbooks.registry import Registry
from app.settings import Settings
from app.sync.facts import Facts
from app.sync.models import QuickBooksConnection
from app.sync.reconcile.jobs import run_wanted
from app.sync.settings import ConnectionSettings
from tests import builders
from tests.quickbooks.online.world import World, build_world
from tests.routes_client import manager_client


class Wizard:
    """A manager in front of the wizard, and the simulated company behind it."""

    def __init__(self, world: World, client: httpx.AsyncClient, registry: Registry) -> None:
        self.world = world
        self.client = client
        self.registry = registry

    async def steps(self) -> dict[str, dict[str, Any]]:
        answer = await self.client.get("/api/onboarding")
        assert answer.status_code == 200, answer.text
        return {one["step"]: one for one in answer.json()["steps"]}

    async def states(self) -> dict[str, str]:
        return {name: one["state"] for name, one in (await self.steps()).items()}

    async def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        with clock.freeze(self.world.hour.now):
            return await self.client.post(f"/api/onboarding/{path}", json=body or {})


@pytest.fixture
async def wizard(db: Database, settings: Settings) -> AsyncIterator[Wizard]:
    """Connected by consent, so not live yet; a warehouse with a dock and a bin."""
    async with build_world(db) as world:
        async with db.write() as session:
            await session.execute(sa.update(QuickBooksConnection).values(live_at=None))
            warehouse = await builders.make_warehouse(session)
            await builders.make_bin(session, "A-01", warehouse=warehouse)
        async with manager_client(db, settings, router) as client:
            app: Any = client._transport.app  # type: ignore[attr-defined]
            registry = Registry(db, world.vault, world.client)
            app.state.quickbooks = Gateway(db, world.vault, world.client, registry, Directory({}))
            app.state.practice = Room()
            yield Wizard(world, client, registry)
            await app.state.practice.close()


async def test_each_step_says_where_things_really_stand(wizard: Wizard) -> None:
    steps = await wizard.steps()
    assert {name: one["state"] for name, one in steps.items()} == {
        "connect": "done",
        "check": "done",
        "import": "done",
        "accounts": "done",
        "places": "open",
        "stock": "open",
        "practice": "open",
        "live": "open",
    }
    assert steps["connect"]["said"] == ["Connected to Harbor & Vale Supply Co."]
    assert "24 items" in steps["import"]["said"][0]
    assert "Inventory Shrinkage" in steps["accounts"]["said"][0]
    assert steps["places"]["said"] == ["Not linked yet: MAIN."]


async def test_another_time_zone_than_quickbooks_is_told(
    wizard: Wizard, settings: Settings
) -> None:
    said = (await wizard.steps())["check"]["said"]
    assert settings.company_zone == "America/New_York"
    assert not any("midnight" in one for one in said)
    async with wizard.world.db.write() as session:
        connection = await session.get_one(QuickBooksConnection, wizard.world.connection_id)
        facts = Facts.of(connection.facts).model_copy(update={"zone": "America/Denver"})
        connection.facts = facts.stored()
    said = (await wizard.steps())["check"]["said"]
    assert "SCANPOST_COMPANY_ZONE=America/Denver" in said[-1]


async def test_without_a_company_everything_waits_for_one(db: Database, settings: Settings) -> None:
    async with manager_client(db, settings, router) as client:
        answer = await client.get("/api/onboarding")
        states = [one["state"] for one in answer.json()["steps"]]
        assert states == ["open", *["blocked"] * 7]
        assert (await client.post("/api/onboarding/live")).json()["code"] == "not_connected"


async def test_warehouses_are_linked_or_there_is_nothing_to_link(wizard: Wizard) -> None:
    async with wizard.world.db.read() as session:
        found = await session.execute(sa.select(Location).where(Location.code == "MAIN"))  # type: ignore[arg-type]
        warehouse = found.scalar_one()
    await wizard.world.change_settings(places={str(warehouse.id): {"class_id": "1"}})
    assert (await wizard.states())["places"] == "done"
    async with wizard.world.db.write() as session:
        connection = await session.get_one(QuickBooksConnection, wizard.world.connection_id)
        untracked = Facts(class_tracking="none", location_tracking=False)
        connection.facts = untracked.stored()
    said = (await wizard.steps())["places"]["said"]
    assert said == ["QuickBooks tracks neither classes nor locations, so there is nothing to link."]


async def test_a_missing_account_blocks_what_comes_after(wizard: Wizard) -> None:
    chosen = ConnectionSettings.of((await wizard.world.connection()).settings)
    accounts = chosen.accounts.model_dump() | {"accounts_payable": ""}
    await wizard.world.change_settings(accounts=accounts)
    states = await wizard.states()
    assert (states["accounts"], states["stock"], states["live"]) == ("open", "blocked", "blocked")
    refused = await wizard.post("live")
    assert (refused.status_code, refused.json()["code"]) == (409, "setup_not_ready")
    assert (await wizard.world.connection()).live_at is None


async def test_the_nightly_comparison_leaves_the_opening_stock_to_the_person(
    wizard: Wizard, settings: Settings
) -> None:
    context = {"db": wizard.world.db, "channels": wizard.registry}
    with clock.freeze(wizard.world.hour.now):
        assert await run_wanted(context, zone=settings.company_zone) == 0
        assert (await wizard.states())["stock"] == "open"
        assert (await wizard.post("stock/quickbooks")).status_code == 200
        assert await run_wanted(context, zone=settings.company_zone) == 1


async def test_stock_from_quickbooks_agrees_with_it_to_the_unit(wizard: Wizard) -> None:
    async with wizard.world.db.write() as session:
        await session.execute(
            sa.update(Item).where(Item.sku == "YOG-500").values(tracking="lot")  # type: ignore[arg-type]
        )
    answer = await wizard.post("stock/quickbooks")
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"items": 23, "left_out": ["YOG-500"]}
    assert (await wizard.states())["stock"] == "done"
    again = await wizard.post("stock/quickbooks")
    assert again.json()["code"] == "stock_already_there"
    assert await on_hand(wizard, "OAT-1L") == 144


async def test_a_list_is_checked_row_by_row_before_anything_is_booked(wizard: Wizard) -> None:
    text = (
        "sku,bin,quantity,lot\n"
        "OAT-1L,A-01,12.5,\n"
        "NO-SUCH,A-01,1,\n"
        "ALM-1L,Z-99,1,\n"
        "BUT-250,A-01,many,\n"
        "CHD-200,A-01,-1,\n"
    )
    checked = (await wizard.post("stock/list", {"csv": text, "confirm": True})).json()
    assert checked["booked"] is False
    assert [one["row"] for one in checked["bad"]] == [3, 4, 5, 6]
    assert "NO-SUCH" in checked["bad"][0]["problem"]
    assert (await wizard.states())["stock"] == "open"
    good = '\ufeffSKU,Bin,Quantity\nOAT-1L,A-01,12.5\nalm-1l,a-01,"1,200"\n'
    only_checked = (await wizard.post("stock/list", {"csv": good})).json()
    assert (only_checked["booked"], only_checked["units"]) == (False, "1212.5")
    booked = (await wizard.post("stock/list", {"csv": good, "confirm": True})).json()
    assert (booked["booked"], booked["rows"], booked["bad"]) == (True, 2, [])
    assert await on_hand(wizard, "ALM-1L") == 1200


async def test_a_file_that_is_no_list_is_refused_in_words(wizard: Wizard) -> None:
    answer = await wizard.post("stock/list", {"csv": "name;amount\nx;1\n"})
    assert answer.status_code == 422
    assert "no column SKU" in answer.json()["detail"]


async def test_a_first_count_is_booked_as_scanned(wizard: Wizard) -> None:
    lines = [
        {"sku": "OAT-1L", "bin": "BIN:A-01", "qty": "7"},
        {"sku": "SCN-2D", "bin": "A-01", "qty": "2"},
    ]
    booked = (await wizard.post("stock/list", {"lines": lines, "confirm": True})).json()
    assert booked["booked"] is True
    assert await on_hand(wizard, "SCN-2D") == 2


async def test_practice_shows_a_real_scan_and_touches_nothing(wizard: Wizard) -> None:
    early = await wizard.post("practice/scan", {"raw": "OAT-1L"})
    assert early.json()["code"] == "not_practising"
    assert (await wizard.client.post("/api/onboarding/practice")).status_code == 201
    answer = await wizard.client.post("/api/onboarding/practice/scan", json={"raw": "OAT-1L"})
    done = answer.json()
    assert done["result"]["status"] == "applied", done
    assert done["bill_number"].startswith("R-")
    assert done["bill_lines"] == [{"item": "Oat milk 1 L", "qty": "1"}]
    unknown = await wizard.client.post("/api/onboarding/practice/scan", json={"raw": "???"})
    assert unknown.json()["result"]["status"] == "rejected"
    states = await wizard.states()
    assert states["practice"] == "done"
    assert wizard.world.books("Bill") == []
    assert await on_hand(wizard, "OAT-1L") == 0


async def test_nothing_is_sent_before_going_live_and_everything_after(wizard: Wizard) -> None:
    world = wizard.world
    await world.want(await world.receipt(), completed=True)
    await world.settle(rounds=2)
    assert world.books("Bill") == []
    live = await wizard.post("live")
    assert live.status_code == 200, live.text
    assert live.json()["live_at"] is not None
    await world.settle()
    assert len(world.books("Bill")) == 1
    assert (await wizard.states())["live"] == "done"


async def test_what_can_wait_is_skipped_and_what_cannot_is_not(wizard: Wizard) -> None:
    assert (await wizard.post("skip", {"step": "practice"})).status_code == 200
    assert (await wizard.states())["practice"] == "skipped"
    assert (await wizard.post("skip", {"step": "accounts"})).status_code == 422


async def on_hand(wizard: Wizard, sku: str) -> Decimal:
    item = await wizard.world.item(sku)
    async with wizard.world.db.read() as session:
        found = await session.execute(
            sa.text("SELECT coalesce(sum(on_hand), 0) FROM stock_balance WHERE item_id = :id"),
            {"id": item.id.hex if wizard.world.db.is_sqlite else item.id},
        )
        return Decimal(found.scalar_one()) / 100_000
