"""What needs a person: cards that say what happened, with names, and what it is about."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item
from app.core import clock
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.counting.review import awaiting_approval
from app.dashboard.coming import expiring
from app.dashboard.schemas import NeedCard, NeedKind, SubjectOut
from app.orders.models import OrderState, SalesOrder, SalesOrderLine
from app.picking.models import Allocation
from app.sync.models import (
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncFinding,
    SyncOperation,
)
from app.sync.port import FixKind
from app.sync.schemas import FixOut

SHOWN = 3
WARN_BEFORE = timedelta(days=30)
_PRESSING = ("company", "accounts", "documents", "items", "parties")
_finding = table_of(SyncFinding).c
_operation, _connection = table_of(SyncOperation).c, table_of(QuickBooksConnection).c
_order, _line = table_of(SalesOrder).c, table_of(SalesOrderLine).c
_stop, _item = table_of(Allocation).c, table_of(Item).c


async def needs(session: AsyncSession, *, today: date) -> list[NeedCard]:
    """All cards, the most pressing kind first."""
    return [
        *await _paused(session),
        *await _ending(session),
        *await _news(session),
        *await _held(session),
        *await _foreseen(session),
        *await _expired(session, today),
        *await _short(session),
        *await _counted(session),
        *await _waiting(session, today),
    ]


async def _paused(session: AsyncSession) -> list[NeedCard]:
    query = sa.select(_connection.id, _connection.company_name, _connection.problem).where(
        _connection.is_active, _connection.state == ConnectionState.PAUSED
    )
    return [
        NeedCard(
            kind=NeedKind.SYNC_PAUSED,
            title=f"QuickBooks is not connected: {one.company_name}",
            detail=_said(one.problem, "Nothing is lost; it is sent once you connect again."),
            count=1,
            subject=SubjectOut(type="connection", id=one.id),
        )
        for one in await session.execute(query)
    ]


async def _ending(session: AsyncSession) -> list[NeedCard]:
    """QuickBooks lets us in for a limited time; a person has to connect again before it is over."""
    query = sa.select(_connection.id, _connection.company_name, _connection.access_ends_at).where(
        _connection.is_active,
        _connection.state == ConnectionState.ACTIVE,
        _connection.access_ends_at <= clock.now() + WARN_BEFORE,
    )
    return [
        NeedCard(
            kind=NeedKind.SYNC_ENDING,
            title=f"Reconnect QuickBooks before {one.access_ends_at:%m/%d/%Y}",
            detail=f"Then QuickBooks stops letting Scanpost into {one.company_name}.",
            count=1,
            subject=SubjectOut(type="connection", id=one.id),
        )
        for one in await session.execute(query)
    ]


async def _news(session: AsyncSession) -> list[NeedCard]:
    """What changed in the company's own settings and nobody has read yet."""
    query = sa.select(_connection.id, _connection.news).where(_connection.is_active)
    return [
        NeedCard(
            kind=NeedKind.SYNC_NEWS,
            title=str(one["title"]),
            detail=str(one["detail"]),
            count=1,
            subject=SubjectOut(type="connection", id=row.id),
        )
        for row in await session.execute(query)
        for one in (row.news or [])[:SHOWN]
    ]


async def _held(session: AsyncSession) -> list[NeedCard]:
    """One card per cause, however many documents it holds: one fix lets them all go."""
    alone = sa.cast(_operation.id, sa.String)
    cause = sa.case((_operation.cause != "", _operation.cause), else_=alone)
    oldest = sa.func.row_number().over(
        partition_by=cause, order_by=(_operation.wanted_at, _operation.id)
    )
    held = (
        sa.select(
            _operation.id,
            _operation.document_number,
            _operation.problem,
            _operation.summary,
            _operation.wanted_at,
            oldest.label("place"),
            sa.func.count().over(partition_by=cause).label("together"),
        )
        .where(_operation.state == OperationState.HELD)
        .subquery()
        .c
    )
    query = sa.select(*held).where(held.place == 1).order_by(held.wanted_at, held.id)
    return [
        NeedCard(
            kind=NeedKind.SYNC_HELD,
            title=_held_title(one),
            detail=_said(one.problem, one.summary),
            count=one.together,
            subject=SubjectOut(type="operation", id=one.id),
            fix=_first_fix(one.problem),
        )
        for one in await session.execute(query.limit(SHOWN))
    ]


async def _foreseen(session: AsyncSession) -> list[NeedCard]:
    """Before QuickBooks says it: one card for the documents it will refuse, else for findings."""
    waiting = (
        _operation.state.not_in([OperationState.DONE, OperationState.HELD]),
        sa.cast(_operation.foreseen, sa.String) != "null",
    )
    query = sa.select(
        _operation.id,
        _operation.document_number,
        _operation.foreseen,
        sa.func.count().over().label("total"),
    ).where(*waiting)
    first = (await session.execute(query.order_by(_operation.wanted_at).limit(1))).first()
    if first is not None:
        return [
            NeedCard(
                kind=NeedKind.SYNC_FORESEEN,
                title=f"QuickBooks will not take {first.document_number}",
                detail=_said(first.foreseen[0], ""),
                count=first.total,
                subject=SubjectOut(type="operation", id=first.id),
            )
        ]
    found = sa.select(_finding.id, _finding.problem, sa.func.count().over().label("total")).join(
        QuickBooksConnection, _connection.id == _finding.connection_id
    )
    one = (
        await session.execute(
            found.where(_connection.is_active, _finding.topic.in_(_PRESSING))
            .order_by(_finding.found_at, _finding.id)
            .limit(1)
        )
    ).first()
    if one is None:
        return []
    return [
        NeedCard(
            kind=NeedKind.SYNC_FORESEEN,
            title=str(one.problem["title"]),
            detail=_said(one.problem, ""),
            count=one.total,
            subject=SubjectOut(type="finding", id=one.id),
        )
    ]


def _held_title(row: Any) -> str:
    if row.together == 1:
        return f"{row.document_number} is not in QuickBooks"
    return f"{row.together:,} documents wait: {(row.problem or {}).get('title', '')}"


def _first_fix(problem: dict[str, Any] | None) -> FixOut | None:
    """The best way out, where there is one that does something about it."""
    fixes = (problem or {}).get("fixes") or ()
    first = FixOut.model_validate(fixes[0]) if fixes else None
    idle = (FixKind.RETRY, FixKind.BY_HAND)
    return None if first is None or first.kind in idle else first


async def _expired(session: AsyncSession, today: date) -> list[NeedCard]:
    lots, count = await expiring(session, today=today, until=today - timedelta(days=1))
    return [
        NeedCard(
            kind=NeedKind.EXPIRED_STOCK,
            title=f"{decimal_text(one.on_hand)} {one.base_unit} of {one.name} expired",
            detail=f"Lot {one.lot or '(none)'} was to be used by {one.use_by:%m/%d/%Y}.",
            count=count,
            subject=SubjectOut(type="lot", id=one.lot_id),
        )
        for one in lots[:SHOWN]
    ]


async def _short(session: AsyncSession) -> list[NeedCard]:
    """Reported short and still missing: nothing else was found for the order meanwhile."""
    shorts = (
        sa.select(
            _order.id,
            _order.number,
            _item.name,
            _item.base_unit,
            _item.sku,
            sa.func.sum(_stop.short_qty).label("short_qty"),
            sa.func.max(_stop.short_reason).label("reason"),
        )
        .join(table_of(SalesOrderLine), _line.id == _stop.order_line_id)
        .join(table_of(SalesOrder), _order.id == _line.order_id)
        .join(table_of(Item), _item.id == _line.item_id)
        .where(
            _stop.short_qty > 0,
            ~_line.closed,
            _line.picked_qty + _line.allocated_qty < _line.qty,
            _order.state.in_((OrderState.OPEN, OrderState.RELEASED)),
        )
        .group_by(_order.id, _order.number, _item.name, _item.base_unit, _item.sku)
        .subquery()
        .c
    )
    query = sa.select(*shorts, sa.func.count().over().label("total"))
    found = await session.execute(query.order_by(shorts.number, shorts.sku).limit(SHOWN))
    return [
        NeedCard(
            kind=NeedKind.SHORT_PICK,
            title=f"{one.number} is short of {one.name}",
            detail=f"{decimal_text(one.short_qty)} {one.base_unit} not found: {one.reason}.",
            count=one.total,
            subject=SubjectOut(type="sales_order", id=one.id),
        )
        for one in found
    ]


async def _counted(session: AsyncSession) -> list[NeedCard]:
    """Counts whose differences a supervisor has to decide on, the oldest first."""
    return [
        NeedCard(
            kind=NeedKind.COUNT_APPROVAL,
            title=f"Count {one.number} waits for approval",
            detail=f"{one.differences} differences, {one.value:+,.2f} in value."
            if one.differences != 1
            else f"1 difference, {one.value:+,.2f} in value.",
            count=one.total,
            subject=SubjectOut(type="count", id=one.id),
        )
        for one in await awaiting_approval(session, SHOWN)
    ]


async def _waiting(session: AsyncSession, today: date) -> list[NeedCard]:
    query = (
        sa.select(_order.id, _order.number, sa.func.count().over().label("total"))
        .where(_order.state == OrderState.OPEN, _order.due_on <= today)
        .order_by(_order.due_on, _order.number)
        .limit(1)
    )
    first = (await session.execute(query)).one_or_none()
    if first is None:
        return []
    title = (
        f"{first.number} is due and not released for picking"
        if first.total == 1
        else f"{first.total} orders are due and not released for picking"
    )
    return [
        NeedCard(
            kind=NeedKind.ORDERS_WAITING,
            title=title,
            detail=f"The first is {first.number}." if first.total > 1 else "Release it to pick it.",
            count=first.total,
            subject=SubjectOut(type="sales_order", id=first.id),
        )
    ]


def _said(problem: dict[str, object] | None, otherwise: str) -> str:
    return str((problem or {}).get("detail") or otherwise)
