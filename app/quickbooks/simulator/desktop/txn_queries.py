"""Queries of transactions, kind by kind and all kinds at once (reference §3.3, §3.12)."""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar import RETURNS
from app.quickbooks.simulator.desktop.filters import (
    between,
    chosen,
    matches,
    not_simulated,
    on_day,
    within,
)
from app.quickbooks.simulator.desktop.records import Txn
from app.quickbooks.simulator.desktop.render import element
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, check_id

TXN_KINDS = (
    "Invoice",
    "SalesReceipt",
    "CreditMemo",
    "SalesOrder",
    "Estimate",
    "ItemReceipt",
    "Bill",
    "VendorCredit",
    "PurchaseOrder",
    "InventoryAdjustment",
    "TransferInventory",
)
TXN_QUERIES = {f"{kind}Query": kind for kind in TXN_KINDS}
_NON_POSTING = ("SalesOrder", "PurchaseOrder", "Estimate")
_TOTALS = ("TotalAmount", "AmountDue", "CreditAmount", "Subtotal")
_PARTIES = ("CustomerRef", "VendorRef", "EntityRef")


def find_txns(books: Books, name: str, asked: dict[str, Any]) -> tuple[list[str], list[str]]:
    """TxnIDs of one kind, and what was asked for by ID or number and is not there."""
    every = [txn for txn in books.txns.values() if txn.kind == TXN_QUERIES[name]]
    if any(asked.get(label) for label in ("TxnID", "RefNumber", "RefNumberCaseSensitive")):
        return _listed(books, every, asked)
    return [txn.txn_id for txn in every if _fits(books, txn, asked)], []


def find_any(books: Books, asked: dict[str, Any]) -> tuple[list[str], list[str]]:
    """TxnIDs of a TransactionQuery, which is a filter over all kinds."""
    if asked.get("TxnID"):
        return _listed(books, books.txns.values(), asked)
    for name in ("TransactionClassFilter", "TransactionPaidStatusFilter"):
        if asked.get(name):
            raise not_simulated(name)
    types = (asked.get("TransactionTypeFilter") or {}).get("TxnTypeFilter") or ["All"]
    numbers = [one.casefold() for one in asked.get("RefNumber", [])]
    exact = asked.get("RefNumberCaseSensitive", [])
    same = {
        "ModifiedDateRangeFilter": asked.get("TransactionModifiedDateRangeFilter"),
        "TxnDateRangeFilter": asked.get("TransactionDateRangeFilter"),
        "EntityFilter": asked.get("TransactionEntityFilter"),
        "AccountFilter": asked.get("TransactionAccountFilter"),
        "ItemFilter": asked.get("TransactionItemFilter"),
        "CurrencyFilter": asked.get("CurrencyFilter"),
        "RefNumberFilter": asked.get("RefNumberFilter"),
        "RefNumberRangeFilter": asked.get("RefNumberRangeFilter"),
    }
    found = [
        txn.txn_id
        for txn in books.txns.values()
        if ("All" in types or txn.kind in types)
        and (not numbers or txn.name.casefold() in numbers)
        and (not exact or txn.name in exact)
        and _posted(txn, asked.get("TransactionPostingStatusFilter"))
        and _fits(books, txn, same)
    ]
    return found, []


@rule(19, "reference §2.4", "assumed")
def _listed(
    books: Books, every: Iterable[Txn], asked: dict[str, Any]
) -> tuple[list[str], list[str]]:
    """Transactions named one by one. A RefNumber may be that of several."""
    found: list[str] = []
    missing: list[str] = []
    label = next(
        name for name in ("TxnID", "RefNumber", "RefNumberCaseSensitive") if asked.get(name)
    )
    txns = list(every)
    for wanted in asked[label]:
        if label == "TxnID":
            check_id(wanted)
        ids = [txn.txn_id for txn in txns if _is(txn, label, wanted)]
        found += [id for id in ids if id not in found]
        if not ids and (label == "TxnID" or books.behaves("missing_ref_number") == 500):
            missing.append(wanted)
    return found, missing


def _is(txn: Txn, label: str, wanted: str) -> bool:
    if label == "TxnID":
        return txn.txn_id == wanted
    if label == "RefNumber":
        return txn.name.casefold() == wanted.casefold()
    return txn.name == wanted


def _fits(books: Books, txn: Txn, asked: dict[str, Any]) -> bool:
    if asked.get("CurrencyFilter"):
        raise not_simulated("CurrencyFilter")
    changed = asked.get("ModifiedDateRangeFilter") or {}
    if changed.get("DateMacro") not in (None, "All"):
        raise not_simulated("DateMacro")
    dated = asked.get("TxnDateRangeFilter")
    return (
        within(books, txn.modified, changed.get("FromModifiedDate"), changed.get("ToModifiedDate"))
        and (not dated or on_day(books, txn.values.get("TxnDate"), dated))
        and _numbered(txn, asked)
        and _paid(txn, asked.get("PaidStatus"))
        and _mentions(books, txn, asked)
    )


def _numbered(txn: Txn, asked: dict[str, Any]) -> bool:
    if wanted := asked.get("RefNumberFilter"):
        return matches(txn.name, wanted, "RefNumber")
    bounds = asked.get("RefNumberRangeFilter") or {}
    return between(txn.name, bounds.get("FromRefNumber"), bounds.get("ToRefNumber"))


def _paid(txn: Txn, status: str | None) -> bool:
    if status in (None, "All"):
        return True
    return bool(txn.values.get("IsPaid")) is (status == "PaidOnly")


def _posted(txn: Txn, status: str | None) -> bool:
    if status in (None, "Either"):
        return True
    return (txn.kind in _NON_POSTING) is (status == "NonPosting")


def _mentions(books: Books, txn: Txn, asked: dict[str, Any]) -> bool:
    """The filters by what a transaction points at: its party, accounts, items or sites."""
    for name, ending in (
        ("EntityFilter", _PARTIES),
        ("AccountFilter", ("AccountRef",)),
        ("ItemFilter", ("ItemRef",)),
        ("SiteFilter", ("SiteRef", "SiteLocationRef")),
    ):
        wanted = asked.get(name)
        if not wanted:
            continue
        if (
            "EntityTypeFilter" in wanted
            or "AccountTypeFilter" in wanted
            or "ItemTypeFilter" in wanted
        ):
            raise not_simulated(f"a type in {name}")
        if not any(chosen(books.rows, ref, wanted) for ref in _refs(txn, ending)):
            return False
    return True


def _refs(txn: Txn, endings: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for values in (txn.values, *(line.values for line in txn.lines)):
        for name, value in values.items():
            if name.endswith(endings) and isinstance(value, dict):
                yield value


def transaction_element(books: Books, txn: Txn, version: str) -> Element:
    """A transaction as TransactionQuery shows it: its kind, party, number and amount."""
    values = {
        "TxnType": txn.kind,
        "TxnID": txn.txn_id,
        "TimeCreated": txn.created,
        "TimeModified": txn.modified,
        "EntityRef": next((txn.values[name] for name in _PARTIES if txn.values.get(name)), None),
        "TxnDate": txn.values.get("TxnDate"),
        "RefNumber": txn.name or None,
        "Amount": next((txn.values[name] for name in _TOTALS if txn.values.get(name)), 0),
        "Memo": txn.values.get("Memo"),
    }
    return element(books, "TransactionRet", values, RETURNS["TransactionRet"], version=version)
