"""Counting calls: Intuit meters reads (CorePlus) per calendar month; writes are free.

Reference §2, metering: 500,000 reads a month are free, then reads are refused until the next month.
Sandbox companies are not counted at Intuit, failed calls neither. Counts are kept in memory and
written down every few calls or seconds, after the call: a crash loses a handful.
"""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.upsert import insert, table_of
from app.quickbooks.online.models import QuickBooksCalls
from app.sync.models import QuickBooksConnection
from app.sync.settings import ConnectionSettings

AT_MOST = 25
"""Calls that a crash may lose."""
AT_LATEST = timedelta(seconds=10)
WARN_AT = 0.8
NEARLY = 0.98
"""Our count and Intuit's differ a little: other programs may use the same app keys."""
SLOW_FROM = ((0.95, 12), (WARN_AT, 4))
"""From this share of the budget on, scheduled reading happens this many times more rarely."""
_calls = table_of(QuickBooksCalls).c

Level = Literal["ok", "warn", "spent"]


def month_of(moment: datetime) -> str:
    """The calendar month a call counts for, in UTC: "2026-11"."""
    return f"{moment:%Y-%m}"


@dataclass(slots=True)
class Meter:
    """The calls of this process that are not written down yet."""

    db: Database
    _reads: Counter[UUID] = field(default_factory=Counter)
    _writes: Counter[UUID] = field(default_factory=Counter)
    _since: datetime | None = None

    async def count(self, connection_id: UUID, *, writes: bool) -> None:
        """One more call that QuickBooks answered."""
        (self._writes if writes else self._reads)[connection_id] += 1
        self._since = self._since or clock.now()
        waiting = self._reads.total() + self._writes.total()
        if waiting >= AT_MOST or clock.now() >= self._since + AT_LATEST:
            await self.write_down()

    async def write_down(self) -> None:
        """Store what was counted; nothing is lost or counted twice if that fails."""
        reads, writes = self._reads, self._writes
        if not reads and not writes:
            return
        self._reads, self._writes, self._since = Counter(), Counter(), None
        try:
            await self.db.transact(lambda session: _add(session, reads, writes))
        except BaseException:
            self._reads.update(reads)
            self._writes.update(writes)
            raise


class Counted:
    """The meter of one connection: what its channel tells about each call."""

    def __init__(self, db: Database, meter: Meter, connection_id: UUID, budget: int) -> None:
        self._db = db
        self._meter = meter
        self._id = connection_id
        self._budget = budget

    async def answered(self, *, writes: bool) -> None:
        """QuickBooks did what was asked: failed calls do not count."""
        await self._meter.count(self._id, writes=writes)

    async def budget_spent(self) -> bool:
        """Is a refused read probably Intuit's monthly cut-off? Only then is it near the budget."""
        await self._meter.write_down()
        async with self._db.read() as session:
            return (await usage(session, self._id, budget=self._budget)).share >= NEARLY


async def _add(session: AsyncSession, reads: Counter[UUID], writes: Counter[UUID]) -> None:
    month = month_of(clock.now())
    new = insert(session, QuickBooksCalls)
    adding = new.on_conflict_do_update(
        index_elements=[_calls.connection_id, _calls.month],
        set_={
            "reads": _calls.reads + new.excluded.reads,
            "writes": _calls.writes + new.excluded.writes,
        },
    )
    rows = [
        {"connection_id": one, "month": month, "reads": reads[one], "writes": writes[one]}
        for one in sorted({*reads, *writes})
    ]
    await session.execute(adding, rows)


@dataclass(frozen=True, slots=True)
class Usage:
    """A month's calls against the budget of reads."""

    month: str
    reads: int
    writes: int
    budget: int
    expected: int

    @property
    def share(self) -> float:
        """How much of the budget is used."""
        return self.reads / self.budget

    @property
    def level(self) -> Level:
        """`warn` from 80 % on, or when the month would end beyond the budget."""
        if self.reads >= self.budget:
            return "spent"
        return "warn" if self.share >= WARN_AT or self.expected > self.budget else "ok"

    @property
    def slower(self) -> int:
        """How many times more rarely scheduled reading should happen; 0: not at all."""
        if self.level == "spent":
            return 0
        return next((times for share, times in SLOW_FROM if self.share >= share), 1)


async def usage(session: AsyncSession, connection_id: UUID, *, budget: int) -> Usage:
    """This month's calls so far, and where they lead."""
    now = clock.now()
    found = await session.execute(
        sa.select(_calls.reads, _calls.writes).where(
            _calls.connection_id == connection_id, _calls.month == month_of(now)
        )
    )
    row = found.one_or_none()
    reads, writes = (0, 0) if row is None else (int(row.reads), int(row.writes))
    return Usage(month_of(now), reads, writes, budget, _expected(reads, now))


def _expected(reads: int, now: datetime) -> int:
    """What the month comes to at this pace; not told from less than a day."""
    begun = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    passed = max(now - begun, timedelta(days=1))
    whole = timedelta(days=monthrange(now.year, now.month)[1])
    return round(reads * (whole / passed))


async def due_to_read(db: Database, *, every: float) -> bool:
    """Is it the turn of a scheduled read? They come every so many seconds, near the end of the
    month's budget more rarely, and not at all once it is spent: what a person asks for is left.
    """
    async with db.read() as session:
        found = await session.execute(
            sa.select(QuickBooksConnection).where(table_of(QuickBooksConnection).c.is_active)
        )
        connection = found.scalar_one_or_none()
        if connection is None or not metered(connection):
            return True
        budget = ConnectionSettings.of(connection.settings).read_budget
        slower = (await usage(session, connection.id, budget=budget)).slower
    turn = int(clock.now().timestamp() // every)
    return slower > 0 and turn % slower == 0


def metered(connection: QuickBooksConnection) -> bool:
    """Does Intuit count the reads of this company? Not those of sandbox companies."""
    return connection.endpoints.get("environment") != "sandbox"
