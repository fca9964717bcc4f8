"""Document numbers: short, unique, readable aloud, at most 11 characters.

Eleven is QuickBooks Desktop's tightest number field (RefNumber on sales forms), so one number
serves both dialects. A counter row per kind is bumped in the caller's transaction.
"""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.prepared import prepared
from app.core.tables import counter_field
from app.core.upsert import insert_ignore, table_of


class NumberSeries(SQLModel, table=True):
    """The last number given out for a kind of document."""

    __tablename__ = "number_series"

    kind: str = Field(primary_key=True, max_length=10)
    last: int = counter_field()


_series = table_of(NumberSeries)
_BUMP = prepared(
    sa.update(_series)
    .where(_series.c.kind == sa.bindparam("series"))
    .values(last=_series.c.last + 1)
    .returning(_series.c.last)
)


async def next_number(session: AsyncSession, kind: str) -> str:
    """The next number of a series, for example `next_number(s, "R")` -> "R-000123"."""
    number = (await session.execute(_BUMP, {"series": kind})).scalar_one_or_none()
    if number is None:
        await session.execute(insert_ignore(session, NumberSeries).values(kind=kind, last=0))
        number = (await session.execute(_BUMP, {"series": kind})).scalar_one()
    return f"{kind}-{number:06d}"
