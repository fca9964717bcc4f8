"""The verbs of adjustments: begin, book, complete, take back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Location, LocationUse
from app.core import clock
from app.core.errors import Invalid
from app.core.events import Event, announce
from app.core.numbering import next_number
from app.core.types import new_id
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.floor import HouseRules
from app.inventory.models import MoveReason
from app.inventory.problems import DocumentClosed, InsufficientStock
from app.inventory.reasons import AdjustmentReason, Destination, Direction, find_reason
from app.moving.adjustment_doc import tell_quickbooks
from app.moving.models import Adjustment, AdjustmentLine, AdjustmentState
from app.moving.problems import (
    AdjustmentNotFound,
    CannotTakeBack,
    NothingAdjusted,
)
from app.moving.stock import Goods

DOCUMENT = "adjustment"
SERIES = "AD"

_head, _line, _reason = table_of(Adjustment), table_of(AdjustmentLine), table_of(AdjustmentReason)


@dataclass(frozen=True, slots=True)
class Head:
    """An adjustment with what its reason says."""

    id: UUID
    number: str
    state: AdjustmentState
    direction: Direction
    told: bool
    note: str
    warehouse_id: UUID | None
    created_at: datetime
    reverses: UUID | None
    reason: str
    reason_name: str
    destination: Destination
    supervisor_above: Decimal | None


async def open_adjustment(
    session: AsyncSession,
    code: str,
    *,
    user_id: UUID,
    direction: Direction | None = None,
    note: str = "",
) -> UUID:
    """This person's open adjustment for a reason, else a new one; returns its id.

    Raises ReasonNotFound, and Invalid where the reason leaves open what is not said.
    """
    reason = await find_reason(session, code)
    if not reason.active:
        raise Invalid(f"“{reason.name}” is not in use any more.", code=code)
    way = direction if reason.direction is Direction.BOTH else reason.direction
    if way is None or way is Direction.BOTH:
        raise Invalid("Say whether stock was lost or found.", direction="out or in")
    if reason.needs_note and not note.strip():
        raise Invalid(f"Say in a few words what happened: “{reason.name}” says too little.")
    mine = (
        sa.select(_head.c.id)
        .where(
            _head.c.reason_id == reason.id,
            _head.c.direction == way,
            _head.c.opened_by == user_id,
            _head.c.note == note.strip(),
            _head.c.state == AdjustmentState.OPEN,
        )
        .order_by(_head.c.created_at.desc())
        .limit(1)
    )
    found: UUID | None = (await session.execute(mine)).scalar_one_or_none()
    return found or await new_adjustment(session, reason, way, user_id=user_id, note=note.strip())


async def new_adjustment(
    session: AsyncSession,
    reason: AdjustmentReason,
    direction: Direction,
    *,
    user_id: UUID,
    note: str = "",
    **columns: Any,
) -> UUID:
    """Begin an adjustment; goods that are only set aside stay ours, so QuickBooks hears nothing."""
    kept = direction is Direction.OUT and reason.destination is not Destination.WRITTEN_OFF
    row = Adjustment(
        number=await next_number(session, SERIES),
        reason_id=reason.id,
        direction=direction,
        told=not kept,
        note=note,
        opened_by=user_id,
        **columns,
    )
    session.add(row)
    await session.flush()
    news(session, row.id)
    return row.id


async def load_head(session: AsyncSession, adjustment_id: UUID) -> Head:
    """The adjustment, locked until the transaction ends; raises AdjustmentNotFound."""
    query = (
        sa.select(
            _head.c.id,
            _head.c.number,
            _head.c.state,
            _head.c.direction,
            _head.c.told,
            _head.c.note,
            _head.c.warehouse_id,
            _head.c.created_at,
            _head.c.reverses,
            _reason.c.code.label("reason"),
            _reason.c.name.label("reason_name"),
            _reason.c.destination,
            _reason.c.supervisor_above,
        )
        .join(_reason, _reason.c.id == _head.c.reason_id)
        .where(_head.c.id == adjustment_id)
        .with_for_update(of=_head)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise AdjustmentNotFound("This adjustment does not exist.", id=adjustment_id)
    return Head(*row)


async def load_open(session: AsyncSession, adjustment_id: UUID) -> Head:
    """As `load_head`; raises DocumentClosed when nothing may be added any more."""
    head = await load_head(session, adjustment_id)
    if head.state is not AdjustmentState.OPEN:
        raise DocumentClosed(f"Adjustment {head.number} is {head.state}.", number=head.number)
    return head


async def complete(session: AsyncSession, head: Head, *, rules: HouseRules) -> None:
    """Freeze an adjustment. Raises NothingAdjusted."""
    if not await anything(session, head.id):
        raise NothingAdjusted(f"Nothing was adjusted on {head.number}.", number=head.number)
    values = {"state": AdjustmentState.COMPLETED, "completed_at": clock.now()}
    await session.execute(sa.update(_head).where(_head.c.id == head.id).values(values))
    await tell_quickbooks(session, head, rules=rules, completed=True)
    news(session, head.id)


async def take_back(
    session: AsyncSession, adjustment_id: UUID, *, user_id: UUID, rules: HouseRules
) -> UUID:
    """Undo a completed adjustment by an opposite one; returns the new one's id.

    Raises CannotTakeBack the second time or for what is still open, InsufficientStock when found
    goods have gone on.
    """
    head = await load_head(session, adjustment_id)
    again = sa.select(_head.c.id).where(_head.c.reverses == adjustment_id)
    taken_back = (await session.execute(again)).first() is not None
    if head.state is not AdjustmentState.COMPLETED or head.reverses or taken_back:
        raise CannotTakeBack(
            f"{head.number} was taken back before."
            if taken_back
            else f"{head.number} is {'a taking back itself' if head.reverses else head.state}.",
            number=head.number,
        )
    opposite = Direction.IN if head.direction is Direction.OUT else Direction.OUT
    reason = await find_reason(session, head.reason)
    back_id = await new_adjustment(
        session,
        reason,
        opposite,
        user_id=user_id,
        note=f"Takes {head.number} back",
        warehouse_id=head.warehouse_id,
        reverses=head.id,
    )
    await session.execute(sa.update(_head).where(_head.c.id == back_id).values(told=head.told))
    lines = await session.execute(
        sa.select(_line).where(_line.c.adjustment_id == head.id, ~_line.c.undone)
    )
    for line in lines.all():
        move_id = await ledger.reverse(session, line.move_id, ledger.MoveContext(user_id=user_id))
        values = dict(line._mapping) | {
            "id": new_id(),
            "adjustment_id": back_id,
            "qty": -line.qty,
            "move_id": move_id,
            "scan_id": None,
            "approved_by": user_id,
            "created_at": clock.now(),
        }
        await session.execute(sa.insert(_line).values(values))
    await complete(session, await load_head(session, back_id), rules=rules)
    news(session, adjustment_id)
    return back_id


async def book(
    session: AsyncSession,
    head: Head,
    goods: Goods,
    context: ledger.MoveContext,
    *,
    approved_by: UUID | None = None,
    other_side: Location | None = None,
) -> Location:
    """Move the goods and note the line; returns where they went, or came from.

    `other_side` stands in for the bin where they are: goods lost on the way leave transit.
    """
    nowhere = await _counterpart(session, head, goods)
    here = other_side or goods.origin
    out = head.direction is Direction.OUT
    move = ledger.Move(
        item_id=goods.item.id,
        lot_id=goods.lot.id,
        serial_id=goods.serial_id,
        qty=goods.qty,
        origin=ledger.place(here if out else nowhere),
        target=ledger.place(nowhere if out else here),
        reason=MoveReason.ADJUST,
        document_type=DOCUMENT,
        document_id=head.id,
        document_line_id=(line_id := new_id()),
    )
    [move_id] = await ledger.post_moves(session, [move], context)
    row = {
        "id": line_id,
        "adjustment_id": head.id,
        "item_id": goods.item.id,
        "lot_id": goods.lot.id,
        "serial_id": goods.serial_id,
        "location_id": goods.origin.id,
        "qty": -goods.qty if out else goods.qty,
        "unit_cost": goods.item.purchase_cost,
        "undone": False,
        "move_id": move_id,
        "approved_by": approved_by,
        "scan_id": context.scan_id,
        "created_at": clock.now(),
    }
    await session.execute(sa.insert(_line).values(row))
    return nowhere


async def _counterpart(session: AsyncSession, head: Head, goods: Goods) -> Location:
    """Out of the books, or the bin of the warehouse where such goods wait."""
    if head.told:
        return await places.virtual(session, LocationUse.ADJUSTMENT)
    use = LocationUse(head.destination.value)
    place = await places.waiting(session, use, goods.origin.warehouse_id)
    if place.id == goods.origin.id:
        raise InsufficientStock(
            f"{goods.item.sku} is in {place.code} already.", action="Choose a reason to write off."
        )
    return place


async def anything(session: AsyncSession, adjustment_id: UUID) -> bool:
    """Does any line of it count?"""
    some = sa.select(_line.c.id).where(_line.c.adjustment_id == adjustment_id, ~_line.c.undone)
    return (await session.execute(some.limit(1))).first() is not None


def news(session: AsyncSession, adjustment_id: UUID) -> None:
    """Tell the screens."""
    announce(session, Event("document.changed", {"type": DOCUMENT, "id": str(adjustment_id)}))
