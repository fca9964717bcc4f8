"""Rules 26 to 28: bills to purchase-order lines, invoices to estimates."""

from typing import Any

import pytest

from tests.quickbooks.simulator.driver import EXPENSE, Body, Sim, fault, reference, touch


async def linked_bill(sim: Sim, quantity: float, **changes: Any) -> Body:
    """A bill for the oat milk of PO-2001, linked by the full triple; ``changes`` spoil the line."""
    order = await sim.one("PurchaseOrder", "DocNumber", "PO-2001")
    body = await sim.bill(quantity)
    link = {"TxnId": order["Id"], "TxnType": "PurchaseOrder", "TxnLineId": "1"}
    body["Line"][0] |= {"LinkedTxn": [link]} | changes
    return body


async def order(sim: Sim) -> Body:
    return await sim.one("PurchaseOrder", "DocNumber", "PO-2001")


async def test_rule_26_full_triple_links_and_tells_the_order(sim: Sim) -> None:
    bill = await sim.keep("Bill", await linked_bill(sim, 20))
    assert bill["LinkedTxn"] == [{"TxnId": (await order(sim))["Id"], "TxnType": "PurchaseOrder"}]
    assert bill["Line"][0]["LinkedTxn"][0]["TxnLineId"] == "1"
    seen = await order(sim)
    assert seen["LinkedTxn"] == [{"TxnId": bill["Id"], "TxnType": "Bill"}]
    assert (seen["Line"][0]["Received"], seen["POStatus"], seen["SyncToken"]) == (20, "Open", "1")


@pytest.mark.parametrize(
    "spoiled",
    [
        {"LinkedTxn": [{"TxnId": "1", "TxnType": "PurchaseOrder"}]},
        {"LinkedTxn": [{"TxnId": "1", "TxnType": "PurchaseOrder", "TxnLineId": "99"}]},
        {"LinkedTxn": [{"TxnId": "9", "TxnType": "PurchaseOrder", "TxnLineId": "1"}]},
        {"LinkedTxn": [{"TxnId": "1", "TxnType": "Bill", "TxnLineId": "1"}]},
        {"LineNum": 1},
        {"Id": "1"},
    ],
)
async def test_rule_26_anything_less_is_kept_without_the_link(sim: Sim, spoiled: Body) -> None:
    bill = await sim.keep("Bill", await linked_bill(sim, 20, **spoiled))
    assert bill["LinkedTxn"] == []
    assert "LinkedTxn" not in bill["Line"][0]
    assert (await order(sim))["LinkedTxn"] == []
    assert await sim.on_hand() == 164


async def test_rule_26_line_number_zero_of_public_clients_does_no_harm(sim: Sim) -> None:
    bill = await sim.keep("Bill", await linked_bill(sim, 1, LineNum=0, Description=None))
    assert bill["LinkedTxn"]
    assert "Description" not in bill["Line"][0]


async def test_rule_26_link_may_be_lost_without_a_word(sim: Sim) -> None:
    sim.company.faults.switch_on("link_loss", entity="bill")
    assert (await sim.keep("Bill", await linked_bill(sim, 1)))["LinkedTxn"] == []
    assert (await sim.keep("Bill", await linked_bill(sim, 1)))["LinkedTxn"] != []


async def test_rule_26_existing_line_keeps_its_link_and_only_new_lines_gain_one(sim: Sim) -> None:
    bill = await sim.keep("Bill", await linked_bill(sim, 5))
    grown = {**bill["Line"][0], "Amount": 20, EXPENSE: {**bill["Line"][0][EXPENSE], "Qty": 8}}
    del grown["LinkedTxn"]
    second = (await linked_bill(sim, 2))["Line"][0]
    bill = await sim.keep("Bill", touch(bill, VendorRef=bill["VendorRef"], Line=[grown, second]))
    assert [line["Id"] for line in bill["Line"] if "LinkedTxn" in line] == ["1", "2"]
    assert (await order(sim))["Line"][0]["Received"] == 10


async def bill_for_all(sim: Sim) -> Body:
    """A bill for every line of PO-2001 in full, linked."""
    seen = await order(sim)
    body = await sim.bill()
    body["Line"] = []
    for line in seen["Line"]:
        link = {"TxnId": seen["Id"], "TxnType": "PurchaseOrder", "TxnLineId": line["Id"]}
        detail = {key: line[EXPENSE][key] for key in ("ItemRef", "Qty", "UnitPrice")}
        copied = {"DetailType": EXPENSE, "Amount": line["Amount"], EXPENSE: detail}
        body["Line"].append({**copied, "LinkedTxn": [link]})
    return body


async def test_rule_26_order_closes_when_all_is_billed_and_takes_more(sim: Sim) -> None:
    await sim.keep("Bill", await bill_for_all(sim))
    assert (await order(sim))["POStatus"] == "Closed"
    over = await sim.keep("Bill", await linked_bill(sim, 1))
    assert over["LinkedTxn"]
    assert (await order(sim))["Line"][0]["Received"] == 49


async def test_rule_26_order_closed_by_hand_cannot_be_linked(sim: Sim) -> None:
    await sim.keep("PurchaseOrder", touch(await order(sim), POStatus="Closed"))
    assert await sim.refused("Bill", await linked_bill(sim, 1)) == (620, "LinkedTxn")


async def test_rule_26_order_edited_in_quickbooks_keeps_what_was_received(sim: Sim) -> None:
    bill = await sim.keep("Bill", await linked_bill(sim, 20))
    edited = await sim.keep("PurchaseOrder", touch(await order(sim), Memo="hurry"))
    assert edited["Line"][0]["Received"] == 20
    assert edited["LinkedTxn"] == [{"TxnId": bill["Id"], "TxnType": "Bill"}]


async def estimate(sim: Sim) -> Body:
    return await sim.one("Estimate", "DocNumber", "SO-1042")


async def invoice_for(sim: Sim, target: Body) -> Body:
    return await sim.sale(LinkedTxn=[{"TxnId": target["Id"], "TxnType": "Estimate"}])


async def test_rule_27_one_invoice_per_estimate_and_it_closes(sim: Sim) -> None:
    target = await estimate(sim)
    invoice = await sim.keep("Invoice", await invoice_for(sim, target))
    seen = await estimate(sim)
    assert seen["TxnStatus"] == "Closed"
    assert seen["LinkedTxn"] == [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]
    assert await sim.refused("Invoice", await invoice_for(sim, target)) == (620, "LinkedTxn")
    again = await sim.keep("Invoice", touch(invoice, PrivateNote="amended"))
    assert again["LinkedTxn"] == invoice["LinkedTxn"]


async def test_rule_27_estimate_may_be_converted_instead_of_closed(sim: Sim) -> None:
    sim.company.books.configure({"estimate_closes_to": "Converted"})
    await sim.keep("Invoice", await invoice_for(sim, await estimate(sim)))
    assert (await estimate(sim))["TxnStatus"] == "Converted"


async def test_rule_26_order_stays_open_where_the_company_does_not_close_it(sim: Sim) -> None:
    sim.company.books.configure({"purchase_order_closes": False})
    await sim.keep("Bill", await bill_for_all(sim))
    assert (await order(sim))["POStatus"] == "Open"


async def test_rule_27_void_and_unlinking_free_the_estimate(sim: Sim) -> None:
    invoice = await sim.keep("Invoice", await invoice_for(sim, await estimate(sim)))
    await sim.post("invoice", reference(invoice), operation="void")
    assert (await estimate(sim))["TxnStatus"] == "Accepted"
    assert (await estimate(sim))["LinkedTxn"] == []


async def test_rule_27_only_pending_and_accepted_estimates_can_be_linked(sim: Sim) -> None:
    target = await sim.keep("Estimate", touch(await estimate(sim), TxnStatus="Rejected"))
    assert (await sim.refused("Invoice", await invoice_for(sim, target)))[0] == 620
    sales_order = [{"TxnId": target["Id"], "TxnType": "SalesOrder"}]
    assert (await sim.refused("Invoice", await sim.sale(LinkedTxn=sales_order)))[0] == 620


async def test_rule_28_linked_documents_cannot_be_deleted_until_unlinked(sim: Sim) -> None:
    bill = await sim.keep("Bill", await linked_bill(sim, 5))
    answer = await sim.post("bill", reference(bill), operation="delete")
    assert fault(answer)[0] == 800
    assert "PurchaseOrder TxnId=1" in answer.text
    seen = await order(sim)
    assert fault(await sim.post("purchaseorder", reference(seen), operation="delete"))[0] == 800
    plain = (await sim.bill(5))["Line"]
    bill = await sim.keep("Bill", touch(bill, VendorRef=bill["VendorRef"], Line=plain))
    assert (await order(sim))["Line"][0]["Received"] == 0
    deleted = await sim.post("bill", reference(bill), operation="delete")
    assert deleted.status_code == 200
