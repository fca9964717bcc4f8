"""Stock written off, set aside or found: one adjustment gathers what is scanned for one reason."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationUse
from app.core import clock
from app.core.errors import Invalid
from app.core.events import Event, announce
from app.core.numbering import next_number
from app.core.types import decimal_text, new_id
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.floor import Applied, FloorAnswer, FloorScan, HouseRules, Need, SubjectKind
from app.inventory.models import MoveReason
from app.inventory.problems import DocumentClosed, InsufficientStock
from app.inventory.reasons import AdjustmentReason, Destination, Direction, find_reason
from app.moving import rules
from app.moving.adjustment_doc import tell_quickbooks
from app.moving.found import Found, enter_found, understand_found
from app.moving.models import Adjustment, AdjustmentLine, AdjustmentState
from app.moving.problems import (
    AdjustmentNotFound,
    CannotTakeBack,
    NotForMoving,
    NothingAdjusted,
    NothingToUndo,
    OtherWarehouse,
    ReasonRequired,
    ReservedForOrders,
)
from app.moving.stock import Goods, bin_by_id, check_bin, context_of, goods_of, source_bin
from app.picking.relocate import promised

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
    _news(session, row.id)
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


async def apply_scan(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    """One scan of the task “adjust”: a bin becomes where it happened, an item is adjusted there;
    `undo` takes the last one back, `finish` completes."""
    if scan.document_id is None:
        raise ReasonRequired("No reason was chosen yet.")
    head = await load_open(session, scan.document_id)
    match scan.step:
        case "finish":
            await complete(session, head, rules=scan.rules)
            return _answer(
                head, "completed", f"{head.reason_name}: finished.", {"type": "completed"}
            )
        case "undo":
            return await _undo(session, scan, head)
        case "scan":
            pass
        case _:
            raise Invalid(f"Adjusting has no step “{scan.step}”.", step=scan.step)
    subject = scan.subject
    match subject.kind:
        case SubjectKind.LOCATION:
            assert subject.location is not None  # noqa: S101 - its kind says so
            place = _check_place(head, check_bin(subject.location))
            location = {"id": str(place.id), "code": place.code, "name": place.name}
            effect = {"type": "location", "location": location}
            return _answer(head, "location", f"{head.reason_name} in {place.code}.", effect)
        case SubjectKind.ITEM:
            return await _adjust(session, scan, head)
    raise NotForMoving("This barcode is nothing to adjust.")


async def complete(session: AsyncSession, head: Head, *, rules: HouseRules) -> None:
    """Freeze an adjustment. Raises NothingAdjusted."""
    if not await _anything(session, head.id):
        raise NothingAdjusted(f"Nothing was adjusted on {head.number}.", number=head.number)
    values = {"state": AdjustmentState.COMPLETED, "completed_at": clock.now()}
    await session.execute(sa.update(_head).where(_head.c.id == head.id).values(values))
    await tell_quickbooks(session, head, rules=rules, completed=True)
    _news(session, head.id)


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
    _news(session, adjustment_id)
    return back_id


async def _adjust(session: AsyncSession, scan: FloorScan, head: Head) -> FloorAnswer:
    item = scan.subject.item
    assert item is not None  # noqa: S101 - a subject of kind ITEM has its item
    what = await (_lost if head.direction is Direction.OUT else _found)(session, scan, head, item)
    if isinstance(what, Need):
        return what
    breach = rules.over_value(item.sku, what.qty, item.purchase_cost, head.supervisor_above)
    allowed = rules.consent(scan, [breach] if breach and head.told else [])
    if isinstance(allowed, Need):
        return allowed
    goods = what if isinstance(what, Goods) else await enter_found(session, item, what)
    head = await _in_warehouse(session, head, goods.origin)
    target = await book(session, head, goods, context_of(scan), approved_by=allowed.approved_by)
    foreseen = await tell_quickbooks(session, head, rules=scan.rules, completed=False)
    _news(session, head.id)
    sign = "−" if head.direction is Direction.OUT else "+"
    effect = {
        "type": "adjusted",
        "item": {"id": str(item.id), "sku": item.sku, "name": item.name},
        "qty": f"{sign}{decimal_text(goods.qty)}",
        "unit": item.base_unit,
        "lot": goods.lot.number or None,
        "serial": goods.serial,
        "location": {"id": str(goods.origin.id), "code": goods.origin.code},
    }
    where = f"in {goods.origin.code}" if head.told else f"to {target.code}"
    message = f"{head.reason_name}: {goods.label} {where}."
    return _answer(head, "adjusted", message, effect, foreseen)


async def _in_warehouse(session: AsyncSession, head: Head, place: Location) -> Head:
    """The first scan says in which warehouse the adjustment is."""
    if head.warehouse_id is not None:
        return head
    own = sa.update(_head).where(_head.c.id == head.id)
    await session.execute(own.values(warehouse_id=place.warehouse_id))
    return replace(head, warehouse_id=place.warehouse_id)


async def _lost(session: AsyncSession, scan: FloorScan, head: Head, item: Item) -> Goods | Need:
    origin = await source_bin(session, scan, item, warehouse_id=head.warehouse_id)
    if isinstance(origin, Need):
        return origin
    goods = await goods_of(session, scan, item, _check_place(head, origin))
    if isinstance(goods, Need) or goods.qty <= goods.lot.free:
        return goods
    if goods.qty <= goods.lot.on_hand:
        numbers = await promised(session, lot_id=goods.lot.id, location_id=origin.id)
        who = f"for {', '.join(numbers[:3])}" if numbers else "by somebody who holds them"
        raise ReservedForOrders(
            f"{origin.code} has {decimal_text(goods.lot.free)} of {item.sku} free; the rest is "
            f"reserved {who}.",
            action="Report it short at the pick first, then adjust it here.",
            orders=numbers,
        )
    raise InsufficientStock(
        f"{origin.code} has {decimal_text(goods.lot.on_hand)} of {item.sku} in our books, "
        f"{decimal_text(goods.qty)} were scanned.",
        action="Count the bin: the books are wrong already.",
        asked=goods.qty,
        available=goods.lot.free,
        location=origin.code,
    )


async def _found(session: AsyncSession, scan: FloorScan, head: Head, item: Item) -> Found | Need:
    if scan.location_id is None:
        return Need("location", "which_bin", f"Which bin did you find {item.sku} in?")
    place = _check_place(head, await bin_by_id(session, scan.location_id))
    return await understand_found(session, scan, item, place)


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


async def _undo(session: AsyncSession, scan: FloorScan, head: Head) -> Applied:
    """Take the last line back while the adjustment is open: QuickBooks' document is amended."""
    last = (
        sa.select(_line)
        .where(_line.c.adjustment_id == head.id, ~_line.c.undone)
        .order_by(_line.c.created_at.desc(), _line.c.id.desc())
        .limit(1)
    )
    line = (await session.execute(last)).one_or_none()
    if line is None:
        raise NothingToUndo(f"Nothing is left on {head.number}.", number=head.number)
    await ledger.reverse(session, line.move_id, context_of(scan))
    await session.execute(sa.update(_line).where(_line.c.id == line.id).values(undone=True))
    ended = not await _anything(session, head.id)
    if ended:  # QuickBooks' document is taken back: a later scan begins another one
        values = {"state": AdjustmentState.CANCELLED, "completed_at": clock.now()}
        await session.execute(sa.update(_head).where(_head.c.id == head.id).values(values))
    await tell_quickbooks(session, head, rules=scan.rules, completed=ended)
    _news(session, head.id)
    effect = {"type": "undone", "ended": ended}
    return _answer(head, "undone", "The last one was taken back.", effect)


async def _anything(session: AsyncSession, adjustment_id: UUID) -> bool:
    some = sa.select(_line.c.id).where(_line.c.adjustment_id == adjustment_id, ~_line.c.undone)
    return (await session.execute(some.limit(1))).first() is not None


def _check_place(head: Head, place: Location) -> Location:
    if head.warehouse_id is not None and place.warehouse_id != head.warehouse_id:
        raise OtherWarehouse(
            f"{place.code} is in another warehouse than the rest of {head.number}.",
            action="Finish this one and begin another there.",
            code=place.code,
        )
    return place


def _answer(
    head: Head, code: str, message: str, effect: dict[str, Any], warnings: tuple[str, ...] = ()
) -> Applied:
    return Applied(
        code=code,
        message=message,
        effect=effect,
        document_type=DOCUMENT,
        document_id=head.id,
        warnings=warnings,
    )


def _news(session: AsyncSession, adjustment_id: UUID) -> None:
    announce(session, Event("document.changed", {"type": DOCUMENT, "id": str(adjustment_id)}))
