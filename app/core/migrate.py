"""Bring a database's schema up to date; the same code for `migrate`, first start and tests."""

from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from alembic import command
from app.core.db import Database

ROOT = Path(__file__).resolve().parents[2]


def alembic_config() -> Config:
    """The configuration in the repository, wherever the process was started."""
    return Config(str(ROOT / "alembic.ini"))


async def migrate(db: Database, revision: str = "head") -> None:
    """Upgrade (or create) the schema; a no-op when it is current."""

    def upgrade(connection: sa.Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with db.engine.begin() as connection:
        await connection.run_sync(upgrade)


async def is_current(db: Database) -> bool:
    """Is the schema what this code expects?"""

    def heads(connection: sa.Connection) -> bool:
        script = ScriptDirectory.from_config(alembic_config())
        found = MigrationContext.configure(connection).get_current_heads()
        return set(found) == set(script.get_heads())

    async with db.engine.connect() as connection:
        return await connection.run_sync(heads)
