"""The write side of the simulated company: Add, Mod, Void and Del of transactions (rules 19 to 28).

People at QuickBooks' own screens write through ``person``; ``audit`` looks at the result.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar import REQUESTS, RETURNS
from app.quickbooks.simulator.desktop.answers import Answer
from app.quickbooks.simulator.desktop.reading import read
from app.quickbooks.simulator.desktop.render import element, txn_element
from app.quickbooks.simulator.desktop.store import Books, Refusal
from app.quickbooks.simulator.desktop.transactions import writing
from app.quickbooks.simulator.desktop.transactions.asked import from_element
from app.quickbooks.simulator.desktop.transactions.guards import (
    check_free,
    check_mode,
    check_period,
    check_sequence,
    existing,
)
from app.quickbooks.simulator.desktop.transactions.kinds import KINDS, TxnKind
from app.quickbooks.simulator.desktop.transactions.orders import linked_orders

__all__ = ["execute"]


class Company(Protocol):
    """Who asks: a company with its books, and the qbXML version of the document at hand."""

    books: Books
    version: str


def execute(company: Company, request: str, body: Element) -> Answer:
    """Carry out one request ("InvoiceAddRq"). Raises Refusal, and nothing is done then.

    ``body`` is the ``…Add`` or ``…Mod`` element, or the request itself for TxnVoid and TxnDel.
    """
    books, version = company.books, company.version
    name = request.removesuffix("Rq")
    if name in ("TxnVoid", "TxnDel"):
        removing = _void if name == "TxnVoid" else _delete
        asked = read(body, REQUESTS[request].fields)
        values = removing(books, asked[f"{name}Type"], asked["TxnID"])
        fields = RETURNS[f"{name}Rs"]
        return Answer(tuple(element(books, f"{name}Rs", values, fields, version=version)))
    kind = KINDS[name[:-3]]
    write = _add if name.endswith("Add") else _change
    written = write(books, kind, name, body)
    records = (txn_element(books, written.txn, version=version),)
    if not written.warnings:
        return Answer(records)
    first = written.warnings[0]
    return Answer(records, first.code, first.severity, first.message)


def _add(books: Books, kind: TxnKind, name: str, body: Element) -> writing.Written:
    asked = from_element(books, kind, body, REQUESTS[f"{name}Rq"].fields[0].fields)
    check_mode(books, kind.name)
    check_period(books, asked.values.get("TxnDate") or books.today())
    check_free(books, None, _parties(asked.values))
    return writing.add(books, kind, asked)


def _change(books: Books, kind: TxnKind, name: str, body: Element) -> writing.Written:
    txn = existing(books, kind.name, body.findtext("TxnID") or "")
    check_free(books, txn, linked_orders(txn))
    check_sequence(txn, body.findtext("EditSequence") or "")
    check_mode(books, kind.name)
    asked = from_element(books, kind, body, REQUESTS[f"{name}Rq"].fields[0].fields)
    for own in ("TxnID", "EditSequence"):
        asked.values.pop(own)
    day = txn.values["TxnDate"]
    check_period(books, day, asked.values.get("TxnDate") or day)
    return writing.change(books, txn, asked)


def _void(books: Books, kind: str, id: str) -> dict[str, Any]:
    if kind not in KINDS:
        raise Refusal(3120, f'Object "{id}" specified in the request cannot be found.')
    txn = existing(books, kind, id)
    check_free(books, txn, linked_orders(txn))
    check_period(books, txn.values["TxnDate"])
    writing.void(books, txn)
    return {
        "TxnVoidType": kind,
        "TxnID": id,
        "TimeCreated": txn.created,
        "TimeModified": txn.modified,
        "RefNumber": txn.name or None,
    }


def _delete(books: Books, kind: str, id: str) -> dict[str, Any]:
    txn = existing(books, kind, id)
    check_free(books, txn, linked_orders(txn))
    check_period(books, txn.values["TxnDate"], deleting=True)
    writing.delete(books, txn)
    return {
        "TxnDelType": kind,
        "TxnID": id,
        "TimeDeleted": books.now(),
        "RefNumber": txn.name or None,
    }


def _parties(values: Mapping[str, Any]) -> list[str]:
    """Whom the transaction is with: the record that QuickBooks changes the balance of."""
    found = (values.get(name) for name in ("CustomerRef", "VendorRef"))
    return [reference["ListID"] for reference in found if reference]
