"""The schema: up from empty, down again, and exactly what the models say, on both engines."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from alembic import command
from app.core.db import Database
from app.core.migrate import alembic_config, is_current
from app.tables import metadata
from tests import builders


async def test_a_fresh_database_is_current(db: Database) -> None:
    assert await is_current(db)


async def test_models_and_migrations_agree(db: Database) -> None:
    def differences(connection: sa.Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[Any] = compare_metadata(context, metadata)
        return found

    async with db.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrations_go_down_to_nothing_and_up_again(db: Database) -> None:
    def down_and_up(connection: sa.Connection) -> set[str]:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        command.upgrade(config, "head")
        return left

    async with db.engine.begin() as connection:
        assert await connection.run_sync(down_and_up) == set()
    assert await is_current(db)


async def test_a_stock_move_can_be_neither_changed_nor_deleted(db: Database) -> None:
    async with db.write() as session:
        item = await builders.make_item(session)
        warehouse = await builders.make_warehouse(session)
        await builders.put_stock(session, item, warehouse.dock, 5)
    for statement in ("UPDATE stock_move SET qty = 1", "DELETE FROM stock_move"):
        async with db.engine.connect() as connection:
            with pytest.raises(DBAPIError, match="never changed"):
                await connection.execute(sa.text(statement))
