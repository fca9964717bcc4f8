"""The packing bench: every picked unit is checked into a carton by a scan."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item
from app.core import clock
from app.core.events import Event, announce
from app.core.prepared import prepared
from app.core.types import decimal_text, new_id
from app.core.upsert import table_of
from app.inventory.floor import Applied, FloorAnswer, FloorScan, Need, Subject, SubjectKind
from app.orders.models import OrderState
from app.picking.tasks import PICK_TASK, SALES_ORDER, lock_task
from app.shipping import rules
from app.shipping.cartons import (
    CARTON,
    CartonHead,
    carton_for,
    find_carton,
    new_carton,
    open_cartons,
    require_open,
)
from app.shipping.goods import (
    OrderHead,
    Picked,
    ToPack,
    lock_order,
    mark_packed,
    picked_of,
    to_pack,
)
from app.shipping.models import CartonLine
from app.shipping.problems import NoOrderYet, NotForPacking, OrderCancelled

_content = table_of(CartonLine)
_NEW_LINES = prepared(sa.insert(_content))


async def apply_scan(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    """Answer one scan of the task `pack`; `scan.document_id` is the sales order."""
    if scan.step == "scan" and scan.subject.kind is SubjectKind.DOCUMENT:
        return await _open(session, scan, scan.subject)
    if scan.document_id is None:
        raise NoOrderYet("No order is opened for packing.")
    order = await lock_order(session, scan.document_id)
    require_wanted(order)
    if scan.step == "new_carton":
        carton = await new_carton(session, order.id, user_id=scan.actor.user_id)
        return _on_bench(order, carton, await to_pack(session, order.id))
    if scan.step == "finish":
        return await _finished(session, order)
    if scan.subject.item is None:
        raise NotForPacking("This is not an item.")
    return await _pack(session, scan, order, scan.subject.item)


def require_wanted(order: OrderHead) -> None:
    """Raises OrderCancelled when QuickBooks no longer wants it delivered."""
    if order.state is OrderState.CANCELLED:
        raise OrderCancelled(
            f"Order {order.number} was cancelled in QuickBooks.", number=order.number
        )


async def _pack(
    session: AsyncSession, scan: FloorScan, order: OrderHead, item: Item
) -> FloorAnswer:
    picked = await picked_of(session, order.id, item_id=item.id)
    waiting = rules.goods_meant(scan, item, picked, order=order.number)
    if isinstance(waiting, Need):
        return waiting
    qty = rules.how_many(scan, item, waiting)
    carton = await carton_for(
        session, order.id, carton_id=scan.carton_id, user_id=scan.actor.user_id
    )
    parts = rules.spread(qty, waiting)
    await mark_packed(session, parts)
    await _put_in(session, scan, carton, parts)
    left = await to_pack(session, order.id)
    _changed(session, order)
    first = parts[0][0]
    return Applied(
        code="packed",
        message=f"+{decimal_text(qty)} {item.name} in {carton.number}",
        effect={
            "type": "packed",
            "carton": carton.as_json(),
            "item": {"id": str(item.id), "sku": item.sku, "name": item.name},
            "lot": first.lot_number or None,
            "serial": first.serial,
            "qty": decimal_text(qty),
        }
        | _rest(left),
        document_type=SALES_ORDER,
        document_id=order.id,
    )


async def _put_in(
    session: AsyncSession,
    scan: FloorScan,
    carton: CartonHead,
    parts: Sequence[tuple[Picked, Decimal]],
) -> None:
    rows = [
        {
            "id": new_id(),
            "carton_id": carton.id,
            "pick_id": one.pick_id,
            "order_line_id": one.order_line_id,
            "item_id": one.item_id,
            "lot_id": one.lot_id,
            "serial_id": one.serial_id,
            "qty": qty,
            "scan_id": scan.id,
            "created_at": clock.now(),
        }
        for one, qty in parts
    ]
    await session.execute(_NEW_LINES, rows)


async def _open(session: AsyncSession, scan: FloorScan, subject: Subject) -> FloorAnswer:
    """An order, pick task or carton number puts that order (and carton) on the bench."""
    if subject.document_id is None:
        raise NotForPacking(f"{subject.document_number} is not an order or carton.")
    if subject.document_type == CARTON:
        carton = await find_carton(session, subject.document_id)
        order = await lock_order(session, scan.document_id or carton.order_id)
        require_wanted(order)
        require_open(carton, order.id)
        return _on_bench(order, carton, await to_pack(session, order.id))
    order = await lock_order(session, await _order_id(session, subject, subject.document_id))
    require_wanted(order)
    cartons = await open_cartons(session, order.id)
    left = await to_pack(session, order.id)
    return Applied(
        code="opened",
        message=f"Order {order.number} for {order.customer}",
        effect={
            "type": "opened",
            "order": {"id": str(order.id), "number": order.number, "customer": order.customer},
            "cartons": [carton.as_json() for carton in cartons],
        }
        | _rest(left),
        document_type=SALES_ORDER,
        document_id=order.id,
    )


async def _order_id(session: AsyncSession, subject: Subject, document_id: UUID) -> UUID:
    if subject.document_type == SALES_ORDER:
        return document_id
    if subject.document_type == PICK_TASK:
        return (await lock_task(session, document_id)).order_id
    raise NotForPacking(f"{subject.document_number} is not an order or carton.")


def _on_bench(order: OrderHead, carton: CartonHead, left: Sequence[ToPack]) -> Applied:
    return Applied(
        code="carton",
        message=f"Carton {carton.number} for order {order.number}",
        effect={
            "type": "carton",
            "carton": carton.as_json(),
            "order": {"id": str(order.id), "number": order.number, "customer": order.customer},
        }
        | _rest(left),
        document_type=SALES_ORDER,
        document_id=order.id,
    )


async def _finished(session: AsyncSession, order: OrderHead) -> Applied:
    left = await to_pack(session, order.id)
    return Applied(
        code="finished",
        message=f"Order {order.number}: {_left_in_words(left)}.",
        effect={
            "type": "finished",
            "order": {"id": str(order.id), "number": order.number, "customer": order.customer},
            "cartons": [one.as_json() for one in await open_cartons(session, order.id)],
        }
        | _rest(left),
        document_type=SALES_ORDER,
        document_id=order.id,
    )


def _left_in_words(left: Sequence[ToPack]) -> str:
    if not left:
        return "all packed"
    return f"{decimal_text(sum((one.qty for one in left), Decimal(0)))} left to pack"


def _rest(left: Sequence[ToPack]) -> dict[str, Any]:
    return {
        "to_pack": [one.as_json() for one in left],
        "to_pack_qty": decimal_text(sum((one.qty for one in left), Decimal(0))),
        "done": not left,
    }


def _changed(session: AsyncSession, order: OrderHead) -> None:
    announce(session, Event("document.changed", {"type": SALES_ORDER, "id": str(order.id)}))
