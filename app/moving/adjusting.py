"""One scan of an adjustment: stock written off, set aside or found, for the reason chosen."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Location
from app.core import clock
from app.core.errors import Invalid
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.consent import consent
from app.inventory.floor import Applied, FloorAnswer, FloorScan, Need, SubjectKind
from app.inventory.problems import InsufficientStock
from app.inventory.reasons import Direction
from app.moving import rules
from app.moving.adjustment_doc import tell_quickbooks
from app.moving.adjustments import DOCUMENT, Head, anything, book, complete, load_open, news
from app.moving.found import Found, enter_found, understand_found
from app.moving.models import Adjustment, AdjustmentLine, AdjustmentState
from app.moving.problems import (
    NotForMoving,
    NothingToUndo,
    OtherWarehouse,
    ReasonRequired,
    ReservedForOrders,
)
from app.moving.stock import Goods, bin_by_id, check_bin, context_of, goods_of, source_bin
from app.picking.relocate import promised

_head, _line = table_of(Adjustment), table_of(AdjustmentLine)


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


async def _adjust(session: AsyncSession, scan: FloorScan, head: Head) -> FloorAnswer:
    item = scan.subject.item
    assert item is not None  # noqa: S101 - a subject of kind ITEM has its item
    what = await (_lost if head.direction is Direction.OUT else _found)(session, scan, head, item)
    if isinstance(what, Need):
        return what
    breach = rules.over_value(item.sku, what.qty, item.purchase_cost, head.supervisor_above)
    allowed = consent(scan, [breach] if breach and head.told else [])
    if isinstance(allowed, Need):
        return allowed
    goods = what if isinstance(what, Goods) else await enter_found(session, item, what)
    head = await _in_warehouse(session, head, goods.origin)
    target = await book(session, head, goods, context_of(scan), approved_by=allowed.approved_by)
    foreseen = await tell_quickbooks(session, head, rules=scan.rules, completed=False)
    news(session, head.id)
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
    ended = not await anything(session, head.id)
    if ended:  # QuickBooks' document is taken back: a later scan begins another one
        values = {"state": AdjustmentState.CANCELLED, "completed_at": clock.now()}
        await session.execute(sa.update(_head).where(_head.c.id == head.id).values(values))
    await tell_quickbooks(session, head, rules=scan.rules, completed=ended)
    news(session, head.id)
    effect = {"type": "undone", "ended": ended}
    return _answer(head, "undone", "The last one was taken back.", effect)


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
