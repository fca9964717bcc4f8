"""Average cost of an item: what its transactions, in the order of their dates, make of it."""

from collections.abc import Iterable
from decimal import Decimal

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Line, Row, Txn
from app.quickbooks.simulator.desktop.transactions.goods import ZERO, goods
from app.quickbooks.simulator.desktop.transactions.kinds import KINDS
from app.quickbooks.simulator.desktop.transactions.units import base_quantity

_PLACES = Decimal("0.00001")


def recompute(books: Books, items: Iterable[str]) -> None:
    """Bring the average costs of these items up to date with the transactions."""
    for item in set(items):
        cost = average_cost(books, books.rows[item])
        if cost:
            books.costs[item] = cost
        else:
            books.costs.pop(item, None)


@rule(24, "reference §5.3: receipts and bills change the average cost, sales do not", "documented")
def average_cost(books: Books, item: Row) -> Decimal:
    """Replay every transaction of the item. What comes into an empty shelf sets the cost anew."""
    quantity, cost = ZERO, Decimal(item.values.get("PurchaseCost") or 0)
    moved = (txn for txn in books.txns.values() if not txn.void and not KINDS[txn.kind].is_order)
    for txn in sorted(moved, key=lambda txn: (txn.values["TxnDate"], txn.number)):
        for line in goods(txn):
            if (line.values.get("ItemRef") or {}).get("ListID") == item.list_id:
                change, value = _of(books, txn, line, item)
                if value is not None and quantity + change > 0:
                    kept = max(quantity, ZERO)
                    cost = (kept * cost + value) / (kept + change)
                quantity += change
    return cost.quantize(_PLACES)


def _of(books: Books, txn: Txn, line: Line, item: Row) -> tuple[Decimal, Decimal | None]:
    """The change in quantity, and in value where that does not simply follow the average."""
    if txn.kind == "InventoryAdjustment":
        return line.values["QuantityDifference"], line.values["ValueDifference"]
    if txn.kind == "TransferInventory" or txn.values.get("IsPending") is True:
        return ZERO, None
    kind = KINDS[txn.kind]
    quantity = kind.stock * base_quantity(books, item, line.values)
    bought = kind.stock > 0 and kind.price == "Cost"
    return quantity, line.values["Amount"] if bought else None
