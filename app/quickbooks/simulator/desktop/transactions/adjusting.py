"""Lines of inventory adjustments: counts become differences (reference §3.8)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.records import ITEM_KINDS
from app.quickbooks.simulator.desktop.store import Books, Line, Refusal, Row
from app.quickbooks.simulator.desktop.transactions.asked import AskedLine
from app.quickbooks.simulator.desktop.transactions.goods import cents, stocked
from app.quickbooks.simulator.desktop.transactions.sites import check_bin
from app.quickbooks.simulator.desktop.transactions.stock import on_hand
from app.quickbooks.simulator.desktop.transactions.tracking import check_tracked, serials

_WAYS = (
    "QuantityAdjustment",
    "ValueAdjustment",
    "SerialNumberAdjustment",
    "LotNumberAdjustment",
)
_TRACKED = ("SerialNumber", "LotNumber", "ExpirationDateForSerialLotNumber")


def new_adjustment(books: Books, asked: AskedLine, header: Mapping[str, Any]) -> Line:
    """A new line. Its quantity is always kept as a difference, and its value too."""
    item = _item(books, asked.values, asked.name)
    way = next((name for name in _WAYS if asked.values.get(name) is not None), "")
    detail: Mapping[str, Any] = asked.values[way] if way else asked.values
    values = {"ItemRef": item.ref(), **_kept(detail)}
    check_bin(books, header.get("InventorySiteRef"), values.get("InventorySiteLocationRef"))
    if way == "SerialNumberAdjustment":
        values |= _renamed_serials(detail)
    elif way == "LotNumberAdjustment":
        values["CountAdjustment"] = Decimal(detail.get("CountAdjustment") or 0)
    quantity = _difference(books, item, detail, header)
    values["QuantityDifference"] = quantity
    values["ValueDifference"] = _value(books, item, detail, quantity)
    return Line(books.new_line_id(), _signed(item, values), None, asked.name)


def changed_adjustment(
    books: Books, line: Line, asked: AskedLine, header: Mapping[str, Any]
) -> Line:
    """The line with what was given; its value follows the quantity where none was given."""
    if all(line.values.get(name) == value for name, value in asked.values.items()):
        return line
    given = dict(asked.values)
    values = {**line.values, **given}
    item = _item(books, values, line.name)
    if "QuantityDifference" in given and "ValueDifference" not in given:
        values["ValueDifference"] = _value(books, item, {}, given["QuantityDifference"])
    check_bin(books, header.get("InventorySiteRef"), values.get("InventorySiteLocationRef"))
    values = {name: value for name, value in values.items() if value is not None}
    return Line(line.txn_line_id, _signed(item, values), None, line.name)


def _item(books: Books, values: Mapping[str, Any], where: str) -> Row:
    if values.get("ItemRef") is None:
        raise Refusal(3150, f"There is a missing element: ItemRef of a line ({where}).")
    item = books.use(ITEM_KINDS, values["ItemRef"], where)
    if not stocked(item):
        raise Refusal(
            3280, f"{item.name} is not an inventory item: its quantity cannot be adjusted."
        )
    return item


def _kept(detail: Mapping[str, Any]) -> dict[str, Any]:
    names = (*_TRACKED, "InventorySiteLocationRef")
    return {name: detail[name] for name in names if detail.get(name) is not None}


def _renamed_serials(detail: Mapping[str, Any]) -> dict[str, Any]:
    added = detail.get("AddSerialNumber")
    return {
        "SerialNumber": added or detail.get("RemoveSerialNumber") or "",
        "SerialNumberAddedOrRemoved": "Added" if added else "Removed",
    }


def _signed(item: Row, values: dict[str, Any]) -> dict[str, Any]:
    """Say whether serials came or went, which the sign of the quantity tells, and check them."""
    quantity = values["QuantityDifference"]
    if not serials(values) or not quantity:
        return values
    check_tracked(item, values, quantity)
    return {**values, "SerialNumberAddedOrRemoved": "Added" if quantity > 0 else "Removed"}


def _difference(
    books: Books, item: Row, detail: Mapping[str, Any], header: Mapping[str, Any]
) -> Decimal:
    if detail.get("NewQuantity") is None:
        return Decimal(detail.get("QuantityDifference") or 0)
    present = on_hand(
        books,
        item.list_id,
        site=_id(header.get("InventorySiteRef")),
        bin=_id(detail.get("InventorySiteLocationRef")),
        tracked=detail.get("LotNumber"),
    )
    return Decimal(detail["NewQuantity"]) - present


def _value(books: Books, item: Row, detail: Mapping[str, Any], quantity: Decimal) -> Decimal:
    # what was never bought is worth what the item says it costs
    average = books.costs.get(item.list_id) or Decimal(item.values.get("PurchaseCost") or 0)
    if detail.get("ValueDifference") is not None:
        return cents(detail["ValueDifference"])
    if detail.get("NewValue") is not None:
        return cents(detail["NewValue"] - on_hand(books, item.list_id) * average)
    return cents(quantity * average)


def _id(reference: Mapping[str, Any] | None) -> str | None:
    return reference["ListID"] if reference else None
