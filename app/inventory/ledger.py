"""The only way stock changes.

`post_moves` writes immutable double-entry moves and brings the balances along in the same
transaction. It never reads a balance to decide: every decrease is one guarded UPDATE that must hit
a row, so two pickers cannot both take the last unit on either database. Rows are touched in one
global order (balances by lot and bin, then serials), so transactions cannot deadlock in a cycle.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Location, LocationLevel
from app.core import clock
from app.core.errors import NotFound
from app.core.events import Event, announce
from app.core.types import decimal_text, new_id
from app.core.upsert import insert_ignore, table_of
from app.inventory.models import MoveReason, SerialNumber, StockBalance, StockMove
from app.inventory.problems import InsufficientStock, SerialTaken, StockMoveInvalid

_balance = table_of(StockBalance).c
_move = table_of(StockMove).c
_serial = table_of(SerialNumber).c


@dataclass(frozen=True, slots=True)
class Place:
    """What the ledger must know of a location: does it hold stock, may it go below zero."""

    id: UUID
    holds_stock: bool
    allow_negative: bool = False
    code: str = ""


def place(location: Location) -> Place:
    """The ledger's view of a location; only bins hold stock, virtual ones never do."""
    return Place(
        id=location.id,
        holds_stock=location.level is LocationLevel.BIN,
        allow_negative=location.allow_negative,
        code=location.code,
    )


@dataclass(frozen=True, slots=True)
class Move:
    """A move to be posted: `qty` base units of a lot from one place to another.

    `take_reserved` takes stock that was reserved for this purpose and lowers the reservation with
    it; `keep_reserved` leaves it reserved where it arrives (picked goods waiting to be shipped).
    """

    item_id: UUID
    lot_id: UUID
    qty: Decimal
    origin: Place
    target: Place
    reason: MoveReason
    serial_id: UUID | None = None
    document_type: str = ""
    document_id: UUID | None = None
    document_line_id: UUID | None = None
    take_reserved: bool = False
    keep_reserved: bool = False
    reverses: UUID | None = None


@dataclass(frozen=True, slots=True)
class MoveContext:
    """Who moved it, with what, and when it happened on the floor."""

    user_id: UUID | None = None
    device_id: UUID | None = None
    scan_id: UUID | None = None
    occurred_at: datetime | None = None


async def post_moves(
    session: AsyncSession, moves: Sequence[Move], context: MoveContext
) -> list[UUID]:
    """Book `moves` and their effect on balances and serials; returns the ids of the moves.

    Raises InsufficientStock when a bin does not hold (unreserved) what is taken from it,
    SerialTaken when a serial is not where the move takes it from.
    """
    for move in moves:
        _check(move)
    await _apply_balances(session, moves)
    for move in sorted((m for m in moves if m.serial_id), key=lambda m: str(m.serial_id)):
        await _move_serial(session, move)
    ids = await _insert_moves(session, moves, context)
    for item_id in sorted({str(move.item_id) for move in moves}):
        announce(session, Event("stock.changed", {"item_id": item_id}))
    return ids


async def reverse(session: AsyncSession, move_id: UUID, context: MoveContext) -> UUID:
    """Post the opposite of a move, once: a second reversal violates a unique constraint."""
    original = await session.get(StockMove, move_id)
    if original is None:
        raise NotFound("This stock movement does not exist.", id=move_id)
    places = {
        row.id: place(row)
        for row in [
            await session.get(Location, original.from_id),
            await session.get(Location, original.to_id),
        ]
        if row is not None
    }
    opposite = Move(
        item_id=original.item_id,
        lot_id=original.lot_id,
        serial_id=original.serial_id,
        qty=original.qty,
        origin=places[original.to_id],
        target=places[original.from_id],
        reason=MoveReason.REVERSAL,
        document_type=original.document_type,
        document_id=original.document_id,
        document_line_id=original.document_line_id,
        reverses=original.id,
    )
    return (await post_moves(session, [opposite], context))[0]


async def reserve(
    session: AsyncSession, *, lot_id: UUID, location_id: UUID, qty: Decimal
) -> Decimal:
    """Reserve up to `qty` of what is free in a bin; returns how much was reserved, maybe zero.

    Guarded like a removal: a competitor that was faster leaves us the rest, never a wrong sum.
    """
    free = await _free(session, lot_id, location_id)
    while free > 0:
        wanted = min(free, qty)
        if await _add_reserved(session, lot_id, location_id, wanted):
            return wanted
        free = await _free(session, lot_id, location_id)
    return Decimal(0)


async def unreserve(
    session: AsyncSession, *, lot_id: UUID, location_id: UUID, qty: Decimal
) -> None:
    """Give a reservation back."""
    if not await _add_reserved(session, lot_id, location_id, -qty):
        raise StockMoveInvalid(
            f"{decimal_text(qty)} were not reserved here.", location_id=location_id
        )


def _check(move: Move) -> None:
    if move.qty <= 0:
        raise StockMoveInvalid("A quantity must be more than zero.", qty=move.qty)
    if move.origin.id == move.target.id:
        raise StockMoveInvalid("Goods cannot move to where they already are.")
    if move.serial_id is not None and move.qty != 1:
        raise StockMoveInvalid("A serial number stands for exactly one unit.", qty=move.qty)


@dataclass(frozen=True, slots=True)
class _Change:
    item_id: UUID
    place: Place
    on_hand: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)


def _changes(moves: Sequence[Move]) -> dict[tuple[UUID, UUID], _Change]:
    """The net effect per balance row; reservations follow the goods where a move says so."""
    changes: dict[tuple[UUID, UUID], _Change] = {}
    sums: dict[tuple[UUID, UUID], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for move in moves:
        for where, sign, keeps in (
            (move.origin, Decimal(-1), move.take_reserved),
            (move.target, Decimal(1), move.keep_reserved),
        ):
            if not where.holds_stock:
                continue
            key = (move.lot_id, where.id)
            changes[key] = _Change(item_id=move.item_id, place=where)
            sums[key][0] += sign * move.qty
            sums[key][1] += sign * move.qty if keeps else Decimal(0)
    return {
        key: replace(change, on_hand=sums[key][0], reserved=sums[key][1])
        for key, change in changes.items()
    }


async def _apply_balances(session: AsyncSession, moves: Sequence[Move]) -> None:
    changes = _changes(moves)
    for key in sorted(changes, key=lambda pair: (str(pair[0]), str(pair[1]))):
        await _apply_balance(session, key, changes[key])


async def _apply_balance(session: AsyncSession, key: tuple[UUID, UUID], change: _Change) -> None:
    lot_id, location_id = key
    update = (
        sa.update(StockBalance)
        .where(_balance.lot_id == lot_id, _balance.location_id == location_id)
        .values(
            on_hand=_balance.on_hand + change.on_hand, reserved=_balance.reserved + change.reserved
        )
    )
    guarded = update
    if not change.place.allow_negative:
        left_on_hand = _balance.on_hand + change.on_hand
        left_reserved = _balance.reserved + change.reserved
        guarded = update.where(left_on_hand >= left_reserved, left_reserved >= 0)
    if await _rows(session, guarded):
        return
    if change.on_hand < 0 and not change.place.allow_negative:
        await _refuse(session, lot_id, change)
    row = insert_ignore(session, StockBalance).values(
        lot_id=lot_id,
        location_id=location_id,
        item_id=change.item_id,
        on_hand=Decimal(0),
        reserved=Decimal(0),
        allow_negative=change.place.allow_negative,
    )
    await session.execute(row)
    if not await _rows(session, guarded):
        await _refuse(session, lot_id, change)


async def _refuse(session: AsyncSession, lot_id: UUID, change: _Change) -> None:
    free = await _free(session, lot_id, change.place.id)
    asked = -change.on_hand
    where = change.place.code or "this bin"
    raise InsufficientStock(
        f"{where} has {decimal_text(free)} free, {decimal_text(asked)} were asked for.",
        asked=asked,
        available=free,
        location=change.place.code,
    )


async def _free(session: AsyncSession, lot_id: UUID, location_id: UUID) -> Decimal:
    found = await session.execute(
        sa.select(_balance.on_hand, _balance.reserved).where(
            _balance.lot_id == lot_id, _balance.location_id == location_id
        )
    )
    row = found.one_or_none()
    return Decimal(0) if row is None else max(row.on_hand - row.reserved, Decimal(0))


async def _add_reserved(
    session: AsyncSession, lot_id: UUID, location_id: UUID, qty: Decimal
) -> bool:
    return await _rows(
        session,
        sa.update(StockBalance)
        .where(
            _balance.lot_id == lot_id,
            _balance.location_id == location_id,
            _balance.reserved + qty <= _balance.on_hand,
            _balance.reserved + qty >= 0,
        )
        .values(reserved=_balance.reserved + qty),
    )


async def _move_serial(session: AsyncSession, move: Move) -> None:
    moved = await _rows(
        session,
        sa.update(SerialNumber)
        .where(_serial.id == move.serial_id, _serial.location_id == move.origin.id)
        .values(location_id=move.target.id),
    )
    if not moved:
        raise SerialTaken("This serial number is not where it should be.", serial_id=move.serial_id)


async def _insert_moves(
    session: AsyncSession, moves: Sequence[Move], context: MoveContext
) -> list[UUID]:
    posted_at = clock.now()
    rows = [
        {
            "id": new_id(),
            "item_id": move.item_id,
            "lot_id": move.lot_id,
            "serial_id": move.serial_id,
            "qty": move.qty,
            "from_id": move.origin.id,
            "to_id": move.target.id,
            "reason": move.reason,
            "document_type": move.document_type,
            "document_id": move.document_id,
            "document_line_id": move.document_line_id,
            "scan_id": context.scan_id,
            "user_id": context.user_id,
            "device_id": context.device_id,
            "occurred_at": context.occurred_at or posted_at,
            "posted_at": posted_at,
            "reverses": move.reverses,
        }
        for move in moves
    ]
    if rows:
        await session.execute(sa.insert(StockMove), rows)
    return [row["id"] for row in rows]  # type: ignore[misc]


async def _rows(session: AsyncSession, statement: sa.Update) -> bool:
    result = await session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount)  # type: ignore[attr-defined]
