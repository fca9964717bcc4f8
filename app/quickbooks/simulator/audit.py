"""An independent look at the books: recompute stock, find documents by the note they carry.

Shares no code with the ledger on purpose: it is the witness of tests that every document of ours is
in the books exactly once and that quantity on hand is what the documents say.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.values import Doc, decimal

_SIGNS = {
    "Bill": ("ItemBasedExpenseLineDetail", "Qty", 1),
    "Purchase": ("ItemBasedExpenseLineDetail", "Qty", 1),
    "VendorCredit": ("ItemBasedExpenseLineDetail", "Qty", -1),
    "Invoice": ("SalesItemLineDetail", "Qty", -1),
    "SalesReceipt": ("SalesItemLineDetail", "Qty", -1),
    "CreditMemo": ("SalesItemLineDetail", "Qty", 1),
    "RefundReceipt": ("SalesItemLineDetail", "Qty", 1),
    "InventoryAdjustment": ("ItemAdjustmentLineDetail", "QtyDiff", 1),
}
_NOTED = (*_SIGNS, "PurchaseOrder", "Estimate")


@dataclass(frozen=True, slots=True)
class Audit:
    """What the books hold. ``differences`` (item name: said, recomputed) must be empty.

    ``by_note`` lists the documents that carry a PrivateNote as "Entity Id", by the note;
    ``by_number`` those that carry a document number, by "Entity DocNumber".
    """

    on_hand: dict[str, Decimal]
    differences: dict[str, tuple[Decimal, Decimal]]
    by_note: dict[str, list[str]]
    by_number: dict[str, list[str]]

    @property
    def twice(self) -> dict[str, list[str]]:
        """Notes carried by more than one document: something was posted more than once."""
        return {note: found for note, found in self.by_note.items() if len(found) > 1}

    def noted(self, text: str) -> list[str]:
        """Documents whose PrivateNote contains the text, such as one of our operation ids."""
        return [one for note, found in self.by_note.items() if text in note for one in found]


def audit(company: SimulatedCompany) -> Audit:
    """Read every document and recompute."""
    books = company.books
    items = {doc["Id"]: doc for doc in books.all("Item") if doc["Type"] == "Inventory"}
    recomputed = {id: decimal(doc["QtyOnHand"]) for id, doc in items.items()}
    for name, (detail, key, sign) in _SIGNS.items():
        for doc in books.all(name):
            for item, quantity in _moved(doc, detail, key):
                if item in recomputed:
                    recomputed[item] += sign * quantity
    said = {id: decimal(books.shown("Item", doc)["QtyOnHand"]) for id, doc in items.items()}
    names = {id: doc["Name"] for id, doc in items.items()}
    return Audit(
        on_hand={names[id]: quantity for id, quantity in recomputed.items()},
        differences={
            names[id]: (said[id], recomputed[id]) for id in items if said[id] != recomputed[id]
        },
        by_note=_grouped(books, "PrivateNote", by_kind=False),
        by_number=_grouped(books, "DocNumber", by_kind=True),
    )


def _moved(doc: Doc, detail: str, key: str) -> list[tuple[str, Decimal]]:
    lines = [line[detail] for line in doc["Line"] if detail in line]
    return [(line["ItemRef"]["value"], decimal(line.get(key))) for line in lines]


def _grouped(books: Books, field: str, *, by_kind: bool) -> dict[str, list[str]]:
    """Documents that carry this field, by its value, or by "Entity value"."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in _NOTED:
        for doc in books.all(name):
            if doc.get(field):
                key = f"{name} {doc[field]}" if by_kind else doc[field]
                found[key].append(f"{name} {doc['Id']}")
    return dict(found)
