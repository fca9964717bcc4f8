"""Orders and what is left of them: counts that follow from the documents that link to them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Line, Txn
from app.quickbooks.simulator.desktop.transactions.goods import ZERO, goods, item_of
from app.quickbooks.simulator.desktop.transactions.kinds import ORDERS
from app.quickbooks.simulator.desktop.transactions.units import ratio

_PLACES = Decimal("0.00001")


def left(order: Txn, line: Line) -> Decimal:
    """What of the order's line is neither received nor invoiced yet, in its own unit."""
    done = line.values.get(ORDERS[order.kind].done) or ZERO
    return Decimal((line.values.get("Quantity") or ZERO) - done)


def is_closed(order: Txn) -> bool:
    """Whether nothing of the order can be received or invoiced any more."""
    if order.values.get("IsManuallyClosed") is True:
        return True
    lines = [line for line in goods(order) if line.values.get("Quantity")]
    return bool(lines) and not any(is_open(order, line) for line in lines)


def is_open(order: Txn, line: Line) -> bool:
    if line.values.get("IsManuallyClosed") is True:
        return False
    return not line.values.get("Quantity") or left(order, line) > 0


def receivable(order: Txn, line: Line) -> bool:
    has_count = "ItemRef" in line.values and ORDERS[order.kind].done in line.values
    return has_count and is_open(order, line) and bool(line.values.get("Quantity"))


def linked_orders(txn: Txn) -> set[str]:
    """The TxnIDs of the orders that lines of this transaction link to."""
    return {line.order[0] for line in txn.lines if line.order is not None}


@rule(23, "reference §9: counts on the order follow from the living links", "documented")
def follow(books: Books, orders: Iterable[str], source: Txn) -> None:
    """Bring these orders in line after ``source`` was written, voided or deleted."""
    for id in orders:
        order = books.txns.get(id)
        if order is None:
            continue
        before = _state(order)
        candidates = [books.txns[one] for one in order.links | {source.txn_id} if one in books.txns]
        linking = [txn for txn in candidates if id in linked_orders(txn)]
        order.links = {txn.txn_id for txn in linking}
        _count(books, order, linking)
        settle(order)
        if _state(order) != before:
            books.touch(order)


def _state(order: Txn) -> tuple[Any, ...]:
    kept = ORDERS[order.kind]
    counts = [line.values.get(kept.done) for line in goods(order)]
    return order.links, order.values.get(kept.full), counts


def settle(order: Txn) -> None:
    """Say on the order's header whether all of it has been received or invoiced."""
    lines = [line for line in goods(order) if line.values.get("Quantity")]
    full = bool(lines) and all(left(order, line) <= 0 for line in lines)
    order.values[ORDERS[order.kind].full] = full


def _count(books: Books, order: Txn, linking: list[Txn]) -> None:
    done = ORDERS[order.kind].done
    sums: dict[str, Decimal] = defaultdict(Decimal)
    lines = {line.txn_line_id: line for line in goods(order)}
    for line_id, quantity in _quantities(books, order, lines, linking):
        sums[line_id] += quantity
    for id, line in lines.items():
        if done in line.values:
            line.values[done] = sums[id].quantize(_PLACES).normalize()


def _quantities(
    books: Books, order: Txn, lines: Mapping[str, Line], linking: list[Txn]
) -> Iterator[tuple[str, Decimal]]:
    """Which line of the order each linked line counts for, in the unit of the order's line."""
    for txn in linking:
        for line in txn.lines:
            if line.order is None or line.order[0] != order.txn_id:
                continue
            target = lines[line.order[1]]
            item = item_of(books, line)
            quantity = Decimal(line.values.get("Quantity") or 0)
            if item is not None:
                quantity *= ratio(books, item, line.values.get("UnitOfMeasure"))
                quantity /= ratio(books, item, target.values.get("UnitOfMeasure"))
            yield line.order[1], quantity
