"""Document numbers: short, unique, readable aloud, at most 11 characters.

Eleven is QuickBooks Desktop's tightest number field (RefNumber on sales forms), so one number
serves both dialects. SQLite, whose writers take turns anyway, bumps a counter row in the caller's
transaction. PostgreSQL draws from a sequence: a counter row would stay locked until the commit, and
everyone who begins a document would queue behind it. The price is a gap when a scan is undone.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.prepared import prepared
from app.core.tables import counter_field
from app.core.upsert import insert_ignore, table_of


class NumberSeries(SQLModel, table=True):
    """The last number given out for a kind of document, on SQLite."""

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
_DRAW = prepared(sa.select(sa.func.nextval(sa.cast(sa.bindparam("sequence"), REGCLASS))))


def sequence_of(kind: str) -> str:
    """The PostgreSQL sequence of a series; the migration that brings a new series creates it."""
    return f"number_series_{kind.lower()}"


async def next_number(session: AsyncSession, kind: str) -> str:
    """The next number of a series, for example `next_number(s, "R")` -> "R-000123"."""
    if session.get_bind().dialect.name == "postgresql":
        drawn = await session.execute(_DRAW, {"sequence": sequence_of(kind)})
        return f"{kind}-{drawn.scalar_one():06d}"
    number = (await session.execute(_BUMP, {"series": kind})).scalar_one_or_none()
    if number is None:
        await session.execute(insert_ignore(session, NumberSeries).values(kind=kind, last=0))
        number = (await session.execute(_BUMP, {"series": kind})).scalar_one()
    return f"{kind}-{number:06d}"
