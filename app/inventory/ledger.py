"""The only way stock changes.

`post_moves` writes immutable double-entry moves and brings the balances along in the same
transaction. It never reads a balance to decide: every decrease is one guarded UPDATE that must hit
a row, so two pickers cannot both take the last unit on either database. Rows are touched in one
global order (balances by lot and bin, then serials), so transactions cannot deadlock in a cycle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Location, LocationLevel
from app.core import clock
from app.core.errors import NotFound
from app.core.events import Event, announce
from app.core.prepared import prepared
from app.core.types import QUANTITY_PLACES, Quantity, decimal_text, new_id, plain
from app.core.upsert import affected, table_of
from app.inventory.labels import place_label
from app.inventory.models import MoveReason, SerialNumber, StockBalance, StockMove
from app.inventory.problems import InsufficientStock, MoveReversed, SerialTaken, StockMoveInvalid

_balance = table_of(StockBalance)
_move = table_of(StockMove)
_serial = table_of(SerialNumber)


def _addition(row: Any) -> Any:
    """The upsert that adds to a balance, made from an engine's own INSERT."""
    sums = {
        "on_hand": _balance.c.on_hand + row.excluded.on_hand,
        "reserved": _balance.c.reserved + row.excluded.reserved,
        # a bin that was below zero keeps its leave until it is above, whatever the policy is now
        "allow_negative": sa.or_(_balance.c.allow_negative, row.excluded.allow_negative),
    }
    key = [_balance.c.lot_id, _balance.c.location_id]
    return row.on_conflict_do_update(index_elements=key, set_=sums)


# Built once: making these for every move costs more than running them.
_ADD = {
    "sqlite": prepared(_addition(sqlite.insert(_balance))),
    "postgresql": prepared(_addition(postgresql.insert(_balance))),
}
_left_on_hand = _balance.c.on_hand + sa.bindparam("more_on_hand", type_=Quantity())
_left_reserved = _balance.c.reserved + sa.bindparam("more_reserved", type_=Quantity())
_TAKE = prepared(
    sa.update(_balance)
    .where(
        _balance.c.lot_id == sa.bindparam("lot"),
        _balance.c.location_id == sa.bindparam("place"),
        _left_reserved >= 0,
    )
    .values(on_hand=_left_on_hand, reserved=_left_reserved)
)
_TAKE_FREE = prepared(_TAKE.where(_left_on_hand >= _left_reserved))
_NEW_MOVE = prepared(sa.insert(_move))


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
    if not moves:
        return []
    for move in moves:
        _check(move)
    await _apply_balances(session, moves)
    await _move_serials(session, moves)
    ids = await _insert_moves(session, moves, context)
    for item_id in sorted({str(move.item_id) for move in moves}):
        announce(session, Event("stock.changed", {"item_id": item_id}))
    return ids


async def reverse(
    session: AsyncSession,
    move_id: UUID,
    context: MoveContext,
    *,
    take_reserved: bool = False,
    keep_reserved: bool = False,
) -> UUID:
    """Post the opposite of a move, once; returns the id of the new move.

    The flags are those of `Move`, seen from the way back. Raises MoveReversed the second time and
    InsufficientStock when the goods have gone on since.
    """
    original = (
        await session.exec(select(StockMove).where(StockMove.id == move_id).with_for_update())
    ).one_or_none()
    if original is None:
        raise NotFound("This stock movement does not exist.", id=move_id)
    again = sa.select(_move.c.id).where(_move.c.reverses == move_id)
    if (await session.execute(again)).first() is not None:
        raise MoveReversed("This stock movement was reversed before.", id=move_id)
    opposite = Move(
        item_id=original.item_id,
        lot_id=original.lot_id,
        serial_id=original.serial_id,
        qty=original.qty,
        origin=await _place_of(session, original.to_id),
        target=await _place_of(session, original.from_id),
        reason=MoveReason.REVERSAL,
        document_type=original.document_type,
        document_id=original.document_id,
        document_line_id=original.document_line_id,
        take_reserved=take_reserved,
        keep_reserved=keep_reserved,
        reverses=original.id,
    )
    return (await post_moves(session, [opposite], context))[0]


async def reserve(
    session: AsyncSession, *, lot_id: UUID, location_id: UUID, qty: Decimal
) -> Decimal:
    """Reserve up to `qty` of what is free in a bin; returns how much was reserved, maybe zero.

    Guarded like a removal: a competitor that was faster leaves us the rest, never a wrong sum.
    """
    _check_quantity(qty)
    while True:
        on_hand, reserved = await _standing(session, lot_id, location_id)
        wanted = min(on_hand - reserved, qty)
        if wanted <= 0:
            return Decimal(0)
        if await _add_reserved(session, lot_id, location_id, wanted):
            return wanted


async def unreserve(
    session: AsyncSession, *, lot_id: UUID, location_id: UUID, qty: Decimal
) -> None:
    """Give a reservation back. Raises StockMoveInvalid when less was reserved."""
    _check_quantity(qty)
    if not await _add_reserved(session, lot_id, location_id, -qty):
        raise StockMoveInvalid(
            f"{decimal_text(qty)} were not reserved here.", location_id=location_id
        )


def _check(move: Move) -> None:
    _check_quantity(move.qty)
    if move.origin.id == move.target.id:
        raise StockMoveInvalid("Goods cannot move to where they already are.")
    if move.serial_id is not None and move.qty != 1:
        raise StockMoveInvalid("A serial number stands for exactly one unit.", qty=move.qty)


def _check_quantity(qty: Decimal) -> None:
    if not qty.is_finite() or qty <= 0:
        raise StockMoveInvalid("A quantity must be more than zero.", qty=qty)
    exponent = plain(qty).as_tuple().exponent
    if isinstance(exponent, int) and -exponent > QUANTITY_PLACES:
        raise StockMoveInvalid(f"A quantity has at most {QUANTITY_PLACES} decimals.", qty=qty)


@dataclass(slots=True)
class _Change:
    """What a set of moves adds to one balance row, or takes from it."""

    item_id: UUID
    place: Place
    on_hand: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)


def _changes(moves: Sequence[Move]) -> dict[tuple[UUID, UUID], _Change]:
    """The net effect per (lot, bin); reservations follow the goods where a move says so."""
    changes: dict[tuple[UUID, UUID], _Change] = {}
    for move in moves:
        for where, qty, with_reservation in (
            (move.origin, -move.qty, move.take_reserved),
            (move.target, move.qty, move.keep_reserved),
        ):
            if where.holds_stock:
                key = (move.lot_id, where.id)
                change = changes.setdefault(key, _Change(move.item_id, where))
                change.on_hand += qty
                change.reserved += qty if with_reservation else 0
    return changes


async def _apply_balances(session: AsyncSession, moves: Sequence[Move]) -> None:
    changes = _changes(moves)
    for lot_id, location_id in sorted(changes, key=lambda key: (key[0].int, key[1].int)):
        change = changes[lot_id, location_id]
        if change.reserved >= 0 and (
            change.on_hand >= change.reserved or change.place.allow_negative
        ):
            await _add(session, lot_id, change)
        else:
            await _take(session, lot_id, change)


async def _add(session: AsyncSession, lot_id: UUID, change: _Change) -> None:
    """A change that cannot be refused: what is free grows, or the bin may go below zero."""
    values = {
        "lot_id": lot_id,
        "location_id": change.place.id,
        "item_id": change.item_id,
        "on_hand": change.on_hand,
        "reserved": change.reserved,
        "allow_negative": change.place.allow_negative,
    }
    await session.execute(_ADD[session.get_bind().dialect.name], values)


async def _take(session: AsyncSession, lot_id: UUID, change: _Change) -> None:
    """A change that competes for stock: one guarded UPDATE that hits its row or is refused."""
    free_shrinks = change.on_hand < change.reserved and not change.place.allow_negative
    values = {
        "lot": lot_id,
        "place": change.place.id,
        "more_on_hand": change.on_hand,
        "more_reserved": change.reserved,
    }
    if not await affected(session, _TAKE_FREE if free_shrinks else _TAKE, values):
        await _refuse(session, lot_id, change)


async def _refuse(session: AsyncSession, lot_id: UUID, change: _Change) -> None:
    on_hand, reserved = await _standing(session, lot_id, change.place.id)
    if reserved + change.reserved < 0:
        raise StockMoveInvalid(
            f"{decimal_text(-change.reserved)} were not reserved here.",
            location=change.place.code,
            reserved=reserved,
        )
    asked = change.reserved - change.on_hand
    free = max(on_hand - reserved, Decimal(0))
    where = change.place.code or "This bin"
    raise InsufficientStock(
        f"{where} has {decimal_text(free)} free, {decimal_text(asked)} were asked for.",
        asked=asked,
        available=free,
        location=change.place.code,
    )


async def _standing(
    session: AsyncSession, lot_id: UUID, location_id: UUID
) -> tuple[Decimal, Decimal]:
    found = await session.execute(
        sa.select(_balance.c.on_hand, _balance.c.reserved).where(
            _balance.c.lot_id == lot_id, _balance.c.location_id == location_id
        )
    )
    row = found.one_or_none()
    return (Decimal(0), Decimal(0)) if row is None else (row.on_hand, row.reserved)


async def _add_reserved(
    session: AsyncSession, lot_id: UUID, location_id: UUID, qty: Decimal
) -> bool:
    update = (
        sa.update(_balance)
        .where(
            _balance.c.lot_id == lot_id,
            _balance.c.location_id == location_id,
            _balance.c.reserved + qty >= 0,
        )
        .values(reserved=_balance.c.reserved + qty)
    )
    if qty > 0:
        update = update.where(_balance.c.reserved + qty <= _balance.c.on_hand)
    return await affected(session, update) == 1


async def _move_serials(session: AsyncSession, moves: Sequence[Move]) -> None:
    singles = [move for move in moves if move.serial_id is not None]
    for move in sorted(singles, key=lambda move: str(move.serial_id)):
        update = (
            sa.update(_serial)
            .where(
                _serial.c.id == move.serial_id,
                _serial.c.lot_id == move.lot_id,
                _serial.c.location_id == move.origin.id,
            )
            .values(location_id=move.target.id)
        )
        if not await affected(session, update):
            await _refuse_serial(session, move)


async def _refuse_serial(session: AsyncSession, move: Move) -> None:
    unit = await session.get(SerialNumber, move.serial_id, populate_existing=True)
    if unit is None or unit.lot_id != move.lot_id:
        raise StockMoveInvalid("This serial number is not of this lot.", serial_id=move.serial_id)
    where = await session.get(Location, unit.location_id)
    label = place_label(where) if where else "elsewhere"
    raise SerialTaken(
        f"Serial number {unit.number} is not in {move.origin.code or 'this place'}, "
        f"it is now: {label}.",
        serial=unit.number,
        location=label,
    )


async def _insert_moves(
    session: AsyncSession, moves: Sequence[Move], context: MoveContext
) -> list[UUID]:
    posted_at = clock.now()
    ids = [new_id() for _ in moves]
    rows = [
        {
            "id": move_id,
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
        for move_id, move in zip(ids, moves, strict=True)
    ]
    await session.execute(_NEW_MOVE, rows)
    return ids


async def _place_of(session: AsyncSession, location_id: UUID) -> Place:
    location = await session.get(Location, location_id)
    assert location is not None  # noqa: S101 - a foreign key says so
    return place(location)
