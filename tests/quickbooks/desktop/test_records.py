"""QuickBooks Desktop's records as our neutral ones."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from app.quickbooks.desktop.movements import movement
from app.quickbooks.desktop.qbxml import Node, parse
from app.quickbooks.desktop.records import record_from
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24
from app.sync.documents import (
    AccountRecord,
    ItemRecord,
    OrderRecord,
    PartyRecord,
    PlaceRecord,
    TransactionRecord,
)
from tests.quickbooks.simulator_desktop.desk import opened

DOCUMENT = "0d9f6a56-3c8d-4c53-9f3e-4f8c1f0b7a11"
COMMON = "<ListID>80000001-1</ListID><EditSequence>17</EditSequence>"


def node(text: str) -> Node:
    head = '<QBXML><QBXMLMsgsRs><XRs statusCode="0">'
    return parse(f"{head}{text}</XRs></QBXMLMsgsRs></QBXML>").responses[0].records[0]


def transaction(kind: str, inside: str) -> TransactionRecord:
    return movement(node(f"<{kind}Ret><TxnID>5-1</TxnID>{inside}</{kind}Ret>"), "America/New_York")


def item(inside: str, kind: str = "ItemInventory") -> ItemRecord:
    record = record_from(node(f"<{kind}Ret>{COMMON}{inside}</{kind}Ret>"))
    assert isinstance(record, ItemRecord)
    return record


def test_an_item_is_known_by_its_name() -> None:
    record = item(
        "<Name>OAT</Name><FullName>Milk:OAT</FullName><IsActive>false</IsActive>"
        "<SalesDesc>Oat milk</SalesDesc><SalesPrice>2.60</SalesPrice>"
        "<IncomeAccountRef><ListID>I-1</ListID></IncomeAccountRef>"
        "<PurchaseCost>1.45000</PurchaseCost><QuantityOnHand>144</QuantityOnHand>"
    )
    assert (record.external_id, record.version_token) == ("80000001-1", "17")
    assert (record.sku, record.name, record.description) == ("OAT", "Milk:OAT", "Oat milk")
    assert (record.purchase_cost, record.sales_price) == (Decimal("1.45"), Decimal("2.6"))
    assert (record.on_hand, record.accounts) == (Decimal(144), {"income": "I-1"})
    assert (record.stocked, record.active, record.type) == (True, False, "Inventory")


def test_its_part_number_is_our_sku() -> None:
    record = item("<Name>OAT</Name><ManufacturerPartNumber> M-9 </ManufacturerPartNumber>")
    assert (record.sku, record.name) == ("M-9", "OAT")


@pytest.mark.parametrize(
    ("inside", "price"),
    [
        ("<SalesOrPurchase><Desc>Ride</Desc><Price>12.00</Price></SalesOrPurchase>", "12"),
        (
            "<SalesAndPurchase><SalesDesc>Ride</SalesDesc><SalesPrice>9.5</SalesPrice>"
            "</SalesAndPurchase>",
            "9.5",
        ),
    ],
)
def test_what_is_not_stocked_keeps_its_words_elsewhere(inside: str, price: str) -> None:
    record = item(f"<Name>RIDE</Name>{inside}", "ItemService")
    assert (record.stocked, record.type, record.description) == (False, "Service", "Ride")
    assert record.sales_price == Decimal(price)


def test_assemblies_are_stocked() -> None:
    assert item("<Name>KIT</Name>", "ItemInventoryAssembly").stocked


@pytest.mark.parametrize("kind", ["Customer", "Vendor"])
def test_parties_are_named_with_their_parents(kind: str) -> None:
    inside = "<Name>Kitchen</Name><FullName>Fir Cafe:Kitchen</FullName><Email>a@b.c</Email>"
    record = record_from(node(f"<{kind}Ret>{COMMON}{inside}</{kind}Ret>"))
    assert record == PartyRecord(
        external_id="80000001-1", version_token="17", name="Fir Cafe:Kitchen", email="a@b.c"
    )


def test_a_vendor_has_no_full_name() -> None:
    record = record_from(node(f"<VendorRet>{COMMON}<Name>Ada</Name></VendorRet>"))
    assert isinstance(record, PartyRecord)
    assert record.name == "Ada"


def test_places_and_bins() -> None:
    inside = "<Name>A-1</Name><ParentSiteRef><FullName>Main</FullName></ParentSiteRef>"
    record = record_from(node(f"<InventorySiteRet>{COMMON}{inside}</InventorySiteRet>"))
    assert isinstance(record, PlaceRecord)
    assert record.name == "Main:A-1"


def test_accounts() -> None:
    inside = (
        "<Name>Payable</Name><FullName>Payable</FullName><AccountType>AccountsPayable</AccountType>"
        "<SpecialAccountType>AccountsPayable</SpecialAccountType>"
    )
    record = record_from(node(f"<AccountRet>{COMMON}{inside}</AccountRet>"))
    assert isinstance(record, AccountRecord)
    assert (record.name, record.account_type) == ("Payable", "Accounts Payable")


def order(kind: str, inside: str) -> OrderRecord:
    record = record_from(
        node(f"<{kind}Ret><TxnID>5-1</TxnID><EditSequence>17</EditSequence>{inside}</{kind}Ret>")
    )
    assert isinstance(record, OrderRecord)
    return record


def line(kind: str, inside: str, item: str = "80000031-1") -> str:
    ref = f"<ItemRef><ListID>{item}</ListID><FullName>OAT</FullName></ItemRef>"
    return f"<{kind}LineRet><TxnLineID>6-1</TxnLineID>{ref}{inside}</{kind}LineRet>"


def test_a_purchase_order() -> None:
    record = order(
        "PurchaseOrder",
        "<VendorRef><ListID>V-1</ListID></VendorRef><TxnDate>2026-02-01</TxnDate>"
        "<RefNumber>PO-1</RefNumber><DueDate>2026-03-01</DueDate>"
        "<ExpectedDate>2026-02-04</ExpectedDate><IsFullyReceived>false</IsFullyReceived>"
        "<Memo>Soon</Memo><LinkedTxn><TxnID>9-1</TxnID><TxnType>ItemReceipt</TxnType></LinkedTxn>"
        + line("PurchaseOrder", "<Desc>Oat milk</Desc><Quantity>48</Quantity><Rate>1.45</Rate>")
        + line("PurchaseOrder", "<Quantity>5</Quantity><IsManuallyClosed>true</IsManuallyClosed>")
        + "<PurchaseOrderLineRet><TxnLineID>8-1</TxnLineID><Desc>A word</Desc>"
        "</PurchaseOrderLineRet>",
    )
    assert (record.source, record.number, record.party_external_id) == (
        "purchase_order",
        "PO-1",
        "V-1",
    )
    assert (record.ordered_on, record.due_on) == (date(2026, 2, 1), date(2026, 2, 4))
    assert (record.open, record.complete, record.linked_ids) == (True, False, ("9-1",))
    (only,) = record.lines
    assert (only.qty, only.unit_amount, only.description) == (
        Decimal(48),
        Decimal("1.45"),
        "Oat milk",
    )


def test_lines_of_groups_stand_for_themselves() -> None:
    record = order(
        "SalesOrder",
        "<SalesOrderLineGroupRet><TxnLineID>7-1</TxnLineID><Quantity>1</Quantity>"
        + line("SalesOrder", "<Quantity>2</Quantity>")
        + "</SalesOrderLineGroupRet>",
    )
    assert [one.external_line_id for one in record.lines] == ["6-1"]


@pytest.mark.parametrize(
    ("kind", "inside", "is_open", "complete"),
    [
        ("PurchaseOrder", "", True, False),
        ("PurchaseOrder", "<IsFullyReceived>true</IsFullyReceived>", False, True),
        ("PurchaseOrder", "<IsManuallyClosed>true</IsManuallyClosed>", False, False),
        ("SalesOrder", "<IsFullyInvoiced>true</IsFullyInvoiced>", False, True),
        ("Estimate", "<IsActive>false</IsActive>", False, False),
        ("Estimate", "", True, False),
        ("Invoice", "<BalanceRemaining>5.00</BalanceRemaining>", True, False),
        ("Invoice", "<BalanceRemaining>0.00</BalanceRemaining>", False, False),
        ("Invoice", "<IsPaid>true</IsPaid>", False, False),
    ],
)
def test_which_orders_are_open(kind: str, inside: str, is_open: bool, complete: bool) -> None:
    record = order(kind, inside)
    assert (record.open, record.complete) == (is_open, complete)


@pytest.mark.parametrize(
    ("kind", "line_name", "inside", "moves"),
    [
        ("ItemReceipt", "Item", "<Quantity>4</Quantity><Cost>1.5</Cost>", 4),
        ("Bill", "Item", "<Quantity>4</Quantity><Cost>1.5</Cost>", 4),
        ("VendorCredit", "Item", "<Quantity>4</Quantity><Cost>1.5</Cost>", -4),
        ("Invoice", "Invoice", "<Quantity>4</Quantity><Rate>1.5</Rate>", -4),
        ("SalesReceipt", "SalesReceipt", "<Quantity>4</Quantity><Rate>1.5</Rate>", -4),
        ("CreditMemo", "CreditMemo", "<Quantity>4</Quantity><Rate>1.5</Rate>", 4),
        (
            "InventoryAdjustment",
            "InventoryAdjustment",
            "<QuantityDifference>-4</QuantityDifference>",
            -4,
        ),
    ],
)
def test_what_each_does_to_stock(kind: str, line_name: str, inside: str, moves: int) -> None:
    record = transaction(kind, line(line_name, inside))
    assert record.entity == kind
    assert record.moves == {"80000031-1": Decimal(moves)}
    assert record.lines[0].unit_amount == (None if "Adjust" in kind else Decimal("1.5"))
    assert (record.lines[0].external_line_id, record.lines[0].item_name) == ("6-1", "OAT")


def test_a_transfer_moves_nothing_in_or_out() -> None:
    moved = line("TransferInventory", "<QuantityTransferred>4</QuantityTransferred>")
    assert transaction("TransferInventory", moved).moves == {}


def test_the_head_of_a_transaction() -> None:
    record = transaction(
        "Bill",
        "<EditSequence>9</EditSequence><TimeModified>2026-07-03T10:00:00-05:00</TimeModified>"
        "<VendorRef><ListID>V-1</ListID><FullName>Ada</FullName></VendorRef>"
        "<TxnDate>2026-07-03</TxnDate><AmountDue>25.50</AmountDue><RefNumber>R-1</RefNumber>"
        f"<Memo>Dock 4 · Scanpost R-1 {DOCUMENT}/3</Memo>"
        "<LinkedTxn><TxnID>P-1</TxnID><TxnType>PurchaseOrder</TxnType></LinkedTxn>"
        "<LinkedTxn><TxnID>P-1</TxnID><TxnType>PurchaseOrder</TxnType></LinkedTxn>"
        "<LinkedTxn><TxnID>B-9</TxnID><TxnType>BillPaymentCheck</TxnType></LinkedTxn>",
    )
    assert (record.external_id, record.version_token, record.number) == ("5-1", "9", "R-1")
    assert (record.party_external_id, record.party, record.total) == ("V-1", "Ada", Decimal("25.5"))
    assert (record.own_document, record.own_version) == (UUID(DOCUMENT), 3)
    assert record.order_ids == ("P-1",)
    # The offset is wrong in summer, the clock of the company's computer is not.
    assert record.changed_at == datetime(2026, 7, 3, 14, 0, tzinfo=UTC)
    assert record.made_by == ""


@pytest.mark.parametrize(
    ("inside", "total"),
    [
        ("<TotalAmount>5.00</TotalAmount>", "5"),
        ("<CreditAmount>6.00</CreditAmount>", "6"),
        ("<Subtotal>10.00</Subtotal><SalesTaxTotal>0.80</SalesTaxTotal>", "10.8"),
        ("<Subtotal>10.00</Subtotal>", "10"),
    ],
)
def test_totals(inside: str, total: str) -> None:
    assert transaction("Invoice", inside).total == Decimal(total)


def test_who_made_it_if_it_says_so() -> None:
    assert transaction("Invoice", "<Memo>Imported by Webgility</Memo>").made_by == "Webgility"
    assert transaction("Invoice", "<Other>Shopify 1001</Other>").made_by == "Shopify"
    assert transaction("Invoice", "<Memo>Dock 4</Memo>").made_by == ""


def test_a_voided_transaction_keeps_its_lines_and_moves_nothing() -> None:
    desk = opened(ENTERPRISE_24)
    vendor = next(desk.books.of("Vendor"))
    oats = desk.books.named("ItemInventory", "OAT-1L")
    assert oats is not None
    added = desk.record(
        "ItemReceiptAdd",
        {
            "VendorRef": {"ListID": vendor.list_id},
            "ItemLineAdd": [{"ItemRef": {"ListID": oats.list_id}, "Quantity": Decimal(4)}],
        },
    )
    assert not movement(added).voided
    assert movement(added).moves == {oats.list_id: Decimal(4)}
    txn_id = added.text("TxnID")
    desk.ask("TxnVoid", {"TxnVoidType": "ItemReceipt", "TxnID": txn_id})
    again = desk.ask("ItemReceiptQuery", {"TxnID": txn_id, "IncludeLineItems": True})
    record = movement(again.records[0])
    assert (record.voided, record.lines) == (True, ())


def test_a_memo_that_only_sounds_void_is_not() -> None:
    record = transaction("Invoice", "<Memo>VOID: no</Memo><Subtotal>5.00</Subtotal>")
    assert not record.voided
