"""QuickBooks Desktop's records as our neutral ones. What is not there is left out, and elements we
do not know are ignored (reference §2.5)."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.core.types import plain
from app.quickbooks.desktop.answers import Node
from app.quickbooks.desktop.entities import marked
from app.quickbooks.desktop.movements import item_lines
from app.sync.documents import (
    AccountRecord,
    ItemRecord,
    OrderLineRecord,
    OrderRecord,
    PartyRecord,
    PlaceRecord,
    Record,
)

STOCKED = ("Inventory", "InventoryAssembly")
"""The types of items whose quantity QuickBooks keeps."""
ORDER_SOURCE = {
    "PurchaseOrder": "purchase_order",
    "SalesOrder": "sales_order",
    "Estimate": "estimate",
    "Invoice": "invoice",
}
_ITEM_ACCOUNTS = {
    "asset": "AssetAccountRef",
    "income": "IncomeAccountRef",
    "cogs": "COGSAccountRef",
}
_TRADE = ("", "SalesAndPurchase/", "SalesOrPurchase/")
_EXACT = Decimal("0.00001")
_TEXT_LENGTH = 4000
_TITLE_LENGTH = 100
_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")


def record_from(record: Node) -> Record:
    """A record of a list or an order, by the name of its element ("CustomerRet", …)."""
    match record.name.removesuffix("Ret"):
        case "Customer" | "Vendor":
            return _party(record)
        case "Account":
            return _account(record)
        case "Class" | "InventorySite":
            return _place(record)
        case name if name in ORDER_SOURCE:
            return _order(name, record)
        case _:
            return _item(record)


def list_record(record: Node) -> ItemRecord | PartyRecord:
    """An item, customer or vendor."""
    return _item(record) if record.name.startswith("Item") else _party(record)


def _common(record: Node, key: str = "ListID") -> dict[str, Any]:
    return {"external_id": record.text(key), "version_token": record.text("EditSequence")}


def _item(record: Node) -> ItemRecord:
    """Desktop knows items by their name, which is what its users call the item number; the
    manufacturer's part number is the only other one, and most leave it empty. What people call the
    thing is the first line of its description."""
    type_ = record.name.removeprefix("Item").removesuffix("Ret")
    accounts = {field: record.text(f"{ref}/ListID") for field, ref in _ITEM_ACCOUNTS.items()}
    part_number = record.text("ManufacturerPartNumber").strip()
    description = _trade(record, "SalesDesc", "Desc", "PurchaseDesc")
    return ItemRecord(
        **_common(record),
        sku=part_number or record.text("Name").strip(),
        name=record.text("FullName") or record.text("Name"),
        title=" ".join(description.partition("\n")[0].split())[:_TITLE_LENGTH],
        description=description[:_TEXT_LENGTH],
        stocked=type_ in STOCKED,
        active=_is_active(record),
        purchase_cost=_price(record, "PurchaseCost"),
        sales_price=_price(record, "SalesPrice", "Price"),
        on_hand=_number(record, "QuantityOnHand"),
        type=type_,
        accounts={field: list_id for field, list_id in accounts.items() if list_id},
        unit=None,
    )


def _trade(record: Node, *names: str) -> str:
    """The first of these texts that is there: items that are not stocked keep theirs inside."""
    texts = (record.text(f"{inside}{name}") for name in names for inside in _TRADE)
    return next((text for text in texts if text), "")


def _price(record: Node, *names: str) -> Decimal | None:
    prices = (_number(record, f"{inside}{name}") for name in names for inside in _TRADE)
    return next((price for price in prices if price is not None), None)


def _party(record: Node) -> PartyRecord:
    return PartyRecord(
        **_common(record),
        name=record.text("FullName") or record.text("Name"),
        email=record.text("Email"),
        active=_is_active(record),
    )


def _place(record: Node) -> PlaceRecord:
    """A class or an inventory site; a site inside another is a bin of it (reference §3.2)."""
    name = record.text("FullName") or record.text("Name")
    within = record.text("ParentSiteRef/FullName")
    return PlaceRecord(
        **_common(record),
        name=f"{within}:{name}" if within else name,
        active=_is_active(record),
    )


def _account(record: Node) -> AccountRecord:
    return AccountRecord(
        external_id=record.text("ListID"),
        name=record.text("FullName") or record.text("Name"),
        account_type=account_type(record.text("AccountType")),
        account_subtype=record.text("SpecialAccountType"),
        active=_is_active(record),
    )


def account_type(told: str) -> str:
    """QuickBooks' word as people and QuickBooks Online write it: "Cost of Goods Sold"."""
    return _CAPITAL.sub(r" \1", told).replace(" Of ", " of ").strip()


def _order(name: str, record: Node) -> OrderRecord:
    mark = marked(record)
    due = record.day("ExpectedDate") or record.day("ShipDate") or record.day("DueDate")
    return OrderRecord(
        **_common(record, "TxnID"),
        number=record.text("RefNumber"),
        party_external_id=record.text("VendorRef/ListID") or record.text("CustomerRef/ListID"),
        open=_is_open(name, record),
        ordered_on=record.day("TxnDate"),
        due_on=due,
        memo=record.text("Memo")[:_TEXT_LENGTH],
        source=ORDER_SOURCE[name],
        linked_ids=tuple(link.text("TxnID") for link in record.all("LinkedTxn")),
        own_document=mark[0] if mark else None,
        complete=record.flag("IsFullyReceived") is True or record.flag("IsFullyInvoiced") is True,
        lines=tuple(_lines(record)),
    )


def _is_open(name: str, record: Node) -> bool:
    match name:
        case "Estimate":
            return _is_active(record)
        case "Invoice":
            return record.flag("IsPaid") is not True and (
                record.decimal("BalanceRemaining") or Decimal(0)
            ) > Decimal(0)
        case _:
            ended = ("IsManuallyClosed", "IsFullyReceived", "IsFullyInvoiced")
            return not any(record.flag(one) for one in ended)


def _lines(record: Node) -> Iterator[OrderLineRecord]:
    """Lines with an item and a quantity; what was closed short is not expected any more."""
    for line_no, line in enumerate(item_lines(record), 1):
        item = line.text("ItemRef/ListID")
        qty = _number(line, "Quantity")
        if not item or qty is None or qty <= 0 or line.flag("IsManuallyClosed"):
            continue
        yield OrderLineRecord(
            external_line_id=line.text("TxnLineID"),
            line_no=line_no,
            item_external_id=item,
            qty=qty,
            unit_amount=_number(line, "Rate"),
            description=line.text("Desc")[:_TEXT_LENGTH],
            unit=line.text("UnitOfMeasure"),
        )


def _is_active(record: Node) -> bool:
    return record.flag("IsActive") is not False


def _number(record: Node, path: str) -> Decimal | None:
    found = record.decimal(path)
    return None if found is None else plain(found.quantize(_EXACT, ROUND_HALF_UP))
