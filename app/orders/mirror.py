"""Keep purchase and sales orders as QuickBooks has them, without undoing what the floor did.

QuickBooks owns which orders exist, their lines and prices; received, allocated, picked and shipped
are ours and are never touched here. An order that one of our own documents closed in QuickBooks
(one invoice closes an estimate, however little it ships) stays ours to finish.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.upsert import table_of
from app.orders.models import (
    OrderSource,
    OrderState,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
)

NUMBER_LENGTH = 40


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line as QuickBooks has it; the item is ours already."""

    external_line_id: str
    line_no: int
    item_id: UUID
    qty: Decimal
    unit_amount: Decimal | None
    description: str


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order as QuickBooks has it. `ours_to_finish`: closed there by a document of ours."""

    number: str
    party_id: UUID
    source: OrderSource
    open: bool
    ours_to_finish: bool
    ordered_on: date | None
    due_on: date | None
    memo: str
    lines: tuple[LineFacts, ...]


AnyLine = PurchaseOrderLine | SalesOrderLine


async def save_purchase_orders(session: AsyncSession, facts: Mapping[UUID, OrderFacts]) -> None:
    """Create or update these purchase orders, by our id."""
    orders = await _known(session, PurchaseOrder, facts)
    lines = await _lines(session, PurchaseOrderLine, facts)
    for order_id, one in facts.items():
        order = orders.get(order_id)
        if order is None:
            order = PurchaseOrder(id=order_id, number="", vendor_id=one.party_id)
            session.add(order)
        order.vendor_id = one.party_id
        order.expected_on = one.due_on
        _set_common(order, one, lines[order_id])
    await session.flush()  # lines refer to the orders
    for order_id, one in facts.items():
        _merge_lines(session, order_id, one.lines, lines[order_id], _purchase_line)
    await session.flush()


async def save_sales_orders(session: AsyncSession, facts: Mapping[UUID, OrderFacts]) -> None:
    """Create or update these sales orders, by our id."""
    orders = await _known(session, SalesOrder, facts)
    lines = await _lines(session, SalesOrderLine, facts)
    for order_id, one in facts.items():
        order = orders.get(order_id)
        if order is None:
            order = SalesOrder(id=order_id, number="", customer_id=one.party_id)
            session.add(order)
        order.customer_id = one.party_id
        order.source = one.source
        order.due_on = one.due_on
        _set_common(order, one, lines[order_id])
    await session.flush()  # lines refer to the orders
    for order_id, one in facts.items():
        _merge_lines(session, order_id, one.lines, lines[order_id], _sales_line)
    await session.flush()


async def cancel(
    session: AsyncSession, model: type[PurchaseOrder] | type[SalesOrder], ids: Iterable[UUID]
) -> None:
    """QuickBooks no longer has these orders; finished ones stay finished."""
    order = table_of(model).c
    await session.execute(
        sa.update(model)
        .where(order.id.in_(list(ids)), order.state.in_([OrderState.OPEN, OrderState.RELEASED]))
        .values(state=OrderState.CANCELLED, updated_at=clock.now())
    )


async def _known(session: AsyncSession, model: Any, ids: Iterable[UUID]) -> dict[UUID, Any]:
    found = await session.execute(
        sa.select(model).where(table_of(model).c.id.in_(list(ids))).with_for_update()
    )
    return {row.id: row for row in found.scalars()}


async def _lines(
    session: AsyncSession, model: Any, ids: Iterable[UUID]
) -> dict[UUID, list[AnyLine]]:
    line = table_of(model).c
    found = await session.execute(
        sa.select(model).where(line.order_id.in_(list(ids))).order_by(line.line_no)
    )
    grouped: dict[UUID, list[AnyLine]] = {order_id: [] for order_id in ids}
    for row in found.scalars():
        grouped[row.order_id].append(row)
    return grouped


def _set_common(
    order: PurchaseOrder | SalesOrder, facts: OrderFacts, lines: Sequence[AnyLine]
) -> None:
    order.number = facts.number[:NUMBER_LENGTH]
    order.ordered_on = facts.ordered_on
    order.memo = facts.memo
    order.state = _state(order.state, facts, lines)
    order.updated_at = clock.now()


def _state(state: OrderState, facts: OrderFacts, lines: Sequence[AnyLine]) -> OrderState:
    """What QuickBooks' open or closed means for an order that may be in work here."""
    if not facts.open:
        if facts.ours_to_finish or state is OrderState.CANCELLED:
            return state
        return OrderState.CLOSED
    if state is OrderState.CANCELLED or (state is OrderState.CLOSED and _grew(facts, lines)):
        return OrderState.OPEN
    return state


def _grew(facts: OrderFacts, lines: Sequence[AnyLine]) -> bool:
    """Does QuickBooks order more than when we finished it?"""
    ours = {line.external_line_id: line for line in lines}
    return any(
        (known := ours.get(line.external_line_id)) is None or line.qty > known.qty
        for line in facts.lines
    )


def _merge_lines(
    session: AsyncSession,
    order_id: UUID,
    facts: tuple[LineFacts, ...],
    lines: Sequence[AnyLine],
    new_line: Any,
) -> None:
    """Match by line id, else by item (an edit in QuickBooks may replace lines), else create."""
    by_id = {line.external_line_id: line for line in lines}
    kept = {one.external_line_id for one in facts}
    orphans = [line for line in lines if line.external_line_id not in kept]
    for one in facts:
        line = by_id.get(one.external_line_id) or _same_item(orphans, one.item_id)
        if line is None:
            session.add(new_line(order_id, one))
            continue
        _update_line(line, one)
    for line in orphans:
        line.closed = True


def _same_item(orphans: list[AnyLine], item_id: UUID) -> AnyLine | None:
    """The line that this one replaces; it is an orphan no longer."""
    for line in orphans:
        if line.item_id == item_id:
            orphans.remove(line)
            return line
    return None


def _update_line(line: AnyLine, facts: LineFacts) -> None:
    line.external_line_id = facts.external_line_id
    line.line_no = facts.line_no
    line.description = facts.description
    if isinstance(line, SalesOrderLine):
        # What is allocated or picked already stays on the order, whatever QuickBooks asks now.
        line.qty = max(facts.qty, line.allocated_qty + line.picked_qty)
        line.unit_price = facts.unit_amount
        untouched = line.allocated_qty == line.picked_qty == 0
        finished = line.shipped_qty >= facts.qty
    else:
        line.qty = facts.qty
        line.unit_cost = facts.unit_amount
        untouched = line.received_qty == 0
        finished = line.received_qty >= facts.qty
    line.closed = line.closed and finished
    if untouched:
        line.item_id = facts.item_id


def _purchase_line(order_id: UUID, facts: LineFacts) -> PurchaseOrderLine:
    return PurchaseOrderLine(
        order_id=order_id,
        external_line_id=facts.external_line_id,
        line_no=facts.line_no,
        item_id=facts.item_id,
        description=facts.description,
        qty=facts.qty,
        unit_cost=facts.unit_amount,
    )


def _sales_line(order_id: UUID, facts: LineFacts) -> SalesOrderLine:
    return SalesOrderLine(
        order_id=order_id,
        external_line_id=facts.external_line_id,
        line_no=facts.line_no,
        item_id=facts.item_id,
        description=facts.description,
        qty=facts.qty,
        unit_price=facts.unit_amount,
    )
