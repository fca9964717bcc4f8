"""Lines that link to order lines: receipts and bills to purchase orders, invoices to sales orders.

The rules stand in reference §3.4. Links are asked for in Add only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.outcomes import Refusal
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Line, Txn, check_id
from app.quickbooks.simulator.desktop.transactions.asked import Asked, AskedLine
from app.quickbooks.simulator.desktop.transactions.goods import goods, inside, item_of
from app.quickbooks.simulator.desktop.transactions.kinds import TxnKind
from app.quickbooks.simulator.desktop.transactions.orders import (
    is_closed,
    is_open,
    left,
    receivable,
)
from app.quickbooks.simulator.desktop.transactions.units import ratio

_CLOSED = 570
_PLACES = Decimal("0.00001")
_CARRIED = (
    *("ItemRef", "Desc", "UnitOfMeasure", "OverrideUOMSetRef", "ClassRef", "SalesTaxCodeRef"),
    *("InventorySiteRef", "InventorySiteLocationRef", "SerialNumber", "LotNumber"),
    *("ExpirationDateForSerialLotNumber", "Other1", "Other2"),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A line to make, and the order's line behind it, if there is one.

    ``linked`` is False where QuickBooks takes the order's words but not the link.
    """

    asked: AskedLine
    order: Txn | None = None
    line: Line | None = None
    linked: bool = True


def planned(
    books: Books, kind: TxnKind, asked: Asked, party: Mapping[str, Any] | None
) -> tuple[list[Planned], list[Refusal]]:
    """The lines to make, those of whole orders first, and what QuickBooks warns of.

    Raises Refusal for a link that cannot be made.
    """
    warnings: list[Refusal] = []
    whole = [_order(books, kind, id, party) for id in asked.values.pop("LinkToTxnID", None) or []]
    lines: list[Planned] = []
    for order in whole:
        opened, warned = _all_open(kind, order, books)
        lines += opened
        warnings += warned
    for line in asked.lines:
        link = line.values.get("LinkToTxn")
        if link is None:
            lines.append(Planned(line))
        else:
            one, warned = _one(books, kind, line, link, party)
            lines.append(one)
            warnings += warned
    _check_forms(whole, lines[len(lines) - len(asked.lines) :])
    _check_sequence(books, lines)
    return lines, warnings


@rule(23, "reference §3.4 point 1", "documented")
def _all_open(kind: TxnKind, order: Txn, books: Books) -> tuple[list[Planned], list[Refusal]]:
    """Every line of the order that something is left of."""
    if is_closed(order):
        return [], [_closed(books, order)]
    name = f"{kind.line}Ret"
    return [
        Planned(AskedLine(name, {}), order, line)
        for line in goods(order)
        if receivable(order, line)
    ], []


@rule(23, "reference §3.4 points 6 to 9", "documented")
def _one(
    books: Books,
    kind: TxnKind,
    asked: AskedLine,
    link: Mapping[str, Any],
    party: Mapping[str, Any] | None,
) -> tuple[Planned, list[Refusal]]:
    order = _order(books, kind, link["TxnID"], party)
    line = _line(order, link["TxnLineID"])
    if asked.values.get("ItemRef") is not None:
        raise Refusal(
            3152, "A line with LinkToTxn takes its item from the order: leave ItemRef out."
        )
    if is_closed(order) or not is_open(order, line):
        warning = _closed(books, order)
        return Planned(asked, order, line, linked=False), [warning]
    if not receivable(order, line):
        raise Refusal(3210, "The order's line has no quantity that a line could link to.")
    quantity = asked.values.get("Quantity")
    too_much = quantity is not None and quantity > left(order, line)
    if too_much and not books.behaves("over_receipt"):
        raise Refusal(3210, f"Only {left(order, line)} are left on the line of the order.")
    return Planned(asked, order, line), []


@rule(23, "reference §3.4 point 5", "documented")
def _order(books: Books, kind: TxnKind, id: str, party: Mapping[str, Any] | None) -> Txn:
    check_id(id)
    order = books.txns.get(id)
    if order is None or order.kind != kind.orders:
        raise Refusal(3120, f'Object "{id}" to link to cannot be found: no such {kind.orders}.')
    if party is None or order.values[kind.party]["ListID"] != party["ListID"]:
        raise Refusal(
            3210, f"The {kind.party[:-3].lower()} is not the one of the order that is linked to."
        )
    return order


def _line(order: Txn, id: str) -> Line:
    check_id(id)
    if any(line.txn_line_id == id and inside(line) is not None for line in order.lines):
        raise Refusal(3210, "A group cannot be linked to: link the lines inside it.")
    line = next((line for line in goods(order) if line.txn_line_id == id), None)
    if line is None:
        raise Refusal(3120, f'Line "{id}" of the order to link to cannot be found.')
    return line


@rule(23, "reference §3.4 point 9 and §4.1 (570)", "assumed")
def _closed(books: Books, order: Txn) -> Refusal:
    """The order is closed. What then becomes of the transaction is not documented."""
    text = f'The {order.kind} "{order.name}" cannot be linked to: it is closed already.'
    if books.behaves("closed_order") == "refused":
        raise Refusal(_CLOSED, text)
    return Refusal(_CLOSED, text, "Warn")


@rule(23, "reference §3.4 point 2", "documented")
def _check_forms(whole: list[Txn], lines: Iterable[Planned]) -> None:
    """An order is linked as a whole or line by line, not both."""
    ids = {order.txn_id for order in whole}
    if any(one.order is not None and one.order.txn_id in ids for one in lines):
        raise Refusal(3152, "An order cannot be linked as a whole and line by line at once.")


@rule(23, "reference §3.4 points 3 and 4; the code is assumed", "documented")
def _check_sequence(books: Books, lines: Iterable[Planned]) -> None:
    """Linked lines come in their order's own sequence, one order after the other.

    Whether one line of the order may have several, such as one for each lot, nobody documents.
    """
    step = 0 if books.behaves("repeated_links") else 1
    seen: list[str] = []
    last = -1
    for order, line in ((one.order, one.line) for one in lines):
        if order is None or line is None:
            continue
        if order.txn_id not in seen[-1:]:
            if order.txn_id in seen:
                raise Refusal(3290, "Lines of several orders must not be mixed.")
            seen.append(order.txn_id)
            last = -1
        position = [one.txn_line_id for one in goods(order)].index(line.txn_line_id)
        if position < last + step:
            raise Refusal(3290, "Linked lines must be in the sequence of the order's own lines.")
        last = position


def filled(books: Books, kind: TxnKind, plan: Planned) -> dict[str, Any]:
    """What the order's line says for a line that links to it; the quantity is what is left."""
    if plan.order is None or plan.line is None:
        return {}
    source = plan.line.values
    values = {name: source[name] for name in _CARRIED if name in source}
    if "InventorySiteRef" in plan.order.values:
        values["InventorySiteRef"] = plan.order.values["InventorySiteRef"]
    values["Quantity"] = left(plan.order, plan.line)
    if "Rate" in source:
        values[kind.price] = source["Rate"]
    unit = plan.asked.values.get("UnitOfMeasure")
    item = item_of(books, plan.line)
    if item is not None and unit not in (None, source.get("UnitOfMeasure")):
        factor = ratio(books, item, unit) / ratio(books, item, source.get("UnitOfMeasure"))
        values["Quantity"] = (values["Quantity"] / factor).quantize(_PLACES).normalize()
        values |= {kind.price: source["Rate"] * factor} if "Rate" in source else {}
    return values
