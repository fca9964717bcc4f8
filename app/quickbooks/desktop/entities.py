"""Which QuickBooks Desktop records stand for our documents, and the mark they carry.

Each record we make says in its memo which document and which version of it it shows, and has that
version's ExternalGUID. One of the two, not the number, decides whether a record is ours: numbers
are editable and not unique, a memo is editable, a GUID is neither but stays as it was at the
version that added the record (reference §5.4).
"""

import re
from uuid import UUID

from app.quickbooks.desktop.answers import Node
from app.quickbooks.desktop.wire import clean, fit, guid_of
from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    AnyTransaction,
    CustomerReturnDoc,
    ItemDoc,
    MappingKind,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    TransferDoc,
    VendorReturnDoc,
)
from app.sync.port import REPLACED, Operation, Ref, Refs

CUSTOMER = "Customer"
VENDOR = "Vendor"
ITEM = "Item"
ITEM_RECEIPT = "ItemReceipt"
BILL = "Bill"
VENDOR_CREDIT = "VendorCredit"
INVOICE = "Invoice"
SALES_RECEIPT = "SalesReceipt"
CREDIT_MEMO = "CreditMemo"
INVENTORY_ADJUSTMENT = "InventoryAdjustment"
TRANSFER_INVENTORY = "TransferInventory"
LINE = {
    ITEM_RECEIPT: "ItemLine",
    BILL: "ItemLine",
    VENDOR_CREDIT: "ItemLine",
    INVOICE: "InvoiceLine",
    SALES_RECEIPT: "SalesReceiptLine",
    CREDIT_MEMO: "CreditMemoLine",
    INVENTORY_ADJUSTMENT: "InventoryAdjustmentLine",
    TRANSFER_INVENTORY: "TransferInventoryLine",
}
"""What each transaction calls its lines, without the ending Add, Mod or Ret."""
SALES_FORMS = (INVOICE, SALES_RECEIPT, CREDIT_MEMO)
PURCHASE_FORMS = (ITEM_RECEIPT, BILL, VENDOR_CREDIT)
CANCELLED = "cancelled"
VOIDED = "VOID:"  # what QuickBooks writes before the memo of what is voided
MEMO_LENGTH = 4095
_MARK = re.compile(r"Scanpost \S+ ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(\d+)")
_TRACKED = re.compile(r"\[(?:Lots|Serials): [^\]]*\]")


def entity_of(document: AnyDocument, refs: Refs) -> str:
    """The kind of record: what it already is, else what the settings choose."""
    if refs.own is not None and "entity" in refs.own.details:
        return str(refs.own.details["entity"])
    match document:
        case ItemDoc():
            return ITEM
        case PartyDoc(kind=kind):
            return CUSTOMER if kind == "customer" else VENDOR
        case ReceiptDoc():
            return BILL if refs.settings.purchase_document == "bill" else ITEM_RECEIPT
        case ShipmentDoc() if stands_in_invoice(document):
            return INVOICE
        case ShipmentDoc():
            return SALES_RECEIPT if refs.settings.sales_document == "sales_receipt" else INVOICE
        case CustomerReturnDoc():
            return CREDIT_MEMO
        case VendorReturnDoc():
            return VENDOR_CREDIT
        case AdjustmentDoc():
            return INVENTORY_ADJUSTMENT
        case TransferDoc():
            return TRANSFER_INVENTORY


def may_be(document: AnyTransaction) -> tuple[str, ...]:
    """Every kind of record that may stand for the document: the settings may have changed since it
    was sent, and bookkeepers turn item receipts into bills."""
    match document:
        case ReceiptDoc():
            return (ITEM_RECEIPT, BILL)
        case ShipmentDoc() if stands_in_invoice(document):
            return (INVOICE,)
        case ShipmentDoc():
            return (INVOICE, SALES_RECEIPT)
        case CustomerReturnDoc():
            return (CREDIT_MEMO,)
        case VendorReturnDoc():
            return (VENDOR_CREDIT,)
        case AdjustmentDoc():
            return (INVENTORY_ADJUSTMENT,)
        case TransferDoc():
            return (TRANSFER_INVENTORY,)


def stands_in_invoice(document: AnyDocument) -> bool:
    """Is the order an invoice already? Then it gets the shipping details and is never doubled."""
    return isinstance(document, ShipmentDoc) and document.order_source == "invoice"


def record_of(document: AnyDocument, refs: Refs) -> Ref | None:
    """The record that stands for the document now; None while a replaced one is not added anew."""
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        return refs.get(MappingKind.SALES_ORDER, document.sales_order_id)
    if refs.own is not None and refs.own.details.get(REPLACED):
        return None
    return refs.own


def number_of(document: AnyTransaction) -> str:
    """The document's number as QuickBooks keeps it: 20 characters where a vendor's number goes, 11
    everywhere else (reference §3.13)."""
    purchase = isinstance(document, ReceiptDoc | VendorReturnDoc)
    return fit(document.number, 20 if purchase else 11)


def note(op: Operation, refs: Refs, tracked: str = "") -> str:
    """The memo of a record we make: what people wrote, here or there, then the mark.

    What a bookkeeper wrote into it stays when the record is amended; only the mark follows, and
    `tracked`, the lots and serial numbers where lines have no room for them.
    """
    mark = f"Scanpost {op.document.number} {op.document.id}/{op.version}"
    memo = "" if isinstance(op.document, ItemDoc | PartyDoc) else op.document.memo
    words = _words(refs.note) if refs.note else memo
    around = [f"[{tracked}]" if tracked else "", mark]
    ending = clean(" · ".join(one for one in around if one))[-MEMO_LENGTH:]
    words = fit(words, max(0, MEMO_LENGTH - len(ending) - 3))
    return f"{words} · {ending}" if words else ending


def _words(text: str) -> str:
    own_parts = _TRACKED.sub("", _MARK.sub("", text.removeprefix(VOIDED)))
    return own_parts.strip(" ·-\n")


def marked(record: Node) -> tuple[UUID, int] | None:
    """Our document and version as the record's memo says; None if it does not."""
    found = _MARK.search(record.text("Memo"))
    return (UUID(found[1]), int(found[2])) if found else None


def shown_version(op: Operation, record: Node) -> int | None:
    """The version of our document that a record shows; None if it is not ours.

    Without a mark in the memo, whoever took it out, the GUID still says which version added it.
    """
    mark = marked(record)
    if mark is not None:
        return mark[1] if mark[0] == op.document.id else None
    guid = record.text("ExternalGUID").lower()
    if not guid:
        return None
    versions = range(op.version, 0, -1)
    return next((one for one in versions if guid_of(op.document.id, one) == guid), None)


def named(list_id: str) -> dict[str, str]:
    """A reference to a record of a list."""
    return {"ListID": list_id}
