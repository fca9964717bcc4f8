"""Each trouble the simulator can make: seen in words, fixed by one tap, posted exactly once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.types import new_id
from app.core.upsert import table_of
from app.quickbooks.simulator.faults import FaultKind
from app.quickbooks.simulator.messages import CATALOGUE as SIMULATED
from app.settings import Settings
from app.sync.documents import ItemDoc
from app.sync.fixing.routes import router as fixing
from app.sync.models import Mapping
from app.sync.routes import router as sync
from tests.quickbooks.online.buttons import Desk
from tests.quickbooks.online.world import World
from tests.routes_client import manager_client

_mapping = table_of(Mapping).c


@pytest.fixture
async def desk(world: World, settings: Settings) -> AsyncIterator[Desk]:
    async with manager_client(world.db, settings, sync, fixing) as client:
        yield Desk(world, client)


def named(desk: Desk, entity: str, label: str, name: str) -> dict[str, Any]:
    return next(one for one in desk.world.books(entity) if one.get(label) == name)


def switch_off(desk: Desk, entity: str, record: dict[str, Any]) -> None:
    """Somebody makes a record inactive in QuickBooks."""
    body = {"Id": record["Id"], "SyncToken": record["SyncToken"], "sparse": True}
    desk.world.write(entity, body | {"Active": False})


async def point_at(desk: Desk, local_id: object, external_id: str | None) -> None:
    """Our row stands for another record, or for none: as after a merge, or a new item."""
    where = _mapping.local_id == local_id
    async with desk.world.db.write() as session:
        if external_id is None:
            await session.execute(sa.delete(Mapping).where(where))
        else:
            change = sa.update(Mapping).where(where)
            await session.execute(change.values(external_id=external_id))


# ---- inactive or missing records


async def test_making_an_item_active_sends_all_that_it_held(desk: Desk) -> None:
    item = named(desk, "Item", "Sku", "OAT-1L")
    switch_off(desk, "Item", item)
    held = [
        await desk.world.receipt(purchase_order_id=None, number=f"R-00000{n}") for n in (1, 2, 3)
    ]
    await desk.send(*held)
    problem = await desk.problem(held[0])
    assert problem["code"] == "record_inactive"
    assert f"({'OAT-1L'})" in problem["detail"]
    assert (await desk.look(held[0]))["also_held"] == 2
    await desk.press(held[1])
    await desk.assert_posted_once(*held)
    assert named(desk, "Item", "Sku", "OAT-1L")["Active"]
    for one in held:
        (deed,) = (await desk.look(one))["decided"]
        assert (deed["what"], deed["by_name"]) == ("reactivate", "Mara")
        assert "made active" in deed["words"]


async def test_what_is_made_active_in_quickbooks_goes_on_by_itself(desk: Desk) -> None:
    held = await desk.world.receipt(purchase_order_id=None)
    switch_off(desk, "Item", named(desk, "Item", "Sku", "OAT-1L"))
    await desk.send(held)
    assert (await desk.problem(held))["code"] == "record_inactive"
    desk.world.write("Item", named(desk, "Item", "Sku", "OAT-1L") | {"Active": True})
    desk.world.later(600)
    await desk.world.pull()
    await desk.world.settle()
    await desk.assert_posted_once(held)


async def test_making_a_vendor_active(desk: Desk) -> None:
    receipt = await desk.world.receipt(purchase_order_id=None)
    switch_off(desk, "Vendor", named(desk, "Vendor", "DisplayName", receipt.vendor_name))
    await desk.send(receipt)
    assert receipt.vendor_name in (await desk.problem(receipt))["detail"]
    await desk.press(receipt)
    await desk.assert_posted_once(receipt)


async def test_making_a_customer_active(desk: Desk) -> None:
    shipment = await desk.world.shipment()
    switch_off(desk, "Customer", named(desk, "Customer", "DisplayName", shipment.customer_name))
    await desk.send(shipment)
    await desk.press(shipment)
    await desk.assert_posted_once(shipment)


async def test_an_item_that_quickbooks_lost_is_linked_to_the_one_in_its_place(desk: Desk) -> None:
    receipt = await desk.world.receipt(purchase_order_id=None)
    item = named(desk, "Item", "Sku", "OAT-1L")
    await point_at(desk, receipt.lines[0].item_id, "99999")
    await desk.send(receipt)
    assert (await desk.problem(receipt))["code"] == "record_missing"
    first = (await desk.choices(receipt, "link"))[0]
    assert (first["id"], first["hint"]) == (item["Id"], "OAT-1L")
    await desk.press(receipt, "link", record=first["id"])
    await desk.assert_posted_once(receipt)


async def test_an_item_that_is_not_linked_is_added(desk: Desk) -> None:
    accounts = {one["Name"]: one["Id"] for one in desk.world.books("Account")}
    receipt = await desk.world.receipt(purchase_order_id=None)
    switch_off(desk, "Item", named(desk, "Item", "Sku", "OAT-1L"))
    await point_at(desk, receipt.lines[0].item_id, None)
    await desk.world.change_settings(
        accounts=(await desk.world.connection()).settings["accounts"]
        | {
            "asset": accounts["Inventory Asset"],
            "income": accounts["Sales of Product Income"],
            "cogs": accounts["Cost of Goods Sold"],
        }
    )
    await desk.send(receipt)
    assert (await desk.problem(receipt))["code"] == "item_not_linked"
    await desk.press(receipt, "create")
    await desk.assert_posted_once(receipt)


# ---- mapping and account mismatch


async def test_choosing_an_account_that_nobody_had_chosen(desk: Desk) -> None:
    await desk.world.change_settings(accounts={"accounts_payable": ""})
    held = [await desk.world.adjustment("OAT-1L", "2", f"A-00000{n}") for n in (1, 2)]
    await desk.send(*held)
    assert (await desk.problem(held[0]))["cause"] == "account:adjustment"
    first = (await desk.choices(held[0], "choose_account"))[0]
    assert first["name"] == "Inventory Shrinkage"
    await desk.press(held[0], "choose_account", chosen=first["id"])
    await desk.assert_posted_once(*held)


async def test_an_account_chosen_in_settings_sends_what_waited_for_it(desk: Desk) -> None:
    shrinkage = named(desk, "Account", "Name", "Inventory Shrinkage")["Id"]
    await desk.world.change_settings(accounts={})
    held = await desk.world.adjustment("OAT-1L", "2")
    await desk.send(held)
    await desk.problem(held)
    change = {"accounts": {"adjustment": shrinkage}}
    assert (await desk.client.patch("/api/sync/settings", json=change)).status_code == 200
    await desk.world.settle()
    await desk.assert_posted_once(held)


async def test_choosing_another_account_where_the_type_is_wrong(desk: Desk) -> None:
    wrong = next(one for one in desk.world.books("Account") if one["AccountType"] == "Income")
    await desk.world.change_settings(accounts={"accounts_payable": wrong["Id"]})
    receipt = await desk.world.receipt()
    await desk.send(receipt)
    assert (await desk.problem(receipt))["code"] == "account_type_wrong"
    refused = await desk.try_to_press(receipt, "choose_account", chosen=wrong["Id"])
    assert refused.status_code == 422
    first = (await desk.choices(receipt, "choose_account"))[0]
    await desk.press(receipt, "choose_account", chosen=first["id"])
    await desk.assert_posted_once(receipt)


# ---- document numbers


async def test_a_taken_number_gets_a_suffix(desk: Desk) -> None:
    await desk.world.hand_made_bill("R-000001")
    await desk.world.hand_made_bill("R-000001-2")
    receipt = await desk.world.receipt()
    await desk.send(receipt)
    await desk.press(receipt)
    assert "R-000001-2" in (await desk.problem(receipt))["detail"]
    await desk.press(receipt)
    await desk.assert_posted_once(receipt)
    assert (await desk.look(receipt))["external_number"] == "R-000001-3"


async def test_the_other_one_was_this_document_entered_by_hand(desk: Desk) -> None:
    await desk.world.hand_made_bill("R-000001")
    receipt = await desk.world.receipt()
    await desk.send(receipt)
    await desk.press(receipt, "by_hand", number="R-000001")
    row = await desk.world.operation(receipt)
    assert (row.state, row.entered_by_hand, desk.world.copies(receipt)) == ("done", "R-000001", [])


# ---- closed period, start dates


async def test_a_closed_period_is_passed_by_on_the_first_open_day(desk: Desk) -> None:
    desk.world.company.books.configure({"book_close_date": "2026-11-18"})
    day = desk.world.hour.now.date() - timedelta(days=5)
    held = [
        await desk.world.receipt(purchase_order_id=None, number=f"R-00000{n}", on=day)
        for n in (1, 2)
    ]
    await desk.send(*held)
    assert (await desk.problem(held[0]))["code"] == "period_closed"
    late = await desk.try_to_press(held[0], "redate", on="2026-12-24")
    assert late.status_code == 422
    await desk.press(held[0], "redate", on="2026-11-19")
    await desk.assert_posted_once(*held)
    assert {one["TxnDate"] for one in desk.world.books("Bill")} == {"2026-11-19"}


async def test_what_is_in_a_closed_period_already_can_only_be_done_by_hand(desk: Desk) -> None:
    receipt = await desk.world.receipt(purchase_order_id=None)
    await desk.send(receipt)
    desk.world.company.books.configure({"book_close_date": "2026-11-30"})
    await desk.send(await desk.world.receipt(qty={"OAT-1L": "5"}, id=receipt.id))
    problem = await desk.problem(receipt)
    assert [one["kind"] for one in problem["fixes"]] == ["retry", "by_hand"]
    assert "closing date" in problem["action"]
    await desk.press(receipt, "by_hand", number="R-000001")
    assert len(desk.world.copies(receipt)) == 1


async def test_a_day_before_the_items_start_is_moved_to_it(desk: Desk) -> None:
    item = named(desk, "Item", "Sku", "OAT-1L")
    before = item["InvStartDate"]
    day = desk.world.hour.now.date().fromisoformat(before) - timedelta(days=3)
    receipt = await desk.world.receipt(purchase_order_id=None, on=day)
    await desk.send(receipt)
    assert (await desk.problem(receipt))["code"] == "before_start_date"
    await desk.press(receipt)
    await desk.assert_posted_once(receipt)
    assert desk.world.books("Bill")[0]["TxnDate"] == before


# ---- orders, deletions


async def test_an_order_that_was_invoiced_meanwhile_is_posted_without_the_link(desk: Desk) -> None:
    shipment = await desk.world.shipment()
    estimate = named(desk, "Estimate", "DocNumber", "SO-1042")
    line = {key: value for key, value in estimate["Line"][0].items() if key != "Id"}
    desk.world.write(
        "Invoice",
        {
            "CustomerRef": estimate["CustomerRef"],
            "Line": [line],
            "LinkedTxn": [{"TxnId": estimate["Id"], "TxnType": "Estimate"}],
        },
    )
    await desk.send(shipment)
    assert (await desk.problem(shipment))["code"] == "order_not_linkable"
    await desk.press(shipment)
    await desk.assert_posted_once(shipment)


async def test_what_was_deleted_there_is_posted_again(desk: Desk) -> None:
    receipt = await desk.world.receipt(purchase_order_id=None)
    await desk.send(receipt)
    await desk.world.delete("Bill", desk.world.books("Bill")[0])
    await desk.send(receipt)
    await desk.press(receipt, "recreate")
    await desk.assert_posted_once(receipt)


# ---- names


async def test_a_taken_name_is_linked_or_changed(desk: Desk) -> None:
    other = named(desk, "Item", "Sku", "OAT-1L")
    item = await desk.world.item("OAT-1L")
    accounts = {one["Name"]: one["Id"] for one in desk.world.books("Account")}
    await desk.world.change_settings(
        accounts={
            "asset": accounts["Inventory Asset"],
            "income": accounts["Sales of Product Income"],
            "cogs": accounts["Cost of Goods Sold"],
        }
    )
    document = ItemDoc(id=new_id(), number="OAT-NEW", name=other["Name"], sku="OAT-NEW")
    await point_at(desk, item.id, None)
    document = document.model_copy(update={"id": item.id})
    await desk.send(document)
    problem = await desk.problem(document)
    assert problem["code"] == "name_in_use"
    await desk.press(document, "rename", name="Oat milk, new recipe")
    row = await desk.world.operation(document)
    assert row.state == "done"
    assert len([one for one in desk.world.books("Item") if one.get("Sku") == "OAT-NEW"]) == 1


# ---- part of a document


async def test_the_rest_is_posted_and_the_held_line_follows(desk: Desk) -> None:
    receipt = await desk.world.receipt(
        purchase_order_id=None, qty={"OAT-1L": "12", other_sku(desk): "3"}
    )
    switch_off(desk, "Item", named(desk, "Item", "Sku", "OAT-1L"))
    await desk.send(receipt)
    await desk.press(receipt, "split")
    await desk.assert_posted_once(receipt)
    assert len(desk.world.books("Bill")[0]["Line"]) == 1
    shown = await desk.look(receipt)
    assert [one["code"] for one in shown["warnings"]] == ["lines_later"]
    await desk.press(receipt, "reactivate")
    await desk.assert_posted_once(receipt)
    assert len(desk.world.books("Bill")[0]["Line"]) == 2
    assert (await desk.look(receipt))["warnings"] == []


def other_sku(desk: Desk) -> str:
    """Another item that is on PO-2001."""
    order = named(desk, "PurchaseOrder", "DocNumber", "PO-2001")
    ids = [one["ItemBasedExpenseLineDetail"]["ItemRef"]["value"] for one in order["Line"]]
    skus: dict[str, str] = {one["Id"]: one["Sku"] for one in desk.world.books("Item")}
    return next(skus[one] for one in ids if skus[one] != "OAT-1L")


# ---- whatever QuickBooks says


_OURS_TO_WAIT = {5010, 10000}


@pytest.mark.parametrize("code", sorted(SIMULATED.keys() - _OURS_TO_WAIT - {6190}))
async def test_any_refusal_is_told_and_ends_in_one_bill(desk: Desk, code: int) -> None:
    receipt = await desk.world.receipt()
    tries = 4 if code == 6000 else 1
    desk.world.company.faults.switch_on(FaultKind.FAULT, entity="bill", code=code, times=tries)
    await desk.send(receipt)
    problem = await desk.problem(receipt)
    assert problem["params"]["quickbooks_code"] == str(code)
    assert "R-000001" in problem["detail"]
    assert {"retry", "by_hand"} <= {one["kind"] for one in problem["fixes"]}
    await desk.press(receipt, "retry")
    await desk.assert_posted_once(receipt)
