"""Prepared statements take the short way to the driver and must not be told apart from others."""

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.catalog.models import Item, RemovalOrder, Tracking
from app.core.db import Database
from app.core.prepared import DriverResult, copy_of, prepared
from app.core.types import Money, new_id
from app.core.upsert import affected, table_of

_item = table_of(Item)
_SELECT = sa.select(_item).where(
    _item.c.sku == sa.bindparam("sku"), _item.c.tracking == Tracking.LOT
)
_ADD = sa.insert(_item)
_RENAME = (
    sa.update(_item)
    .where(_item.c.sku == sa.bindparam("old"))
    .values(name=sa.bindparam("new"), sales_price=sa.bindparam("price", type_=Money()))
)
FAST_SELECT = prepared(_SELECT.where(_item.c.active))
FAST_ADD = prepared(sa.insert(_item))
FAST_RENAME = prepared(_RENAME.where(_item.c.active))
FAST_RETURNING = prepared(_RENAME.where(_item.c.active).returning(_item.c.id, _item.c.removal))


def row(sku: str, **columns: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "sku": sku,
        "name": "Tea",
        "description": "",
        "tracking": Tracking.LOT,
        "has_expiry": True,
        "removal": RemovalOrder.FIFO,
        "base_unit": "each",
        "purchase_cost": Decimal("1.25"),
        "active": True,
        "created_at": Item(sku=sku, name="").created_at,
    } | columns


async def test_rows_come_back_with_the_same_types(db: Database) -> None:
    async with db.write() as session:
        await session.execute(_ADD, row("A"))
        slow = (await session.execute(_SELECT, {"sku": "A"})).one()
        result = await session.execute(FAST_SELECT, {"sku": "A"})
        fast = result.one()
    assert isinstance(result, DriverResult)
    assert tuple(fast) == tuple(slow)
    assert [type(value) for value in fast] == [type(value) for value in slow]
    assert (fast.tracking, fast.purchase_cost) == (Tracking.LOT, Decimal("1.25"))


async def test_a_copy_reads_like_the_object_and_is_not_stored(db: Database) -> None:
    async with db.write() as session:
        await session.execute(FAST_ADD, row("A"))
        copied = copy_of(Item, (await session.execute(FAST_SELECT, {"sku": "A"})).one())
        copied.name = "Changed"
    async with db.read() as session:
        loaded = (await session.execute(sa.select(Item))).scalar_one()
    assert copied.model_dump() == loaded.model_dump() | {"name": "Changed"}


async def test_the_first_statement_of_a_transaction_may_be_prepared(db: Database) -> None:
    async with db.write() as session:
        await session.execute(FAST_ADD, row("A"))
    async with db.read() as session:
        assert (await session.execute(FAST_SELECT, {"sku": "A"})).one().sku == "A"


async def test_what_a_prepared_statement_did_is_rolled_back_with_the_rest(db: Database) -> None:
    async def add_and_fail() -> None:
        async with db.write() as session:
            await session.execute(sa.select(sa.literal(1)))
            await session.execute(FAST_ADD, row("A"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await add_and_fail()
    async with db.read() as session:
        assert (await session.execute(FAST_SELECT, {"sku": "A"})).first() is None


async def test_a_change_says_how_many_rows_it_hit(db: Database) -> None:
    values = {"old": "A", "new": "Green tea", "price": Decimal("2.5")}
    async with db.write() as session:
        await session.execute(FAST_ADD, [row("A"), row("B", active=False)])
        assert await affected(session, FAST_RENAME, values) == 1
        assert await affected(session, FAST_RENAME, values | {"old": "B"}) == 0
        returned = (await session.execute(FAST_RETURNING, values)).one()
        assert returned.removal is RemovalOrder.FIFO
        found = (await session.execute(FAST_SELECT, {"sku": "A"})).one()
    assert (found.name, found.sales_price) == ("Green tea", Decimal("2.5"))


async def test_a_broken_constraint_is_reported_as_sqlalchemy_does(db: Database) -> None:
    async def add_twice() -> None:
        async with db.write() as session:
            await session.execute(FAST_ADD, row("A"))
            await session.execute(FAST_ADD, row("A"))

    with pytest.raises(IntegrityError):
        await add_twice()


async def test_what_the_database_refuses_keeps_its_sqlstate(db: Database) -> None:
    async def look() -> Any:
        async with db.read() as session:
            await session.execute(sa.select(sa.literal(1)))
            return (await session.execute(FAST_SELECT, {"sku": "a\x00b"})).first()

    if db.is_sqlite:  # takes any text
        assert await look() is None
        return
    with pytest.raises(DBAPIError) as refused:
        await look()
    assert getattr(refused.value.orig, "sqlstate", None) == "22021"


async def test_a_list_of_values_cannot_be_prepared(db: Database) -> None:
    listed = prepared(sa.select(_item.c.id).where(_item.c.sku.in_(["A", "B"])))
    async with db.write() as session:
        await session.execute(sa.select(sa.literal(1)))
        with pytest.raises(TypeError, match="list of values"):
            await session.execute(listed, {})
