"""Reads of orders: lists with progress, one order with its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Item, Vendor
from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.inventory.schemas import ItemRef
from app.orders.models import (
    OrderState,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
)
from app.orders.problems import OrderNotFound
from app.orders.schemas import (
    PartyRef,
    PurchaseOrderLineOut,
    PurchaseOrderOut,
    PurchaseOrderRow,
    SalesOrderLineOut,
    SalesOrderOut,
    SalesOrderRow,
)

_item = table_of(Item)
_SOME_DAY = sa.literal(date.max, sa.Date())


@dataclass(frozen=True, slots=True)
class _Side:
    """Buying or selling: the same reads over other tables."""

    name: str
    order: sa.Table
    line: sa.Table
    party: sa.Table
    party_id: str
    counters: tuple[str, ...]
    urgency: tuple[sa.ColumnElement[Any], ...]


_po, _so = table_of(PurchaseOrder), table_of(SalesOrder)
_BUYING = _Side(
    name="purchase order",
    order=_po,
    line=table_of(PurchaseOrderLine),
    party=table_of(Vendor),
    party_id="vendor_id",
    counters=("received_qty",),
    urgency=(sa.func.coalesce(_po.c.expected_on, _SOME_DAY), _po.c.number, _po.c.id),
)
_SELLING = _Side(
    name="sales order",
    order=_so,
    line=table_of(SalesOrderLine),
    party=table_of(Customer),
    party_id="customer_id",
    counters=("allocated_qty", "picked_qty", "shipped_qty"),
    urgency=(
        -_so.c.priority,
        sa.func.coalesce(_so.c.due_on, _SOME_DAY),
        _so.c.number,
        _so.c.id,
    ),
)


async def purchase_orders(
    session: AsyncSession,
    *,
    state: OrderState | None = None,
    search: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PurchaseOrderRow]:
    """Purchase orders, soonest expected first; `search` looks in number, vendor and SKU."""
    values, next_cursor = await _list(session, _BUYING, state, search, cursor, limit)
    return Page(
        items=[PurchaseOrderRow.model_validate(one) for one in values], next_cursor=next_cursor
    )


async def purchase_order(session: AsyncSession, order_id: UUID) -> PurchaseOrderOut:
    """One purchase order with its lines; raises OrderNotFound."""
    values, lines = await _detail(session, _BUYING, order_id)
    shown = [PurchaseOrderLineOut.model_validate(line) for line in lines]
    return PurchaseOrderOut.model_validate(values | {"lines": shown})


async def sales_orders(
    session: AsyncSession,
    *,
    state: OrderState | None = None,
    search: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[SalesOrderRow]:
    """Sales orders, highest priority and soonest due first; `search` as for purchase orders."""
    values, next_cursor = await _list(session, _SELLING, state, search, cursor, limit)
    return Page(
        items=[SalesOrderRow.model_validate(one) for one in values], next_cursor=next_cursor
    )


async def sales_order(session: AsyncSession, order_id: UUID) -> SalesOrderOut:
    """One sales order with its lines; raises OrderNotFound."""
    values, lines = await _detail(session, _SELLING, order_id)
    shown = [SalesOrderLineOut.model_validate(line) for line in lines]
    return SalesOrderOut.model_validate(values | {"lines": shown})


def _orders(side: _Side) -> sa.Select[Any]:
    return sa.select(side.order, side.party.c.name.label("party_name")).join(
        side.party, side.party.c.id == side.order.c[side.party_id]
    )


async def _list(
    session: AsyncSession,
    side: _Side,
    state: OrderState | None,
    search: str,
    cursor: str | None,
    limit: int,
) -> tuple[list[dict[str, Any]], str | None]:
    query = _orders(side)
    if state is not None:
        query = query.where(side.order.c.state == state)
    if search.strip():
        query = query.where(_matches(side, search.strip()))
    page = await fetch_page(session, query, keys=side.urgency, cursor=cursor, limit=limit)
    progress = await _progress(session, side, [row.id for row in page.rows])
    return [_values(side, row) | progress[row.id] for row in page.rows], page.next_cursor


def _matches(side: _Side, text: str) -> sa.ColumnElement[bool]:
    with_item = (
        sa.select(side.line.c.order_id)
        .join(_item, _item.c.id == side.line.c.item_id)
        .where(_item.c.sku.icontains(text, autoescape=True))
    )
    return sa.or_(
        side.order.c.number.icontains(text, autoescape=True),
        side.party.c.name.icontains(text, autoescape=True),
        side.order.c.id.in_(with_item),
    )


async def _progress(
    session: AsyncSession, side: _Side, order_ids: Sequence[UUID]
) -> dict[UUID, dict[str, Any]]:
    """Line count and summed quantities per order; an order without lines counts zero."""
    line = side.line.c
    query = (
        sa.select(
            line.order_id,
            sa.func.count().label("line_count"),
            sa.func.sum(line.qty).label("ordered_qty"),
            *(sa.func.sum(line[name]).label(name) for name in side.counters),
        )
        .where(line.order_id.in_(order_ids))
        .group_by(line.order_id)
    )
    nothing = dict.fromkeys(("line_count", "ordered_qty", *side.counters), 0)
    sums = {row.order_id: dict(row._mapping) for row in await session.execute(query)}
    return {order_id: sums.get(order_id, nothing) for order_id in order_ids}


async def _detail(
    session: AsyncSession, side: _Side, order_id: UUID
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    found = await session.execute(_orders(side).where(side.order.c.id == order_id))
    row = found.one_or_none()
    if row is None:
        raise OrderNotFound(f"This {side.name} does not exist.", id=order_id)
    progress = await _progress(session, side, [order_id])
    lines = await session.execute(
        sa.select(side.line, _item.c.sku, _item.c.name, _item.c.base_unit, _item.c.tracking)
        .join(_item, _item.c.id == side.line.c.item_id)
        .where(side.line.c.order_id == order_id)
        .order_by(side.line.c.line_no, side.line.c.id)
    )
    return _values(side, row) | progress[order_id], [_line_values(one) for one in lines]


def _values(side: _Side, row: Any) -> dict[str, Any]:
    values = dict(row._mapping)
    party = PartyRef(id=values[side.party_id], name=row.party_name)
    return values | {side.party_id.removesuffix("_id"): party}


def _line_values(row: Any) -> dict[str, Any]:
    item = ItemRef(
        id=row.item_id,
        sku=row.sku,
        name=row.name,
        base_unit=row.base_unit,
        tracking=row.tracking,
    )
    return dict(row._mapping) | {"item": item}
