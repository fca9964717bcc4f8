"""Staying below Intuit's limits: 10 requests a second and 500 a minute per company."""

import asyncio
import time
from collections import deque

PER_SECOND = 8
PER_MINUTE = 450


class Throttle:
    """Lets at most so many calls through in any second and in any minute."""

    def __init__(self, *, per_second: int = PER_SECOND, per_minute: int = PER_MINUTE) -> None:
        self._limits = ((per_second, 1.0), (per_minute, 60.0))
        self._calls: deque[float] = deque(maxlen=per_minute)
        self._lock = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until one more call is within the limits, then count it."""
        async with self._lock:
            wait = self.wait(time.monotonic())
            if wait > 0:
                await asyncio.sleep(wait)
            self.count(time.monotonic())

    def count(self, now: float) -> None:
        """One call goes out at `now`."""
        self._calls.append(now)

    def wait(self, now: float) -> float:
        """Seconds until a call at `now` would be within the limits."""
        waits = [
            self._calls[-limit] + window - now
            for limit, window in self._limits
            if len(self._calls) >= limit
        ]
        return max([0.0, *waits])
