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
        """Count one call; raises Throttled while or when a limit is exceeded."""
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
    def count_read(self, budget: int | None) -> None:
        month = self._clock().strftime("%Y-%m")
        if month != self._month:
            self._month, self._reads = month, 0
        if budget is not None and self._reads >= budget:
            raise Throttled
        self._reads += 1

    @property
    def reads(self) -> int:
        """Reads that counted this month."""
        return self._reads


def _within(calls: deque[datetime], limits: tuple[Limit, ...], now: datetime) -> bool:
    calls.append(now)
    while calls[0] <= now - _MINUTE:
        calls.popleft()
    return all(
        sum(1 for moment in calls if moment > now - window) <= most for most, window in limits
    )
