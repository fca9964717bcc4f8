"""What is coming: orders to ship, deliveries to receive, stock that grows too old."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Item, Vendor
from app.core.upsert import table_of
from app.dashboard.schemas import Coming, ComingOrder, ExpiringLot
from app.inventory.models import Lot, StockBalance
from app.orders.models import (
    OrderState,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
)

AHEAD = timedelta(days=7)
SHOWN = 5
_OPEN = (OrderState.OPEN, OrderState.RELEASED)

_so, _so_line, _customer = (table_of(one).c for one in (SalesOrder, SalesOrderLine, Customer))
_po, _po_line, _vendor = (table_of(one).c for one in (PurchaseOrder, PurchaseOrderLine, Vendor))
_item, _lot, _balance = (table_of(one).c for one in (Item, Lot, StockBalance))
_use_by = sa.func.coalesce(_lot.expires_on, _lot.best_before, type_=sa.Date)


async def coming(session: AsyncSession, *, today: date, expiring_soon_days: int) -> Coming:
    """The most urgent of each kind: overdue or within a week; expiring as the company defines."""
    due, due_count = await _orders(session, _selling(), today)
    arrivals, arrivals_count = await _orders(session, _buying(), today)
    soon = today + timedelta(days=expiring_soon_days)
    lots, lots_count = await expiring(session, today=today, until=soon)
    return Coming(
        due=due,
        due_count=due_count,
        arrivals=arrivals,
        arrivals_count=arrivals_count,
        expiring=lots,
        expiring_count=lots_count,
    )


def _selling() -> Any:
    left = _open_lines(_so_line, _so.id, _so_line.shipped_qty)
    return (
        sa.select(
            _so.id,
            _so.number,
            _so.state,
            _customer.name,
            _so.due_on.label("on_day"),
            left.label("open_lines"),
        )
        .join(table_of(Customer), _customer.id == _so.customer_id)
        .where(_so.state.in_(_OPEN))
    )


def _buying() -> Any:
    left = _open_lines(_po_line, _po.id, _po_line.received_qty)
    return (
        sa.select(
            _po.id,
            _po.number,
            _po.state,
            _vendor.name,
            _po.expected_on.label("on_day"),
            left.label("open_lines"),
        )
        .join(table_of(Vendor), _vendor.id == _po.vendor_id)
        .where(_po.state.in_(_OPEN))
    )


def _open_lines(line: Any, order_id: Any, done: Any) -> Any:
    return (
        sa.select(sa.func.count())
        .where(line.order_id == order_id, ~line.closed, done < line.qty)
        .scalar_subquery()
    )


async def _orders(session: AsyncSession, orders: Any, today: date) -> tuple[list[ComingOrder], int]:
    row = orders.subquery().c
    urgent = (row.on_day <= today + AHEAD, row.open_lines > 0)
    query = sa.select(*row, sa.func.count().over().label("total")).where(*urgent)
    found = (await session.execute(query.order_by(row.on_day, row.number).limit(SHOWN))).all()
    shown = [
        ComingOrder(
            id=one.id,
            number=one.number,
            party=one.name,
            on=one.on_day,
            overdue=one.on_day < today,
            released=one.state is OrderState.RELEASED,
            open_lines=one.open_lines,
        )
        for one in found
    ]
    return shown, found[0].total if found else 0


async def expiring(
    session: AsyncSession, *, today: date, until: date
) -> tuple[list[ExpiringLot], int]:
    """Lots on hand to be used by `until`, the oldest first, and how many there are."""
    on_hand = sa.func.sum(_balance.on_hand)
    lots = (
        sa.select(
            _lot.id,
            _lot.number,
            _lot.item_id,
            _item.sku,
            _item.name,
            _item.base_unit,
            _use_by.label("use_by"),
            on_hand.label("on_hand"),
        )
        .join(table_of(Lot), _lot.id == _balance.lot_id)
        .join(table_of(Item), _item.id == _lot.item_id)
        .where(_use_by <= until, _balance.on_hand > 0)
        .group_by(*_lot, _item.sku, _item.name, _item.base_unit)
        .subquery()
        .c
    )
    query = sa.select(*lots, sa.func.count().over().label("total"))
    found = (await session.execute(query.order_by(lots.use_by, lots.sku).limit(SHOWN))).all()
    shown = [
        ExpiringLot(
            lot_id=one.id,
            lot=one.number,
            item_id=one.item_id,
            sku=one.sku,
            name=one.name,
            base_unit=one.base_unit,
            on_hand=one.on_hand,
            use_by=one.use_by,
            expired=one.use_by < today,
        )
        for one in found
    ]
    return shown, found[0].total if found else 0
