"""The mapping dashboard against the simulated company: what needs a person, and what people do."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from app.catalog import parties
from app.catalog.models import Customer, Item, Location, LocationLevel
from app.core.db import Database
from app.core.types import new_id
from app.core.upsert import table_of
from app.orders.models import PurchaseOrderLine
from app.settings import Settings
from app.sync.mapping.routes import router
from app.sync.models import Mapping, OperationState, QuickBooksConnection, SyncOperation
from app.sync.settings import ConnectionSettings
from tests.quickbooks.online.world import World
from tests.routes_client import manager_client

API = "/api/sync/mapping"
_mapping, _item = table_of(Mapping).c, table_of(Item).c


@pytest.fixture
async def client(
    world: World, db: Database, settings: Settings
) -> AsyncIterator[httpx.AsyncClient]:
    async with manager_client(db, settings, router) as client:
        yield client


async def rows(client: httpx.AsyncClient, kind: str = "item", **params: Any) -> list[Any]:
    answer = await client.get(f"{API}/{kind}", params=params)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["items"]
    return found


async def suggest(client: httpx.AsyncClient) -> None:
    assert (await client.post(f"{API}/suggest")).status_code == 200


async def add_item(world: World, sku: str, name: str) -> UUID:
    item = Item(sku=sku, name=name)
    async with world.db.write() as session:
        session.add(item)
    return item.id


async def mapping_of(world: World, local_id: UUID) -> Mapping | None:
    async with world.db.read() as session:
        found = await session.execute(sa.select(Mapping).where(_mapping.local_id == local_id))
        row: Mapping | None = found.scalar_one_or_none()
        return row


def stocked(world: World, name: str, sku: str = "", **more: Any) -> dict[str, Any]:
    like = world.books("Item")[0]
    accounts = ("AssetAccountRef", "IncomeAccountRef", "ExpenseAccountRef", "InvStartDate")
    body = {"Name": name, "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 0, "Sku": sku}
    return world.write("Item", body | {one: like[one] for one in accounts} | more)


def service(world: World, name: str) -> dict[str, Any]:
    income = world.books("Item")[0]["IncomeAccountRef"]
    return world.write("Item", {"Name": name, "Type": "Service", "IncomeAccountRef": income})


async def test_without_a_connection_there_is_no_mapping(db: Database, settings: Settings) -> None:
    async with manager_client(db, settings, router) as client:
        for path in ("", "/item", "/accounts", "/places", "/item.csv"):
            assert (await client.get(API + path)).json()["code"] == "not_connected"


async def test_what_needs_a_person_comes_first_with_a_suggestion_in_words(
    world: World, client: httpx.AsyncClient
) -> None:
    ours = await add_item(world, "SRD", "Sourdough starter")
    made = stocked(world, "Sourdough starters")
    delivery = service(world, "Delivery")
    await world.pull()
    await suggest(client)
    found = await rows(client)
    assert [one["state"] for one in found[:3]] == ["needs_you", "needs_you", "mapped"]
    mine = next(one for one in found if one["ours"] and one["ours"]["id"] == str(ours))
    assert mine["suggestion"]["record"]["id"] == made["Id"]
    assert mine["suggestion"]["how"] == "name"
    assert 75 <= mine["suggestion"]["confidence"] < 95
    (theirs,) = [one for one in found if one["ours"] is None]
    assert theirs["theirs"]["name"] == "Sourdough starters"
    not_used = [one["theirs"]["name"] for one in await rows(client, state="not_used")]
    assert not_used == ["Sourdough starters", delivery["Name"]]
    counts = (await client.get(API)).json()["item"]
    assert (counts["needs_you"], counts["not_used"], counts["likely"], counts["sure"]) == (
        2,
        2,
        1,
        0,
    )
    assert counts["mapped"] == len(await rows(client, state="mapped", limit=200))


async def test_a_list_comes_in_pages_and_is_searched_on_both_sides(
    world: World, client: httpx.AsyncClient
) -> None:
    first = (await client.get(f"{API}/item", params={"limit": 10})).json()
    second = (
        await client.get(f"{API}/item", params={"limit": 10, "cursor": first["next_cursor"]})
    ).json()
    names = [one["ours"]["name"] for one in first["items"] + second["items"]]
    assert len(set(names)) == 20
    assert names == sorted(names, key=str.lower)
    assert [one["ours"]["sku"] for one in await rows(client, search="oat")] == ["OAT-1L"]
    assert (await client.get(f"{API}/item", params={"cursor": "x"})).json()["code"] == "invalid"
    assert (await client.get(f"{API}/boat")).status_code == 422


async def test_linking_takes_their_name_over_and_sends_what_waited(
    world: World, client: httpx.AsyncClient
) -> None:
    ours = await add_item(world, "SRD", "Sourdough starter")
    made = stocked(world, "Sourdough starters", PurchaseCost=3)
    await world.pull()
    waiting = await world.adjustment("SRD", "-1")
    await world.want(waiting, completed=True)
    await world.drain()
    async with world.db.write() as session:
        held = await session.get_one(SyncOperation, (await world.operation(waiting)).id)
        assert held.state is OperationState.HELD
        held.cause = f"item:{ours}"
    answer = await client.post(f"{API}/item/{ours}/link", json={"record": made["Id"]})
    assert answer.status_code == 204, answer.text
    row = await mapping_of(world, ours)
    assert row is not None
    assert (row.external_id, row.how, row.matched_name) == (
        made["Id"],
        "person",
        "Sourdough starter",
    )
    assert (await world.operation(waiting)).state is OperationState.QUEUED
    await world.settle()
    assert (await world.operation(waiting)).state is OperationState.DONE
    assert [one["DocNumber"] for one in world.books("InventoryAdjustment")] == ["A-000001"]
    (line,) = await rows(client, search="sourdough")
    assert (line["ours"]["name"], line["state"]) == ("Sourdough starters", "mapped")


async def test_orders_that_named_it_are_read_again_with_it(
    world: World, client: httpx.AsyncClient
) -> None:
    ours = await add_item(world, "SRD", "Sourdough starter")
    made = stocked(world, "Sourdough starters")
    order = next(one for one in world.books("PurchaseOrder") if one["DocNumber"] == "PO-2001")
    detail = "ItemBasedExpenseLineDetail"
    lines = [
        {
            "DetailType": detail,
            "Amount": 1,
            detail: {"ItemRef": {"value": item}, "Qty": 1, "UnitPrice": 1},
        }
        for item in (made["Id"], world.books("Item")[0]["Id"])
    ]
    head = {key: order[key] for key in ("VendorRef", "APAccountRef")}
    world.write("PurchaseOrder", {**head, "DocNumber": "PO-9", "Line": lines})
    await world.pull()
    line = table_of(PurchaseOrderLine).c

    async def ordered() -> int:
        async with world.db.read() as session:
            found = await session.execute(sa.select(sa.func.count()).where(line.item_id == ours))
            return int(found.scalar_one())

    assert await ordered() == 0
    await client.post(f"{API}/item/{ours}/link", json={"record": made["Id"]})
    world.later(60)
    await world.pull()
    assert await ordered() == 1


async def test_a_record_of_another_row_is_only_taken_over_knowingly(
    world: World, client: httpx.AsyncClient
) -> None:
    made = stocked(world, "Sourdough, liquid", "SRD-L")
    await world.pull()
    theirs = await world.item("SRD-L")
    ours = await add_item(world, "LQ", "Liquid starter")
    link = f"{API}/item/{ours}/link"
    refused = (await client.post(link, json={"record": made["Id"]})).json()
    assert (refused["code"], refused["params"]["name"]) == ("record_taken", "Sourdough, liquid")
    taken = await client.post(link, json={"record": made["Id"], "take": True})
    assert taken.status_code == 204, taken.text
    row = await mapping_of(world, ours)
    assert row is not None
    assert row.external_id == made["Id"]
    async with world.db.read() as session:
        # Scanpost had made it from this record and nothing happened to it: it is not needed.
        assert not (await session.get_one(Item, theirs.id)).active


async def test_nothing_is_changed_under_a_document_on_its_way(
    world: World, client: httpx.AsyncClient
) -> None:
    oat = await world.item("OAT-1L")
    document = await world.adjustment("OAT-1L", "-1")
    await world.want(document, completed=True)
    async with world.db.write() as session:
        row = await session.get_one(SyncOperation, (await world.operation(document)).id)
        row.state, row.message_key = OperationState.IN_DOUBT, "k"
    refused = (await client.post(f"{API}/item/{oat.id}/unlink")).json()
    assert (refused["code"], refused["params"]["numbers"]) == ("documents_in_flight", ["A-000001"])
    assert await mapping_of(world, oat.id) is not None
    yog = await world.item("YOG-500")
    assert (await client.post(f"{API}/item/{yog.id}/unlink")).status_code == 204


async def test_what_was_unlinked_stays_apart(world: World, client: httpx.AsyncClient) -> None:
    oat = await world.item("OAT-1L")
    before = await mapping_of(world, oat.id)
    assert before is not None
    assert (await client.post(f"{API}/item/{oat.id}/unlink")).status_code == 204
    await world.restart_reading()
    world.later(60)
    await world.pull()
    await suggest(client)
    assert await mapping_of(world, oat.id) is None
    waiting = await rows(client, state="needs_you")
    (mine,) = [one for one in waiting if one["ours"]]
    (theirs,) = [one for one in waiting if not one["ours"]]
    assert (mine["ours"]["sku"], mine["suggestion"]) == ("OAT-1L", None)
    assert theirs["theirs"]["id"] == before.external_id
    best = (await client.get(f"{API}/item/records", params={"like": str(oat.id)})).json()
    assert best[0]["id"] == before.external_id  # a person may still change his mind
    again = await client.post(f"{API}/item/{oat.id}/link", json={"record": before.external_id})
    assert again.status_code == 204
    assert await rows(client, state="needs_you") == []


async def test_suggestions_are_accepted_by_the_hundred(
    world: World, client: httpx.AsyncClient
) -> None:
    async with world.db.write() as session:
        for name in ("Lakeside Grocers", "Stonebridge Inn", "Old Mill Bakers"):
            await parties.create(session, Customer, name=name)
    for name in ("Lakeside Grocer", "Stonebridge  Inn", "Old Mill Bakery"):
        world.write("Customer", {"DisplayName": name.replace("  ", " ") + " Ltd"})
    await world.pull()
    async with world.db.write() as session:
        await session.execute(sa.delete(Mapping).where(_mapping.kind == "vendor"))
    await suggest(client)
    waiting = await rows(client, "customer", state="needs_you")
    assert [one["suggestion"] is not None for one in waiting] == [True, True, False, False]
    counts = (await client.get(API)).json()
    assert counts["customer"]["likely"] == 2
    assert counts["vendor"]["sure"] == 5
    accepted = await client.post(f"{API}/vendor/accept", json={"confidence": 95})
    assert accepted.json() == {"changed": 5}
    assert (await client.get(API)).json()["vendor"]["needs_you"] == 0
    assert (await client.post(f"{API}/customer/accept", json={"confidence": 99})).json() == {
        "changed": 0
    }
    assert (await client.post(f"{API}/customer/accept", json={"confidence": 20})).status_code == 422


async def test_a_doubtful_link_is_confirmed(world: World, client: httpx.AsyncClient) -> None:
    ours = await add_item(world, "SRD-1", "Bread culture")
    stocked(world, "Sourdough starter", "SRD-1")
    await world.pull()
    (line,) = await rows(client, state="doubtful")
    assert (line["how"], line["confidence"], line["matched_name"]) == ("sku", 80, "Bread culture")
    done = await client.post(f"{API}/item/confirm", json=[str(ours)])
    assert done.json() == {"changed": 1}
    assert await rows(client, state="doubtful") == []


async def test_both_sides_can_be_ignored_and_taken_up_again(
    world: World, client: httpx.AsyncClient
) -> None:
    ours = await add_item(world, "SRD", "Sourdough starter")
    made = stocked(world, "Sourdough starters")
    await world.pull()
    for path in (f"{API}/item/{ours}/ignore", f"{API}/item/records/{made['Id']}/ignore"):
        assert (await client.post(path, json={})).status_code == 204
    assert await rows(client, state="needs_you") == []
    assert len(await rows(client, state="ignored")) == 2
    for path in (f"{API}/item/{ours}/ignore", f"{API}/item/records/{made['Id']}/ignore"):
        assert (await client.post(path, json={"ignored": False})).status_code == 204
    assert len(await rows(client, state="needs_you")) == 2
    missing = await client.post(f"{API}/item/records/999/ignore", json={})
    assert missing.json()["code"] == "no_such_record"
    nobody = await client.post(f"{API}/item/{new_id()}/ignore", json={})
    assert nobody.json()["code"] == "not_found"


async def test_a_record_that_waits_is_used_here(world: World, client: httpx.AsyncClient) -> None:
    await add_item(world, "SRD", "Sourdough starter")
    made = stocked(world, "Sourdough starters", "", UnitPrice=4)
    delivery = service(world, "Delivery")
    await world.pull()
    used = await client.post(f"{API}/item/records/{made['Id']}/use")
    assert used.status_code == 204, used.text
    assert (await world.item("Sourdough starters")).sales_price == 4
    again = (await client.post(f"{API}/item/records/{made['Id']}/use")).json()
    assert again["code"] == "record_taken"
    unstocked = (await client.post(f"{API}/item/records/{delivery['Id']}/use")).json()
    assert unstocked["code"] == "not_stocked"
    oat = await world.item("OAT-1L")
    wrong = await client.post(f"{API}/item/{oat.id}/link", json={"record": delivery["Id"]})
    assert wrong.json()["code"] == "not_stocked"


async def test_creating_there_goes_through_the_outbox(
    world: World, client: httpx.AsyncClient
) -> None:
    ours = await add_item(world, "SRD", "Sourdough starter")
    assert (await client.post(f"{API}/item/{ours}/create")).status_code == 204
    (row,) = await world.operations()
    assert (row.document_type, row.document_id, row.snapshot["name"]) == (
        "item",
        ours,
        "Sourdough starter",
    )
    (line,) = await rows(client, state="needs_you")
    assert line["sending"] == "queued"
    await world.change_settings(accounts=await new_item_accounts(world))
    await world.settle()
    made = await mapping_of(world, ours)
    assert made is not None
    assert (made.how, made.confidence) == ("created", 100)
    assert [one["Id"] for one in world.books("Item") if one["Name"] == "Sourdough starter"] == [
        made.external_id
    ]
    oat = await world.item("OAT-1L")
    refused = (await client.post(f"{API}/item/{oat.id}/create")).json()
    assert refused["code"] == "already_linked"


async def test_a_file_that_was_not_changed_changes_nothing(
    world: World, client: httpx.AsyncClient
) -> None:
    ours = await add_item(world, "=SRD", '+Sourdough; "starter", 1 L')
    await client.post(f"{API}/item/{ours}/ignore", json={})
    await add_warehouse(world)
    await world.pull()
    for kind in ("item", "customer", "vendor", "accounts", "places"):
        text = (await client.get(f"{API}/{kind}.csv")).text
        assert not any(cell[:1] in "=+-@" for cell in text.split(",") if cell)
        done = await bring_in(client, kind, text.encode(), apply=True)
        assert (done["changes"], done["problems"]) == ([], [])
        assert done["unchanged"] > 0


async def test_a_file_is_shown_before_it_is_applied_and_bad_rows_are_named(
    world: World, client: httpx.AsyncClient
) -> None:
    ours = await add_item(world, "SRD", "Sourdough starter")
    made = stocked(world, "Sourdough starters")
    delivery = service(world, "Delivery")
    await world.pull()
    oat, yog = await world.item("OAT-1L"), await world.item("YOG-500")
    oat_there, yog_there = await external(world, oat.id), await external(world, yog.id)
    file = sheet(
        ("id", "sku", "name", "quickbooks_id"),
        (str(ours), "", "", made["Id"]),  # linked
        ("", "OAT-1L", "", yog_there),  # these two change places
        ("", "", "Plain yogurt 500 g", oat_there),
        ("", "BUT-250", "", "unlink"),
        ("", "PEN-500", "", ""),
        ("nonsense", "", "", "1"),
        ("", "SPA-500", "", "4711"),
        ("", "RIC-1K", "", delivery["Id"]),
        ("", "OAT-1L", "", made["Id"]),
        ("", "TOM-400", "", await external(world, (await world.item("EGG-12")).id)),
    )
    shown = await bring_in(client, "item", file, apply=False)
    assert shown["applied"] is False
    assert [(one["row"], one["what"]) for one in shown["changes"]] == [
        (2, "Sourdough starter"),
        (3, "Oat milk 1 L"),
        (4, "Plain yogurt 500 g"),
        (5, "Salted butter 250 g"),
    ]
    assert [one["row"] for one in shown["problems"]] == [7, 8, 9, 10, 11]
    assert "4711" in shown["problems"][1]["problem"]
    assert "Eggs, dozen" in shown["problems"][4]["problem"]
    assert shown["unchanged"] == 1
    assert await mapping_of(world, ours) is None
    done = await bring_in(client, "item", file, apply=True)
    assert done["applied"] is True
    assert await external(world, ours) == made["Id"]
    assert await external(world, oat.id) == yog_there
    assert await external(world, yog.id) == oat_there
    assert await external(world, (await world.item("BUT-250")).id) == ""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_sheet"),
        (b"name,sku\nOat,1\n", "not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_sheet"),
        (b'quickbooks_id\n"never closed\n', "not_a_sheet"),
    ],
)
async def test_what_is_no_sheet_is_refused(
    client: httpx.AsyncClient, data: bytes, code: str
) -> None:
    files = {"file": ("mapping.csv", data, "text/csv")}
    for kind in ("item", "accounts", "places"):
        assert (await client.post(f"{API}/{kind}.csv", files=files)).json()["code"] == code


async def test_a_file_saved_by_excel_is_read(world: World, client: httpx.AsyncClient) -> None:
    text = "sku;name;quickbooks_id\r\nBUT-250;Caf\u00e9;unlink\r\n;;\r\n"
    done = await bring_in(client, "item", text.encode("cp1252"), apply=False)
    assert [one["what"] for one in done["changes"]] == ["Salted butter 250 g"]
    assert (done["unchanged"], done["problems"]) == (0, [])


async def test_the_chart_is_checked_and_accounts_are_suggested(
    world: World, client: httpx.AsyncClient
) -> None:
    ids = {one["Name"]: one["Id"] for one in world.books("Account")}
    lines = {
        (one["purpose"], one["reason"]): one
        for one in (await client.get(f"{API}/accounts")).json()["purposes"]
    }
    assert lines["accounts_payable", ""]["chosen"]["name"] == "Accounts Payable (A/P)"
    suggested = {
        purpose: lines[purpose, ""]["suggestion"]["account"]["name"]
        for purpose in ("adjustment", "deposit_to", "refund_from", "asset", "income", "cogs")
    }
    assert suggested == {
        "adjustment": "Inventory Shrinkage",
        "deposit_to": "Undeposited Funds",
        "refund_from": "Checking",
        "asset": "Inventory Asset",
        "income": "Sales of Product Income",
        "cogs": "Cost of Goods Sold",
    }
    wrong = await client.patch(
        f"{API}/accounts/accounts_payable", json={"account": ids["Checking"]}
    )
    assert wrong.json()["code"] == "invalid"
    assert "wants Accounts Payable" in wrong.json()["detail"]
    for purpose, reason in (("boats", ""), ("income", "damaged")):
        refused = await client.patch(
            f"{API}/accounts/{purpose}", params={"reason": reason}, json={"account": ""}
        )
        assert refused.json()["code"] == "invalid"
    chosen = await client.patch(
        f"{API}/accounts/adjustment",
        params={"reason": "damaged"},
        json={"account": ids["Cost of Goods Sold"]},
    )
    assert chosen.status_code == 200, chosen.text
    settings = ConnectionSettings.of((await world.connection()).settings)
    assert settings.accounts.adjustment_by_reason == {"damaged": ids["Cost of Goods Sold"]}
    assert settings.accounts.adjustment == ids["Inventory Shrinkage"]


async def test_an_account_that_became_inactive_needs_a_person_first(
    world: World, client: httpx.AsyncClient
) -> None:
    shrinkage = next(one for one in world.books("Account") if one["Name"] == "Inventory Shrinkage")
    assert (await client.get(API)).json()["accounts"] == 0
    world.write(
        "Account",
        {key: shrinkage[key] for key in ("Id", "SyncToken")} | {"Active": False, "sparse": True},
    )
    world.later(60)
    await world.pull()
    first = (await client.get(f"{API}/accounts")).json()["purposes"][0]
    assert (first["purpose"], first["required"]) == ("adjustment", True)
    assert "inactive" in first["problem"]
    assert (await client.get(API)).json()["accounts"] == 1
    again = await client.patch(f"{API}/accounts/adjustment", json={"account": shrinkage["Id"]})
    assert again.json()["code"] == "invalid"


async def test_choosing_an_account_sends_what_waited_for_it(
    world: World, client: httpx.AsyncClient
) -> None:
    chosen = (await world.connection()).settings["accounts"]
    await world.change_settings(accounts={**chosen, "adjustment": ""})
    document = await world.adjustment("OAT-1L", "-1")
    await world.want(document, completed=True)
    await world.settle()
    async with world.db.write() as session:
        held = await session.get_one(SyncOperation, (await world.operation(document)).id)
        assert held.state is OperationState.HELD
        held.cause = "account:adjustment"
    choice = {"account": chosen["adjustment"]}
    assert (await client.patch(f"{API}/accounts/adjustment", json=choice)).status_code == 200
    await world.settle()
    assert (await world.operation(document)).state is OperationState.DONE


async def test_a_warehouse_becomes_a_class_and_a_location(
    world: World, client: httpx.AsyncClient
) -> None:
    warehouse = await add_warehouse(world)
    retail = next(one["Id"] for one in world.books("Class") if one["Name"] == "Retail")
    department = world.books("Department")[0]["Id"]
    (line,) = (await client.get(f"{API}/places")).json()["warehouses"]
    assert line["location_suggestion"]["record"]["name"] == "Main warehouse"
    path = f"{API}/places/{warehouse}"
    done = await client.patch(path, json={"class_id": retail, "location_id": department})
    assert done.status_code == 200, done.text
    stored = ConnectionSettings.of((await world.connection()).settings).places
    assert stored[str(warehouse)].class_id == retail
    assert stored[str(warehouse)].location_id == department
    await client.patch(path, json={"class_id": ""})
    stored = ConnectionSettings.of((await world.connection()).settings).places
    assert (stored[str(warehouse)].class_id, stored[str(warehouse)].location_id) == ("", department)
    unknown = await client.patch(path, json={"class_id": "4711"})
    assert unknown.json()["code"] == "invalid"
    assert (await client.patch(f"{API}/places/{new_id()}", json={})).json()["code"] == "not_found"


async def test_what_the_company_does_not_track_says_so(
    world: World, client: httpx.AsyncClient
) -> None:
    warehouse = await add_warehouse(world)
    async with world.db.write() as session:
        row = await session.get_one(QuickBooksConnection, world.connection_id)
        row.facts = {**(row.facts or {}), "class_tracking": "none", "location_tracking": False}
    places = (await client.get(f"{API}/places")).json()
    assert "does not track classes" in places["classes_off"]
    assert "does not track locations" in places["locations_off"]
    assert (places["classes"], places["locations"]) == ([], [])
    refused = await client.patch(f"{API}/places/{warehouse}", json={"class_id": "1"})
    assert "does not track classes" in refused.json()["detail"]


async def test_accounts_and_warehouses_come_as_files_too(
    world: World, client: httpx.AsyncClient
) -> None:
    await add_warehouse(world)
    ids = {one["Name"]: one["Id"] for one in world.books("Account")}
    accounts = sheet(
        ("purpose", "reason", "account_id"),
        ("refund_from", "", ids["Checking"]),
        ("adjustment", "lost", ids["Inventory Shrinkage"]),
        ("income", "", ids["Checking"]),
        ("boats", "", ""),
        ("cogs", "", "4711"),
    )
    shown = await bring_in(client, "accounts", accounts, apply=False)
    assert [one["what"] for one in shown["changes"]] == ["refund_from", "lost"]
    assert [one["row"] for one in shown["problems"]] == [4, 5, 6]
    assert ConnectionSettings.of((await world.connection()).settings).accounts.refund_from == ""
    await bring_in(client, "accounts", accounts, apply=True)
    chosen = ConnectionSettings.of((await world.connection()).settings).accounts
    assert chosen.refund_from == ids["Checking"]
    assert chosen.adjustment_by_reason == {"lost": ids["Inventory Shrinkage"]}
    retail = next(one["Id"] for one in world.books("Class") if one["Name"] == "Retail")
    places = sheet(
        ("code", "class_id", "location_id"), ("WH1", retail, ""), ("X", "1", ""), ("WH1", "9", "")
    )
    done = await bring_in(client, "places", places, apply=True)
    assert ([one["row"] for one in done["changes"]], [one["row"] for one in done["problems"]]) == (
        [2],
        [3, 4],
    )
    (place,) = ConnectionSettings.of((await world.connection()).settings).places.values()
    assert place.class_id == retail


async def new_item_accounts(world: World) -> dict[str, str]:
    """The accounts chosen, and those a new item is made with."""
    ids = {one["Name"]: one["Id"] for one in world.books("Account")}
    chosen: dict[str, str] = (await world.connection()).settings["accounts"]
    return chosen | {
        "asset": ids["Inventory Asset"],
        "income": ids["Sales of Product Income"],
        "cogs": ids["Cost of Goods Sold"],
    }


async def add_warehouse(world: World) -> UUID:
    warehouse = Location(
        code="WH1", name="Main warehouse", barcode="WH:1", level=LocationLevel.WAREHOUSE
    )
    async with world.db.write() as session:
        session.add(warehouse)
    return warehouse.id


async def external(world: World, local_id: UUID) -> str:
    row = await mapping_of(world, local_id)
    return "" if row is None else row.external_id


async def bring_in(
    client: httpx.AsyncClient, kind: str, data: bytes, *, apply: bool
) -> dict[str, Any]:
    files = {"file": ("mapping.csv", data, "text/csv")}
    answer = await client.post(f"{API}/{kind}.csv", params={"apply": apply}, files=files)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


def sheet(*lines: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode()
