"""INSERT … ON CONFLICT DO NOTHING, spelled for whichever engine the session talks to."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


def insert_ignore(session: AsyncSession, table: type[SQLModel]) -> Any:
    """An insert that leaves an existing row alone; its `rowcount` says whether it inserted."""
    return insert(session, table).on_conflict_do_nothing()


def insert(session: AsyncSession, table: type[SQLModel]) -> Any:
    """The engine's own INSERT, which knows ON CONFLICT."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def table_of(model: type[SQLModel]) -> sa.Table:
    """The Core table behind a model, for statements on the hot path."""
    table = sa.inspect(model).local_table
    assert isinstance(table, sa.Table)  # noqa: S101 - every model here has table=True
    return table


async def affected(
    session: AsyncSession, statement: Any, params: dict[str, Any] | None = None
) -> int:
    """Execute a Core UPDATE, DELETE or INSERT; how many rows it hit. A guarded update that hit
    none was refused. Objects the session already holds are not brought along.

    `params` are the values of a statement that was built once, with `bindparam`.
    """
    options = {"synchronize_session": False}
    result: Any = await session.execute(statement, params, execution_options=options)
    return int(result.rowcount)
