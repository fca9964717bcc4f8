"""The worker's jobs: send what is due, read what changed, free what got stuck.

Written for arq (`async def job(ctx, …)`) but they need nothing of it: `ctx["db"]` is the Database,
`ctx["channels"]` the `Channels` of the composition root (which holds the vault and the HTTP
client). All are harmless when run twice or side by side: claims are exclusive and serial per
connection, pages are stored only over the cursor they were read from. A ring must not be swallowed
because a drain is just ending, so do not enqueue `drain` under a job id that must be unique.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import structlog

from app.core.db import Database
from app.core.events import Ring, announce
from app.core.security import SealBroken
from app.sync import claims, engine
from app.sync.engine import Exchange, Unsaid
from app.sync.inbound import hearing
from app.sync.inbound import pull as inbound
from app.sync.port import (
    Channel,
    Channels,
    Entity,
    NoLine,
    Outcome,
    SyncProblem,
    Unauthorised,
    Unreachable,
    Unsent,
)
from app.sync.transitions import UNREACHABLE

DRAIN_SECONDS = 40.0  # below arq's job timeout, with room for the last answer
LAST_ANSWER_SECONDS = 2.0
log = structlog.get_logger()

Context = dict[str, Any]


async def drain(ctx: Context, connection_id: str) -> int:
    """Send what is due for one connection until nothing is; returns the number of messages.

    After `DRAIN_SECONDS` it rings for the next drain and ends.
    """
    db, channels = _needs(ctx)
    connection = UUID(connection_id)
    sent, renewed = 0, False
    ends = asyncio.get_running_loop().time() + DRAIN_SECONDS
    try:
        channel = await channels.open(connection)
        while asyncio.get_running_loop().time() < ends:
            exchange = await engine.next_message(db, channel.connector, connection)
            if exchange is None:
                return sent
            if isinstance(exchange, Unsaid):
                continue
            outcome = await exchange_once(db, channel, exchange)
            sent += 1
            if isinstance(outcome, Unauthorised):
                if not await _renewed(db, channel, connection, outcome, again=renewed):
                    return sent
                renewed = True
            else:
                renewed = False
    except NoLine:
        return sent
    except SealBroken:
        await engine.pause_connection(db, connection, SEAL_BROKEN)
        return sent
    async with db.write() as session:
        announce(session, Ring(connection_id))
    return sent


async def exchange_once(db: Database, channel: Channel, exchange: Exchange) -> Outcome | None:
    """Send one stored message and settle its answer.

    A drain that is cancelled grants the answer a moment. Without one the message is in doubt at
    once: left to its lease, it would hold up every other document of the company.
    """
    talk = asyncio.create_task(_talk(db, channel, exchange))
    try:
        return await asyncio.shield(talk)
    except asyncio.CancelledError:
        await asyncio.wait({talk}, timeout=LAST_ANSWER_SECONDS)
        if not talk.done():
            talk.cancel()
            await asyncio.wait({talk})
            await engine.settle_reply(db, channel.connector, exchange, None)
        raise


async def _talk(db: Database, channel: Channel, exchange: Exchange) -> Outcome | None:
    try:
        reply = await channel.send(exchange.message)
    except Unreachable as reason:
        log.warning("sync.unreachable", reason=str(reason))
        unsent = Unsent(reason.problem or UNREACHABLE)
        await engine.settle(db, exchange, unsent)
        return unsent
    return await engine.settle_reply(db, channel.connector, exchange, reply)


async def _renewed(
    db: Database, channel: Channel, connection_id: UUID, refused: Unauthorised, *, again: bool
) -> bool:
    """Renew our access once; otherwise pause the connection with its queue as it is."""
    problem: SyncProblem | None = refused.problem
    if refused.renewable and not again:
        try:
            problem = await channel.renew()
        except Unreachable:
            await engine.note_outage(db, connection_id, UNREACHABLE)
            return False
    if problem is None:
        return True
    await engine.pause_connection(db, connection_id, problem, again_after=refused.again_after)
    return False


async def sweep(ctx: Context) -> int:
    """Free expired leases, wake connections, and ring for whatever is due; run every few seconds.

    Returns how many operations had been left behind by a process that died.
    """
    db, _ = _needs(ctx)
    async with db.read() as session:
        if not await claims.anything_to_sweep(session):
            return 0
    async with db.write() as session:
        freed = await claims.sweep(session)
        await claims.wake(session)
        for connection_id in await claims.connections_with_work(session):
            announce(session, Ring(str(connection_id)))
    if freed:
        log.warning("sync.swept", operations=freed)
    return freed


async def pull(
    ctx: Context, connection_id: str = "", *, entities: Sequence[Entity] = inbound.ORDER
) -> int:
    """Read what changed in QuickBooks, of one connection or of the active one.

    Returns the number of records read.
    """

    async def read(db: Database, channel: Channel, active: UUID) -> int:
        return await inbound.pull_all(db, channel, active, entities)

    return await _while_open(ctx, connection_id, read)


async def pull_when_due(ctx: Context) -> int:
    """Read what changed unless QuickBooks tells us by itself; every few minutes."""
    db, _ = _needs(ctx)
    async with db.read() as session:
        active = await claims.active_connection(session)
        if active is None or not await inbound.is_due(session, active):
            return 0
    return await pull(ctx)


async def hear(ctx: Context, connection_id: str = "") -> int:
    """Apply what QuickBooks told us has changed; rung for, and every minute if a ring was lost.

    Returns the number of notices.
    """
    return await _while_open(ctx, connection_id, hearing.hear)


async def _while_open(
    ctx: Context, connection_id: str, read: Callable[[Database, Channel, UUID], Awaitable[int]]
) -> int:
    """Read from the active connection (if it is the one meant) and note what prevents it."""
    db, channels = _needs(ctx)
    async with db.read() as session:
        active = await claims.active_connection(session)
    if active is None or connection_id not in ("", str(active)):
        return 0
    try:
        channel = await channels.open(active)
        return await read(db, channel, active)
    except NoLine:
        return 0
    except SealBroken:
        await engine.pause_connection(db, active, SEAL_BROKEN)
    except Unreachable as reason:
        await engine.note_outage(db, active, reason.problem or UNREACHABLE)
    except inbound.PullRefused as refused:
        if refused.pauses:
            await engine.pause_connection(db, active, refused.problem)
        elif refused.waits:
            await engine.note_outage(db, active, refused.problem, wait=refused.wait)
        log.warning("sync.pull_refused", code=refused.problem.code)
    return 0


def _needs(ctx: Context) -> tuple[Database, Channels]:
    db: Database = ctx["db"]
    channels: Channels = ctx["channels"]
    return db, channels


SEAL_BROKEN = SyncProblem(
    "credentials_unreadable",
    "The stored QuickBooks access cannot be opened",
    "The server's key changed, so the stored access to QuickBooks cannot be read.",
    "Put the old server key back. If it is lost, connect QuickBooks again: documents that were"
    " still waiting must then be entered by hand.",
)
