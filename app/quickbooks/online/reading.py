"""Reading QuickBooks Online: everything once by query, then what changed by change data capture.

The query pages by last change time, oldest first, re-reading the boundary: a record changed
meanwhile moves to the end and is met again, none is skipped. Change data capture looks back 30
days at most, returns at most 1000 objects and cannot page; near that bound we read everything
again, which also finds what was deleted.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app.quickbooks.online.encode import MINOR_VERSION, query
from app.quickbooks.online.records import LISTS_WITH_INACTIVE, record_from
from app.quickbooks.online.wire import Json, dumps, loads, quoted
from app.sync.port import Message, Page

PAGE = 1000
STEP = 900  # within one moment we page by position, and overlap in case rows move
MOST_CHANGES = 1000
LOOK_BACK = timedelta(days=29)  # Intuit's limit is 30
OVERLAP = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a read stands. `changes_since` ends a full read; the rest is its position.

    `source` counts through the entity's names, `since` is the last change time seen, `start` the
    position within it, `began` QuickBooks' time at the first page.
    """

    changes_since: str = ""
    source: int = 0
    since: str = ""
    start: int = 1
    began: str = ""

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """The cursor as stored; the beginning when it is empty."""
        if not text:
            return cls()
        since, source, last, start, began = loads(text)
        return cls(since, source, last, start, began)

    def text(self) -> str:
        """For storing, at most 200 characters."""
        return dumps([self.changes_since, self.source, self.since, self.start, self.began])


def message(names: tuple[str, ...], cursor: Cursor) -> Message:
    """The request for the page at `cursor`."""
    if cursor.changes_since:
        parameters = {
            "entities": ",".join(names),
            "changedSince": cursor.changes_since,
            "minorversion": MINOR_VERSION,
        }
        return Message("GET", f"/cdc?{urlencode(parameters)}")
    name = names[cursor.source]
    conditions = ["Active in (true,false)"] if name in LISTS_WITH_INACTIVE else []
    if cursor.since:
        conditions.append(f"MetaData.LastUpdatedTime >= {quoted(cursor.since)}")
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return query(
        f"select * from {name}{where}"  # noqa: S608 - names are ours, values quoted
        f" orderby MetaData.LastUpdatedTime asc startposition {cursor.start} maxresults {PAGE}"
    )


def page(names: tuple[str, ...], cursor: Cursor, body: Json) -> Page:
    """The records of an answer and where to go on. The body says which question it answers."""
    return (_changes if "CDCResponse" in body else _full)(names, cursor, body)


def too_old(cursor: Cursor, now: datetime) -> bool:
    """Is this beyond what change data capture looks back?"""
    if not cursor.changes_since:
        return False
    return datetime.fromisoformat(cursor.changes_since) < now - LOOK_BACK


def _changes(names: tuple[str, ...], cursor: Cursor, body: Json) -> Page:
    groups = [
        group
        for response in body.get("CDCResponse") or []
        for group in response.get("QueryResponse") or []
    ]
    found = [(name, one) for group in groups for name in names for one in group.get(name) or []]
    records = [record_from(name, one) for name, one in found]
    if len(found) >= MOST_CHANGES:
        return Page(records, "", done=False)
    since = _overlapped(body)
    following = replace(cursor, changes_since=since) if since else cursor
    return Page(records, following.text(), done=True)


def _full(names: tuple[str, ...], cursor: Cursor, body: Json) -> Page:
    name = names[cursor.source]
    rows: list[Json] = (body.get("QueryResponse") or {}).get(name) or []
    records = [record_from(name, row) for row in rows]
    cursor = replace(cursor, began=cursor.began or _overlapped(body))
    if len(rows) == PAGE:
        return Page(records, _next_page(cursor, rows).text(), done=False, full=True)
    if cursor.source + 1 < len(names):
        following = Cursor(source=cursor.source + 1, began=cursor.began)
        return Page(records, following.text(), done=False, full=True)
    return Page(records, Cursor(changes_since=cursor.began).text(), done=True, full=True)


def _next_page(cursor: Cursor, rows: list[Json]) -> Cursor:
    last = str((rows[-1].get("MetaData") or {}).get("LastUpdatedTime") or "")
    if last in ("", cursor.since):
        return replace(cursor, start=cursor.start + STEP)
    return replace(cursor, since=last, start=1)


def _overlapped(body: Json) -> str:
    """QuickBooks' own time of the answer, less an overlap: clocks and commits are not exact."""
    moment = _moment(body.get("time"))
    if moment is None:
        return ""
    return (moment - OVERLAP).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
