"""Reads of goods in hand and of transfers; adjustments are in `adjustment_queries`."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.models import Item, Location, Tracking
from app.core.paging import Page, fetch_page
from app.core.types import Quantity
from app.core.upsert import table_of
from app.inventory.described import described, description
from app.inventory.models import LotStatus
from app.inventory.schemas import ItemRef
from app.moving.hands import InHand, in_hand
from app.moving.models import LIVE, Leg, Transfer, TransferLine, TransferPart, TransferState
from app.moving.problems import TransferNotFound
from app.moving.schemas import (
    InHandLine,
    InHandOut,
    PlaceRef,
    SuggestionOut,
    TransferItem,
    TransferOut,
    TransferPartOut,
    TransferRow,
)
from app.moving.suggest import suggestions

_transfer, _part, _plan = table_of(Transfer), table_of(TransferPart), table_of(TransferLine)
_place, _user, _item = table_of(Location), table_of(User), table_of(Item)
_origin, _target = _place.alias("origin"), _place.alias("target")
_worker = _user.alias("worker")
ZERO = Decimal(0)


async def hands(session: AsyncSession, user_id: UUID | None) -> InHandOut:
    """What a person holds (None: everybody, without suggestions)."""
    held = await in_hand(session, user_id)
    offered = await suggestions(session, held) if user_id else {}
    ids = {one.user_id for one in held}
    rows = await session.execute(sa.select(_user.c.id, _user.c.name).where(_user.c.id.in_(ids)))
    names = {row.id: row.name for row in rows}
    tracking = await _tracking(session, [one.item_id for one in held])
    lines = [
        InHandLine(
            id=one.id,
            person=names[one.user_id],
            item=_item_of(one, tracking[one.item_id]),
            lot_number=one.lot_number or None,
            expires_on=one.use_by,
            held=one.lot_status is LotStatus.HELD,
            serial_number=one.serial,
            origin=PlaceRef(id=one.from_id, code=one.from_code),
            qty=one.qty,
            promised_qty=one.promised_qty,
            created_at=one.created_at,
            suggestions=[
                SuggestionOut(id=place.id, code=place.code, because=place.because)
                for place in offered.get(one.id, ())
            ],
        )
        for one in held
    ]
    return InHandOut(lines=lines)


async def _tracking(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Tracking]:
    rows = await session.execute(sa.select(_item.c.id, _item.c.tracking).where(_item.c.id.in_(ids)))
    return {row.id: row.tracking for row in rows}


def _item_of(one: InHand, tracking: Tracking) -> ItemRef:
    return ItemRef(
        id=one.item_id, sku=one.sku, name=one.name, base_unit=one.unit, tracking=tracking
    )


def _transfers() -> sa.Select[Any]:
    return (
        sa.select(
            _transfer,
            _origin.c.code.label("from_code"),
            _target.c.code.label("to_code"),
            _user.c.name.label("opener"),
        )
        .join(_origin, _origin.c.id == _transfer.c.from_id)
        .join(_target, _target.c.id == _transfer.c.to_id)
        .join(_user, _user.c.id == _transfer.c.opened_by)
    )


async def transfers(
    session: AsyncSession,
    *,
    state: TransferState | None = None,
    live: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[TransferRow]:
    """Transfers, newest first; `live` leaves out what is finished."""
    query = _transfers()
    if state is not None:
        query = query.where(_transfer.c.state == state)
    if live:
        query = query.where(_transfer.c.state.in_(LIVE))
    page = await fetch_page(
        session,
        query,
        keys=(_transfer.c.created_at, _transfer.c.id),
        cursor=cursor,
        limit=limit,
        descending=True,
    )
    sums = await _sums(session, [row.id for row in page.rows])
    rows = [TransferRow.model_validate(_values(row, sums)) for row in page.rows]
    return Page(items=rows, next_cursor=page.next_cursor)


async def transfer(session: AsyncSession, transfer_id: UUID) -> TransferOut:
    """One transfer with its items and scans; raises TransferNotFound."""
    found = await session.execute(_transfers().where(_transfer.c.id == transfer_id))
    row = found.one_or_none()
    if row is None:
        raise TransferNotFound("This transfer does not exist.", id=transfer_id)
    values = _values(row, await _sums(session, [transfer_id]))
    values |= {
        "items": await _items(session, transfer_id),
        "parts": await _parts(session, transfer_id),
    }
    return TransferOut.model_validate(values)


async def _sums(
    session: AsyncSession, transfer_ids: Sequence[UUID]
) -> dict[UUID, dict[Leg, Decimal]]:
    rows = await session.execute(
        sa.select(_part.c.transfer_id, _part.c.leg, sa.func.sum(_part.c.qty))
        .where(_part.c.transfer_id.in_(transfer_ids))
        .group_by(_part.c.transfer_id, _part.c.leg)
    )
    sums: dict[UUID, dict[Leg, Decimal]] = {}
    for transfer_id, leg, qty in rows:
        sums.setdefault(transfer_id, {})[leg] = qty
    return sums


def _values(row: Any, sums: dict[UUID, dict[Leg, Decimal]]) -> dict[str, Any]:
    legs = sums.get(row.id, {})
    return dict(row._mapping) | {
        "origin": PlaceRef(id=row.from_id, code=row.from_code),
        "target": PlaceRef(id=row.to_id, code=row.to_code),
        "opened_by": row.opener,
        "shipped_qty": legs.get(Leg.OUT, ZERO),
        "arrived_qty": legs.get(Leg.IN, ZERO),
    }


async def _items(session: AsyncSession, transfer_id: UUID) -> list[TransferItem]:
    legs = (
        sa.select(
            _part.c.item_id,
            *(
                sa.type_coerce(
                    sa.func.sum(sa.case((_part.c.leg == leg, _part.c.qty), else_=0)), Quantity()
                ).label(leg.value)
                for leg in Leg
            ),
        )
        .where(_part.c.transfer_id == transfer_id)
        .group_by(_part.c.item_id)
    )
    moved = {row.item_id: row._mapping for row in await session.execute(legs)}
    plan = sa.select(_plan.c.item_id, _plan.c.qty).where(_plan.c.transfer_id == transfer_id)
    rows = await session.execute(plan.order_by(_plan.c.line_no))
    planned: dict[UUID, Decimal] = {row.item_id: row.qty for row in rows}
    found = await session.execute(sa.select(_item).where(_item.c.id.in_({*planned, *moved})))
    items = {row.id: row for row in found}
    order = [*planned, *sorted(moved.keys() - planned.keys(), key=lambda one: items[one].sku)]
    return [_transfer_item(items[one], planned.get(one), moved.get(one)) for one in order]


def _transfer_item(item: Any, planned: Decimal | None, legs: Any) -> TransferItem:
    out, came, lost, back = (legs[leg.value] if legs else ZERO for leg in Leg)
    return TransferItem(
        item=item_ref(item),
        planned_qty=planned,
        shipped_qty=out,
        arrived_qty=came,
        missing_qty=out - came - lost - back,
    )


def item_ref(row: Any) -> ItemRef:
    """An item's row by the names people use."""
    return ItemRef(
        id=row.id, sku=row.sku, name=row.name, base_unit=row.base_unit, tracking=row.tracking
    )


async def _parts(session: AsyncSession, transfer_id: UUID) -> list[TransferPartOut]:
    rows = await session.execute(
        described(_part)
        .add_columns(_worker.c.name.label("person"))
        .join(_worker, _worker.c.id == _part.c.user_id)
        .where(_part.c.transfer_id == transfer_id)
    )
    return [
        TransferPartOut(**description(row), leg=row.leg, exception=row.exception, person=row.person)
        for row in rows
    ]
