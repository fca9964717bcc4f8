"""News between processes and the worker's doorbell, both on Valkey, both best effort.

Nothing durable lives there: the database's outbox knows what is due, and screens re-read when they
reconnect. Every call is short-tempered, so a dead Valkey never holds up a scan.
"""

import asyncio
import json
from uuid import uuid4

import structlog
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool, Redis
from redis.exceptions import RedisError

from app.core.db import forbid_network_inside_write
from app.core.events import Announcement, Event, Ring
from app.core.hub import Hub

log = structlog.get_logger()

CHANNEL = "scanpost:events"
SHORT_SECONDS = 0.3
BELL_SECONDS = 10  # a bell whose job was lost stops hiding later rings after this long
RECONNECT_SECONDS = 1.0


def queue_pool(url: str, *, timeout: float = SHORT_SECONDS) -> ArqRedis:
    """A connection pool for arq that fails fast; arq's own blocks for 5 s on a dead server."""
    pool = ConnectionPool.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout)
    queue = ArqRedis(pool)
    queue.auto_close_connection_pool = True  # the pool is this client's alone
    return queue


def drain_job(connection_id: str) -> str:
    """One drain per connection is queued at a time."""
    return f"drain:{connection_id}"


def _bell(connection_id: str) -> str:
    return f"scanpost:bell:{connection_id}"


class Bus:
    """This process's line to the others."""

    def __init__(self, url: str, hub: Hub) -> None:
        self._url = url
        self._hub = hub
        self._me = uuid4().hex
        self._queue = queue_pool(url)

    async def announce(self, announcements: list[Announcement]) -> None:
        """Deliver to our own screens at once, then tell the other processes and the worker."""
        forbid_network_inside_write()
        events = [one for one in announcements if isinstance(one, Event)]
        for event in events:
            self._hub.deliver(event)
        try:
            for event in events:
                message = {"from": self._me, "name": event.name, "ids": event.ids}
                await self._queue.publish(CHANNEL, json.dumps(message))
            for ring in (one for one in announcements if isinstance(one, Ring)):
                await self._ring(ring)
        except RedisError as error:
            raise OSError("Valkey does not answer") from error

    async def _ring(self, ring: Ring) -> None:
        if ring.job == "drain":
            await self.ring(ring.connection_id)
        else:
            job_id = f"{ring.job}:{ring.connection_id}"
            await self._queue.enqueue_job(ring.job, ring.connection_id, _job_id=job_id)

    async def ring(self, connection_id: str) -> None:
        """Ask the worker to drain a connection's outbox.

        The bell stays set until a drain takes it, so a busy floor enqueues one job, and a ring
        during a running drain is noticed when that drain ends (`answered`).
        """
        newly = await self._queue.set(_bell(connection_id), 1, ex=BELL_SECONDS, nx=True)
        if newly:
            await self._queue.enqueue_job("drain", connection_id, _job_id=drain_job(connection_id))

    async def take_bell(self, connection_id: str) -> bool:
        """Was there a ring since the last look? Whoever asks must now look for work."""
        return bool(await self._queue.delete(_bell(connection_id)))

    async def answered(self, connection_id: str) -> None:
        """A drain job has ended; start another if somebody rang while it was ending."""
        if await self._queue.exists(_bell(connection_id)):
            await self._queue.enqueue_job("drain", connection_id, _job_id=drain_job(connection_id))

    async def listen(self) -> None:
        """Deliver other processes' events to our screens; reconnects, runs until cancelled."""
        while True:
            try:
                await self._listen()
            except (RedisError, OSError) as error:
                log.info("bus.reconnecting", error=type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        client = Redis.from_url(self._url)
        try:
            async with client.pubsub() as subscription:
                await subscription.subscribe(CHANNEL)
                async for message in subscription.listen():
                    if message["type"] == "message":
                        self._receive(message["data"])
        finally:
            await client.aclose()

    def _receive(self, data: bytes) -> None:
        message = json.loads(data)
        if message["from"] != self._me:
            self._hub.deliver(Event(message["name"], message["ids"]))

    async def alive(self) -> bool:
        """Does Valkey answer?"""
        try:
            return bool(await self._queue.ping())
        except (RedisError, OSError):
            return False

    async def close(self) -> None:
        """Give the connections back."""
        await self._queue.aclose()
