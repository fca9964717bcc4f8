"""The wizard's steps for a QuickBooks Desktop company, which tells all only when it calls."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.catalog import places
from app.core import clock
from app.core.db import Database
from app.onboarding.quantities import FRESH
from app.settings import Settings
from app.sync.documents import ItemRecord, MappingKind
from app.sync.facts import Facts
from app.sync.inbound import page as inbound
from app.sync.models import ExternalAccount, Mapping, QuickBooksConnection, SyncCursor
from app.sync.news import learn
from app.sync.port import Entity
from app.sync.settings import Accounts, ConnectionSettings
from tests import builders
from tests.quickbooks.desktop.desk import Desk, open_desk

FACTS = Facts(
    dialect="desktop",
    product="QuickBooks Pro 2024",
    edition="Pro",
    qbxml="16.0",
    class_tracking="none",
    location_tracking=False,
)


@pytest.fixture
async def desk(db: Database, settings: Settings) -> AsyncIterator[Desk]:
    async with db.write() as session:
        await places.ensure_virtual_locations(session)
        await builders.make_warehouse(session)
    async with open_desk(db, settings) as desk:
        await desk.connect()
        yield desk


async def company(desk: Desk) -> UUID:
    return UUID((await desk.company())["id"])


async def steps(desk: Desk) -> dict[str, dict[str, Any]]:
    answer = await desk.get("/api/onboarding")
    assert answer["kind"] == "desktop"
    return {one["step"]: one for one in answer["steps"]}


async def read(desk: Desk, *entities: Entity, ago: timedelta = timedelta()) -> None:
    at = clock.now() - ago
    async with desk.db.write() as session:
        for entity in entities:
            await session.merge(
                SyncCursor(
                    connection_id=await company(desk),
                    entity=entity,
                    position="watermark",
                    full_read_at=at,
                    complete_at=at,
                    updated_at=at,
                )
            )


async def test_connecting_lasts_until_the_company_told_of_itself(desk: Desk) -> None:
    assert (await steps(desk))["connect"]["state"] == "doing"
    assert (await steps(desk))["import"]["state"] == "blocked"
    await learn(desk.db, await company(desk), "Harbor & Vale", FACTS)
    found = await steps(desk)
    assert (found["connect"]["state"], found["check"]["state"]) == ("done", "done")
    assert found["connect"]["said"] == ["Connected to Harbor & Vale."]
    assert found["check"]["said"] == [
        "QuickBooks Pro 2024, country US, qbXML 16.0.",
        "Lots and serial numbers are kept in Scanpost; QuickBooks keeps quantities.",
        "Stock is not kept by site: a warehouse can stand for a class.",
        "No closing date is set.",
    ]


async def test_what_the_company_does_not_use_need_not_be_read(desk: Desk) -> None:
    await learn(desk.db, await company(desk), "Harbor", FACTS)
    used = [one for one in Entity if one not in (Entity.CLASS, Entity.LOCATION)]
    await read(desk, *used[:-1])
    found = (await steps(desk))["import"]
    assert (found["state"], found["figures"]["all"]) == ("doing", len(used))
    await read(desk, *used)
    assert (await steps(desk))["import"]["state"] == "done"


async def test_accounts_and_places_speak_of_desktop(desk: Desk) -> None:
    id = await company(desk)
    await learn(desk.db, id, "Harbor", FACTS)
    await read(desk, *(one for one in Entity if one not in (Entity.CLASS, Entity.LOCATION)))
    async with desk.db.write() as session:
        for external, name in (("A1", "Accounts Payable"), ("A2", "Inventory Shrinkage")):
            session.add(
                ExternalAccount(connection_id=id, external_id=external, name=name, account_type="x")
            )
        row = await session.get_one(QuickBooksConnection, id)
        chosen = Accounts(accounts_payable="A1", adjustment="A2")
        settings = ConnectionSettings.of(row.settings).model_copy(update={"accounts": chosen})
        row.settings = settings.stored()
    found = await steps(desk)
    assert found["accounts"]["said"] == [
        "Bills and item receipts: Accounts Payable; Adjustments: Inventory Shrinkage."
    ]
    assert found["places"]["said"] == [
        "QuickBooks tracks neither classes nor sites, so there is nothing to link."
    ]


async def stocked(desk: Desk) -> str:
    """An item that QuickBooks told of with 36 in stock; our SKU of it."""
    id = await company(desk)
    async with desk.db.write() as session:
        item = await builders.make_item(session, "OAT-1L")
        session.add(
            Mapping(
                connection_id=id,
                kind=MappingKind.ITEM,
                local_id=item.id,
                external_id="80000001-1",
                details={},
            )
        )
        record = ItemRecord(
            external_id="80000001-1",
            version_token="1",
            name="Oat milk",
            sku="OAT-1L",
            type="Inventory",
            on_hand=Decimal(36),
        )
        await session.flush()
        await inbound.apply(session, id, Entity.ITEM, [record], lenient=True)
    return "OAT-1L"


async def take(desk: Desk) -> Any:
    return (await desk.post("/api/onboarding/stock/quickbooks", {})).json()


async def test_what_was_read_a_moment_ago_is_the_opening_stock(desk: Desk) -> None:
    await learn(desk.db, await company(desk), "Harbor", FACTS)
    await stocked(desk)
    await read(desk, Entity.ITEM, ago=timedelta(minutes=2))
    assert await take(desk) == {"items": 1, "left_out": []}


async def test_what_is_older_is_asked_for_and_taken_once_it_came(desk: Desk) -> None:
    id = await company(desk)
    await learn(desk.db, id, "Harbor", FACTS)
    await stocked(desk)
    await read(desk, Entity.ITEM, ago=FRESH + timedelta(seconds=1))
    assert (await take(desk))["code"] == "quantities_asked"
    async with desk.db.write() as session:
        cursor = await session.get_one(SyncCursor, (id, Entity.ITEM.value))
        assert cursor.position == ""  # all of it, from the beginning
        cursor.full_read_at, cursor.position = clock.now(), "page 2"
    assert (await take(desk))["code"] == "quantities_asked"
    async with desk.db.read() as session:
        cursor = await session.get_one(SyncCursor, (id, Entity.ITEM.value))
        assert cursor.position == "page 2"  # a read under way is left alone
    await read(desk, Entity.ITEM)
    assert await take(desk) == {"items": 1, "left_out": []}
