"""Shipping by scan: a carton or a whole order leaves the building."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.prepared import prepared
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory.floor import Applied, FloorAnswer, FloorScan, Need, SubjectKind
from app.orders.models import SalesOrderLine
from app.picking.tasks import PICK_TASK, SALES_ORDER, lock_task
from app.shipping import deliveries
from app.shipping.cartons import CARTON, find_carton, open_cartons
from app.shipping.deliveries import SHIPMENT, Delivery
from app.shipping.goods import (
    Leaving,
    OrderHead,
    Picked,
    contents,
    lock_order,
    mark_packed,
    picked_of,
)
from app.shipping.models import CartonState
from app.shipping.packing import require_wanted
from app.shipping.problems import (
    AlreadyShipped,
    CartonClosed,
    CartonEmpty,
    NotForShipping,
    NothingToShip,
    WrongCarton,
)

UNPACKED = "unpacked_goods"

_line = table_of(SalesOrderLine)
_STANDING = prepared(
    sa.select(_line.c.qty, _line.c.allocated_qty, _line.c.picked_qty, _line.c.shipped_qty).where(
        _line.c.order_id == sa.bindparam("order")
    )
)


async def apply_scan(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    """Answer one scan of the task `ship`: the number of a carton or an order."""
    subject = scan.subject
    if scan.step == "finish":
        return await _finish(session, scan)
    if subject.kind is not SubjectKind.DOCUMENT or subject.document_id is None:
        raise NotForShipping("This is neither a carton nor an order.")
    if subject.document_type == CARTON:
        return await _ship_carton(session, scan, subject.document_id)
    if subject.document_type == SALES_ORDER:
        return await _ship_order(session, scan, subject.document_id)
    if subject.document_type == PICK_TASK:
        task = await lock_task(session, subject.document_id)
        return await _ship_order(session, scan, task.order_id)
    raise NotForShipping(f"{subject.document_number} is neither a carton nor an order.")


async def _ship_carton(session: AsyncSession, scan: FloorScan, carton_id: UUID) -> FloorAnswer:
    carton = await find_carton(session, carton_id)
    order = await lock_order(session, carton.order_id)
    carton = await find_carton(session, carton_id)  # as it is now that nobody else may change it
    if scan.document_id is not None and scan.document_id != order.id:
        raise WrongCarton(
            f"Carton {carton.number} belongs to order {order.number}.",
            action="Set it aside; ship it with its own order.",
            carton=carton.number,
            order=order.number,
        )
    if carton.state is CartonState.SHIPPED:
        raise AlreadyShipped(
            f"Carton {carton.number} left with {carton.shipment_number}"
            f"{_when(carton.shipped_at, scan.rules.zone)}.",
            carton=carton.number,
            shipment=carton.shipment_number,
        )
    if carton.state is not CartonState.OPEN:
        raise CartonClosed(f"Carton {carton.number} is {carton.state}.", carton=carton.number)
    require_wanted(order)
    leaving = await contents(session, [carton.id])
    if not leaving:
        raise CartonEmpty(f"Carton {carton.number} is empty.", carton=carton.number)
    delivery = await deliveries.send_off(session, scan, order, leaving)
    return await _shipped(session, order, delivery, leaving, f"Carton {carton.number}")


async def _ship_order(session: AsyncSession, scan: FloorScan, order_id: UUID) -> FloorAnswer:
    order = await lock_order(session, order_id)
    require_wanted(order)
    cartons = await open_cartons(session, order.id)
    loose = await picked_of(session, order.id, unpacked=True)
    packed = await contents(session, [carton.id for carton in cartons]) if cartons else []
    if not loose and not packed:
        await _nothing_to_ship(session, order)
    if loose and UNPACKED not in scan.answers.confirmed:
        return _ask_about_loose(loose, packed)
    if loose:
        await mark_packed(session, [(one, one.rest) for one in loose])
    leaving = [*packed, *_as_leaving(loose)]
    delivery = await deliveries.send_off(session, scan, order, leaving)
    return await _shipped(session, order, delivery, leaving, f"Order {order.number}")


async def _finish(session: AsyncSession, scan: FloorScan) -> Applied:
    """The delivery is over although more was picked or is still being picked."""
    if scan.document_id is None:
        raise NotForShipping("Say which order's delivery is over.")
    order = await lock_order(session, scan.document_id)
    delivery = await deliveries.complete(session, order.id)
    number = delivery.number if delivery else None
    return Applied(
        code="finished",
        message=f"Delivery {number} is complete." if number else "No delivery was open.",
        effect={"type": "finished", "shipment": number, "order": _order_json(order)},
        document_type=SHIPMENT if delivery else SALES_ORDER,
        document_id=delivery.id if delivery else order.id,
    )


def _ask_about_loose(loose: Sequence[Picked], packed: Sequence[Leaving]) -> Need:
    units = decimal_text(_units(loose))
    if packed:
        prompt = (
            f"{units} picked units are in no carton. Ship everything? "
            "To ship only what is packed, scan the cartons."
        )
    else:
        prompt = f"{units} picked units are in no carton. Ship them without one?"
    return Need("confirm", UNPACKED, prompt, params={"unpacked": units})


def _units(goods: Sequence[Picked]) -> Decimal:
    return sum((one.rest for one in goods), Decimal(0))


def _as_leaving(loose: Sequence[Picked]) -> list[Leaving]:
    """Loose goods summed by order line, lot, serial and bench."""
    sums: dict[tuple[UUID, UUID, UUID | None, UUID], Leaving] = {}
    for one in loose:
        key = (one.order_line_id, one.lot_id, one.serial_id, one.place.id)
        before = sums[key].qty if key in sums else Decimal(0)
        sums[key] = Leaving(
            one.order_line_id, one.item_id, one.lot_id, one.serial_id, before + one.rest, one.place
        )
    return list(sums.values())


async def _nothing_to_ship(session: AsyncSession, order: OrderHead) -> None:
    query = sa.select(sa.func.sum(_line.c.shipped_qty)).where(_line.c.order_id == order.id)
    if (await session.execute(query)).scalar_one():
        raise AlreadyShipped(
            f"Everything picked for order {order.number} has left.", number=order.number
        )
    raise NothingToShip(f"Nothing is picked for order {order.number} yet.", number=order.number)


async def _shipped(
    session: AsyncSession,
    order: OrderHead,
    delivery: Delivery,
    leaving: Sequence[Leaving],
    what: str,
) -> Applied:
    rows = (await session.execute(_STANDING, {"order": order.id})).all()
    nothing = Decimal(0)
    units = sum((one.qty for one in leaving), nothing)
    waiting = sum((row.allocated_qty + row.picked_qty - row.shipped_qty for row in rows), nothing)
    owed = sum(
        (max(row.qty - row.allocated_qty - row.picked_qty, nothing) for row in rows), nothing
    )
    rest = f", {decimal_text(owed)} on backorder" if owed else ""
    return Applied(
        code="shipped",
        message=f"{what} shipped: {decimal_text(units)} units{rest}.",
        effect={
            "type": "shipped",
            "shipment": {"id": str(delivery.id), "number": delivery.number},
            "order": _order_json(order),
            "cartons": sorted({str(one.carton_id) for one in leaving if one.carton_id}),
            "qty": decimal_text(units),
            "waiting": decimal_text(waiting),
            "backorder": decimal_text(owed),
            "completed": delivery.completed,
            "order_closed": delivery.order_closed,
        },
        document_type=SHIPMENT,
        document_id=delivery.id,
        warnings=delivery.warnings,
    )


def _when(moment: datetime | None, zone: str) -> str:
    return f" on {moment.astimezone(ZoneInfo(zone)):%Y-%m-%d at %H:%M}" if moment else ""


def _order_json(order: OrderHead) -> dict[str, str]:
    return {"id": str(order.id), "number": order.number, "customer": order.customer}
