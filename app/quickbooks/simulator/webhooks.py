"""Webhooks: what happened in the books is posted to the app's address (rule 34).

One ``Webhooks`` stands for one app at Intuit; several companies may share it, and then their events
travel together. Nothing is sent until an address is set, nor for a company that has not connected.
What waits to be delivered is kept in memory only: a restart loses it, as a gap a client must bear.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.quickbooks.simulator.books import Books, Clock, News
from app.quickbooks.simulator.faults import FaultBoard, FaultKind
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.transport import tid
from app.quickbooks.simulator.webhook_body import (
    TOLD,
    Event,
    cloud_events,
    event_id,
    old_shape,
    signature,
)

# Posts a body with headers to an address and tells the status; raises OSError if nobody answers.
Send = Callable[[str, bytes, dict[str, str]], Awaitable[int]]

VERIFIER = "verifier-of-the-simulator-only"
DEADLINE = 3.0
"""Seconds within which a notification has to be acknowledged."""

PLACE = "webhook"
"""How faults name this place."""

_LADDER = tuple(
    timedelta(seconds=seconds) for seconds in (10, 20, 30, 300, 1200, 2 * 3600, 4 * 3600, 6 * 3600)
)
_MOST_EVENTS = 100


@dataclass(slots=True)
class Notification:
    """Events that travel together, and when they are tried next."""

    events: tuple[Event, ...]
    due: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt, as shown to the tester. ``status`` is None if nobody answered in time."""

    at: datetime
    events: tuple[Event, ...]
    attempt: int
    status: int | None


class Webhooks:
    """Collects events and delivers them. ``withhold``: a failing one holds back those after it."""

    def __init__(
        self,
        clock: Clock,
        faults: FaultBoard,
        *,
        send: Send | None = None,
        verifier: str = VERIFIER,
        deadline: float = DEADLINE,
    ) -> None:
        self.url = ""
        self.old = False
        self.withhold = True
        self.verifier = verifier
        self.send = send
        self.log: deque[Delivery] = deque(maxlen=50)
        self._clock = clock
        self._faults = faults
        self.deadline = deadline
        self._new: list[Event] = []
        self._queue: list[Notification] = []
        self._wake = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    def watch(self, realm: str, books: Books, connected: Callable[[], bool]) -> None:
        """Send what happens in these books from now on, while ``connected`` says so."""

        def hear(news: News) -> None:
            if self.url and news.entity in TOLD and connected():
                self._new.append(
                    Event(
                        event_id(),
                        realm,
                        news.entity,
                        news.id,
                        news.operation,
                        news.at,
                        news.deleted_id,
                    )
                )
                self._wake.set()

        books.listeners.append(hear)

    @property
    def waiting(self) -> int:
        """Events not yet acknowledged."""
        return len(self._new) + sum(len(one.events) for one in self._queue)

    async def deliver(self) -> None:
        """Post everything that is due now."""
        async with self._one_at_a_time:
            self._collect()
            while (due := self._next()) is not None:
                await self._attempt(due)

    async def run(self, *, gather: float = 0.2) -> None:
        """Deliver for ever. Events within ``gather`` seconds travel together."""
        while True:
            pause = self._pause()
            if pause is None or pause > 0:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), pause)
            self._wake.clear()
            await asyncio.sleep(gather)
            await self.deliver()

    # ---- collecting

    @rule(34, "S16: repeated, reordered; seen in the wild: lost")
    def _collect(self) -> None:
        now = self._clock()
        while self._new:
            events, self._new = self._new[:_MOST_EVENTS], self._new[_MOST_EVENTS:]
            if self._happens(FaultKind.WEBHOOK_LOST):
                continue
            parcels = [events]
            if self._happens(FaultKind.WEBHOOK_DISORDER):
                half = len(events) // 2
                parcels = [events[half:][::-1], events[:half][::-1]]
            if self._happens(FaultKind.WEBHOOK_DUPLICATE):
                parcels += parcels
            self._queue += [Notification(tuple(parcel), now) for parcel in parcels if parcel]

    def _happens(self, kind: FaultKind) -> bool:
        return self._faults.take(kind, PLACE, PLACE) is not None

    # ---- delivering

    @rule(34, "S16: later events may be withheld until the failing one is acknowledged")
    def _next(self) -> Notification | None:
        now = self._clock()
        candidates = self._queue[:1] if self.withhold else self._queue
        return next((one for one in candidates if one.due <= now), None)

    @rule(34, "S16: 200 within 3 s, else 10, 20, 30 s, 5, 20 min, 2, 4, 6 h, then every 6 h")
    async def _attempt(self, one: Notification) -> None:
        one.attempts += 1
        status = await self._posted(one)
        self.log.append(Delivery(self._clock(), one.events, one.attempts, status))
        if status == 200:
            self._queue.remove(one)
        else:
            pause = _LADDER[min(one.attempts, len(_LADDER)) - 1]
            one.due = self._clock() + pause

    async def _posted(self, one: Notification) -> int | None:
        body = old_shape(one.events) if self.old else cloud_events(one.events)
        headers = {
            "content-type": "application/json; charset=utf-8",
            "intuit-signature": signature(body, self.verifier),
            "intuit-t-id": tid()["intuit_tid"],
            "intuit-created-time": self._clock().isoformat(),
            "intuit-notification-schema-version": "1.0" if self.old else "2.0",
        }
        if self.send is None:
            return None
        try:
            async with asyncio.timeout(self.deadline):
                return await self.send(self.url, body, headers)
        except (TimeoutError, OSError):
            return None

    def _pause(self) -> float | None:
        """Seconds until something is due; None if nothing waits."""
        if self._new:
            return 0.0
        due = [one.due for one in (self._queue[:1] if self.withhold else self._queue)]
        return max(0.0, (min(due) - self._clock()).total_seconds()) if due else None
