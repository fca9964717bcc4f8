"""Our own tables of qbXML: the elements of every message, their order, length and version.

The public schemas end at 13.0; what came later that we need is added here (reference §3.10).
"""

from app.quickbooks.desktop.grammar import company, items, names, purchases, sales, stock
from app.quickbooks.desktop.grammar.blocks import TRIM
from app.quickbooks.desktop.grammar.fields import Field, Request
from app.quickbooks.desktop.grammar.notation import group, table
from app.quickbooks.desktop.grammar.queries import (
    LIST_DELETED_RET,
    QUERIES,
    TRANSACTION_RET,
    TXN_DELETED_RET,
)
from app.quickbooks.desktop.grammar.vocabulary import CONTENTS

# name of what is written: (its fields, since which version)
_WRITES = {
    "InvoiceAdd": (sales.INVOICE_ADD, "1.0"),
    "InvoiceMod": (sales.INVOICE_MOD, "2.1"),
    "SalesReceiptAdd": (sales.SALES_RECEIPT_ADD, "1.0"),
    "SalesReceiptMod": (sales.SALES_RECEIPT_MOD, "5.0"),
    "CreditMemoAdd": (sales.CREDIT_MEMO_ADD, "1.0"),
    "CreditMemoMod": (sales.CREDIT_MEMO_MOD, "3.0"),
    "SalesOrderAdd": (sales.SALES_ORDER_ADD, "2.1"),
    "SalesOrderMod": (sales.SALES_ORDER_MOD, "3.0"),
    "ItemReceiptAdd": (purchases.ITEM_RECEIPT_ADD, "4.0"),
    "ItemReceiptMod": (purchases.ITEM_RECEIPT_MOD, "4.0"),
    "BillAdd": (purchases.BILL_ADD, "1.0"),
    "BillMod": (purchases.BILL_MOD, "3.0"),
    "VendorCreditAdd": (purchases.VENDOR_CREDIT_ADD, "1.0"),
    "VendorCreditMod": (purchases.VENDOR_CREDIT_MOD, "8.0"),
    "PurchaseOrderAdd": (purchases.PURCHASE_ORDER_ADD, "1.0"),
    "PurchaseOrderMod": (purchases.PURCHASE_ORDER_MOD, "2.1"),
    "InventoryAdjustmentAdd": (stock.INVENTORY_ADJUSTMENT_ADD, "2.0"),
    "InventoryAdjustmentMod": (stock.INVENTORY_ADJUSTMENT_MOD, "9.0"),
    "TransferInventoryAdd": (stock.TRANSFER_INVENTORY_ADD, "10.0"),
    "TransferInventoryMod": (stock.TRANSFER_INVENTORY_MOD, "10.0"),
    "ItemInventoryAdd": (items.ITEM_INVENTORY_ADD, "1.0"),
    "ItemInventoryMod": (items.ITEM_INVENTORY_MOD, "1.0"),
    "ItemInventoryAssemblyMod": (items.ITEM_INVENTORY_ASSEMBLY_MOD, "3.0"),
    "ItemNonInventoryAdd": (items.ITEM_NON_INVENTORY_ADD, "1.0"),
    "ItemNonInventoryMod": (items.ITEM_NON_INVENTORY_MOD, "1.0"),
    "ItemServiceAdd": (items.ITEM_SERVICE_ADD, "1.0"),
    "ItemServiceMod": (items.ITEM_SERVICE_MOD, "1.0"),
    "CustomerAdd": (names.CUSTOMER_ADD, "1.0"),
    "CustomerMod": (names.CUSTOMER_MOD, "1.0"),
    "VendorAdd": (names.VENDOR_ADD, "1.0"),
    "VendorMod": (names.VENDOR_MOD, "1.0"),
}
_REMOVALS = {
    "TxnVoid": "TxnVoidType! TxnID!",
    "TxnDel": "TxnDelType! TxnID!",
    "ListDel": "ListDelType! ListID!",
}
_READS = {
    "InvoiceRet": sales.INVOICE_RET,
    "SalesReceiptRet": sales.SALES_RECEIPT_RET,
    "CreditMemoRet": sales.CREDIT_MEMO_RET,
    "SalesOrderRet": sales.SALES_ORDER_RET,
    "EstimateRet": sales.ESTIMATE_RET,
    "ItemReceiptRet": purchases.ITEM_RECEIPT_RET,
    "BillRet": purchases.BILL_RET,
    "VendorCreditRet": purchases.VENDOR_CREDIT_RET,
    "PurchaseOrderRet": purchases.PURCHASE_ORDER_RET,
    "InventoryAdjustmentRet": stock.INVENTORY_ADJUSTMENT_RET,
    "TransferInventoryRet": stock.TRANSFER_INVENTORY_RET,
    "ItemSitesRet": stock.ITEM_SITES_RET,
    **items.ITEM_RETS,
    "BarCodeRet": items.BAR_CODE_RET,
    "UnitOfMeasureSetRet": items.UNIT_OF_MEASURE_SET_RET,
    "CustomerRet": names.CUSTOMER_RET,
    "VendorRet": names.VENDOR_RET,
    "AccountRet": names.ACCOUNT_RET,
    "ClassRet": names.CLASS_RET,
    "InventorySiteRet": names.INVENTORY_SITE_RET,
    "HostRet": company.HOST_RET,
    "CompanyRet": company.COMPANY_RET,
    "PreferencesRet": company.PREFERENCES_RET,
    "TransactionRet": TRANSACTION_RET,
    "TxnDeletedRet": TXN_DELETED_RET,
    "ListDeletedRet": LIST_DELETED_RET,
    "ErrorRecovery": CONTENTS["ErrorRecovery"],
    # removals have no record of their own: what was removed stands in the answer itself
    "TxnVoidRs": "TxnVoidType TxnID TimeCreated TimeModified RefNumber(0) ErrorRecovery@11",
    "TxnDelRs": "TxnDelType TxnID TimeDeleted RefNumber(0) ErrorRecovery@11",
    "ListDelRs": "ListDelType ListID TimeDeleted FullName(0)",
}


def _write(name: str, content: str, since: str) -> Request:
    fields = table(f"{group(name, content)}! {TRIM}")
    return Request(f"{name}Rq", fields, since=since, wraps=name)


def _query(name: str, content: str, since: str, pages: bool) -> Request:
    iterator = ("iterator", "iteratorID") if pages else ()
    counted = () if name in ("HostQuery", "CompanyQuery", "PreferencesQuery") else ("metaData",)
    attributes = ("requestID", *counted, *iterator)
    return Request(f"{name}Rq", table(content), attributes, since, pages)


_ALL = (
    *(_write(name, *rest) for name, rest in _WRITES.items()),
    *(Request(f"{name}Rq", table(text), since="1.1") for name, text in _REMOVALS.items()),
    *(_query(name, *rest) for name, rest in QUERIES.items()),
)
REQUESTS: dict[str, Request] = {one.name: one for one in _ALL}
RETURNS: dict[str, tuple[Field, ...]] = {name: table(text) for name, text in _READS.items()}
