"""A supervisor decides: differences become moves, or the bin is counted once more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationUse, Tracking
from app.core import clock
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.counting import promised
from app.counting.compare import Compared, compare
from app.counting.finish import all_counted
from app.counting.head import COUNT, Head, changed, live_bins, lock
from app.counting.models import (
    BinState,
    CountBin,
    CountLine,
    CountSession,
    Decision,
    SessionState,
)
from app.counting.opening import next_round
from app.counting.problems import CountNotDecidable, CountOutdated, CountTouchesPicks
from app.counting.reactivate import reactivate
from app.counting.snapshot import tell_quickbooks
from app.inventory import ledger
from app.inventory.models import MoveReason, SerialNumber, StockBalance
from app.inventory.serials import enter_serial

_line, _bin, _session = table_of(CountLine), table_of(CountBin), table_of(CountSession)
_balance, _serial = table_of(StockBalance).c, table_of(SerialNumber).c
_UNDECIDED = (SessionState.OPEN, SessionState.COUNTED)


@dataclass(frozen=True, slots=True)
class Approval:
    """What the supervisor decided. `release_picks`: pickers lose what is not there;
    `reactivate`: items that are inactive in QuickBooks are made active there again."""

    user_id: UUID
    reason: str
    today: date
    zone: str
    release_picks: bool = False
    reactivate: bool = False


async def approve(
    session: AsyncSession,
    session_id: UUID,
    line_ids: Collection[UUID] | None,
    approval: Approval,
) -> None:
    """Book the differences of these lines (None: of all that are counted), and tell QuickBooks.

    Raises CountNotDecidable, CountOutdated, CountTouchesPicks, and InsufficientStock when less is
    free in the bin than the count takes from it.
    """
    head = await _undecided(session, session_id)
    lines = await _open_lines(session, head, line_ids)
    outdated = [one for one in lines if one.corrected]
    if outdated:
        first = outdated[0]
        raise CountOutdated(
            f"{first.name} in {first.code} was corrected since it was counted.",
            lines=[str(one.line_id) for one in outdated],
        )
    if approval.reactivate:
        await reactivate(session, {one.item_id for one in lines})
    lost = await _lost_picks(session, lines, approval)
    for one in lines:
        applied = await _book(session, head, one, approval)
        await _decide(session, one, Decision.APPROVED, applied, approval)
    await promised.look_elsewhere(session, lost, today=approval.today)
    if not any(one.state in _TO_COUNT for one in await live_bins(session, head.id)):
        state = await all_counted(session, head)
    else:
        state = head.state
        changed(session, head.id)
    await tell_quickbooks(
        session, head, zone=approval.zone, completed=state is SessionState.COMPLETED
    )


_TO_COUNT = (BinState.WAITING, BinState.COUNTING)


async def recount(session: AsyncSession, session_id: UUID, bin_ids: Collection[UUID]) -> None:
    """Reject what is undecided of these bins: they are counted again. Raises CountNotDecidable."""
    head = await _undecided(session, session_id)
    chosen = [
        one
        for one in await live_bins(session, head.id)
        if one.id in bin_ids and one.state is BinState.COUNTED
    ]
    if not chosen:
        raise CountNotDecidable("These bins are not counted, or are being counted again already.")
    for one in chosen:
        await next_round(session, one)
    changed(session, head.id)


async def cancel(session: AsyncSession, session_id: UUID, *, zone: str) -> None:
    """Give a count up; what was approved of it stays. Raises CountNotDecidable."""
    head = await _undecided(session, session_id)
    of_count = sa.select(_bin.c.id).where(_bin.c.session_id == head.id)
    approved = await session.scalar(
        sa.select(sa.func.count())
        .select_from(_line)
        .where(_line.c.bin_id.in_(of_count), _line.c.decision == Decision.APPROVED)
    )
    now = clock.now()
    await session.execute(
        sa.update(_line)
        .where(_line.c.bin_id.in_(of_count), _line.c.decision == Decision.OPEN)
        .values(decision=Decision.REJECTED, decided_at=now)
    )
    await session.execute(sa.update(_bin).where(_bin.c.session_id == head.id).values(live=False))
    state = SessionState.COMPLETED if approved else SessionState.CANCELLED
    await session.execute(
        sa.update(_session).where(_session.c.id == head.id).values(state=state, completed_at=now)
    )
    changed(session, head.id)
    if head.told:
        await tell_quickbooks(session, head, zone=zone, completed=True)


async def _undecided(session: AsyncSession, session_id: UUID) -> Head:
    head = await lock(session, session_id)
    if head.state not in _UNDECIDED:
        raise CountNotDecidable(f"Count {head.number} is {head.state}.", number=head.number)
    return head


async def _open_lines(
    session: AsyncSession, head: Head, line_ids: Collection[UUID] | None
) -> list[Compared]:
    bins = [one.id for one in await live_bins(session, head.id) if one.state is BinState.COUNTED]
    lines = [
        one
        for one in await compare(session, bins)
        if one.decision is Decision.OPEN
        and one.differs
        and (line_ids is None or one.line_id in line_ids)
    ]
    if not lines:
        raise CountNotDecidable("None of these differences is open any more.", number=head.number)
    return lines


async def _lost_picks(
    session: AsyncSession, lines: Sequence[Compared], approval: Approval
) -> list[promised.PromisedPick]:
    """Free what pickers were promised and is not there. Raises CountTouchesPicks first."""
    losing = {one.line_id: (one, picks) for one in lines if (picks := await picks_of(session, one))}
    every = [pick for _, picks in losing.values() for pick in picks]
    if every and not approval.release_picks:
        names = ", ".join(f"{one.order_number} ({decimal_text(one.qty)})" for one in every[:5])
        raise CountTouchesPicks(
            f"Less is there than pickers were promised: {names}.",
            picks=[{"order": one.order_number, "qty": decimal_text(one.qty)} for one in every],
        )
    for line, picks in losing.values():
        await promised.let_go(
            session,
            picks,
            lot_id=line.lot_id,
            location_id=line.location_id,
            user_id=approval.user_id,
        )
    return every


async def picks_of(session: AsyncSession, line: Compared) -> list[promised.PromisedPick]:
    """The picks that lose something if the difference of `line` is booked."""
    change = _change(line)
    if change >= 0 or not line.reserved:
        return []
    on_hand = await session.scalar(
        sa.select(_balance.on_hand).where(
            _balance.lot_id == line.lot_id, _balance.location_id == line.location_id
        )
    )
    too_much = line.reserved - ((on_hand or Decimal(0)) + change)
    if too_much <= 0:
        return []
    picks = await promised.promised(session, lot_id=line.lot_id, location_id=line.location_id)
    return promised.affected(picks, too_much)


def _change(line: Compared) -> Decimal:
    if line.tracking is Tracking.SERIAL:
        return Decimal(len(line.extra) - len(line.missing))
    return line.found.difference


async def _book(session: AsyncSession, head: Head, line: Compared, approval: Approval) -> Decimal:
    """The moves of one line, dated at the moment it was counted; what the bin gained by them."""
    here = await session.get(Location, line.location_id)
    assert here is not None  # noqa: S101 - a foreign key says so
    nowhere = await places.virtual(session, LocationUse.ADJUSTMENT)
    if line.tracking is Tracking.SERIAL:
        moves = await _unit_moves(session, head, line, here, nowhere)
    else:
        moves = [line_move(head.id, line, line.found.difference, here=here, nowhere=nowhere)]
    context = ledger.MoveContext(user_id=approval.user_id, occurred_at=line.counted_at)
    await ledger.post_moves(session, moves, context)
    return sum((one.qty if one.target.id == here.id else -one.qty for one in moves), Decimal(0))


def line_move(
    session_id: UUID, line: Compared, difference: Decimal, *, here: Location, nowhere: Location
) -> ledger.Move:
    """The one move a difference becomes: into the bin from nowhere, or out of it."""
    origin, target = (nowhere, here) if difference > 0 else (here, nowhere)
    return ledger.Move(
        item_id=line.item_id,
        lot_id=line.lot_id,
        qty=abs(difference),
        origin=ledger.place(origin),
        target=ledger.place(target),
        reason=MoveReason.COUNT,
        document_type=COUNT,
        document_id=session_id,
        document_line_id=line.line_id,
    )


async def _unit_moves(
    session: AsyncSession, head: Head, line: Compared, here: Location, nowhere: Location
) -> list[ledger.Move]:
    """Units that are not here leave, unless they have gone elsewhere since; found ones come from
    where the ledger has them."""
    moves: list[tuple[UUID, Location, Location]] = []
    for gone in line.missing:
        now = await session.scalar(
            sa.select(_serial.location_id).where(_serial.id == gone.serial_id)
        )
        if now == here.id:
            moves.append((gone.serial_id, here, nowhere))
    for unit in line.extra:
        if unit.serial_id is None or unit.where_id is None:
            item = await session.get(Item, line.item_id)
            assert item is not None  # noqa: S101 - a foreign key says so
            serial_id = await enter_serial(
                session, item, lot_id=line.lot_id, number=unit.number, origin=nowhere
            )
            moves.append((serial_id, nowhere, here))
        elif unit.where_id != here.id:
            origin = await session.get(Location, unit.where_id)
            assert origin is not None  # noqa: S101 - a foreign key says so
            moves.append((unit.serial_id, origin, here))
    return [
        ledger.Move(
            item_id=line.item_id,
            lot_id=line.lot_id,
            serial_id=serial_id,
            qty=Decimal(1),
            origin=ledger.place(origin),
            target=ledger.place(target),
            reason=MoveReason.COUNT,
            document_type=COUNT,
            document_id=head.id,
            document_line_id=line.line_id,
        )
        for serial_id, origin, target in moves
    ]


async def _decide(
    session: AsyncSession,
    line: Compared,
    decision: Decision,
    applied: Decimal,
    approval: Approval,
) -> None:
    await session.execute(
        sa.update(_line)
        .where(_line.c.id == line.line_id)
        .values(
            decision=decision,
            expected=line.found.expected,
            applied=applied,
            reason=approval.reason.strip()[:200],
            decided_by=approval.user_id,
            decided_at=clock.now(),
        )
    )
