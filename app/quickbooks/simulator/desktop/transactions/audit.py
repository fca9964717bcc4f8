"""An independent look at the books: recompute stock, find documents by the mark they carry.

Shares no code with the stock it checks, on purpose: it is the witness of tests that each document
of ours is in the books exactly once and that quantity on hand is what the transactions say.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.store import Books, Row, Txn
from app.quickbooks.simulator.desktop.transactions.person import Company

_SIGNS = {
    "ItemReceipt": 1,
    "Bill": 1,
    "CreditMemo": 1,
    "VendorCredit": -1,
    "Invoice": -1,
    "SalesReceipt": -1,
}
_KEPT = ("ItemInventory", "ItemInventoryAssembly")
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Ledger:
    """``on_hand`` by item id as the transactions say; ``differences`` (kept, recomputed) is empty
    where the books agree.
    """

    on_hand: dict[str, Decimal]
    differences: dict[str, tuple[Decimal, Decimal]]


def ledger(company: Company) -> Ledger:
    """Read every transaction and recompute what is on hand of each inventory item."""
    books = company.books
    found: dict[str, Decimal] = {row.list_id: _NOTHING for row in books.of(*_KEPT)}
    for txn in books.txns.values():
        for item, quantity in _moved(books, txn):
            if item in found:
                found[item] += quantity
    kept: dict[str, Decimal] = defaultdict(Decimal)
    for key, quantity in books.stock.items():
        kept[key.item] += quantity
    different = {item for item in found.keys() | kept.keys() if kept[item] != found.get(item, 0)}
    return Ledger(found, {item: (kept[item], found.get(item, _NOTHING)) for item in different})


def noted(company: Company, text: str) -> list[Txn]:
    """The transactions whose memo contains the text, or whose ExternalGUID it is.

    Those that are void are among them: a document of ours must be found once that is not.
    """
    guid = text.strip("{}").casefold()
    return [
        txn
        for txn in company.books.txns.values()
        if text in (txn.values.get("Memo") or "") or txn.guid.strip("{}").casefold() == guid
    ]


def _moved(books: Books, txn: Txn) -> Iterator[tuple[str, Decimal]]:
    if txn.void or txn.values.get("IsPending"):
        return
    for values in _lines(txn):
        if not values.get("ItemRef"):
            continue
        item = values["ItemRef"]["ListID"]
        if txn.kind == "InventoryAdjustment":
            yield item, values["QuantityDifference"]
        elif txn.kind in _SIGNS:
            units = _units(books, books.rows[item], values.get("UnitOfMeasure"))
            yield item, _SIGNS[txn.kind] * (values.get("Quantity") or _NOTHING) * units


def _lines(txn: Txn) -> Iterator[Mapping[str, Any]]:
    for line in txn.lines:
        if line.name.endswith("GroupRet") or line.name == "ItemGroupLineRet":
            for name, inner in line.values.items():
                if name.endswith("LineRet"):
                    yield from inner
        else:
            yield line.values


def _units(books: Books, item: Row, unit: str | None) -> Decimal:
    reference = item.values.get("UnitOfMeasureSetRef")
    if not unit or not reference:
        return Decimal(1)
    for related in books.rows[reference["ListID"]].values.get("RelatedUnit") or []:
        if unit in (related.get("Name"), related.get("Abbreviation")):
            return Decimal(related["ConversionRatio"])
    return Decimal(1)
