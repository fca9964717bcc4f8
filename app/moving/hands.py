"""What people hold: read with everything a rule or a sentence needs of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location, LocationUse
from app.core.events import Event, announce
from app.core.types import Quantity, decimal_text
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.models import Lot, LotStatus, MoveReason, SerialNumber
from app.moving.models import Carried

DOCUMENT = "move"
"""A move has no row of its own: what was put down with one scan carries that scan's id."""

_carried, _item, _lot = table_of(Carried), table_of(Item), table_of(Lot)
_bin, _serial = table_of(Location), table_of(SerialNumber)


@dataclass(frozen=True, slots=True)
class InHand:
    """Goods in somebody's hands. `whole` is false for a part that is split off to be put down."""

    id: UUID
    user_id: UUID
    item_id: UUID
    sku: str
    name: str
    unit: str
    lot_id: UUID
    lot_number: str
    use_by: date | None
    lot_status: LotStatus
    hold_reason: str
    serial_id: UUID | None
    serial: str | None
    from_id: UUID
    from_code: str
    from_use: LocationUse
    allow_negative: bool
    warehouse_id: UUID | None
    qty: Decimal
    promised_qty: Decimal
    created_at: datetime
    whole: bool = True

    @property
    def label(self) -> str:
        """How a sentence calls it."""
        lot = f", lot {self.lot_number}" if self.lot_number else ""
        unit = f" {self.serial}" if self.serial else ""
        return f"{decimal_text(self.qty)} × {self.sku}{unit}{lot}"

    def part(self, qty: Decimal) -> "InHand":
        """`qty` of it: what nobody was promised first."""
        if qty == self.qty:
            return self
        promised = max(qty - (self.qty - self.promised_qty), Decimal(0))
        return replace(self, qty=qty, promised_qty=promised, whole=False)


async def in_hand(
    session: AsyncSession, user_id: UUID | None, *, lock: bool = False
) -> list[InHand]:
    """What a person holds (None: everybody), in the order in which it was taken."""
    query = (
        sa.select(
            _carried.c.id,
            _carried.c.user_id,
            _carried.c.item_id,
            _item.c.sku,
            _item.c.name,
            _item.c.base_unit,
            _carried.c.lot_id,
            _lot.c.number,
            sa.func.coalesce(_lot.c.expires_on, _lot.c.best_before),
            _lot.c.status,
            _lot.c.hold_reason,
            _carried.c.serial_id,
            _serial.c.number.label("serial"),
            _carried.c.from_id,
            _bin.c.code,
            _bin.c.use,
            _bin.c.allow_negative,
            _bin.c.warehouse_id,
            _carried.c.qty,
            _carried.c.promised_qty,
            _carried.c.created_at,
        )
        .join(_item, _item.c.id == _carried.c.item_id)
        .join(_lot, _lot.c.id == _carried.c.lot_id)
        .join(_bin, _bin.c.id == _carried.c.from_id)
        .outerjoin(_serial, _serial.c.id == _carried.c.serial_id)
        .order_by(_carried.c.created_at, _carried.c.id)
    )
    if user_id is not None:
        query = query.where(_carried.c.user_id == user_id)
    if lock:
        query = query.with_for_update(of=_carried)
    return [InHand(*row) for row in await session.execute(query)]


def move_between(
    line: InHand,
    target: Location,
    qty: Decimal,
    reason: MoveReason,
    *,
    document_id: UUID,
    **flags: Any,
) -> ledger.Move:
    """The ledger's move of `qty` of goods in hand to a bin."""
    return ledger.Move(
        item_id=line.item_id,
        lot_id=line.lot_id,
        serial_id=line.serial_id,
        qty=qty,
        origin=ledger.Place(line.from_id, True, line.allow_negative, line.from_code),
        target=ledger.place(target),
        reason=reason,
        document_type=DOCUMENT,
        document_id=document_id,
        document_line_id=line.id,
        **flags,
    )


def carried_reservations() -> list[sa.Select[Any]]:
    """Selects (lot, bin, quantity): what ought to be reserved because somebody holds it."""
    free = sa.type_coerce(_carried.c.qty - _carried.c.promised_qty, Quantity())
    return [
        sa.select(_carried.c.lot_id, _carried.c.from_id, free).where(
            _carried.c.qty > _carried.c.promised_qty
        )
    ]


async def forget(session: AsyncSession, line: InHand) -> None:
    """These goods are no longer in the hands; what is left of a line stays there."""
    mine = _carried.c.id == line.id
    if line.whole:
        await session.execute(sa.delete(_carried).where(mine))
        return
    less = {
        "qty": _carried.c.qty - line.qty,
        "promised_qty": _carried.c.promised_qty - line.promised_qty,
    }
    await session.execute(sa.update(_carried).where(mine).values(less))


def news(session: AsyncSession, user_id: UUID) -> None:
    """Tell the screens."""
    announce(session, Event("document.changed", {"type": DOCUMENT, "id": str(user_id)}))
