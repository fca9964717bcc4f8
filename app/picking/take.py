"""Take goods from a bin to the packing bench: one scan, one move, counted once.

Everything that may be asked is asked before anything is written. The stop, the order line and the
balance are each changed by a guarded UPDATE, so a late or doubled scan finds nothing left to take.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Tracking
from app.core import clock
from app.core.prepared import prepared
from app.core.types import Quantity, decimal_text, new_id
from app.core.upsert import affected, table_of
from app.inventory import ledger
from app.inventory.floor import Applied, FloorAnswer, FloorScan, Need
from app.inventory.models import MoveReason
from app.inventory.problems import DocumentClosed, InsufficientStock, SerialUnknown, WrongItem
from app.inventory.serials import find_serial
from app.orders import service as orders
from app.picking import rules, tasks
from app.picking.allocate import Wanted, add_stop, lower_stop
from app.picking.models import Allocation, Pick, TaskState
from app.picking.problems import OverPick, SerialNotHere
from app.picking.stops import (
    LotHere,
    Stop,
    ahead_of,
    lots_in_bin,
    stop_by_id,
    stops_of,
    stops_of_item,
)
from app.picking.tasks import TaskHead

REASON_LENGTH = 200

_stop = table_of(Allocation)
_pick = table_of(Pick)
_NEW_PICK = prepared(sa.insert(_pick))
_MORE = sa.bindparam("more", type_=Quantity())
_COUNT = prepared(
    sa.update(_stop)
    .where(_stop.c.id == sa.bindparam("stop_id"), _stop.c.picked_qty + _MORE <= _stop.c.qty)
    .values(picked_qty=_stop.c.picked_qty + _MORE)
)


@dataclass(frozen=True, slots=True)
class InHand:
    """What the person holds: goods of the stop `due`, or of `other`, a lot that is not its turn."""

    due: Stop
    other: LotHere | None = None
    serial_id: UUID | None = None
    serial: str = ""


async def take(session: AsyncSession, scan: FloorScan, task: TaskHead, item: Item) -> FloorAnswer:
    """Book an item scan of a pick task, or ask what is missing."""
    stops = await stops_of_item(session, task.id, item.id)
    if not stops:
        await _refuse_item(session, scan, task, item)
    if any(stop.rest > 0 for stop in stops):
        tasks.require_open(task)
    here = rules.bin_of(stops, item, scan.location_id, bin_first=scan.rules.bin_first)
    if isinstance(here, Need):
        return here
    hand = await _in_hand(session, scan, item, here)
    if isinstance(hand, Need):
        return hand
    qty = rules.how_many(scan, item, hand.due)
    if hand.other is None:
        rules.may_go_out(hand.due.lot, item.name, today=scan.rules.today())
        await book(session, scan, task, hand.due, qty, serial_id=hand.serial_id)
        return await _answer(session, scan, task, hand, hand.due, qty)
    return await _take_other(session, scan, task, item, hand, hand.other, qty)


async def _in_hand(
    session: AsyncSession, scan: FloorScan, item: Item, here: Sequence[Stop]
) -> InHand | Need:
    if item.tracking is Tracking.SERIAL:
        return await _serial_in_hand(session, scan, item, here)
    if item.tracking is Tracking.NONE:
        return InHand(here[0])
    number = scan.answers.lot or scan.subject.lot_number
    if number is None:
        lots = await lots_in_bin(session, item.id, here[0].place.id)
        if len(lots) > 1:
            return rules.ask_for_lot(item, here[0], lots)
        return InHand(here[0])
    for stop in here:
        if stop.lot.number == number:
            return InHand(stop)
    lots = await lots_in_bin(session, item.id, here[0].place.id)
    other = next((lot for lot in lots if lot.number == number), None)
    if other is None:
        raise rules.wrong_lot(here[0], number)
    return InHand(here[0], other)


async def _serial_in_hand(
    session: AsyncSession, scan: FloorScan, item: Item, here: Sequence[Stop]
) -> InHand | Need:
    number = scan.answers.serial or scan.subject.serial_number
    if number is None:
        return rules.ask_for_serial(item)
    unit = await find_serial(session, item.id, number)
    if unit is None:
        raise SerialUnknown(f"{item.name} {number} was never received.", serial=number)
    place = here[0].place
    if unit.location_id != place.id:
        raise SerialNotHere(
            f"{item.name} {number} is not in {place.code} by the books.",
            action="Take another unit and tell your supervisor about this one.",
            serial=number,
            location=place.code,
        )
    for stop in here:
        if stop.lot.id == unit.lot_id:
            return InHand(stop, serial_id=unit.id, serial=number)
    lots = await lots_in_bin(session, item.id, place.id)
    other = next((lot for lot in lots if lot.id == unit.lot_id), None)
    if other is None:
        raise rules.wrong_lot(here[0], number)
    return InHand(here[0], other, unit.id, number)


async def _take_other(
    session: AsyncSession,
    scan: FloorScan,
    task: TaskHead,
    item: Item,
    hand: InHand,
    other: LotHere,
    qty: Decimal,
) -> FloorAnswer:
    """A lot that was not planned: possible when it is free, and its turn or approved."""
    rules.may_go_out(other, item.name, today=scan.rules.today())
    if other.free < qty:
        raise rules.wrong_lot(hand.due, other.number or hand.serial)
    ask = rules.ask_for_override(scan, item.removal, due=hand.due, taken=other)
    if ask is not None:
        return ask
    stop = await _swap(session, task, hand.due, other, qty)
    reason = (scan.answers.reason or "").strip()[:REASON_LENGTH]
    approver = scan.actor.may(rules.FEFO_OVERRIDE) if reason else None
    await book(
        session,
        scan,
        task,
        stop,
        qty,
        serial_id=hand.serial_id,
        override_reason=reason,
        approved_by=approver,
    )
    return await _answer(session, scan, task, hand, stop, qty)


async def _swap(
    session: AsyncSession, task: TaskHead, due: Stop, other: LotHere, qty: Decimal
) -> Stop:
    """Give back what was reserved of the planned lot and reserve the other one instead."""
    if not await lower_stop(session, due.id, qty):
        raise _late(due)
    await ledger.unreserve(session, lot_id=due.lot.id, location_id=due.place.id, qty=qty)
    reserved = await ledger.reserve(session, lot_id=other.id, location_id=due.place.id, qty=qty)
    if reserved < qty:
        raise InsufficientStock(
            f"Only {decimal_text(reserved)} of lot {other.number} are free in {due.place.code}.",
            asked=qty,
            available=reserved,
            location=due.place.code,
        )
    wanted = Wanted(due.order_line_id, due.item_id, qty)
    stop_id = await add_stop(
        session, task.id, wanted, lot_id=other.id, location_id=due.place.id, qty=qty
    )
    stop = await stop_by_id(session, task.id, stop_id)
    assert stop is not None  # noqa: S101 - added above, in this transaction
    return stop


async def book(
    session: AsyncSession,
    scan: FloorScan,
    task: TaskHead,
    stop: Stop,
    qty: Decimal,
    *,
    serial_id: UUID | None = None,
    override_reason: str = "",
    approved_by: UUID | None = None,
) -> None:
    """Count `qty` on the stop and the order line, move it to the packing bin, and note the pick."""
    if not await affected(session, _COUNT, {"stop_id": stop.id, "more": qty}):
        raise _late(stop)
    await orders.record_picked(session, stop.order_line_id, qty)
    packing = ledger.place(await places.packing(session, stop.warehouse_id))
    move = ledger.Move(
        item_id=stop.item_id,
        lot_id=stop.lot.id,
        serial_id=serial_id,
        qty=qty,
        origin=stop.place,
        target=packing,
        reason=MoveReason.PICK,
        document_type=tasks.PICK_TASK,
        document_id=task.id,
        document_line_id=stop.id,
        take_reserved=True,
        keep_reserved=True,
    )
    context = ledger.MoveContext(
        user_id=scan.actor.user_id,
        device_id=scan.actor.device_id,
        scan_id=scan.id,
        occurred_at=scan.occurred_at,
    )
    await ledger.post_moves(session, [move], context)
    row = {
        "id": new_id(),
        "task_id": task.id,
        "order_line_id": stop.order_line_id,
        "item_id": stop.item_id,
        "lot_id": stop.lot.id,
        "serial_id": serial_id,
        "from_id": stop.place.id,
        "to_id": packing.id,
        "qty": qty,
        "packed_qty": Decimal(0),
        "override_reason": override_reason,
        "approved_by": approved_by,
        "scan_id": scan.id,
        "created_at": clock.now(),
    }
    await session.execute(_NEW_PICK, [row])


async def _answer(
    session: AsyncSession,
    scan: FloorScan,
    task: TaskHead,
    hand: InHand,
    stop: Stop,
    qty: Decimal,
) -> Applied:
    now = dataclasses.replace(stop, picked_qty=stop.picked_qty + qty)
    ahead = await ahead_of(session, task.id, after=now)
    if ahead.stop is None:
        await tasks.end(session, task)
    await tasks.start(session, task, scan.actor)
    tasks.changed(session, task)
    shown = now.as_json()
    return Applied(
        code="picked",
        message=f"+{decimal_text(qty)} {stop.item_name}",
        effect={
            "type": "picked",
            "item": shown["item"],
            "lot": shown["lot"],
            "serial": hand.serial or None,
            "qty": decimal_text(qty),
            "stop": shown,
            "next": ahead.stop.as_json() if ahead.stop else None,
            "progress": ahead.progress.as_json(),
            "done": ahead.stop is None,
        },
        document_type=tasks.PICK_TASK,
        document_id=task.id,
    )


async def _refuse_item(session: AsyncSession, scan: FloorScan, task: TaskHead, item: Item) -> None:
    """The item is not on this walk: say what is wanted in this bin, else what comes next."""
    if task.state is not TaskState.OPEN:
        raise DocumentClosed(f"{task.number} is finished.", number=task.number)
    wanted = await stops_of(session, task.id)
    waiting = [stop for stop in wanted if stop.rest > 0]
    here = [stop for stop in waiting if stop.place.id == scan.location_id] or waiting
    label = here[0].label if here else "nothing more"
    raise WrongItem(
        f"{item.name} is not on order {task.order_number}: take {label}.",
        action=f"Take {label}.",
        scanned=item.sku,
        expected=here[0].sku if here else "",
    )


def _late(stop: Stop) -> OverPick:
    return OverPick(
        f"{stop.label} was taken meanwhile, nothing is left to take.",
        action="Put it back where it came from.",
        remaining="0",
    )
