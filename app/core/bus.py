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
from app.core.events import DRAIN, Announcement, Event
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
        self._news: dict[tuple[object, ...], Event] = {}
        self._rings: set[tuple[str, str]] = set()
        self._telling: asyncio.Task[None] | None = None

    async def announce(self, announcements: list[Announcement]) -> None:
        """Deliver to our own screens at once, and have the others told right after.

        Nobody waits for Valkey: what is announced while a message is under way goes into the next
        one, so a busy floor sends a few large messages instead of many small ones.
        """
        forbid_network_inside_write()
        for one in announcements:
            if isinstance(one, Event):
                self._hub.deliver(one)
                self._news[one.name, *one.ids.items()] = one
            else:
                self._rings.add((one.job, one.connection_id))
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def flush(self) -> None:
        """Wait until everything announced so far was told, or could not be."""
        if self._telling is not None:
            await self._telling

    async def _tell(self) -> None:
        """Tell the other processes and the worker what waits, until nothing does."""
        try:
            while self._news or self._rings:
                news, rings = list(self._news.values()), sorted(self._rings)
                self._news.clear()
                self._rings.clear()
                await self._publish(news, rings)
        except (RedisError, OSError) as error:
            log.warning("announce.failed", error=type(error).__name__)

    async def _publish(self, news: list[Event], rings: list[tuple[str, str]]) -> None:
        """One round trip; another one for each bell that was not set yet and each other job."""
        drains = [connection_id for job, connection_id in rings if job == DRAIN]
        async with self._queue.pipeline(transaction=False) as pipe:
            if news:
                events = [{"name": one.name, "ids": one.ids} for one in news]
                pipe.publish(CHANNEL, json.dumps({"from": self._me, "events": events}))
            for connection_id in drains:
                pipe.set(_bell(connection_id), 1, ex=BELL_SECONDS, nx=True)
            answers = await pipe.execute()
        newly = answers[1:] if news else answers
        for connection_id, was_silent in zip(drains, newly, strict=True):
            if was_silent:
                await self._start_drain(connection_id)
        for job, connection_id in rings:
            if job != DRAIN:
                await self._queue.enqueue_job(job, connection_id, _job_id=f"{job}:{connection_id}")

    async def _start_drain(self, connection_id: str) -> None:
        await self._queue.enqueue_job("drain", connection_id, _job_id=drain_job(connection_id))

    async def ring(self, connection_id: str) -> None:
        """Ask the worker to drain a connection's outbox.

        The bell stays set until a drain takes it, so a busy floor enqueues one job, and a ring
        during a running drain is noticed when that drain ends (`answered`).
        """
        await self._publish([], [(DRAIN, connection_id)])

    async def take_bell(self, connection_id: str) -> bool:
        """Was there a ring since the last look? Whoever asks must now look for work."""
        return bool(await self._queue.delete(_bell(connection_id)))

    async def answered(self, connection_id: str) -> None:
        """A drain job has ended; start another if somebody rang while it was ending."""
        if await self._queue.exists(_bell(connection_id)):
            await self._start_drain(connection_id)

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
            for event in message["events"]:
                self._hub.deliver(Event(event["name"], event["ids"]))

    async def alive(self) -> bool:
        """Does Valkey answer?"""
        try:
            return bool(await self._queue.ping())
        except (RedisError, OSError):
            return False

    async def close(self) -> None:
        """Tell what is still to be told, then give the connections back."""
        await self.flush()
        await self._queue.aclose()
