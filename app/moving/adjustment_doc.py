"""An adjustment as QuickBooks is to show it: one line per item, signed, with its lots."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location, Tracking
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory.floor import HouseRules
from app.inventory.models import Lot, SerialNumber
from app.moving.models import AdjustmentLine
from app.sync import outbox
from app.sync.documents import AdjustmentDoc, DocumentLine, Tracked

_line, _item, _lot = table_of(AdjustmentLine), table_of(Item), table_of(Lot)
_serial, _bin = table_of(SerialNumber), table_of(Location)


class Told(Protocol):
    """What is needed of an adjustment's head."""

    @property
    def id(self) -> UUID: ...
    @property
    def number(self) -> str: ...
    @property
    def told(self) -> bool: ...
    @property
    def note(self) -> str: ...
    @property
    def warehouse_id(self) -> UUID | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def reason(self) -> str: ...
    @property
    def reason_name(self) -> str: ...


async def tell_quickbooks(
    session: AsyncSession, head: Told, *, rules: HouseRules, completed: bool
) -> tuple[str, ...]:
    """Want the adjustment in QuickBooks as it stands; what to warn of. Nothing for goods that are
    only set aside. What was undone to nothing is taken back there."""
    if not head.told:
        return ()
    lines = await _lines(session, head.id)
    document = AdjustmentDoc(
        id=head.id,
        number=head.number,
        on=head.created_at.astimezone(ZoneInfo(rules.zone)).date(),
        reason=head.reason,
        memo=". ".join(part for part in (head.reason_name, head.note) if part),
        warehouse_id=head.warehouse_id,
        lines=lines,
        cancelled=not lines,
    )
    return await outbox.want(
        session, document, summary=_summary(document, head), completed=completed
    )


def _summary(document: AdjustmentDoc, head: Told) -> str:
    if not document.lines:
        return f"{head.reason_name}, undone"
    first, *rest = document.lines
    more = f" and {len(rest)} more" if rest else ""
    return f"{decimal_text(first.qty)} × {first.name}{more}, {head.reason_name.lower()}"


async def _lines(session: AsyncSession, adjustment_id: UUID) -> tuple[DocumentLine, ...]:
    rows = await session.execute(
        sa.select(
            _line.c.item_id,
            _line.c.qty,
            _item.c.sku,
            _item.c.name,
            _item.c.description,
            _item.c.tracking,
            _lot.c.number.label("lot"),
            _lot.c.expires_on,
            _serial.c.number.label("serial"),
            _bin.c.code.label("bin"),
        )
        .join(_item, _item.c.id == _line.c.item_id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
        .join(_bin, _bin.c.id == _line.c.location_id)
        .outerjoin(_serial, _serial.c.id == _line.c.serial_id)
        .where(_line.c.adjustment_id == adjustment_id, ~_line.c.undone)
        .order_by(_line.c.created_at, _line.c.id)
    )
    first: dict[UUID, Any] = {}
    sums: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    parts: defaultdict[UUID, list[Tracked]] = defaultdict(list)
    for row in rows:
        first.setdefault(row.item_id, row)
        sums[row.item_id] += row.qty
        if row.tracking != Tracking.NONE:
            part = Tracked(
                qty=row.qty,
                lot=row.lot,
                serial=row.serial or "",
                expires_on=row.expires_on,
                bin=row.bin,
            )
            parts[row.item_id].append(part)
    return tuple(
        DocumentLine(
            line_key=str(item_id),
            item_id=item_id,
            sku=row.sku,
            name=row.name,
            qty=sums[item_id],
            description=row.description,
            tracked=tuple(parts[item_id]),
        )
        for item_id, row in first.items()
    )
