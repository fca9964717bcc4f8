"""Rules 24 and 26: stock per item, site, bin, lot and serial, and what it costs on average."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.quickbooks.desktop.qbxml import Node
from app.quickbooks.simulator.desktop.outcomes import Crash
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24, ENTERPRISE_24_SERIALS
from app.quickbooks.simulator.desktop.transactions.audit import ledger
from app.quickbooks.simulator.desktop.transactions.person import human_delete, human_void
from tests.quickbooks.simulator_desktop.shop import TODAY, Shop, Values, line, named


def receive(shop: Shop, *lines: Values, **values: object) -> Node:
    body = {"VendorRef": named("Ada"), "TxnDate": TODAY, "ItemLineAdd": list(lines), **values}
    return shop.done("ItemReceiptAdd", body)


def sale(*lines: Values, **values: object) -> Values:
    body = {"CustomerRef": named("Cy"), "TxnDate": TODAY, "InvoiceLineAdd": list(lines)}
    return {**body, **values}


def adjustment(way: Values, item: str = "Mug", *, site: str = "") -> Values:
    head: Values = {"AccountRef": named("Shrinkage"), "TxnDate": TODAY}
    if site:
        head["InventorySiteRef"] = named(site)
    return {**head, "InventoryAdjustmentLineAdd": [{"ItemRef": named(item), **way}]}


def transfer(*lines: Values, **values: object) -> Values:
    ends = {"FromInventorySiteRef": named("Main"), "ToInventorySiteRef": named("Truck")}
    return {**ends, "TxnDate": TODAY, "TransferInventoryLineAdd": list(lines), **values}


def moved(item: str, quantity: int, **more: object) -> Values:
    return {"ItemRef": named(item), "QuantityToTransfer": Decimal(quantity), **more}


@pytest.mark.parametrize(
    ("kind", "party", "lines", "sign"),
    [
        ("ItemReceipt", "VendorRef", "ItemLineAdd", 1),
        ("Bill", "VendorRef", "ItemLineAdd", 1),
        ("VendorCredit", "VendorRef", "ItemLineAdd", -1),
        ("Invoice", "CustomerRef", "InvoiceLineAdd", -1),
        ("SalesReceipt", "CustomerRef", "SalesReceiptLineAdd", -1),
        ("CreditMemo", "CustomerRef", "CreditMemoLineAdd", 1),
        ("PurchaseOrder", "VendorRef", "PurchaseOrderLineAdd", 0),
        ("SalesOrder", "CustomerRef", "SalesOrderLineAdd", 0),
    ],
)
def test_rule_24_each_kind_moves_stock_its_way(
    kind: str, party: str, lines: str, sign: int
) -> None:
    shop = Shop()
    shop.stocked("Mug", 10)
    name = "Ada" if party == "VendorRef" else "Cy"
    shop.done(f"{kind}Add", {party: named(name), lines: [line("Mug", 4), line("Delivery", 1)]})
    assert shop.on_hand("Mug") == 10 + sign * 4
    assert ledger(shop.company).differences == {}


def test_rule_24_a_pending_invoice_moves_nothing() -> None:
    shop = Shop()
    got = shop.done("InvoiceAdd", sale(line("Mug", 2), IsPending=True))
    assert shop.on_hand("Mug") == 0
    head = {"TxnID": got.text("TxnID"), "EditSequence": got.text("EditSequence")}
    shop.done("InvoiceMod", {**head, "IsPending": False})
    assert shop.on_hand("Mug") == -2


def test_rule_24_average_cost_follows_purchases_and_is_given_back() -> None:
    shop = Shop()
    shop.people.edit("Item", "Mug", PurchaseCost=Decimal(1))
    receive(shop, line("Mug", 10, Cost=Decimal(2)))
    assert shop.cost("Mug") == 2
    dear = receive(shop, line("Mug", 10, Cost=Decimal(4)))
    assert shop.cost("Mug") == 3
    sold = shop.done("InvoiceAdd", sale(line("Mug", 5)))
    assert shop.cost("Mug") == 3
    last = receive(shop, line("Mug", 5, Cost=Decimal(7)))
    assert shop.cost("Mug") == 4
    human_void(shop.company, last.text("TxnID"))
    assert shop.cost("Mug") == 3
    human_delete(shop.company, sold.text("TxnID"))
    human_delete(shop.company, dear.text("TxnID"))
    assert (shop.cost("Mug"), shop.on_hand("Mug")) == (Decimal(2), Decimal(10))


def test_rule_24_the_dates_decide_not_the_sequence_of_writing() -> None:
    shop = Shop()
    receive(shop, line("Mug", 10, Cost=Decimal(4)))
    shop.done("InvoiceAdd", sale(line("Mug", 10), TxnDate=TODAY + timedelta(days=1)))
    receive(shop, line("Mug", 10, Cost=Decimal(2)), TxnDate=TODAY - timedelta(days=1))
    assert shop.cost("Mug") == 3


def test_rule_24_what_comes_into_an_empty_shelf_sets_the_cost() -> None:
    shop = Shop()
    receive(shop, line("Mug", 10, Cost=Decimal(2)))
    shop.done("InvoiceAdd", sale(line("Mug", 12)))
    receive(shop, line("Mug", 10, Cost=Decimal(5)))
    assert shop.cost("Mug") == 5


def test_rule_24_plain_stock_may_go_below_zero_unless_assumed_otherwise() -> None:
    shop = Shop()
    shop.done("InvoiceAdd", sale(line("Mug", 3)))
    assert shop.on_hand("Mug") == -3
    shop.people.assume(negative_stock=False)
    code, text = shop.refused("InvoiceAdd", sale(line("Mug", 1)))
    assert code == 3180
    assert "not enough of Mug" in text
    receive(shop, line("Mug", 1))


def test_rule_24_an_adjustment_by_difference_and_by_count() -> None:
    shop = Shop()
    shop.people.single_user()
    receive(shop, line("Mug", 10, Cost=Decimal(2)))
    less = {"QuantityAdjustment": {"QuantityDifference": Decimal(-3)}}
    got = shop.done("InventoryAdjustmentAdd", adjustment(less))
    assert got.text("InventoryAdjustmentLineRet/QuantityDifference") == "-3"
    assert got.text("InventoryAdjustmentLineRet/ValueDifference") == "-6.00"
    count: Values = {"QuantityAdjustment": {"NewQuantity": Decimal(12)}}
    got = shop.done("InventoryAdjustmentAdd", adjustment(count))
    assert got.text("InventoryAdjustmentLineRet/QuantityDifference") == "5"
    assert (shop.on_hand("Mug"), shop.cost("Mug")) == (Decimal(12), Decimal(2))


def test_rule_24_an_adjustment_of_the_value_changes_the_cost() -> None:
    shop = Shop()
    shop.people.single_user()
    receive(shop, line("Mug", 10, Cost=Decimal(2)))
    shop.done("InventoryAdjustmentAdd", adjustment({"ValueAdjustment": {"NewValue": Decimal(50)}}))
    assert (shop.on_hand("Mug"), shop.cost("Mug")) == (Decimal(10), Decimal(5))
    part = {"QuantityDifference": Decimal(-5), "ValueDifference": Decimal(-35)}
    shop.done("InventoryAdjustmentAdd", adjustment({"ValueAdjustment": part}))
    assert (shop.on_hand("Mug"), shop.cost("Mug")) == (Decimal(5), Decimal(3))


def test_rule_24_an_adjustment_is_changed_voided_and_deleted() -> None:
    shop = Shop()
    shop.people.single_user()
    less = {"QuantityAdjustment": {"QuantityDifference": Decimal(-3)}}
    got = shop.done("InventoryAdjustmentAdd", adjustment(less))
    id = got.text("InventoryAdjustmentLineRet/TxnLineID")
    head = {"TxnID": got.text("TxnID"), "EditSequence": got.text("EditSequence")}
    more = {"TxnLineID": id, "QuantityDifference": Decimal(-4)}
    new = {"TxnLineID": "-1", "ItemRef": named("Pot"), "QuantityDifference": Decimal(2)}
    shop.done("InventoryAdjustmentMod", {**head, "InventoryAdjustmentLineMod": [more, new]})
    assert [shop.on_hand("Mug"), shop.on_hand("Pot")] == [-4, 2]
    human_void(shop.company, got.text("TxnID"))
    assert [shop.on_hand("Mug"), shop.on_hand("Pot")] == [0, 0]
    human_delete(shop.company, got.text("TxnID"))
    assert ledger(shop.company).differences == {}


def test_only_inventory_items_are_adjusted_or_transferred() -> None:
    shop = Shop(ENTERPRISE_24)
    less = {"QuantityAdjustment": {"QuantityDifference": Decimal(-3)}}
    assert shop.refused("InventoryAdjustmentAdd", adjustment(less, "Delivery"))[0] == 3280
    assert shop.refused("TransferInventoryAdd", transfer(moved("Delivery", 1)))[0] == 3280


# ---- sites and bins


def test_rule_24_a_transfer_moves_between_sites_and_can_only_be_deleted() -> None:
    shop = Shop(ENTERPRISE_24)
    shop.stocked("Mug", 10, site="Main")
    got = shop.done("TransferInventoryAdd", transfer(moved("Mug", 4), RefNumber="T000009"))
    assert got.text("TransferInventoryLineRet/QuantityTransferred") == "4"
    assert [shop.on_hand("Mug", site=name) for name in ("Main", "Truck")] == [6, 4]
    assert (shop.on_hand("Mug"), shop.cost("Mug")) == (Decimal(10), Decimal(2))
    head = {"TxnID": got.text("TxnID"), "EditSequence": got.text("EditSequence")}
    id = got.text("TransferInventoryLineRet/TxnLineID")
    more = {"TxnLineID": id, "QuantityToTransfer": Decimal(5)}
    shop.done("TransferInventoryMod", {**head, "TransferInventoryLineMod": [more]})
    assert shop.on_hand("Mug", site="Truck") == 5
    shop.done("TxnDel", {"TxnDelType": "TransferInventory", "TxnID": got.text("TxnID")})
    assert [shop.on_hand("Mug", site=name) for name in ("Main", "Truck")] == [10, 0]


def test_rule_24_a_transfer_between_bins_of_one_site() -> None:
    shop = Shop(ENTERPRISE_24)
    shop.stocked("Mug", 10, site="Main")
    bin = {"ListID": shop.sites["Main:B1"]}
    same = {"ToInventorySiteRef": named("Main")}
    into = moved("Mug", 3, ToInventorySiteLocationRef=bin)
    shop.done("TransferInventoryAdd", transfer(into, **same))
    assert shop.on_hand("Mug", site="Main", bin="Main:B1") == 3
    assert shop.on_hand("Mug", site="Main", bin="") == 7
    assert shop.refused("TransferInventoryAdd", transfer(moved("Mug", 3), **same))[0] == 3210
    assert shop.refused("TransferInventoryAdd", transfer(moved("Mug", 0)))[0] == 3210


def test_rule_24_a_count_is_of_one_site_and_bin() -> None:
    shop = Shop(ENTERPRISE_24)
    shop.stocked("Mug", 10, site="Main")
    shop.stocked("Mug", 5, site="Truck")
    count: Values = {"QuantityAdjustment": {"NewQuantity": Decimal(4)}}
    got = shop.done("InventoryAdjustmentAdd", adjustment(count, site="Truck"))
    assert got.text("InventoryAdjustmentLineRet/QuantityDifference") == "-1"
    bin = {"InventorySiteLocationRef": {"ListID": shop.sites["Truck:B1"]}}
    count = {"QuantityAdjustment": {"NewQuantity": Decimal(2), **bin}}
    shop.done("InventoryAdjustmentAdd", adjustment(count, site="Truck"))
    assert [shop.on_hand("Mug", site=name) for name in ("Main", "Truck")] == [10, 6]


# ---- lots and serials


def lot(name: str, **more: object) -> Values:
    return {"InventorySiteRef": named("Main"), "LotNumber": name, **more}


def test_rule_26_a_lot_cannot_go_below_zero() -> None:
    shop = Shop(ENTERPRISE_24)
    expiry = {"ExpirationDateForSerialLotNumber": date(2027, 1, 31)}
    got = receive(shop, line("Mug", 5, **lot("L1", **expiry)), line("Mug", 2, **lot("L2")))
    assert got.text("ItemLineRet/ExpirationDateForSerialLotNumber") == "2027-01-31"
    code, text = shop.refused("InvoiceAdd", sale(line("Mug", 3, **lot("L2"))))
    assert code == 3180
    assert "Mug number L2 at Main" in text
    sold = shop.done("InvoiceAdd", sale(line("Mug", 4, **lot("L1"))))
    assert shop.on_hand("Mug", tracked="L1") == 1
    delete = {"TxnDelType": "ItemReceipt", "TxnID": got.text("TxnID")}
    assert shop.refused("TxnDel", delete)[0] == 3180
    human_void(shop.company, sold.text("TxnID"))
    shop.done("TxnDel", delete)
    assert shop.books.stock == {}


def test_rule_26_expiry_dates_came_with_version_16() -> None:
    shop = Shop(ENTERPRISE_24)
    text = (
        '<?xml version="1.0"?><?qbxml version="{}"?><QBXML><QBXMLMsgsRq onError="stopOnError">'
        "<ItemReceiptAddRq><ItemReceiptAdd><VendorRef><FullName>Ada</FullName></VendorRef>"
        "<ItemLineAdd><ItemRef><FullName>Mug</FullName></ItemRef><LotNumber>L1</LotNumber>"
        "<ExpirationDateForSerialLotNumber>2027-01-31</ExpirationDateForSerialLotNumber>"
        "<Quantity>1</Quantity></ItemLineAdd></ItemReceiptAdd></ItemReceiptAddRq>"
        "</QBXMLMsgsRq></QBXML>"
    )
    with pytest.raises(Crash, match="0x80040400"):
        shop.company.process(text.format("14.0"))
    assert 'statusCode="0"' in shop.company.process(text.format("16.0"))


def test_rule_26_a_lot_is_where_it_is() -> None:
    shop = Shop(ENTERPRISE_24)
    receive(shop, line("Mug", 5, **lot("L1")))
    there = {"LotNumber": "L1", "InventorySiteRef": named("Truck")}
    assert shop.refused("InvoiceAdd", sale(line("Mug", 1, **there)))[0] == 3180
    shop.done("TransferInventoryAdd", transfer(moved("Mug", 2, LotNumber="L1")))
    shop.done("InvoiceAdd", sale(line("Mug", 1, **there)))
    assert shop.refused("TransferInventoryAdd", transfer(moved("Mug", 4, LotNumber="L1")))


def test_rule_26_a_company_has_lots_or_serials_not_both() -> None:
    lots, serials = Shop(ENTERPRISE_24), Shop(ENTERPRISE_24_SERIALS)
    body = {"VendorRef": named("Ada")}
    wrong = {**body, "ItemLineAdd": [line("Mug", 1, SerialNumber="S1")]}
    assert lots.refused("ItemReceiptAdd", wrong)[0] == 3250
    wrong = {**body, "ItemLineAdd": [line("Mug", 1, LotNumber="L1")]}
    assert serials.refused("ItemReceiptAdd", wrong)[0] == 3250


def test_rule_26_serials_are_as_many_as_the_quantity_and_there_once() -> None:
    shop = Shop(ENTERPRISE_24_SERIALS)
    body = {"VendorRef": named("Ada")}
    for numbers, quantity in (("S1,S2", 3), ("S1,S1", 2)):
        wrong = {**body, "ItemLineAdd": [line("Mug", quantity, SerialNumber=numbers)]}
        assert shop.refused("ItemReceiptAdd", wrong)[0] == 3210
    receive(shop, line("Mug", 2, SerialNumber="S1, S2"))
    assert [shop.on_hand("Mug", tracked=one) for one in ("S1", "S2")] == [1, 1]
    again = {**body, "ItemLineAdd": [line("Mug", 1, SerialNumber="S2")]}
    assert shop.refused("ItemReceiptAdd", again)[0] == 3180
    assert shop.refused("InvoiceAdd", sale(line("Mug", 1, SerialNumber="S3")))[0] == 3180
    shop.done("InvoiceAdd", sale(line("Mug", 1, SerialNumber="S2")))
    shop.done("ItemReceiptAdd", again)
    shop.people.assume(duplicate_serials=True)
    shop.done("ItemReceiptAdd", again)


def test_rule_26_a_service_has_no_lot() -> None:
    shop = Shop(ENTERPRISE_24)
    wrong = {"VendorRef": named("Ada"), "ItemLineAdd": [line("Delivery", 1, LotNumber="L1")]}
    assert shop.refused("ItemReceiptAdd", wrong)[0] == 3210


def test_rule_24_serials_are_adjusted_by_their_numbers() -> None:
    shop = Shop(ENTERPRISE_24_SERIALS)
    more = {"QuantityDifference": Decimal(2), "SerialNumber": "S1,S2"}
    got = shop.done("InventoryAdjustmentAdd", adjustment({"QuantityAdjustment": more}))
    assert got.text("InventoryAdjustmentLineRet/SerialNumberAddedOrRemoved") == "Added"
    less = {"QuantityDifference": Decimal(-1), "SerialNumber": "S2"}
    shop.done("InventoryAdjustmentAdd", adjustment({"QuantityAdjustment": less}))
    assert (
        shop.refused("InventoryAdjustmentAdd", adjustment({"QuantityAdjustment": less}))[0] == 3180
    )
    assert [shop.on_hand("Mug"), shop.on_hand("Mug", tracked="S2")] == [1, 0]


def test_rule_24_numbers_alone_do_not_change_how_much_there_is() -> None:
    shop = Shop(ENTERPRISE_24_SERIALS)
    shop.stocked("Mug", 3)
    way: Values = {"SerialNumberAdjustment": {"AddSerialNumber": "S1,S2"}}
    got = shop.done("InventoryAdjustmentAdd", adjustment(way))
    assert got.text("InventoryAdjustmentLineRet/QuantityDifference") == "0"
    assert [shop.on_hand("Mug", tracked=one) for one in ("", "S1", "S2")] == [1, 1, 1]
    way = {"SerialNumberAdjustment": {"RemoveSerialNumber": "S1"}}
    shop.done("InventoryAdjustmentAdd", adjustment(way))
    assert [shop.on_hand("Mug", tracked=one) for one in ("", "S1")] == [2, 0]
    lots = Shop(ENTERPRISE_24)
    lots.stocked("Mug", 3)
    way = {"LotNumberAdjustment": {"LotNumber": "L1", "CountAdjustment": 2}}
    lots.done("InventoryAdjustmentAdd", adjustment(way))
    assert [lots.on_hand("Mug", tracked=one) for one in ("", "L1")] == [1, 2]
