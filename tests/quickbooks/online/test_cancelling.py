"""What is cancelled here is taken back in QuickBooks: voided or deleted, once, whatever fails."""

from typing import Any

import pytest

from app.core import clock
from app.quickbooks.simulator.entities import ENTITIES
from app.quickbooks.simulator.faults import FaultKind
from app.sync import engine, jobs
from app.sync.documents import AnyTransaction
from app.sync.engine import Exchange
from tests.quickbooks.online.world import World

KINDS = ("receipt", "blind", "shipment", "sales receipt", "adjustment", "credit", "refund", "debit")
VOIDED = ("shipment", "sales receipt")
ENTITY = {
    "receipt": "Bill",
    "blind": "Bill",
    "shipment": "Invoice",
    "sales receipt": "SalesReceipt",
    "adjustment": "InventoryAdjustment",
    "credit": "CreditMemo",
    "refund": "RefundReceipt",
    "debit": "VendorCredit",
}
every_kind = pytest.mark.parametrize("kind", KINDS)


async def document(world: World, kind: str) -> AnyTransaction:
    match kind:
        case "receipt":
            return await world.receipt()
        case "blind":
            return await world.receipt(purchase_order_id=None)
        case "shipment":
            return await world.shipment()
        case "sales receipt":
            await world.change_settings(sales_document="sales_receipt")
            return await world.shipment()
        case "adjustment":
            return await world.adjustment("OAT-1L", "-2")
        case "debit":
            return await world.vendor_return()
        case _:
            checking = next(one for one in world.books("Account") if one["Name"] == "Checking")
            accounts = (await world.connection()).settings["accounts"]
            await world.change_settings(accounts=accounts | {"refund_from": checking["Id"]})
            return await world.customer_return(refunded=kind == "refund")


async def posted(world: World, kind: str) -> AnyTransaction:
    made = await document(world, kind)
    await world.want(made)
    await world.settle()
    assert len(world.books(ENTITY[kind])) == 1
    return made


async def taken_back(world: World, kind: str, cancelled: AnyTransaction) -> None:
    """QuickBooks shows nothing of it any more, and we know."""
    left = world.books(ENTITY[kind])
    if kind in VOIDED:
        (voided,) = left
        assert voided["TotalAmt"] == 0
        assert voided["PrivateNote"].startswith("Voided")
    else:
        assert left == []
    row = await world.operation(cancelled)
    assert (row.state, row.sent, row.problem) == ("done", row.wanted, None)
    assert world.on_hand("OAT-1L") == 144
    assert world.audit().differences == {}


@every_kind
async def test_what_is_cancelled_is_taken_back(world: World, kind: str) -> None:
    made = await posted(world, kind)
    await world.cancel(made)
    await world.settle()
    await taken_back(world, kind, made)


@every_kind
async def test_what_never_got_there_is_never_told(world: World, kind: str) -> None:
    made = await document(world, kind)
    await world.want(made)
    await world.cancel(made)
    await world.settle()
    assert world.books(ENTITY[kind]) == []
    assert [one.purpose for one in await world.attempts()] == ["ask"]
    row = await world.operation(made)
    assert (row.state, row.sent) == ("done", row.wanted)


@every_kind
@pytest.mark.parametrize("fault", [FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE])
async def test_a_lost_answer_to_a_cancellation_is_asked_about(
    world: World, kind: str, fault: FaultKind
) -> None:
    made = await posted(world, kind)
    world.company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
    for operation in ("update", "delete", "void"):
        world.company.faults.switch_on(fault, entity=ENTITY[kind], operation=operation)
    await world.cancel(made)
    await world.settle()
    await taken_back(world, kind, made)


@every_kind
async def test_what_someone_took_back_in_quickbooks_already_is_done(
    world: World, kind: str
) -> None:
    made = await posted(world, kind)
    (record,) = world.books(ENTITY[kind])
    entity = ENTITIES[ENTITY[kind]]
    if kind == "receipt":
        same = {name: record[name] for name in ("Id", "SyncToken", "VendorRef")}
        lines = [
            {name: line[name] for name in ("DetailType", "Amount", line["DetailType"])}
            for line in record["Line"]
        ]
        record = world.write("Bill", same | {"sparse": True, "Line": lines})
    identity = {"Id": record["Id"], "SyncToken": record["SyncToken"]}
    if kind == "sales receipt":
        world.company.write(entity, identity | {"sparse": True}, include=frozenset({"void"}))
    elif kind == "shipment":
        world.company.void(entity, identity)
    else:
        await world.delete(ENTITY[kind], record)
    before = len(await world.attempts())
    await world.cancel(made)
    await world.settle()
    await taken_back(world, kind, made)
    assert [one.purpose for one in (await world.attempts())[before:]] == ["ask"]


@every_kind
async def test_a_stale_token_is_read_anew_before_it_is_taken_back(world: World, kind: str) -> None:
    made = await posted(world, kind)
    await world.cancel(made)
    await one_message(world)
    (record,) = world.books(ENTITY[kind])
    kept = ("Id", "SyncToken", "VendorRef")
    same = {name: record[name] for name in kept if name in record} | {"sparse": True}
    world.write(ENTITY[kind], same | {"PrivateNote": record["PrivateNote"] + " seen"})
    await world.settle()
    await taken_back(world, kind, made)
    assert "stale" in [one.outcome for one in await world.attempts()]


async def one_message(world: World) -> None:
    """The look that precedes a cancellation, and nothing more."""
    with clock.freeze(world.hour.now):
        channel = await world.channel()
        exchange = await engine.next_message(world.db, channel.connector, world.connection_id)
        assert isinstance(exchange, Exchange)
        await jobs.exchange_once(world.db, channel, exchange)


@every_kind
async def test_cancelled_while_its_creation_is_in_doubt(world: World, kind: str) -> None:
    made = await document(world, kind)
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity=ENTITY[kind], operation="create")
    await world.want(made)
    await world.drain()
    await world.cancel(made)
    await world.settle()
    await taken_back(world, kind, made)


async def test_a_held_document_that_is_cancelled_is_held_no_more(world: World) -> None:
    await world.hand_made_bill("R-000001")
    receipt = await posted_or_held(world)
    await world.cancel(receipt)
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, row.cause, row.problem) == ("done", "", None)
    assert len(world.books("Bill")) == 1


async def posted_or_held(world: World) -> AnyTransaction:
    receipt = await world.receipt()
    await world.want(receipt)
    await world.settle()
    assert (await world.operation(receipt)).state == "held"
    return receipt


async def test_what_quickbooks_will_not_let_go_is_held_and_goes_once_it_does(
    world: World,
) -> None:
    made = await posted(world, "shipment")
    world.company.books.configure({"book_close_date": "2026-11-30"})
    await world.cancel(made)
    await world.settle()
    assert (await world.operation(made)).state == "held"
    world.company.books.configure({"book_close_date": None})
    await world.release(made)
    await world.settle()
    await taken_back(world, "shipment", made)


async def test_a_deposited_receipt_is_held(world: World) -> None:
    made = await posted(world, "sales receipt")
    world.company.books.mark_deposited(world.books("SalesReceipt")[0]["Id"])
    await world.cancel(made)
    await world.settle()
    row = await world.operation(made)
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("held", "already_deposited")


async def test_an_estimate_can_be_invoiced_again_after_its_invoice_was_voided(
    world: World,
) -> None:
    made = await posted(world, "shipment")
    await world.cancel(made)
    await world.settle()
    estimate = next(one for one in world.books("Estimate") if one["DocNumber"] == "SO-1042")
    assert (estimate["LinkedTxn"], estimate["TxnStatus"]) == ([], "Accepted")


async def test_an_order_is_open_again_after_its_bill_was_deleted(world: World) -> None:
    made = await posted(world, "receipt")
    await world.cancel(made)
    await world.settle()
    order = next(one for one in world.books("PurchaseOrder") if one["DocNumber"] == "PO-2001")
    assert (order["LinkedTxn"], order["Line"][0]["Received"]) == ([], 0)


async def test_a_cancelled_document_does_not_come_back(world: World) -> None:
    made = await posted(world, "receipt")
    await world.cancel(made)
    await world.settle()
    await world.want(made)
    await world.settle()
    row = await world.operation(made)
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("held", "taken_back")
    await world.cancel(made)
    await world.settle()
    await taken_back(world, "receipt", made)


async def invoiced_first(world: World) -> dict[str, Any]:
    """An order that somebody invoiced before the goods left."""
    item = next(one for one in world.books("Item") if one["Sku"] == "OAT-1L")
    customer = world.books("Customer")[0]
    detail = {"ItemRef": {"value": item["Id"]}, "Qty": 3, "UnitPrice": 2}
    line = {"DetailType": "SalesItemLineDetail", "Amount": 6, "SalesItemLineDetail": detail}
    body = {"CustomerRef": {"value": customer["Id"]}, "DocNumber": "I-77", "Line": [line]}
    invoice = world.write("Invoice", body)
    await world.change_settings(orders_from=("invoice",))
    await world.restart_reading()
    await world.pull()
    return invoice


async def test_of_an_order_that_was_invoiced_first_only_the_shipping_is_taken_back(
    world: World,
) -> None:
    invoice = await invoiced_first(world)
    shipment = await world.shipment("I-77", {"OAT-1L": "3"})
    await world.want(shipment)
    await world.settle()
    assert world.books("Invoice")[0]["TrackingNum"] == shipment.tracking_number
    await world.cancel(shipment)
    await world.settle()
    (kept,) = world.books("Invoice")
    assert (kept["Id"], kept["TotalAmt"]) == (invoice["Id"], 6)
    assert "TrackingNum" not in kept
    assert "ShipDate" not in kept
    assert (await world.operation(shipment)).state == "done"


async def test_the_shipping_of_a_later_part_stays(world: World) -> None:
    await invoiced_first(world)
    first = await world.shipment("I-77", {"OAT-1L": "1"})
    later = await world.shipment("I-77", {"OAT-1L": "2"}, number="S-000002", tracking_number="T-2")
    for shipment in (first, later):
        await world.want(shipment)
        await world.settle()
    await world.cancel(first)
    await world.settle()
    assert world.books("Invoice")[0]["TrackingNum"] == "T-2"
    assert (await world.operation(first)).state == "done"
