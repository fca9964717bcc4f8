"""QuickBooks Online's records as our neutral ones. Unknown fields are ignored, missing ones too."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from app.quickbooks.online.entities import marked
from app.quickbooks.online.wire import Json, number
from app.sync.documents import (
    AccountRecord,
    Deleted,
    ItemRecord,
    OrderLineRecord,
    OrderRecord,
    PartyRecord,
    PlaceRecord,
    Record,
)
from app.sync.port import Entity

_PLACES_QTY = 5
_PLACES_MONEY = 7
_OPEN_ESTIMATES = ("Pending", "Accepted")
_ITEM_ACCOUNTS = {
    "asset": "AssetAccountRef",
    "income": "IncomeAccountRef",
    "cogs": "ExpenseAccountRef",
}
ORDER_SOURCE = {"PurchaseOrder": "purchase_order", "Estimate": "estimate", "Invoice": "invoice"}


def record_from(name: str, body: Json) -> Record:
    """One record of QuickBooks entity `name`, or that it was deleted."""
    if body.get("status") == "Deleted":
        return Deleted(external_id=str(body["Id"]), entity=name)
    match name:
        case "Item":
            return _item(body)
        case "Customer" | "Vendor":
            return _party(body)
        case "Account":
            return _account(body)
        case "Class" | "Department":
            return _place(body)
        case _:
            return _order(name, body)


def list_record(name: str, body: Json) -> ItemRecord | PartyRecord:
    """An item, customer or vendor of QuickBooks."""
    return _item(body) if name == "Item" else _party(body)


def _common(body: Json) -> dict[str, Any]:
    return {"external_id": str(body["Id"]), "version_token": str(body.get("SyncToken", ""))}


def _item(body: Json) -> ItemRecord:
    return ItemRecord(
        **_common(body),
        sku=str(body.get("Sku") or "").strip(),
        name=str(body.get("Name") or ""),
        description=str(body.get("Description") or ""),
        stocked=body.get("Type") == "Inventory",
        active=body.get("Active", True) is not False,
        purchase_cost=number(body.get("PurchaseCost"), _PLACES_MONEY),
        sales_price=number(body.get("UnitPrice"), _PLACES_MONEY),
        taxable=body.get("Taxable") is True,
        on_hand=number(body.get("QtyOnHand"), _PLACES_QTY),
        starts_on=day(body.get("InvStartDate")),
        type=str(body.get("Type") or ""),
        accounts={
            field: str(body[name]["value"])
            for field, name in _ITEM_ACCOUNTS.items()
            if (body.get(name) or {}).get("value")
        },
    )


def _party(body: Json) -> PartyRecord:
    email = body.get("PrimaryEmailAddr") or {}
    return PartyRecord(
        **_common(body),
        name=str(body.get("DisplayName") or ""),
        email=str(email.get("Address") or ""),
        active=body.get("Active", True) is not False,
        taxable=None if body.get("Taxable") is None else body["Taxable"] is True,
    )


def _place(body: Json) -> PlaceRecord:
    return PlaceRecord(
        **_common(body),
        name=str(body.get("FullyQualifiedName") or body.get("Name") or ""),
        active=body.get("Active", True) is not False,
    )


def _account(body: Json) -> AccountRecord:
    return AccountRecord(
        external_id=str(body["Id"]),
        name=str(body.get("FullyQualifiedName") or body.get("Name") or ""),
        account_type=str(body.get("AccountType") or ""),
        account_subtype=str(body.get("AccountSubType") or ""),
        active=body.get("Active", True) is not False,
    )


def _order(name: str, body: Json) -> OrderRecord:
    party = body.get("VendorRef") if name == "PurchaseOrder" else body.get("CustomerRef")
    mark = marked(body)
    due = "ExpectedDate" if name == "PurchaseOrder" and body.get("ExpectedDate") else "DueDate"
    return OrderRecord(
        **_common(body),
        number=str(body.get("DocNumber") or ""),
        party_external_id=str((party or {}).get("value") or ""),
        open=_is_open(name, body),
        ordered_on=day(body.get("TxnDate")),
        due_on=day(body.get(due) or body.get("ExpirationDate")),
        memo=str(body.get("PrivateNote") or "")[:4000],
        source=ORDER_SOURCE[name],
        linked_ids=tuple(str(one.get("TxnId")) for one in body.get("LinkedTxn") or []),
        own_document=mark[0] if mark else None,
        complete=_is_complete(body),
        lines=tuple(_lines(body)),
    )


def _is_open(name: str, body: Json) -> bool:
    match name:
        case "PurchaseOrder":
            return bool(body.get("POStatus", "Open") == "Open")
        case "Estimate":
            return body.get("TxnStatus", "Pending") in _OPEN_ESTIMATES
        case _:
            # A voided invoice has a total of zero, and so has nothing to pay.
            return Decimal(str(body.get("Balance") or 0)) > 0


def _is_complete(body: Json) -> bool:
    """Was everything on a purchase order billed? `Received` is QuickBooks' own count per line."""
    detail = "ItemBasedExpenseLineDetail"
    lines = [line for line in body.get("Line") or [] if (line.get(detail) or {}).get("Qty")]
    return bool(lines) and all(
        Decimal(str(line.get("Received") or 0)) >= Decimal(str(line[detail]["Qty"]))
        for line in lines
    )


def _lines(body: Json) -> Iterator[OrderLineRecord]:
    for line_no, line in enumerate(flat(body.get("Line") or []), 1):
        detail = line.get("ItemBasedExpenseLineDetail") or line.get("SalesItemLineDetail") or {}
        item = (detail.get("ItemRef") or {}).get("value")
        qty = number(detail.get("Qty"), _PLACES_QTY)
        if item is None or qty is None or qty <= 0:
            continue
        yield OrderLineRecord(
            external_line_id=str(line.get("Id")),
            line_no=line_no,
            item_external_id=str(item),
            qty=qty,
            unit_amount=number(detail.get("UnitPrice"), _PLACES_MONEY),
            description=str(line.get("Description") or "")[:4000],
        )


def flat(lines: list[Json]) -> Iterator[Json]:
    """The lines, a bundle's own lines in its place."""
    for line in lines:
        yield from (line.get("GroupLineDetail") or {}).get("Line") or [line]


def day(value: Any) -> date | None:
    """A date of QuickBooks; None where there is none."""
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


NAMES: dict[Entity, tuple[str, ...]] = {
    Entity.ACCOUNT: ("Account",),
    Entity.CLASS: ("Class",),
    Entity.LOCATION: ("Department",),
    Entity.ITEM: ("Item",),
    Entity.CUSTOMER: ("Customer",),
    Entity.VENDOR: ("Vendor",),
    Entity.PURCHASE_ORDER: ("PurchaseOrder",),
}
LISTS_WITH_INACTIVE = {
    Entity.ACCOUNT,
    Entity.CLASS,
    Entity.LOCATION,
    Entity.ITEM,
    Entity.CUSTOMER,
    Entity.VENDOR,
}
