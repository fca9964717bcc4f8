"""QuickBooks Online's transactions that move stock, as our neutral records, and who made them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.quickbooks.made_by import made_by
from app.quickbooks.online.entities import VOIDED, marked
from app.quickbooks.online.records import day, flat
from app.quickbooks.online.wire import Json, number
from app.sync.documents import Deleted, TransactionLine, TransactionRecord

SIGN = {
    "Bill": 1,
    "Purchase": 1,
    "VendorCredit": -1,
    "Invoice": -1,
    "SalesReceipt": -1,
    "CreditMemo": 1,
    "RefundReceipt": 1,
    "InventoryAdjustment": 1,
}
"""What each does to stock (reference section 9, rule 24). Lines of adjustments are signed."""
CAPTURED = tuple(name for name in SIGN if name != "InventoryAdjustment")
_DETAILS = ("ItemBasedExpenseLineDetail", "SalesItemLineDetail", "ItemAdjustmentLineDetail")
_PARTIES = ("VendorRef", "CustomerRef", "EntityRef")
_ORDERS = ("PurchaseOrder", "Estimate")


def movement(name: str, body: Json) -> TransactionRecord | Deleted:
    """A transaction of QuickBooks entity `name`, or that it was deleted."""
    if body.get("status") == "Deleted":
        return Deleted(external_id=str(body["Id"]), entity=name)
    meta = body.get("MetaData") or {}
    party: Json = next((body[key] for key in _PARTIES if body.get(key)), {})
    mark = marked(body)
    voided = _is_voided(body)
    return TransactionRecord(
        entity=name,
        external_id=str(body["Id"]),
        version_token=str(body.get("SyncToken", "")),
        number=str(body.get("DocNumber") or ""),
        on=day(body.get("TxnDate")),
        party_external_id=str(party.get("value") or ""),
        party=str(party.get("name") or ""),
        total=number(body.get("TotalAmt"), 7),
        voided=voided,
        lines=() if voided else tuple(_lines(name, body)),
        order_ids=tuple(_orders(body)),
        note=str(body.get("PrivateNote") or "")[:4000],
        made_by="" if mark else _made_by(body),
        changed_by=str((meta.get("LastModifiedByRef") or {}).get("value") or ""),
        own_document=mark[0] if mark else None,
        own_version=mark[1] if mark else None,
        changed_at=_moment(meta.get("LastUpdatedTime")),
    )


def _lines(name: str, body: Json) -> Iterator[TransactionLine]:
    """Its lines with an item and a quantity, a bundle's own lines in its place."""
    # A credit on a card is an expense the other way round.
    sign = -SIGN[name] if body.get("Credit") is True else SIGN[name]
    for line in flat(body.get("Line") or []):
        detail: Json = next((line[one] for one in _DETAILS if line.get(one)), {})
        item = detail.get("ItemRef") or {}
        qty = number(detail.get("QtyDiff", detail.get("Qty")), 5)
        if item.get("value") is None or not qty:
            continue
        yield TransactionLine(
            external_line_id=str(line.get("Id") or ""),
            item_external_id=str(item["value"]),
            item_name=str(item.get("name") or ""),
            qty=sign * qty,
            unit_amount=number(detail.get("UnitPrice"), 7),
        )


def _is_voided(body: Json) -> bool:
    note = str(body.get("PrivateNote") or "")
    return note.startswith(VOIDED) and not Decimal(str(body.get("TotalAmt") or 0))


def _orders(body: Json) -> Iterator[str]:
    """The orders it is linked to, from its head and its lines."""
    links = list(body.get("LinkedTxn") or [])
    for line in body.get("Line") or []:
        links += line.get("LinkedTxn") or []
    named = (str(one["TxnId"]) for one in links if one.get("TxnType") in _ORDERS)
    yield from dict.fromkeys(named)


def _made_by(body: Json) -> str:
    """The system that says in the record that it made it; "" if none does."""
    fields = [str(one.get("StringValue") or "") for one in body.get("CustomField") or []]
    memo = body.get("CustomerMemo")
    return made_by(
        str(body.get("PrivateNote") or ""),
        str(memo.get("value") or "") if isinstance(memo, dict) else "",
        str(body.get("Memo") or ""),
        *fields,
        str(body.get("TxnSource") or ""),
    )


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None
