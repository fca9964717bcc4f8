"""Each document on its way into the books: created, linked, amended, exactly once."""

from decimal import Decimal

from app.core.types import new_id
from app.sync.documents import AdjustmentDoc, DocumentLine
from tests.quickbooks.online.world import World


async def test_connecting_reads_the_company_and_suggests_its_accounts(world: World) -> None:
    connection = await world.connection()
    accounts = {one["Id"]: one["Name"] for one in world.books("Account")}
    chosen = connection.settings["accounts"]
    assert connection.company_name == "Harbor & Vale Supply Co."
    assert accounts[chosen["accounts_payable"]] == "Accounts Payable (A/P)"
    assert accounts[chosen["adjustment"]] == "Inventory Shrinkage"
    assert "AB11" not in connection.secrets
    assert world.company.realm not in connection.secrets


async def test_a_receipt_becomes_a_bill_linked_to_its_order_lines(world: World) -> None:
    before = world.on_hand("OAT-1L")
    receipt = await world.receipt(qty={"OAT-1L": "12", "YOG-500": "6"})
    await world.want(receipt)
    assert await world.drain() == 1
    (bill,) = world.books("Bill")
    order = next(one for one in world.books("PurchaseOrder") if one["DocNumber"] == "PO-2001")
    assert bill["DocNumber"] == "R-000001"
    assert bill["TotalAmt"] == Decimal("24.60")
    assert [link["TxnId"] for link in bill["LinkedTxn"]] == [order["Id"]]
    assert [line["Received"] for line in order["Line"][:2]] == [12, 6]
    assert world.on_hand("OAT-1L") == before + 12
    row = await world.operation(receipt)
    assert (row.state, row.sent, row.wanted, row.warnings) == ("done", 1, 1, None)


async def test_a_later_scan_amends_the_same_bill_and_keeps_its_lines(world: World) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "12"})
    await world.want(receipt)
    await world.drain()
    more = await world.receipt(qty={"YOG-500": "6", "OAT-1L": "20"}, id=receipt.id)
    await world.want(more)
    await world.drain()
    (bill,) = world.books("Bill")
    by_item = {
        line["Description"]: (line["Id"], line["ItemBasedExpenseLineDetail"]["Qty"])
        for line in bill["Line"]
    }
    assert by_item == {"Oat milk 1 L": ("1", 20), "Plain yogurt 500 g": ("2", 6)}
    assert all(line["LinkedTxn"] for line in bill["Line"])
    assert bill["SyncToken"] == "1"
    assert world.copies(receipt) == [f"Bill {bill['Id']}"]


async def test_scans_while_a_message_waits_become_one_message(world: World) -> None:
    receipt = await world.receipt()
    for qty in range(1, 11):
        await world.want(await world.receipt(qty={"OAT-1L": str(qty)}, id=receipt.id))
    assert await world.drain() == 1
    (bill,) = world.books("Bill")
    assert bill["Line"][0]["ItemBasedExpenseLineDetail"]["Qty"] == 10


async def test_only_the_first_shipment_of_an_estimate_is_linked_to_it(world: World) -> None:
    first = await world.shipment(qty={"OAT-1L": "5"})
    second = await world.shipment(qty={"OAT-1L": "7", "COF-1K": "4"}, number="S-000002")
    await world.want(first)
    await world.want(second)
    await world.drain()
    estimate = next(one for one in world.books("Estimate") if one["DocNumber"] == "SO-1042")
    invoices = {one["DocNumber"]: one for one in world.books("Invoice")}
    assert [link["TxnId"] for link in invoices["S-000001"]["LinkedTxn"]] == [estimate["Id"]]
    assert invoices["S-000002"]["LinkedTxn"] == []
    assert invoices["S-000002"]["TotalAmt"] == Decimal("84.20")
    assert invoices["S-000001"]["TrackingNum"] == "1Z999AA10123456784"
    assert world.on_hand("OAT-1L") == 144 - 12


async def test_a_shipment_can_be_a_sales_receipt(world: World) -> None:
    await world.change_settings(sales_document="sales_receipt")
    shipment = await world.shipment()
    await world.want(shipment)
    await world.drain()
    (sale,) = world.books("SalesReceipt")
    assert sale["TotalAmt"] == Decimal("31.20")
    assert world.books("Invoice") == []
    # A later choice does not turn what is posted into something else.
    await world.change_settings(sales_document="invoice")
    await world.want(await world.shipment(qty={"OAT-1L": "10"}, id=shipment.id))
    await world.drain()
    (sale,) = world.books("SalesReceipt")
    assert sale["TotalAmt"] == Decimal("26.00")


async def test_an_order_that_was_invoiced_first_gets_its_shipping_details(world: World) -> None:
    await world.change_settings(orders_from=("invoice",))
    customer = world.books("Customer")[0]
    item = next(one for one in world.books("Item") if one["Sku"] == "OAT-1L")
    detail = {"ItemRef": {"value": item["Id"]}, "Qty": 3, "UnitPrice": Decimal("2.60")}
    line = {
        "DetailType": "SalesItemLineDetail",
        "Amount": Decimal("7.80"),
        "SalesItemLineDetail": detail,
    }
    body = {"CustomerRef": {"value": customer["Id"]}, "DocNumber": "I-77", "Line": [line]}
    invoice = world.write("Invoice", body | {"PrivateNote": "call first"})
    await world.restart_reading()
    await world.pull()
    parts = [
        await world.shipment("I-77", {"OAT-1L": "1"}),
        await world.shipment("I-77", {"OAT-1L": "2"}, number="S-000002", tracking_number="T-2"),
    ]
    for shipment in parts:
        await world.want(shipment)
        await world.drain()
        assert (await world.operation(shipment)).state == "done"
    (kept,) = world.books("Invoice")
    assert kept["Id"] == invoice["Id"]
    assert (kept["TrackingNum"], kept["ShipDate"]) == ("T-2", "2026-11-20")
    assert (kept["PrivateNote"], kept["TotalAmt"]) == ("call first", Decimal("7.80"))


async def test_an_adjustment_books_the_difference_to_the_account_of_its_reason(
    world: World,
) -> None:
    accounts = {one["Name"]: one["Id"] for one in world.books("Account")}
    connection = await world.connection()
    chosen = connection.settings["accounts"]
    equity = {"opening": accounts["Opening Balance Equity"]}
    await world.change_settings(accounts=chosen | {"adjustment_by_reason": equity})
    item = await world.item("OAT-1L")

    def found(qty: str, reason: str, number: str) -> AdjustmentDoc:
        line = DocumentLine(
            line_key="a", item_id=item.id, sku=item.sku, name=item.name, qty=Decimal(qty)
        )
        return AdjustmentDoc(
            id=new_id(), number=number, on=world.hour.now.date(), reason=reason, lines=(line,)
        )

    await world.want(found("-2.5", "count", "A-000001"))
    await world.want(found("10", "opening", "A-000002"))
    await world.drain()
    booked = {one["DocNumber"]: one for one in world.books("InventoryAdjustment")}
    assert booked["A-000001"]["AdjustAccountRef"]["value"] == accounts["Inventory Shrinkage"]
    assert booked["A-000002"]["AdjustAccountRef"]["value"] == accounts["Opening Balance Equity"]
    assert world.on_hand("OAT-1L") == Decimal("151.5")


async def test_an_adjustment_can_be_amended_on_a_later_day(world: World) -> None:
    item = await world.item("OAT-1L")
    line = DocumentLine(
        line_key="a", item_id=item.id, sku=item.sku, name=item.name, qty=Decimal(-2)
    )
    document = AdjustmentDoc(
        id=new_id(), number="A-000001", on=world.hour.now.date(), reason="count", lines=(line,)
    )
    await world.want(document)
    await world.drain()
    world.later(86400)
    changed = line.model_copy(update={"qty": Decimal(-3)})
    later = document.model_copy(update={"on": world.hour.now.date(), "lines": (changed,)})
    await world.want(later)
    await world.drain()
    assert (await world.operation(document)).state == "done"
    assert world.on_hand("OAT-1L") == 141


async def test_prices_with_many_decimals_never_miss_the_amount_by_a_cent(world: World) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "3"})
    line = receipt.lines[0].model_copy(
        update={"qty": Decimal("3.33333"), "unit_amount": Decimal("33.3333333")}
    )
    await world.want(receipt.model_copy(update={"lines": (line,)}))
    await world.drain()
    (bill,) = world.books("Bill")
    assert bill["TotalAmt"] == Decimal("111.11")


async def test_what_quickbooks_confirmed_is_kept_as_it_was_told(world: World) -> None:
    receipt = await world.receipt(qty={"OAT-1L": "12"})
    await world.want(receipt)
    assert (await world.operation(receipt)).sent_snapshot is None
    await world.drain()
    more = await world.receipt(qty={"OAT-1L": "20"}, id=receipt.id)
    await world.want(more)
    row = await world.operation(receipt)
    assert row.sent_snapshot == receipt.model_dump(mode="json")
    assert row.snapshot == more.model_dump(mode="json")
    await world.drain()
    assert (await world.operation(receipt)).sent_snapshot == more.model_dump(mode="json")
