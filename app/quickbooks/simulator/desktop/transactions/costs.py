"""Average cost of an item: what its transactions, in the order of their dates, make of it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Line, Row, Txn
from app.quickbooks.simulator.desktop.transactions.goods import ZERO, goods
from app.quickbooks.simulator.desktop.transactions.kinds import KINDS
from app.quickbooks.simulator.desktop.transactions.units import base_quantity

_PLACES = Decimal("0.00001")


class Step(NamedTuple):
    """What a line does to an item; ``value`` is None where it goes at the average cost."""

    day: date
    number: int
    quantity: Decimal
    value: Decimal | None


def recompute(books: Books, items: Iterable[str]) -> None:
    """Bring the average costs of these items up to date with the transactions."""
    history: dict[str, list[Step]] = {item: [] for item in items}
    if not history:
        return
    for txn in books.txns.values():
        if not txn.void and _counts(txn):
            for line in goods(txn):
                item = (line.values.get("ItemRef") or {}).get("ListID")
                if item in history:
                    history[item].append(_step(books, txn, line, books.rows[item]))
    for item, steps in history.items():
        cost = average_cost(books.rows[item], steps)
        if cost:
            books.costs[item] = cost
        else:
            books.costs.pop(item, None)


@rule(24, "reference §5.3: receipts and bills change the average cost, sales do not", "documented")
def average_cost(item: Row, steps: Iterable[Step]) -> Decimal:
    """Replay what happened to the item. What comes into an empty shelf sets the cost anew."""
    quantity, cost = ZERO, Decimal(item.values.get("PurchaseCost") or 0)
    for step in sorted(steps, key=lambda step: (step.day, step.number)):
        if step.value is not None and quantity + step.quantity > 0:
            kept = max(quantity, ZERO)
            cost = (kept * cost + step.value) / (kept + step.quantity)
        quantity += step.quantity
    return cost.quantize(_PLACES)


def _counts(txn: Txn) -> bool:
    if txn.kind == "InventoryAdjustment":
        return True
    return bool(KINDS[txn.kind].stock) and txn.values.get("IsPending") is not True


def _step(books: Books, txn: Txn, line: Line, item: Row) -> Step:
    day = txn.values["TxnDate"]
    if txn.kind == "InventoryAdjustment":
        values = line.values
        return Step(day, txn.number, values["QuantityDifference"], values["ValueDifference"])
    kind = KINDS[txn.kind]
    quantity = kind.stock * base_quantity(books, item, line.values)
    bought = kind.stock > 0 and kind.price == "Cost"
    return Step(day, txn.number, quantity, line.values["Amount"] if bought else None)
