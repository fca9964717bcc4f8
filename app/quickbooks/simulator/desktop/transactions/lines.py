"""Lines of purchases, sales and orders: their items, units, sites and amounts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.records import ITEM_KINDS
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Line, Refusal, Row
from app.quickbooks.simulator.desktop.transactions.asked import AskedLine
from app.quickbooks.simulator.desktop.transactions.goods import ZERO, cents, inside, stocked
from app.quickbooks.simulator.desktop.transactions.kinds import ORDERS, TxnKind
from app.quickbooks.simulator.desktop.transactions.prices import priced, usual
from app.quickbooks.simulator.desktop.transactions.sites import check_bin
from app.quickbooks.simulator.desktop.transactions.tracking import check_tracked
from app.quickbooks.simulator.desktop.transactions.units import base_quantity, ratio

# what a line may be asked with and never answers
_UNANSWERED = ("LinkToTxn", "OptionForPriceRuleConflict", "DataExt")
_PRICES = ("Cost", "Rate")
_POSTING = ("IncomeAccountRef", "COGSAccountRef", "AssetAccountRef")


def new_line(
    books: Books,
    kind: TxnKind,
    asked: AskedLine,
    header: Mapping[str, Any],
    filled: Mapping[str, Any] | None = None,
) -> Line:
    """A new line. ``filled`` is what the order's line it links to says where the line does not."""
    given = {name: value for name, value in asked.values.items() if name not in _UNANSWERED}
    values = _present({**(filled or {}), **given})
    complete = _complete(books, kind, asked.name, values, header)
    return Line(books.new_line_id(), complete, None, asked.name)


@rule(23, "reference §3.4 point 1, §9: links are lost when a linked line is changed", "assumed")
def changed_line(
    books: Books,
    kind: TxnKind,
    line: Line,
    asked: AskedLine,
    header: Mapping[str, Any],
    *,
    by_hand: bool,
) -> Line:
    """The line with what was given in place of what it had.

    It keeps its link if nothing changed, or if a person changed it at QuickBooks' own screens.
    """
    given = {name: value for name, value in asked.values.items() if name not in _UNANSWERED}
    if all(line.values.get(name) == value for name, value in given.items()):
        return line
    if inside(line) is not None:
        raise Refusal(3250, "Changing a group of items is not available in this version.")
    kept = dict(line.values)
    if given.get("ItemRef") not in (None, kept.get("ItemRef")):
        kept = {name: kept[name] for name in kept if name not in ("Desc", kind.price, "Amount")}
    if "Amount" in given and kind.price not in given:
        kept.pop(kind.price, None)
    elif "Quantity" in given or kind.price in given:
        kept.pop("Amount", None)
    values = _present({**kept, **given})
    complete = _complete(books, kind, line.name, values, header)
    order = (
        line.order if by_hand and complete.get("ItemRef") == line.values.get("ItemRef") else None
    )
    return Line(line.txn_line_id, complete, order, line.name)


def emptied(line: Line) -> Line:
    """The line of a voided transaction: no quantities, no amounts, no link."""
    return Line(line.txn_line_id, _emptied(line.values), None, line.name)


def _emptied(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _zero(name, value) for name, value in values.items()}


def _zero(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_emptied(one) if isinstance(one, Mapping) else one for one in value]
    return ZERO if isinstance(value, Decimal) and name not in _PRICES else value


def _complete(
    books: Books, kind: TxnKind, name: str, values: dict[str, Any], header: Mapping[str, Any]
) -> dict[str, Any]:
    if name.startswith("Expense"):
        if "AccountRef" not in values:
            raise _lacking("AccountRef", name)
        return {**values, "Amount": cents(values.get("Amount", ZERO))}
    if "ItemGroupRef" in values:
        return _group(books, kind, name, values, header)
    if "ItemRef" not in values:
        if kind.price == "Cost" or {"Quantity", kind.price, "Amount"} & values.keys():
            raise _lacking("ItemRef", name)
        return values
    item = books.use(ITEM_KINDS, values["ItemRef"], name)
    _check_posting(kind, item)
    check_bin(
        books,
        values.get("InventorySiteRef") or header.get("InventorySiteRef"),
        values.get("InventorySiteLocationRef"),
    )
    check_tracked(item, values, base_quantity(books, item, values))
    if "RatePercent" in values:
        raise Refusal(3250, "Rates in percent are not available in this version.")
    desc, price = usual(item, kind)
    if desc is not None and "Desc" not in values:
        values["Desc"] = desc
    if kind.sells and "SalesTaxCodeRef" not in values and item.values.get("SalesTaxCodeRef"):
        values["SalesTaxCodeRef"] = item.values["SalesTaxCodeRef"]
    if kind.name in ORDERS:
        values = {ORDERS[kind.name].done: ZERO, "IsManuallyClosed": False, **values}
    return priced(values, kind.price, price * ratio(books, item, values.get("UnitOfMeasure")))


def _group(
    books: Books, kind: TxnKind, name: str, values: dict[str, Any], header: Mapping[str, Any]
) -> dict[str, Any]:
    """A group of items with a line for each of them."""
    row = books.use("ItemGroup", values["ItemGroupRef"], name)
    times = Decimal(values.get("Quantity") or 1)
    single = name.replace("Group", "")
    shared = {key: values[key] for key in values if key.startswith("InventorySite")}
    inner = []
    for member in row.values.get("ItemGroupLine") or []:
        quantity = Decimal(member.get("Quantity") or 1) * times
        line = {**shared, "ItemRef": dict(member["ItemRef"]), "Quantity": quantity}
        complete = _complete(books, kind, single, line, header)
        inner.append({"TxnLineID": books.new_line_id(), **complete})
    total = sum((line["Amount"] for line in inner), ZERO)
    return {
        "Desc": row.values.get("ItemDesc"),
        **values,
        "Quantity": times,
        "IsPrintItemsInGroup": row.values.get("IsPrintItemsInGroup", False),
        "TotalAmount": total,
        single: inner,
    }


@rule(
    22, "reference §4.1 (3270), §3.1: in practice an inventory item needs its accounts", "assumed"
)
def _check_posting(kind: TxnKind, item: Row) -> None:
    if kind.name in ORDERS or not stocked(item):
        return
    for name in _POSTING:
        if not item.values.get(name):
            raise Refusal(3270, f"There is a missing posting account: {name} of item {item.name}.")


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _lacking(element: str, where: str) -> Refusal:
    return Refusal(3150, f"There is a missing element: {element} of a line ({where}).")
