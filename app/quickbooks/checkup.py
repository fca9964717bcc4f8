"""The company is looked at again, daily and on demand: what does it allow today?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from app.core import clock
from app.core.db import Database
from app.core.security import SealBroken
from app.core.upsert import table_of
from app.quickbooks.online.probe import ProbeRefused, probe
from app.sync import engine
from app.sync.jobs import SEAL_BROKEN
from app.sync.models import ConnectionKind, ConnectionState, QuickBooksConnection
from app.sync.news import READ_ONLY, News
from app.sync.port import Channels, NoLine, SyncProblem, Unreachable
from app.sync.transitions import UNREACHABLE

EVERY = timedelta(days=1)
log = structlog.get_logger()

_connection = table_of(QuickBooksConnection).c


async def check_up(
    db: Database, channels: Channels, connection_id: UUID
) -> list[News] | SyncProblem:
    """Probe a company; its news, or why that was not possible. Pauses it if a person is needed."""
    try:
        channel = await channels.open(connection_id)
        return await probe(db, channel, connection_id)
    except ProbeRefused as refused:
        problem = refused.problem
        await engine.pause_connection(db, connection_id, problem)
    except SealBroken:
        problem = SEAL_BROKEN
        await engine.pause_connection(db, connection_id, problem)
    except (Unreachable, NoLine):
        problem = UNREACHABLE
    log.warning("quickbooks.not_probed", code=problem.code)
    return problem


async def check_up_when_due(ctx: dict[str, Any]) -> bool:
    """Probe the company in use if that was not done for a day; did it?"""
    db: Database = ctx["db"]
    due = await _due(db)
    if due is None:
        return False
    await check_up(db, ctx["channels"], due)
    return True


async def _due(db: Database) -> UUID | None:
    """A paused company is left alone, unless a subscription that may be paid by now paused it."""
    async with db.read() as session:
        found = await session.execute(
            sa.select(_connection.id, _connection.state, _connection.problem).where(
                _connection.is_active,
                _connection.kind == ConnectionKind.ONLINE,
                _connection.state != ConnectionState.DISCONNECTED,
                sa.or_(
                    _connection.probed_at.is_(None), _connection.probed_at <= clock.now() - EVERY
                ),
            )
        )
        row = found.one_or_none()
    if row is None:
        return None
    waits = row.state is ConnectionState.PAUSED
    return None if waits and (row.problem or {}).get("code") != READ_ONLY else row.id
