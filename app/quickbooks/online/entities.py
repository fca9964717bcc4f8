"""Which QuickBooks Online records stand for our documents, and the mark they carry.

Each record we make says in its PrivateNote which document and which version of it it shows. That
mark, not the number, decides whether a record is ours.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.quickbooks.online.wire import NOTE_LENGTH, Json, one_line
from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    CustomerReturnDoc,
    DocumentLine,
    ItemDoc,
    MappingKind,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    TransferDoc,
    VendorReturnDoc,
)
from app.sync.port import Operation, Ref, Refs

ITEM = "Item"
CUSTOMER = "Customer"
VENDOR = "Vendor"
BILL = "Bill"
INVOICE = "Invoice"
SALES_RECEIPT = "SalesReceipt"
CREDIT_MEMO = "CreditMemo"
REFUND_RECEIPT = "RefundReceipt"
VENDOR_CREDIT = "VendorCredit"
INVENTORY_ADJUSTMENT = "InventoryAdjustment"
TRANSFER = "Transfer"  # never said there
SALES_FORMS = (INVOICE, SALES_RECEIPT, CREDIT_MEMO, REFUND_RECEIPT)
DETAIL = {
    BILL: "ItemBasedExpenseLineDetail",
    INVOICE: "SalesItemLineDetail",
    SALES_RECEIPT: "SalesItemLineDetail",
    CREDIT_MEMO: "SalesItemLineDetail",
    REFUND_RECEIPT: "SalesItemLineDetail",
    VENDOR_CREDIT: "ItemBasedExpenseLineDetail",
    INVENTORY_ADJUSTMENT: "ItemAdjustmentLineDetail",
}
VOIDED = "Voided"  # what QuickBooks writes before the note of what is voided
_MARK = re.compile(r"Scanpost \S+ ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(\d+)")


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
            return BILL
        case ShipmentDoc() if stands_in_invoice(document):
            return INVOICE
        case ShipmentDoc():
            return SALES_RECEIPT if refs.settings.sales_document == "sales_receipt" else INVOICE
        case CustomerReturnDoc(refunded=refunded):
            return REFUND_RECEIPT if refunded else CREDIT_MEMO
        case VendorReturnDoc():
            return VENDOR_CREDIT
        case AdjustmentDoc():
            return INVENTORY_ADJUSTMENT
        case TransferDoc():
            return TRANSFER


def stands_in_invoice(document: AnyDocument) -> bool:
    """Is the order an invoice already? Then it gets the shipping details and is never doubled."""
    return isinstance(document, ShipmentDoc) and document.order_source == "invoice"


def record_of(document: AnyDocument, refs: Refs) -> Ref | None:
    """The record that already stands for the document."""
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        return refs.get(MappingKind.SALES_ORDER, document.sales_order_id)
    return refs.own


def amending(own: Ref) -> Json:
    """What makes a body change a record instead of making one.

    The bodies of our forms are complete, so that they mean the same where QuickBooks should read
    `sparse` as a full update: of credit memos and vendor credits only that is documented (§3.6).
    """
    return {"Id": own.external_id, "SyncToken": own.version_token, "sparse": True}


def note(op: Operation, refs: Refs) -> str:
    """The PrivateNote of a record we make: what people wrote, here or there, then the mark.

    What a bookkeeper wrote into it stays when the record is amended; only the mark follows.
    """
    mark = f"Scanpost {op.document.number} {op.document.id}/{op.version}"
    memo = "" if isinstance(op.document, ItemDoc | PartyDoc) else op.document.memo
    words = _MARK.sub("", refs.note.removeprefix(VOIDED)).strip(" ·-\n") if refs.note else memo
    words = one_line(words, NOTE_LENGTH - len(mark) - 3)
    return f"{words} · {mark}" if words else mark


def marked(record: Mapping[str, Any]) -> tuple[UUID, int] | None:
    """Our document and version as the record's note says; None if it is not ours."""
    found = _MARK.search(str(record.get("PrivateNote") or ""))
    return (UUID(found[1]), int(found[2])) if found else None


def match_lines(
    lines: tuple[DocumentLine, ...], record: Mapping[str, Any], entity: str, refs: Refs
) -> dict[str, str]:
    """Which of the record's lines is which of ours, as {line_key: Id}.

    Known lines keep their Id; the rest is matched by purchase-order line, then by item, in order.
    """
    known: Mapping[str, str] = (refs.own.details.get("lines") if refs.own else None) or {}
    free = [line for line in record.get("Line") or [] if DETAIL[entity] in line and "Id" in line]
    found: dict[str, str] = {}
    for line in lines:
        if known.get(line.line_key) in {str(one["Id"]) for one in free}:
            found[line.line_key] = known[line.line_key]
            free = [one for one in free if str(one["Id"]) != known[line.line_key]]
    for line in lines:
        item = refs.get(MappingKind.ITEM, line.item_id)
        if line.line_key in found or item is None:
            continue
        same = [one for one in free if _item_id(one, entity) == item.external_id]
        linked = [one for one in same if line.order_line_external_id in order_lines(one)]
        chosen = next(iter(linked or same), None)
        if chosen is not None:
            found[line.line_key] = str(chosen["Id"])
            free.remove(chosen)
    return found


def order_lines(line: Json) -> set[str]:
    """The purchase-order lines that a bill line is linked to."""
    return {str(link.get("TxnLineId")) for link in line.get("LinkedTxn") or []}


def _item_id(line: Json, entity: str) -> str:
    return str((line[DETAIL[entity]].get("ItemRef") or {}).get("value"))
