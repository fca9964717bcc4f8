"""What a transaction in QuickBooks means for our document: which version it shows, and of what."""

from dataclasses import replace
from decimal import Decimal

from app.core.types import decimal_text
from app.quickbooks.desktop.adjustments import is_tracked
from app.quickbooks.desktop.answers import Node
from app.quickbooks.desktop.cancel import is_linked, taken_back
from app.quickbooks.desktop.entities import (
    SALES_RECEIPT,
    record_of,
    shown_version,
    stands_in_invoice,
)
from app.quickbooks.desktop.known_lines import goods, match_lines, said_of
from app.quickbooks.desktop.lines import order_of
from app.quickbooks.desktop.movements import is_voided, movement, order_ids, total_of
from app.quickbooks.desktop.sales import OTHER_LENGTH, refund_by_hand
from app.quickbooks.desktop.wire import fit
from app.quickbooks.desktop.words_documents import LINK_LOST
from app.sync.documents import (
    AnyTransaction,
    CustomerReturnDoc,
    MappingKind,
    ReceiptDoc,
    ShipmentDoc,
    TransactionRecord,
)
from app.sync.effects import moves_of
from app.sync.explanations import about_document, explained
from app.sync.port import Done, Operation, Ref, Refs, SyncProblem


def written(
    op: Operation,
    document: AnyTransaction,
    refs: Refs,
    record: Node,
    *,
    added: bool,
    unlinked: bool,
) -> Done:
    """QuickBooks did as we said, and answered with the record as it is now.

    The answer shows no links (reference §3.4): what is `added` has those it asked for, unless
    QuickBooks said that it is `unlinked`; what is amended has those it had.
    """
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        return _invoice(document, refs, record, version=op.version)
    own = record_of(document, refs)
    asked = _asks_for_links(document, refs, record) and not unlinked
    linked = asked if added or own is None else is_linked(own)
    details = _details(document, refs, record, linked=linked)
    details |= {"goods": goods(document), "said": said_of(document)}
    return _done(document, refs, record, details, version=op.version)


def seen(op: Operation, document: AnyTransaction, refs: Refs, record: Node) -> Done:
    """A record of ours that we looked up with its links, with the version of ours it shows."""
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        wanted = _shows_shipping(document, record) is not document.cancelled
        return _invoice(document, refs, record, version=op.version if wanted else None)
    linked = any(order_ids(record))
    details = _details(document, refs, record, linked=linked) | _kept(op, document, refs, record)
    version = shown_version(op, record)
    there = _done(document, refs, record, details, version=version)
    if not document.cancelled:
        return there
    if is_voided(record):
        return taken_back(op, document, there.ref, _movement(record, refs))
    return replace(there, version=None, warnings=())


def _done(
    document: AnyTransaction,
    refs: Refs,
    record: Node,
    details: dict[str, object],
    *,
    version: int | None,
) -> Done:
    ref = Ref(record.text("TxnID"), record.text("EditSequence"), record.text("RefNumber"), details)
    return Done(
        ref, _warnings(document, refs, record, details), version, record=_movement(record, refs)
    )


def _movement(record: Node, refs: Refs) -> TransactionRecord:
    return movement(record, refs.facts.zone)


def _details(
    document: AnyTransaction, refs: Refs, record: Node, *, linked: bool
) -> dict[str, object]:
    total = total_of(record)
    return {
        "entity": record.name.removesuffix("Ret"),
        "lines": match_lines(document, record, refs),
        "total": "" if total is None else decimal_text(total),
        "linked": linked,
        "tracked": is_tracked(document, refs.facts),
    }


def _kept(op: Operation, document: AnyTransaction, refs: Refs, record: Node) -> dict[str, object]:
    """What we know that the record's lines say.

    That is as we wrote it while nobody has changed it since; of one whose writing nobody answered,
    while it moves what we said. Otherwise it is not known, and all of it is said again.
    """
    own = record_of(document, refs)
    if own is not None and own.version_token == record.text("EditSequence"):
        return {name: own.details[name] for name in ("goods", "said") if name in own.details}
    if shown_version(op, record) == op.version and _moves_as_said(document, refs, record):
        return {"goods": goods(document), "said": said_of(document)}
    return {}


def _moves_as_said(document: AnyTransaction, refs: Refs, record: Node) -> bool:
    moves: dict[str, Decimal] = {}
    for item_id, qty in moves_of(document).items():
        item = refs.get(MappingKind.ITEM, item_id)
        if item is None:
            return False
        moves[item.external_id] = moves.get(item.external_id, Decimal(0)) + qty
    return moves == movement(record).moves


def _asks_for_links(document: AnyTransaction, refs: Refs, record: Node) -> bool:
    """Sales receipts have no links."""
    lines = (line.order_line_external_id for line in document.lines)
    can_link = record.name != f"{SALES_RECEIPT}Ret" and order_of(document, refs) is not None
    return can_link and any(lines)


def _warnings(
    document: AnyTransaction, refs: Refs, record: Node, details: dict[str, object]
) -> tuple[SyncProblem, ...]:
    """What a bookkeeper should know: a link that is not there, a refund that is to be given."""
    if isinstance(document, CustomerReturnDoc) and document.refunded:
        return (refund_by_hand(document),)
    if not isinstance(document, ReceiptDoc | ShipmentDoc) or details["linked"]:
        return ()
    if not _asks_for_links(document, refs, record):
        return ()
    about = about_document(document)
    return (explained(LINK_LOST, about, said="QuickBooks shows no link to the order"),)


def _invoice(document: ShipmentDoc, refs: Refs, record: Node, *, version: int | None) -> Done:
    """The invoice that is the order keeps what we know of the order."""
    order = refs.get(MappingKind.SALES_ORDER, document.sales_order_id)
    ref = Ref(
        record.text("TxnID"),
        record.text("EditSequence"),
        record.text("RefNumber"),
        dict(order.details) if order else {},
    )
    owner = (MappingKind.SALES_ORDER.value, document.sales_order_id)
    return Done(ref, version=version, belongs_to=owner)


def _shows_shipping(document: ShipmentDoc, record: Node) -> bool:
    tracking = fit(document.tracking_number, OTHER_LENGTH)
    same_day = record.day("ShipDate") == document.on
    return same_day and (not tracking or record.text("Other") == tracking)
