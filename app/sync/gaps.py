"""What keeps a document from being said at all, in plain words: found before anything is sent."""

from app.sync.documents import AnyDocument, DocumentLine
from app.sync.facts import FEATURES, feature_cause
from app.sync.port import Fix, FixKind, SyncProblem


def not_linked(document: AnyDocument, what: str, name: str) -> SyncProblem:
    """A record the message must name has no counterpart in QuickBooks."""
    return SyncProblem(
        f"{what}_not_linked",
        f"This {what} is not in QuickBooks yet",
        f"{document.number} names the {what} {name}, which Scanpost cannot find in QuickBooks.",
        f"Add {name} in QuickBooks, read from QuickBooks again, then press Try again.",
        {"number": document.number, "name": name},
    )


def not_offered(document: AnyDocument, feature: str, reason: str) -> SyncProblem:
    """The company's plan or its own settings do not take this kind of document."""
    return SyncProblem(
        "feature_off",
        f"{FEATURES[feature]} cannot be used in this QuickBooks company",
        f"{document.number} needs it. {reason}",
        "After changing it in QuickBooks, press Check again under QuickBooks, Connection: this is"
        " sent then. Or enter it in QuickBooks by hand and mark it as entered.",
        {"number": document.number, "feature": feature},
        cause=feature_cause(feature),
        fixes=(Fix(FixKind.BY_HAND, "Mark as entered by hand"),),
    )


def no_account(document: AnyDocument, purpose: str) -> SyncProblem:
    """A bookkeeper has not chosen the account yet."""
    return SyncProblem(
        "account_missing",
        f"No account is chosen for {purpose}",
        f"{document.number} needs the QuickBooks account for {purpose}.",
        "Choose it under QuickBooks settings, then press Try again.",
        {"number": document.number, "purpose": purpose},
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
    )


def nothing_on_it(document: AnyDocument) -> SyncProblem:
    """QuickBooks has no documents without lines."""
    return SyncProblem(
        "no_lines",
        "There is nothing left on this document",
        f"{document.number} has no lines any more, and QuickBooks keeps no empty documents.",
        "If it is in QuickBooks already, delete it there; then mark it as entered by hand.",
        {"number": document.number},
    )
