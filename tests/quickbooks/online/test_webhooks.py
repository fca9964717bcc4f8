"""QuickBooks tells us what changed: heard once, from nobody else, in whatever order it comes."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from app.catalog.models import Vendor
from app.core import clock
from app.core.upsert import table_of
from app.main import create_app
from app.orders.models import PurchaseOrder
from app.quickbooks.gateway import Gateway
from app.quickbooks.online import webhooks
from app.quickbooks.online.sites import Directory, simulator_site
from app.quickbooks.registry import Registry
from app.quickbooks.simulator import bookkeeper
from app.quickbooks.simulator.faults import FaultKind
from app.quickbooks.simulator.webhook_body import signature
from app.quickbooks.simulator.webhook_http import over_http
from app.quickbooks.simulator.webhooks import VERIFIER
from app.settings import Settings
from app.sync import jobs, mappings
from app.sync.documents import MappingKind
from app.sync.inbound.notices import Change, ChangeNotice
from tests.quickbooks.online.test_edits import (
    change_quantity,
    codes,
    mirrored,
    more,
    posted,
    remark,
)
from tests.quickbooks.online.test_reading import edit, in_books, one
from tests.quickbooks.online.world import BASE, World

ADDRESS = "/quickbooks/webhooks"


@dataclass
class Ear:
    """Our address for webhooks, and the simulated Intuit that posts to it."""

    world: World
    client: httpx.AsyncClient

    async def deliver(self) -> None:
        with clock.freeze(self.world.hour.now):
            await self.world.company.webhooks.deliver()

    async def hear(self) -> int:
        """Deliver what happened, then do the worker's part."""
        await self.deliver()
        with clock.freeze(self.world.hour.now):
            return await jobs.hear(self.world.ctx)

    async def post(self, body: bytes, signed_with: str = VERIFIER) -> httpx.Response:
        headers = {webhooks.SIGNATURE: signature(body, signed_with)}
        return await self.client.post(ADDRESS, content=body, headers=headers)

    async def notices(self) -> list[ChangeNotice]:
        async with self.world.db.read() as session:
            found = await session.execute(sa.select(ChangeNotice).order_by(sa.text("id")))
            return list(found.scalars())


@pytest.fixture
async def ear(world: World, settings: Settings) -> AsyncIterator[Ear]:
    app = create_app(settings)
    app.state.db = world.db
    app.state.quickbooks = Gateway(
        world.db,
        world.vault,
        world.client,
        Registry(world.db, world.vault, world.client),
        Directory({"simulator": simulator_site(BASE)}),
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://scanpost") as client:
        world.company.webhooks.url = f"http://scanpost{ADDRESS}"
        world.company.webhooks.deadline = 60  # a busy machine is not what is tested here
        world.company.webhooks.send = over_http(client)
        yield Ear(world, client)


def event(world: World, **values: Any) -> dict[str, Any]:
    body = {
        "specversion": "1.0",
        "id": "event-1",
        "source": "intuit.x",
        "type": "qbo.item.updated.v1",
        "time": "2026-11-20T15:00:00.179851517Z",
        "intuitentityid": "1",
        "intuitaccountid": world.company.realm,
        "data": {},
    }
    return body | values


@pytest.mark.parametrize("old", [False, True])
async def test_a_changed_item_is_known_without_being_looked_for(ear: Ear, old: bool) -> None:
    world = ear.world
    world.company.webhooks.old = old
    world.later(60)
    edit(world, "Item", in_books(world, "Item", Sku="OAT-1L"), UnitPrice=9)
    assert await ear.hear() == 1
    assert (await world.item("OAT-1L")).sales_price == 9
    assert (await world.connection()).heard_at is not None
    assert await ear.hear() == 0


async def test_strangers_are_refused_before_their_words_are_read(ear: Ear) -> None:
    body = json.dumps([event(ear.world)]).encode()
    for refused in (
        await ear.post(body, signed_with="another token"),
        await ear.client.post(ADDRESS, content=body),
        await ear.client.post(
            ADDRESS, content=body, headers={webhooks.SIGNATURE.encode(): b"\xe9"}
        ),
        await ear.client.post(
            ADDRESS, content=body + b" ", headers={webhooks.SIGNATURE: signature(body, VERIFIER)}
        ),
    ):
        assert refused.status_code == 401
        assert refused.json()["code"] == "webhook_not_signed"
    assert await ear.notices() == []


async def test_a_body_beyond_all_measure_is_refused(ear: Ear) -> None:
    answer = await ear.post(b" " * 1_000_001)
    assert (answer.status_code, await ear.notices()) == (413, [])


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"null",
        b"[]",
        b"[1, null]",
        b'{"eventNotifications": [{"realmId": "1"}]}',
        b'{"eventNotifications": 5}',
    ],
)
async def test_what_cannot_be_read_is_acknowledged_and_forgotten(ear: Ear, body: bytes) -> None:
    assert (await ear.post(body)).status_code == 200
    assert await ear.notices() == []


async def test_unknown_kinds_changes_and_companies_are_acknowledged(ear: Ear) -> None:
    told = [
        event(ear.world, id="a", type="qbo.timeactivity.updated.v1"),
        event(ear.world, id="b", type="qbo.item.emailed.v1"),
        event(ear.world, id="c", type="something else"),
        event(ear.world, id="d", intuitaccountid="999"),
        event(ear.world, id="e"),
    ]
    assert (await ear.post(json.dumps(told).encode())).status_code == 200
    assert [one.notice_id for one in await ear.notices()] == ["a", "e"]
    assert await ear.hear() == 2


async def test_repeated_and_disordered_notices_are_kept_once_each(ear: Ear) -> None:
    world = ear.world
    world.company.faults.switch_on(FaultKind.WEBHOOK_DUPLICATE, times=None)
    world.company.faults.switch_on(FaultKind.WEBHOOK_DISORDER, times=None)
    for price in (7, 8, 9):
        world.later(60)
        edit(world, "Item", in_books(world, "Item", Sku="OAT-1L"), UnitPrice=price)
    edit(world, "Item", in_books(world, "Item", Sku="YOG-500"), UnitPrice=3)
    assert await ear.hear() == 4
    assert (await world.item("OAT-1L")).sales_price == 9
    assert (await world.item("YOG-500")).sales_price == 3


async def test_two_deliveries_at_once_keep_one(ear: Ear) -> None:
    body = json.dumps([event(ear.world)]).encode()
    answers = await asyncio.gather(*(ear.post(body) for _ in range(5)))
    assert {one.status_code for one in answers} == {200}
    assert len(await ear.notices()) == 1


async def test_the_echo_of_our_own_writing_is_not_read_again(ear: Ear) -> None:
    world = ear.world
    receipt = await posted(world)
    await ear.deliver()
    told = {one.entity for one in await ear.notices()}
    assert "bill" in told
    world.company.faults.switch_on(FaultKind.SERVER_ERROR, entity="query", times=None)
    # The order that the bill is linked to did change by itself: only that is read.
    async with world.db.write() as session:
        columns = table_of(ChangeNotice).c
        await session.execute(sa.delete(ChangeNotice).where(columns.entity != "bill"))
    assert await ear.hear() == 1
    assert (await world.operation(receipt)).warnings is None


async def test_an_edit_of_our_bill_is_told_minutes_later(ear: Ear) -> None:
    world = ear.world
    receipt = await posted(world)
    world.later(60)
    change_quantity(world, 10)
    await ear.hear()
    assert codes(await world.operation(receipt)) == ["edited_in_quickbooks"]


async def test_a_deletion_and_a_void_are_heard(ear: Ear) -> None:
    world = ear.world
    await posted(world)
    shipment = await world.shipment()
    await world.want(shipment)
    await world.settle()
    world.later(60)
    await world.void("Invoice", world.books("Invoice")[0])
    await world.hand_made_bill("V-77")
    await ear.hear()
    assert codes(await world.operation(shipment)) == ["voided_in_quickbooks"]
    (bill,) = [one for one in world.books("Bill") if one["DocNumber"] == "V-77"]
    world.later(60)
    await world.delete("Bill", bill)
    await ear.hear()
    (seen,) = await mirrored(world, number="V-77")
    assert (seen.deleted, seen.moves) == (True, {})


async def test_a_late_notice_does_not_bring_back_what_is_deleted(ear: Ear) -> None:
    world = ear.world
    order = in_books(world, "PurchaseOrder", DocNumber="PO-2004")
    late = event(world, id="late", type="qbo.purchaseorder.updated.v1", intuitentityid=order["Id"])
    world.later(60)
    await world.delete("PurchaseOrder", order)
    await ear.hear()
    assert (await one(world, PurchaseOrder, number="PO-2004")).state == "cancelled"
    await ear.post(json.dumps([late]).encode())
    await ear.hear()
    assert (await one(world, PurchaseOrder, number="PO-2004")).state == "cancelled"


async def test_a_new_order_with_an_item_we_never_heard_of_is_heard_whole(ear: Ear) -> None:
    world = ear.world
    oat = in_books(world, "Item", Sku="OAT-1L")
    keep = ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef", "InvStartDate", "Type")
    body = {name: oat[name] for name in keep} | {"TrackQtyOnHand": True, "QtyOnHand": 0}
    fresh = world.write("Item", body | {"Name": "Hemp milk 1 L", "Sku": "HMP-1L"})
    order = in_books(world, "PurchaseOrder", DocNumber="PO-2001")
    detail = {"ItemRef": {"value": fresh["Id"]}, "Qty": 4, "UnitPrice": 1}
    line = {
        "DetailType": "ItemBasedExpenseLineDetail",
        "Amount": 4,
        "ItemBasedExpenseLineDetail": detail,
    }
    head = {name: order[name] for name in ("VendorRef", "APAccountRef")}
    world.write("PurchaseOrder", head | {"DocNumber": "PO-9000", "Line": [line]})
    world.later(60)
    await ear.deliver()
    async with world.db.write() as session:  # as if the item's own notice were lost
        columns = table_of(ChangeNotice).c
        await session.execute(sa.delete(ChangeNotice).where(columns.entity == "item"))
    await ear.hear()
    assert (await one(world, PurchaseOrder, number="PO-9000")).state == "open"
    assert (await world.item("HMP-1L")).name == "Hemp milk 1 L"


async def test_a_merged_vendor_goes_on_under_the_other_and_its_documents_with_it(ear: Ear) -> None:
    world = ear.world
    receipt = await world.receipt(purchase_order_id=None)
    gone = in_books(world, "Vendor", DisplayName=receipt.vendor_name)
    kept = next(v for v in world.books("Vendor") if v["Id"] != gone["Id"])
    told = event(
        world,
        type="qbo.vendor.merged.v1",
        intuitentityid=kept["Id"],
        data={"deletedid": gone["Id"]},
    )
    world.write("Vendor", {**{k: gone[k] for k in ("Id", "SyncToken")}, "Active": False,
                           "sparse": True})  # fmt: skip
    await ear.post(json.dumps([told]).encode())
    await ear.hear()
    async with world.db.read() as session:
        known = await mappings.load_refs(session, world.connection_id, [receipt.vendor_id])
    assert known[(MappingKind.VENDOR, receipt.vendor_id)].external_id == kept["Id"]
    await world.want(receipt)
    await world.settle()
    (bill,) = world.books("Bill")
    assert bill["VendorRef"]["value"] == kept["Id"]
    # The record that is no more must not take our vendor's mapping with it.
    world.later(600)
    await world.pull()
    async with world.db.read() as session:
        assert await mappings.load_refs(session, world.connection_id, [receipt.vendor_id])


async def test_a_merge_into_a_record_we_did_not_know_moves_ours_there(ear: Ear) -> None:
    world = ear.world
    gone = world.books("Vendor")[0]
    ours = await one(world, Vendor, name=gone["DisplayName"])
    new = world.write("Vendor", {"DisplayName": "Northwind Wholesale"})
    told = event(
        world,
        type="qbo.vendor.merged.v1",
        intuitentityid=new["Id"],
        data={"deletedid": gone["Id"]},
    )
    world.later(60)
    await ear.post(json.dumps([told]).encode())
    await ear.hear()
    assert (await one(world, Vendor, id=ours.id)).name == "Northwind Wholesale"


async def test_a_merge_by_hand_is_no_edit_of_what_names_the_merged_vendor(ear: Ear) -> None:
    world = ear.world
    receipt = await posted(world)
    kept = next(
        one["DisplayName"]
        for one in world.books("Vendor")
        if one["DisplayName"] != receipt.vendor_name
    )
    await ear.hear()
    world.later(60)
    bookkeeper.merge(world.company, "Vendor", receipt.vendor_name, kept)
    await ear.hear()
    remark(world, "Checked by Ann.")
    world.later(60)
    await ear.hear()
    assert (await world.operation(receipt)).warnings is None
    await more(world, receipt, "20")
    await world.settle()
    (bill,) = world.books("Bill")
    assert (await world.operation(receipt)).state == "done"
    assert bill["VendorRef"]["name"] == kept


async def test_many_changes_at_once_are_read_by_what_changed(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = ear.world
    monkeypatch.setattr("app.sync.inbound.hearing.FEW", 3)
    for item in world.books("Item")[:6]:
        edit(world, "Item", item, UnitPrice=7)
    world.later(60)
    assert await ear.hear() == 6
    async with world.db.read() as session:
        found = await session.execute(sa.text("SELECT sales_price FROM item"))
        assert sum(1 for (price,) in found if price == 70_000_000) == 6


async def test_notices_stay_until_quickbooks_can_be_read(ear: Ear) -> None:
    world = ear.world
    edit(world, "Item", in_books(world, "Item", Sku="OAT-1L"), UnitPrice=9)
    await ear.deliver()
    async with world.unreachable():
        with clock.freeze(world.hour.now):
            assert await jobs.hear(world.ctx) == 0
    world.later(600)
    assert await ear.hear() == 1
    assert (await world.item("OAT-1L")).sales_price == 9


async def test_while_notices_come_in_reading_without_being_told_happens_once_a_day(
    ear: Ear,
) -> None:
    world = ear.world

    async def due() -> int:
        with clock.freeze(world.hour.now):
            return await jobs.pull_when_due(world.ctx)

    edit(world, "Item", in_books(world, "Item", Sku="OAT-1L"), UnitPrice=9)
    world.later(600)
    assert await due() > 0  # nobody has told us anything yet
    await ear.hear()
    world.company.faults.switch_on(FaultKind.WEBHOOK_LOST, times=None)
    edit(world, "Item", in_books(world, "Item", Sku="OAT-1L"), UnitPrice=8)
    await ear.hear()
    world.later(3600)
    assert await due() == 0
    world.later(timedelta(days=1).total_seconds())
    assert await due() > 0
    assert (await world.item("OAT-1L")).sales_price == 8


async def test_notices_of_several_companies_go_to_their_own(ear: Ear) -> None:
    told = [
        event(ear.world, id="theirs", intuitaccountid="123", intuitentityid="7"),
        event(ear.world, id="ours", intuitentityid="7"),
    ]
    assert (await ear.post(json.dumps(told).encode())).status_code == 200
    (kept,) = await ear.notices()
    assert (kept.notice_id, kept.connection_id) == ("ours", ear.world.connection_id)


def test_both_shapes_are_understood_alike() -> None:
    new = [
        {
            "id": "x",
            "type": "qbo.customer.merged.v1",
            "time": "2026-08-20T21:31:25.179851517Z",
            "intuitentityid": "58",
            "intuitaccountid": "310687",
            "data": {"deletedId": "27"},
        }
    ]
    merged = {
        "name": "Customer",
        "id": "58",
        "operation": "Merge",
        "lastUpdated": "2026-08-20T21:31:25.179Z",
        "deletedId": "27 (merge only)",
    }
    old = {
        "eventNotifications": [
            {"realmId": "310687", "dataChangeEvent": {"entities": [merged, merged]}}
        ]
    }
    ((realm, told),) = webhooks.understood(json.dumps(new).encode())
    first, second = webhooks.understood(json.dumps(old).encode())
    assert (realm, told.entity, told.external_id, told.merged_id, told.change) == (
        "310687", "customer", "58", "27", Change.MERGED,
    )  # fmt: skip
    assert first == second
    assert (first[1].external_id, first[1].merged_id, first[1].change) == ("58", "27", told.change)
    assert first[1].happened_at.replace(microsecond=0) == told.happened_at.replace(microsecond=0)
