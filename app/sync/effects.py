"""What a document of ours does to the quantities QuickBooks keeps (reference §9, rule 24)."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    AnyTransaction,
    CustomerReturnDoc,
    ItemDoc,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    TransferDoc,
    VendorReturnDoc,
)

Moves = dict[UUID, Decimal]
"""Signed base units by our item id; items that do not move are absent."""


def moves_of(document: AnyDocument) -> Moves:
    """What QuickBooks' quantities change by once it shows `document`.

    Nothing for records and for what was cancelled. Nothing either for goods shipped against an
    invoice that was there first: that invoice took them out when it was entered.
    """
    if isinstance(document, ItemDoc | PartyDoc) or document.cancelled:
        return {}
    sign = _sign(document)
    moves: Moves = {}
    for line in document.lines:
        moves[line.item_id] = moves.get(line.item_id, Decimal(0)) + sign * line.qty
    return without_zeros(moves)


def difference(now: Mapping[UUID, Decimal], before: Mapping[UUID, Decimal]) -> Moves:
    """What has to be added to `before` to get `now`."""
    items = [*now, *(item for item in before if item not in now)]
    return without_zeros(
        {item: now.get(item, Decimal(0)) - before.get(item, Decimal(0)) for item in items}
    )


def without_zeros(moves: Mapping[UUID, Decimal]) -> Moves:
    """Only what really moves."""
    return {item: qty for item, qty in moves.items() if qty}


def _sign(document: AnyTransaction) -> int:
    match document:
        case ReceiptDoc() | AdjustmentDoc() | CustomerReturnDoc():
            return 1
        case ShipmentDoc(order_source="invoice") | TransferDoc():
            return 0  # a transfer moves within the company
        case ShipmentDoc() | VendorReturnDoc():
            return -1
