"""The sync engine against a hostile world: crashes, lost answers, doubts, edits, at every step.

A random walk scans documents and carries single messages to the simulated QuickBooks, and lets each
die at any point: after the claim, on the way back, before it is settled. Processes that were given
up come back and send or settle late. QuickBooks throttles, fails, forgets requestids and is edited
by people. Afterwards, with the faults gone, every document of ours is in the books exactly once, as
its newest version, and stock there is what the documents say.
"""

import asyncio
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from app.core import clock
from app.core.db import Database
from app.quickbooks.simulator.faults import FaultKind
from app.sync import engine, jobs
from app.sync.documents import AnyTransaction
from app.sync.engine import Exchange
from app.sync.models import OperationState
from app.sync.port import Reply, Unreachable
from tests.quickbooks.online.world import World, build_world

STEPS = 300
MOST_DOCUMENTS = 25
DETAIL = {
    "Bill": ("ItemBasedExpenseLineDetail", "Qty"),
    "Invoice": ("SalesItemLineDetail", "Qty"),
    "InventoryAdjustment": ("ItemAdjustmentLineDetail", "QtyDiff"),
}
ENTITY = {"receipt": "Bill", "shipment": "Invoice", "adjustment": "InventoryAdjustment"}
FAULTS: tuple[tuple[FaultKind, dict[str, Any]], ...] = (
    (FaultKind.DROP_BEFORE, {}),
    *[(FaultKind.DROP_AFTER, {})] * 4,
    (FaultKind.STREAM_TIMEOUT, {}),
    (FaultKind.SERVER_ERROR, {}),
    (FaultKind.UNAVAILABLE, {}),
    (FaultKind.THROTTLE, {}),
    (FaultKind.EXPIRED_TOKEN, {}),
    (FaultKind.FAULT, {"code": 6000}),
    (FaultKind.FAULT, {"code": 10000}),
    (FaultKind.FAULT_200, {"code": 10000}),
)


@dataclass
class Lost:
    """A message that a process holds while everyone else has given it up."""

    exchange: Exchange
    reply: Reply | None = None
    answered: bool = False


class Walk:
    """One random walk: what has been wanted, and which processes are still out there."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.dice = random.Random(seed)  # noqa: S311 - dice for a test, no secret
        self.wanted: list[AnyTransaction] = []
        self.lost: list[Lost] = []

    async def go(self) -> None:
        """Take the steps, then let everything come to rest without faults."""
        steps = (
            (self.open_a_document, 6),
            (self.scan, 8),
            (self.something_will_go_wrong, 5),
            (self.one_message, 12),
            (self.drain, 4),
            (self.time_passes, 8),
            (self.a_dead_process_comes_back, 3),
            (self.someone_edits_in_quickbooks, 3),
        )
        chosen = self.dice.choices(
            [step for step, _ in steps], [weight for _, weight in steps], k=STEPS
        )
        for step in chosen:
            await step()

    # ---- what happens on the floor

    async def open_a_document(self) -> None:
        number = len(self.wanted) + 1
        if number > MOST_DOCUMENTS:
            return
        match self.dice.choice(("receipt", "shipment", "adjustment")):
            case "receipt":
                lines = {"OAT-1L": "2", "YOG-500": "1"}
                document: AnyTransaction = await self.world.receipt(
                    "PO-2001", lines, number=f"R-{number:06d}"
                )
            case "shipment":
                document = await self.world.shipment(
                    "SO-1044", {"PEN-500": "3"}, number=f"S-{number:06d}"
                )
            case _:
                document = await self.world.adjustment("RIC-1K", "-1", f"A-{number:06d}")
        self.wanted.append(document)
        await self.world.want(document)

    async def scan(self) -> None:
        """One more scan of a document, whatever is under way."""
        if not self.wanted:
            return
        place = self.dice.randrange(len(self.wanted))
        document = self.wanted[place]
        qty = Decimal(self.dice.randint(1, 30)) / 4
        changed = document.lines[0].model_copy(update={"qty": qty})
        newer = document.model_copy(update={"lines": (changed, *document.lines[1:])})
        self.wanted[place] = newer
        await self.world.want(newer)

    # ---- what happens to messages

    async def one_message(self) -> None:
        """A process carries one message, and may die on the way."""
        dies = self.dice.choice(("never", "after the claim", "before the answer", "late", "late"))
        world = self.world
        with clock.freeze(world.hour.now):
            channel = await world.channel()
            exchange = await engine.next_message(world.db, channel.connector, world.connection_id)
            if not isinstance(exchange, Exchange):
                return
            if dies == "never":
                await jobs.exchange_once(world.db, channel, exchange)
            elif dies == "after the claim":
                self.lost.append(Lost(exchange))
            else:
                try:
                    reply = await channel.send(exchange.message)
                except Unreachable:
                    return  # it could not renew its access, and died before it could say so
                if dies == "late":
                    self.lost.append(Lost(exchange, reply, answered=True))

    async def drain(self) -> None:
        """Several workers at once."""
        await asyncio.gather(*(self.world.drain() for _ in range(self.dice.randint(1, 3))))

    async def time_passes(self) -> None:
        self.world.later(self.dice.choice((1, 30, 60, 400)))
        with clock.freeze(self.world.hour.now):
            await jobs.sweep(self.world.ctx)

    async def a_dead_process_comes_back(self) -> None:
        """It was only slow: it sends late, or settles late what it heard long ago."""
        if not self.lost:
            return
        lost = self.lost.pop(self.dice.randrange(len(self.lost)))
        world = self.world
        with clock.freeze(world.hour.now):
            channel = await world.channel()
            if lost.answered:
                await engine.settle_reply(world.db, channel.connector, lost.exchange, lost.reply)
            else:
                await jobs.exchange_once(world.db, channel, lost.exchange)

    async def something_will_go_wrong(self) -> None:
        kind, values = self.dice.choice(FAULTS)
        operation = self.dice.choice(("create", "create", "update", "query", "read"))
        self.world.company.faults.switch_on(kind, operation=operation, **values)

    async def someone_edits_in_quickbooks(self) -> None:
        for document in self.dice.sample(self.wanted, min(1, len(self.wanted))):
            for doc in self.copies(document):
                names = {"Id", "SyncToken", "VendorRef", "PrivateNote"} & doc.keys()
                same = {name: doc[name] for name in names} | {"sparse": True}
                self.world.write(ENTITY[document.kind], same)

    # ---- how it must end

    async def come_to_rest(self) -> None:
        """Nothing goes wrong any more, and people press Try again where they are asked to."""
        for _ in range(4):
            await self.world.settle(rounds=80)
            held = [
                document
                for document in self.wanted
                if (await self.world.operation(document)).state is OperationState.HELD
            ]
            if not held:
                return
            for document in held:
                await self.world.release(document)
        raise AssertionError("something stays held though nothing is wrong any more")

    def copies(self, document: AnyTransaction) -> list[dict[str, Any]]:
        """What QuickBooks has of a document of ours."""
        return [
            one
            for one in self.world.books(ENTITY[document.kind])
            if str(document.id) in (one.get("PrivateNote") or "")
        ]

    async def check(self, document: AnyTransaction) -> None:
        """It is in the books once, as its newest version."""
        row = await self.world.operation(document)
        assert (row.state, row.sent) == (OperationState.DONE, row.wanted), document.number
        (copy,) = self.copies(document)
        detail, key = DETAIL[ENTITY[document.kind]]
        booked = [line[detail][key] for line in copy["Line"] if detail in line]
        assert booked == [line.qty for line in document.lines]
        assert copy["DocNumber"] == document.number
        assert copy["PrivateNote"].endswith(f"/{row.wanted}")


@pytest.mark.parametrize("guard", ["requestid", "number"])
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_document_is_in_quickbooks_exactly_once(
    db: Database, guard: str, seed: int
) -> None:
    """QuickBooks guards against doubles by requestid or by document number: never count on both."""
    async with build_world(db) as world:
        company = world.company
        company.books.configure({"warn_duplicate_bill_numbers": guard == "number"})
        if guard == "number":
            company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
        walk = Walk(world, seed)
        await walk.go()
        company.faults.clear()
        if guard == "number":
            company.faults.switch_on(FaultKind.REQUESTID_IGNORED, times=None)
        await walk.come_to_rest()
        for document in walk.wanted:
            await walk.check(document)
        assert world.audit().differences == {}
        assert len(walk.wanted) == MOST_DOCUMENTS
