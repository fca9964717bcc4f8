"""Reservations follow the goods from bin to bench to truck, and `verify` can tell."""

import sqlalchemy as sa

from app.core.types import Quantity
from app.inventory.models import StockBalance
from app.inventory.verify import verify
from app.picking.reservations import open_reservations
from tests.floor import Floor, applied
from tests.shipping.test_ship import carton, pack


async def drifting(floor: Floor) -> list[str]:
    async with floor.db.read() as session:
        drifts = await verify(session, reserved=open_reservations())
    return [drift.figure for drift in drifts]


async def test_reservations_agree_at_every_stage_of_an_order(floor: Floor) -> None:
    await floor.tea_walk()
    assert await drifting(floor) == []
    order = await floor.picked_tea()
    assert await drifting(floor) == []
    applied(await floor.ship(carton(await pack(floor, order, "SOON", 4))))
    assert await drifting(floor) == []


async def test_a_forgotten_reservation_is_found(floor: Floor) -> None:
    await floor.tea_walk()
    reserved = sa.column("reserved", Quantity())
    async with floor.db.write() as session:
        await session.execute(sa.update(StockBalance).values(reserved=0).where(reserved > 0))
    assert "reserved" in await drifting(floor)
