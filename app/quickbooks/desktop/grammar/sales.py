"""Invoices, sales receipts, credit memos, sales orders and estimates (reference §3.3, §3.7)."""

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

_ADDRESSES = "BillAddress ShipAddress"
_ADDRESSES_READ = "BillAddress BillAddressBlock@6 ShipAddress ShipAddressBlock@6"
_HEAD = f"ClassRef ARAccountRef TemplateRef@3 TxnDate RefNumber {_ADDRESSES} IsPending"
_RECEIPT_HEAD = f"ClassRef TemplateRef@3 TxnDate RefNumber {_ADDRESSES} IsPending"
_ORDER_HEAD = f"ClassRef TemplateRef@3 TxnDate RefNumber {_ADDRESSES}"
_TERMS = "PONumber TermsRef DueDate SalesRepRef FOB ShipDate ShipMethodRef"
_PAID = "CheckNumber PaymentMethodRef DueDate SalesRepRef ShipDate ShipMethodRef FOB"
_TAX_READ = "Subtotal ItemSalesTaxRef SalesTaxPercentage SalesTaxTotal"
_SENT = "CustomerMsgRef IsToBePrinted IsToBeEmailed@6"
_NOTE = f"Memo {_SENT} CustomerSalesTaxCodeRef"
_FOREIGN = "Other@6 ExchangeRate@8"
_TOTAL_READ = "TotalAmount CurrencyRef@8 ExchangeRate@8 TotalAmountInHomeCurrency@8"

_PRICE = "[Rate | RatePercent | PriceLevelRef@4] ClassRef Amount"
_PRICE_READ = "[Rate | RatePercent] ClassRef Amount"
_RULE = "OptionForPriceRuleConflict@13"
_SOLD = "ServiceDate SalesTaxCodeRef"
_ASKED = f"ItemRef Desc {UNITS} {_PRICE}"
_CHANGED = f"{OLD_LINE} ItemRef Desc {UNITS_AND_SET} {_PRICE}"
_READ = f"{OLD_LINE} ItemRef Desc {UNITS_AND_SET} {_PRICE_READ}"
_CARD = "CreditCardTxnInfo@7"


def _adding(name: str, line: str, ending: str) -> str:
    bundle = f"ItemGroupRef! {UNITS} {PLACED} DataExt@5*"
    return both(group(f"{name}LineAdd", line), group(f"{name}LineGroupAdd", bundle)) + ending


def _changing(name: str, line: str) -> str:
    inner = group(f"{name}LineMod", line)
    bundle = f"{OLD_LINE} ItemGroupRef {UNITS_AND_SET} {inner}*"
    return both(inner, group(f"{name}LineGroupMod", bundle)) + "*"


def _reading(name: str, line: str, *, since: str = "3", data: str = "DataExtRet@2*") -> str:
    inner = group(f"{name}LineRet", f"{line} {data}")
    bundle = (
        f"TxnLineID@{since}! ItemGroupRef! Desc {UNITS_AND_SET} IsPrintItemsInGroup! TotalAmount!"
        f" {inner}* {data}"
    )
    return both(inner, group(f"{name}LineGroupRet", bundle)) + f"* {data}"


INVOICE_ADD = (
    f"CustomerRef! {_HEAD} IsFinanceCharge@8 {_TERMS} ItemSalesTaxRef {_NOTE} {_FOREIGN}"
    " ExternalGUID@9 LinkToTxnID@6* SetCredit@10* "
) + _adding(
    "Invoice",
    f"{_ASKED} {_RULE} {PLACED_AND_TRACKED} {_SOLD} OverrideItemAccountRef@2 {OTHERS} LinkToTxn@6"
    " DataExt@5*",
    "*",
)
INVOICE_MOD = (
    f"{OLD} CustomerRef {_HEAD} {_TERMS} ItemSalesTaxRef {_NOTE} {_FOREIGN} SetCredit@10* "
) + _changing(
    "Invoice",
    f"{_CHANGED} {_RULE} {PLACED_AND_TRACKED} {_SOLD} OverrideItemAccountRef {OTHERS}",
)
INVOICE_RET = (
    f"{READ_TXN} CustomerRef ClassRef ARAccountRef TemplateRef@3 TxnDate RefNumber"
    f" {_ADDRESSES_READ} IsPending IsFinanceCharge {_TERMS} {_TAX_READ} AppliedAmount"
    " BalanceRemaining CurrencyRef@8 ExchangeRate@8 BalanceRemainingInHomeCurrency@8 Memo IsPaid@2"
    f" {_SENT} CustomerSalesTaxCodeRef SuggestedDiscountAmount SuggestedDiscountDate Other@6"
    " ExternalGUID@9 LinkedTxn@1.1* "
) + _reading("Invoice", f"{_READ} {PLACED_AND_TRACKED} {_SOLD} {OTHERS}", since="2.1")

SALES_RECEIPT_ADD = (
    f"CustomerRef {_RECEIPT_HEAD} {_PAID} ItemSalesTaxRef {_NOTE} DepositToAccountRef"
    f" CreditCardTxnInfo@4.1 {_FOREIGN} ExternalGUID@9 "
) + _adding(
    "SalesReceipt",
    f"{_ASKED} {_RULE} {PLACED_AND_TRACKED} {_SOLD} OverrideItemAccountRef@2 {OTHERS} {_CARD}"
    " DataExt@5*",
    "+",
)
SALES_RECEIPT_MOD = (
    f"{OLD} CustomerRef {_RECEIPT_HEAD} {_PAID} ItemSalesTaxRef {_NOTE} DepositToAccountRef"
    f" {_FOREIGN} "
) + _changing(
    "SalesReceipt",
    f"{_CHANGED} {_RULE} {PLACED_AND_TRACKED} {_SOLD} OverrideItemAccountRef {OTHERS}",
)
SALES_RECEIPT_RET = (
    f"{READ_TXN} CustomerRef ClassRef TemplateRef@3 TxnDate RefNumber {_ADDRESSES_READ} IsPending"
    f" {_PAID} {_TAX_READ} {_TOTAL_READ} {_NOTE} DepositToAccountRef CreditCardTxnInfo@4.1 Other@6"
    " ExternalGUID@9 "
) + _reading("SalesReceipt", f"{_READ} {PLACED_AND_TRACKED} {_SOLD} {OTHERS} {_CARD}")

CREDIT_MEMO_ADD = (
    f"CustomerRef! {_HEAD} {_TERMS} ItemSalesTaxRef {_NOTE} {_FOREIGN} ExternalGUID@9 "
) + _adding(
    "CreditMemo",
    f"{_ASKED} {PLACED_AND_TRACKED} {_SOLD} OverrideItemAccountRef@2 {OTHERS} {_CARD} DataExt@5*",
    "+",
)
CREDIT_MEMO_MOD = (
    f"{OLD} CustomerRef {_HEAD} {_TERMS} ItemSalesTaxRef {_NOTE} {_FOREIGN} "
) + _changing(
    "CreditMemo", f"{_CHANGED} {PLACED_AND_TRACKED} {_SOLD} OverrideItemAccountRef {OTHERS}"
)
CREDIT_MEMO_RET = (
    f"{READ_TXN} CustomerRef ClassRef ARAccountRef TemplateRef@3 TxnDate RefNumber"
    f" {_ADDRESSES_READ} IsPending {_TERMS} {_TAX_READ} TotalAmount CreditRemaining@2 CurrencyRef@8"
    f" ExchangeRate@8 CreditRemainingInHomeCurrency@8 {_NOTE} Other@6 ExternalGUID@9"
    " LinkedTxn@1.1* "
) + _reading("CreditMemo", f"{_READ} {PLACED_AND_TRACKED} {_SOLD} {OTHERS} {_CARD}")

SALES_ORDER_ADD = (
    f"CustomerRef! {_ORDER_HEAD} {_TERMS} ItemSalesTaxRef IsManuallyClosed {_NOTE} {_FOREIGN}"
    " ExternalGUID@9 "
) + _adding(
    "SalesOrder",
    f"{_ASKED} {_RULE} {PLACED_AND_TRACKED} SalesTaxCodeRef IsManuallyClosed {OTHERS} DataExt@5*",
    "+",
)
SALES_ORDER_MOD = (
    f"{OLD} CustomerRef {_ORDER_HEAD} {_TERMS} ItemSalesTaxRef IsManuallyClosed {_NOTE} {_FOREIGN} "
) + _changing(
    "SalesOrder",
    f"{_CHANGED} {_RULE} {PLACED_AND_TRACKED} SalesTaxCodeRef IsManuallyClosed {OTHERS}",
)
SALES_ORDER_RET = (
    f"{READ_TXN} CustomerRef ClassRef TemplateRef@3 TxnDate RefNumber {_ADDRESSES_READ} {_TERMS}"
    f" {_TAX_READ} {_TOTAL_READ} IsManuallyClosed IsFullyInvoiced {_NOTE} Other@6 ExternalGUID@9"
    " LinkedTxn* "
) + _reading(
    "SalesOrder",
    f"{_READ} {PLACED_AND_TRACKED} SalesTaxCodeRef Invoiced IsManuallyClosed {OTHERS}",
    data="DataExtRet*",
)

ESTIMATE_RET = (
    f"{READ_TXN} CustomerRef ClassRef TemplateRef@3 TxnDate RefNumber BillAddress"
    " BillAddressBlock@6 ShipAddress@7 ShipAddressBlock@7 IsActive@3 PONumber TermsRef DueDate"
    f" SalesRepRef FOB {_TAX_READ} {_TOTAL_READ} Memo CustomerMsgRef IsToBeEmailed@6"
    " CustomerSalesTaxCodeRef Other@6 ExternalGUID@9 LinkedTxn@3* "
) + _reading(
    "Estimate",
    f"{_READ} {PLACED} SalesTaxCodeRef [MarkupRate | MarkupRatePercent] {OTHERS}",
)
