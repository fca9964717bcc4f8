"""The sync engine against a hostile world: crashes, lost answers, doubts, edits, at every step.

A random walk scans documents and carries single messages to the simulated QuickBooks, and lets each
die at any point: after the claim, on the way back, before it is settled. Processes that were given
up come back and send or settle late. QuickBooks throttles, fails, forgets requestids and is edited
by people. Documents are of every kind; some are cancelled on the way, and items are made and
changed like them. Afterwards, with the faults gone, everything of ours is in the books exactly
once, as its newest version, what was cancelled is taken back, and stock there is what the documents
say.
"""

import asyncio
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from app.catalog.models import Item
from app.core import clock
from app.core.db import Database
from app.quickbooks.simulator.faults import FaultKind
from app.sync import engine, jobs
from app.sync.documents import AnyDocument, ItemDoc, PartyDoc
from app.sync.engine import Exchange
from app.sync.models import OperationState
from app.sync.port import Reply, Unreachable
from tests.quickbooks.online.world import World, build_world

STEPS = 350
MOST_DOCUMENTS = 30
DETAIL = {
    "Bill": ("ItemBasedExpenseLineDetail", "Qty"),
    "VendorCredit": ("ItemBasedExpenseLineDetail", "Qty"),
    "Invoice": ("SalesItemLineDetail", "Qty"),
    "CreditMemo": ("SalesItemLineDetail", "Qty"),
    "InventoryAdjustment": ("ItemAdjustmentLineDetail", "QtyDiff"),
}
ENTITY = {
    "receipt": "Bill",
    "shipment": "Invoice",
    "adjustment": "InventoryAdjustment",
    "customer_return": "CreditMemo",
    "vendor_return": "VendorCredit",
}
KINDS = (*ENTITY, "receipt", "shipment", "item")
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


def is_open(document: AnyDocument) -> bool:
    """May more be scanned onto it?"""
    return isinstance(document, ItemDoc | PartyDoc) or not document.cancelled


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
        self.wanted: list[AnyDocument] = []
        self.lost: list[Lost] = []

    async def go(self) -> None:
        """Take the steps, then let everything come to rest without faults."""
        steps = (
            (self.open_a_document, 6),
            (self.scan, 8),
            (self.cancel, 1),
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
        match self.dice.choice(KINDS):
            case "receipt":
                lines = {"OAT-1L": "2", "YOG-500": "1"}
                document: AnyDocument = await self.world.receipt(
                    "PO-2001", lines, number=f"R-{number:06d}"
                )
            case "shipment":
                document = await self.world.shipment(
                    "SO-1044", {"PEN-500": "3"}, number=f"S-{number:06d}"
                )
            case "customer_return":
                document = await self.world.customer_return(
                    {"OAT-1L": "1"}, number=f"RC-{number:06d}"
                )
            case "vendor_return":
                document = await self.world.vendor_return(
                    {"YOG-500": "1"}, number=f"RV-{number:06d}"
                )
            case "item":
                document = await self.new_item(f"NEW-{number}")
            case _:
                document = await self.world.adjustment("RIC-1K", "-1", f"A-{number:06d}")
        self.wanted.append(document)
        await self.world.want(document)

    async def new_item(self, sku: str) -> ItemDoc:
        """An item that only we know yet."""
        item = Item(sku=sku, name=f"Novelty {sku}")
        async with self.world.db.write() as session:
            session.add(item)
        return ItemDoc(id=item.id, number=sku, sku=sku, name=item.name, sales_price=Decimal(1))

    async def scan(self) -> None:
        """One more scan of a document, whatever is under way."""
        if not self.wanted:
            return
        place = self.dice.randrange(len(self.wanted))
        document = self.wanted[place]
        qty = Decimal(self.dice.randint(1, 30)) / 4
        if not is_open(document):
            return
        if isinstance(document, ItemDoc | PartyDoc):
            await self.change(place, document.model_copy(update={"sales_price": qty}))
            return
        changed = document.lines[0].model_copy(update={"qty": qty})
        newer = document.model_copy(update={"lines": (changed, *document.lines[1:])})
        await self.change(place, newer)

    async def change(self, place: int, newer: AnyDocument) -> None:
        """The document is wanted as it is now."""
        self.wanted[place] = newer
        await self.world.want(newer, completed=not is_open(newer))

    async def cancel(self) -> None:
        """Somebody cancels a document, wherever it is on its way."""
        documents = [
            (place, one)
            for place, one in enumerate(self.wanted)
            if is_open(one) and not isinstance(one, ItemDoc | PartyDoc)
        ]
        if documents:
            place, document = self.dice.choice(documents)
            await self.change(place, document.model_copy(update={"cancelled": True}))

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
        operation = self.dice.choice(
            ("create", "create", "update", "query", "read", "delete", "void")
        )
        self.world.company.faults.switch_on(kind, operation=operation, **values)

    async def someone_edits_in_quickbooks(self) -> None:
        for document in self.dice.sample(self.wanted, min(1, len(self.wanted))):
            if isinstance(document, ItemDoc | PartyDoc):
                continue
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

    def copies(self, document: AnyDocument) -> list[dict[str, Any]]:
        """What QuickBooks has of a document or an item of ours."""
        if isinstance(document, ItemDoc | PartyDoc):
            return [one for one in self.world.books("Item") if one.get("Sku") == document.number]
        return [
            one
            for one in self.world.books(ENTITY[document.kind])
            if str(document.id) in (one.get("PrivateNote") or "")
        ]

    async def check(self, document: AnyDocument) -> None:
        """It is in the books once, as its newest version, or taken back."""
        row = await self.world.operation(document)
        assert (row.state, row.sent) == (OperationState.DONE, row.wanted), document.number
        if isinstance(document, ItemDoc | PartyDoc):
            (item,) = self.copies(document)
            assert isinstance(document, ItemDoc)
            assert (item["Name"], item["UnitPrice"]) == (document.name, document.sales_price)
            return
        if document.cancelled:
            left = self.copies(document)
            assert all(one["TotalAmt"] == 0 for one in left), document.number
            assert len(left) <= (1 if document.kind == "shipment" else 0), document.number
            return
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
        await world.choose_accounts()
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
