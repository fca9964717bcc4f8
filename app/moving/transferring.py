"""One scan on a transfer: loaded in one warehouse, unloaded in the other."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, Tracking
from app.core.errors import Invalid
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory.consent import Consent, consent
from app.inventory.floor import Applied, Choice, FloorAnswer, FloorScan, Need, SubjectKind
from app.inventory.lots import kept_number
from app.inventory.models import LotStatus
from app.inventory.problems import (
    InsufficientStock,
    LotHeld,
    SerialTaken,
    SerialUnknown,
    WrongItem,
    WrongLocation,
    WrongLot,
)
from app.moving import rules
from app.moving.models import Leg, TransferLine, TransferPart, TransferState
from app.moving.on_the_way import (
    DOCUMENT,
    Head,
    InTransit,
    What,
    add_leg,
    in_transit,
    load_live,
)
from app.moving.problems import (
    NotForMoving,
    OneUnitPerSerial,
    OtherWarehouse,
    ReservedForOrders,
    TransferRequired,
)
from app.moving.rules import SET_ASIDE
from app.moving.stock import Goods, bin_by_id, check_bin, context_of, goods_of, source_bin
from app.moving.transfers import finish, load_surplus, undo_last
from app.picking.relocate import promised

_plan, _part, _item = table_of(TransferLine), table_of(TransferPart), table_of(Item)
_EXPECTED_SHOWN = 20


async def apply_scan(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    """One scan of the task “transfer”: its number opens it, a bin is where goods come from or go
    to, an item is loaded or unloaded; `finish` sends it off, then ends it; `undo` takes the last
    scan back."""
    subject = scan.subject
    if scan.step == "scan" and subject.kind is SubjectKind.DOCUMENT:
        return await _opened(session, scan)
    if scan.document_id is None:
        raise TransferRequired("No transfer was chosen yet.")
    head = await load_live(session, scan.document_id)
    match scan.step:
        case "finish":
            return await _finish(session, scan, head)
        case "undo":
            what = await undo_last(session, head, scan)
            return _answer(head, "undone", f"Undone: {what}.", {"type": "undone"})
        case "scan":
            pass
        case _:
            raise Invalid(f"A transfer has no step “{scan.step}”.", step=scan.step)
    match subject.kind:
        case SubjectKind.LOCATION:
            assert subject.location is not None  # noqa: S101 - its kind says so
            place = _check_side(head, check_bin(subject.location))
            location = {"id": str(place.id), "code": place.code, "name": place.name}
            words = "You load from" if head.loading else "Goods go to"
            effect = {"type": "location", "location": location}
            return _answer(head, "location", f"{words} {place.code}.", effect)
        case SubjectKind.ITEM:
            assert subject.item is not None  # noqa: S101 - its kind says so
            side = _load if head.loading else _unload
            return await side(session, scan, head, subject.item)
    raise NotForMoving("This barcode is nothing to transfer.")


async def _opened(session: AsyncSession, scan: FloorScan) -> Applied:
    subject = scan.subject
    if subject.document_type != DOCUMENT or subject.document_id is None:
        kind = subject.document_type.replace("_", " ")
        raise NotForMoving(
            f"{subject.document_number} is a {kind}.", action="Scan a transfer here."
        )
    head = await load_live(session, subject.document_id)
    way = f"from {head.from_code}" if head.loading else f"into {head.to_code}"
    effect = {
        "type": "opened",
        "document": {"type": DOCUMENT, "id": str(head.id), "number": head.number},
        "loading": head.loading,
    }
    return _answer(head, "opened", f"Transfer {head.number}: {way}.", effect)


async def _finish(session: AsyncSession, scan: FloorScan, head: Head) -> Applied:
    state, missing = await finish(session, head, rules=scan.rules)
    if state is TransferState.SHIPPED:
        message = f"{head.number} is on its way to {head.to_code}."
    elif state is TransferState.SHORT:
        names = ", ".join(f"{decimal_text(one.qty)} × {one.sku}" for one in missing[:3])
        message = f"{head.number}: {names} missing. A supervisor settles what became of it."
    else:
        message = f"{head.number} has arrived complete."
    effect = {"type": "completed", "number": head.number, "state": state.value}
    return _answer(head, "completed", message, effect)


async def _load(session: AsyncSession, scan: FloorScan, head: Head, item: Item) -> FloorAnswer:
    expected = await _planned(session, head, item)
    origin = await source_bin(session, scan, item, warehouse_id=head.from_id)
    if isinstance(origin, Need):
        return origin
    goods = await goods_of(session, scan, item, _check_side(head, origin))
    if isinstance(goods, Need):
        return goods
    await _may_leave(session, goods)
    breaches = []
    if expected is not None:
        loaded = await _so_far(session, head, item.id)
        over = rules.over_transfer(item.sku, expected=expected, so_far=loaded, qty=goods.qty)
        breaches = [over] if over else []
    allowed = consent(scan, breaches)
    if isinstance(allowed, Need):
        return allowed
    what = What(item.id, goods.lot.id, goods.qty, goods.serial_id)
    await add_leg(session, head, Leg.OUT, what, goods.origin, context_of(scan), allowed=allowed)
    expired = rules.expired(item.sku, goods.lot.use_by, today=scan.rules.today())
    message = f"Loaded {goods.label} from {goods.origin.code}."
    effect = _goods_effect("loaded", item, goods.qty, goods.lot.number, goods.serial, goods.origin)
    return _answer(head, "loaded", message, effect, (expired,) if expired else ())


async def _planned(session: AsyncSession, head: Head, item: Item) -> Decimal | None:
    """How much of the item is to be sent; None where nothing was planned. Raises WrongItem."""
    rows = (
        await session.execute(
            sa.select(_plan.c.item_id, _plan.c.qty, _item.c.sku, _item.c.name)
            .join(_item, _item.c.id == _plan.c.item_id)
            .where(_plan.c.transfer_id == head.id)
            .order_by(_plan.c.line_no)
        )
    ).all()
    if not rows:
        return None
    for row in rows:
        if row.item_id == item.id:
            planned: Decimal = row.qty
            return planned
    expected = [
        {"sku": row.sku, "name": row.name, "remaining": decimal_text(row.qty)}
        for row in rows[:_EXPECTED_SHOWN]
    ]
    names = ", ".join(row.sku for row in rows[:3])
    raise WrongItem(
        f"{item.sku} {item.name} is not on {head.number}. It takes {names}.",
        action="Leave it here, or begin another transfer for it.",
        scanned=item.sku,
        expected=expected,
    )


async def _so_far(session: AsyncSession, head: Head, item_id: UUID) -> Decimal:
    query = sa.select(sa.func.sum(_part.c.qty)).where(
        _part.c.transfer_id == head.id, _part.c.leg == Leg.OUT, _part.c.item_id == item_id
    )
    return (await session.execute(query)).scalar_one() or Decimal(0)


async def _may_leave(session: AsyncSession, goods: Goods) -> None:
    """Held goods stay, quarantined ones too, and what is reserved here is needed here."""
    if goods.lot.status is LotStatus.HELD:
        raise LotHeld(
            f"Lot {goods.lot.number} of {goods.item.sku} is on hold: {goods.lot.hold_reason}",
            lot=goods.lot.number,
        )
    if goods.origin.use in SET_ASIDE:
        raise WrongLocation(
            f"{goods.origin.code} is for {goods.origin.use} goods: they are not sent on.",
            action="Move them to a storage bin first; a supervisor has to agree.",
            code=goods.origin.code,
        )
    if goods.qty <= goods.lot.free:
        return
    if goods.qty > goods.lot.on_hand:
        raise InsufficientStock(
            f"{goods.origin.code} has {decimal_text(goods.lot.on_hand)} of {goods.item.sku}, "
            f"{decimal_text(goods.qty)} were asked for.",
            asked=goods.qty,
            available=goods.lot.free,
            location=goods.origin.code,
        )
    numbers = await promised(session, lot_id=goods.lot.id, location_id=goods.origin.id)
    who = f"for {', '.join(numbers[:3])}" if numbers else "by somebody who holds them"
    raise ReservedForOrders(
        f"{goods.origin.code} has {decimal_text(goods.lot.free)} of {goods.item.sku} free; the "
        f"rest is reserved {who}.",
        action="Send what is free, or report the pick short first.",
        orders=numbers,
    )


async def _unload(session: AsyncSession, scan: FloorScan, head: Head, item: Item) -> FloorAnswer:
    lots = await in_transit(session, head.id, item_id=item.id)
    if not lots:
        on_it = ", ".join(dict.fromkeys(one.sku for one in await in_transit(session, head.id)))
        raise WrongItem(
            f"{item.sku} {item.name} was not sent with {head.number}. It brings {on_it}.",
            action="Put it aside. A supervisor can adjust it in as found.",
            scanned=item.sku,
        )
    lot = _which(scan, item, lots, head)
    if isinstance(lot, Need):
        return lot
    qty = _how_many(scan, item)
    target = await _target(session, scan, head)
    breach = rules.over_transfer(
        item.sku, expected=lot.shipped, so_far=lot.shipped - lot.qty, qty=qty
    )
    allowed = consent(scan, [breach] if breach else [])
    if isinstance(allowed, Need):
        return allowed
    context = context_of(scan)
    if qty > lot.qty:
        await load_surplus(
            session, head, item, lot, qty - lot.qty, context, allowed, rules=scan.rules
        )
    what = What(item.id, lot.lot_id, qty, lot.serial_id)
    await add_leg(session, head, Leg.IN, what, target, context, allowed=Consent())
    if head.state is TransferState.SHORT:  # what was missing turns up: QuickBooks knows the rest
        await finish(session, head, rules=scan.rules)
    left = max(lot.qty - qty, Decimal(0))
    message = f"{decimal_text(qty)} × {item.sku} to {target.code}, {decimal_text(left)} to come."
    effect = _goods_effect("unloaded", item, qty, lot.lot_number, lot.serial, target)
    return _answer(head, "unloaded", message, effect)


def _which(scan: FloorScan, item: Item, lots: list[InTransit], head: Head) -> InTransit | Need:
    """Which of the goods on the way the label means. Raises WrongLot, SerialUnknown."""
    subject = scan.subject
    if item.tracking is Tracking.SERIAL:
        number = subject.serial_number or scan.answers.serial
        if not number:
            return Need("serial", "serial_required", f"Serial number of this {item.sku}?")
        unit = next((one for one in lots if one.serial == number), None)
        if unit is None:
            raise SerialUnknown(
                f"{item.sku} {number} was not sent with {head.number}.", serial=number
            )
        if not unit.qty:
            raise SerialTaken(f"{item.sku} {number} was unloaded already.", serial=number)
        return unit
    said = (subject.lot_number or scan.answers.lot or "").strip()
    number = kept_number(item, said, subject.expires_on or subject.best_before)
    if number:
        lot = next((one for one in lots if one.lot_number == number), None)
        if lot is None:
            sent = ", ".join(one.lot_number for one in lots)
            raise WrongLot(
                f"Lot {number} of {item.sku} was not sent with {head.number}; it brings {sent}.",
                action="Check the label. A supervisor can adjust it in as found.",
                scanned=number,
            )
        return lot
    if len(lots) == 1:
        return lots[0]
    choices = tuple(
        Choice(one.lot_number, one.lot_number, f"{decimal_text(one.qty)} to come") for one in lots
    )
    return Need("lot", "lot_required", f"Which lot of {item.sku}?", choices)


def _how_many(scan: FloorScan, item: Item) -> Decimal:
    if item.tracking is Tracking.SERIAL:
        if (scan.answers.qty or scan.qty) not in (None, 1):
            raise OneUnitPerSerial(f"{item.sku} is counted by serial number, one unit a scan.")
        return Decimal(1)
    qty = scan.quantity()
    if qty <= 0:
        raise Invalid("The quantity must be more than zero.", qty=qty)
    return qty


async def _target(session: AsyncSession, scan: FloorScan, head: Head) -> Location:
    if scan.location_id is None:
        return await places.dock(session, head.to_id)
    return _check_side(head, await bin_by_id(session, scan.location_id))


def _check_side(head: Head, place: Location) -> Location:
    """Loaded in one warehouse, unloaded in the other."""
    side, code = (head.from_id, head.from_code) if head.loading else (head.to_id, head.to_code)
    if place.warehouse_id != side:
        raise OtherWarehouse(
            f"{place.code} is not in {code}.",
            action=f"{head.number} is {'loaded from' if head.loading else 'unloaded into'} {code}.",
            code=place.code,
        )
    return place


def _goods_effect(
    kind: str, item: Item, qty: Decimal, lot: str, serial: str | None, place: Location
) -> dict[str, Any]:
    return {
        "type": kind,
        "item": {"id": str(item.id), "sku": item.sku, "name": item.name},
        "qty": decimal_text(qty),
        "unit": item.base_unit,
        "lot": lot or None,
        "serial": serial,
        "location": {"id": str(place.id), "code": place.code},
    }


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
