"""Connections kept ready for scans, whose transactions are begun and ended by the driver itself.

Taking a connection from SQLAlchemy's pool, its own idea of a transaction, and giving the connection
back cost more than six of a scan's statements. A lane is such a connection taken once: `write()`
says BEGIN and COMMIT on it directly. What a session does the ordinary way happens in the same
transaction, because SQLAlchemy is told that this connection needs no BEGIN.
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.core.prepared import explaining

IN_LANE = "scanpost_lane"
"""Execution option of a SQLite connection that SQLAlchemy must not say BEGIN on."""

RESTED_SECONDS = 10.0
"""A connection that rested so long may have died meanwhile: it is asked before it is used."""


class Lane:
    """A connection of our own; one user at a time."""

    def __init__(self, connection: AsyncConnection, driver: Any) -> None:
        self.connection = connection
        self.driver = driver
        self.dialect = connection.dialect
        self.is_postgresql = isinstance(driver, asyncpg.Connection)
        self.used_at = time.monotonic()

    @property
    def is_closed(self) -> bool:
        """By the server, or by SQLAlchemy: that is what it does when a statement is cancelled."""
        if self.is_postgresql:
            return bool(self.driver.is_closed())
        try:
            return self.driver.in_transaction is None
        except ValueError:  # how aiosqlite says it
            return True

    @property
    def in_transaction(self) -> bool:
        """Has a transaction begun that neither was committed nor rolled back?"""
        if self.is_closed:
            return False
        if self.is_postgresql:
            return bool(self.driver.is_in_transaction())
        return bool(self.driver.in_transaction)

    async def begin(self) -> None:
        """Begin to write; SQLite's writers must say so at once, see `app.core.db`."""
        await self._say("BEGIN" if self.is_postgresql else "BEGIN IMMEDIATE")

    async def commit(self) -> None:
        """Make it durable. Raises what the database says against it."""
        said = await self._say("COMMIT")
        if self.is_postgresql and said != "COMMIT":
            raise DBAPIError("COMMIT", None, RuntimeError("the transaction had failed before"))

    async def rollback(self) -> None:
        """Undo everything."""
        await self._say("ROLLBACK")

    async def is_alive(self) -> bool:
        """May it be used? Asked only after a rest."""
        if self.is_closed:
            return False
        if time.monotonic() - self.used_at < RESTED_SECONDS:
            return True
        try:
            await self._say("SELECT 1")
        except (DBAPIError, OSError):
            return False
        return True

    async def _say(self, text: str) -> Any:
        with explaining(text):
            return await self.driver.execute(text)

    async def end(self) -> None:
        """Give the connection up, whatever state it is in.

        SQLite carries out what it was told before a cancellation, a BEGIN too: what is said behind
        it lets go of the lock, which otherwise lasts until somebody collects the connection.
        """
        if not self.is_postgresql and not self.is_closed:
            with contextlib.suppress(sqlite3.Error, ValueError):
                await self.driver.rollback()
        with contextlib.suppress(DBAPIError, OSError):
            await self.connection.invalidate()
        with contextlib.suppress(DBAPIError, OSError):
            await self.connection.close()


class Lanes:
    """The lanes of one database: opened when needed, at most `most`, the last used one first."""

    def __init__(self, engine: AsyncEngine, *, most: int) -> None:
        self._engine = engine
        self._free: list[Lane] = []
        self._room = asyncio.Semaphore(most)

    @contextlib.asynccontextmanager
    async def take(self) -> AsyncIterator[Lane]:
        """A lane for the length of a block, outside any transaction.

        A lane whose user was cancelled is given up: what it was saying may still be carried out.
        """
        async with self._room:
            lane = await self._free_or_new()
            cancelled = True
            try:
                yield lane
                cancelled = False
            except Exception:
                cancelled = False
                raise
            finally:
                if cancelled or lane.is_closed or lane.in_transaction:
                    await lane.end()
                else:
                    lane.used_at = time.monotonic()
                    self._free.append(lane)

    async def close(self) -> None:
        """Give all connections back."""
        while self._free:
            await self._free.pop().connection.close()

    async def _free_or_new(self) -> Lane:
        while self._free:
            lane = self._free.pop()
            if await lane.is_alive():
                return lane
            await lane.end()
        connection = await self._engine.connect()
        if connection.dialect.name == "postgresql":
            await connection.execution_options(isolation_level="AUTOCOMMIT")
        else:
            await connection.execution_options(**{IN_LANE: True})
        return Lane(connection, (await connection.get_raw_connection()).driver_connection)
