"""What people change in QuickBooks in documents of ours: seen, told, and never overwritten."""

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.upsert import table_of
from app.quickbooks.simulator import bookkeeper
from app.quickbooks.simulator.faults import FaultKind
from app.sync import claims, edit_choices
from app.sync.documents import AnyDocument
from app.sync.models import ExternalTransaction, SyncOperation
from app.sync.port import FixKind
from tests.quickbooks.online.test_reading import edit, sent_lines
from tests.quickbooks.online.world import World

BILL = "ItemBasedExpenseLineDetail"


async def mirrored(world: World, **values: Any) -> list[ExternalTransaction]:
    columns = table_of(ExternalTransaction).c
    async with world.db.read() as session:
        wanted = [columns[name] == value for name, value in values.items()]
        found = await session.execute(sa.select(ExternalTransaction).where(*wanted))
        return list(found.scalars())


async def pulled(world: World) -> None:
    world.later(600)
    await world.pull()


async def choose(world: World, document: AnyDocument, kind: FixKind) -> bool:
    row = await world.operation(document)
    with clock.freeze(world.hour.now):
        async with world.db.write() as session:
            held = await claims.hold_still(session, row.id)
            assert held is not None
            return await edit_choices.decide(session, held, kind)


def codes(row: SyncOperation) -> list[str]:
    return [one["code"] for one in row.warnings or []]


async def posted(world: World, qty: str = "12") -> Any:
    receipt = await world.receipt(qty={"OAT-1L": qty})
    await world.want(receipt)
    await world.settle()
    return receipt


async def more(world: World, receipt: Any, qty: str) -> Any:
    """One more scan of the same receipt."""
    newer = await world.receipt(qty={"OAT-1L": qty}, id=receipt.id)
    await world.want(newer)
    return newer


def change_quantity(world: World, qty: int) -> dict[str, Any]:
    (bill,) = world.books("Bill")
    (line,) = sent_lines(bill, BILL)
    line[BILL] = line[BILL] | {"Qty": qty}
    line["Amount"] = qty * line[BILL]["UnitPrice"]
    return edit(world, "Bill", bill, VendorRef=bill["VendorRef"], Line=[line])


def remark(world: World, text: str) -> None:
    (bill,) = world.books("Bill")
    note = f"{text} {bill['PrivateNote']}"
    edit(world, "Bill", bill, VendorRef=bill["VendorRef"], PrivateNote=note)


async def booked(world: World) -> list[Any]:
    return [
        line[BILL]["Qty"] for bill in world.books("Bill") for line in bill["Line"] if BILL in line
    ]


async def test_ours_is_mirrored_when_it_is_answered_and_its_echo_changes_nothing(
    world: World,
) -> None:
    receipt = await posted(world)
    (seen,) = await mirrored(world, entity="Bill")
    milk = next(one for one in world.books("Item") if one["Sku"] == "OAT-1L")
    assert (seen.document_type, seen.document_id) == ("receipt", receipt.id)
    assert seen.moves == seen.sent_moves == {milk["Id"]: "12"}
    await pulled(world)
    (again,) = await mirrored(world, entity="Bill")
    assert (again.id, again.sent, again.version_token) == (seen.id, seen.sent, "0")
    assert (await world.operation(receipt)).warnings is None


async def test_an_edited_quantity_is_told_in_words_and_its_effect_is_known(world: World) -> None:
    receipt = await posted(world)
    change_quantity(world, 10)
    await pulled(world)
    row = await world.operation(receipt)
    (warning,) = row.warnings or []
    assert (row.state, warning["code"]) == ("done", "edited_in_quickbooks")
    assert "Quantity of Oat milk 1 L 12 → 10" in warning["detail"]
    assert [fix["kind"] for fix in warning["fixes"]] == ["send_ours", "keep_theirs"]
    (seen,) = await mirrored(world, entity="Bill")
    assert list(seen.moves.values()) == ["10"]
    assert list((seen.sent_moves or {}).values()) == ["12"]


async def test_the_next_scan_of_an_edited_document_waits_for_a_decision(world: World) -> None:
    receipt = await posted(world)
    change_quantity(world, 10)
    await pulled(world)
    await more(world, receipt, "20")
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, (row.problem or {})["code"]) == ("held", "edited_in_quickbooks")
    assert await booked(world) == [10]


async def test_an_edit_not_read_yet_is_found_by_the_refusal_of_the_next_amendment(
    world: World,
) -> None:
    receipt = await posted(world)
    change_quantity(world, 10)
    await more(world, receipt, "20")
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, (row.problem or {})["code"]) == ("held", "edited_in_quickbooks")
    assert await booked(world) == [10]


async def test_ours_can_be_sent_over_the_edit(world: World) -> None:
    receipt = await posted(world)
    change_quantity(world, 10)
    await pulled(world)
    assert await choose(world, receipt, FixKind.SEND_OURS)
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, row.warnings, await booked(world)) == ("done", None, [12])
    await pulled(world)
    assert (await world.operation(receipt)).warnings is None
    assert len(world.copies(receipt)) == 1


async def test_a_held_amendment_goes_out_once_ours_is_chosen(world: World) -> None:
    receipt = await posted(world)
    change_quantity(world, 10)
    await more(world, receipt, "20")
    await world.settle()
    assert await choose(world, receipt, FixKind.SEND_OURS)
    await world.settle()
    assert ((await world.operation(receipt)).state, await booked(world)) == ("done", [20])


async def test_an_edit_after_the_decision_is_a_conflict_of_its_own(world: World) -> None:
    receipt = await posted(world)
    change_quantity(world, 10)
    await pulled(world)
    assert await choose(world, receipt, FixKind.SEND_OURS)
    change_quantity(world, 11)
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, await booked(world)) == ("held", [11])
    assert "10 → 11" in (row.problem or {})["detail"]


async def test_theirs_can_stay_and_still_nothing_of_it_is_overwritten_later(world: World) -> None:
    receipt = await posted(world)
    change_quantity(world, 10)
    await pulled(world)
    assert await choose(world, receipt, FixKind.KEEP_THEIRS)
    await pulled(world)
    row = await world.operation(receipt)
    assert (row.state, row.warnings, await booked(world)) == ("done", None, [10])
    await more(world, receipt, "20")
    await world.settle()
    assert ((await world.operation(receipt)).state, await booked(world)) == ("held", [10])


async def test_what_was_kept_and_is_edited_again_is_told_again(world: World) -> None:
    receipt = await posted(world)
    change_quantity(world, 10)
    await pulled(world)
    await choose(world, receipt, FixKind.KEEP_THEIRS)
    change_quantity(world, 9)
    await pulled(world)
    assert codes(await world.operation(receipt)) == ["edited_in_quickbooks"]


async def test_an_edit_taken_back_is_no_conflict_any_more(world: World) -> None:
    receipt = await posted(world)
    change_quantity(world, 10)
    await pulled(world)
    change_quantity(world, 12)
    await pulled(world)
    assert (await world.operation(receipt)).warnings is None
    await more(world, receipt, "20")
    await world.settle()
    assert await booked(world) == [20]


@pytest.mark.parametrize("read_first", [True, False])
async def test_a_remark_is_no_conflict_and_the_next_scan_just_goes_out(
    world: World, read_first: bool
) -> None:
    receipt = await posted(world)
    remark(world, "Checked by Ann.")
    if read_first:
        await pulled(world)
    assert (await world.operation(receipt)).warnings is None
    await more(world, receipt, "20")
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, row.warnings, await booked(world)) == ("done", None, [20])


async def test_a_deleted_bill_is_told_and_posted_again_once(world: World) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "12"}, purchase_order_id=None)
    await world.want(receipt)
    await world.settle()
    await world.delete("Bill", world.books("Bill")[0])
    await pulled(world)
    row = await world.operation(receipt)
    assert codes(row) == ["deleted_in_quickbooks"]
    (seen,) = await mirrored(world, entity="Bill")
    assert (seen.deleted, seen.moves) == (True, {})
    assert await choose(world, receipt, FixKind.RECREATE)
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, row.warnings, len(world.copies(receipt))) == ("done", None, 1)
    assert await booked(world) == [12]


async def test_a_deleted_document_is_not_posted_again_by_a_later_scan(world: World) -> None:
    shipment = await world.adjustment("OAT-1L", "-2")
    await world.want(shipment)
    await world.settle()
    await world.delete("InventoryAdjustment", world.books("InventoryAdjustment")[0])
    world.later(86_500)  # what change data capture does not tell is found by the daily reading
    await world.pull()
    assert codes(await world.operation(shipment)) == ["deleted_in_quickbooks"]
    await world.want(shipment)
    await world.settle()
    row = await world.operation(shipment)
    assert (row.state, (row.problem or {})["code"]) == ("held", "deleted_in_quickbooks")
    assert world.books("InventoryAdjustment") == []
    assert await choose(world, shipment, FixKind.KEEP_THEIRS)
    await world.settle()
    assert ((await world.operation(shipment)).state, world.copies(shipment)) == ("done", [])


async def test_a_voided_invoice_is_told_and_can_be_filled_again(world: World) -> None:
    shipment = await world.shipment()
    await world.want(shipment)
    await world.settle()
    (invoice,) = world.books("Invoice")
    await world.void("Invoice", invoice)
    await pulled(world)
    row = await world.operation(shipment)
    assert codes(row) == ["voided_in_quickbooks"]
    assert await choose(world, shipment, FixKind.SEND_OURS)
    await world.settle()
    (invoice,) = world.books("Invoice")
    assert invoice["TotalAmt"] == Decimal("31.20")
    assert (await world.operation(shipment)).warnings is None


async def test_an_edit_while_our_answer_was_lost_is_told_too(world: World) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "12"})
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="bill")
    await world.want(receipt)
    await world.drain()
    change_quantity(world, 10)
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, codes(row)) == ("done", ["edited_in_quickbooks"])
    assert "12 → 10" in (row.warnings or [])[0]["detail"]


async def test_a_copy_that_someone_makes_of_our_bill_is_not_ours_but_the_same_goods_again(
    world: World,
) -> None:
    receipt = await posted(world)
    (bill,) = world.books("Bill")
    lines = [{k: v for k, v in one.items() if k != "Id"} for one in sent_lines(bill, BILL)]
    copied = {"VendorRef": bill["VendorRef"], "PrivateNote": bill["PrivateNote"]}
    copy = world.write("Bill", copied | {"DocNumber": "COPY-1", "Line": lines})
    await pulled(world)
    (seen,) = await mirrored(world, external_id=copy["Id"], entity="Bill")
    assert seen.document_id is None
    assert codes(await world.operation(receipt)) == ["duplicate_in_quickbooks"]


async def test_transactions_of_others_are_mirrored_with_their_effect_on_stock(
    world: World,
) -> None:
    await world.hand_made_bill("V-77")
    await pulled(world)
    (seen,) = await mirrored(world, number="V-77")
    item = world.books("Item")[0]["Id"]
    assert (seen.moves, seen.document_id, seen.sent) == ({item: "1"}, None, None)
    assert seen.party == world.books("Vendor")[0]["DisplayName"]


@pytest.mark.parametrize("seen_first", [True, False])
async def test_what_a_bookkeeper_writes_into_the_note_stays(world: World, seen_first: bool) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "12"}, memo="left at the gate")
    await world.want(receipt)
    await world.drain()
    (bill,) = world.books("Bill")
    assert bill["PrivateNote"] == f"left at the gate · Scanpost R-000001 {receipt.id}/1"
    bookkeeper.edit(world.company, "Bill", "R-000001", note=f"{bill['PrivateNote']} - paid late")
    if seen_first:
        world.later(60)
        await world.pull()
    more = await world.receipt(qty={"OAT-1L": "20"}, id=receipt.id, memo="left at the gate")
    await world.want(more)
    await world.settle()
    (bill,) = world.books("Bill")
    assert bill["Line"][0]["ItemBasedExpenseLineDetail"]["Qty"] == 20
    assert "paid late" in bill["PrivateNote"]
    assert bill["PrivateNote"].endswith(f"Scanpost R-000001 {receipt.id}/2")
    assert (await world.operation(receipt)).state == "done"
