"""The audit: found before any document meets it, kept while it lasts, gone when it is fixed."""

from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from app.catalog.models import Customer, Item
from app.core import clock
from app.core.types import new_id
from app.core.upsert import table_of
from app.settings import Settings
from app.sync.audit.routes import router
from app.sync.audit.run import audit
from app.sync.documents import MappingKind
from app.sync.models import QuickBooksConnection, SyncFinding
from app.sync.settings import PlaceLink
from tests.builders import make_warehouse, put_stock
from tests.quickbooks.online.world import World
from tests.quickbooks.preflight.scene import Scene
from tests.routes_client import manager_client


async def findings(scene: Scene) -> dict[str, SyncFinding]:
    """What the audit finds, by code and the name it is about."""
    with clock.freeze(scene.world.hour.now):
        await scene.world.db.transact(audit)
    async with scene.world.db.read() as session:
        found = await session.execute(sa.select(SyncFinding))
        rows = found.scalars().all()
    return {" ".join([one.code, *one.problem["params"].values()]): one for one in rows}


async def stocked(scene: Scene, sku: str) -> Item:
    """An item of which we have some."""
    item = await scene.world.item(sku)
    async with scene.world.db.write() as session:
        warehouse = await make_warehouse(session)
        await put_stock(session, item, warehouse.dock, 5)
    return item


async def test_a_company_in_order_has_no_findings(scene: Scene) -> None:
    await stocked(scene, "OAT-1L")
    assert await findings(scene) == {}


async def test_an_item_in_stock_that_is_inactive_is_found_and_goes_when_it_is_active(
    scene: Scene,
) -> None:
    await stocked(scene, "OAT-1L")
    async with scene.inactive("Item", "Oat milk 1 L"):
        first = (await findings(scene))["record_inactive Oat milk 1 L"]
        assert first.problem["title"] == "Oat milk 1 L is inactive in QuickBooks"
        assert first.problem["fixes"][0]["kind"] == "reactivate"
        scene.world.later(3600)
        again = (await findings(scene))["record_inactive Oat milk 1 L"]
        assert (again.id, again.found_at) == (first.id, first.found_at)
        assert again.seen_at > first.seen_at
    await scene.read()
    assert await findings(scene) == {}


async def test_an_item_nobody_has_and_nobody_wants_is_no_finding(scene: Scene) -> None:
    async with scene.inactive("Item", "Trash bags 55 gal, roll of 25"):
        assert await findings(scene) == {}


async def test_parties_of_open_orders_are_looked_at(scene: Scene) -> None:
    customer = scene.people.customers[0]
    async with (
        scene.inactive("Vendor", "Two Rivers Milling"),
        scene.unlinked(MappingKind.CUSTOMER, customer.id),
    ):
        found = await findings(scene)
    assert "record_inactive Two Rivers Milling" in found
    assert f"customer_not_linked {customer.name}" in found


async def test_an_item_that_is_not_linked_or_not_counted_there_is_found(scene: Scene) -> None:
    item = await stocked(scene, "PEN-500")
    async with scene.unlinked(MappingKind.ITEM, item.id):
        assert "item_not_linked Penne 500 g (PEN-500)" in await findings(scene)


async def test_goods_without_cost_or_with_a_later_start_are_found(scene: Scene) -> None:
    await stocked(scene, "OAT-1L")
    there = scene.record("Item", "Oat milk 1 L")
    later = (scene.today + timedelta(days=9)).isoformat()
    scene.change("Item", there["Id"], PurchaseCost=None, InvStartDate=later)
    await scene.read()
    found = await findings(scene)
    assert {"cost_missing Oat milk 1 L (OAT-1L)", "before_start_date Oat milk 1 L (OAT-1L)"} <= set(
        found
    )


async def test_an_inactive_account_of_an_item_is_found(scene: Scene) -> None:
    await stocked(scene, "OAT-1L")
    async with scene.inactive("Account", "Cost of Goods Sold"):
        found = await findings(scene)
    assert "item_account Oat milk 1 L (OAT-1L)" in found


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({"accounts_payable": ""}, "account_missing accounts payable"),
        ({"accounts_payable": "Checking"}, "account_type_wrong Checking"),
        ({"adjustment": "999999"}, "account_missing inventory adjustments"),
    ],
)
async def test_accounts_that_cannot_be_used_are_found(
    scene: Scene, choice: dict[str, str], code: str
) -> None:
    names = {one["Name"]: one["Id"] for one in scene.world.books("Account")}
    chosen = {field: names.get(value, value) for field, value in choice.items()}
    async with scene.chosen(**chosen):
        assert code in await findings(scene)


async def test_an_inactive_account_is_found(scene: Scene) -> None:
    async with scene.inactive("Account", "Inventory Shrinkage"):
        assert "record_inactive Inventory Shrinkage" in await findings(scene)


async def test_a_class_that_is_inactive_is_found(scene: Scene) -> None:
    retail = scene.record("Class", "Retail")["Id"]
    places = {str(new_id()): PlaceLink(class_id=retail).model_dump()}
    async with scene.settings(places=places), scene.inactive("Class", "Retail"):
        assert "record_inactive Retail" in await findings(scene)


async def test_books_closed_over_unsent_documents_are_found_and_shown_on_them(
    scene: Scene,
) -> None:
    receipt = scene.document("receipt")
    await scene.world.want(receipt)
    assert (await scene.world.operation(receipt)).foreseen is None
    async with scene.company(book_close_date=scene.today.isoformat()):
        assert f"period_closed {receipt.number}" in await findings(scene)
        row = await scene.world.operation(receipt)
        assert [one["code"] for one in row.foreseen or ()] == ["period_closed"]
    await scene.read()
    assert await findings(scene) == {}
    assert (await scene.world.operation(receipt)).foreseen is None


async def test_a_plan_without_adjustments_is_found(scene: Scene) -> None:
    async with scene.company(edition="Essentials"):
        codes = [one.subject for one in (await findings(scene)).values()]
    assert "feature:adjustments" in codes


async def test_access_that_ends_soon_is_found(scene: Scene) -> None:
    async with scene.world.db.write() as session:
        row = await session.get_one(QuickBooksConnection, scene.world.connection_id)
        row.access_ends_at = scene.world.hour.now + timedelta(days=9)
    codes = {one.code for one in (await findings(scene)).values()}
    assert codes == {"access_ends"}


async def test_names_that_are_the_same_after_tidying_up_are_found(scene: Scene) -> None:
    async with scene.world.db.write() as session:
        session.add(Item(sku="oat-1 l", name="OAT MILK, 1 L"))
        session.add(Customer(name="The  Copper Ladle "))
    found = await findings(scene)
    assert "same_name Oat milk 1 L" in found
    assert found["same_sku OAT-1L"].problem["detail"].startswith("These SKUs differ only")
    assert any(one.code == "name_untidy" for one in found.values())


async def test_a_name_quickbooks_would_refuse_is_found_with_a_better_one(scene: Scene) -> None:
    async with scene.world.db.write() as session:
        session.add(Item(sku="NEW-1", name="Bolt: M8"))
    problem = (await findings(scene))["name_refused Bolt - M8"].problem
    assert problem["fixes"][0]["params"]["name"] == "Bolt - M8"


async def test_twins_in_quickbooks_are_found(scene: Scene) -> None:
    scene.world.write("Vendor", {"DisplayName": "Two Rivers  Milling, Inc."})
    await scene.read()
    assert any(one.code == "same_name_there" for one in (await findings(scene)).values())


async def test_check_now_answers_with_findings_and_with_documents(
    scene: Scene, world: World, settings: Settings
) -> None:
    receipt = scene.document("receipt")
    async with scene.inactive("Vendor", receipt.vendor_name):
        await world.want(receipt)
        async with manager_client(world.db, settings, router) as client:
            assert (await client.get("/api/sync/findings")).json()["audited_at"] is None
            checked: httpx.Response = await client.post("/api/sync/audit")
            assert checked.status_code == 200
            body = (await client.get("/api/sync/findings")).json()
    assert body == checked.json()
    assert body["audited_at"] is not None
    assert body["documents_total"] == 1
    assert body["documents"][0]["foreseen"][0]["code"] == "record_inactive"


async def test_nothing_is_audited_without_a_connection(scene: Scene, settings: Settings) -> None:
    connection = table_of(QuickBooksConnection)
    async with scene.world.db.write() as session:
        await session.execute(sa.update(connection).values(is_active=False))
    async with manager_client(scene.world.db, settings, router) as client:
        answer = await client.post("/api/sync/audit")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_connected")
        assert (await client.get("/api/sync/findings")).json()["findings"] == []


async def test_one_tap_makes_an_item_active_before_any_document_is_held(
    scene: Scene, settings: Settings
) -> None:
    await stocked(scene, "OAT-1L")
    id = scene.record("Item", "Oat milk 1 L")["Id"]
    scene.change("Item", id, Active=False)
    await scene.read()
    finding = (await findings(scene))["record_inactive Oat milk 1 L"]
    fix = finding.problem["fixes"][0]
    async with manager_client(scene.world.db, settings, router) as client:
        path = f"/api/sync/findings/{finding.id}/fix"
        answer = await client.post(path, json={"kind": fix["kind"], "params": fix["params"]})
        assert (answer.status_code, answer.json()["findings"]) == (200, [])
        again = await client.post(path, json={"kind": fix["kind"], "params": fix["params"]})
        assert again.status_code == 404
    await scene.world.settle()
    assert scene.world.company.books.find("Item", id)["Active"] is True  # type: ignore[index]
    await scene.read()
    assert await findings(scene) == {}
    receipt = scene.document("receipt", must_have=await scene.world.item("OAT-1L"))
    assert (await scene.post(receipt)).state == "done"


async def test_one_tap_chooses_the_account_that_is_missing(
    scene: Scene, settings: Settings
) -> None:
    await scene.choose(accounts_payable="")
    finding = (await findings(scene))["account_missing accounts payable"]
    held = scene.document("receipt")
    assert (await scene.post(held)).state == "held"
    async with manager_client(scene.world.db, settings, router) as client:
        path = f"/api/sync/findings/{finding.id}"
        choices = (await client.get(f"{path}/choices/choose_account")).json()
        assert [one["name"] for one in choices] == ["Accounts Payable (A/P)"]
        params = {"account": "accounts_payable", "chosen": choices[0]["id"]}
        body = {"kind": "choose_account", "params": params}
        answer = await client.post(f"{path}/fix", json=body)
        assert (answer.status_code, answer.json()["findings"]) == (200, [])
        wrong = await client.post(f"{path}/fix", json={"kind": "by_hand", "params": {}})
        assert wrong.status_code == 404
    await scene.world.settle()
    assert (await scene.world.operation(held)).state == "done"
    assert await findings(scene) == {}


async def test_what_a_finding_does_not_offer_cannot_be_done(
    scene: Scene, settings: Settings
) -> None:
    await scene.choose(accounts_payable="")
    finding = (await findings(scene))["account_missing accounts payable"]
    async with manager_client(scene.world.db, settings, router) as client:
        body = {"kind": "reactivate", "params": {}}
        answer = await client.post(f"/api/sync/findings/{finding.id}/fix", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "fix_not_offered")
