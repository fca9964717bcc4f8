"""Wakes whoever waits for a visit in this process; in another process they look now and then."""

import asyncio
from uuid import UUID


class Doorbell:
    """Rung after a commit that somebody may be waiting for. Loses nothing: it only saves time."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, set[asyncio.Future[None]]] = {}

    def ring(self, visit_id: UUID) -> None:
        """Something changed about this visit."""
        for one in self._waiting.pop(visit_id, ()):
            if not one.done():
                one.set_result(None)

    async def wait(self, visit_id: UUID, seconds: float) -> None:
        """Until it rings, for so many seconds at most."""
        rung = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(visit_id, set())
        waiting.add(rung)
        try:
            await asyncio.wait({rung}, timeout=seconds)
        finally:
            waiting.discard(rung)
            if not waiting and self._waiting.get(visit_id) is waiting:
                del self._waiting[visit_id]


doorbell = Doorbell()
