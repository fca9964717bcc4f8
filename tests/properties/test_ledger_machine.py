"""The ledger against a model of it, and against a crowd.

The machine runs random programs of receipts, moves, reservations, picks, shipments, reversals and
bursts of competitors, and predicts what each must do. After every step the balances are the
model's, and at the end `verify` finds no drift. The crowd tests run real concurrent transactions.
"""

import asyncio
import itertools
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.catalog.models import Item, Location, LocationUse, Tracking
from app.core.db import Database
from app.core.errors import Problem
from app.inventory import ledger
from app.inventory.models import Lot, MoveReason, SerialNumber, StockBalance
from app.inventory.problems import InsufficientStock
from app.inventory.serials import enter_serial
from app.inventory.verify import verify
from tests.builders import make_bin, make_item, make_lot, make_warehouse, put_stock

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, Any]], Any]

BINS = ("A-01", "A-02", "B-01")
PACK = "PACK"
EVERYWHERE = (*BINS, PACK)
LOTS = ("L1", "L2")
SERIALS = ("S1", "S2", "S3")
NOBODY = ledger.MoveContext()

bins = st.sampled_from(BINS)
lots = st.sampled_from(LOTS)
quantities = st.integers(1, 600_000).map(lambda units: Decimal(units).scaleb(-5))


@dataclass(frozen=True)
class Booked:
    """A move that was accepted, as the model remembers it."""

    id: UUID
    lot: str
    origin: str
    target: str
    qty: Decimal
    take_reserved: bool = False
    keep_reserved: bool = False


@dataclass
class World:
    """The rows one program works on."""

    item: Item
    saw: Item
    saw_lot: Lot
    lots: dict[str, Lot]
    places: dict[str, Location]


@dataclass
class Model:
    """What the ledger ought to hold."""

    on_hand: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    reserved: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    serials: dict[str, str] = field(default_factory=dict)
    booked: list[Booked] = field(default_factory=list)
    reversed: set[UUID] = field(default_factory=set)

    def free(self, lot: str, place: str) -> Decimal:
        return self.on_hand[lot, place] - self.reserved[lot, place]

    def allows(self, move: Booked) -> bool:
        if move.origin not in EVERYWHERE:
            return True
        if move.take_reserved:
            return self.reserved[move.lot, move.origin] >= move.qty
        return self.free(move.lot, move.origin) >= move.qty

    def apply(self, move: Booked) -> None:
        for place, sign, with_reservation in (
            (move.origin, -1, move.take_reserved),
            (move.target, 1, move.keep_reserved),
        ):
            if place in EVERYWHERE:
                self.on_hand[move.lot, place] += sign * move.qty
                if with_reservation:
                    self.reserved[move.lot, place] += sign * move.qty


async def build_world(db: Database, number: int) -> World:
    """A fresh item with two lots and a serial item, in bins of their own."""
    async with db.write() as session:
        warehouse = await make_warehouse(session, f"W{number}")
        item = await make_item(session, f"TEA-{number}", tracking=Tracking.LOT)
        saw = await make_item(session, f"SAW-{number}", tracking=Tracking.SERIAL)
        known = {
            code: await make_bin(session, f"{code}-{number}", warehouse=warehouse)
            for code in EVERYWHERE
        }
        for use in places.VIRTUAL_USES:
            known[use.value] = await places.virtual(session, use)
        return World(
            item=item,
            saw=saw,
            saw_lot=await make_lot(session, saw),
            lots={name: await make_lot(session, item, name) for name in LOTS},
            places=known,
        )


def ledger_move(world: World, move: Booked, reason: MoveReason) -> ledger.Move:
    return ledger.Move(
        item_id=world.item.id,
        lot_id=world.lots[move.lot].id,
        qty=move.qty,
        origin=ledger.place(world.places[move.origin]),
        target=ledger.place(world.places[move.target]),
        reason=reason,
        take_reserved=move.take_reserved,
        keep_reserved=move.keep_reserved,
    )


class LedgerMachine(RuleBasedStateMachine):
    """Random programs; `run` executes a coroutine on the test's loop."""

    db: Database
    run: Run
    numbers: Iterator[int]

    @initialize()
    def start(self) -> None:
        self.model = Model()
        self.world: World = self.run(build_world(self.db, next(self.numbers)))

    def attempt(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T | None:
        """The result, or None when the ledger refused."""

        async def in_a_transaction() -> T | None:
            try:
                return await self.db.transact(work)
            except Problem:
                return None

        result: T | None = self.run(in_a_transaction())
        return result

    def post(self, reason: MoveReason, *moves: Booked) -> None:
        """Post moves together and check that all or nothing happened, as the model says."""
        posted = self.attempt(
            lambda session: ledger.post_moves(
                session, [ledger_move(self.world, move, reason) for move in moves], NOBODY
            )
        )
        assert (posted is not None) == self.fits(moves)
        for move_id, move in zip(posted or [], moves, strict=False):
            self.model.apply(move)
            values = {**move.__dict__, "id": move_id}
            self.model.booked.append(Booked(**values))

    def fits(self, moves: tuple[Booked, ...]) -> bool:
        """Do the net effects of `moves` leave every bin with as much as is reserved there?"""
        after = Model(
            on_hand=defaultdict(Decimal, self.model.on_hand),
            reserved=defaultdict(Decimal, self.model.reserved),
        )
        for move in moves:
            after.apply(move)
        keys = {(move.lot, place) for move in moves for place in (move.origin, move.target)}
        return all(0 <= after.reserved[key] <= after.on_hand[key] for key in keys)

    def draft(self, lot: str, origin: str, target: str, qty: Decimal, **flags: bool) -> Booked:
        return Booked(self.world.item.id, lot, origin, target, qty, **flags)

    @rule(lot=lots, place=bins, qty=quantities)
    def receive(self, lot: str, place: str, qty: Decimal) -> None:
        self.post(MoveReason.RECEIVE, self.draft(lot, "vendor", place, qty))

    @rule(lot=lots, origin=bins, goal=bins, qty=quantities)
    def put_away(self, lot: str, origin: str, goal: str, qty: Decimal) -> None:
        if origin != goal:
            self.post(MoveReason.PUT_AWAY, self.draft(lot, origin, goal, qty))

    @rule(lot=lots, path=st.permutations(BINS), qty=quantities, more=quantities)
    def move_twice_at_once(self, lot: str, path: list[str], qty: Decimal, more: Decimal) -> None:
        first, second, third = path
        self.post(
            MoveReason.TRANSFER,
            self.draft(lot, first, second, qty),
            self.draft(lot, second, third, more),
        )

    @rule(lot=lots, place=bins, qty=quantities, back=st.booleans())
    def over_the_road(self, lot: str, place: str, qty: Decimal, back: bool) -> None:
        """Loaded onto a transfer, or unloaded from one: transit holds no balance of its own."""
        ends = ("transit", place) if back else (place, "transit")
        self.post(MoveReason.TRANSFER, self.draft(lot, *ends, qty))

    @rule(lot=lots, place=bins, qty=quantities, found=st.booleans())
    def adjust(self, lot: str, place: str, qty: Decimal, found: bool) -> None:
        ends = ("adjustment", place) if found else (place, "adjustment")
        self.post(MoveReason.ADJUST, self.draft(lot, *ends, qty))

    @rule(lot=lots, path=st.permutations(BINS), qty=quantities, more=quantities)
    def carry(self, lot: str, path: list[str], qty: Decimal, more: Decimal) -> None:
        """Goods somebody holds are put down: what is theirs alone, and what orders were promised,
        whose reservation goes along."""
        origin, target = path[:2]
        self.post(
            MoveReason.PUT_AWAY,
            self.draft(lot, origin, target, qty, take_reserved=True),
            self.draft(lot, origin, target, more, take_reserved=True, keep_reserved=True),
        )

    @rule(lot=lots, place=bins, qty=quantities)
    def reserve(self, lot: str, place: str, qty: Decimal) -> None:
        where = self.where(lot, place)
        got = self.attempt(lambda session: ledger.reserve(session, qty=qty, **where))
        expected = max(min(self.model.free(lot, place), qty), Decimal(0))
        assert got == expected
        self.model.reserved[lot, place] += expected

    @rule(lot=lots, place=bins, qty=quantities)
    def give_back(self, lot: str, place: str, qty: Decimal) -> None:
        where = self.where(lot, place)

        async def work(session: AsyncSession) -> bool:
            await ledger.unreserve(session, qty=qty, **where)
            return True

        given = self.attempt(work)
        assert bool(given) == (self.model.reserved[lot, place] >= qty)
        if given:
            self.model.reserved[lot, place] -= qty

    @rule(lot=lots, place=bins, qty=quantities)
    def pick(self, lot: str, place: str, qty: Decimal) -> None:
        taken = min(qty, self.model.reserved[lot, place]) or qty  # mostly what is reserved
        flags = {"take_reserved": True, "keep_reserved": True}
        self.post(MoveReason.PICK, self.draft(lot, place, PACK, taken, **flags))

    @rule(lot=lots, qty=quantities)
    def ship(self, lot: str, qty: Decimal) -> None:
        gone = min(qty, self.model.reserved[lot, PACK]) or qty
        self.post(MoveReason.SHIP, self.draft(lot, PACK, "customer", gone, take_reserved=True))

    @rule(lot=lots, place=bins, seen=quantities, gone=quantities)
    def count(self, lot: str, place: str, seen: Decimal, gone: Decimal) -> None:
        """A bin is counted, goods leave it, and only then the difference is booked: it is that of
        the moment of counting, whatever happened in between."""
        difference = seen - self.model.on_hand[lot, place]
        self.post(MoveReason.SHIP, self.draft(lot, place, "customer", gone))
        if difference:
            sides = ("adjustment", place) if difference > 0 else (place, "adjustment")
            self.post(MoveReason.COUNT, self.draft(lot, *sides, abs(difference)))

    @precondition(lambda self: bool(self.model.booked))
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        move = data.draw(st.sampled_from(self.model.booked))
        back = Booked(
            move.id,
            move.lot,
            move.target,
            move.origin,
            move.qty,
            take_reserved=move.keep_reserved,
            keep_reserved=move.take_reserved,
        )
        undone = self.attempt(
            lambda session: ledger.reverse(
                session,
                move.id,
                NOBODY,
                take_reserved=back.take_reserved,
                keep_reserved=back.keep_reserved,
            )
        )
        allowed = move.id not in self.model.reversed and self.model.allows(back)
        assert (undone is not None) == allowed
        if undone is not None:
            self.model.reversed.add(move.id)
            self.model.apply(back)

    @rule(lot=lots, place=bins, qty=quantities, rivals=st.integers(2, 6))
    def rush(self, lot: str, place: str, qty: Decimal, rivals: int) -> None:
        """Rivals take the same amount from the same bin at the same time."""
        removal = self.draft(lot, place, "customer", qty)

        async def take() -> bool:
            move = ledger_move(self.world, removal, MoveReason.SHIP)
            try:
                await self.db.transact(lambda s: ledger.post_moves(s, [move], NOBODY))
            except InsufficientStock:
                return False
            return True

        async def all_at_once() -> int:
            return sum(await asyncio.gather(*(take() for _ in range(rivals))))

        expected = min(rivals, int(self.model.free(lot, place) / qty))
        assert self.run(all_at_once()) == expected
        for _ in range(expected):
            self.model.apply(removal)

    @rule(number=st.sampled_from(SERIALS), place=bins)
    def serial_arrives(self, number: str, place: str) -> None:
        world = self.world

        async def work(session: AsyncSession) -> bool:
            vendor = world.places["vendor"]
            serial_id = await enter_serial(
                session, world.saw, lot_id=world.saw_lot.id, number=number, origin=vendor
            )
            await self.move_serial(session, serial_id, "vendor", place)
            return True

        arrived = self.attempt(work)
        assert bool(arrived) == (number not in self.model.serials)
        if arrived:
            self.model.serials[number] = place

    @precondition(lambda self: bool(self.model.serials))
    @rule(data=st.data(), origin=bins, goal=st.sampled_from((*BINS, "customer")))
    def serial_moves(self, data: st.DataObject, origin: str, goal: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.serials)))
        if origin == goal:
            return

        async def work(session: AsyncSession) -> bool:
            query = select(SerialNumber.id).where(
                SerialNumber.item_id == self.world.saw.id, SerialNumber.number == number
            )
            serial_id = (await session.exec(query)).one()
            await self.move_serial(session, serial_id, origin, goal)
            return True

        moved = self.attempt(work)
        assert bool(moved) == (self.model.serials[number] == origin)
        if moved:
            self.model.serials[number] = goal

    async def move_serial(
        self, session: AsyncSession, serial_id: UUID, origin: str, target: str
    ) -> None:
        move = ledger.Move(
            item_id=self.world.saw.id,
            lot_id=self.world.saw_lot.id,
            serial_id=serial_id,
            qty=Decimal(1),
            origin=ledger.place(self.world.places[origin]),
            target=ledger.place(self.world.places[target]),
            reason=MoveReason.TRANSFER,
        )
        await ledger.post_moves(session, [move], NOBODY)

    def where(self, lot: str, place: str) -> dict[str, UUID]:
        return {
            "lot_id": self.world.lots[lot].id,
            "location_id": self.world.places[place].id,
        }

    @invariant()
    def balances_are_the_model_s(self) -> None:
        if not hasattr(self, "world"):
            return
        codes = {location.id: code for code, location in self.world.places.items()}
        names = {lot.id: name for name, lot in self.world.lots.items()}

        async def stored() -> list[StockBalance]:
            async with self.db.read() as session:
                query = select(StockBalance).where(StockBalance.item_id == self.world.item.id)
                return list(await session.exec(query))

        rows = {
            (names[row.lot_id], codes[row.location_id]): (row.on_hand, row.reserved)
            for row in self.run(stored())
        }
        for key in itertools.product(LOTS, EVERYWHERE):
            expected = (self.model.on_hand[key], self.model.reserved[key])
            assert rows.get(key, (0, 0)) == expected, key

    def teardown(self) -> None:
        async def drifts() -> Any:
            async with self.db.read() as session:
                return await verify(session)

        assert self.run(drifts()) == []


@contextmanager
def running(url: str) -> Iterator[tuple[Database, Run]]:
    """A database and a loop for code that is not async itself."""
    with asyncio.Runner() as runner:
        db = Database(url, pool_size=10)
        try:
            yield db, runner.run
        finally:
            runner.run(db.close())


def test_the_ledger_does_what_the_model_says(database_url: str) -> None:
    with running(database_url) as (db, run):
        counter = itertools.count(1)

        class Machine(LedgerMachine):
            pass

        Machine.db, Machine.run, Machine.numbers = db, staticmethod(run), counter
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=20,
                stateful_step_count=25,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


@dataclass
class Crowd:
    """Stock of one item in one bin, and a way to take single units out of it."""

    db: Database
    item: Item
    lot: Lot
    a: Location
    customer: Location

    async def take_one(self) -> bool:
        move = ledger.Move(
            item_id=self.item.id,
            lot_id=self.lot.id,
            qty=Decimal(1),
            origin=ledger.place(self.a),
            target=ledger.place(self.customer),
            reason=MoveReason.SHIP,
        )
        try:
            await self.db.transact(lambda session: ledger.post_moves(session, [move], NOBODY))
        except InsufficientStock:
            return False
        return True

    async def left(self) -> Decimal:
        async with self.db.read() as session:
            row = await session.get(StockBalance, (self.lot.id, self.a.id))
            assert row is not None
            assert await verify(session) == []
            return row.on_hand


async def crowd_with(db: Database, stock: int) -> Crowd:
    async with db.write() as session:
        warehouse = await make_warehouse(session)
        item = await make_item(session)
        a = await make_bin(session, "A-01", warehouse=warehouse)
        lot = await put_stock(session, item, a, stock)
        return Crowd(db, item, lot, a, await places.virtual(session, LocationUse.CUSTOMER))


async def test_200_accepted_removals_at_once_lower_stock_by_exactly_200(db: Database) -> None:
    crowd = await crowd_with(db, 500)
    accepted = await asyncio.gather(*(crowd.take_one() for _ in range(200)))
    assert sum(accepted) == 200
    assert await crowd.left() == 300


async def test_of_200_removals_at_once_only_what_is_there_is_accepted(db: Database) -> None:
    crowd = await crowd_with(db, 120)
    accepted = await asyncio.gather(*(crowd.take_one() for _ in range(200)))
    assert sum(accepted) == 120
    assert await crowd.left() == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_crowd_doing_anything_leaves_the_books_right(db: Database, seed: int) -> None:
    """Eight people run random programs over the same bins, several moves per transaction, in
    whatever order they like; nobody ends in a deadlock and nothing is lost or made."""
    world = await build_world(db, seed)
    async with db.write() as session:
        await ledger.post_moves(
            session,
            [
                ledger_move(
                    world,
                    Booked(world.item.id, lot, "vendor", place, Decimal(50)),
                    MoveReason.RECEIVE,
                )
                for lot in LOTS
                for place in BINS
            ],
            NOBODY,
        )

    async def person(number: int) -> None:
        chance = random.Random(seed * 100 + number)  # noqa: S311 - a program, not a secret
        for _ in range(12):
            await one_transaction(chance)

    async def one_transaction(chance: random.Random) -> None:
        moves = []
        for _ in range(chance.randint(1, 4)):
            origin, target = chance.sample([*BINS, "customer"], 2)
            if origin == "customer":
                origin = "vendor"
            qty = Decimal(chance.randint(1, 30))
            draft = Booked(world.item.id, chance.choice(LOTS), origin, target, qty)
            moves.append(ledger_move(world, draft, MoveReason.TRANSFER))
        try:
            await db.transact(lambda session: ledger.post_moves(session, moves, NOBODY))
        except InsufficientStock:
            return

    await asyncio.gather(*(person(number) for number in range(8)))
    async with db.read() as session:
        assert await verify(session) == []
        rows = await session.exec(select(StockBalance))
        assert all(row.on_hand >= row.reserved >= 0 for row in rows)
