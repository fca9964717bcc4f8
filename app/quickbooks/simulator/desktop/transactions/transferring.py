"""Lines of transfers between sites and bins (reference §3.9)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.records import ITEM_KINDS
from app.quickbooks.simulator.desktop.store import Books, Line, Refusal
from app.quickbooks.simulator.desktop.transactions.asked import AskedLine
from app.quickbooks.simulator.desktop.transactions.goods import ZERO, stocked
from app.quickbooks.simulator.desktop.transactions.sites import check_bin
from app.quickbooks.simulator.desktop.transactions.tracking import check_tracked


def new_transfer(books: Books, asked: AskedLine, header: Mapping[str, Any]) -> Line:
    """A new line. What is asked as QuantityToTransfer is answered as QuantityTransferred."""
    values = _complete(books, asked.name, dict(asked.values), header)
    return Line(books.new_line_id(), values, None, asked.name)


def changed_transfer(books: Books, line: Line, asked: AskedLine, header: Mapping[str, Any]) -> Line:
    """The line with what was given in place of what it had."""
    values = _complete(books, line.name, {**line.values, **asked.values}, header)
    return Line(line.txn_line_id, values, None, line.name)


def _complete(
    books: Books, where: str, values: dict[str, Any], header: Mapping[str, Any]
) -> dict[str, Any]:
    if values.get("ItemRef") is None:
        raise Refusal(3150, f"There is a missing element: ItemRef of a line ({where}).")
    item = books.use(ITEM_KINDS, values["ItemRef"], where)
    if not stocked(item):
        raise Refusal(3280, f"{item.name} is not an inventory item: it cannot be transferred.")
    asked = values.pop("QuantityToTransfer", None)
    quantity = Decimal(values.get("QuantityTransferred") or 0) if asked is None else Decimal(asked)
    if quantity <= ZERO:
        raise Refusal(3210, f"The quantity of {item.name} to transfer must be above zero.")
    values["QuantityTransferred"] = quantity
    ends = []
    for end in ("From", "To"):
        site, bin = header[f"{end}InventorySiteRef"], values.get(f"{end}InventorySiteLocationRef")
        check_bin(books, site, bin)
        ends.append((site["ListID"], bin["ListID"] if bin else ""))
    if ends[0] == ends[1]:
        raise Refusal(3210, f"{item.name} would be transferred to where it is.")
    check_tracked(item, values, quantity)
    return {name: value for name, value in values.items() if value is not None}
