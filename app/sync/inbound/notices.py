"""What QuickBooks told us has changed: kept the moment it arrives, read and applied afterwards.

A notice says only which record changed; what it is like now is read. The same notice may come
twice, late, or out of order, so it is kept once by its id, and of several about one record the
latest counts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.events import Ring, announce
from app.core.tables import created_field, id_field, reference, time_field
from app.core.types import enum_column, new_id
from app.core.upsert import affected, insert_ignore, table_of
from app.sync.models import QuickBooksConnection

HEAR = "hear"
"""The worker's job that reads what notices are about."""
AT_ONCE = 500
KEPT = timedelta(days=30)
"""Longer than change data capture looks back: whatever was missed then is read in full anyway."""


class Change(StrEnum):
    """What happened to the record; a merge names the one that is no more."""

    CHANGED = "changed"
    DELETED = "deleted"
    MERGED = "merged"


class ChangeNotice(SQLModel, table=True):
    """One notice. `entity` is QuickBooks' own word in small letters, `merged_id` the record that
    went into this one. `happened_at` is QuickBooks' time, `handled_at` when it was applied."""

    __tablename__ = "change_notice"
    __table_args__ = (
        sa.UniqueConstraint("connection_id", "notice_id", name="uq_change_notice"),
        sa.Index("ix_change_notice_waiting", "connection_id", "handled_at"),
    )

    id: UUID = id_field()
    connection_id: UUID = reference("quickbooks_connection.id", index=False)
    notice_id: str = Field(max_length=100)
    entity: str = Field(max_length=40)
    external_id: str = Field(max_length=40)
    change: Change = Field(sa_type=enum_column(Change, "notice_change"))
    merged_id: str = Field(default="", max_length=40)
    happened_at: datetime = time_field()
    received_at: datetime = created_field()
    handled_at: datetime | None = time_field(nullable=True)


_notice = table_of(ChangeNotice).c
_connection = table_of(QuickBooksConnection).c


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as it arrived, for a company of ours."""

    notice_id: str
    entity: str
    external_id: str
    change: Change
    happened_at: datetime
    merged_id: str = ""


async def keep(session: AsyncSession, connection_id: UUID, told: Sequence[Notice]) -> int:
    """Store what is new of these and ring for it; how many were new."""
    new = 0
    for one in told:
        stored: CursorResult[object] = await session.execute(  # type: ignore[assignment]
            insert_ignore(session, ChangeNotice).values(
                id=new_id(),
                connection_id=connection_id,
                notice_id=one.notice_id[:100],
                entity=one.entity[:40],
                external_id=one.external_id[:40],
                change=one.change,
                merged_id=one.merged_id[:40],
                happened_at=one.happened_at,
                received_at=clock.now(),
            )
        )
        new += stored.rowcount
    await session.execute(
        sa.update(QuickBooksConnection)
        .where(_connection.id == connection_id)
        .values(heard_at=clock.now())
    )
    if new:
        announce(session, Ring(str(connection_id), job=HEAR))
    return new


async def waiting(session: AsyncSession, connection_id: UUID) -> list[ChangeNotice]:
    """What has not been applied yet, the oldest first."""
    found = await session.execute(
        sa.select(ChangeNotice)
        .where(_notice.connection_id == connection_id, _notice.handled_at.is_(None))
        .order_by(_notice.happened_at, _notice.id)
        .limit(AT_ONCE)
    )
    return list(found.scalars())


async def handled(session: AsyncSession, ids: Collection[UUID]) -> None:
    """These have been applied."""
    await affected(
        session,
        sa.update(ChangeNotice).where(_notice.id.in_(list(ids))).values(handled_at=clock.now()),
    )


async def forget_old(session: AsyncSession) -> int:
    """Remove notices that nobody needs any more."""
    return await affected(
        session, sa.delete(ChangeNotice).where(_notice.received_at < clock.now() - KEPT)
    )
