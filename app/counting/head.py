"""The head of a count and the live count of a bin, locked at the start of every change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.models import Location
from app.core.events import Event, announce
from app.core.upsert import table_of
from app.counting.models import (
    RULES_ID,
    USUAL_PERCENT,
    BinState,
    CountBin,
    CountOrigin,
    CountRules,
    CountSession,
    SessionState,
)
from app.counting.problems import CountNotFound
from app.inventory.problems import DocumentClosed

COUNT = "count"
"""What a count is called in moves, events and answers to scans."""

_session, _bin = table_of(CountSession).c, table_of(CountBin).c
_place, _user = table_of(Location).c, table_of(User).c


@dataclass(frozen=True, slots=True)
class Head:
    """A count as rules and answers need it."""

    id: UUID
    number: str
    state: SessionState
    origin: CountOrigin
    item_id: UUID | None
    priority: int
    told: bool


@dataclass(frozen=True, slots=True)
class BinHead:
    """The live count of one bin, and who is at it."""

    id: UUID
    session_id: UUID
    location_id: UUID
    code: str
    round: int
    state: BinState
    counter_id: UUID | None
    counter: str
    started_at: datetime | None
    counted_at: datetime | None


_HEAD = sa.select(
    _session.id,
    _session.number,
    _session.state,
    _session.origin,
    _session.item_id,
    _session.priority,
    _session.told,
)
_BINS = (
    sa.select(
        _bin.id,
        _bin.session_id,
        _bin.location_id,
        _place.code,
        _bin.round,
        _bin.state,
        _bin.counter_id,
        sa.func.coalesce(_user.name, "").label("counter"),
        _bin.started_at,
        _bin.counted_at,
    )
    .join(Location, _place.id == _bin.location_id)
    .outerjoin(User, _user.id == _bin.counter_id)
    .where(_bin.live)
)


async def lock(session: AsyncSession, session_id: UUID) -> Head:
    """The count, locked until the transaction ends; raises CountNotFound."""
    row = (
        await session.execute(_HEAD.where(_session.id == session_id).with_for_update())
    ).one_or_none()
    if row is None:
        raise CountNotFound("This count does not exist.", id=session_id)
    return Head(*row)


async def lock_open(session: AsyncSession, session_id: UUID) -> Head:
    """As `lock`; raises DocumentClosed when nothing is to be counted on it any more."""
    head = await lock(session, session_id)
    if head.state is not SessionState.OPEN:
        words = "waits for approval" if head.state is SessionState.COUNTED else f"is {head.state}"
        raise DocumentClosed(
            f"Count {head.number} {words}.",
            action="Choose another count, or scan a bin to count it.",
            number=head.number,
        )
    return head


async def live_bin(session: AsyncSession, location_id: UUID) -> BinHead | None:
    """The count a bin is in at present, whoever is at it."""
    row = (await session.execute(_BINS.where(_bin.location_id == location_id))).one_or_none()
    return None if row is None else BinHead(*row)


async def live_bins(session: AsyncSession, session_id: UUID) -> list[BinHead]:
    """The bins of a count in walk order, each as counted last."""
    query = _BINS.where(_bin.session_id == session_id).order_by(_place.walk_order, _place.code)
    return [BinHead(*row) for row in await session.execute(query)]


async def company_rules(session: AsyncSession) -> CountRules:
    """What the company decided about second counts, or what is usual."""
    found: Any = await session.get(CountRules, RULES_ID)
    return found or CountRules(recount_percent=USUAL_PERCENT)


def changed(session: AsyncSession, session_id: UUID) -> None:
    """Tell the screens, after the commit, that the count moved on."""
    announce(session, Event("document.changed", {"type": COUNT, "id": str(session_id)}))
