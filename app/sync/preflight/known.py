"""What we know of QuickBooks as far as one document is concerned.

`app.sync.preflight.foresight` gathers it, `app.sync.preflight.check` judges by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    CustomerReturnDoc,
    ItemDoc,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    TransferDoc,
    VendorReturnDoc,
)
from app.sync.facts import Facts
from app.sync.port import Entity, Refs
from app.sync.settings import ConnectionSettings

BILL = "Bill"
INVOICE = "Invoice"
SALES_RECEIPT = "SalesReceipt"
ADJUSTMENT = "InventoryAdjustment"
CREDIT_MEMO = "CreditMemo"
REFUND = "RefundReceipt"
VENDOR_CREDIT = "VendorCredit"
ITEM_RECEIPT = "ItemReceipt"
TRANSFER = "TransferInventory"
SALES_FORMS = (INVOICE, SALES_RECEIPT, CREDIT_MEMO, REFUND)
BILLS = (BILL, VENDOR_CREDIT)
PURCHASES = (*BILLS, ITEM_RECEIPT)


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

    `places` are the class and the location of the document's warehouse, as (kind, QuickBooks id) to
    name and whether they are active; one that was deleted is absent.
    `taken` and `namesakes` have the document's number, or the record's name. `gone`: QuickBooks
    deleted the record we made for this document.
    """

    refs: Refs
    accounts: Mapping[str, Account] = field(default_factory=dict)
    places: Mapping[tuple[str, str], tuple[str, bool]] = field(default_factory=dict)
    taken: tuple[Taken, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    gone: bool = False


def places_of(
    document: AnyDocument, settings: ConnectionSettings, facts: Facts
) -> tuple[tuple[str, str], ...]:
    """(kind, QuickBooks id) of the class and the location that the document will name."""
    if isinstance(document, ItemDoc | PartyDoc):
        return ()
    link = settings.places.get(str(document.warehouse_id))
    if link is None:
        return ()
    wanted = (
        (Entity.CLASS.value, link.class_id if facts.class_tracking != "none" else ""),
        (Entity.LOCATION.value, link.location_id if facts.location_tracking else ""),
    )
    return tuple(one for one in wanted if one[1])


def form_of(document: AnyDocument, refs: Refs) -> str:
    """The QuickBooks form a document becomes: what it is there already, else what settings say."""
    if refs.own is not None and "entity" in refs.own.details:
        return str(refs.own.details["entity"])
    return form_by_settings(document, refs.settings, refs.facts)


def form_by_settings(document: AnyDocument, settings: ConnectionSettings, facts: Facts) -> str:
    """The QuickBooks form a new document becomes; empty for a record, and for what is not told."""
    desktop = facts.dialect == "desktop"
    match document:
        case ReceiptDoc() if desktop and settings.purchase_document == "item_receipt":
            return ITEM_RECEIPT
        case ReceiptDoc():
            return BILL
        case ShipmentDoc(order_source="invoice"):
            return INVOICE
        case ShipmentDoc():
            return SALES_RECEIPT if settings.sales_document == "sales_receipt" else INVOICE
        case AdjustmentDoc():
            return ADJUSTMENT
        case CustomerReturnDoc(refunded=refunded):
            return REFUND if refunded and not desktop else CREDIT_MEMO
        case VendorReturnDoc():
            return VENDOR_CREDIT
        case TransferDoc() if facts.sites:
            return TRANSFER
        case _:
            return ""
