"""Queries of the lists: items of all kinds, names, accounts, classes, sites, units."""

from collections.abc import Iterator
from typing import Any

from app.quickbooks.simulator.desktop.filters import (
    active,
    between,
    chosen,
    matches,
    not_simulated,
    within,
)
from app.quickbooks.simulator.desktop.records import ITEM_KINDS, Row
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, check_id

# query → the kinds of record it answers with
LIST_QUERIES: dict[str, tuple[str, ...]] = {
    "ItemQuery": ITEM_KINDS,
    "ItemInventoryQuery": ("ItemInventory",),
    "CustomerQuery": ("Customer",),
    "VendorQuery": ("Vendor",),
    "AccountQuery": ("Account",),
    "ClassQuery": ("Class",),
    "InventorySiteQuery": ("InventorySite",),
    "UnitOfMeasureSetQuery": ("UnitOfMeasureSet",),
}


def find_rows(books: Books, name: str, asked: dict[str, Any]) -> tuple[list[str], list[str]]:
    """ListIDs of the records found, and what was asked for by ID or name and is not there."""
    kinds = LIST_QUERIES[name]
    if asked.get("ListID") or asked.get("FullName"):
        return _listed(books, kinds, asked)
    return [row.list_id for row in _filtered(books, kinds, asked)], []


@rule(19, "reference §2.4", "field-reported")
def _listed(
    books: Books, kinds: tuple[str, ...], asked: dict[str, Any]
) -> tuple[list[str], list[str]]:
    """Records named one by one, inactive ones too; whoever is missing becomes a warning."""
    found, missing = [], []
    label = "ListID" if asked.get("ListID") else "FullName"
    for wanted in asked[label]:
        if label == "ListID":
            check_id(wanted)
        row = books.find(kinds, {label: wanted})
        if row is None:
            missing.append(wanted)
        else:
            found.append(row.list_id)
    return found, missing


def _filtered(books: Books, kinds: tuple[str, ...], asked: dict[str, Any]) -> Iterator[Row]:
    for name in ("CurrencyFilter", "TotalBalanceFilter"):
        if asked.get(name):
            raise not_simulated(name)
    for row in books.of(*kinds):
        if (
            active(row, asked.get("ActiveStatus"))
            and within(
                books, row.modified, asked.get("FromModifiedDate"), asked.get("ToModifiedDate")
            )
            and _named(row, asked)
            and _classed(books, row, asked)
            and _typed(row, asked)
        ):
            yield row


def _named(row: Row, asked: dict[str, Any]) -> bool:
    if wanted := asked.get("NameFilter"):
        return matches(row.name, wanted, "Name")
    bounds = asked.get("NameRangeFilter") or {}
    return between(row.name, bounds.get("FromName"), bounds.get("ToName"))


def _classed(books: Books, row: Row, asked: dict[str, Any]) -> bool:
    wanted = asked.get("ClassFilter")
    return not wanted or chosen(books.rows, row.values.get("ClassRef"), wanted)


def _typed(row: Row, asked: dict[str, Any]) -> bool:
    return not asked.get("AccountType") or row.values.get("AccountType") in asked["AccountType"]
