"""`verify` finds every balance that its moves contradict, and `repair` puts it right."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.catalog.models import Item, Location, Tracking
from app.core.db import Database
from app.core.types import Quantity
from app.inventory import ledger
from app.inventory.models import Lot, SerialNumber, StockBalance
from app.inventory.verify import Drift, repair, verify
from tests.builders import make_bin, make_item, make_warehouse, put_stock


class Stock:
    """Ten of a lot item and one serial unit in bin A; bin B is empty."""

    item: Item
    lot: Lot
    a: Location
    b: Location


@pytest.fixture
async def stock(db: Database) -> Stock:
    made = Stock()
    async with db.write() as session:
        warehouse = await make_warehouse(session)
        made.item = await make_item(session, "TEA", tracking=Tracking.LOT)
        made.a = await make_bin(session, "A-01", warehouse=warehouse)
        made.b = await make_bin(session, "B-01", warehouse=warehouse)
        made.lot = await put_stock(session, made.item, made.a, 10, lot="L1")
        saw = await make_item(session, "SAW", tracking=Tracking.SERIAL)
        await put_stock(session, saw, made.a, 1, serials=["S1"])
    return made


def shown(drifts: Sequence[Drift]) -> list[str]:
    return [str(drift) for drift in drifts]


async def falsify(db: Database, stock: Stock, **values: int) -> None:
    async with db.write() as session:
        await session.execute(
            sa.update(StockBalance)
            .where(col(StockBalance.lot_id) == stock.lot.id)
            .values(**{name: Decimal(value) for name, value in values.items()})
        )


async def test_a_true_ledger_has_no_drift(db: Database, stock: Stock) -> None:
    async with db.read() as session:
        assert await verify(session) == []


async def test_a_falsified_balance_is_found_named_and_repaired(db: Database, stock: Stock) -> None:
    await falsify(db, stock, on_hand=12)
    async with db.write() as session:
        assert shown(await repair(session)) == ["TEA lot L1 in A-01: on_hand is 12, should be 10"]
        assert await verify(session) == []


async def test_a_lost_balance_row_is_found_and_restored(db: Database, stock: Stock) -> None:
    async with db.write() as session:
        await session.execute(
            sa.delete(StockBalance).where(col(StockBalance.lot_id) == stock.lot.id)
        )
    async with db.write() as session:
        found = await repair(session)
        assert shown(found) == ["TEA lot L1 in A-01: on_hand is 0, should be 10"]
        assert await verify(session) == []


async def test_reservations_are_checked_against_what_they_are_for(
    db: Database, stock: Stock
) -> None:
    async with db.write() as session:
        await ledger.reserve(session, lot_id=stock.lot.id, location_id=stock.a.id, qty=Decimal(4))
    pick = sa.select(
        col(StockBalance.lot_id), col(StockBalance.location_id), sa.literal(Decimal(3), Quantity())
    )
    none = pick.where(sa.false())
    three = pick.where(col(StockBalance.lot_id) == stock.lot.id)
    async with db.write() as session:
        assert await verify(session) == []
        wrong = "TEA lot L1 in A-01: reserved is 4, should be "
        assert shown(await verify(session, reserved=[none])) == [wrong + "0"]
        assert shown(await repair(session, reserved=[three])) == [wrong + "3"]
        assert await verify(session, reserved=[three]) == []


async def test_repair_never_leaves_more_reserved_than_there_is(db: Database, stock: Stock) -> None:
    await falsify(db, stock, on_hand=15, reserved=14)
    async with db.write() as session:
        await repair(session)
        row = await session.get(StockBalance, (stock.lot.id, stock.a.id), populate_existing=True)
        assert row is not None
        assert row.on_hand == row.reserved == 10


async def test_a_serial_in_the_wrong_bin_is_told_twice_where_it_is_and_where_it_is_not(
    db: Database, stock: Stock
) -> None:
    async with db.write() as session:
        await session.execute(sa.update(SerialNumber).values(location_id=stock.b.id))
    async with db.read() as session:
        assert sorted(shown(await verify(session))) == [
            "SAW serial S1 in A-01: serial is 0, should be 1",
            "SAW serial S1 in B-01: serial is 1, should be 0",
        ]
