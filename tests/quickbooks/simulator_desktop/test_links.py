"""Rule 23: lines link to open order lines, only when added, in the order's own sequence."""

from decimal import Decimal

import pytest

from app.quickbooks.desktop.qbxml import Node
from app.quickbooks.simulator.desktop.outcomes import Crash
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24
from app.quickbooks.simulator.desktop.records import Txn
from app.quickbooks.simulator.desktop.transactions.person import human_edit, human_void
from tests.quickbooks.simulator_desktop.shop import TODAY, Shop, Values, line, named


def order(shop: Shop, *lines: Values, kind: str = "PurchaseOrder", **values: object) -> Txn:
    lines = lines or (line("Mug", 10, Rate=Decimal("1.50")), line("Pot", 4))
    return shop.write(kind, list(lines), RefNumber="O-1", **values)


def link(txn: Txn, number: int = 0) -> Values:
    return {"TxnID": txn.txn_id, "TxnLineID": txn.lines[number].txn_line_id}


def linked(txn: Txn, quantity: int | None = None, number: int = 0, **more: object) -> Values:
    given = {} if quantity is None else {"Quantity": Decimal(quantity)}
    return {**given, **more, "LinkToTxn": link(txn, number)}


def receipt(*lines: Values, **values: object) -> Values:
    head = {"VendorRef": named("Ada"), "TxnDate": TODAY}
    return {"ItemReceiptAdd": {**head, **values, **({"ItemLineAdd": list(lines)} if lines else {})}}


def unwrapped(body: Values) -> Values:
    (inner,) = body.values()
    return inner  # type: ignore[no-any-return]


def receive(shop: Shop, *lines: Values, **values: object) -> Node:
    return shop.done("ItemReceiptAdd", unwrapped(receipt(*lines, **values)))


def refuse(shop: Shop, *lines: Values, **values: object) -> int:
    return shop.refused("ItemReceiptAdd", unwrapped(receipt(*lines, **values)))[0]


def invoice(shop: Shop, *lines: Values, **values: object) -> Node:
    body = {"CustomerRef": named("Cy"), "InvoiceLineAdd": list(lines), **values}
    return shop.done("InvoiceAdd", {key: value for key, value in body.items() if value != []})


def received(txn: Txn) -> list[object]:
    return [one.values["ReceivedQuantity"] for one in txn.lines]


def test_rule_23_a_line_takes_item_price_and_words_from_the_order() -> None:
    shop = Shop()
    po = order(shop, line("Mug", 10, Rate=Decimal("1.50"), Desc="Mug, blue"))
    got = receive(shop, linked(po, 4))
    made = got.one("ItemLineRet")
    assert made is not None
    assert made.text("ItemRef/FullName") == "Mug"
    assert made.text("Desc") == "Mug, blue"
    assert (made.decimal("Cost"), made.decimal("Amount")) == (Decimal("1.50"), Decimal("6.00"))
    assert received(po) == [4]
    assert po.values["IsFullyReceived"] is False
    assert po.links == {got.text("TxnID")}


def test_rule_23_an_add_does_not_answer_links_a_query_does() -> None:
    shop = Shop()
    po = order(shop)
    got = receive(shop, linked(po, 4))
    assert got.all("LinkedTxn") == []
    plain = shop.done("ItemReceiptQuery", {"TxnID": [got.text("TxnID")]})
    assert plain.all("LinkedTxn") == []
    asked = {"TxnID": [got.text("TxnID")], "IncludeLineItems": True, "IncludeLinkedTxns": True}
    full = shop.done("ItemReceiptQuery", asked)
    assert [one.text("TxnID") for one in full.all("LinkedTxn")] == [po.txn_id]
    back = shop.done("PurchaseOrderQuery", {"TxnID": [po.txn_id], "IncludeLinkedTxns": True})
    assert [one.text("TxnType") for one in back.all("LinkedTxn")] == ["ItemReceipt"]


def test_rule_23_the_whole_order_brings_all_that_is_open_and_closes_it() -> None:
    shop = Shop()
    po = order(shop)
    receive(shop, linked(po, 4))
    got = receive(shop, LinkToTxnID=[po.txn_id])
    assert [one.decimal("Quantity") for one in got.all("ItemLineRet")] == [6, 4]
    assert received(po) == [10, 4]
    assert po.values["IsFullyReceived"] is True
    assert refuse(shop, linked(po, 1)) == 570
    assert refuse(shop, LinkToTxnID=[po.txn_id]) == 570


def test_rule_23_what_is_left_is_taken_where_no_quantity_is_given() -> None:
    shop = Shop()
    po = order(shop)
    receive(shop, linked(po, 4))
    assert receive(shop, linked(po)).text("ItemLineRet/Quantity") == "6"


def test_rule_23_an_order_is_linked_whole_or_by_lines_not_both() -> None:
    shop = Shop()
    po = order(shop)
    assert refuse(shop, linked(po, 1), LinkToTxnID=[po.txn_id]) == 3152
    other = order(shop)
    receive(shop, linked(other, 1), LinkToTxnID=[po.txn_id])
    assert (received(po), received(other)) == ([10, 4], [1, 0])


def test_rule_23_lines_keep_the_order_s_sequence() -> None:
    shop = Shop()
    po = order(shop)
    assert refuse(shop, linked(po, 1, number=1), linked(po, 1, number=0)) == 3290
    receive(shop, linked(po, 1), line("Tin", 1), linked(po, 1, number=1))
    assert received(po) == [1, 1]


def test_rule_23_lots_of_one_line_may_both_link_to_it() -> None:
    shop = Shop()
    po = order(shop)
    receive(shop, linked(po, 1), linked(po, 2), linked(po, 1, number=1))
    assert received(po) == [3, 1]
    shop.people.assume(repeated_links=False)


def test_rule_23_orders_are_not_mixed() -> None:
    shop = Shop()
    one, two = order(shop), order(shop)
    assert refuse(shop, linked(one, 1), linked(two, 1), linked(one, 1, number=1)) == 3290
    receive(shop, linked(one, 1), linked(one, 1, number=1), linked(two, 1))
    assert (received(one), received(two)) == ([1, 1], [1, 0])


def test_rule_23_the_vendor_is_the_order_s() -> None:
    shop = Shop()
    po = order(shop)
    assert refuse(shop, linked(po, 1), VendorRef=named("Bo")) == 3210


def test_rule_23_only_open_lines_can_be_received() -> None:
    shop = Shop()
    po = order(shop, line("Mug", 2), line("Pot", 4), {"Desc": "Handle with care"})
    receive(shop, linked(po, 2))
    assert refuse(shop, linked(po, 1)) == 570
    human_edit(
        shop.company,
        po.txn_id,
        {},
        [
            {"TxnLineID": po.lines[0].txn_line_id},
            {"TxnLineID": po.lines[1].txn_line_id, "IsManuallyClosed": True},
            {"TxnLineID": po.lines[2].txn_line_id},
        ],
    )
    assert refuse(shop, linked(po, 1, number=1)) == 570
    assert po.lines[0].values["ReceivedQuantity"] == 2


def test_rule_23_a_line_of_words_cannot_be_received() -> None:
    shop = Shop()
    po = order(shop, line("Mug", 2), {"Desc": "Handle with care"})
    assert refuse(shop, linked(po, 1, number=1)) == 3210


def test_rule_23_more_than_is_left_may_be_received_unless_assumed_otherwise() -> None:
    shop = Shop()
    po = order(shop)
    receive(shop, linked(po, 12))
    assert received(po) == [12, 0]
    shop.people.assume(over_receipt=False)
    assert refuse(shop, linked(po, 5, number=1)) == 3210


def test_rule_23_a_linked_line_names_no_item() -> None:
    shop = Shop()
    po = order(shop)
    assert refuse(shop, linked(po, 1, ItemRef=named("Mug"))) == 3152


def test_rule_23_a_closed_order_may_also_be_saved_without_the_link() -> None:
    shop = Shop()
    shop.people.assume(closed_order="unlinked")
    po = order(shop)
    human_edit(shop.company, po.txn_id, {"IsManuallyClosed": True})
    answer = shop.send("ItemReceiptAdd", unwrapped(receipt(linked(po, 3))))
    assert (answer.code, answer.severity) == (570, "Warn")
    assert shop.txn(answer.records[0]).lines[0].order is None
    assert received(po) == [0, 0]
    assert shop.on_hand("Mug") == 3


def test_rule_23_the_order_must_exist_and_be_of_the_right_kind() -> None:
    shop = Shop()
    po, so = order(shop), order(shop, kind="SalesOrder")
    assert refuse(shop, linked(so, 1)) == 3120
    gone = {"TxnID": "FFFF-1700000000", "TxnLineID": po.lines[0].txn_line_id}
    assert refuse(shop, {"LinkToTxn": gone}) == 3120
    assert refuse(shop, {"LinkToTxn": {**link(po), "TxnLineID": "FFFF-1700000000"}}) == 3120
    assert refuse(shop, {"LinkToTxn": {**link(po), "TxnLineID": "garbage"}}) == 3000


def test_rule_23_a_group_is_linked_by_the_lines_inside() -> None:
    shop = Shop()
    members = [
        {"ItemRef": shop.books.rows[shop.items[name]].ref(), "Quantity": Decimal(count)}
        for name, count in (("Mug", 4), ("Pot", 1))
    ]
    shop.people.add("ItemGroup", "Breakfast", ItemDesc="For four", ItemGroupLine=members)
    group = {"ItemGroupRef": named("Breakfast"), "Quantity": Decimal(2)}
    answer = shop.done(
        "PurchaseOrderAdd", {"VendorRef": named("Ada"), "PurchaseOrderLineGroupAdd": [group]}
    )
    po = shop.txn(answer)
    inside = po.lines[0].values["PurchaseOrderLineRet"]
    assert [one["Quantity"] for one in inside] == [8, 2]
    assert refuse(shop, linked(po, 1)) == 3210
    inner = {"TxnID": po.txn_id, "TxnLineID": inside[1]["TxnLineID"]}
    receive(shop, {"Quantity": Decimal(2), "LinkToTxn": inner})
    assert [one["ReceivedQuantity"] for one in inside] == [0, 2]
    receive(shop, LinkToTxnID=[po.txn_id])
    assert po.values["IsFullyReceived"] is True
    assert [shop.on_hand("Mug"), shop.on_hand("Pot")] == [8, 2]


def test_rule_23_an_invoice_takes_the_order_s_address() -> None:
    shop = Shop()
    home = {"Addr1": "1 Pine St", "City": "Bend"}
    so = order(shop, kind="SalesOrder", ShipAddress=home)
    got = invoice(shop, linked(so, 3), ShipAddress={"Addr1": "Elsewhere"})
    assert got.text("ShipAddress/Addr1") == "1 Pine St"
    assert [one.values["Invoiced"] for one in so.lines] == [3, 0]
    invoice(shop, LinkToTxnID=[so.txn_id])
    assert so.values["IsFullyInvoiced"] is True


def test_rule_23_an_order_without_sales_tax_item_cannot_be_invoiced_where_tax_is_charged() -> None:
    shop = Shop()
    shop.people.assume(charges_sales_tax=True)
    so = order(shop, kind="SalesOrder")
    body = {"CustomerRef": named("Cy"), "InvoiceLineAdd": [linked(so, 1)]}
    assert shop.refused("InvoiceAdd", body)[0] == 3180
    shop.people.add("ItemSalesTax", "State", TaxRate=Decimal(7))
    human_edit(shop.company, so.txn_id, {"ItemSalesTaxRef": named("State")})
    shop.done("InvoiceAdd", body)


def test_rule_23_a_vendor_credit_cannot_be_linked() -> None:
    # QuickBooks warns with 530 and ignores the link; we refuse the document, and never say it
    shop = Shop()
    po = order(shop)
    ids = f"<TxnID>{po.txn_id}</TxnID><TxnLineID>{po.lines[0].txn_line_id}</TxnLineID>"
    xml = (
        '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">'
        "<VendorCreditAddRq><VendorCreditAdd><VendorRef><FullName>Ada</FullName></VendorRef>"
        "<ItemLineAdd><ItemRef><FullName>Mug</FullName></ItemRef><Quantity>1</Quantity>"
        "{}</ItemLineAdd></VendorCreditAdd></VendorCreditAddRq></QBXMLMsgsRq></QBXML>"
    )
    with pytest.raises(Crash, match="0x80040400"):
        shop.company.process(xml.format(f"<LinkToTxn>{ids}</LinkToTxn>"))
    assert 'statusCode="0"' in shop.company.process(xml.format(""))


def test_rule_23_a_change_makes_no_link_and_loses_that_of_a_changed_line() -> None:
    shop = Shop()
    po = order(shop)
    got = receive(shop, linked(po, 4), linked(po, 1, number=1))
    first, second = got.all("ItemLineRet")
    mod = {
        "TxnID": got.text("TxnID"),
        "EditSequence": got.text("EditSequence"),
        "ItemLineMod": [
            {"TxnLineID": first.text("TxnLineID"), "Quantity": Decimal(5)},
            {"TxnLineID": second.text("TxnLineID")},
        ],
    }
    shop.done("ItemReceiptMod", mod)
    assert received(po) == [0, 1]
    assert [shop.on_hand("Mug"), shop.on_hand("Pot")] == [5, 1]


def test_rule_23_a_person_who_changes_a_linked_line_keeps_the_link() -> None:
    shop = Shop()
    po = order(shop)
    got = receive(shop, linked(po, 4))
    id = got.text("ItemLineRet/TxnLineID")
    human_edit(shop.company, got.text("TxnID"), {}, [{"TxnLineID": id, "Quantity": Decimal(7)}])
    assert received(po) == [7, 0]


@pytest.mark.parametrize("how", ["TxnDel", "TxnVoid"])
def test_rule_23_deleting_or_voiding_gives_back_what_was_received(how: str) -> None:
    shop = Shop()
    po = order(shop)
    before = po.sequence
    got = receive(shop, LinkToTxnID=[po.txn_id])
    assert po.sequence != before
    shop.done(how, {f"{how}Type": "ItemReceipt", "TxnID": got.text("TxnID")})
    assert received(po) == [0, 0]
    assert po.values["IsFullyReceived"] is False
    assert po.links == set()
    receive(shop, linked(po, 1))


def test_rule_23_a_bill_links_like_a_receipt_and_both_count() -> None:
    shop = Shop()
    po = order(shop)
    receive(shop, linked(po, 4))
    bill = {"VendorRef": named("Ada"), "ItemLineAdd": [linked(po, 6)]}
    shop.done("BillAdd", bill)
    assert received(po) == [10, 0]
    assert len(po.links) == 2


def test_rule_23_short_lines_are_closed_by_a_change_of_the_order() -> None:
    shop = Shop()
    po = order(shop)
    receive(shop, linked(po, 10))

    def close(*numbers: int) -> Values:
        lines = [
            {
                "TxnLineID": one.txn_line_id,
                **({"IsManuallyClosed": True} if at in numbers else {}),
            }
            for at, one in enumerate(po.lines)
        ]
        head = {"TxnID": po.txn_id, "EditSequence": po.sequence}
        return {**head, "PurchaseOrderLineMod": lines}

    assert shop.refused("PurchaseOrderMod", close(0))[0] == 3210
    shop.done("PurchaseOrderMod", close(1))
    assert refuse(shop, linked(po, 1, number=1)) == 570
    assert received(po) == [10, 0]


def test_rule_23_an_order_in_use_cannot_be_deleted_nor_lose_the_line() -> None:
    shop = Shop()
    po = order(shop)
    got = receive(shop, linked(po, 4))
    delete = {"TxnDelType": "PurchaseOrder", "TxnID": po.txn_id}
    assert shop.refused("TxnDel", delete)[0] == 3160
    rest = {
        "TxnID": po.txn_id,
        "EditSequence": po.sequence,
        "PurchaseOrderLineMod": [{"TxnLineID": po.lines[1].txn_line_id}],
    }
    assert shop.refused("PurchaseOrderMod", rest)[0] == 3170
    human_void(shop.company, got.text("TxnID"))
    shop.done("TxnDel", delete)


def test_rule_23_a_linked_line_goes_to_the_order_s_site_unless_told_otherwise() -> None:
    shop = Shop(ENTERPRISE_24)
    po = order(shop, InventorySiteRef=named("Main"))
    receive(shop, linked(po, 4))
    receive(shop, linked(po, 2, InventorySiteRef=named("Truck"), LotNumber="L1"))
    assert shop.on_hand("Mug", site="Main") == 4
    assert shop.on_hand("Mug", site="Truck", tracked="L1") == 2


def test_rule_23_counts_are_in_the_order_s_unit() -> None:
    shop = Shop()
    unit = {"Name": "each", "Abbreviation": "ea"}
    dozen = {"Name": "dozen", "Abbreviation": "dz", "ConversionRatio": Decimal(12)}
    shop.people.add("UnitOfMeasureSet", "Count", BaseUnit=unit, RelatedUnit=[dozen])
    shop.people.edit("ItemInventory", "Mug", UnitOfMeasureSetRef=named("Count"))
    po = order(shop, line("Mug", 2, UnitOfMeasure="dozen", Rate=Decimal(18)))
    got = receive(shop, linked(po, 6, UnitOfMeasure="each"))
    assert got.text("ItemLineRet/Amount") == "9.00"
    assert received(po) == [Decimal("0.5")]
    receive(shop, linked(po))
    assert shop.on_hand("Mug") == 24
    assert refuse(shop, line("Mug", 1, UnitOfMeasure="crate")) == 3210
