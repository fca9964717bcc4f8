"""Runs migrations for `Settings.database`, or on a connection handed in by the application."""

import asyncio
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from alembic import context
from app.settings import Settings
from app.tables import metadata


def _render(kind: str, value: Any, _autogenerate: Any) -> str | bool:
    """Write our column types as what they are in the database: revisions outlive the code."""
    module = type(value).__module__
    if kind == "type" and module.startswith("app."):
        impl = value.impl
        return "sa.DateTime(timezone=True)" if isinstance(impl, sa.DateTime) else "sa.BigInteger()"
    if kind == "type" and module.startswith("sqlmodel."):
        return f"sa.String(length={value.length})" if value.length else "sa.String()"
    return False


def _run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _run_standalone() -> None:
    engine = create_async_engine(Settings().database)
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


connection = context.config.attributes.get("connection")
if connection is not None:
    _run(connection)
else:
    asyncio.run(_run_standalone())
