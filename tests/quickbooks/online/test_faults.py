"""Whatever QuickBooks answers, or does not: posted once, or held with a sentence."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from app.quickbooks.simulator.faults import FaultKind
from app.sync.documents import ReceiptDoc
from app.sync.models import SyncAttempt
from tests.quickbooks.online.world import World


def attempts_in_words(attempts: list[SyncAttempt]) -> list[tuple[str, str | None]]:
    return [(one.purpose, one.outcome) for one in attempts]


async def posted(world: World) -> ReceiptDoc:
    """A receipt, wanted and driven until it is settled."""
    receipt = await world.receipt()
    await world.want(receipt)
    await world.settle()
    return receipt


async def test_an_answer_lost_after_the_write_is_found_by_asking(world: World) -> None:
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="bill")
    receipt = await posted(world)
    assert attempts_in_words(await world.attempts()) == [("send", "unknown"), ("ask", "done")]
    assert len(world.copies(receipt)) == 1
    row = await world.operation(receipt)
    assert (row.state, row.sent, row.problem) == ("done", 1, None)


async def test_a_message_that_never_arrived_is_sent_again_with_the_same_bytes_and_key(
    world: World,
) -> None:
    world.company.faults.switch_on(FaultKind.DROP_BEFORE, entity="bill")
    receipt = await posted(world)
    attempts = await world.attempts()
    assert attempts_in_words(attempts) == [
        ("send", "unknown"),
        ("ask", "absent"),
        ("send", "done"),
    ]
    first, _, second = attempts
    assert (first.key, first.target, first.body) == (second.key, second.target, second.body)
    assert len(world.copies(receipt)) == 1


async def test_a_repeat_is_recognised_even_if_requestids_are_ignored(world: World) -> None:
    world.company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="bill", times=1)
    world.company.faults.switch_on(FaultKind.DROP_BEFORE, entity="query", times=2)
    receipt = await posted(world)
    assert len(world.copies(receipt)) == 1


async def test_scans_made_while_in_doubt_follow_once_the_doubt_is_settled(world: World) -> None:
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="bill")
    receipt = await world.receipt(qty={"OAT-1L": "1"})
    await world.want(receipt)
    await world.drain()
    await world.want(await world.receipt(qty={"OAT-1L": "5"}, id=receipt.id))
    await world.settle()
    (bill,) = world.books("Bill")
    assert bill["Line"][0]["ItemBasedExpenseLineDetail"]["Qty"] == 5
    assert world.on_hand("OAT-1L") == 149


async def test_a_lost_answer_to_an_amendment_is_recognised_by_its_version(world: World) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "1"})
    await world.want(receipt)
    await world.drain()
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="bill")
    await world.want(await world.receipt(qty={"OAT-1L": "5"}, id=receipt.id))
    await world.settle()
    (bill,) = world.books("Bill")
    assert (bill["SyncToken"], world.on_hand("OAT-1L")) == ("1", Decimal(149))


async def test_a_lost_amendment_is_sent_again(world: World) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "1"})
    await world.want(receipt)
    await world.drain()
    world.company.faults.switch_on(FaultKind.DROP_BEFORE, entity="bill", operation="update")
    await world.want(await world.receipt(qty={"OAT-1L": "5"}, id=receipt.id))
    await world.settle()
    assert world.on_hand("OAT-1L") == 149


async def test_an_edit_made_in_quickbooks_is_read_and_then_amended(world: World) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "1"})
    await world.want(receipt)
    await world.drain()
    (bill,) = world.books("Bill")
    vendor = bill["VendorRef"]
    edit = {"Id": bill["Id"], "SyncToken": "0", "sparse": True, "VendorRef": vendor}
    world.write("Bill", edit | {"DueDate": "2027-01-31"})
    await world.want(await world.receipt(qty={"OAT-1L": "5"}, id=receipt.id))
    await world.settle()
    (bill,) = world.books("Bill")
    assert (bill["DueDate"], world.on_hand("OAT-1L")) == ("2027-01-31", Decimal(149))
    outcomes = [one.outcome for one in await world.attempts()]
    assert outcomes == ["done", "stale", "done", "done"]


async def test_a_bill_deleted_in_quickbooks_is_held_and_says_so(world: World) -> None:
    receipt = await world.receipt(purchase_order_id=None)
    await world.want(receipt)
    await world.drain()
    (bill,) = world.books("Bill")
    await world.delete("Bill", bill)
    await world.want(receipt)
    await world.settle()
    row = await world.operation(receipt)
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("held", "gone_in_quickbooks")
    assert world.books("Bill") == []


async def test_a_number_taken_by_another_bill_is_named(world: World) -> None:
    await world.hand_made_bill("R-000001")
    receipt = await posted(world)
    row = await world.operation(receipt)
    assert row.state == "held"
    assert row.problem is not None
    assert row.problem["code"] == "number_in_use"
    assert "R-000001" in row.problem["detail"]
    assert len(world.books("Bill")) == 1


async def test_a_number_taken_by_our_own_bill_is_adopted(world: World) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    await world.drain()
    await world.forget_all_about(receipt)
    await world.want(receipt)
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, row.sent) == ("done", row.wanted)
    assert len(world.books("Bill")) == 1


async def test_an_expired_token_is_renewed_and_the_same_message_sent_again(world: World) -> None:
    world.company.faults.switch_on(FaultKind.EXPIRED_TOKEN, entity="bill")
    before = (await world.connection()).secrets
    await world.want(await world.receipt())
    await world.drain()
    first, second = await world.attempts()
    assert [first.outcome, second.outcome] == ["unauthorised", "done"]
    assert (first.key, first.body) == (second.key, second.body)
    assert (await world.connection()).secrets != before


async def test_a_token_about_to_expire_is_renewed_before_it_is_used(world: World) -> None:
    world.later(3400)
    await world.want(await world.receipt())
    await world.drain()
    assert [one.outcome for one in await world.attempts()] == ["done"]


async def test_access_that_cannot_be_renewed_pauses_and_keeps_the_queue(world: World) -> None:
    world.later(120 * 86400)
    receipt = await world.receipt()
    await world.want(receipt)
    await world.drain()
    connection = await world.connection()
    assert connection.state == "paused"
    assert connection.problem is not None
    assert connection.problem["code"] == "signed_out"
    row = await world.operation(receipt)
    assert row.state == "queued"
    assert await world.drain() == 0
    await world.reconnect()
    await world.settle()
    assert (await world.operation(receipt)).state == "done"


async def test_a_refusal_of_access_twice_in_a_row_pauses(world: World) -> None:
    world.company.faults.switch_on(FaultKind.EXPIRED_TOKEN, entity="bill", times=None)
    receipt = await world.receipt()
    await world.want(receipt)
    assert await world.drain() == 2
    assert (await world.connection()).state == "paused"
    assert (await world.operation(receipt)).state == "queued"


@pytest.mark.parametrize("kind", [FaultKind.THROTTLE, FaultKind.THROTTLE_XML])
async def test_a_throttle_makes_the_whole_connection_wait_a_minute(
    world: World, kind: FaultKind
) -> None:
    world.company.faults.switch_on(kind, entity="bill")
    first, second = await world.receipt(), await world.receipt("PO-2002", {"PEN-500": "2"})
    await world.want(first)
    await world.want(second.model_copy(update={"number": "R-000002"}))
    assert await world.drain() == 1
    world.later(50)
    assert await world.drain() == 0
    await world.settle()
    assert [row.attempts for row in await world.operations()] == [0, 0]
    assert len(world.books("Bill")) == 2


@pytest.mark.parametrize(
    "kind", [FaultKind.SERVER_ERROR, FaultKind.UNAVAILABLE, FaultKind.STREAM_TIMEOUT]
)
async def test_trouble_at_intuit_is_asked_about_before_it_is_tried_again(
    world: World, kind: FaultKind
) -> None:
    world.company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
    world.company.faults.switch_on(kind, entity="bill")
    receipt = await posted(world)
    assert [one.purpose for one in await world.attempts()][:2] == ["send", "ask"]
    assert len(world.copies(receipt)) == 1


async def test_a_fault_inside_http_200_is_a_fault(world: World) -> None:
    world.company.faults.switch_on(FaultKind.FAULT_200, entity="bill", code=10000)
    receipt = await posted(world)
    first = (await world.attempts())[0]
    assert (first.status, first.outcome) == (200, "retry")
    assert len(world.copies(receipt)) == 1


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_inventory_lock_clears_by_itself_in_any_language(
    world: World, language: str
) -> None:
    world.company.books.configure({"language": language})
    world.company.faults.switch_on(FaultKind.FAULT, entity="bill", code=6000)
    receipt = await posted(world)
    first, second = await world.attempts()
    assert first.key != second.key
    assert (await world.operation(receipt)).state == "done"


async def test_a_business_rule_that_stays_is_held_with_quickbooks_words(world: World) -> None:
    world.company.books.configure({"negative_stock": False})
    shipment = await world.shipment(qty={"OAT-1L": "500"})
    await world.want(shipment)
    await world.settle()
    row = await world.operation(shipment)
    assert row.state == "held"
    assert row.problem is not None
    assert row.problem["code"] == "business_rule"
    assert "Oat milk 1 L" in row.problem["detail"]


PROBLEMS: tuple[tuple[Mapping[str, Any], str, str], ...] = (
    ({"book_close_date": "2026-11-30"}, "period_closed", "11/20/2026"),
    (
        {"book_close_date": "2026-11-30", "closing_password": True, "language": "fr"},
        "period_closed",
        "11/20/2026",
    ),
)


@pytest.mark.parametrize(("settings", "code", "said"), PROBLEMS)
async def test_a_refusal_is_held_in_plain_words(
    world: World, settings: Mapping[str, Any], code: str, said: str
) -> None:
    world.company.books.configure(dict(settings))
    row = await world.operation(await posted(world))
    assert row.state == "held"
    assert row.problem is not None
    assert row.problem["code"] == code
    assert said in row.problem["detail"]
    assert world.books("Bill") == []


async def test_an_inactive_item_is_named(world: World) -> None:
    receipt = await world.receipt()
    item = next(one for one in world.books("Item") if one["Sku"] == "OAT-1L")
    identity = {"Id": item["Id"], "SyncToken": item["SyncToken"], "sparse": True}
    world.write("Item", identity | {"Active": False})
    await world.want(receipt)
    await world.settle()
    row = await world.operation(receipt)
    assert row.problem is not None
    assert row.problem["code"] == "record_inactive"
    assert "Oat milk 1 L (OAT-1L)" in row.problem["detail"]
    assert "active" in row.problem["action"]


async def test_a_company_that_may_only_be_read_pauses_and_is_tried_again_by_itself(
    world: World,
) -> None:
    world.company.books.configure({"subscription_status": "EXPIRED"})
    receipt = await world.receipt()
    await world.want(receipt)
    await world.drain()
    connection = await world.connection()
    assert connection.problem is not None
    assert (connection.state, connection.problem["code"]) == ("paused", "company_read_only")
    world.company.books.configure({"subscription_status": "SUBSCRIBED"})
    world.later(2 * 3600)
    await world.settle()
    assert (await world.operation(receipt)).state == "done"
    assert (await world.connection()).problem is None


async def test_an_edition_without_adjustments_says_what_is_missing(world: World) -> None:
    world.company.books.configure({"edition": "Essentials"})
    adjustment = await world.adjustment("OAT-1L", "-2")
    await world.want(adjustment)
    await world.settle()
    row = await world.operation(adjustment)
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("held", "feature_missing")


async def test_an_estimate_invoiced_by_someone_else_is_held_and_not_billed_twice(
    world: World,
) -> None:
    shipment = await world.shipment()
    estimate = next(one for one in world.books("Estimate") if one["DocNumber"] == "SO-1042")
    body = {key: estimate[key] for key in ("CustomerRef",)}
    lines = [
        {key: line[key] for key in ("DetailType", "Amount", "SalesItemLineDetail")}
        for line in estimate["Line"]
        if line["DetailType"] == "SalesItemLineDetail"
    ]
    link = [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]
    world.write("Invoice", body | {"Line": lines, "LinkedTxn": link})
    await world.want(shipment)
    await world.settle()
    row = await world.operation(shipment)
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("held", "order_not_linkable")
    assert len(world.books("Invoice")) == 1


async def test_a_link_that_quickbooks_drops_is_told_as_a_warning(world: World) -> None:
    world.company.faults.switch_on(FaultKind.LINK_LOSS, entity="bill")
    row = await world.operation(await posted(world))
    assert row.state == "done"
    assert row.warnings is not None
    assert row.warnings[0]["code"] == "link_lost"
    assert "PO-2001" in row.warnings[0]["detail"]


async def test_what_cannot_be_said_is_held_before_anything_is_sent(world: World) -> None:
    await world.change_settings(accounts={})
    row = await world.operation(await posted(world))
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("held", "account_missing")
    assert attempts_in_words(await world.attempts()) == [("check", "rejected")]


async def test_trouble_that_lasts_is_held_after_a_few_tries_and_can_be_released(
    world: World,
) -> None:
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="bill", times=None)
    world.company.faults.switch_on(FaultKind.DROP_BEFORE, entity="query", times=None)
    receipt = await posted(world)
    row = await world.operation(receipt)
    assert (row.state, row.attempts) == ("held", 8)
    world.company.faults.clear()
    await world.release(receipt)
    await world.settle()
    assert (await world.operation(receipt)).state == "done"
    assert len(world.copies(receipt)) == 1


async def test_an_unreachable_quickbooks_costs_no_try_and_loses_nothing(world: World) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    async with world.unreachable():
        for _ in range(20):
            await world.drain()
            world.later(60)
    row = await world.operation(receipt)
    assert (row.state, row.attempts) == ("queued", 0)
    world.later(600)
    await world.settle()
    assert (await world.operation(receipt)).state == "done"
    assert world.on_hand("OAT-1L") == Decimal(156)


async def test_where_quickbooks_numbers_invoices_itself_ours_is_found_by_customer_and_day(
    world: World,
) -> None:
    world.company.books.configure({"custom_txn_numbers": False})
    world.company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
    await world.probe()
    world.company.faults.switch_on(FaultKind.DROP_AFTER, entity="invoice")
    shipment = await world.shipment()
    await world.want(shipment)
    await world.settle()
    assert len(world.copies(shipment)) == 1
    assert (await world.operation(shipment)).state == "done"


async def test_a_held_operation_does_not_stop_the_others(world: World) -> None:
    await world.hand_made_bill("R-000001")
    stuck = await world.receipt()
    fine = await world.receipt("PO-2002", {"PEN-500": "2"}, number="R-000002")
    await world.want(stuck)
    await world.want(fine)
    await world.settle()
    assert (await world.operation(stuck)).state == "held"
    assert (await world.operation(fine)).state == "done"
