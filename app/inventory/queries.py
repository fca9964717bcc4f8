"""Reads of stock: what lies where, how it came there, which lots there are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import Device, User
from app.catalog.models import PICKABLE_USES, Item, Location
from app.core.errors import NotFound
from app.core.paging import Page, fetch_page
from app.core.types import Quantity
from app.core.upsert import table_of
from app.inventory.labels import label_of
from app.inventory.models import Lot, LotStatus, SerialNumber, StockBalance, StockMove
from app.inventory.schemas import BinRef, ItemRef, LotRow, MoveRow, StockRow

_item, _lot, _bin = table_of(Item), table_of(Lot), table_of(Location)
_balance, _move, _serial = table_of(StockBalance), table_of(StockMove), table_of(SerialNumber)
_user, _device = table_of(User), table_of(Device)

_ITEM = (_item.c.sku, _item.c.name, _item.c.base_unit, _item.c.tracking)
_LOT = tuple(
    _lot.c[name].label(f"lot_{name}")
    for name in ("number", "expires_on", "best_before", "status", "hold_reason")
)
_ZERO = sa.literal(Decimal(0), Quantity())


@dataclass(frozen=True, slots=True)
class StockFilter:
    """Which stock rows to show; None or False leaves a filter out.

    `location_id` may be a bin, a zone or a warehouse; `expires_before` finds what must go.
    """

    search: str = ""
    item_id: UUID | None = None
    lot_id: UUID | None = None
    location_id: UUID | None = None
    expires_before: date | None = None
    held: bool = False


async def stock_rows(
    session: AsyncSession, which: StockFilter, *, today: date, cursor: str | None, limit: int
) -> Page[StockRow]:
    """Stock by item, lot and bin, in the order of SKU, bin and lot number; empty rows left out."""
    query = (
        sa.select(_balance, *_ITEM, *_LOT, _bin.c.code, _bin.c.name.label("bin_name"), _bin.c.use)
        .join(_item, _item.c.id == _balance.c.item_id)
        .join(_lot, _lot.c.id == _balance.c.lot_id)
        .join(_bin, _bin.c.id == _balance.c.location_id)
        .where(sa.or_(_balance.c.on_hand != _ZERO, _balance.c.reserved != _ZERO))
        .where(*_conditions(which))
    )
    page = await fetch_page(
        session,
        query,
        keys=(_item.c.sku, _bin.c.code, _lot.c.number),
        cursor=cursor,
        limit=limit,
    )
    return Page(items=[_stock_row(row, today) for row in page.rows], next_cursor=page.next_cursor)


def _conditions(which: StockFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if which.search.strip():
        text = which.search.strip()
        names = (_item.c.sku, _item.c.name, _lot.c.number, _bin.c.code)
        found.append(sa.or_(*(name.icontains(text, autoescape=True) for name in names)))
    if which.item_id:
        found.append(_balance.c.item_id == which.item_id)
    if which.lot_id:
        found.append(_balance.c.lot_id == which.lot_id)
    if which.location_id:
        tree = (_bin.c.id, _bin.c.parent_id, _bin.c.warehouse_id)
        found.append(sa.or_(*(level == which.location_id for level in tree)))
    if which.expires_before:
        use_by = sa.func.coalesce(_lot.c.expires_on, _lot.c.best_before)
        found.append(use_by < which.expires_before)
    if which.held:
        found.append(_lot.c.status == LotStatus.HELD)
    return found


def _stock_row(row: Any, today: date) -> StockRow:
    use_by = row.lot_expires_on or row.lot_best_before
    pickable = (
        row.lot_status is LotStatus.AVAILABLE
        and row.use in PICKABLE_USES
        and (use_by is None or use_by >= today)
    )
    free = max(row.on_hand - row.reserved, 0)
    return StockRow.model_validate(
        {
            "item": _item_ref(row),
            "lot": _lot_values(row) if row.lot_number else None,
            "location": BinRef(id=row.location_id, code=row.code, name=row.bin_name, use=row.use),
            "on_hand": row.on_hand,
            "reserved": row.reserved,
            "available": free if pickable else 0,
        }
    )


async def move_rows(
    session: AsyncSession,
    *,
    item_id: UUID | None = None,
    lot_id: UUID | None = None,
    location_id: UUID | None = None,
    document_id: UUID | None = None,
    cursor: str | None,
    limit: int,
) -> Page[MoveRow]:
    """The ledger, newest first: what moved from where to where, by whom, when and why."""
    origin, target = _bin.alias("origin"), _bin.alias("target")
    query = (
        sa.select(
            _move,
            *_ITEM,
            _lot.c.number.label("lot_number"),
            _serial.c.number.label("serial_number"),
            *(origin.c[name].label(f"from_{name}") for name in ("code", "level", "use")),
            *(target.c[name].label(f"to_{name}") for name in ("code", "level", "use")),
            _user.c.name.label("person"),
            _device.c.name.label("device"),
        )
        .join(_item, _item.c.id == _move.c.item_id)
        .join(_lot, _lot.c.id == _move.c.lot_id)
        .join(origin, origin.c.id == _move.c.from_id)
        .join(target, target.c.id == _move.c.to_id)
        .outerjoin(_serial, _serial.c.id == _move.c.serial_id)
        .outerjoin(_user, _user.c.id == _move.c.user_id)
        .outerjoin(_device, _device.c.id == _move.c.device_id)
    )
    for column, wanted in (
        (_move.c.item_id, item_id),
        (_move.c.lot_id, lot_id),
        (_move.c.document_id, document_id),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    if location_id is not None:
        query = query.where(sa.or_(_move.c.from_id == location_id, _move.c.to_id == location_id))
    page = await fetch_page(
        session,
        query,
        keys=(_move.c.posted_at, _move.c.id),
        cursor=cursor,
        limit=limit,
        descending=True,
    )
    return Page(items=[_move_row(row) for row in page.rows], next_cursor=page.next_cursor)


def _move_row(row: Any) -> MoveRow:
    return MoveRow(
        id=row.id,
        item=_item_ref(row),
        lot_number=row.lot_number or None,
        serial_number=row.serial_number,
        qty=row.qty,
        from_label=label_of(row.from_code, row.from_level, row.from_use),
        to_label=label_of(row.to_code, row.to_level, row.to_use),
        reason=row.reason,
        document_type=row.document_type,
        document_id=row.document_id,
        person=row.person,
        device=row.device,
        occurred_at=row.occurred_at,
        posted_at=row.posted_at,
        reverses=row.reverses,
    )


async def lot_rows(
    session: AsyncSession,
    *,
    item_id: UUID | None = None,
    lot_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[LotRow]:
    """Lots with a number, by SKU and number, each with what we have of it over all bins."""
    sums = (
        sa.select(
            _balance.c.lot_id,
            sa.func.sum(_balance.c.on_hand).label("on_hand"),
            sa.func.sum(_balance.c.reserved).label("reserved"),
        )
        .group_by(_balance.c.lot_id)
        .subquery()
    )
    query = (
        sa.select(
            _lot.c.id.label("lot_id"),
            *_LOT,
            _lot.c.item_id,
            _lot.c.received_at,
            *_ITEM,
            sa.func.coalesce(sums.c.on_hand, _ZERO).label("on_hand"),
            sa.func.coalesce(sums.c.reserved, _ZERO).label("reserved"),
        )
        .join(_item, _item.c.id == _lot.c.item_id)
        .outerjoin(sums, sums.c.lot_id == _lot.c.id)
        .where(_lot.c.number != "")
    )
    if item_id is not None:
        query = query.where(_lot.c.item_id == item_id)
    if lot_id is not None:
        query = query.where(_lot.c.id == lot_id)
    page = await fetch_page(
        session, query, keys=(_item.c.sku, _lot.c.number), cursor=cursor, limit=limit
    )
    return Page(items=[_lot_row(row) for row in page.rows], next_cursor=page.next_cursor)


async def lot_row(session: AsyncSession, lot_id: UUID) -> LotRow:
    """One lot; raises NotFound."""
    page = await lot_rows(session, lot_id=lot_id)
    if not page.items:
        raise NotFound("This lot does not exist.", id=lot_id)
    return page.items[0]


def _lot_row(row: Any) -> LotRow:
    return LotRow.model_validate(
        _lot_values(row)
        | {
            "item": _item_ref(row),
            "received_at": row.received_at,
            "on_hand": row.on_hand,
            "reserved": row.reserved,
        }
    )


def _lot_values(row: Any) -> dict[str, Any]:
    return {
        "id": row.lot_id,
        "number": row.lot_number,
        "expires_on": row.lot_expires_on,
        "best_before": row.lot_best_before,
        "status": row.lot_status,
        "hold_reason": row.lot_hold_reason,
    }


def _item_ref(row: Any) -> ItemRef:
    return ItemRef(
        id=row.item_id,
        sku=row.sku,
        name=row.name,
        base_unit=row.base_unit,
        tracking=row.tracking,
    )
