"""Transactions of the simulated company: what is kept, what follows, what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.quickbooks.desktop.qbxml import Node
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24, PRO_2021
from app.quickbooks.simulator.desktop.transactions.audit import ledger, noted
from app.quickbooks.simulator.desktop.transactions.person import (
    human_delete,
    human_edit,
    human_void,
)
from tests.quickbooks.simulator_desktop.shop import TODAY, Shop, Values, line, named

GUID = "{8A1B4F20-0C4E-4E0B-9C1D-2F6A7B8C9D02}"


def receipt(*lines: Values, **values: object) -> Values:
    return {"VendorRef": named("Ada"), "TxnDate": TODAY, "ItemLineAdd": list(lines), **values}


def sale(*lines: Values, **values: object) -> Values:
    return {"CustomerRef": named("Cy"), "TxnDate": TODAY, "InvoiceLineAdd": list(lines), **values}


def change(node: Node, **values: object) -> Values:
    """A Mod of what was just answered."""
    return {"TxnID": node.text("TxnID"), "EditSequence": node.text("EditSequence"), **values}


# ---- what is kept and computed


def test_an_add_answers_what_was_written_and_what_follows() -> None:
    shop = Shop()
    got = shop.done(
        "ItemReceiptAdd",
        receipt(
            line("Mug", 4, Cost=Decimal("1.333")),
            line("Delivery", 1),
            RefNumber="WR-000055",
            Memo="Scanpost WR-000055 abc/1",
            ExternalGUID=GUID,
            ExpenseLineAdd=[{"AccountRef": named("Freight"), "Amount": Decimal("2.50")}],
        ),
    )
    assert got.text("APAccountRef/FullName") == "Accounts Payable"
    assert got.text("ExternalGUID") == GUID
    assert got.text("Memo") == "Scanpost WR-000055 abc/1"
    assert [one.text("Amount") for one in got.all("ItemLineRet")] == ["5.33", "9.00"]
    assert got.text("ItemLineRet/Desc") == "Mug from afar"
    assert got.text("ExpenseLineRet/Amount") == "2.50"
    assert got.decimal("TotalAmount") == Decimal("16.83")
    assert shop.on_hand("Mug") == 4


def test_a_number_may_be_given_twice() -> None:
    shop = Shop()
    for _ in range(2):
        shop.done("ItemReceiptAdd", receipt(line("Mug", 1), RefNumber="WR-1", Memo="doc 7"))
    assert len(noted(shop.company, "doc 7")) == 2


def test_documents_are_found_by_their_guid() -> None:
    shop = Shop()
    shop.done("ItemReceiptAdd", receipt(line("Mug", 1), ExternalGUID=GUID))
    assert len(noted(shop.company, GUID)) == len(noted(shop.company, GUID.lower()[1:-1])) == 1
    assert noted(shop.company, "another") == []


def test_a_sale_takes_price_words_accounts_and_due_date() -> None:
    shop = Shop()
    shop.people.add("StandardTerms", "Net 15", StdDueDays=15)
    got = shop.done("InvoiceAdd", sale(line("Mug", 3), TermsRef=named("Net 15")))
    assert got.text("InvoiceLineRet/Rate") == "5.00"
    assert got.text("InvoiceLineRet/Desc") == "A Mug"
    assert got.text("ARAccountRef/FullName") == "Accounts Receivable"
    assert got.day("DueDate") == TODAY + timedelta(days=15)
    assert got.decimal("Subtotal") == got.decimal("BalanceRemaining") == Decimal(15)
    assert got.flag("IsPaid") is False
    paid = shop.done("SalesReceiptAdd", {"SalesReceiptLineAdd": [line("Mug", 1)]})
    assert paid.text("DepositToAccountRef/FullName") == "Undeposited Funds"
    assert paid.day("TxnDate") == TODAY


def test_price_and_amount_follow_from_each_other() -> None:
    shop = Shop()
    got = shop.done(
        "InvoiceAdd",
        sale(
            line("Mug", 3, Amount=Decimal(10)),
            line("Mug", 3, Rate=Decimal("1.005")),
            line("Mug", 2, Rate=Decimal(7), Amount=Decimal(10)),
        ),
    )
    lines = got.all("InvoiceLineRet")
    assert [one.text("Rate") for one in lines] == ["3.33333", "1.005", "5.00"]
    assert [one.text("Amount") for one in lines] == ["10.00", "3.02", "10.00"]


def test_sales_tax_is_charged_on_taxable_lines() -> None:
    shop = Shop()
    shop.people.add("ItemSalesTax", "State", TaxRate=Decimal("7.5"))
    shop.people.add("SalesTaxCode", "Tax", IsTaxable=True)
    lines = [line("Mug", 2, SalesTaxCodeRef=named("Tax")), line("Pot", 2)]
    got = shop.done("InvoiceAdd", sale(*lines, ItemSalesTaxRef=named("State")))
    assert got.decimal("SalesTaxTotal") == Decimal("0.75")
    assert got.decimal("BalanceRemaining") == Decimal("20.75")


def test_nothing_is_written_without_a_line() -> None:
    shop = Shop()
    assert shop.refused("ItemReceiptAdd", {"VendorRef": named("Ada")})[0] == 3180


def test_a_line_needs_its_item() -> None:
    shop = Shop()
    assert shop.refused("ItemReceiptAdd", receipt({"Quantity": Decimal(1)}))[0] == 3150
    assert shop.refused("InvoiceAdd", sale({"Quantity": Decimal(1)}))[0] == 3150
    shop.done("InvoiceAdd", sale({"Desc": "With thanks"}, line("Mug", 1)))


def test_a_credit_limit_refuses_the_invoice_that_exceeds_it() -> None:
    shop = Shop()
    shop.people.edit("Customer", "Cy", CreditLimit=Decimal(20))
    got = shop.done("InvoiceAdd", sale(line("Mug", 3)))
    code, text = shop.refused("InvoiceAdd", sale(line("Mug", 2)))
    assert code == 3180
    assert "credit limit" in text
    human_void(shop.company, got.text("TxnID"))
    shop.done("InvoiceAdd", sale(line("Mug", 2)))


# ---- changes


def test_rule_20_an_old_edit_sequence_is_refused() -> None:
    shop = Shop()
    got = shop.done("ItemReceiptAdd", receipt(line("Mug", 4)))
    new = shop.done("ItemReceiptMod", change(got, Memo="seen"))
    assert new.text("EditSequence") != got.text("EditSequence")
    assert shop.refused("ItemReceiptMod", change(got, Memo="late"))[0] == 3200
    human_edit(shop.company, got.text("TxnID"), {"Memo": "by hand"})
    assert shop.refused("ItemReceiptMod", change(new, Memo="late"))[0] == 3200


def test_rule_20_ids_have_their_shape_and_stay() -> None:
    shop = Shop()
    got = shop.done("ItemReceiptAdd", receipt(line("Mug", 4), line("Pot", 1)))
    head, _, epoch = got.text("TxnID").partition("-")
    assert int(head, 16) < int(got.text("ItemLineRet/TxnLineID").partition("-")[0], 16)
    assert int(epoch) == int(shop.now.timestamp())
    kept = {"TxnLineID": got.text("ItemLineRet/TxnLineID"), "Quantity": Decimal(6)}
    new = shop.done("ItemReceiptMod", change(got, ItemLineMod=[kept]))
    assert new.text("TxnID") == got.text("TxnID")
    assert new.text("ItemLineRet/TxnLineID") == kept["TxnLineID"]


def test_lines_given_stay_new_ones_come_the_others_go() -> None:
    shop = Shop()
    expense = {"AccountRef": named("Freight"), "Amount": Decimal(1)}
    got = shop.done(
        "ItemReceiptAdd", receipt(line("Mug", 4), line("Pot", 1), ExpenseLineAdd=[expense])
    )
    first = got.text("ItemLineRet/TxnLineID")
    lines = [{"TxnLineID": first, "Cost": Decimal(3)}, {"TxnLineID": "-1", **line("Tin", 7)}]
    new = shop.done("ItemReceiptMod", change(got, ItemLineMod=lines))
    made = new.all("ItemLineRet")
    assert [one.text("ItemRef/FullName") for one in made] == ["Mug", "Tin"]
    assert made[0].text("Amount") == "12.00"
    assert len(new.all("ExpenseLineRet")) == 1
    assert [shop.on_hand(name) for name in ("Mug", "Pot", "Tin")] == [4, 0, 7]


def test_a_change_without_lines_leaves_them_unless_they_are_cleared() -> None:
    shop = Shop()
    expense = {"AccountRef": named("Freight"), "Amount": Decimal(1)}
    got = shop.done("ItemReceiptAdd", receipt(line("Mug", 4), ExpenseLineAdd=[expense], Memo="m"))
    same = shop.done("ItemReceiptMod", change(got, RefNumber="WR-2"))
    assert (same.text("Memo"), len(same.all("ItemLineRet"))) == ("m", 1)
    bare = shop.done("ItemReceiptMod", change(same, Memo="", ClearItemLines=True))
    assert bare.one("Memo") is None
    assert (len(bare.all("ItemLineRet")), len(bare.all("ExpenseLineRet"))) == (0, 1)
    assert shop.on_hand("Mug") == 0


def test_rule_19_what_is_not_there_cannot_be_changed() -> None:
    shop = Shop()
    got = shop.done("ItemReceiptAdd", receipt(line("Mug", 4)))
    lost = {"TxnLineID": "FFFF-1700000000", "Quantity": Decimal(1)}
    assert shop.refused("ItemReceiptMod", change(got, ItemLineMod=[lost]))[0] == 3120
    gone = {"TxnID": "FFFF-1700000000", "EditSequence": "1"}
    assert shop.refused("ItemReceiptMod", gone)[0] == 3120
    assert shop.refused("ItemReceiptMod", {**gone, "TxnID": "what"})[0] == 3000
    assert shop.refused("BillMod", change(got))[0] == 3120
    delete = {"TxnDelType": "Bill", "TxnID": got.text("TxnID")}
    assert shop.refused("TxnDel", delete)[0] == 3120


# ---- references


@pytest.mark.parametrize(
    "spoil",
    [
        lambda shop: shop.people.inactivate("Item", "Mug"),
        lambda shop: shop.people.rename("Item", "Mug", "Cup"),
        lambda shop: shop.people.inactivate("Vendor", "Ada"),
    ],
)
def test_rule_22_references_must_exist_and_be_active(spoil: Callable[[Shop], object]) -> None:
    shop = Shop()
    spoil(shop)
    assert shop.refused("ItemReceiptAdd", receipt(line("Mug", 1)))[0] == 3140


def test_rule_22_an_item_behind_an_order_s_line_must_be_active_too() -> None:
    shop = Shop()
    po = shop.write("PurchaseOrder", [line("Mug", 4)])
    shop.people.inactivate("Item", "Mug")
    link = {"TxnID": po.txn_id, "TxnLineID": po.lines[0].txn_line_id}
    assert shop.refused("ItemReceiptAdd", receipt({"LinkToTxn": link}))[0] == 3140


def test_rule_22_accounts_must_be_of_the_right_type() -> None:
    shop = Shop()
    wrong = receipt(line("Mug", 1), APAccountRef=named("Sales"))
    assert shop.refused("ItemReceiptAdd", wrong)[0] == 3140
    shop.books.rows[shop.items["Mug"]].values["AssetAccountRef"] = None
    assert shop.refused("ItemReceiptAdd", receipt(line("Mug", 1)))[0] == 3270


def test_rule_22_a_bin_lies_in_its_site() -> None:
    shop = Shop(ENTERPRISE_24)
    bin = {"ListID": shop.sites["Main:B1"]}
    place = {"InventorySiteRef": named("Truck"), "InventorySiteLocationRef": bin}
    assert shop.refused("ItemReceiptAdd", receipt(line("Mug", 1, **place)))[0] == 3140
    nowhere = {"InventorySiteLocationRef": bin}
    assert shop.refused("ItemReceiptAdd", receipt(line("Mug", 1, **nowhere)))[0] == 3140
    inside = {"InventorySiteRef": bin}
    assert shop.refused("ItemReceiptAdd", receipt(line("Mug", 1, **inside)))[0] == 3140


# ---- closing date, mode, locks


def test_rule_25_nothing_is_written_on_or_before_the_closing_date() -> None:
    shop = Shop()
    old = shop.done("ItemReceiptAdd", receipt(line("Mug", 1), TxnDate=date(2026, 1, 31)))
    new = shop.done("ItemReceiptAdd", receipt(line("Mug", 1)))
    shop.people.close_period(date(2026, 1, 31))
    late = receipt(line("Mug", 1), TxnDate=date(2026, 1, 31))
    assert shop.refused("ItemReceiptAdd", late)[0] == 3171
    assert shop.refused("ItemReceiptMod", change(old, Memo="x"))[0] == 3171
    assert shop.refused("ItemReceiptMod", change(new, TxnDate=date(2026, 1, 1)))[0] == 3171
    kind = "ItemReceipt"
    void = {"TxnVoidType": kind, "TxnID": old.text("TxnID")}
    assert shop.refused("TxnVoid", void)[0] == 3171
    delete = {"TxnDelType": kind, "TxnID": old.text("TxnID")}
    assert shop.refused("TxnDel", delete)[0] == 3161
    shop.done("ItemReceiptAdd", receipt(line("Mug", 1), TxnDate=date(2026, 2, 1)))
    human_edit(shop.company, old.text("TxnID"), {"Memo": "a person has the password"})


def adjustment(**detail: object) -> Values:
    one = {"ItemRef": named("Mug"), "QuantityAdjustment": detail}
    return {"AccountRef": named("Shrinkage"), "InventoryAdjustmentLineAdd": [one]}


def test_rule_27_stock_is_adjusted_in_single_user_mode() -> None:
    shop = Shop()
    body = adjustment(QuantityDifference=Decimal(3))
    code, text = shop.refused("InventoryAdjustmentAdd", body)
    assert code == 3162
    assert "single-user mode" in text
    shop.people.assume(multi_user_adjustment=3220)
    assert shop.refused("InventoryAdjustmentAdd", body)[0] == 3220
    shop.people.single_user()
    got = shop.done("InventoryAdjustmentAdd", body)
    shop.people.multi_user()
    assert shop.refused("InventoryAdjustmentMod", change(got, Memo="x"))[0] == 3220


def test_rule_27_advanced_inventory_adjusts_in_multi_user_mode() -> None:
    shop = Shop(ENTERPRISE_24)
    shop.done("InventoryAdjustmentAdd", adjustment(QuantityDifference=Decimal(3)))
    assert shop.on_hand("Mug") == 3


@pytest.mark.parametrize(("lock", "code"), [(3175, 3175), (3180, 3180)])
def test_rule_28_an_open_transaction_cannot_be_written(lock: int, code: int) -> None:
    shop = Shop()
    got = shop.done("ItemReceiptAdd", receipt(line("Mug", 1)))
    shop.people.open_record(shop.txn(got), code=lock)
    delete = {"TxnDelType": "ItemReceipt", "TxnID": got.text("TxnID")}
    void = {"TxnVoidType": "ItemReceipt", "TxnID": got.text("TxnID")}
    assert shop.refused("ItemReceiptMod", change(got, Memo="x"))[0] == code
    assert shop.refused("TxnDel", delete)[0] == code
    assert shop.refused("TxnVoid", void)[0] == code
    shop.people.close_record(shop.txn(got))
    shop.done("ItemReceiptMod", change(got, Memo="x"))


def test_rule_28_an_open_order_or_party_is_a_related_object_in_use() -> None:
    shop = Shop()
    po = shop.write("PurchaseOrder", [line("Mug", 4)])
    body = receipt({"LinkToTxn": {"TxnID": po.txn_id, "TxnLineID": po.lines[0].txn_line_id}})
    shop.people.open_record(po, attempts=2)
    assert [shop.refused("ItemReceiptAdd", body)[0] for _ in range(2)] == [3176, 3176]
    shop.people.open_record(shop.people.row("Vendor", "Ada"), attempts=1)
    assert shop.refused("ItemReceiptAdd", body)[0] == 3176
    shop.done("ItemReceiptAdd", body)


# ---- editions


def test_rule_26_pro_has_no_sales_orders() -> None:
    shop = Shop(PRO_2021)
    order = {"CustomerRef": named("Cy"), "SalesOrderLineAdd": [line("Mug", 1)]}
    assert shop.refused("SalesOrderAdd", order)[0] == 3250


@pytest.mark.parametrize(
    "more",
    [
        {"InventorySiteRef": named("Main")},
        {"SerialNumber": "S1"},
        {"LotNumber": "L1"},
        {"LotNumber": "L1", "ExpirationDateForSerialLotNumber": date(2027, 1, 1)},
    ],
)
def test_rule_26_sites_lots_and_serials_need_advanced_inventory(more: Values) -> None:
    shop = Shop()
    assert shop.refused("ItemReceiptAdd", receipt(line("Mug", 1, **more)))[0] == 3250


def test_rule_26_sites_may_be_switched_off() -> None:
    shop = Shop(ENTERPRISE_24)
    body = receipt(line("Mug", 1, InventorySiteRef=named("Main")))
    shop.people.prefer(IsMultiLocationInventoryEnabled=False)
    assert shop.refused("ItemReceiptAdd", body)[0] == 3250
    shop.people.prefer(IsMultiLocationInventoryEnabled=True)
    shop.done("ItemReceiptAdd", body)


# ---- void and delete


@pytest.mark.parametrize("kind", ["ItemReceipt", "Bill", "VendorCredit"])
def test_a_voided_purchase_stays_with_zeros(kind: str) -> None:
    shop = Shop()
    shop.stocked("Mug", 10)
    before = shop.on_hand("Mug")
    got = shop.done(f"{kind}Add", receipt(line("Mug", 4), Memo="doc 7"))
    shop.now += timedelta(minutes=5)
    told = shop.send("TxnVoid", {"TxnVoidType": kind, "TxnID": got.text("TxnID")})
    assert told.code == 0
    assert {node.name for node in told.records} >= {"TxnVoidType", "TxnID", "TimeModified"}
    assert shop.on_hand("Mug") == before
    (there,) = noted(shop.company, "doc 7")
    assert there.void
    assert there.values["Memo"] == "VOID: doc 7"
    asked = {"TxnID": [there.txn_id], "IncludeLineItems": True}
    shown = shop.done(f"{kind}Query", asked)
    assert shown.text("ItemLineRet/Quantity") == "0"
    assert shown.text("ItemLineRet/Amount") == "0.00"
    total = {"ItemReceipt": "TotalAmount", "Bill": "AmountDue", "VendorCredit": "CreditAmount"}
    assert shown.decimal(total[kind]) == 0


@pytest.mark.parametrize("kind", ["Invoice", "SalesReceipt", "CreditMemo"])
def test_a_voided_sale_stays_with_zeros(kind: str) -> None:
    shop = Shop()
    body = {"CustomerRef": named("Cy"), f"{kind}LineAdd": [line("Mug", 4)]}
    got = shop.done(f"{kind}Add", body)
    assert abs(shop.on_hand("Mug")) == 4
    shop.send("TxnVoid", {"TxnVoidType": kind, "TxnID": got.text("TxnID")})
    assert shop.on_hand("Mug") == 0
    assert shop.txn(got).values["Subtotal"] == 0


def test_rule_29_a_deleted_transaction_is_told_of() -> None:
    shop = Shop()
    got = shop.done("ItemReceiptAdd", receipt(line("Mug", 4), RefNumber="WR-1"))
    told = shop.send("TxnDel", {"TxnDelType": "ItemReceipt", "TxnID": got.text("TxnID")})
    values = {node.name: node.value for node in told.records}
    assert values["TxnID"] == got.text("TxnID")
    assert values["RefNumber"] == "WR-1"
    assert "TimeDeleted" in values
    assert got.text("TxnID") not in shop.books.txns
    assert shop.on_hand("Mug") == 0
    feed = shop.done("TxnDeletedQuery", {"TxnDelType": ["ItemReceipt"]})
    assert feed.text("TxnID") == got.text("TxnID")
    assert feed.text("RefNumber") == "WR-1"


def test_rule_30_a_person_deletes_without_asking() -> None:
    shop = Shop()
    shop.stocked("Mug", 5)
    got = shop.done("InvoiceAdd", sale(line("Mug", 4)))
    shop.people.close_period(TODAY)
    human_delete(shop.company, got.text("TxnID"))
    assert shop.on_hand("Mug") == 5
    assert ledger(shop.company).differences == {}
    assert [one.id for one in shop.books.deleted] == [got.text("TxnID")]
