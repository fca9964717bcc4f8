"""Shipments: opened by the first goods that leave, amended by each carton, completed at the end.

One shipment per order is open at a time and belongs to one day: it is one document in QuickBooks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import LocationUse
from app.core import clock
from app.core.events import Event, announce
from app.core.numbering import next_number
from app.core.prepared import prepared
from app.core.types import new_id
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.floor import FloorScan
from app.inventory.models import MoveReason
from app.orders import service as orders
from app.orders.models import SalesOrderLine
from app.picking.models import Allocation, Pick, PickTask, TaskState
from app.shipping.cartons import drop_empty, mark_shipped
from app.shipping.document import tell_quickbooks
from app.shipping.goods import Leaving, OrderHead
from app.shipping.models import (
    Carton,
    CartonLine,
    CartonState,
    Shipment,
    ShipmentLine,
    ShipmentState,
)

SHIPMENT = "shipment"
SERIES = "S"  # S-000042, the Invoice's number in QuickBooks

_shipment = table_of(Shipment)
_content = table_of(ShipmentLine)
_carton = table_of(Carton)
_packed = table_of(CartonLine)
_pick = table_of(Pick)
_line = table_of(SalesOrderLine)
_task = table_of(PickTask)
_stop = table_of(Allocation)

_ORDER: sa.BindParameter[Any] = sa.bindparam("order")
_OPEN = prepared(
    sa.select(_shipment.c.id, _shipment.c.number, _shipment.c.ship_date).where(
        _shipment.c.sales_order_id == _ORDER, _shipment.c.state == ShipmentState.OPEN
    )
)
_NEW = prepared(sa.insert(_shipment))
_NEW_LINES = prepared(sa.insert(_content))
_UNPACKED = sa.exists().where(
    _pick.c.order_line_id == _line.c.id,
    _line.c.order_id == _ORDER,
    _pick.c.qty > _pick.c.packed_qty,
)
_IN_CARTON = sa.exists().where(
    _packed.c.carton_id == _carton.c.id,
    _carton.c.sales_order_id == _ORDER,
    _carton.c.state == CartonState.OPEN,
)
_ON_WALK = sa.exists().where(
    _stop.c.task_id == _task.c.id,
    _task.c.sales_order_id == _ORDER,
    _task.c.state == TaskState.OPEN,
    _stop.c.qty > _stop.c.picked_qty,
)
_MORE_COMING = prepared(sa.select(sa.or_(_UNPACKED, _IN_CARTON, _ON_WALK)))
_COMPLETE = prepared(
    sa.update(_shipment)
    .where(_shipment.c.id == sa.bindparam("shipment"))
    .values(
        state=ShipmentState.COMPLETED,
        completed_at=sa.bindparam("now", type_=_shipment.c.completed_at.type),
    )
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The shipment goods went with, whether it and the order are finished now, and what QuickBooks
    will not take."""

    id: UUID
    number: str
    completed: bool = False
    order_closed: bool = False
    warnings: tuple[str, ...] = ()


async def send_off(
    session: AsyncSession, scan: FloorScan, order: OrderHead, leaving: Sequence[Leaving]
) -> Delivery:
    """Book `leaving` out of the building on the order's open shipment and tell QuickBooks.

    The caller holds the order's lock and has made sure that the goods are there to be shipped.
    """
    delivery = await _open_delivery(session, scan, order)
    await _count_shipped(session, leaving)
    await _move_out(session, scan, delivery.id, leaving)
    cartons = sorted({one.carton_id for one in leaving if one.carton_id is not None})
    if cartons:
        await mark_shipped(session, cartons, delivery.id)
    closed = await orders.settle_sales_order(session, order.id)
    completed = closed or not await _more_coming(session, order.id)
    if completed:
        await _complete(session, order.id, delivery.id)
    warnings = await tell_quickbooks(session, delivery.id, completed=completed)
    announce_shipment(session, delivery.id)
    return Delivery(delivery.id, delivery.number, completed, closed, warnings)


async def complete(session: AsyncSession, order_id: UUID) -> Delivery | None:
    """Close the order's open shipment: what follows goes on another one. None if none is open.

    The caller holds the order's lock.
    """
    row = (await session.execute(_OPEN, {"order": order_id})).first()
    if row is None:
        return None
    await _complete(session, order_id, row.id)
    await tell_quickbooks(session, row.id, completed=True)
    announce_shipment(session, row.id)
    return Delivery(row.id, row.number, completed=True)


def announce_shipment(session: AsyncSession, shipment_id: UUID) -> None:
    """Tell the screens, after the commit, that a shipment changed."""
    announce(session, Event("document.changed", {"type": SHIPMENT, "id": str(shipment_id)}))


async def _open_delivery(session: AsyncSession, scan: FloorScan, order: OrderHead) -> Delivery:
    today = scan.rules.today()
    for row in (await session.execute(_OPEN, {"order": order.id})).all():
        if row.ship_date == today:
            return Delivery(row.id, row.number)
        await complete(session, order.id)  # an earlier day's delivery is over
    return await _new_delivery(session, scan, order.id, today)


async def _new_delivery(
    session: AsyncSession, scan: FloorScan, order_id: UUID, today: date
) -> Delivery:
    delivery = Delivery(new_id(), await next_number(session, SERIES))
    row = {
        "id": delivery.id,
        "number": delivery.number,
        "sales_order_id": order_id,
        "state": ShipmentState.OPEN,
        "ship_date": today,
        "tracking_number": "",
        "shipped_by": scan.actor.user_id,
        "created_at": clock.now(),
    }
    await session.execute(_NEW, row)
    return delivery


async def _count_shipped(session: AsyncSession, leaving: Sequence[Leaving]) -> None:
    totals: dict[UUID, Decimal] = {}
    for one in leaving:
        totals[one.order_line_id] = totals.get(one.order_line_id, Decimal(0)) + one.qty
    for line_id in sorted(totals):
        await orders.record_shipped(session, line_id, totals[line_id])


async def _move_out(
    session: AsyncSession, scan: FloorScan, shipment_id: UUID, leaving: Sequence[Leaving]
) -> None:
    customer = ledger.place(await places.virtual(session, LocationUse.CUSTOMER))
    now = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "shipment_id": shipment_id,
            "carton_id": one.carton_id,
            "order_line_id": one.order_line_id,
            "item_id": one.item_id,
            "lot_id": one.lot_id,
            "serial_id": one.serial_id,
            "qty": one.qty,
            "scan_id": scan.id,
            "created_at": now,
        }
        for one in leaving
    ]
    moves = [
        ledger.Move(
            item_id=one.item_id,
            lot_id=one.lot_id,
            serial_id=one.serial_id,
            qty=one.qty,
            origin=one.place,
            target=customer,
            reason=MoveReason.SHIP,
            document_type=SHIPMENT,
            document_id=shipment_id,
            document_line_id=row["id"],
            take_reserved=True,
        )
        for one, row in zip(leaving, rows, strict=True)
    ]
    context = ledger.MoveContext(
        user_id=scan.actor.user_id,
        device_id=scan.actor.device_id,
        scan_id=scan.id,
        occurred_at=scan.occurred_at,
    )
    await ledger.post_moves(session, moves, context)
    await session.execute(_NEW_LINES, rows)


async def _more_coming(session: AsyncSession, order_id: UUID) -> bool:
    """Is anything of this order still on the bench, or about to be brought there?"""
    return bool((await session.execute(_MORE_COMING, {"order": order_id})).scalar_one())


async def _complete(session: AsyncSession, order_id: UUID, shipment_id: UUID) -> None:
    await session.execute(_COMPLETE, {"shipment": shipment_id, "now": clock.now()})
    await drop_empty(session, order_id)
