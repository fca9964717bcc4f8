"""Reads of receipts: a list, and one with what was expected and what was counted."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.models import Item, Vendor
from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.inventory.described import described, description
from app.orders.models import PurchaseOrder
from app.orders.queries import purchase_order
from app.orders.schemas import PartyRef
from app.receiving.models import Receipt, ReceiptLine, ReceiptState
from app.receiving.problems import ReceiptNotFound
from app.receiving.schemas import CountedLine, ExpectedLine, OrderRef, ReceiptOut, ReceiptRow

_receipt, _line, _item = table_of(Receipt), table_of(ReceiptLine), table_of(Item)
_vendor, _order, _user = table_of(Vendor), table_of(PurchaseOrder), table_of(User)


def _receipts() -> sa.Select[Any]:
    return (
        sa.select(
            _receipt,
            _vendor.c.name.label("vendor_name"),
            _order.c.number.label("order_number"),
            _user.c.name.label("opener"),
        )
        .join(_vendor, _vendor.c.id == _receipt.c.vendor_id)
        .join(_user, _user.c.id == _receipt.c.opened_by)
        .outerjoin(_order, _order.c.id == _receipt.c.purchase_order_id)
    )


async def receipts(
    session: AsyncSession,
    *,
    state: ReceiptState | None = None,
    purchase_order_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ReceiptRow]:
    """Receipts, newest first."""
    query = _receipts()
    if state is not None:
        query = query.where(_receipt.c.state == state)
    if purchase_order_id is not None:
        query = query.where(_receipt.c.purchase_order_id == purchase_order_id)
    page = await fetch_page(
        session,
        query,
        keys=(_receipt.c.created_at, _receipt.c.id),
        cursor=cursor,
        limit=limit,
        descending=True,
    )
    sums = await _sums(session, [row.id for row in page.rows])
    return Page(
        items=[ReceiptRow.model_validate(_values(row, sums)) for row in page.rows],
        next_cursor=page.next_cursor,
    )


async def receipt(session: AsyncSession, receipt_id: UUID) -> ReceiptOut:
    """One receipt with its lines; raises ReceiptNotFound."""
    found = await session.execute(_receipts().where(_receipt.c.id == receipt_id))
    row = found.one_or_none()
    if row is None:
        raise ReceiptNotFound("This receipt does not exist.", id=receipt_id)
    sums = await _sums(session, [receipt_id])
    expected: list[ExpectedLine] = []
    if row.purchase_order_id is not None:
        expected = await _expected(session, receipt_id, row.purchase_order_id)
    lines = {"expected": expected, "counted": await _counted(session, receipt_id)}
    return ReceiptOut.model_validate(_values(row, sums) | lines)


async def _sums(
    session: AsyncSession, receipt_ids: Sequence[UUID]
) -> dict[UUID, tuple[int, Decimal]]:
    query = (
        sa.select(_line.c.receipt_id, sa.func.count(), sa.func.sum(_line.c.qty))
        .where(_line.c.receipt_id.in_(receipt_ids))
        .group_by(_line.c.receipt_id)
    )
    return {receipt_id: (count, qty) for receipt_id, count, qty in await session.execute(query)}


async def _expected(session: AsyncSession, receipt_id: UUID, order_id: UUID) -> list[ExpectedLine]:
    query = (
        sa.select(_line.c.order_line_id, sa.func.sum(_line.c.qty).label("qty"))
        .where(_line.c.receipt_id == receipt_id)
        .group_by(_line.c.order_line_id)
    )
    counted = {row.order_line_id: row.qty for row in await session.execute(query)}
    return [
        ExpectedLine(
            order_line_id=line.id,
            item=line.item,
            description=line.description,
            qty=line.qty,
            received_qty=line.received_qty,
            counted_qty=counted.get(line.id, Decimal(0)),
            remaining=line.remaining,
            closed=line.closed,
        )
        for line in (await purchase_order(session, order_id)).lines
    ]


async def _counted(session: AsyncSession, receipt_id: UUID) -> list[CountedLine]:
    rows = await session.execute(described(_line).where(_line.c.receipt_id == receipt_id))
    return [
        CountedLine(**description(row), unit_cost=row.unit_cost, exception=row.exception)
        for row in rows
    ]


def _values(row: Any, sums: dict[UUID, tuple[int, Decimal]]) -> dict[str, Any]:
    line_count, counted_qty = sums.get(row.id, (0, Decimal(0)))
    order = None
    if row.purchase_order_id is not None:
        order = OrderRef(id=row.purchase_order_id, number=row.order_number)
    return dict(row._mapping) | {
        "vendor": PartyRef(id=row.vendor_id, name=row.vendor_name),
        "purchase_order": order,
        "opened_by": row.opener,
        "line_count": line_count,
        "counted_qty": counted_qty,
    }
