"""Fixtures every test may use: a migrated database, settings, signed-in clients.

One migrated template per run, copied per test: real commits, no rollback tricks. SQLite by
default; `--engine=postgresql` runs the same tests on a real PostgreSQL server.
"""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import settings as hypothesis_settings
from sqlalchemy.ext.asyncio import create_async_engine

from app.core.db import Database
from app.core.migrate import migrate
from app.core.valkey import BundledValkey
from app.settings import Settings
from tests.quickbooks.desktop import intuit_schema as qbxml_schema
from tests.quickbooks.desktop import intuit_wsdl
from tests.quickbooks.simulator import intuit_schema
from tests.services import postgres_url

# A busy machine is no failure: hypothesis must not time its examples. CI tries the same ones each
# time, so that a landing never fails on luck; a developer's machine goes on exploring.
hypothesis_settings.register_profile(
    "scanpost", deadline=None, derandomize=os.environ.get("CI") == "true"
)
hypothesis_settings.load_profile("scanpost")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What could not be compared is said aloud: a silent gap would look like a proof."""
    for one in (intuit_schema, qbxml_schema, intuit_wsdl):
        if not one.IS_HERE:
            terminalreporter.write_line(one.NOT_HERE, yellow=True)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk all of it again and again, which
    takes longer than many a test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in item.nodeid:
            item.add_marker(pytest.mark.e2e)
    if config.getoption("--engine") != "sqlite":
        _only_those_with_a_database(config, items)


ONE_ENGINE = tuple(f"tests/quickbooks/{part}/" for part in ("online", "desktop", "preflight"))
"""What is said and understood in a dialect goes through the same engine each time: PostgreSQL's
locks and types are met by the tests of `sync`, the walks in `properties`, and these."""
ON_BOTH = ("test_flows", "test_soak", "test_tokens", "test_calls", "test_mapping", "test_reconcile")


def _only_those_with_a_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What never touches a database has been tested once, with SQLite; pytest counts the rest."""
    kept = {item: _is_for_both(item) for item in items}
    config.hook.pytest_deselected(items=[item for item in items if not kept[item]])
    items[:] = [item for item in items if kept[item]]


def _is_for_both(item: pytest.Item) -> bool:
    dialect = item.nodeid.startswith(ONE_ENGINE) and item.path.stem not in ON_BOTH
    return not dialect and "template" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    name: str = request.config.getoption("--engine")
    return name


@dataclass(frozen=True)
class Template:
    """A migrated, empty database to copy: a file, or the name of a PostgreSQL database."""

    file: Path | None = None
    name: str = ""


@pytest.fixture(scope="session")
def template(engine_name: str) -> Iterator[Template]:
    if engine_name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="scanpost-") as folder:
            file = Path(folder) / "template.db"
            asyncio.run(_migrate(f"sqlite+aiosqlite:///{file}"))
            yield Template(file=file)
        return
    name = f"template_{os.getpid()}"
    asyncio.run(_admin(f'CREATE DATABASE "{name}"'))
    asyncio.run(_migrate(postgres_url(name)))
    yield Template(name=name)
    asyncio.run(_admin(f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _migrate(url: str) -> None:
    db = Database(url)
    await migrate(db)
    if db.is_sqlite:
        async with db.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    await db.close()


async def _admin(statement: str) -> None:
    engine = create_async_engine(postgres_url("postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()


@pytest.fixture
async def database_url(template: Template, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a fresh migrated database of this test's own."""
    if template.file is not None:
        file = tmp_path / "test.db"
        shutil.copyfile(template.file, file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    name = f"test_{uuid4().hex}"
    await _admin(f'CREATE DATABASE "{name}" TEMPLATE "{template.name}"')
    yield postgres_url(name)
    await _admin(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=10)
    yield database
    await database.close()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of an embedded server without worker, demo or Valkey."""
    values: dict[str, Any] = {
        "data_dir": tmp_path / "data",
        "database_url": database_url,
        "embedded_worker": False,
        "server_key": "a-key-for-tests-only-0123456789abcdef",
        "company_name": "Test company",
    }
    return Settings(_env_file=None, **values)


@pytest.fixture
async def valkey(tmp_path: Path) -> AsyncIterator[BundledValkey]:
    """A real Valkey of this test's own."""
    server = BundledValkey(tmp_path / "v")
    await server.start()
    yield server
    await server.stop()
