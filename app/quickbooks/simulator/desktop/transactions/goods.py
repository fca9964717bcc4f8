"""Walking through what a transaction's lines say of items, inside groups too."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.records import STOCKED_KINDS
from app.quickbooks.simulator.desktop.store import Books, Line, Row, Txn

ZERO = Decimal(0)
_CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT)


def goods(txn: Txn) -> Iterator[Line]:
    """Every single line. Those inside a group share their values with the group's."""
    for line in txn.lines:
        inner = inside(line)
        if inner is None:
            yield line
        else:
            for values in inner:
                yield Line(str(values["TxnLineID"]), values)


def inside(line: Line) -> list[dict[str, Any]] | None:
    """The lines of a group; None for a single line."""
    if "ItemGroupRef" not in line.values:
        return None
    inner: list[dict[str, Any]] = next(
        value for name, value in line.values.items() if name.endswith("LineRet")
    )
    return inner


def item_of(books: Books, line: Line) -> Row | None:
    """The item a line names, if it names one."""
    reference = line.values.get("ItemRef")
    return books.rows[reference["ListID"]] if reference else None


def stocked(item: Row | None) -> bool:
    """Whether QuickBooks keeps a quantity of this item."""
    return item is not None and item.kind in STOCKED_KINDS
