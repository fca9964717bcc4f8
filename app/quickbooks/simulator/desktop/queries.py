"""Answering a query: find, take a page, write it out, and say what was not found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar import REQUESTS
from app.quickbooks.simulator.desktop import company_queries
from app.quickbooks.simulator.desktop.answers import Answer, trimmed
from app.quickbooks.simulator.desktop.figures import Figures
from app.quickbooks.simulator.desktop.iterators import Session, page
from app.quickbooks.simulator.desktop.list_queries import LIST_QUERIES, find_rows
from app.quickbooks.simulator.desktop.other_queries import (
    barcode_element,
    deleted_element,
    find_barcodes,
    find_deleted,
    find_places,
    place_element,
)
from app.quickbooks.simulator.desktop.reading import read
from app.quickbooks.simulator.desktop.render import row_element, txn_element
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.txn_queries import (
    TXN_QUERIES,
    find_any,
    find_txns,
    transaction_element,
)

_ABOUT = ("HostQuery", "CompanyQuery", "PreferencesQuery")


@dataclass(slots=True)
class Search:
    """One query: how to find, and what of it is missing. Missing is known once it has looked."""

    look: Callable[[], tuple[list[Any], list[str]]]
    write: Callable[[Any], Element | None]
    missing: list[str] = field(default_factory=list)

    def find(self) -> list[Any]:
        found, self.missing = self.look()
        return found


def answer(books: Books, session: Session, request: Element, version: str) -> Answer:
    """The answer to any ``…QueryRq``. Raises Refusal."""
    name = str(request.tag).removesuffix("Rq")
    asked = read(request, REQUESTS[str(request.tag)].fields)
    trim = asked.get("IncludeRetElement", [])
    if name in _ABOUT:
        return Answer(trimmed([_about(books, name, asked, version)], trim))
    search = _search(books, name, asked, version)
    keys, attributes = page(books, session, request, search.find, asked.get("MaxReturned"))
    wish = request.get("metaData", "NoMetaData")
    if wish != "NoMetaData":
        attributes = {"retCount": str(len(keys)), **attributes}
    shown = keys if wish != "MetaDataOnly" else []
    records = [one for one in map(search.write, shown) if one is not None]
    return _said(search.missing, bool(keys), trimmed(records, trim), attributes, request)


@rule(19, "reference §2.4, §2.5", "field-reported")
def _said(
    missing: list[str],
    found: bool,
    records: tuple[Element, ...],
    attributes: Mapping[str, str],
    request: Element,
) -> Answer:
    """Something named and missing is a warning beside the rest; a filter without a match is not."""
    if missing:
        text = f'The query is not complete: "{missing[0]}" could not be found in QuickBooks.'
        return Answer(records, 500, "Warn", text, attributes)
    if not found and request.get("iterator") in (None, "Start"):
        return Answer((), 1, "Info", "The query matched nothing in QuickBooks.", attributes)
    return Answer(records, attributes=attributes)


def _about(books: Books, name: str, asked: Mapping[str, Any], version: str) -> Element:
    if name == "HostQuery":
        return company_queries.host(books, version)
    if name == "CompanyQuery":
        return company_queries.company(books, version, asked.get("OwnerID", []))
    return company_queries.preferences(books, version)


def _search(books: Books, name: str, asked: dict[str, Any], version: str) -> Search:
    figures = cache(lambda: Figures(books))  # only where a record shows any
    if name in LIST_QUERIES:
        return Search(
            lambda: find_rows(books, name, asked),
            lambda id: _row(books, figures(), id, asked, version),
        )
    if name in TXN_QUERIES:
        return Search(
            lambda: find_txns(books, name, asked), lambda id: _txn(books, id, asked, version)
        )
    if name == "TransactionQuery":
        return Search(
            lambda: find_any(books, asked),
            lambda id: (
                transaction_element(books, books.txns[id], version) if id in books.txns else None
            ),
        )
    if name == "ItemSitesQuery":
        return Search(
            lambda: (find_places(books, asked), []),
            lambda place: place_element(books, figures(), place, version),
        )
    if name == "BarCodeQuery":
        return Search(
            lambda: find_barcodes(books, asked),
            lambda id: (
                barcode_element(books, books.rows[id], version) if id in books.rows else None
            ),
        )
    return Search(
        lambda: (find_deleted(books, name, asked), []),
        lambda gone: deleted_element(books, name, gone, version),
    )


def _row(
    books: Books, figures: Figures, id: str, asked: Mapping[str, Any], version: str
) -> Element | None:
    row = books.rows.get(id)
    if row is None:
        return None
    hidden = {} if asked.get("OwnerID") else {"DataExtRet": None}
    return row_element(books, row, version=version, more={**figures.of(row), **hidden})


def _txn(books: Books, id: str, asked: Mapping[str, Any], version: str) -> Element | None:
    txn = books.txns.get(id)
    if txn is None:
        return None
    return txn_element(
        books,
        txn,
        version=version,
        lines=bool(asked.get("IncludeLineItems")),
        links=bool(asked.get("IncludeLinkedTxns")),
    )
