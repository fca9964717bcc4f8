"""Bin to bin: goods are taken into the hands, and put down somewhere else.

Taking reserves, putting down books the move. Between the two the books show the goods where they
were, so nothing is lost with a phone, and nobody else can take or promise them.

Stock that is reserved for orders may be moved: its reservation goes along and the picker is sent to
the new bin. Refusing would make people tidy up behind the system's back, and then the picker stands
before an empty bin. It is refused only where the order would lose the goods: on the way to a bin
nobody picks from.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import PICKABLE_USES, Item, Location, LocationUse
from app.core import clock
from app.core.errors import Invalid
from app.core.types import decimal_text, new_id
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.consent import Breach, consent
from app.inventory.floor import Applied, FloorAnswer, FloorScan, Need, SubjectKind
from app.inventory.models import MoveReason, SerialNumber, StockBalance, StockMove
from app.inventory.problems import InsufficientStock, WrongLocation
from app.moving import rules
from app.moving.giving_back import put_back, undo
from app.moving.hands import DOCUMENT, InHand, forget, in_hand, move_between, news
from app.moving.models import Carried
from app.moving.problems import (
    NotForMoving,
    NothingHere,
    NothingInHand,
    OtherWarehouse,
    ReservedForOrders,
)
from app.moving.stock import Goods, bin_by_id, check_bin, context_of, goods_of, source_bin
from app.picking.relocate import promised, relocate

_carried, _move = table_of(Carried), table_of(StockMove)
_balance, _serial = table_of(StockBalance), table_of(SerialNumber)


async def apply_scan(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    """One scan of the task “move”.

    An item is taken from the bin confirmed before (`location_id`), or, if it is in the hands
    already and no bin is confirmed, chosen to be put down next. A bin puts down what is in the
    hands, or, with empty hands, becomes the bin to take from. Steps: `collect` makes a bin the one
    to take from even with full hands, `whole` takes all of it, `put_back` gives goods back to where
    they came from, `undo` takes the last putting down back.
    """
    match scan.step:
        case "whole":
            return await _take_all(session, scan)
        case "put_back":
            return await put_back(session, scan)
        case "undo":
            return await undo(session, scan)
        case "scan" | "collect":
            pass
        case _:
            raise Invalid(f"Moving has no step “{scan.step}”.", step=scan.step)
    subject = scan.subject
    match subject.kind:
        case SubjectKind.ITEM:
            return await _item_scanned(session, scan)
        case SubjectKind.LOCATION:
            assert subject.location is not None  # noqa: S101 - its kind says so
            place = check_bin(subject.location)
            held = await in_hand(session, scan.actor.user_id, lock=True)
            if held and scan.step == "scan":
                return await _put_down(session, scan, place, held)
            return _from_here(place)
    raise NotForMoving("This barcode is nothing to move.")


async def _item_scanned(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    item = scan.subject.item
    assert item is not None  # noqa: S101 - a subject of kind ITEM has its item
    if scan.location_id is None and scan.step == "scan":
        chosen = _chosen(await in_hand(session, scan.actor.user_id), scan, item)
        if chosen is not None:
            return _to_be_put_down(chosen)
    origin = await source_bin(session, scan, item)
    if isinstance(origin, Need):
        return origin
    goods = await goods_of(session, scan, item, origin)
    if isinstance(goods, Need):
        return goods
    return await _take(session, scan, goods)


def _chosen(held: Sequence[InHand], scan: FloorScan, item: Item) -> InHand | None:
    """The goods in hand that the label means; by lot and serial where it names them."""
    lot, serial = scan.subject.lot_number, scan.subject.serial_number
    for one in held:
        if (
            one.item_id == item.id
            and lot in (None, one.lot_number)
            and serial in (None, one.serial)
        ):
            return one
    return None


async def _take(session: AsyncSession, scan: FloorScan, goods: Goods) -> Applied:
    free = await ledger.reserve(
        session, lot_id=goods.lot.id, location_id=goods.origin.id, qty=goods.qty
    )
    also_promised = goods.qty - free
    if also_promised:
        rest = goods.lot.on_hand - free - await _in_hands(session, goods.lot.id, goods.origin.id)
        if also_promised > rest:
            raise InsufficientStock(
                f"{goods.origin.code} has {decimal_text(max(free + rest, Decimal(0)))} of "
                f"{goods.item.sku} to take, {decimal_text(goods.qty)} were asked for.",
                asked=goods.qty,
                available=max(free + rest, Decimal(0)),
                location=goods.origin.code,
            )
    await _remember(
        session,
        scan,
        item_id=goods.item.id,
        lot_id=goods.lot.id,
        serial_id=goods.serial_id,
        from_id=goods.origin.id,
        qty=goods.qty,
        promised_qty=also_promised,
    )
    expired = rules.expired(goods.item.sku, goods.lot.use_by, today=scan.rules.today())
    return Applied(
        code="taken",
        message=f"{goods.label} from {goods.origin.code}. Scan the bin it goes to.",
        effect={
            "type": "taken",
            "item": {"id": str(goods.item.id), "sku": goods.item.sku, "name": goods.item.name},
            "qty": decimal_text(goods.qty),
            "lot": goods.lot.number or None,
            "serial": goods.serial,
            "location": {"id": str(goods.origin.id), "code": goods.origin.code},
        },
        warnings=(expired,) if expired else (),
    )


async def _in_hands(session: AsyncSession, lot_id: UUID, location_id: UUID) -> Decimal:
    """How much of a lot in a bin is in anybody's hands."""
    query = sa.select(sa.func.sum(_carried.c.qty)).where(
        _carried.c.lot_id == lot_id, _carried.c.from_id == location_id
    )
    return (await session.execute(query)).scalar_one() or Decimal(0)


async def _remember(session: AsyncSession, scan: FloorScan, **values: Any) -> None:
    """Add to what the person holds of the same lot from the same bin, or begin with it."""
    same = [_carried.c.user_id == scan.actor.user_id, _carried.c.serial_id.is_(None)]
    same += [_carried.c[name] == values[name] for name in ("lot_id", "from_id")]
    more = (
        sa.update(_carried)
        .where(*same)
        .values(
            qty=_carried.c.qty + values["qty"],
            promised_qty=_carried.c.promised_qty + values["promised_qty"],
        )
        .returning(_carried.c.id)
    )
    known = values["serial_id"] is None and (await session.execute(more)).first() is not None
    if not known:
        row = values | {"id": new_id(), "user_id": scan.actor.user_id, "created_at": clock.now()}
        await session.execute(sa.insert(_carried).values(row))
    news(session, scan.actor.user_id)


async def _take_all(session: AsyncSession, scan: FloorScan) -> Applied:
    """Everything in a bin that is in nobody's hands yet."""
    if scan.location_id is None:
        raise NothingHere("No bin was scanned yet.", action="Scan the bin first.")
    origin = await bin_by_id(session, scan.location_id)
    taken = 0
    for row in await _contents(session, origin.id):
        units = await _units_here(session, row.lot_id, origin.id)
        parts: list[tuple[Decimal, UUID | None]] = [(Decimal(1), unit) for unit in units]
        if not parts:
            held = await _in_hands(session, row.lot_id, origin.id)
            parts = [(row.on_hand - held, None)] if row.on_hand > held else []
        for qty, serial_id in parts:
            free = await ledger.reserve(session, lot_id=row.lot_id, location_id=origin.id, qty=qty)
            await _remember(
                session,
                scan,
                item_id=row.item_id,
                lot_id=row.lot_id,
                serial_id=serial_id,
                from_id=origin.id,
                qty=qty,
                promised_qty=qty - free,
            )
            taken += 1
    if not taken:
        raise NothingHere(f"Nothing is left to take in {origin.code}.", code=origin.code)
    return Applied(
        code="taken",
        message=f"Everything in {origin.code}. Scan the bin it goes to.",
        effect={"type": "taken_all", "location": {"id": str(origin.id), "code": origin.code}},
    )


async def _contents(session: AsyncSession, location_id: UUID) -> Sequence[Any]:
    query = (
        sa.select(_balance.c.item_id, _balance.c.lot_id, _balance.c.on_hand)
        .where(_balance.c.location_id == location_id, _balance.c.on_hand > 0)
        .order_by(_balance.c.lot_id)
    )
    return (await session.execute(query)).all()


async def _units_here(session: AsyncSession, lot_id: UUID, location_id: UUID) -> list[UUID]:
    """Serial numbers of a lot in a bin that are in nobody's hands."""
    held = sa.select(_carried.c.serial_id).where(_carried.c.serial_id.is_not(None))
    query = sa.select(_serial.c.id).where(
        _serial.c.lot_id == lot_id,
        _serial.c.location_id == location_id,
        _serial.c.id.not_in(held),
    )
    return list((await session.execute(query)).scalars())


def _from_here(place: Location) -> Applied:
    return Applied(
        code="location",
        message=f"You take from {place.code}.",
        effect={
            "type": "location",
            "location": {"id": str(place.id), "code": place.code, "name": place.name},
        },
    )


def _to_be_put_down(held: InHand) -> Applied:
    return Applied(
        code="chosen",
        message=f"{held.label}: scan the bin it goes to.",
        effect={"type": "chosen", "line": str(held.id), "sku": held.sku},
    )


async def _put_down(
    session: AsyncSession, scan: FloorScan, target: Location, held: Sequence[InHand]
) -> FloorAnswer:
    lines = [one for one in held if scan.line_id in (None, one.id)]
    if not lines:
        raise NothingInHand("You do not hold this any more.")
    if scan.qty is not None:
        lines = [_part_of(lines, scan.qty)]
    stays = next((one for one in lines if one.from_id == target.id), None)
    if stays is not None:
        raise WrongLocation(
            f"{stays.sku} came from {target.code}.",
            action="Scan another bin, or put it back on the screen.",
            code=target.code,
        )
    await _check_warehouse(session, lines, target)
    allowed = consent(scan, _breaches(lines, target))
    if isinstance(allowed, Need):
        return allowed
    for line in lines:
        await _book(session, scan, line, target)
    news(session, scan.actor.user_id)
    what = lines[0].label if len(lines) == 1 else f"{len(lines)} goods"
    return Applied(
        code="moved",
        message=f"{what} to {target.code}.",
        effect={
            "type": "moved",
            "qty": decimal_text(sum((one.qty for one in lines), Decimal(0))),
            "location": {"id": str(target.id), "code": target.code},
            "move": str(scan.id),
            "left": len(held) - len([one for one in lines if one.whole]),
        },
        document_type=DOCUMENT,
        document_id=scan.id,
    )


def _part_of(lines: Sequence[InHand], qty: Decimal) -> InHand:
    """`qty` of the goods in hand; only of one kind, or nobody knows which is meant."""
    if len(lines) > 1:
        raise NothingInHand(
            "You hold several goods, and a quantity names only one of them.",
            action="Scan the item that stays here, then set the quantity, then scan the bin.",
        )
    [line] = lines
    if qty > line.qty:
        raise InsufficientStock(
            f"You hold {decimal_text(line.qty)} × {line.sku}, not {decimal_text(qty)}.",
            action="Put down what you have.",
            asked=qty,
            available=line.qty,
        )
    return line.part(qty)


async def _check_warehouse(
    session: AsyncSession, lines: Sequence[InHand], target: Location
) -> None:
    for line in lines:
        origin = await places.by_id(session, line.from_id)
        if origin is not None and origin.warehouse_id != target.warehouse_id:
            raise OtherWarehouse(
                f"{line.sku} came from {origin.code}, and {target.code} is in another warehouse.",
                action="Put it back and send it with a transfer: QuickBooks must know the way.",
                code=target.code,
            )
        if line.promised_qty and target.use not in PICKABLE_USES:
            numbers = await promised(session, lot_id=line.lot_id, location_id=line.from_id)
            raise ReservedForOrders(
                f"{decimal_text(line.promised_qty)} of {line.sku} are reserved for "
                f"{', '.join(numbers[:3]) or 'orders'}, and nobody picks from {target.code}.",
                action="Put it in a storage bin, or report it short at the pick first.",
                orders=numbers,
            )


def _breaches(lines: Sequence[InHand], target: Location) -> list[Breach]:
    found = (
        rules.leaves_hold(
            one.sku,
            one.lot_number,
            one.lot_status,
            one.hold_reason,
            origin=one.from_use,
            target=target.use,
        )
        for one in lines
    )
    return [breach for breach in found if breach is not None]


async def _book(session: AsyncSession, scan: FloorScan, line: InHand, target: Location) -> None:
    followed = Decimal(0)
    if line.promised_qty:
        followed = await relocate(
            session,
            lot_id=line.lot_id,
            origin_id=line.from_id,
            target_id=target.id,
            qty=line.promised_qty,
        )
    reason = MoveReason.PUT_AWAY if line.from_use is LocationUse.DOCK else MoveReason.TRANSFER
    ours = line.qty - line.promised_qty
    freed = line.promised_qty - followed  # given back since, so it has to be free by now
    moves = [
        move_between(line, target, qty, reason, document_id=scan.id, **flags)
        for qty, flags in (
            (ours, {"take_reserved": True}),
            (followed, {"take_reserved": True, "keep_reserved": True}),
            (freed, {}),
        )
        if qty
    ]
    await ledger.post_moves(session, moves, context_of(scan))
    await forget(session, line)
