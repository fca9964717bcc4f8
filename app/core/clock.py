"""The one place that asks what time it is, so that tests can say."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """This instant, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day in the company's zone: what a document is dated and what expiry means."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def freeze(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` for the calling context and the tasks it starts."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
