"""Where a read from QuickBooks Desktop stands, and from when the next one must start.

QuickBooks tells no time of its own; records carry the clock of whichever computer changed them, as
local time (reference §2.4). So the next read starts from the latest change that was known when the
last one began: nothing that was not seen yet can be older. Where nothing changes for long, our own
clock moves it on, less what separates the earliest time zone from ours.
"""

import json
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

REWIND = timedelta(seconds=60)
"""Clocks of several computers differ, and filters are inclusive (reference §2.4)."""
_EARLIEST = timedelta(hours=-13)  # UTC-12, and an hour for a clock that is behind
_LATEST = timedelta(hours=15)  # UTC+14, and an hour for a clock that is ahead
_AHEAD = timedelta(minutes=2)
_SESSION_LENGTH = 12

READING, DELETED, FINISHED = "reading", "deleted", "finished"


@dataclass(frozen=True, slots=True)
class Cursor:
    """`phase` and `source` say what is read, `iterator` which page of it in which `session`.

    `full`: the read shows everything, so what it does not show is gone. Times are the company
    computer's, as text: a read of changes starts at `since`; it began at `began` at the earliest;
    `known` is the latest change known then, `newest` the latest one seen by now. `restarts` is how
    often QuickBooks lost our place.
    """

    phase: str = READING
    full: bool = True
    source: int = 0
    since: str = ""
    began: str = ""
    known: str = ""
    newest: str = ""
    iterator: str = ""
    session: str = ""
    restarts: int = 0

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """The cursor as stored; the beginning of a full read when it is empty."""
        return cls(*json.loads(text)) if text else cls()

    def text(self) -> str:
        """For storing, at most 200 characters."""
        return json.dumps(astuple(self), separators=(",", ":"))


def next_read(last: Cursor, full_read_at: datetime, now: datetime, zone: str) -> Cursor:
    """The read of changes that follows a finished one.

    `zone` is where the company's computers are, if that is known.
    """
    return Cursor(
        full=False,
        since=last.since or earliest(full_read_at),
        began=earliest(now),
        known=last.newest if last.newest <= _latest(now, zone) else "",
        newest=last.newest,
    )


def finished(read: Cursor) -> Cursor:
    """What is kept of a read that came to its end."""
    since = "" if read.full else max(read.known, read.began)
    return Cursor(FINISHED, full=False, since=since, newest=read.newest)


def rewound(since: str) -> datetime | None:
    """What to ask from; None for everything."""
    return datetime.fromisoformat(since) - REWIND if since else None


def earliest(moment: datetime) -> str:
    """What a clock at the company may have shown at `moment`, at the earliest."""
    return text_of(moment.astimezone(UTC) + _EARLIEST)


def text_of(moment: datetime) -> str:
    """A time of a record, to be compared and stored; an offset is dropped."""
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def mark_of(session: str) -> str:
    """What tells one QuickBooks session from another: iterators end with theirs (§2.4)."""
    return session[:_SESSION_LENGTH]


def _latest(now: datetime, zone: str) -> str:
    """What a clock there may show at the latest. One that is beyond it goes wrong, and what it
    stamped says nothing of the others."""
    if zone:
        return text_of(now.astimezone(ZoneInfo(zone)) + _AHEAD)
    return text_of(now.astimezone(UTC) + _LATEST)
