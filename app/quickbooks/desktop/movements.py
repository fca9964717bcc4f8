"""QuickBooks Desktop's transactions that move stock, as our neutral records."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.core.types import plain
from app.quickbooks.desktop.answers import Node
from app.quickbooks.desktop.entities import (
    BILL,
    CREDIT_MEMO,
    INVENTORY_ADJUSTMENT,
    INVOICE,
    ITEM_RECEIPT,
    SALES_RECEIPT,
    TRANSFER_INVENTORY,
    VENDOR_CREDIT,
    VOIDED,
    marked,
)
from app.quickbooks.made_by import made_by
from app.sync.documents import TransactionLine, TransactionRecord

SIGN = {
    ITEM_RECEIPT: 1,
    BILL: 1,
    VENDOR_CREDIT: -1,
    INVOICE: -1,
    SALES_RECEIPT: -1,
    CREDIT_MEMO: 1,
    INVENTORY_ADJUSTMENT: 1,
    TRANSFER_INVENTORY: 0,
}
"""What each does to the company's stock; lines of adjustments are signed, and what only goes from
one site to another changes nothing."""
ORDERS = ("PurchaseOrder", "SalesOrder", "Estimate")
_TOTALS = ("TotalAmount", "AmountDue", "CreditAmount")
_PARTIES = ("VendorRef", "CustomerRef")
_QUANTITIES = ("QuantityDifference", "Quantity", "QuantityTransferred")
_NOTE_LENGTH = 4000


def movement(record: Node, zone: str = "") -> TransactionRecord:
    """A transaction, an element like "ItemReceiptRet". `zone` is the company computer's: QuickBooks
    tells times on its clock without a usable offset (reference §2.4)."""
    entity = record.name.removesuffix("Ret")
    party = next((one for one in map(record.one, _PARTIES) if one is not None), None)
    mark = marked(record)
    voided = is_voided(record)
    return TransactionRecord(
        entity=entity,
        external_id=record.text("TxnID"),
        version_token=record.text("EditSequence"),
        number=record.text("RefNumber"),
        on=record.day("TxnDate"),
        party_external_id=party.text("ListID") if party else "",
        party=party.text("FullName") if party else "",
        total=total_of(record),
        voided=voided,
        lines=() if voided else tuple(_lines(entity, record)),
        order_ids=tuple(dict.fromkeys(order_ids(record))),
        note=record.text("Memo")[:_NOTE_LENGTH],
        made_by="" if mark else made_by(record.text("Memo"), record.text("Other")),
        own_document=mark[0] if mark else None,
        own_version=mark[1] if mark else None,
        changed_at=_moment(record.moment("TimeModified"), zone),
    )


def total_of(record: Node) -> Decimal | None:
    """What the transaction comes to; None for those that have no amount."""
    for name in _TOTALS:
        total = record.decimal(name)
        if total is not None:
            return total
    subtotal = record.decimal("Subtotal")
    return None if subtotal is None else subtotal + (record.decimal("SalesTaxTotal") or 0)


def is_voided(record: Node) -> bool:
    """QuickBooks keeps what was voided, with its lines, all quantities and amounts at zero."""
    if not record.text("Memo").startswith(VOIDED) or total_of(record):
        return False
    return not any(_quantity(line) for line in item_lines(record))


def item_lines(record: Node) -> Iterator[Node]:
    """The lines of a transaction with an item, those inside groups in place of the group."""
    for one in record.children:
        if one.name.endswith("LineGroupRet"):
            yield from (inner for inner in one.children if inner.name.endswith("LineRet"))
        elif one.name.endswith("LineRet") and one.one("ItemRef") is not None:
            yield one


def order_ids(record: Node) -> Iterator[str]:
    """The orders it is linked to, where it was asked for with its links."""
    for link in record.all("LinkedTxn"):
        if link.text("TxnType") in ORDERS:
            yield link.text("TxnID")


def _lines(entity: str, record: Node) -> Iterator[TransactionLine]:
    sign = SIGN.get(entity, 0)
    for line in item_lines(record):
        qty = sign * _quantity(line)
        if not qty:
            continue
        price = line.decimal("Cost")
        yield TransactionLine(
            external_line_id=line.text("TxnLineID"),
            item_external_id=line.text("ItemRef/ListID"),
            item_name=line.text("ItemRef/FullName"),
            qty=qty,
            unit_amount=line.decimal("Rate") if price is None else price,
            unit=line.text("UnitOfMeasure"),
        )


def _quantity(line: Node) -> Decimal:
    found = (line.decimal(name) for name in _QUANTITIES)
    return plain(next((one for one in found if one is not None), Decimal(0)))


def _moment(local: datetime | None, zone: str) -> datetime | None:
    if local is None:
        return None
    return local.replace(tzinfo=ZoneInfo(zone) if zone else UTC).astimezone(UTC)
