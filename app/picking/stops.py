"""The stops of a walk: what to take where, in walk order, read with few statements.

A stop is an open or finished `Allocation` with everything a rule or a screen needs of its item,
lot and bin.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location
from app.core.prepared import prepared
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory.ledger import Place
from app.inventory.models import Lot, LotStatus, StockBalance
from app.inventory.removal import FREE, USE_BY
from app.picking.models import Allocation

_stop = table_of(Allocation)
_item = table_of(Item)
_lot = table_of(Lot)
_bin = table_of(Location)
_balance = table_of(StockBalance)


@dataclass(frozen=True, slots=True)
class LotHere:
    """A lot as a rule looks at it: may it go out, and is it its turn?"""

    id: UUID
    number: str
    use_by: date | None
    received_at: datetime
    status: LotStatus
    free: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Stop:
    """Take `qty` of one lot from one bin for one order line; `picked_qty` was taken already."""

    id: UUID
    order_line_id: UUID
    qty: Decimal
    picked_qty: Decimal
    short_qty: Decimal
    item_id: UUID
    sku: str
    item_name: str
    unit: str
    lot: LotHere
    place: Place
    warehouse_id: UUID | None
    walk_order: int

    @property
    def rest(self) -> Decimal:
        """What is still to be taken here."""
        return self.qty - self.picked_qty

    @property
    def label(self) -> str:
        """What and where, for sentences: Oat milk 1 L, lot L2211 (A-03-2)."""
        lot = f", lot {self.lot.number}" if self.lot.number else ""
        return f"{self.item_name}{lot} ({self.place.code})"

    def as_json(self) -> dict[str, Any]:
        """The stop for a screen; an implicit lot is shown to nobody."""
        return {
            "id": str(self.id),
            "line_id": str(self.order_line_id),
            "location": {"id": str(self.place.id), "code": self.place.code},
            "item": {
                "id": str(self.item_id),
                "sku": self.sku,
                "name": self.item_name,
                "unit": self.unit,
            },
            "lot": lot_json(self.lot),
            "qty": decimal_text(self.qty),
            "picked": decimal_text(self.picked_qty),
            "rest": decimal_text(self.rest),
            "short": decimal_text(self.short_qty),
        }


def lot_json(lot: LotHere) -> dict[str, Any] | None:
    """A lot for a screen: number and date, or None for the implicit lot without a date."""
    if not lot.number and lot.use_by is None:
        return None
    return {
        "id": str(lot.id),
        "number": lot.number,
        "use_by": lot.use_by.isoformat() if lot.use_by else None,
    }


_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    _stop.c.id,
    _stop.c.order_line_id,
    _stop.c.qty,
    _stop.c.picked_qty,
    _stop.c.short_qty,
    _stop.c.item_id,
    _item.c.sku,
    _item.c.name.label("item_name"),
    _item.c.base_unit,
    _lot.c.id.label("lot_id"),
    _lot.c.number.label("lot_number"),
    USE_BY.label("use_by"),
    _lot.c.received_at,
    _lot.c.status,
    _bin.c.id.label("location_id"),
    _bin.c.code,
    _bin.c.allow_negative,
    _bin.c.warehouse_id,
    _bin.c.walk_order,
)
_ROWS = (
    _stop.join(_item, _item.c.id == _stop.c.item_id)
    .join(_lot, _lot.c.id == _stop.c.lot_id)
    .join(_bin, _bin.c.id == _stop.c.location_id)
)
_WALK: tuple[sa.ColumnElement[Any], ...] = (
    _bin.c.walk_order,
    _bin.c.code,
    _item.c.sku,
    USE_BY.asc().nulls_last(),
    _lot.c.number,
    _stop.c.id,
)
_OPEN = _stop.c.qty > _stop.c.picked_qty
_LISTED = _stop.c.qty + _stop.c.short_qty > 0  # a stop that was swapped away is no stop


_OF_TASK = _stop.c.task_id == sa.bindparam("task_id")
_SELECT = sa.select(*_COLUMNS).select_from(_ROWS).where(_OF_TASK)
_LIST = prepared(_SELECT.where(_LISTED).order_by(*_WALK))
_LIST_OF_ITEM = prepared(_LIST.where(_stop.c.item_id == sa.bindparam("item_id")))
_LIST_IN_BIN = prepared(_LIST.where(_stop.c.location_id == sa.bindparam("location_id")))
_ONE = prepared(_SELECT.where(_stop.c.id == sa.bindparam("stop_id")))


async def stops_of(session: AsyncSession, task_id: UUID) -> list[Stop]:
    """The stops of a task in walk order; ones that came to nothing are left out."""
    return await _stops(session, _LIST, {"task_id": task_id})


async def stops_of_item(session: AsyncSession, task_id: UUID, item_id: UUID) -> list[Stop]:
    """The stops of a task that take one item."""
    return await _stops(session, _LIST_OF_ITEM, {"task_id": task_id, "item_id": item_id})


async def stops_in_bin(session: AsyncSession, task_id: UUID, location_id: UUID) -> list[Stop]:
    """The stops of a task in one bin."""
    return await _stops(session, _LIST_IN_BIN, {"task_id": task_id, "location_id": location_id})


async def stop_by_id(session: AsyncSession, task_id: UUID, stop_id: UUID) -> Stop | None:
    """One stop of a task."""
    found = await _stops(session, _ONE, {"task_id": task_id, "stop_id": stop_id})
    return found[0] if found else None


async def _stops(
    session: AsyncSession, statement: sa.Select[Any], params: dict[str, Any]
) -> list[Stop]:
    return [_stop_from(row) for row in await session.execute(statement, params)]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a walk is, in units and in stops; short units are no longer in `qty`."""

    picked: Decimal
    qty: Decimal
    short: Decimal
    stops_done: int
    stops: int

    def as_json(self) -> dict[str, Any]:
        """For the progress line of the screen."""
        return {
            "picked": decimal_text(self.picked),
            "qty": decimal_text(self.qty),
            "short": decimal_text(self.short),
            "stops_done": self.stops_done,
            "stops": self.stops,
        }


_PROGRESS: tuple[sa.ColumnElement[Any], ...] = (
    sa.func.sum(_stop.c.picked_qty).label("picked"),
    sa.func.sum(_stop.c.qty).label("qty"),
    sa.func.sum(_stop.c.short_qty).label("short"),
    sa.func.sum(sa.case((_OPEN, 0), else_=1)).label("stops_done"),
    sa.func.count().label("stops"),
)


async def progress_of(session: AsyncSession, task_ids: Sequence[UUID]) -> dict[UUID, Progress]:
    """How far each of these walks is."""
    rows = await session.execute(
        sa.select(_stop.c.task_id, *_PROGRESS)
        .where(_stop.c.task_id.in_(task_ids), _LISTED)
        .group_by(_stop.c.task_id)
    )
    found = {
        row.task_id: Progress(row.picked, row.qty, row.short, int(row.stops_done), row.stops)
        for row in rows
    }
    nothing = Progress(Decimal(0), Decimal(0), Decimal(0), 0, 0)
    return {task_id: found.get(task_id, nothing) for task_id in task_ids}


@dataclass(frozen=True, slots=True)
class Ahead:
    """Where the walk goes on (None: it is complete) and how far it is."""

    stop: Stop | None
    progress: Progress


def _ahead(order: Sequence[sa.ColumnElement[Any]]) -> sa.Select[Any]:
    first = _SELECT.where(_OPEN).order_by(*order).limit(sa.literal_column("1")).subquery("first")
    total = (
        sa.select(*(column.label(f"total_{column.name}") for column in _PROGRESS))
        .where(_OF_TASK, _LISTED)
        .subquery("total")
    )
    return sa.select(total, first).select_from(total.outerjoin(first, sa.true()))


_WALK_ORDER = sa.bindparam("walk_order", type_=sa.Integer)
_CODE = sa.bindparam("code", type_=sa.String)
_ONWARDS = sa.or_(
    _bin.c.walk_order > _WALK_ORDER,
    sa.and_(_bin.c.walk_order == _WALK_ORDER, _bin.c.code >= _CODE),
)
_AHEAD = prepared(_ahead(_WALK))
_THERE_FIRST = sa.case((_stop.c.id == sa.bindparam("stop_id"), 0), (_ONWARDS, 1), else_=2)
_AHEAD_AFTER = prepared(_ahead((_THERE_FIRST, *_WALK)))


async def ahead_of(session: AsyncSession, task_id: UUID, *, after: Stop | None = None) -> Ahead:
    """The open stop to go to, onwards from `after` and then what was passed by; one statement."""
    if after is None:
        row = (await session.execute(_AHEAD, {"task_id": task_id})).one()
    else:
        params = {
            "task_id": task_id,
            "stop_id": after.id,
            "walk_order": after.walk_order,
            "code": after.place.code,
        }
        row = (await session.execute(_AHEAD_AFTER, params)).one()
    progress = Progress(
        picked=row.total_picked or Decimal(0),
        qty=row.total_qty or Decimal(0),
        short=row.total_short or Decimal(0),
        stops_done=int(row.total_stops_done or 0),
        stops=row.total_stops,
    )
    return Ahead(None if row.id is None else _stop_from(row), progress)


async def lots_in_bin(session: AsyncSession, item_id: UUID, location_id: UUID) -> list[LotHere]:
    """Every lot of an item that lies in a bin, the one to leave first first."""
    rows = await session.execute(
        sa.select(
            _lot.c.id, _lot.c.number, USE_BY, _lot.c.received_at, _lot.c.status, FREE.label("free")
        )
        .select_from(_balance.join(_lot, _lot.c.id == _balance.c.lot_id))
        .where(
            _balance.c.item_id == item_id,
            _balance.c.location_id == location_id,
            _balance.c.on_hand > 0,
        )
        .order_by(USE_BY.asc().nulls_last(), _lot.c.received_at, _lot.c.number)
    )
    return [LotHere(*row) for row in rows]


def _stop_from(row: Any) -> Stop:
    lot = LotHere(row.lot_id, row.lot_number, row.use_by, row.received_at, row.status)
    return Stop(
        id=row.id,
        order_line_id=row.order_line_id,
        qty=row.qty,
        picked_qty=row.picked_qty,
        short_qty=row.short_qty,
        item_id=row.item_id,
        sku=row.sku,
        item_name=row.item_name,
        unit=row.base_unit,
        lot=lot,
        place=Place(row.location_id, True, row.allow_negative, row.code),
        warehouse_id=row.warehouse_id,
        walk_order=row.walk_order,
    )
