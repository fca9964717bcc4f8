"""Reading a long answer page by page (reference §2.4; §9 rule 17)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from lxml import etree
from lxml.etree import _Element as Element

from app.quickbooks.simulator.desktop.outcomes import Refusal
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books

# what may differ from one page to the next
_FREE = ("MaxReturned", "IncludeRetElement")


@dataclass(slots=True)
class Iterator:
    """A query that is being read: what is left of it. It belongs to one session."""

    request: str
    filters: bytes
    keys: list[Any]


@dataclass(slots=True)
class Session:
    """What QuickBooks keeps while an application is connected; gone when it leaves."""

    iterators: dict[str, Iterator] = field(default_factory=dict)
    new_id: Callable[[], UUID] = uuid4


@rule(17, "reference §2.4", "field-reported")
def page(
    books: Books,
    session: Session,
    request: Element,
    find: Callable[[], list[Any]],
    most: int | None,
) -> tuple[list[Any], Mapping[str, str]]:
    """The keys of this page and the attributes that go with it. Raises Refusal.

    ``find`` gives all keys of the query; only a Start and a plain query look anew.
    """
    wish = request.get("iterator")
    if wish is None:
        return find()[:most], {}
    if most is None and wish != "Stop":
        raise Refusal(3150, "An iterator needs MaxReturned: how many records a page has.")
    if wish == "Start":
        id = f"{{{session.new_id()}}}"
        iterator = Iterator(str(request.tag), _filters(request), find())
        session.iterators[id] = iterator
    else:
        id = request.get("iteratorID") or ""
        iterator = _continued(books, session, request, id)
    count = 0 if wish == "Stop" else most
    keys, iterator.keys = iterator.keys[:count], iterator.keys[count:]
    if wish == "Stop" or not iterator.keys:
        del session.iterators[id]
    left = 0 if wish == "Stop" else len(iterator.keys)
    return keys, {"iteratorRemainingCount": str(left), "iteratorID": id}


def _continued(books: Books, session: Session, request: Element, id: str) -> Iterator:
    iterator = session.iterators.get(id)
    same = iterator is not None and iterator.request == request.tag
    if same and iterator is not None and request.get("iterator") == "Stop":
        return iterator
    if iterator is None or not same or iterator.filters != _filters(request):
        code = int(books.behaves("lost_iterator"))
        raise Refusal(code, f'The iterator "{id}" is not one of this session and this query.')
    return iterator


def _filters(request: Element) -> bytes:
    parts = [
        etree.tostring(child, method="c14n", with_tail=False)
        for child in request
        if child.tag not in _FREE
    ]
    return b"".join(parts)
