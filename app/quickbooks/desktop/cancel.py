"""Taking back what we posted (reference §3.11): voided where QuickBooks can, else deleted.

A void keeps the record and its number for the books. What is linked to an order is deleted
instead, because only without it the order's lines are open again (§3.4). Transfers can only be
deleted. Where goods were shipped against an invoice that was there before, only the shipping
details are taken back. What never got there is never told.
"""

from dataclasses import replace
from datetime import date

from app.quickbooks.desktop.entities import (
    CANCELLED,
    TRANSFER_INVENTORY,
    record_of,
    stands_in_invoice,
)
from app.quickbooks.desktop.qbxml import Rq
from app.sync.documents import (
    AnyTransaction,
    Deleted,
    MappingKind,
    ShipmentDoc,
    TransactionRecord,
)
from app.sync.port import REPLACED, Done, NothingToSay, Operation, Ref, Refs


def taking_back(op: Operation, document: AnyTransaction, refs: Refs, entity: str) -> Rq:
    """The request that takes the document back. Raises NothingToSay."""
    record = record_of(document, refs)
    if record is None or record.details.get(CANCELLED):
        raise NothingToSay
    if stands_in_invoice(document):
        if not op.sent:
            raise NothingToSay
        return Rq("InvoiceModRq", amending(record) | _unshipped(record), op.key)
    if entity == TRANSFER_INVENTORY or is_linked(record):
        return deletion(op, record, entity)
    body = {"TxnVoidType": entity, "TxnID": record.external_id}
    return Rq("TxnVoidRq", body, op.key)


def deletion(op: Operation, record: Ref, entity: str) -> Rq:
    """The request that deletes the record."""
    return Rq("TxnDelRq", {"TxnDelType": entity, "TxnID": record.external_id}, op.key)


def amending(own: Ref) -> dict[str, object]:
    """What makes a body change a record instead of adding one."""
    return {"TxnID": own.external_id, "EditSequence": own.version_token}


def is_linked(own: Ref) -> bool:
    """May the record there be linked to an order? Where it is not known, it may."""
    return own.details.get("linked") is not False


def _unshipped(record: Ref) -> dict[str, object]:
    """QuickBooks cannot clear the ship date: it falls back to the invoice's own day, as it was."""
    day = record.details.get("on")
    return {"ShipDate": date.fromisoformat(str(day)) if day else None, "Other": ""}


def taken_back(
    op: Operation,
    document: AnyTransaction,
    known: Ref,
    left: TransactionRecord | Deleted | None = None,
) -> Done:
    """QuickBooks shows nothing of it any more: it is gone, or `left` is what is left of it."""
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        owner = (MappingKind.SALES_ORDER.value, document.sales_order_id)
        return Done(known, version=op.version, belongs_to=owner)
    token = left.version_token if isinstance(left, TransactionRecord) else known.version_token
    ref = replace(known, version_token=token, details={**known.details, CANCELLED: True})
    return Done(ref, version=op.version, record=left)


def replaced(known: Ref, entity: str, *, more: bool) -> Done:
    """The record is gone so that the document can be added anew, which is still to be done."""
    ref = replace(known, details={**known.details, REPLACED: True})
    return Done(ref, record=gone(known, entity), more=more)


def gone(known: Ref, entity: str) -> Deleted:
    """QuickBooks has the record no more."""
    return Deleted(external_id=known.external_id, entity=entity)
