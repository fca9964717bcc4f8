"""A document's story: scanned, queued, refused, helped, sent, there; each with who and when."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from app.access.models import User
from app.catalog import places
from app.catalog.models import LocationUse
from app.core import clock
from app.core.types import new_id
from app.inventory.ledger import Move, MoveContext, place, post_moves
from app.inventory.lots import ensure_lot
from app.inventory.models import MoveReason
from app.settings import Settings
from app.sync.activity.routes import timelines
from app.sync.documents import AnyDocument, ReceiptDoc
from app.sync.routes import router
from tests import builders
from tests.quickbooks.online.world import World
from tests.routes_client import manager_client


@pytest.fixture
async def client(world: World, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with manager_client(world.db, settings, router, timelines) as client:
        yield client


async def story(
    client: httpx.AsyncClient, world: World, document: AnyDocument
) -> list[dict[str, Any]]:
    row = await world.operation(document)
    answer = await client.get(f"/api/sync/operations/{row.id}/timeline")
    assert answer.status_code == 200, answer.text
    steps: list[dict[str, Any]] = answer.json()["steps"]
    return steps


async def scan(world: World, receipt: ReceiptDoc, minutes: int) -> str:
    """Somebody receives the receipt's first line into a bin of his warehouse; the bin's code."""
    line = receipt.lines[0]
    async with world.db.write() as session:
        warehouse = await builders.make_warehouse(session, "SIDE")
        shelf = await builders.make_bin(session, "B-01", warehouse=warehouse)
        vendor = await places.virtual(session, LocationUse.VENDOR)
        lot = await ensure_lot(session, item_id=line.item_id, number="L7")
        user = (await session.execute(sa.select(User))).scalars().one()
        move = Move(
            item_id=line.item_id,
            lot_id=lot.id,
            qty=line.qty,
            origin=place(vendor),
            target=place(shelf),
            reason=MoveReason.RECEIVE,
            document_type="receipt",
            document_id=receipt.id,
        )
        occurred = world.hour.now + timedelta(minutes=minutes)
        await post_moves(session, [move], MoveContext(occurred_at=occurred, user_id=user.id))
    return shelf.code


async def test_the_story_goes_from_the_scan_to_quickbooks(
    client: httpx.AsyncClient, world: World
) -> None:
    receipt = await world.receipt()
    await scan(world, receipt, minutes=-1)
    world.company.books.configure({"book_close_date": "2026-11-30"})
    await world.want(receipt)
    await world.settle()
    refused = await story(client, world, receipt)
    assert [one["what"] for one in refused][-2:] == ["queued", "attempt"]
    scanned = refused[0]
    assert (scanned["what"], scanned["person"]) == ("scan", "Mara")
    assert scanned["words"] == "Received 12 × Oat milk 1 L, lot L7 into B-01"
    assert refused[-1]["attempt"]["code"] == "period_closed"

    world.company.books.configure({"book_close_date": None})
    world.later(60)
    row = await world.operation(receipt)
    with clock.freeze(world.hour.now):
        await client.post(f"/api/sync/operations/{row.id}/retry")
    world.later(1)
    await world.settle()
    told = (await story(client, world, receipt))[len(refused) :]
    assert [one["what"] for one in told] == ["retried", "attempt", "done"]
    assert told[0]["person"] == "Mara"
    assert told[1]["attempt"]["outcome"] == "done"
    (bill,) = world.books("Bill")
    assert told[1]["attempt"]["external_number"] == bill["DocNumber"]


async def test_what_was_foreseen_stands_before_it_was_sent(
    client: httpx.AsyncClient, world: World
) -> None:
    item = next(one for one in world.books("Item") if one["Sku"] == "OAT-1L")
    identity = {"Id": item["Id"], "SyncToken": item["SyncToken"], "sparse": True}
    receipt = await world.receipt()
    world.write("Item", identity | {"Active": False})
    await world.pull()
    await world.want(receipt)
    steps = await story(client, world, receipt)
    foreseen = [one["problem"]["title"] for one in steps if one["what"] == "foreseen"]
    row = await world.operation(receipt)
    assert row.foreseen
    assert foreseen == [one["title"] for one in row.foreseen]


async def test_an_edit_made_in_quickbooks_is_part_of_the_story(
    client: httpx.AsyncClient, world: World
) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    await world.settle()
    (bill,) = world.books("Bill")
    world.later(3600)
    line = bill["Line"][0]
    detail = line["ItemBasedExpenseLineDetail"] | {"Qty": 10}
    amount = 10 * detail["UnitPrice"]
    changed = line | {"Amount": amount, "ItemBasedExpenseLineDetail": detail}
    world.write("Bill", bill | {"Line": [changed]})
    world.later(60)
    await world.pull()
    edited = (await story(client, world, receipt))[-1]
    assert edited["what"] == "edited"
    assert edited["problem"]["title"] == "Changed in QuickBooks"


async def test_a_document_entered_by_hand_ends_with_its_number(
    client: httpx.AsyncClient, world: World
) -> None:
    world.company.books.configure({"book_close_date": "2026-11-30"})
    receipt = await world.receipt()
    await world.want(receipt)
    await world.settle()
    row = await world.operation(receipt)
    world.later(60)
    with clock.freeze(world.hour.now):
        await client.post(f"/api/sync/operations/{row.id}/resolve", json={"number": "1187"})
    deed, done = (await story(client, world, receipt))[-2:]
    assert (deed["what"], deed["words"]) == ("deed", "Entered by hand as 1187")
    assert (done["what"], done["words"]) == ("done", "1187")
    unknown = await client.get(f"/api/sync/operations/{new_id()}/timeline")
    assert unknown.json()["code"] == "not_found"
