"""What stands against the goods we have or expect: items in stock and on open orders."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item
from app.core import clock
from app.core.upsert import table_of
from app.inventory.models import StockBalance
from app.orders.models import (
    OrderState,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
)
from app.sync import ways_out
from app.sync.accounts import PURPOSES
from app.sync.audit.words import Found, found, inactive
from app.sync.documents import MappingKind
from app.sync.facts import Facts
from app.sync.models import ExternalAccount, Mapping, QuickBooksConnection
from app.sync.names import plain

OPEN = (OrderState.OPEN, OrderState.RELEASED)
_item, _mapping = table_of(Item).c, table_of(Mapping).c
_balance, _account = table_of(StockBalance).c, table_of(ExternalAccount).c
_bought, _sold = table_of(PurchaseOrderLine).c, table_of(SalesOrderLine).c


async def look(session: AsyncSession, connection: QuickBooksConnection) -> list[Found]:
    """Inactive, unlinked, not counted in stock there, without cost, price or account, or not
    started yet."""
    in_stock = sa.select(_balance.item_id).where(_balance.on_hand > 0)
    to_come = _ordered(PurchaseOrder, PurchaseOrderLine)
    to_go = _ordered(SalesOrder, SalesOrderLine)
    rows = await session.execute(
        sa.select(
            _item.id,
            _item.sku,
            _item.name,
            _item.purchase_cost,
            _item.sales_price,
            _mapping.external_id,
            _mapping.details,
            _item.id.in_(in_stock).label("stocked"),
        )
        .outerjoin(
            table_of(Mapping),
            sa.and_(
                _mapping.connection_id == connection.id,
                _mapping.kind == MappingKind.ITEM,
                _mapping.local_id == _item.id,
            ),
        )
        .where(sa.or_(_item.id.in_(in_stock), _item.id.in_(to_come), _item.id.in_(to_go)))
        .order_by(_item.sku)
    )
    facts = Facts.of(connection.facts)
    today = clock.today(facts.zone or "UTC")
    closed = await _closed_accounts(session, connection.id)
    return [one for row in rows for one in _about(row, today, closed)]


def _ordered(order: Any, line: Any) -> Any:
    """Items of open orders' lines."""
    orders, lines = table_of(order).c, table_of(line).c
    return (
        sa.select(lines.item_id)
        .join(table_of(order), orders.id == lines.order_id)
        .where(orders.state.in_(OPEN), sa.not_(lines.closed))
    )


async def _closed_accounts(session: AsyncSession, connection_id: UUID) -> dict[str, str]:
    """Names of inactive accounts by QuickBooks id."""
    found = await session.execute(
        sa.select(_account.external_id, _account.name).where(
            _account.connection_id == connection_id, sa.not_(_account.active)
        )
    )
    return {row.external_id: row.name for row in found}


def _about(row: Any, today: date, closed: dict[str, str]) -> Iterator[Found]:
    kind, named = MappingKind.ITEM, f"{row.name} ({row.sku})"
    cause = ways_out.record(kind, row.id)
    have = "is in stock" if row.stocked else "is on an open order"
    if row.external_id is None:
        yield found(
            *("items", "item_not_linked", cause),
            f"{row.name} is not in QuickBooks yet",
            f"{named} {have}, but Scanpost cannot find it in QuickBooks.",
            "Choose what it is called in QuickBooks, or add it there.",
            *(ways_out.link(kind, row.id), ways_out.create(kind, row.id, row.name)),
            names=named,
        )
        return
    details = row.details or {}
    if details.get("active") is False:
        fixes = ways_out.reactivate(kind, row.id, row.name), ways_out.link(kind, row.id)
        yield inactive("items", cause, row.name, have, fixes, what=named)
    if details.get("stocked") is False:
        yield found(
            *("items", "not_counted_there", cause),
            f"QuickBooks does not count {row.name}",
            f"{named} {have}, but QuickBooks has it as a service or non-inventory item: its"
            " quantity there never changes, and adjustments of it are refused.",
            "Link it to an inventory item of QuickBooks.",
            ways_out.link(kind, row.id),
            names=named,
        )
    yield from _amounts(row, cause, named, have)
    yield from _accounts(details, row, cause, named, closed)
    starts = details.get("starts_on")
    if starts and date.fromisoformat(starts) > today:
        yield found(
            *("items", "before_start_date", cause),
            f"{row.name} does not exist yet in QuickBooks",
            f"{named} {have}, but QuickBooks counts its stock only from"
            f" {date.fromisoformat(starts):%m/%d/%Y} on and takes nothing dated before.",
            "Set an earlier start date on the item in QuickBooks.",
            names=named,
        )


def _amounts(row: Any, cause: str, named: str, have: str) -> Iterator[Found]:
    for word, amount in (("cost", row.purchase_cost), ("price", row.sales_price)):
        if amount is None:
            yield found(
                *("items", f"{word}_missing", cause),
                f"Nobody knows the {word} of {row.name}",
                f"{named} {have}, but QuickBooks gives no {word} for it: a document whose order"
                f" names no {word} either will be held.",
                f"Enter the {word} on the item in QuickBooks.",
                names=named,
            )


def _accounts(
    details: dict[str, Any], row: Any, cause: str, named: str, closed: dict[str, str]
) -> Iterator[Found]:
    accounts = details.get("accounts")
    if accounts is None or details.get("stocked") is False:
        return
    for field in ("asset", "income", "cogs"):
        account = accounts.get(field)
        if account is None:
            problem = f"has no account for {PURPOSES[field]}"
        elif account in closed:
            problem = f"is booked to {plain(closed[account])}, which is inactive"
        else:
            continue
        yield found(
            *("items", "item_account", f"{cause}:{field}"),
            f"{row.name} has no usable account",
            f"{named} {problem} in QuickBooks.",
            "Choose the account on the item in QuickBooks.",
            names=named,
        )
