"""A person at QuickBooks' own screens: the same books and stock, none of an application's gates.

Neither closing date nor single-user mode nor open windows stop a person here, and editing a linked
line keeps its link (reference §9 rule 30).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from app.quickbooks.desktop.grammar import REQUESTS
from app.quickbooks.desktop.grammar.fields import Field
from app.quickbooks.simulator.desktop.store import Books, Txn
from app.quickbooks.simulator.desktop.transactions import writing
from app.quickbooks.simulator.desktop.transactions.asked import by_hand
from app.quickbooks.simulator.desktop.transactions.kinds import KINDS

Lines = Iterable[Mapping[str, Any]]


class Company(Protocol):
    """Whoever has the books."""

    books: Books


def human_add(company: Company, kind: str, values: Mapping[str, Any], lines: Lines) -> Txn:
    """Write a transaction; ``values`` and ``lines`` by the names of its ``…Add``.

    References are dictionaries with ListID or FullName. Raises Refusal like a request.
    """
    asked = by_hand(company.books, KINDS[kind], _table(f"{kind}Add"), values, lines)
    return writing.add(company.books, KINDS[kind], asked).txn


def human_edit(company: Company, txn_id: str, changes: Mapping[str, Any], lines: Lines = ()) -> Txn:
    """Change a transaction's header, and its lines where any are given.

    ``lines`` by the names of its ``…Mod``: those with a TxnLineID stay, those without are new, the
    others go. A value of None clears.
    """
    books = company.books
    txn = books.txns[txn_id]
    asked = by_hand(books, KINDS[txn.kind], _table(f"{txn.kind}Mod"), changes, lines)
    return writing.change(books, txn, asked).txn


def human_void(company: Company, txn_id: str) -> Txn:
    """Void a transaction: it stays, with zeros."""
    return writing.void(company.books, company.books.txns[txn_id]).txn


def human_delete(company: Company, txn_id: str) -> None:
    """Delete a transaction; the deleted feed tells of it."""
    writing.delete(company.books, company.books.txns[txn_id])


def opening_stock(
    company: Company,
    item_id: str,
    quantity: Decimal,
    account_id: str,
    *,
    site_id: str = "",
    day: date | None = None,
    **detail: Any,
) -> Txn:
    """Put stock on the shelf as an adjustment. ``detail`` by the names of QuantityAdjustment."""
    adjustment = {"QuantityDifference": quantity, **detail}
    values: dict[str, Any] = {"AccountRef": {"ListID": account_id}}
    if site_id:
        values["InventorySiteRef"] = {"ListID": site_id}
    if day is not None:
        values["TxnDate"] = day
    line = {"ItemRef": {"ListID": item_id}, "QuantityAdjustment": adjustment}
    return human_add(company, "InventoryAdjustment", values, [line])


def _table(name: str) -> tuple[Field, ...]:
    return REQUESTS[f"{name}Rq"].fields[0].fields
