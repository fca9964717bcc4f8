"""Reading QuickBooks Online: everything once by query, then what changed by change data capture.

The query pages by last change time, oldest first, re-reading the boundary: a record changed
meanwhile moves to the end and is met again, none is skipped. More records of one moment than a page
holds are paged by position; a position that moved under us sends us back to their first.

Change data capture looks back 30 days at most, returns at most 1000 objects and cannot page. Near
that bound each kind is asked for by itself, and if that is too much everything is read again, which
also finds what was deleted. What it may not tell of is asked for by last change time, and read in
full once a day.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app.quickbooks.online.encode import MINOR_VERSION, query
from app.quickbooks.online.wire import Json, dumps, loads, quoted
from app.sync.documents import Record
from app.sync.port import Message, Page

PAGE = 1000
STEP = 900  # within one moment we page by position, and overlap to see whether rows moved
MOST_RESTARTS = 5
MOST_CHANGES = 1000
LOOK_BACK = timedelta(days=29)  # Intuit's limit is 30
FULL_EVERY = timedelta(days=1)  # for what change data capture does not tell of
OVERLAP = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an entity of ours is read from: QuickBooks' `names` and how to read a record.

    `inactive` asks for inactive ones too, `since` leaves out what did not change from then on.
    Without `captured`, change data capture is not relied on.
    """

    names: tuple[str, ...]
    read: Callable[[str, Json], Record]
    inactive: bool = False
    since: str = ""
    captured: bool = True


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a read stands. `changes_since` ends a full read; the rest is its position.

    `source` counts through the plan's names (for changes: 0 is all together, then each alone),
    `since` is the last change time seen, `start` the position within it, `expected` the record
    that must still be there, `restarts` how often it was not, `began` QuickBooks' time at the
    first page.
    """

    changes_since: str = ""
    source: int = 0
    since: str = ""
    start: int = 1
    began: str = ""
    expected: str = ""
    restarts: int = 0

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """The cursor as stored; the beginning when it is empty."""
        return cls(*loads(text)) if text else cls()

    def text(self) -> str:
        """For storing, at most 200 characters."""
        return dumps(astuple(self))


def message(plan: Plan, cursor: Cursor) -> Message:
    """The request for the page at `cursor`."""
    if cursor.changes_since and plan.captured:
        names = plan.names if cursor.source == 0 else (plan.names[cursor.source - 1],)
        parameters = {
            "entities": ",".join(names),
            "changedSince": cursor.changes_since,
            "minorversion": MINOR_VERSION,
        }
        return Message("GET", f"/cdc?{urlencode(parameters)}")
    since = cursor.since or cursor.changes_since or plan.since
    conditions = ["Active in (true,false)"] if plan.inactive else []
    if since:
        conditions.append(f"MetaData.LastUpdatedTime >= {quoted(since)}")
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return query(
        f"select * from {plan.names[cursor.source]}{where}"  # noqa: S608 - names are ours, values quoted
        f" orderby MetaData.LastUpdatedTime asc startposition {cursor.start} maxresults {PAGE}"
    )


def some(plan: Plan, name: str, ids: tuple[str, ...]) -> Message:
    """The request for a few records by id."""
    conditions = ["Active in (true,false)"] if plan.inactive else []
    conditions.append(f"Id in ({','.join(quoted(one) for one in ids)})")
    return query(f"select * from {name} where {' and '.join(conditions)} maxresults {PAGE}")  # noqa: S608 - quoted


def found(plan: Plan, name: str, body: Json) -> Page:
    """The records that `some` asked for, as far as they are there."""
    rows: list[Json] = (body.get("QueryResponse") or {}).get(name) or []
    return Page([plan.read(name, row) for row in rows], "", done=True)


def page(plan: Plan, cursor: Cursor, body: Json) -> Page:
    """The records of an answer and where to go on. The body says which question it answers."""
    return (_changes if "CDCResponse" in body else _queried)(plan, cursor, body)


def resumed(plan: Plan, cursor: Cursor, full_read_at: datetime, now: datetime) -> bool:
    """Can the cursor go on, or has it fallen behind what can be told of changes?"""
    if not cursor.changes_since:
        return True
    if not plan.captured and full_read_at < now - FULL_EVERY:
        return False
    return datetime.fromisoformat(cursor.changes_since) >= now - LOOK_BACK


def _changes(plan: Plan, cursor: Cursor, body: Json) -> Page:
    groups = [
        group
        for response in body.get("CDCResponse") or []
        for group in response.get("QueryResponse") or []
    ]
    found = [
        (name, one) for group in groups for name in plan.names for one in group.get(name) or []
    ]
    records = [plan.read(name, one) for name, one in found]
    began = cursor.began or _overlapped(body) or cursor.changes_since
    alone = cursor.source > 0
    if len(found) >= MOST_CHANGES:
        if alone or len(plan.names) == 1:
            return Page(records, "", done=False)
        each = replace(cursor, source=1, began=began)
        return Page(records, each.text(), done=False)
    if alone and cursor.source < len(plan.names):
        following = replace(cursor, source=cursor.source + 1)
        return Page(records, following.text(), done=False)
    return Page(records, Cursor(changes_since=began).text(), done=True)


def _queried(plan: Plan, cursor: Cursor, body: Json) -> Page:
    full = not cursor.changes_since
    name = plan.names[cursor.source]
    rows: list[Json] = (body.get("QueryResponse") or {}).get(name) or []
    cursor = replace(cursor, began=cursor.began or _overlapped(body))
    if _moved(cursor, rows):
        again = replace(cursor, start=1, expected="", restarts=cursor.restarts + 1)
        return Page([], again.text(), done=False, full=full)
    records = [plan.read(name, row) for row in rows]
    if len(rows) == PAGE:
        return Page(records, _next_page(cursor, rows).text(), done=False, full=full)
    if cursor.source + 1 < len(plan.names):
        following = Cursor(cursor.changes_since, source=cursor.source + 1, began=cursor.began)
        return Page(records, following.text(), done=False, full=full)
    return Page(records, Cursor(changes_since=cursor.began).text(), done=True, full=full)


def _moved(cursor: Cursor, rows: list[Json]) -> bool:
    """Has a record before this position left its moment, so that others slipped past us?"""
    if not cursor.expected or cursor.restarts >= MOST_RESTARTS:
        return False
    return not rows or str(rows[0].get("Id")) != cursor.expected


def _next_page(cursor: Cursor, rows: list[Json]) -> Cursor:
    last = str((rows[-1].get("MetaData") or {}).get("LastUpdatedTime") or "")
    if last in ("", cursor.since):
        expected = str(rows[STEP].get("Id"))
        return replace(cursor, start=cursor.start + STEP, expected=expected)
    return replace(cursor, since=last, start=1, expected="", restarts=0)


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
