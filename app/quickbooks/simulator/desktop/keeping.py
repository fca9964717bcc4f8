"""How the books last: each record a JSON row in a small SQLite file; a backup is one JSON text."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.profiles import PROFILES
from app.quickbooks.simulator.desktop.records import Deleted, Line, Lock, Row, StockKey, Txn
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.store import Store

_STATE = (
    *("company_name", "path", "zone", "file_key", "closing_date", "mode"),
    *("preferences", "file_ids", "assumed", "counters"),
)
Rows = dict[tuple[str, str], str]


class Keeper:
    """Keeps one company file's books in a Store: ``keeper(books)`` writes what changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._written: Rows = {(kind, key): body for kind, key, body in store.load()}

    def restore(self, books: Books) -> bool:
        """Fill the books with what is kept; False where nothing is."""
        if not self._written:
            return False
        fill(books, self._written)
        return True

    def __call__(self, books: Books) -> None:
        """Write what changed since the last time."""
        changed, books.changed = books.changed, set()
        now = dict(_rows(books, changed))
        gone = {
            key
            for key in self._written
            if key[0] in ("row", "txn") and key[1] in changed and key not in now
        }
        fresh = {key: body for key, body in now.items() if self._written.get(key) != body}
        self._store.save([(*key, body) for key, body in fresh.items()])
        self._store.save([(*key, None) for key in gone])
        self._written |= fresh
        for key in gone:
            del self._written[key]


def backup(books: Books) -> str:
    """Everything in the books as one text."""
    every = {*books.rows, *books.txns}
    return json.dumps([[*key, body] for key, body in _rows(books, every)])


def restore(books: Books, text: str) -> None:
    """Put the books back to a backup: everything since is gone, IDs count on from then."""
    before = {*books.rows, *books.txns}
    fill(books, {(kind, key): body for kind, key, body in json.loads(text)})
    books.changed = before | {*books.rows, *books.txns}


def fill(books: Books, rows: Rows) -> None:
    """Replace the content of the books."""
    books.clear()
    # IDs count up, so that shorter and then smaller ones are older
    for kind, key in sorted(rows, key=lambda one: (one[0], len(one[1]), one[1])):
        value = _loads(rows[kind, key])
        if kind == "row":
            books.add(Row(**value))
        elif kind == "txn":
            books.add(Txn(**value | {"lines": [_line(line) for line in value["lines"]]}))
        elif kind == "books":
            _set_state(books, key, value)
    books.changed = set()


def _line(value: dict[str, Any]) -> Line:
    order = value["order"]
    return Line(**value | {"order": (order[0], order[1]) if order else None})


def _set_state(books: Books, name: str, value: Any) -> None:
    if name == "profile":
        books.profile = PROFILES[value]
    elif name == "deleted":
        books.deleted = [Deleted(**one) for one in value]
    elif name == "stock":
        books.stock = {StockKey(*key): quantity for key, quantity in value}
    elif name == "locks":
        books.locks = {id: Lock(**one) for id, one in value.items()}
    elif name == "message_sets":
        books.message_sets = {id: (digest, text) for id, digest, text in value}
    else:
        setattr(books, name, value)


def _rows(books: Books, ids: set[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """The rows of these records, and those of everything else."""
    for id in sorted(ids):
        if id in books.rows:
            yield ("row", id), _dumps(_fields(books.rows[id]))
        elif id in books.txns:
            yield ("txn", id), _dumps(_fields(books.txns[id]))
    state: dict[str, Any] = {name: getattr(books, name) for name in _STATE}
    state |= {
        "costs": books.costs,
        "deleted": [_fields(one) for one in books.deleted],
        "locks": {id: _fields(one) for id, one in books.locks.items()},
        "message_sets": [[id, *kept] for id, kept in books.message_sets.items()],
        "profile": books.profile.name,
        "stock": [[list(key), quantity] for key, quantity in books.stock.items()],
    }
    for name, value in state.items():
        yield ("books", name), _dumps(value)


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def _dumps(value: Any) -> str:
    return json.dumps(value, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, set):
        return {"set": sorted(value)}
    return _fields(value)


def _loads(text: str) -> Any:
    return json.loads(text, object_hook=_revived)


def _revived(value: dict[str, Any]) -> Any:
    if len(value) != 1:
        return value
    match value:
        case {"decimal": number}:
            return Decimal(number)
        case {"moment": moment}:
            return datetime.fromisoformat(moment)
        case {"day": day}:
            return date.fromisoformat(day)
        case {"set": members}:
            return set(members)
        case _:
            return value
