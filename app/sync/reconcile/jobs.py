"""When comparisons run: at night, and when somebody asks. The database remembers what is wanted."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.security import SealBroken
from app.core.upsert import table_of
from app.sync.claims import active_connection
from app.sync.inbound.pull import PullRefused
from app.sync.models import QuickBooksConnection
from app.sync.port import Channels, NoLine, Unreachable
from app.sync.reconcile.models import ReconcileRun
from app.sync.reconcile.run import reconcile, wish

NIGHTLY_AT = time(2, 30)
"""In the company's zone: after the day's work, before the first truck."""

_run = table_of(ReconcileRun).c
log = structlog.get_logger()


async def run_wanted(ctx: dict[str, Any], *, zone: str) -> int:
    """Run the comparisons that are wanted, tonight's among them; returns how many ended."""
    db: Database = ctx["db"]
    channels: Channels = ctx["channels"]
    async with db.read() as session:
        connection_id = await active_connection(session)
        if connection_id is None:
            return 0
        tonight = await _has_begun(session, connection_id) and not await _ran_since(
            session, connection_id, _last_night(zone)
        )
    if tonight:
        async with db.write() as session:
            await wish(session, connection_id)
    done = 0
    for run_id in await _wanted(db, connection_id):
        try:
            channel = await channels.open(connection_id)
            await reconcile(db, channel, connection_id, run_id, zone=zone)
        except (NoLine, SealBroken, Unreachable) as reason:
            log.info("reconcile.waiting", reason=type(reason).__name__)
            return done
        except PullRefused as refused:
            log.warning("reconcile.refused", code=refused.problem.code)
        done += 1
    return done


async def _wanted(db: Database, connection_id: UUID) -> list[UUID]:
    async with db.read() as session:
        found = await session.execute(
            sa.select(_run.id)
            .where(_run.connection_id == connection_id, _run.finished_at.is_(None))
            .order_by(_run.started_at)
        )
        return list(found.scalars())


async def _has_begun(session: AsyncSession, connection_id: UUID) -> bool:
    """Is there anything to compare? Not while the company is set up and has no opening stock yet:
    a comparison would take its place."""
    connection = await session.get_one(QuickBooksConnection, connection_id)
    return connection.live_at is not None or connection.reckoned_from is not None


async def _ran_since(session: AsyncSession, connection_id: UUID, moment: datetime) -> bool:
    found = await session.execute(
        sa.select(_run.id)
        .where(_run.connection_id == connection_id, _run.started_at >= moment)
        .limit(1)
    )
    return found.first() is not None


def _last_night(zone: str) -> datetime:
    """When the last nightly comparison was due."""
    now = clock.now().astimezone(ZoneInfo(zone))
    due = datetime.combine(now.date(), NIGHTLY_AT, now.tzinfo)
    return due if due <= now else due - timedelta(days=1)
