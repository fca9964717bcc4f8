"""What we know of QuickBooks as far as one document is concerned; see `app.sync.foresight`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    CustomerReturnDoc,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
)
from app.sync.port import Refs
from app.sync.settings import ConnectionSettings

BILL = "Bill"
INVOICE = "Invoice"
SALES_RECEIPT = "SalesReceipt"
ADJUSTMENT = "InventoryAdjustment"
CREDIT_MEMO = "CreditMemo"
REFUND = "RefundReceipt"
VENDOR_CREDIT = "VendorCredit"
SALES_FORMS = (INVOICE, SALES_RECEIPT, CREDIT_MEMO, REFUND)
BILLS = (BILL, VENDOR_CREDIT)


@dataclass(frozen=True, slots=True)
class Account:
    """A line of the chart of accounts."""

    name: str
    type: str
    subtype: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """A transaction in QuickBooks that has the document's number already."""

    form: str
    external_id: str
    party: str = ""


@dataclass(frozen=True, slots=True)
class Namesake:
    """A record in QuickBooks that has the name we want to give."""

    kind: str
    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """`accounts` are the chosen ones, by QuickBooks id; an id that is not there was never read.

    `taken` and `namesakes` have the document's number, or the record's name. `gone`: QuickBooks
    deleted the record we made for this document.
    """

    refs: Refs
    accounts: Mapping[str, Account] = field(default_factory=dict)
    taken: tuple[Taken, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    gone: bool = False


def form_of(document: AnyDocument, refs: Refs) -> str:
    """The QuickBooks form a document becomes: what it is there already, else what settings say."""
    if refs.own is not None and "entity" in refs.own.details:
        return str(refs.own.details["entity"])
    return form_by_settings(document, refs.settings)


def form_by_settings(document: AnyDocument, settings: ConnectionSettings) -> str:
    """The QuickBooks form a new document becomes; empty for a record."""
    match document:
        case ReceiptDoc():
            return BILL
        case ShipmentDoc(order_source="invoice"):
            return INVOICE
        case ShipmentDoc():
            return SALES_RECEIPT if settings.sales_document == "sales_receipt" else INVOICE
        case AdjustmentDoc():
            return ADJUSTMENT
        case CustomerReturnDoc(refunded=refunded):
            return REFUND if refunded else CREDIT_MEMO
        case VendorReturnDoc():
            return VENDOR_CREDIT
        case _:
            return ""
