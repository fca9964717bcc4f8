"""What changed in a company's own settings since it was last probed, said once on the dashboard."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.events import Event, Ring, announce
from app.sync import outbox
from app.sync.engine import locked_connection
from app.sync.facts import FEATURES, Facts, feature_cause
from app.sync.models import ConnectionState, QuickBooksConnection
from app.sync.settings import Choices

MOST_NEWS = 10
PERIOD = "period"
"""What holds a document dated in a closed period (`SyncProblem.cause`)."""
READ_ONLY = "company_read_only"
"""The code of the problem that pauses a company whose subscription ended."""


class News(Choices):
    """A change that a bookkeeper should know of, until somebody has read it."""

    code: str
    title: str
    detail: str
    at: datetime


async def learn(db: Database, connection_id: UUID, name: str, facts: Facts) -> list[News]:
    """Store what a probe found; what stood in the way and no longer does is released.

    Returns what changed since the last probe; the first one has no news.
    """

    async def work(session: AsyncSession) -> list[News]:
        connection = await locked_connection(session, connection_id)
        if connection is None:
            return []
        was = Facts.of(connection.facts) if connection.probed_at is not None else None
        connection.company_name = name or connection.company_name
        connection.facts = facts.stored()
        connection.probed_at = clock.now()
        if was is None:
            return []
        found = [*_changes(was, facts)]
        if found:
            connection.news = [
                *[one.model_dump(mode="json") for one in found],
                *unread(connection),
            ][:MOST_NEWS]
            announce(session, Event("sync.changed", {"connection_id": str(connection_id)}))
        await _release(session, connection, was, facts)
        return found

    return await db.transact(work)


def unread(connection: QuickBooksConnection) -> list[dict[str, Any]]:
    """The news nobody has read yet, as stored, the newest first."""
    return list(connection.news or [])


def _changes(was: Facts, now: Facts) -> Iterator[News]:
    at = clock.now()
    if now.closed_through != was.closed_through:
        yield _closing(now, at)
    if now.read_only != was.read_only:
        yield _subscription(now, at)
    if now.edition != was.edition and now.edition and was.edition:
        yield News(
            code="plan_changed",
            title=f"The QuickBooks plan is {now.edition} now",
            detail=f"It was {was.edition}. What Scanpost can post follows the plan.",
            at=at,
        )
    before = {one.feature for one in was.off}
    after = {one.feature: one.reason for one in now.off}
    for feature, word in FEATURES.items():
        if feature == "posting":  # the subscription's own news says it
            continue
        if feature == "adjustments" and now.single_user != was.single_user:
            continue  # QuickBooks Desktop's users change its mode back and forth all day
        if feature in after and feature not in before:
            title = f"{word} cannot be used any more"
            yield News(code=f"off_{feature}", title=title, detail=after[feature], at=at)
        elif feature in before and feature not in after:
            yield News(
                code=f"on_{feature}",
                title=f"{word} can be used now",
                detail="It was switched on in QuickBooks. What was waiting for it is sent.",
                at=at,
            )


def _closing(now: Facts, at: datetime) -> News:
    if now.closed_through is None:
        return News(
            code="period_opened",
            title="The books are open again",
            detail="QuickBooks has no closing date any more. Documents held by it are sent.",
            at=at,
        )
    return News(
        code="period_closed",
        title=f"The books are closed through {now.closed_through:%m/%d/%Y}",
        detail="QuickBooks takes nothing dated on or before that day any more.",
        at=at,
    )


def _subscription(now: Facts, at: datetime) -> News:
    if now.read_only:
        return News(
            code="subscription_ended",
            title="The QuickBooks subscription has ended",
            detail="QuickBooks lets this company only be read. Scans are kept here and sent once"
            " the subscription is renewed.",
            at=at,
        )
    return News(
        code="subscription_renewed",
        title="The QuickBooks subscription is active again",
        detail="What was waiting is sent now.",
        at=at,
    )


async def _release(
    session: AsyncSession, connection: QuickBooksConnection, was: Facts, now: Facts
) -> None:
    """What waited for a change that has come goes on."""
    causes = [
        feature_cause(one.feature)
        for one in was.off
        if one.feature not in {other.feature for other in now.off}
    ]
    if _opened(was, now):
        causes.append(PERIOD)
    for cause in causes:
        await outbox.release_cause(session, connection.id, cause)
    paused_by = (connection.problem or {}).get("code")
    if not now.read_only and paused_by == READ_ONLY and connection.state is ConnectionState.PAUSED:
        connection.state = ConnectionState.ACTIVE
        connection.problem = connection.resume_at = None
    if causes or was.read_only:
        announce(session, Ring(str(connection.id)))


def _opened(was: Facts, now: Facts) -> bool:
    """Was the closing date taken away or moved back?"""
    if was.closed_through is None:
        return False
    return now.closed_through is None or now.closed_through < was.closed_through
