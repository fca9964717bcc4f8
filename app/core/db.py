"""The only two ways to a database session: `read()` and `write()`.

`write()` commits when its block is left and rolls back on any exception. It is opened by a route
or a job, never by a FastAPI dependency: a commit that fails after the reply was built would tell a
phone that its scan is safe when it is not.

SQLite: WAL, foreign keys, FULL sync (an acknowledged scan survives a power cut), and every write
begins IMMEDIATE under an in-process lock, because a read-then-write that upgrades its lock loses
to any other writer. PostgreSQL: READ COMMITTED with guarded updates; `transact` repeats a block
that lost a serialisation or deadlock race.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import Any, TypeVar

import asyncpg
import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import AsyncSession as CoreAsyncSession
from sqlalchemy.orm import Session as CoreSession
from sqlmodel import Session as ModelSession
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.events import Announcement, take_announcements
from app.core.lanes import IN_LANE, Lane, Lanes
from app.core.prepared import DriverResult, is_prepared, plan_of, send

T = TypeVar("T")
Announcer = Callable[[list[Announcement]], Awaitable[None]]

ANNOUNCE_SECONDS = 0.5  # a dead Valkey may cost a scan this much, once, and nothing more
RETRIES = 3
_RETRYABLE = {"40001", "40P01"}  # serialization_failure, deadlock_detected

_writing: ContextVar[bool] = ContextVar("writing", default=False)
log = structlog.get_logger()


class NetworkInsideWrite(RuntimeError):
    """Code tried to reach the network while it held a write transaction: a bug, never a race."""


def forbid_network_inside_write() -> None:
    """Called by every network client before it sends; a transaction must not wait for a peer."""
    if _writing.get():
        raise NetworkInsideWrite("no network call inside write()")


class _SyncSession(ModelSession):
    execute = CoreSession.execute


class _Session(AsyncSession):
    """SQLModel's session with an `execute` for Core statements: those declared `prepared` go
    straight to the driver, all others SQLAlchemy's own way (SQLModel's warns on every call)."""

    sync_session_class = _SyncSession
    _driver: Any = None
    _dialect: Any = None

    def drive(self, lane: Lane) -> None:
        """Use this lane, whose transaction has begun."""
        self._driver, self._dialect = lane.driver, lane.dialect

    async def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Run a statement; see `app.core.prepared`."""
        if is_prepared(statement):
            driver = self._driver or await self._reach_driver()
            if driver is not None:
                values = {} if params is None else params
                names = values if isinstance(values, Mapping) else values[0]
                plan = plan_of(statement, self._dialect, tuple(names))
                return await send(driver, plan, values)
        return await CoreAsyncSession.execute(self, statement, params, **options)

    async def _reach_driver(self) -> Any:
        """The driver's connection in a session for reading; None before PostgreSQL has begun."""
        connection = await self.connection()
        self._dialect = connection.dialect
        driver = (await connection.get_raw_connection()).driver_connection
        if isinstance(driver, asyncpg.Connection) and not driver.is_in_transaction():
            return None
        self._driver = driver
        return driver


async def _nobody(_: list[Announcement]) -> None:
    return None


class Database:
    """The engine, its write discipline and what happens after a commit."""

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.engine: AsyncEngine = _engine(url, pool_size)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.announcer: Announcer = _nobody
        self._lanes = Lanes(self.engine, most=pool_size)
        self._lock = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for looking; whatever is changed in it is rolled back."""
        async with _Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session for changing: committed on leaving, announced after the commit."""
        turn = self._lock if self.is_sqlite else contextlib.nullcontext()
        token = _writing.set(True)
        try:
            async with turn, self._lanes.take() as lane:
                session = _Session(lane.connection, expire_on_commit=False)
                session.drive(lane)
                await lane.begin()
                try:
                    yield session
                    await _commit(session, lane)
                except BaseException:
                    await _roll_back(session, lane)
                    raise
        finally:
            _writing.reset(token)
        announcements = take_announcements(session)
        if announcements:
            await self._announce(announcements)

    async def look_up(self, statement: sa.Select[Any], values: dict[str, Any]) -> DriverResult:
        """One prepared SELECT by itself, without a transaction around it: a single round trip."""
        async with self._lanes.take() as lane:
            plan = plan_of(statement, lane.dialect, tuple(values))
            return await send(lane.driver, plan, values)

    async def transact(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Run `work` in `write()`, again from the start when PostgreSQL reports a lost race."""
        for attempt in range(RETRIES):
            try:
                async with self.write() as session:
                    return await work(session)
            except DBAPIError as error:
                if attempt == RETRIES - 1 or _sqlstate(error) not in _RETRYABLE:
                    raise
                log.info("db.retry", attempt=attempt + 1, sqlstate=_sqlstate(error))
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Give all connections back."""
        await self._lanes.close()
        await self.engine.dispose()

    async def _announce(self, announcements: list[Announcement]) -> None:
        try:
            async with asyncio.timeout(ANNOUNCE_SECONDS):
                await self.announcer(announcements)
        except (OSError, TimeoutError) as error:
            log.warning("announce.failed", error=type(error).__name__)


async def _commit(session: _Session, lane: Lane) -> None:
    if session.in_transaction():  # something went SQLAlchemy's way: flush it
        await session.commit()
        await session.close()
    if lane.in_transaction:
        await lane.commit()


async def _roll_back(session: _Session, lane: Lane) -> None:
    """Undo all; a connection that cannot even do that is given up by who took the lane."""
    with contextlib.suppress(DBAPIError, OSError):
        if session.in_transaction():
            await session.rollback()
            await session.close()
        if lane.in_transaction:
            await lane.rollback()


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _engine(url: str, pool_size: int) -> AsyncEngine:
    if not url.startswith("sqlite"):
        return create_async_engine(url, pool_size=pool_size, max_overflow=20, pool_pre_ping=True)
    engine = create_async_engine(url, connect_args={"timeout": 15}, pool_size=pool_size)

    @sa.event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see `begin`
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine.sync_engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if not connection.get_execution_options().get(IN_LANE, False):
            connection.exec_driver_sql("BEGIN")

    return engine
