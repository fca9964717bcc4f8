"""A transfer as QuickBooks is to show it: what has arrived, one line per item."""

from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Tracking
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory.floor import HouseRules
from app.inventory.models import Lot, SerialNumber
from app.moving.models import Leg, TransferPart
from app.moving.on_the_way import Head
from app.sync import outbox
from app.sync.documents import DocumentLine, Tracked, TransferDoc

_part, _item = table_of(TransferPart), table_of(Item)
_lot, _serial = table_of(Lot), table_of(SerialNumber)


async def tell_quickbooks(
    session: AsyncSession,
    head: Head,
    *,
    rules: HouseRules,
    completed: bool,
    cancelled: bool = False,
) -> tuple[str, ...]:
    """Want what has arrived in QuickBooks; what to warn of. Goods on the way are still where they
    came from there, so nothing is said before the first has arrived."""
    lines = await _lines(session, head.id)
    if not lines:
        return ()
    document = TransferDoc(
        id=head.id,
        number=head.number,
        on=(head.shipped_at or head.created_at).astimezone(ZoneInfo(rules.zone)).date(),
        memo=head.note,
        warehouse_id=head.from_id,
        to_warehouse_id=head.to_id,
        lines=lines,
        cancelled=cancelled,
    )
    first, *rest = lines
    more = f" and {len(rest)} more" if rest else ""
    way = f"{head.from_code} to {head.to_code}"
    summary = f"{decimal_text(first.qty)} × {first.name}{more}, {way}"
    return await outbox.want(session, document, summary=summary, completed=completed)


async def _lines(session: AsyncSession, transfer_id: UUID) -> tuple[DocumentLine, ...]:
    rows = await session.execute(
        sa.select(
            _part.c.item_id,
            sa.func.sum(_part.c.qty).label("qty"),
            _item.c.sku,
            _item.c.name,
            _item.c.description,
            _item.c.tracking,
            _lot.c.number.label("lot"),
            _serial.c.number.label("serial"),
        )
        .join(_item, _item.c.id == _part.c.item_id)
        .join(_lot, _lot.c.id == _part.c.lot_id)
        .outerjoin(_serial, _serial.c.id == _part.c.serial_id)
        .where(_part.c.transfer_id == transfer_id, _part.c.leg == Leg.IN)
        .group_by(
            _part.c.item_id,
            _item.c.sku,
            _item.c.name,
            _item.c.description,
            _item.c.tracking,
            _lot.c.number,
            _serial.c.number,
        )
        .order_by(_item.c.sku, _lot.c.number, _serial.c.number)
    )
    by_item: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        by_item[row.item_id].append(row)
    return tuple(
        DocumentLine(
            line_key=str(item_id),
            item_id=item_id,
            sku=found[0].sku,
            name=found[0].name,
            qty=sum((row.qty for row in found), Decimal(0)),
            description=found[0].description,
            tracked=tuple(
                Tracked(qty=row.qty, lot=row.lot, serial=row.serial or "")
                for row in found
                if row.tracking != Tracking.NONE
            ),
        )
        for item_id, found in by_item.items()
    )
