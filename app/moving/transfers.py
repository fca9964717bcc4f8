"""The verbs of transfers: begin, send off, end, settle what is missing, take back."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationLevel, LocationUse
from app.catalog.problems import LocationNotFound
from app.core.errors import Invalid
from app.core.numbering import next_number
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.consent import Consent
from app.inventory.floor import FloorScan, HouseRules
from app.inventory.lots import find_lot
from app.inventory.models import StockMove
from app.inventory.reasons import Destination, Direction, find_reason
from app.moving import adjustments
from app.moving.models import Leg, Transfer, TransferLine, TransferPart, TransferState
from app.moving.on_the_way import (
    DOCUMENT,
    Head,
    InTransit,
    What,
    add_leg,
    in_transit,
    load_head,
    loaded_from,
    news,
    set_state,
)
from app.moving.problems import CannotTakeBack, NothingLoaded, NothingMissing, NothingToUndo
from app.moving.stock import Goods, LotHere, context_of, lots_here
from app.moving.transfer_doc import tell_quickbooks

SERIES = "TF"
FOUND = "found"
"""The reason by which goods that nobody loaded come into the books."""

_head, _part, _plan = table_of(Transfer), table_of(TransferPart), table_of(TransferLine)
_move, _item = table_of(StockMove), table_of(Item)


class Fate(StrEnum):
    """What became of missing goods: gone, or never loaded."""

    LOST = "lost"
    BACK = "back"


async def open_transfer(
    session: AsyncSession,
    *,
    from_id: UUID,
    to_id: UUID,
    user_id: UUID,
    lines: Sequence[tuple[UUID, Decimal]] = (),
    note: str = "",
) -> UUID:
    """Begin a transfer between two warehouses; without lines it takes whatever is scanned.

    Raises LocationNotFound, and Invalid for one and the same warehouse or an item named twice.
    """
    for warehouse_id in (from_id, to_id):
        place = await places.by_id(session, warehouse_id)
        if place is None or place.level is not LocationLevel.WAREHOUSE or not place.active:
            raise LocationNotFound("This warehouse does not exist.", id=warehouse_id)
    if from_id == to_id:
        raise Invalid("A transfer goes to another warehouse.", to_id=to_id)
    if len({item_id for item_id, _ in lines}) < len(lines):
        raise Invalid("An item is on the list twice: write its quantities together.")
    row = Transfer(
        number=await next_number(session, SERIES),
        from_id=from_id,
        to_id=to_id,
        opened_by=user_id,
        note=note.strip(),
    )
    session.add(row)
    await session.flush()
    for line_no, (item_id, qty) in enumerate(lines, start=1):
        session.add(TransferLine(transfer_id=row.id, line_no=line_no, item_id=item_id, qty=qty))
    await session.flush()
    news(session, row.id)
    return row.id


async def finish(
    session: AsyncSession, head: Head, *, rules: HouseRules
) -> tuple[TransferState, list[InTransit]]:
    """Send a loaded transfer off; end one that arrived. Returns its state and what is missing.

    Raises NothingLoaded.
    """
    goods = await in_transit(session, head.id)
    missing = [one for one in goods if one.qty > 0]
    if head.loading:
        if not missing:
            raise NothingLoaded(f"Nothing is on {head.number}.", number=head.number)
        await set_state(session, head, TransferState.SHIPPED)
        return TransferState.SHIPPED, missing
    state = TransferState.SHORT if missing else TransferState.COMPLETED
    await set_state(session, head, state)
    await tell_quickbooks(session, head, rules=rules, completed=not missing)
    return state, missing


async def load_surplus(
    session: AsyncSession,
    head: Head,
    item: Item,
    lot: InTransit,
    qty: Decimal,
    context: ledger.MoveContext,
    allowed: Consent,
    *,
    rules: HouseRules,
) -> None:
    """More arrived than was scanned at the other end: it was loaded there all the same.

    It is taken from the bin the rest came from. What that bin does not have is found there first,
    by an adjustment, so that both warehouses and QuickBooks stay right.
    """
    place = await loaded_from(session, head.id, lot.lot_id, lot.serial_id)
    here = {one.id: one for one in await lots_here(session, item.id, place.id)}.get(lot.lot_id)
    unknown = qty - min(here.free if here else Decimal(0), qty)
    if unknown:
        known = here or await _lot_here(session, lot)
        found = Goods(item, place, known, unknown)
        await _adjust(session, head, FOUND, Direction.IN, [found], context, rules=rules)
    what = What(item.id, lot.lot_id, qty)
    await add_leg(session, head, Leg.OUT, what, place, context, allowed=allowed)


async def settle(
    session: AsyncSession,
    transfer_id: UUID,
    fate: Fate,
    *,
    user_id: UUID,
    rules: HouseRules,
    reason: str = "lost",
    lot_id: UUID | None = None,
) -> None:
    """Say what became of missing goods (of one lot, or all): lost, by an adjustment with a reason,
    or never loaded and still in the bin. Once nothing is missing, the transfer is completed.

    Raises NothingMissing, ReasonNotFound.
    """
    if fate is Fate.LOST:
        await _check_reason(session, reason)
    head = await load_head(session, transfer_id)
    goods = await in_transit(session, head.id) if head.state is TransferState.SHORT else []
    missing = [one for one in goods if one.qty > 0 and lot_id in (None, one.lot_id)]
    if not missing:
        raise NothingMissing(f"Nothing of {head.number} is missing.", number=head.number)
    context = ledger.MoveContext(user_id=user_id)
    lost: list[Goods] = []
    for one in missing:
        place = await loaded_from(session, head.id, one.lot_id, one.serial_id)
        what = What(one.item_id, one.lot_id, one.qty, one.serial_id)
        leg = Leg.LOST if fate is Fate.LOST else Leg.BACK
        by = Consent(fate.value, user_id)
        await add_leg(session, head, leg, what, place, context, allowed=by)
        if fate is Fate.LOST:
            item = await session.get_one(Item, one.item_id)
            here = await _lot_here(session, one)
            lost.append(Goods(item, place, here, one.qty, one.serial_id, one.serial))
    if lost:
        await _adjust(session, head, reason, Direction.OUT, lost, context, rules=rules)
    if not any(one.qty > 0 for one in await in_transit(session, head.id)):
        await set_state(session, head, TransferState.COMPLETED)
        await tell_quickbooks(session, head, rules=rules, completed=True)


async def _check_reason(session: AsyncSession, code: str) -> None:
    reason = await find_reason(session, code)
    gone = reason.destination is Destination.WRITTEN_OFF
    if reason.direction is Direction.IN or not gone:
        raise Invalid(f"“{reason.name}” is no reason to write goods off.", code=code)


async def take_back(
    session: AsyncSession, transfer_id: UUID, *, user_id: UUID, rules: HouseRules
) -> None:
    """Undo a transfer as a whole: everything lies where it was loaded, QuickBooks forgets it.

    Raises CannotTakeBack for what was settled or taken back, InsufficientStock when goods have
    gone on.
    """
    head = await load_head(session, transfer_id)
    settled = sa.select(_part.c.id).where(
        _part.c.transfer_id == head.id, _part.c.leg.in_([Leg.LOST, Leg.BACK])
    )
    if head.state is TransferState.CANCELLED:
        raise CannotTakeBack(f"{head.number} was taken back before.", number=head.number)
    if (await session.execute(settled.limit(1))).first() is not None:
        raise CannotTakeBack(
            f"Missing goods of {head.number} were settled.",
            action="Send the goods back with another transfer.",
            number=head.number,
        )
    if head.state in (TransferState.SHORT, TransferState.COMPLETED):
        await tell_quickbooks(session, head, rules=rules, completed=True, cancelled=True)
    undone = sa.select(_move.c.reverses).where(_move.c.reverses.is_not(None))
    moves = await session.execute(
        sa.select(_move.c.id)
        .where(
            _move.c.document_type == DOCUMENT,
            _move.c.document_id == head.id,
            _move.c.reverses.is_(None),
            _move.c.id.not_in(undone),
        )
        .order_by(_move.c.posted_at.desc(), _move.c.id.desc())
    )
    for move_id in moves.scalars().all():
        await ledger.reverse(session, move_id, ledger.MoveContext(user_id=user_id))
    await set_state(session, head, TransferState.CANCELLED)


async def undo_last(session: AsyncSession, head: Head, scan: FloorScan) -> str:
    """Take a person's last scan of this leg back; returns what it was, in words.

    What a supervisor let pass stays. Raises NothingToUndo.
    """
    leg = Leg.OUT if head.loading else Leg.IN
    query = (
        sa.select(_part, _item.c.sku)
        .join(_item, _item.c.id == _part.c.item_id)
        .where(
            _part.c.transfer_id == head.id,
            _part.c.leg == leg,
            _part.c.user_id == scan.actor.user_id,
            _part.c.exception == "",
        )
        .order_by(_part.c.created_at.desc(), _part.c.id.desc())
        .limit(1)
    )
    part = (await session.execute(query)).one_or_none()
    if part is None:
        raise NothingToUndo(f"You scanned nothing on {head.number} that can be undone.")
    own = sa.select(_move.c.id).where(
        _move.c.document_id == head.id, _move.c.document_line_id == part.id
    )
    move_id = (await session.execute(own)).scalar_one()
    await ledger.reverse(session, move_id, context_of(scan))
    await session.execute(sa.delete(_part).where(_part.c.id == part.id))
    if head.state is TransferState.SHORT:
        await _still_something(session, head)
        await tell_quickbooks(session, head, rules=scan.rules, completed=False)
    news(session, head.id)
    return f"{decimal_text(part.qty)} × {part.sku}"


async def _still_something(session: AsyncSession, head: Head) -> None:
    """QuickBooks was told what arrived, and it keeps no empty documents."""
    arrived = sa.select(_part.c.id).where(_part.c.transfer_id == head.id, _part.c.leg == Leg.IN)
    if (await session.execute(arrived.limit(1))).first() is None:
        raise CannotTakeBack(
            f"This is all that arrived with {head.number}, and QuickBooks was told.",
            action="A supervisor can take the whole transfer back.",
            number=head.number,
        )


async def _adjust(
    session: AsyncSession,
    head: Head,
    code: str,
    direction: Direction,
    goods: Sequence[Goods],
    context: ledger.MoveContext,
    *,
    rules: HouseRules,
) -> None:
    """A completed adjustment that belongs to a transfer, in the warehouse it came from."""
    assert context.user_id is not None  # noqa: S101 - people settle transfers
    reason = await find_reason(session, code)
    adjustment_id = await adjustments.new_adjustment(
        session,
        reason,
        direction,
        user_id=context.user_id,
        note=f"Transfer {head.number}",
        warehouse_id=head.from_id,
        transfer_id=head.id,
    )
    adjustment = await adjustments.load_head(session, adjustment_id)
    out = direction is Direction.OUT
    transit: Location | None = await places.virtual(session, LocationUse.TRANSIT) if out else None
    for one in goods:
        await adjustments.book(
            session,
            adjustment,
            one,
            context,
            approved_by=context.user_id,
            other_side=transit,
        )
    await adjustments.complete(session, adjustment, rules=rules)


async def _lot_here(session: AsyncSession, lot: InTransit) -> LotHere:
    known = await find_lot(session, lot.item_id, lot.lot_number)
    assert known is not None  # noqa: S101 - it was shipped
    nothing = Decimal(0)
    return LotHere(
        known.id, known.number, known.use_by, known.status, known.hold_reason, nothing, nothing
    )
