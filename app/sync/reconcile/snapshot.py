"""Both sides at one moment: our stock, what is still on its way, and what changed in QuickBooks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location, LocationLevel, LocationUse
from app.core.types import Quantity
from app.core.upsert import table_of
from app.inventory.models import StockBalance, StockMove
from app.orders.models import OrderSource, OrderState, SalesOrder, SalesOrderLine
from app.sync.documents import MappingKind, document_adapter
from app.sync.effects import Moves, difference, moves_of
from app.sync.models import ExternalTransaction, OperationState, SyncOperation
from app.sync.models import Mapping as Linked
from app.sync.reconcile.compare import Cause, CauseKind, Difference, Standing, compare

_item, _balance, _bin = table_of(Item).c, table_of(StockBalance).c, table_of(Location).c
_move = table_of(StockMove).c
_link, _op, _txn = table_of(Linked).c, table_of(SyncOperation).c, table_of(ExternalTransaction).c
_order, _line = table_of(SalesOrder).c, table_of(SalesOrderLine).c
INVOICE = "Invoice"
ByItem = dict[UUID, list[Cause]]


async def differences(
    session: AsyncSession,
    connection_id: UUID,
    theirs: Mapping[str, Decimal],
    *,
    since: date,
) -> tuple[list[Difference], int]:
    """Every item that differs, explained, and how many items were compared.

    `theirs` are QuickBooks' quantities by its item ids. What was entered there for a day before
    `since` (the last comparison) counts as back-dated.
    """
    standings = await _standings(session, connection_id, theirs)
    items = {one.external_id: one.item_id for one in standings}
    causes: ByItem = defaultdict(list)
    operations = await _operations(session, connection_id)
    _add_unsent(causes, operations)
    await _add_changes(session, causes, connection_id, operations, items, since)
    found = (compare(one, causes[one.item_id]) for one in standings)
    return [one for one in found if one is not None], len(standings)


async def _standings(
    session: AsyncSession, connection_id: UUID, theirs: Mapping[str, Decimal]
) -> list[Standing]:
    in_bins = (
        sa.select(_balance.item_id, _balance.on_hand)
        .join(Location, _bin.id == _balance.location_id)
        .where(_bin.level == LocationLevel.BIN)
    )
    parts = sa.union_all(in_bins, *_in_transit()).subquery()
    stock = (
        sa.select(parts.c.item_id, sa.func.sum(parts.c.on_hand).label("on_hand"))
        .group_by(parts.c.item_id)
        .subquery()
    )
    rows = await session.execute(
        sa.select(
            _item.id,
            _link.external_id,
            sa.type_coerce(sa.func.coalesce(stock.c.on_hand, 0), Quantity()),
            _item.purchase_cost,
        )
        .join(Linked, _link.local_id == _item.id)
        .outerjoin(stock, stock.c.item_id == _item.id)
        .where(_link.connection_id == connection_id, _link.kind == MappingKind.ITEM)
        .order_by(_item.sku)
    )
    return [
        Standing(item_id, external_id, ours, theirs[external_id], cost)
        for item_id, external_id, ours, cost in rows
        if external_id in theirs
    ]


def _in_transit() -> list[sa.Select[Any]]:
    """What is on its way between warehouses is ours as well: what went in, less what came out."""
    return [
        sa.select(_move.item_id, qty)
        .join(Location, _bin.id == side)
        .where(_bin.level == LocationLevel.VIRTUAL, _bin.use == LocationUse.TRANSIT)
        for side, qty in ((_move.to_id, _move.qty), (_move.from_id, -_move.qty))
    ]


async def _operations(session: AsyncSession, connection_id: UUID) -> dict[UUID, SyncOperation]:
    """Documents that may matter, by our document id: those not confirmed as they are wanted, and
    those that QuickBooks shows otherwise than we told."""
    touched = sa.select(_txn.document_id).where(
        _txn.connection_id == connection_id, _txn.document_id.is_not(None)
    )
    rows = await session.execute(
        sa.select(SyncOperation).where(
            _op.connection_id == connection_id,
            sa.or_(
                _op.state != OperationState.DONE,
                _op.entered_by_hand != "",
                _op.document_id.in_(touched),
            ),
        )
    )
    return {row.document_id: row for row in rows.scalars()}


def _add_unsent(causes: ByItem, operations: Mapping[UUID, SyncOperation]) -> None:
    for row in operations.values():
        if row.state is OperationState.DONE or row.entered_by_hand:
            continue
        kind = CauseKind.HELD if row.state is OperationState.HELD else CauseKind.WAITING
        unsent = difference(_moves(row.snapshot), _moves(row.sent_snapshot))
        for item_id, qty in unsent.items():
            causes[item_id].append(_about(row, Cause(kind, -qty)))


async def _add_changes(
    session: AsyncSession,
    causes: ByItem,
    connection_id: UUID,
    operations: Mapping[UUID, SyncOperation],
    items: Mapping[str, UUID],
    since: date,
) -> None:
    """What QuickBooks' transactions move beyond what we reckon with."""
    by_hand = {row.entered_by_hand: row for row in operations.values() if row.entered_by_hand}
    invoiced = await _invoiced_first(session, connection_id)
    rows = await session.execute(
        sa.select(ExternalTransaction).where(_txn.connection_id == connection_id)
    )
    for txn in rows.scalars():
        order = invoiced.pop(txn.external_id, None) if txn.entity == INVOICE else None
        row = operations.get(txn.document_id) if txn.document_id else by_hand.pop(txn.number, None)
        now = _in_our_items({} if txn.deleted or txn.voided else txn.moves, items)
        reckoned = order.shipped if order else _reckoned(txn, row, items)
        for item_id, qty in difference(now, reckoned).items():
            waiting = order is not None and order.open and not txn.deleted and not txn.voided
            told = _told(txn, row, qty, since)
            causes[item_id].append(replace(told, kind=CauseKind.INVOICED) if waiting else told)
    for order in invoiced.values():  # invoiced before what we read of QuickBooks' transactions
        for item_id, qty in order.waiting.items() if order.open else ():
            told = Cause(CauseKind.INVOICED, -qty, number=order.number, entity=INVOICE)
            causes[item_id].append(told)
    for row in by_hand.values():  # nothing there carries the number a person gave
        for item_id, qty in _moves(row.snapshot).items():
            causes[item_id].append(_about(row, Cause(CauseKind.BY_HAND, -qty)))


@dataclass(slots=True)
class _InvoicedFirst:
    """An order that is an invoice in QuickBooks: it took the goods out there before we ship them.

    `shipped` are moves, so negative; `waiting` are the units still here.
    """

    number: str
    open: bool
    shipped: Moves = field(default_factory=dict)
    waiting: Moves = field(default_factory=dict)


async def _invoiced_first(session: AsyncSession, connection_id: UUID) -> dict[str, _InvoicedFirst]:
    rows = await session.execute(
        sa.select(
            _link.external_id,
            _order.number,
            _order.state,
            _line.item_id,
            _line.qty,
            _line.shipped_qty,
        )
        .join(SalesOrder, _order.id == _line.order_id)
        .join(Linked, _link.local_id == _order.id)
        .where(
            _order.source == OrderSource.INVOICE,
            _link.connection_id == connection_id,
            _link.kind == MappingKind.SALES_ORDER,
        )
    )
    found: dict[str, _InvoicedFirst] = {}
    for external_id, number, state, item_id, qty, shipped in rows:
        open_ = state in (OrderState.OPEN, OrderState.RELEASED)
        order = found.setdefault(external_id, _InvoicedFirst(number, open_))
        order.shipped[item_id] = order.shipped.get(item_id, Decimal(0)) - shipped
        left = max(qty - shipped, Decimal(0))
        order.waiting[item_id] = order.waiting.get(item_id, Decimal(0)) + left
    return found


def _reckoned(
    txn: ExternalTransaction, row: SyncOperation | None, items: Mapping[str, UUID]
) -> Moves:
    """What we count on: what we told, if it is ours; and per item, what people accepted."""
    told: Moves = {}
    if row is not None:
        told = _moves(row.snapshot if row.entered_by_hand else row.sent_snapshot)
    return told | _in_our_items(txn.reckoned or {}, items)


def _told(txn: ExternalTransaction, row: SyncOperation | None, qty: Decimal, since: date) -> Cause:
    cause = Cause(
        _kind(txn, row, since),
        qty,
        number=txn.number,
        entity=txn.entity,
        external_id=txn.external_id,
        on=txn.on,
        party=txn.party,
        made_by=txn.made_by,
        transaction_id=txn.id,
    )
    return cause if row is None else _about(row, cause)


def _kind(txn: ExternalTransaction, row: SyncOperation | None, since: date) -> CauseKind:
    if txn.deleted:
        return CauseKind.DELETED
    if txn.voided:
        return CauseKind.VOIDED
    if row is not None or txn.reckoned:
        return CauseKind.EDITED
    late = txn.on is not None and txn.on < since
    return CauseKind.BACK_DATED if late else CauseKind.ENTERED


def _about(row: SyncOperation, cause: Cause) -> Cause:
    return replace(
        cause,
        number=cause.number or row.document_number,
        document_type=row.document_type,
        document_id=row.document_id,
        operation_id=row.id,
    )


def _moves(snapshot: dict[str, Any] | None) -> Moves:
    return {} if snapshot is None else moves_of(document_adapter.validate_python(snapshot))


def _in_our_items(moves: Mapping[str, Any], items: Mapping[str, UUID]) -> Moves:
    """By our item ids; items that are not ours do not matter here."""
    return {items[one]: Decimal(str(qty)) for one, qty in moves.items() if one in items}
