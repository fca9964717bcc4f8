"""Sales orders that stand packed at the door, written as the rows that picking and packing leave:
thousands of scans would take minutes to set up."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.types import Quantity, new_id
from app.core.upsert import table_of
from app.orders.models import OrderState, SalesOrder, SalesOrderLine
from app.picking.models import Pick, PickTask, TaskState
from app.shipping.models import Carton, CartonLine, CartonState
from bench.jobs import CartonGoods, Goods, ShipJob
from bench.world import Base, Floor, open_stock, sales_order, store

CARTONS, LINES_EACH = 2, 2
QTY = Decimal(3)


Box = Sequence[tuple[SalesOrderLine, Goods, Decimal]]
"""What one carton holds."""


async def cartons(session: AsyncSession, base: Base, documents: int) -> list[ShipJob]:
    """Orders with their goods in cartons on the packing bench; each carton is one scan."""
    goods = base.some_goods()
    jobs: list[ShipJob] = []
    for _ in range(documents):
        wanted = list(islice(goods, CARTONS * LINES_EACH))
        order, lines = await sales_order(session, base, [(one, QTY) for one in wanted])
        content = [(line, one, QTY) for line, one in zip(lines, wanted, strict=True)]
        boxes = [content[at : at + LINES_EACH] for at in range(0, len(content), LINES_EACH)]
        jobs += await pack(session, base.floor, order, boxes)
    await put_on_bench(session, base.floor, jobs)
    return jobs


async def put_on_bench(session: AsyncSession, floor: Floor, jobs: Sequence[ShipJob]) -> None:
    """The stock of packed goods, reserved; and their orders are released."""
    bench = floor.warehouse.packing
    content = [one for job in jobs for one in job.content]
    await open_stock(session, [(one.goods, one.qty, bench, True) for one in content])
    orders = table_of(SalesOrder)
    await session.execute(
        sa.update(orders)
        .where(orders.c.id.in_({job.order_id for job in jobs}))
        .values(state=OrderState.RELEASED)
    )


async def pack(
    session: AsyncSession, floor: Floor, order: SalesOrder, boxes: Sequence[Box]
) -> list[ShipJob]:
    """One walk that is done, the picks, and the cartons they are in."""
    task = PickTask(
        number=f"X-{next(floor.numbers)}",
        sales_order_id=order.id,
        state=TaskState.DONE,
        finished_at=clock.now(),
    )
    await store(session, [task])
    jobs = []
    for position, box in enumerate(boxes, start=1):
        carton = Carton(
            number=f"{task.number}-{position}",
            sales_order_id=order.id,
            state=CartonState.OPEN,
            packed_by=floor.people[0].id,
        )
        await store(session, [carton])
        picks = [_pick(floor, task, *one) for one in box]
        await session.execute(sa.insert(table_of(Pick)), picks)
        await session.execute(
            sa.insert(table_of(CartonLine)), [_content(carton, one) for one in picks]
        )
        goods = tuple(CartonGoods(line.id, one, qty) for line, one, qty in box)
        last = position == len(boxes)
        jobs.append(ShipJob(carton.id, carton.number, order.id, order.number, goods, last))
    await _count_picked(session, jobs)
    return jobs


async def _count_picked(session: AsyncSession, jobs: Sequence[ShipJob]) -> None:
    line = table_of(SalesOrderLine)
    update = (
        sa.update(line)
        .where(line.c.id == sa.bindparam("line"))
        .values(picked_qty=line.c.picked_qty + sa.bindparam("more", type_=Quantity()))
    )
    picked = [{"line": one.line_id, "more": one.qty} for job in jobs for one in job.content]
    await session.execute(update, picked)


def _pick(
    floor: Floor, task: PickTask, line: SalesOrderLine, one: Goods, qty: Decimal
) -> dict[str, object]:
    return {
        "id": new_id(),
        "task_id": task.id,
        "order_line_id": line.id,
        "item_id": one.item_id,
        "lot_id": one.lot_id,
        "from_id": floor.warehouse.dock.id,
        "to_id": floor.warehouse.packing.id,
        "qty": qty,
        "packed_qty": qty,
        "override_reason": "",
        "created_at": clock.now(),
    }


def _content(carton: Carton, pick: dict[str, object]) -> dict[str, object]:
    copied = ("order_line_id", "item_id", "lot_id", "qty", "created_at")
    return {name: pick[name] for name in copied} | {
        "id": new_id(),
        "carton_id": carton.id,
        "pick_id": pick["id"],
    }
