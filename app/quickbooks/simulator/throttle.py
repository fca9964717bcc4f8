"""Rate limits and the monthly read budget (rules 8 and 36)."""

from collections import deque
from datetime import datetime, timedelta

from app.quickbooks.simulator.books import Clock
from app.quickbooks.simulator.faultbody import Throttled
from app.quickbooks.simulator.rules import rule

# how many, within how long
Limit = tuple[int, timedelta]

_MINUTE = timedelta(seconds=60)
_SECOND = timedelta(seconds=1)
# how many calls within how long; every batch is a call as well
CALLS = ((500, _MINUTE), (10, _SECOND))
BATCHES = ((40, _MINUTE),)
PENALTY = timedelta(seconds=60)


class Throttle:
    """Counts the calls to one company by one app."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: deque[datetime] = deque()
        self._batches: deque[datetime] = deque()
        self._until: datetime | None = None
        self._reads = 0
        self._month = ""

    @rule(8, "S5: 500 a minute, 10 a second, 40 batches a minute; then 60 s of 429")
    def count(self, *, batch: bool = False) -> None:
        """Count one call; raises Throttled while or when a limit is exceeded.

        The 120 batches a minute of a whole company are out of reach of one app with its 40.
        """
        now = self._clock()
        if self._until is not None and now < self._until:
            raise Throttled
        within = _within(self._calls, CALLS, now)
        if batch:
            within = _within(self._batches, BATCHES, now) and within
        if not within:
            self._until = now + PENALTY
            raise Throttled

    @rule(36, "S25: reads of a month are budgeted; beyond it 429 until the next")
    def check_budget(self, budget: int | None) -> None:
        """Raises Throttled where this month's reads are used up."""
        if budget is not None and self.reads >= budget:
            raise Throttled

    @rule(36, "S25: writes and failed calls are free")
    def count_read(self) -> None:
        """Count a read that was answered."""
        self._reads, self._month = self.reads + 1, self._this_month()

    @property
    def reads(self) -> int:
        """Reads that counted this month."""
        return self._reads if self._month == self._this_month() else 0

    def _this_month(self) -> str:
        return self._clock().strftime("%Y-%m")


def _within(calls: deque[datetime], limits: tuple[Limit, ...], now: datetime) -> bool:
    calls.append(now)
    while calls[0] <= now - _MINUTE:
        calls.popleft()
    return all(
        sum(1 for moment in calls if moment > now - window) <= most for most, window in limits
    )
