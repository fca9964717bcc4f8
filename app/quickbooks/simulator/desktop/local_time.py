"""QuickBooks' idea of time: what the clock on its computer's wall shows (reference §2.4)."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books


def wall(books: Books, moment: datetime) -> datetime:
    """The moment on the computer's clock, naive. A naive moment is on that clock already."""
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(ZoneInfo(books.zone)).replace(tzinfo=None)


@rule(18, "reference §2.4 (DST bug)", "field-reported")
def written(books: Books, moment: datetime) -> str:
    """The moment as an answer gives it: the right wall clock, in summer with the winter offset."""
    local = moment.astimezone(ZoneInfo(books.zone))
    if books.behaves("wrong_dst_offsets"):
        winter = (local.utcoffset() or timedelta()) - (local.dst() or timedelta())
        local = local.replace(tzinfo=timezone(winter))
    return local.isoformat(timespec="seconds")
