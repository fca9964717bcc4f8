"""A count as QuickBooks is to show it: one adjustment of what its approved differences come to.

It is read from the moves, so it says exactly what the ledger says: a unit that was only in another
bin than thought changes nothing there.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location, LocationLevel, Tracking
from app.core import clock
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.counting.head import Head
from app.counting.models import CountSession
from app.inventory.models import Lot, MoveReason, SerialNumber, StockMove
from app.sync import outbox
from app.sync.documents import AdjustmentDoc, DocumentLine, Tracked

REASON = "count"

_move, _item, _lot = table_of(StockMove).c, table_of(Item).c, table_of(Lot).c
_serial, _session = table_of(SerialNumber).c, table_of(CountSession)


async def tell_quickbooks(
    session: AsyncSession, head: Head, *, zone: str, completed: bool
) -> tuple[str, ...]:
    """Want the adjustment in QuickBooks as it stands; what to warn of. Nothing without a change."""
    rows = await _booked(session, head.id)
    lines = _lines(rows)
    if not lines and not head.told:
        return ()
    document = AdjustmentDoc(
        id=head.id,
        number=head.number,
        on=await _day(session, head.id, zone),
        reason=REASON,
        memo=f"Count {head.number}",
        warehouse_id=rows[0].warehouse_id if rows else None,
        cancelled=not lines,
        lines=lines,
    )
    if not head.told:
        await session.execute(sa.update(_session).where(_session.c.id == head.id).values(told=True))
    return await outbox.want(session, document, summary=_summary(document), completed=completed)


async def _booked(session: AsyncSession, session_id: UUID) -> Sequence[Any]:
    """The moves of a count between a bin and outside; those between two bins are no adjustment."""
    origin, target = table_of(Location).alias("origin"), table_of(Location).alias("target")
    virtual = LocationLevel.VIRTUAL
    gain = origin.c.level == virtual
    where = sa.case((gain, target.c.code), else_=origin.c.code)
    query = (
        sa.select(
            _move.item_id,
            _item.sku,
            _item.name,
            _item.tracking,
            _lot.number.label("lot"),
            _lot.expires_on,
            sa.func.coalesce(_serial.number, "").label("serial"),
            where.label("bin"),
            sa.case((gain, target.c.warehouse_id), else_=origin.c.warehouse_id).label(
                "warehouse_id"
            ),
            sa.case((gain, _move.qty), else_=-_move.qty).label("qty"),
        )
        .join(origin, origin.c.id == _move.from_id)
        .join(target, target.c.id == _move.to_id)
        .join(Item, _item.id == _move.item_id)
        .join(Lot, _lot.id == _move.lot_id)
        .outerjoin(SerialNumber, _serial.id == _move.serial_id)
        .where(
            _move.document_id == session_id,
            _move.reason == MoveReason.COUNT,
            sa.or_(gain, target.c.level == virtual),
        )
        .order_by(_item.sku, _lot.number, _serial.number, _move.id)
    )
    return (await session.execute(query)).all()


def _lines(rows: Sequence[Any]) -> tuple[DocumentLine, ...]:
    """One line per item; what comes to nothing is left out."""
    items: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        items[row.item_id].append(row)
    lines = [_line(of_item) for of_item in items.values()]
    return tuple(one for one in lines if one.qty)


def _line(rows: Sequence[Any]) -> DocumentLine:
    first = rows[0]
    parts: dict[tuple[str, str, date | None, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        parts[row.lot, row.serial, row.expires_on, row.bin] += row.qty
    tracked = tuple(
        Tracked(qty=qty, lot=lot, serial=serial, expires_on=expires_on, bin=bin_)
        for (lot, serial, expires_on, bin_), qty in parts.items()
        if qty
    )
    return DocumentLine(
        line_key=str(first.item_id),
        item_id=first.item_id,
        sku=first.sku,
        name=first.name,
        qty=sum((row.qty for row in rows), Decimal(0)),
        tracked=tracked if first.tracking is not Tracking.NONE else (),
    )


async def _day(session: AsyncSession, session_id: UUID, zone: str) -> date:
    """The company's day of the first approval: the document keeps it when more is approved."""
    first = await session.scalar(
        sa.select(sa.func.min(_move.posted_at)).where(
            _move.document_id == session_id, _move.reason == MoveReason.COUNT
        )
    )
    return (first or clock.now()).astimezone(ZoneInfo(zone)).date()


def _summary(document: AdjustmentDoc) -> str:
    if not document.lines:
        return f"Count {document.number}: nothing to adjust"
    first, *rest = document.lines
    sign = "+" if first.qty > 0 else ""
    text = f"{sign}{decimal_text(first.qty)} × {first.name}"
    return f"{text} and {len(rest)} more, counted" if rest else f"{text}, counted"
