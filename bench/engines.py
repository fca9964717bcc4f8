"""A fresh, migrated database of either engine, and what it promises about durability."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.db import Database
from app.core.migrate import migrate
from tests.services import postgres_url

ENGINES = ("sqlite", "postgresql")


@contextlib.asynccontextmanager
async def fresh_database(engine: str, folder: Path) -> AsyncIterator[str]:
    """The SQLAlchemy address of an empty, migrated database that ends with the block."""
    if engine == "sqlite":
        url = f"sqlite+aiosqlite:///{folder / 'bench.db'}"
        await _migrate(url)
        yield url
        return
    name = f"bench_{uuid4().hex[:12]}"
    await _admin(f'CREATE DATABASE "{name}"')
    try:
        await _migrate(postgres_url(name))
        yield postgres_url(name)
    finally:
        await _admin(f'DROP DATABASE "{name}" WITH (FORCE)')


async def settle(url: str) -> None:
    """Tell the planner about the rows just loaded, as a database that has run a while knows."""
    async with database(url) as db, db.engine.begin() as connection:
        await connection.execute(sa.text("ANALYZE"))


async def promises(url: str) -> str:
    """Version, and what a commit waits for."""
    async with database(url) as db, db.engine.connect() as connection:
        if db.is_sqlite:
            version = await connection.scalar(sa.text("SELECT sqlite_version()"))
            return f"SQLite {version}, WAL, synchronous=FULL"
        shown = [
            await connection.scalar(sa.text(f"SHOW {name}"))
            for name in ("server_version", "fsync", "synchronous_commit")
        ]
        return f"PostgreSQL {shown[0]}, fsync={shown[1]}, synchronous_commit={shown[2]}"


@contextlib.asynccontextmanager
async def database(url: str) -> AsyncIterator[Database]:
    """The application's own way to a database, for the length of a block."""
    db = Database(url)
    try:
        yield db
    finally:
        await db.close()


async def _migrate(url: str) -> None:
    async with database(url) as db:
        await migrate(db)


async def _admin(statement: str) -> None:
    engine = create_async_engine(postgres_url("postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()
