"""Taking back what we posted (§3.9): voided where QuickBooks can, else deleted, never doubled.

A bill that is linked to an order cannot be deleted (800): its links go first, in a message of its
own. Where goods were shipped against an invoice that was there before, only the shipping details
are taken back. What never got there is never told.
"""

from decimal import Decimal

from app.quickbooks.online.entities import (
    BILL,
    DETAIL,
    INVOICE,
    SALES_RECEIPT,
    amending,
    record_of,
    stands_in_invoice,
)
from app.quickbooks.online.movements import movement
from app.quickbooks.online.purchases import bill, is_linked
from app.quickbooks.online.wire import Json
from app.sync.documents import AnyTransaction, MappingKind, ReceiptDoc, ShipmentDoc
from app.sync.port import Done, NothingToSay, Operation, Ref, Refs

CANCELLED = "cancelled"

Said = tuple[Json, dict[str, str]]
"""A body, and what the address asks for beside it."""


def taking_back(op: Operation, document: AnyTransaction, refs: Refs, entity: str) -> Said:
    """The next message that takes the document back. Raises NothingToSay, CannotSay."""
    record = record_of(document, refs)
    if record is None or record.details.get(CANCELLED):
        raise NothingToSay
    if stands_in_invoice(document):
        if not op.sent:
            raise NothingToSay
        return amending(record) | {"ShipDate": None, "TrackingNum": ""}, {}
    identity = {"Id": record.external_id, "SyncToken": record.version_token}
    if entity == INVOICE:
        return identity, {"operation": "void"}
    if entity == SALES_RECEIPT:
        return identity | {"sparse": True}, {"operation": "update", "include": "void"}
    if isinstance(document, ReceiptDoc) and document.lines and is_linked(record):
        alone = document.model_copy(update={"linked": False})
        return bill(alone, refs) | amending(record), {}
    return identity, {"operation": "delete"}


def is_taken_back(record: Json, entity: str) -> bool:
    """Is the record gone, or voided? A voided one keeps its lines, with nothing in them."""
    if record.get("status") == "Deleted":
        return True
    if entity not in (INVOICE, SALES_RECEIPT):
        return False
    details = [line[DETAIL[entity]] for line in record.get("Line") or [] if DETAIL[entity] in line]
    moved = any(Decimal(str(one.get("Qty") or 0)) for one in details)
    return not moved and not Decimal(str(record.get("TotalAmt") or 0))


def taken_back(
    op: Operation, document: AnyTransaction, known: Ref, entity: str, record: Json | None = None
) -> Done:
    """QuickBooks shows nothing of it any more: it is gone, or `record` is all that is left."""
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        owner = (MappingKind.SALES_ORDER.value, document.sales_order_id)
        return Done(known, version=op.version, belongs_to=owner)
    left = record or {"Id": known.external_id, "status": "Deleted"}
    token = str(left.get("SyncToken") or known.version_token)
    details = {**known.details, CANCELLED: True}
    ref = Ref(known.external_id, token, known.number, details)
    return Done(ref, version=op.version, record=movement(entity, left))


def has_more_steps(record: Json, entity: str) -> bool:
    """After an answer: is it still to be deleted, because only its links are gone by now?"""
    return entity == BILL and record.get("status") != "Deleted"
