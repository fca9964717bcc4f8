"""The worker: answers the doorbell, sweeps, pulls from QuickBooks, and verifies the ledger.

arq carries nothing but the ring. If Valkey is away the sweep still runs, on this process's own
timer, and drains what is due: a dead queue costs seconds, never a document.
"""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from arq import func
from arq.connections import ArqRedis
from arq.constants import in_progress_key_prefix
from arq.typing import WorkerCoroutine
from arq.worker import Worker
from redis.exceptions import RedisError

from app.core.bus import drain_job, queue_pool
from app.core.instance import CannotStart
from app.core.logging import configure_logging
from app.core.tasks import end
from app.counting.plan import run_due
from app.inventory.verify import verify
from app.moving.hands import carried_reservations
from app.picking.reservations import open_reservations
from app.quickbooks.checkup import check_up, check_up_when_due
from app.quickbooks.desktop import serve as desktop
from app.quickbooks.desktop import visits
from app.quickbooks.online.calls import due_to_read
from app.runtime import Runtime, build_runtime
from app.settings import Settings
from app.sync import claims, jobs, journal
from app.sync.audit.run import audit_now
from app.sync.inbound import notices
from app.sync.port import Entity
from app.sync.reconcile.jobs import run_wanted

log = structlog.get_logger()

POLL_SECONDS = 0.05
SWEEP_SECONDS = 5.0
RECONCILE_SECONDS = 30.0  # how often it looks whether a comparison is wanted
PULL_SECONDS = 300.0  # reads are metered at Intuit: every minute would eat half a free month
HEAR_SECONDS = 60.0  # in case the ring for a notice was lost
CHECK_UP_SECONDS = 600.0  # how often it is seen whether the daily look at the company is due
METER_SECONDS = 15.0
PLAN_SECONDS = 900.0  # how often it looks whether an automatic cycle count is due
DAY_SECONDS = 86_400.0
RESTART_SECONDS = 1.0
JOB_SECONDS = 60
VISIT_SECONDS = 4 * 3600  # a first read of a large company file takes its time
HEALTH_SECONDS = 15  # how often it says in Valkey that it listens; compose.yaml looks there


async def run_worker(runtime: Runtime, *, redis_url: str) -> None:
    """Work until cancelled; every part is started again when it fails."""
    context = runtime.job_context() | {"runtime": runtime}
    parts = [
        asyncio.create_task(_forever("queue", lambda: _answer_rings(context, redis_url))),
        *(
            asyncio.create_task(_forever(job.__name__, partial(_every, seconds, job, context)))
            for seconds, job in TIMED
        ),
    ]
    try:
        await asyncio.wait(parts)
    finally:
        await end(*parts)


async def work_alone(settings: Settings) -> None:
    """A worker process of its own, for production; SIGTERM or Ctrl-C ends it between messages."""
    configure_logging(level=settings.log_level, as_json=settings.log_json)
    if not settings.redis_url:
        raise CannotStart("A worker of its own needs SCANPOST_REDIS_URL, the same as the server's.")
    runtime = build_runtime(settings, redis_url=settings.redis_url)
    work = asyncio.create_task(run_worker(runtime, redis_url=settings.redis_url))
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, work.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await work
    finally:
        await runtime.close()


async def drain(ctx: dict[Any, Any], connection_id: str) -> None:
    """The arq job: send what is due for one connection."""
    runtime: Runtime = ctx["runtime"]
    with contextlib.suppress(RedisError, OSError):  # it may die in between; the work is known
        await runtime.bus.take_bell(connection_id)
    await jobs.drain(ctx, connection_id)


async def pull(ctx: dict[Any, Any], connection_id: str) -> None:
    """The arq job behind “read now”; QuickBooks Desktop is read at its next visit."""
    runtime: Runtime = ctx["runtime"]
    async with runtime.db.write() as session:
        await visits.want_reading(session, UUID(connection_id))
    await jobs.pull(ctx, connection_id)


async def serve_desktop(ctx: dict[Any, Any], connection_id: str) -> None:
    """The arq job that works for a visit of Web Connector, as long as it lasts."""
    del connection_id  # whichever visits nobody works for
    await serve_waiting(ctx)


async def serve_waiting(context: dict[Any, Any]) -> None:
    """Work for visits of Web Connector that nobody works for yet."""
    runtime: Runtime = context["runtime"]
    await desktop.serve_waiting(context, zone=runtime.settings.company_zone)


def _pulling(entity: Entity) -> WorkerCoroutine:
    """The arq job behind “read now” of one list."""

    async def pull_one(ctx: dict[Any, Any], connection_id: str) -> None:
        runtime: Runtime = ctx["runtime"]
        async with runtime.db.write() as session:
            await visits.want_reading(session, UUID(connection_id))
        await jobs.pull(ctx, connection_id, entities=[entity])

    return pull_one


async def hear(ctx: dict[Any, Any], connection_id: str) -> None:
    """The arq job behind a notice of QuickBooks."""
    await jobs.hear(ctx, connection_id)


async def reconcile(ctx: dict[Any, Any], _connection_id: str) -> None:
    """The arq job behind “compare now”."""
    await compare(ctx)


async def compare(context: dict[Any, Any]) -> None:
    """Run the comparisons with QuickBooks' quantities that are wanted."""
    runtime: Runtime = context["runtime"]
    await run_wanted(context, zone=runtime.settings.company_zone)


async def audit(ctx: dict[Any, Any], connection_id: str) -> None:
    """The arq job behind “check now”: look at the company, read what changed, audit."""
    runtime: Runtime = ctx["runtime"]
    await check_up(runtime.db, runtime.channels, UUID(connection_id))
    await pull(ctx, connection_id)
    await audit_now(ctx)


async def sweep(context: dict[str, Any]) -> None:
    """Free what a dead process held, then drain what is due right here.

    Nothing is rung for: this is the way that works while Valkey is away or a ring was lost, and a
    drain beside another one finds nothing to do.
    """
    runtime: Runtime = context["runtime"]
    await jobs.sweep(context)
    async with runtime.db.read() as session:
        due = await claims.connections_with_work(session)
    for connection_id in due:
        await jobs.drain(context, str(connection_id))


async def check_ledger(context: dict[str, Any]) -> None:
    """Do balances and reservations say what the moves say? A difference is logged as an error."""
    runtime: Runtime = context["runtime"]
    async with runtime.db.read() as session:
        drifts = await verify(session, reserved=[*open_reservations(), *carried_reservations()])
    for drift in drifts:
        log.error("ledger.drift", sentence=str(drift))
    log.info("ledger.verified", drifts=len(drifts))


async def forget_old_notices(context: dict[str, Any]) -> None:
    """Remove what QuickBooks told us long ago, and visits nobody asks about any more."""
    runtime: Runtime = context["runtime"]
    async with runtime.db.write() as session:
        await notices.forget_old(session)
        await visits.forget_old(session)


async def plan_counts(context: dict[str, Any]) -> None:
    """Ask for the bins that automatic cycle counts say are due."""
    runtime: Runtime = context["runtime"]
    made = await runtime.db.transact(run_due)
    if made:
        log.info("counts.planned", counts=len(made))


async def empty_old(context: dict[str, Any]) -> None:
    """Remove what was said in exchanges that are older than the company keeps them."""
    runtime: Runtime = context["runtime"]
    days = timedelta(days=runtime.settings.keep_messages_days)
    emptied = await journal.empty_old(runtime.db, older_than=days)
    if emptied:
        log.info("journal.emptied", attempts=emptied)


async def read_changes(context: dict[str, Any]) -> None:
    """Read what changed in QuickBooks, more rarely when the month's reads run short."""
    runtime: Runtime = context["runtime"]
    if await due_to_read(runtime.db, every=PULL_SECONDS):
        await jobs.pull_when_due(context)


async def write_calls_down(context: dict[str, Any]) -> None:
    """Store the calls to QuickBooks that were counted since the last time."""
    runtime: Runtime = context["runtime"]
    await runtime.channels.meter.write_down()


TIMED: tuple[tuple[float, Callable[[dict[str, Any]], Awaitable[object]]], ...] = (
    (SWEEP_SECONDS, sweep),
    (SWEEP_SECONDS, serve_waiting),
    (DAY_SECONDS, check_ledger),
    (PLAN_SECONDS, plan_counts),
    (DAY_SECONDS, empty_old),
    (PULL_SECONDS, read_changes),
    (HEAR_SECONDS, jobs.hear),
    (METER_SECONDS, write_calls_down),
    (DAY_SECONDS, forget_old_notices),
    (CHECK_UP_SECONDS, check_up_when_due),
    (RECONCILE_SECONDS, compare),
    (DAY_SECONDS, audit_now),
)
"""What runs by the clock, at the start and then every so many seconds."""


async def _forget_dead_jobs(pool: ArqRedis) -> None:
    """A killed worker leaves its jobs marked as running for a minute; drains may simply run again.

    Other workers' marks go too, which is harmless for the same reason.
    """
    async for key in pool.scan_iter(f"{in_progress_key_prefix}{drain_job('*')}"):
        await pool.delete(key)


async def _answer_rings(context: dict[str, Any], redis_url: str) -> None:
    pool = queue_pool(redis_url, timeout=5.0)
    await _forget_dead_jobs(pool)
    worker = Worker(
        functions=[
            func(drain, name="drain", keep_result=0, max_tries=1),
            func(pull, name="pull", keep_result=0, max_tries=1),
            *(
                func(_pulling(entity), name=f"pull_{entity}", keep_result=0, max_tries=1)
                for entity in Entity
            ),
            func(hear, name=notices.HEAR, keep_result=0, max_tries=1),
            func(reconcile, name="reconcile", keep_result=0, max_tries=1),
            func(audit, name="audit", keep_result=0, max_tries=1),
            func(
                serve_desktop, name=visits.SERVE, timeout=VISIT_SECONDS, keep_result=0, max_tries=1
            ),
        ],
        redis_pool=pool,
        ctx=dict(context),
        handle_signals=False,
        poll_delay=POLL_SECONDS,
        job_timeout=JOB_SECONDS,
        health_check_interval=HEALTH_SECONDS,
        keep_result=0,
        max_tries=1,
        after_job_end=_after_job,
        log_results=False,
    )
    polling = asyncio.create_task(worker.async_run())
    try:
        await asyncio.wait({polling})
        await polling
    finally:
        await end(polling, patience=POLL_SECONDS)
        with contextlib.suppress(RedisError, OSError):
            await worker.close()


async def _after_job(ctx: dict[Any, Any]) -> None:
    runtime: Runtime = ctx["runtime"]
    job, _, connection_id = str(ctx["job_id"]).partition(":")
    if job != "drain":
        return
    with contextlib.suppress(RedisError, OSError):
        await runtime.bus.answered(connection_id)


async def _every(
    seconds: float, job: Callable[[dict[str, Any]], Awaitable[object]], context: dict[str, Any]
) -> None:
    while True:
        await job(context)
        await asyncio.sleep(seconds)


async def _forever(name: str, start: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await start()
        except (RedisError, OSError) as error:  # Valkey is away: no bug, so no traceback
            log.warning("worker.part_waiting", part=name, error=type(error).__name__)
        except Exception as error:  # whatever it was, the floor goes on working
            log.exception("worker.part_failed", part=name, error=type(error).__name__)
        await asyncio.sleep(RESTART_SECONDS)
