"""From the books' records to qbXML elements, in the order and the style QuickBooks writes them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar import RETURNS
from app.quickbooks.desktop.grammar.fields import Field, Kind, version_key
from app.quickbooks.simulator.desktop.local_time import written
from app.quickbooks.simulator.desktop.store import Books, Row, Txn

_CENT = Decimal("0.01")
Lines = Iterable[tuple[str, Mapping[str, Any]]]


def txn_element(
    books: Books, txn: Txn, *, version: str, lines: bool = True, links: bool = False
) -> Element:
    """A transaction as its ``…Ret``, for a request of this qbXML version.

    Answers to Add and Mod have lines and no links (reference §3.4 point 12).
    """
    name = f"{txn.kind}Ret"
    values: dict[str, Any] = {
        **txn.values,
        "TxnID": txn.txn_id,
        "TimeCreated": txn.created,
        "TimeModified": txn.modified,
        "EditSequence": txn.sequence,
        "TxnNumber": txn.number,
        "ExternalGUID": txn.guid or None,
    }
    if links:
        values["LinkedTxn"] = [
            _linked(books.txns[id]) for id in sorted(txn.links & set(books.txns))
        ]
    shown = (
        [(line.name, {**line.values, "TxnLineID": line.txn_line_id}) for line in txn.lines]
        if lines
        else []
    )
    return element(books, name, values, RETURNS[name], version=version, lines=shown)


def row_element(
    books: Books, row: Row, *, version: str, more: Mapping[str, Any] | None = None
) -> Element:
    """A list record as its ``…Ret``; ``more`` are values that follow from other records."""
    name = f"{row.kind}Ret"
    values = {
        **row.values,
        "ListID": row.list_id,
        "TimeCreated": row.created,
        "TimeModified": row.modified,
        "EditSequence": row.sequence,
        **(more or {}),
    }
    return element(books, name, values, RETURNS[name], version=version)


def element(
    books: Books,
    name: str,
    values: Mapping[str, Any],
    fields: Iterable[Field],
    *,
    version: str,
    lines: Lines = (),
) -> Element:
    """An element with these values in the table's order; fields newer than ``version`` are left
    out, as are values of None. ``lines`` keep their own sequence where the table first allows one.
    """
    made = etree.Element(name)
    left = list(lines)
    for field in fields:
        if version_key(field.since) > version_key(version):
            continue
        mixed = _mixed_with(field, fields)
        for line_name, line in [one for one in left if one[0] in mixed]:
            inside = next(one.fields for one in fields if one.name == line_name)
            made.append(element(books, line_name, line, inside, version=version))
        left = [one for one in left if one[0] not in mixed]
        value = values.get(field.name)
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                made.append(_child(books, field, one, version))
    return made


def _mixed_with(field: Field, fields: Iterable[Field]) -> set[str]:
    if not field.mixed:
        return {field.name}
    return {one.name for one in fields if one.mixed == field.mixed}


def _child(books: Books, field: Field, value: Any, version: str) -> Element:
    if field.kind is Kind.GROUP:
        return element(books, field.name, _named_now(books, value), field.fields, version=version)
    made = etree.Element(field.name)
    made.text = text(books, field.kind, value)
    return made


def _named_now(books: Books, value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A reference shows the name its record has today, not the one of when it was written."""
    row = books.rows.get(str(value.get("ListID", "")))
    return value if row is None or "EditSequence" in value else {**value, "FullName": row.name}


def text(books: Books, kind: Kind, value: Any) -> str:
    """One value as QuickBooks writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return written(books, value)
    if isinstance(value, date):
        return value.isoformat()
    if kind is Kind.AMOUNT:
        return str(Decimal(value).quantize(_CENT))
    if kind in (Kind.PRICE, Kind.QTY, Kind.PERCENT, Kind.FLOAT):
        return _plain(Decimal(value), at_least_cents=kind is Kind.PRICE)
    return str(value)


def _plain(number: Decimal, *, at_least_cents: bool) -> str:
    short = format(number.normalize(), "f")
    decimals = len(short.partition(".")[2])
    return str(number.quantize(_CENT)) if at_least_cents and decimals < 2 else short


def _linked(txn: Txn) -> dict[str, Any]:
    return {
        "TxnID": txn.txn_id,
        "TxnType": txn.kind,
        "TxnDate": txn.values.get("TxnDate"),
        "RefNumber": txn.name or None,
        "LinkType": "QUANTYPE" if txn.kind.endswith("Order") else "AMTTYPE",
        "Amount": txn.values.get("TotalAmount") or txn.values.get("Subtotal") or Decimal(0),
    }
