"""Cartons: opened for one order, filled by scans, frozen when they leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.numbering import next_number
from app.core.prepared import prepared
from app.core.types import new_id
from app.core.upsert import table_of
from app.shipping.models import Carton, CartonLine, CartonState, Shipment
from app.shipping.problems import CartonClosed, CartonNotFound, WrongCarton

CARTON = "carton"
SERIES = "C"  # C-000042

_carton = table_of(Carton)
_content = table_of(CartonLine)
_shipment = table_of(Shipment)

_EMPTY_ONE = ~sa.exists().where(_content.c.carton_id == _carton.c.id)
_OPEN_ONE = sa.and_(
    _carton.c.sales_order_id == sa.bindparam("order"), _carton.c.state == CartonState.OPEN
)
_HEADS = sa.select(
    _carton.c.id,
    _carton.c.number,
    _carton.c.state,
    _carton.c.sales_order_id,
    _shipment.c.number,
    _carton.c.shipped_at,
).select_from(_carton.outerjoin(_shipment, _shipment.c.id == _carton.c.shipment_id))
_BY_ID = prepared(_HEADS.where(_carton.c.id == sa.bindparam("carton")))
_OPEN = prepared(_HEADS.where(_OPEN_ONE).order_by(_carton.c.id))
_EMPTY = prepared(_HEADS.where(_OPEN_ONE, _EMPTY_ONE).order_by(_carton.c.id).limit(1))
_SHIPPED = prepared(
    sa.update(_carton)
    .where(_carton.c.id == sa.bindparam("carton"))
    .values(
        state=CartonState.SHIPPED,
        shipment_id=sa.bindparam("shipment"),
        shipped_at=sa.bindparam("now", type_=_carton.c.shipped_at.type),
    )
)
_DROP_EMPTY = prepared(
    sa.update(_carton).where(_OPEN_ONE, _EMPTY_ONE).values(state=CartonState.CANCELLED)
)


@dataclass(frozen=True, slots=True)
class CartonHead:
    """A carton and, once it left, with which shipment."""

    id: UUID
    number: str
    state: CartonState
    order_id: UUID
    shipment_number: str | None = None
    shipped_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """For a screen."""
        return {"id": str(self.id), "number": self.number}


async def find_carton(session: AsyncSession, carton_id: UUID) -> CartonHead:
    """A carton by id; raises CartonNotFound."""
    row = (await session.execute(_BY_ID, {"carton": carton_id})).one_or_none()
    if row is None:
        raise CartonNotFound("This carton does not exist.", id=carton_id)
    return CartonHead(*row)


async def open_cartons(session: AsyncSession, order_id: UUID) -> list[CartonHead]:
    """The order's cartons that have not left, newest last."""
    return [CartonHead(*row) for row in await session.execute(_OPEN, {"order": order_id})]


async def carton_for(
    session: AsyncSession, order_id: UUID, *, carton_id: UUID | None, user_id: UUID
) -> CartonHead:
    """The carton to pack into: the one on the bench, else the newest open one, else a new one.

    Raises CartonClosed when the one on the bench has left, WrongCarton when it is another order's.
    """
    if carton_id is not None:
        carton = await find_carton(session, carton_id)
        require_open(carton, order_id)
        return carton
    cartons = await open_cartons(session, order_id)
    return cartons[-1] if cartons else await _new(session, order_id, user_id)


async def new_carton(session: AsyncSession, order_id: UUID, *, user_id: UUID) -> CartonHead:
    """One more carton; an open one that is still empty is used before another is opened."""
    row = (await session.execute(_EMPTY, {"order": order_id})).first()
    return CartonHead(*row) if row else await _new(session, order_id, user_id)


def require_open(carton: CartonHead, order_id: UUID) -> None:
    """May goods of this order go into this carton?"""
    if carton.order_id != order_id:
        raise WrongCarton(
            f"Carton {carton.number} belongs to another order.",
            action="Use a carton of this order, or open a new one.",
            carton=carton.number,
        )
    if carton.state is not CartonState.OPEN:
        raise CartonClosed(f"Carton {carton.number} is {carton.state}.", carton=carton.number)


async def mark_shipped(
    session: AsyncSession, carton_ids: Sequence[UUID], shipment_id: UUID
) -> None:
    """Freeze cartons that leave with a shipment."""
    now = clock.now()
    left = [{"carton": one, "shipment": shipment_id, "now": now} for one in carton_ids]
    await session.execute(_SHIPPED, left)


async def drop_empty(session: AsyncSession, order_id: UUID) -> None:
    """Cancel cartons nothing was put into, once the order's goods have left."""
    await session.execute(_DROP_EMPTY, {"order": order_id})


async def _new(session: AsyncSession, order_id: UUID, user_id: UUID) -> CartonHead:
    carton = CartonHead(new_id(), await next_number(session, SERIES), CartonState.OPEN, order_id)
    row = {
        "id": carton.id,
        "number": carton.number,
        "sales_order_id": order_id,
        "state": CartonState.OPEN,
        "packed_by": user_id,
        "created_at": clock.now(),
    }
    await session.execute(sa.insert(_carton).values(row))
    return carton
