"""The filters of queries: names, numbers, dates, what is active (reference §2.4, §9 rule 18)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.quickbooks.simulator.desktop.local_time import wall
from app.quickbooks.simulator.desktop.outcomes import Refusal
from app.quickbooks.simulator.desktop.records import Row
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books

Values = Mapping[str, Any]


@rule(18, "reference §2.4", "documented")
def active(row: Row, status: str | None) -> bool:
    """Without a wish for another status, a query shows active records only."""
    if status == "All":
        return True
    return row.active is (status != "InactiveOnly")


@rule(18, "reference §2.4", "field-reported")
def within(books: Books, moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    """Whether the moment lies in the range, both ends included, by the computer's clock.

    A bound without an offset is on that clock. Raises Refusal 3030 for a range turned round.
    """
    first = wall(books, since) if since else None
    last = wall(books, until) if until else None
    in_order(first, last)
    shown = wall(books, moment)
    return (first is None or first <= shown) and (last is None or shown <= last)


def on_day(books: Books, day: date | None, wanted: Values) -> bool:
    """Whether a TxnDate lies in {FromTxnDate, ToTxnDate} or the day a DateMacro means."""
    first, last = wanted.get("FromTxnDate"), wanted.get("ToTxnDate")
    macro = wanted.get("DateMacro")
    if macro == "Today":
        first = last = books.today()
    elif macro not in (None, "All"):
        raise not_simulated(f"DateMacro {macro}")
    in_order(first, last)
    return day is not None and (not first or first <= day) and (not last or day <= last)


def in_order(first: Any, last: Any) -> None:
    """Raise Refusal 3030 where a range begins after it ends."""
    if first is not None and last is not None and first > last:
        raise Refusal(3030, "The range begins after it ends.")


def matches(text: str, wanted: Values, label: str) -> bool:
    """Whether a name or number fits {MatchCriterion, Name}, however it is capitalised."""
    shown, part = text.casefold(), str(wanted[label]).casefold()
    if wanted["MatchCriterion"] == "StartsWith":
        return shown.startswith(part)
    return shown.endswith(part) if wanted["MatchCriterion"] == "EndsWith" else part in shown


def between(text: str, first: str | None, last: str | None) -> bool:
    """Whether a name or number lies between two others, both included."""
    shown = text.casefold()
    low, high = (first or "").casefold(), (last or "").casefold()
    return shown >= low and (not high or shown <= high or shown.startswith(high))


def chosen(rows: Mapping[str, Row], ref: Values | None, wanted: Values) -> bool:
    """Whether a reference points at one of the records a filter lists, or below it."""
    row = rows.get(str((ref or {}).get("ListID", "")))
    if row is None:
        return False
    name = row.name.casefold()
    names = [one.casefold() for one in wanted.get("FullName", [])]
    parent = rows.get(str(wanted.get("ListIDWithChildren", "")))
    above = (parent.name if parent else str(wanted.get("FullNameWithChildren", ""))).casefold()
    return (
        row.list_id in wanted.get("ListID", [])
        or name in names
        or bool(above and (name == above or name.startswith(f"{above}:")))
    )


def not_simulated(what: str) -> Refusal:
    """A filter that the simulator does not have says so instead of being passed over."""
    return Refusal(1030, f"This simulated QuickBooks does not have {what}.")
