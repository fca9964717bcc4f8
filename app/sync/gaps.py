"""What keeps a document from being said at all, in plain words: found before anything is sent."""

from uuid import UUID

from app.sync import ways_out
from app.sync.accounts import PURPOSES
from app.sync.documents import (
    AnyDocument,
    CustomerReturnDoc,
    DocumentLine,
    ReceiptDoc,
    ShipmentDoc,
    TransferDoc,
    VendorReturnDoc,
    lines_of,
)
from app.sync.facts import FEATURES, feature_cause
from app.sync.port import Fix, SyncProblem


def not_linked(document: AnyDocument, what: str, name: str) -> SyncProblem:
    """A record the message must name has no counterpart in QuickBooks."""
    local_id = _id_of(document, what, name)
    fixes: list[Fix] = []
    if local_id is not None:
        fixes = [ways_out.link(what, local_id), ways_out.create(what, local_id, name)]
    if local_id is not None and what == "item":
        fixes += ways_out.split_off(document, local_id, name)
    return SyncProblem(
        f"{what}_not_linked",
        f"This {what} is not in QuickBooks yet",
        f"{document.number} names the {what} {name}, which Scanpost cannot find in QuickBooks.",
        f"Choose what {name} is called in QuickBooks, or add it there: {document.number} is sent"
        " right afterwards.",
        {"number": document.number, "name": name},
        "" if local_id is None else ways_out.record(what, local_id),
        (*fixes, ways_out.retry(), ways_out.by_hand()),
    )


def not_offered(document: AnyDocument, feature: str, reason: str) -> SyncProblem:
    """The company's plan or its own settings do not take this kind of document."""
    return SyncProblem(
        "feature_off",
        f"{FEATURES[feature]} cannot be used in this QuickBooks company",
        f"{document.number} needs it. {reason}",
        "Once it is changed in QuickBooks, this is sent after Scanpost's next look at the company"
        " (under QuickBooks, Connection). Or enter it in QuickBooks by hand and mark it as"
        " entered.",
        {"number": document.number, "feature": feature},
        cause=feature_cause(feature),
        fixes=(ways_out.retry(), ways_out.by_hand()),
    )


def _id_of(document: AnyDocument, what: str, name: str) -> UUID | None:
    """Our id of what could not be named; None for what people cannot link (an order's invoice)."""
    match document:
        case ReceiptDoc(vendor_id=party_id) | VendorReturnDoc(vendor_id=party_id):
            party = "vendor"
        case ShipmentDoc(customer_id=party_id) | CustomerReturnDoc(customer_id=party_id):
            party = "customer"
        case _:
            party = ""
    if what == party:
        return party_id
    named = (line for line in lines_of(document) if f"{line.name} ({line.sku})" == name)
    line = next(named, None) if what == "item" else None
    return line.item_id if line else None


def no_account(document: AnyDocument, purpose: str) -> SyncProblem:
    """A bookkeeper has not chosen the account yet; `purpose` is one of `PURPOSES`, in words."""
    field = next(field for field, words in PURPOSES.items() if words == purpose)
    return SyncProblem(
        "account_missing",
        f"No account is chosen for {purpose}",
        f"{document.number} needs the QuickBooks account for {purpose}.",
        "Choose it: it counts from now on, and everything held by it is sent.",
        {"number": document.number, "purpose": purpose},
        ways_out.account(field),
        (ways_out.choose_account(field), ways_out.by_hand()),
    )


def no_price(document: AnyDocument, line: DocumentLine, word: str) -> SyncProblem:
    """Neither the order nor the item says what a unit costs."""
    name = f"{line.name} ({line.sku})"
    return SyncProblem(
        f"{word}_missing",
        f"Nobody knows the {word} of {line.name}",
        f"{document.number} has {name}, but neither the order nor QuickBooks gives its {word}.",
        f"Enter the {word} on the item in QuickBooks, read from QuickBooks again, then press"
        " Try again.",
        {"number": document.number, "name": name},
        f"{word}:{line.item_id}",
        (
            ways_out.retry(),
            *ways_out.split_off(document, line.item_id, line.name),
            ways_out.by_hand(),
        ),
    )


def no_site(document: TransferDoc) -> SyncProblem:
    """Goods moved between two warehouses, and one of them is no place in QuickBooks."""
    return SyncProblem(
        "site_missing",
        "A warehouse has no inventory site in QuickBooks",
        f"{document.number} moved goods between two warehouses, and one of them stands for no"
        " inventory site of QuickBooks.",
        "Choose the site of each warehouse under QuickBooks, Mapping, then press Try again.",
        {"number": document.number},
        fixes=(ways_out.retry(), ways_out.by_hand()),
    )


def taken_back(document: AnyDocument) -> SyncProblem:
    """It was cancelled and taken back there; now it is wanted again."""
    return SyncProblem(
        "taken_back",
        "This document was taken back in QuickBooks",
        f"{document.number} was cancelled, so its record in QuickBooks was voided or deleted.",
        "Make a new document for these goods, or enter it in QuickBooks by hand.",
        {"number": document.number},
        ways_out.document(document),
        (ways_out.by_hand(),),
    )


def nothing_on_it(document: AnyDocument) -> SyncProblem:
    """QuickBooks has no documents without lines."""
    return SyncProblem(
        "no_lines",
        "There is nothing left on this document",
        f"{document.number} has no lines any more, and QuickBooks keeps no empty documents.",
        "If it is in QuickBooks already, delete it there; then mark it as entered by hand.",
        {"number": document.number},
        fixes=(ways_out.by_hand(),),
    )
