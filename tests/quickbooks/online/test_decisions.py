"""What a person decides about a document for QuickBooks' sake: another number or day, no link."""

from datetime import date

import pytest

from app.quickbooks.simulator.faults import FaultKind
from tests.quickbooks.online.world import World


async def test_another_day_is_kept_when_the_document_is_amended(world: World) -> None:
    world.company.books.configure({"book_close_date": "2026-11-30"})
    receipt = await world.receipt(qty={"OAT-1L": "1"})
    await world.want(receipt)
    await world.settle()
    assert (await world.operation(receipt)).state == "held"
    await world.decide(receipt, on=date(2026, 12, 1))
    await world.settle()
    await world.want(await world.receipt(qty={"OAT-1L": "2"}, id=receipt.id))
    await world.settle()
    (bill,) = world.books("Bill")
    assert (bill["TxnDate"], bill["SyncToken"]) == ("2026-12-01", "1")
    row = await world.operation(receipt)
    assert row.sent_snapshot is not None
    assert (row.snapshot["on"], row.sent_snapshot["on"]) == ("2026-11-20", "2026-12-01")


@pytest.mark.parametrize("decided", ["R-000001", "R-000001-2"])
async def test_a_record_is_found_under_the_number_it_was_posted_with(
    world: World, decided: str
) -> None:
    """Whatever number a person decided while nobody knew whether it had arrived."""
    world.company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="bill", operation="create")
    world.company.faults.switch_on(FaultKind.DROP_BEFORE, entity="query", times=None)
    receipt = await world.receipt()
    await world.want(receipt)
    await world.settle()
    assert (await world.operation(receipt)).state == "held"
    world.company.faults.clear()
    world.company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
    await world.decide(receipt, number=decided)
    await world.settle()
    assert len(world.copies(receipt)) == 1
    assert (await world.operation(receipt)).state == "done"


async def test_a_number_decided_after_a_failure_of_intuit_finds_the_old_one_too(
    world: World,
) -> None:
    world.company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
    receipt = await world.receipt()
    await world.want(receipt)
    await world.drain()
    await world.forget_all_about(receipt)
    world.company.faults.switch_on(FaultKind.FAULT, entity="bill", code=10000)
    await world.want(receipt)
    await world.drain()
    await world.decide(receipt, number="R-000001-2")
    await world.settle()
    assert len(world.books("Bill")) == 1


async def test_a_bill_without_its_link_to_a_closed_order(world: World) -> None:
    order = next(one for one in world.books("PurchaseOrder") if one["DocNumber"] == "PO-2001")
    kept = {name: order[name] for name in ("Id", "SyncToken", "VendorRef", "APAccountRef")}
    world.write("PurchaseOrder", kept | {"sparse": True, "POStatus": "Closed"})
    receipt = await world.receipt()
    await world.want(receipt)
    await world.settle()
    row = await world.operation(receipt)
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("held", "order_not_linkable")
    await world.decide(receipt, unlinked=True)
    await world.settle()
    (bill,) = world.books("Bill")
    assert bill["LinkedTxn"] == []
    row = await world.operation(receipt)
    assert (row.state, row.warnings) == ("done", None)


async def test_a_bill_that_is_there_loses_its_link_and_nothing_else(world: World) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "3"})
    await world.want(receipt)
    await world.settle()
    await world.want(receipt.model_copy(update={"linked": False}))
    await world.settle()
    (bill,) = world.books("Bill")
    assert (bill["LinkedTxn"], bill["SyncToken"]) == ([], "1")
    assert world.on_hand("OAT-1L") == 147
    order = next(one for one in world.books("PurchaseOrder") if one["DocNumber"] == "PO-2001")
    assert (order["LinkedTxn"], order["Line"][0]["Received"]) == ([], 0)


async def test_an_invoice_without_its_link_to_the_estimate(world: World) -> None:
    shipment = await world.shipment(linked=False)
    await world.want(shipment)
    await world.settle()
    (invoice,) = world.books("Invoice")
    assert invoice["LinkedTxn"] == []
    estimate = next(one for one in world.books("Estimate") if one["DocNumber"] == "SO-1042")
    assert estimate["TxnStatus"] == "Accepted"
