"""Item receipts, bills, vendor credits and purchase orders (reference §3.3, §3.5, §3.6)."""

from app.quickbooks.desktop.grammar.blocks import (
    OLD,
    OLD_LINE,
    OTHERS,
    PLACED,
    PLACED_AND_TRACKED,
    READ_TXN,
    UNITS,
    UNITS_AND_SET,
    both,
)
from app.quickbooks.desktop.grammar.notation import group

_NUMBER = "RefNumber(20)"
_CHARGED = "CustomerRef ClassRef BillableStatus"
_EXPENSE = f"AccountRef Amount Memo {_CHARGED}"
_EXPENSES_ADD = group("ExpenseLineAdd", f"{_EXPENSE}@2 SalesRepRef@13 DataExt@13*") + "*"
_EXPENSES_MOD = group("ExpenseLineMod", f"{OLD_LINE} {_EXPENSE} SalesRepRef@13") + "*"
_EXPENSES_RET = (
    group("ExpenseLineRet", f"{OLD_LINE} {_EXPENSE}@2 SalesRepRef@13 DataExtRet@13*") + "*"
)


def _adding(link: str) -> str:
    line = (
        f"ItemRef {PLACED_AND_TRACKED} Desc {UNITS} Cost Amount {_CHARGED}@2"
        f" OverrideItemAccountRef@2 {link} SalesRepRef@13 DataExt@13*"
    )
    bundle = f"ItemGroupRef! {UNITS} {PLACED} DataExt@13*"
    lines = both(group("ItemLineAdd", line), group("ItemGroupLineAdd", bundle))
    return f"{_EXPENSES_ADD} {lines}*"


def _changing() -> str:
    line = group(
        "ItemLineMod",
        f"{OLD_LINE} ItemRef {PLACED_AND_TRACKED} Desc {UNITS_AND_SET} Cost Amount {_CHARGED}"
        " OverrideItemAccountRef SalesRepRef@13",
    )
    bundle = f"{OLD_LINE} ItemGroupRef {UNITS_AND_SET} {line}*"
    lines = both(line, group("ItemGroupLineMod", bundle))
    return f"ClearExpenseLines {_EXPENSES_MOD} ClearItemLines {lines}*"


def _reading() -> str:
    line = group(
        "ItemLineRet",
        f"{OLD_LINE} ItemRef {PLACED_AND_TRACKED} Desc {UNITS_AND_SET} Cost Amount {_CHARGED}@2"
        " SalesRepRef@13 DataExtRet@13*",
    )
    # qbXML names the group's own data DataExt here, not DataExtRet
    bundle = f"TxnLineID@3! ItemGroupRef! Desc {UNITS_AND_SET} TotalAmount! {line}* DataExt@13*"
    return f"{_EXPENSES_RET} {both(line, group('ItemGroupLineRet', bundle))}*"


ITEM_RECEIPT_ADD = (
    f"VendorRef! APAccountRef TxnDate {_NUMBER} Memo ExchangeRate@8 ExternalGUID@9 LinkToTxnID*"
    f" {_adding('LinkToTxn@4')}"
)
ITEM_RECEIPT_MOD = (
    f"{OLD} VendorRef APAccountRef TxnDate {_NUMBER} Memo ExchangeRate@8 {_changing()}"
)
ITEM_RECEIPT_RET = (
    f"{READ_TXN} VendorRef [APAccountRef | LiabilityAccountRef@11] TxnDate TotalAmount"
    " CurrencyRef@8 ExchangeRate@8 TotalAmountInHomeCurrency@8"
    f" {_NUMBER} Memo ExternalGUID@9 LinkedTxn*"
    f" {_reading()} DataExtRet*"
)

BILL_ADD = (
    f"VendorRef! VendorAddress@13 APAccountRef@2 TxnDate DueDate {_NUMBER} TermsRef Memo"
    f" ExchangeRate@8 ExternalGUID@9 LinkToTxnID@4* {_adding('LinkToTxn@4')}"
)
BILL_MOD = (
    f"{OLD} VendorRef VendorAddress@13 APAccountRef TxnDate DueDate {_NUMBER} TermsRef Memo"
    f" ExchangeRate@8 {_changing()}"
)
BILL_RET = (
    f"{READ_TXN} VendorRef VendorAddress@13 APAccountRef@2 TxnDate DueDate AmountDue CurrencyRef@8"
    f" ExchangeRate@8 AmountDueInHomeCurrency@8 {_NUMBER} TermsRef Memo IsPaid@2 ExternalGUID@9"
    f" LinkedTxn@2* {_reading()} OpenAmount DataExtRet@2*"
)

VENDOR_CREDIT_ADD = (
    f"VendorRef! APAccountRef@2 TxnDate {_NUMBER} Memo ExchangeRate@8 ExternalGUID@9 {_adding('')}"
)
VENDOR_CREDIT_MOD = (
    f"{OLD} VendorRef APAccountRef@2 TxnDate {_NUMBER} Memo ExchangeRate@8 {_changing()}"
)
VENDOR_CREDIT_RET = (
    f"{READ_TXN} VendorRef APAccountRef@2 TxnDate CreditAmount CurrencyRef@8 ExchangeRate@8"
    f" CreditAmountInHomeCurrency@8 {_NUMBER} Memo ExternalGUID@9 LinkedTxn@2* {_reading()}"
    " OpenAmount DataExtRet@2*"
)

_HEAD = (
    "VendorRef ClassRef [InventorySiteRef@10 | ShipToEntityRef] TemplateRef@3 TxnDate RefNumber"
    " VendorAddress ShipAddress TermsRef DueDate ExpectedDate ShipMethodRef FOB"
)
_TAIL = "Memo VendorMsg IsToBePrinted IsToBeEmailed@6 Other1(25)@6 Other2@6"
_PART = "ItemRef ManufacturerPartNumber@7 Desc"
_COST = "Rate ClassRef Amount InventorySiteLocationRef@12 CustomerRef ServiceDate"
_LINE_ADD = group(
    "PurchaseOrderLineAdd", f"{_PART} {UNITS} {_COST} OverrideItemAccountRef@2 {OTHERS} DataExt@5*"
)
_LINE_MOD = group(
    "PurchaseOrderLineMod",
    f"{OLD_LINE} {_PART} {UNITS_AND_SET} {_COST} IsManuallyClosed OverrideItemAccountRef {OTHERS}",
)
_LINE_RET = group(
    "PurchaseOrderLineRet",
    f"{OLD_LINE} {_PART} {UNITS_AND_SET} {_COST} ReceivedQuantity@1.1 UnbilledQuantity@11"
    f" IsBilled@11 IsManuallyClosed@2.1 {OTHERS} DataExtRet@2*",
)
_GROUP_ADD = group(
    "PurchaseOrderLineGroupAdd", f"ItemGroupRef! {UNITS} InventorySiteLocationRef@12 DataExt@5*"
)
_GROUP_MOD = group(
    "PurchaseOrderLineGroupMod", f"{OLD_LINE} ItemGroupRef {UNITS_AND_SET} {_LINE_MOD}*"
)
_GROUP_RET = group(
    "PurchaseOrderLineGroupRet",
    f"TxnLineID@2.1! ItemGroupRef! Desc {UNITS_AND_SET} IsPrintItemsInGroup! TotalAmount!"
    f" {_LINE_RET}* DataExtRet@2*",
)
PURCHASE_ORDER_ADD = f"{_HEAD} {_TAIL} ExchangeRate@8 ExternalGUID@9 {both(_LINE_ADD, _GROUP_ADD)}+"
PURCHASE_ORDER_MOD = (
    f"{OLD} {_HEAD} IsManuallyClosed {_TAIL} ExchangeRate@8 {both(_LINE_MOD, _GROUP_MOD)}*"
)
PURCHASE_ORDER_RET = (
    f"{READ_TXN} VendorRef ClassRef InventorySiteRef@10 ShipToEntityRef TemplateRef@3 TxnDate"
    " RefNumber VendorAddress VendorAddressBlock@6 ShipAddress ShipAddressBlock@6 TermsRef DueDate"
    " ExpectedDate ShipMethodRef FOB TotalAmount CurrencyRef@8 ExchangeRate@8"
    f" TotalAmountInHomeCurrency@8 IsManuallyClosed@2.1 IsFullyReceived@2.1 {_TAIL} ExternalGUID@9"
    f" LinkedTxn@3* {both(_LINE_RET, _GROUP_RET)}* DataExtRet@2*"
)
