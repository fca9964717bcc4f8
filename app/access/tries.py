"""Lock-out: five wrong tries for one subject lock it for five minutes.

A try is counted *before* the secret is checked and forgiven when it was right, so a burst of
parallel guesses gets five answers, not as many as fit before the first count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import UnlockFailure
from app.access.problems import PinLocked
from app.core import clock
from app.core.db import Database
from app.core.security import digest
from app.core.types import UtcDateTime
from app.core.upsert import insert_ignore, table_of

ALLOWED = 5
LOCK = timedelta(minutes=5)
FORGET = timedelta(days=1)

_table = table_of(UnlockFailure)
_row = _table.c


@dataclass(frozen=True, slots=True)
class Try:
    """A counted try. `left` more may follow; at zero the subject is locked until `locked_until`."""

    subject: str
    left: int
    locked_until: datetime | None


def pin_subject(place: UUID, user_id: UUID) -> str:
    """A person's PIN at one device (or, without a device, in one session)."""
    return f"pin:{place}:{user_id}"


def badge_subject(place: UUID) -> str:
    """Any badge at one device: an unknown badge belongs to nobody."""
    return f"badge:{place}"


def password_subject(email: str) -> str:
    """A password; the address is digested, it may be anything a stranger typed."""
    return f"password:{digest(email)}"


def enrolment_subject(address: str) -> str:
    """Enrolment codes from one network address."""
    return f"enrol:{address}"


async def count_try(db: Database, subject: str) -> Try:
    """Count one more try; raises PinLocked while the subject is locked."""
    now = clock.now()
    async with db.write() as session:
        await session.execute(sa.delete(_table).where(_row.last_at < now - FORGET))
        await session.execute(
            insert_ignore(session, UnlockFailure).values(subject=subject, count=0, last_at=now)
        )
        counted = sa.case((_row.last_at <= now - LOCK, 1), else_=_row.count + 1)
        until = sa.case((counted >= ALLOWED, sa.literal(now + LOCK, UtcDateTime)), else_=sa.null())
        bump = (
            sa.update(_table)
            .where(
                _row.subject == subject,
                sa.or_(_row.locked_until.is_(None), _row.locked_until <= now),
            )
            .values(count=counted, last_at=now, locked_until=until)
            .returning(_row.count.label("tries"), _row.locked_until)
        )
        found = (await session.execute(bump)).one_or_none()
        locked = (
            await session.scalar(sa.select(_row.locked_until).where(_row.subject == subject))
            if found is None
            else None
        )
    if found is None:
        raise locked_out(locked)
    return Try(subject, ALLOWED - found.tries, found.locked_until)


async def forgive(session: AsyncSession, subject: str) -> None:
    """The try was right: start again from zero."""
    await session.execute(sa.delete(_table).where(_row.subject == subject))


def locked_out(until: datetime | None) -> PinLocked:
    """The problem that says how long to wait."""
    seconds = max(1, round(((until or clock.now()) - clock.now()).total_seconds()))
    minutes = -(-seconds // 60)
    wait = f"{seconds} seconds" if seconds < 60 else f"{minutes} minute{'s'[: minutes > 1]}"
    return PinLocked(
        f"Too many wrong tries. Try again in {wait}.", seconds=seconds, retry_after=seconds
    )
