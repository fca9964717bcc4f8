"""Fans events out to the screens connected to this process.

Each client has a bounded queue. One that cannot keep up is told to `resync` (re-read everything)
instead of slowing the others or growing without end.
"""

import asyncio
import contextlib
from collections.abc import Iterator

from app.core.events import Event

QUEUE_LENGTH = 100
RESYNC = Event("resync")


class Hub:
    """The clients of this process."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Event]] = set()

    @contextlib.contextmanager
    def subscribe(self) -> Iterator[asyncio.Queue[Event]]:
        """A queue of everything delivered from now on."""
        queue: asyncio.Queue[Event] = asyncio.Queue(QUEUE_LENGTH)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def deliver(self, event: Event) -> None:
        """Hand `event` to every client; a full queue is emptied and gets one `resync`."""
        for queue in self._queues:
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(RESYNC)
