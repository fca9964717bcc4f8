"""The company's calendar days as UTC instants: the floor's day ends at its own midnight."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Day:
    """From midnight to midnight on the company's clock; 23 or 25 hours when it is put back or
    forward."""

    start: datetime
    end: datetime


def day_of(day: date, zone: str) -> Day:
    """The instants at which `day` begins and ends in `zone`."""
    return Day(start=_midnight(day, zone), end=_midnight(day + timedelta(days=1), zone))


def same_weekdays_before(day: date, zone: str, *, weeks: int) -> list[Day]:
    """The same weekday in each of the `weeks` before, the latest first."""
    return [day_of(day - timedelta(weeks=back), zone) for back in range(1, weeks + 1)]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
