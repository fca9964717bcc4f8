"""What QuickBooks shows on a list record and keeps nowhere: quantities and balances."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.records import STOCKED_KINDS, Row
from app.quickbooks.simulator.desktop.store import Books

# transaction → the reference to its party, what is open on it, and its sign in the balance
_OPEN = {
    "Invoice": ("CustomerRef", "BalanceRemaining", 1),
    "CreditMemo": ("CustomerRef", "CreditRemaining", -1),
    "Bill": ("VendorRef", "OpenAmount", 1),
    "VendorCredit": ("VendorRef", "OpenAmount", -1),
}
_ORDERED = {
    "PurchaseOrder": ("ReceivedQuantity", "IsFullyReceived"),
    "SalesOrder": ("Invoiced", "IsFullyInvoiced"),
}
_NOTHING = Decimal(0)


class Figures:
    """All figures of the books at this moment, computed once for a whole answer."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self.on_hand: dict[str, Decimal] = defaultdict(Decimal)
        self.at_site: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        self.ordered: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.balance: dict[str, Decimal] = defaultdict(Decimal)
        for key, quantity in books.stock.items():
            self.on_hand[key.item] += quantity
            self.at_site[key.item, key.site, key.bin] += quantity
        for txn in books.txns.values():
            if txn.kind in _OPEN:
                party, amount, sign = _OPEN[txn.kind]
                owed = txn.values.get(amount) or _NOTHING
                self.balance[txn.values[party]["ListID"]] += sign * owed
            elif txn.kind in _ORDERED and not txn.values.get("IsManuallyClosed"):
                self._add_order(txn.kind, [line.values for line in txn.lines])

    def _add_order(self, kind: str, lines: list[dict[str, Any]]) -> None:
        done = _ORDERED[kind][0]
        for line in lines:
            if line.get("ItemRef") and not line.get("IsManuallyClosed"):
                left = (line.get("Quantity") or _NOTHING) - (line.get(done) or _NOTHING)
                self.ordered[kind, line["ItemRef"]["ListID"]] += max(left, _NOTHING)

    def of(self, row: Row) -> dict[str, Any]:
        """The values to show on this record besides its own."""
        if row.kind in STOCKED_KINDS:
            return {
                "QuantityOnHand": self.on_hand[row.list_id],
                "AverageCost": self._books.costs.get(row.list_id, _NOTHING),
                "QuantityOnOrder": self.ordered["PurchaseOrder", row.list_id],
                "QuantityOnSalesOrder": self.ordered["SalesOrder", row.list_id],
            }
        if row.kind in ("Customer", "Vendor"):
            balance = self.balance[row.list_id]
            return {"Balance": balance, "TotalBalance": balance}
        return {}
