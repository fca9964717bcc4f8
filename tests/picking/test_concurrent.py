"""Many hands at one bin: nothing is taken twice, nothing is lost."""

import asyncio
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.core.upsert import table_of
from app.inventory.floor import Applied
from app.inventory.models import StockMove
from app.picking.models import Pick
from app.picking.problems import OverPick
from tests.floor import Floor

WALKS = 4
UNITS = 50  # per walk
SURPLUS = 10  # scans per walk beyond what it needs


async def test_200_accepted_removals_lower_stock_by_exactly_200(floor: Floor) -> None:
    lot = await floor.put(floor.tea, floor.a1, 230, lot="L1", expires_on=date(2027, 9, 1))
    orders = [await floor.order((floor.tea, UNITS), number=f"40{n:02}") for n in range(WALKS)]
    walks = [await floor.release(order) for order in orders]
    results = await asyncio.gather(
        *(
            floor.pick(walks[n % WALKS], floor.tea, floor.a1, lot_number="L1")
            for n in range(WALKS * (UNITS + SURPLUS))
        ),
        return_exceptions=True,
    )
    accepted = [one for one in results if isinstance(one, Applied)]
    refused = [one for one in results if not isinstance(one, Applied)]
    assert len(accepted) == 200
    assert len(refused) == WALKS * SURPLUS
    assert all(isinstance(one, OverPick) for one in refused)
    assert await floor.balance(lot, floor.a1) == (Decimal(30), Decimal(0))
    assert await floor.balance(lot, floor.warehouse.packing) == (Decimal(200), Decimal(200))
    moves, picks = table_of(StockMove), table_of(Pick)
    async with floor.db.read() as session:
        moved = await session.scalar(
            sa.select(sa.func.sum(moves.c.qty)).where(moves.c.document_type == "pick_task")
        )
        picked = await session.scalar(sa.select(sa.func.sum(picks.c.qty)))
    assert moved == picked == Decimal(200)
    for order in orders:
        line = await floor.line(order)
        assert (line.allocated_qty, line.picked_qty) == (Decimal(0), Decimal(UNITS))


async def test_two_pickers_cannot_both_take_the_last_unit(floor: Floor) -> None:
    await floor.put(floor.tea, floor.a1, 1, lot="L1", expires_on=date(2027, 9, 1))
    walk = await floor.release(await floor.order((floor.tea, 1)))
    results = await asyncio.gather(
        floor.pick(walk, floor.tea, floor.a1, lot_number="L1", by=floor.picker),
        floor.pick(walk, floor.tea, floor.a1, lot_number="L1", by=floor.other_picker),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in results) == ["Applied", "OverPick"]
