"""Web Connector against a hostile world: calls lost and repeated, crashes between any two of them.

A random walk scans documents of every kind and lets Web Connector visit. In each visit any call may
vanish, arrive twice or late, or find Web Connector or our worker dead afterwards; QuickBooks is
busy, forgets message sets, answers them in short, and people work in it. Afterwards, with nothing
wrong any more, everything of ours is in the books exactly once, as its newest version, what was
cancelled is taken back, and stock there is what the documents say.
"""

import random
from decimal import Decimal
from typing import Any

import pytest

from app.catalog.models import Item
from app.core.db import Database
from app.quickbooks.simulator.desktop.calling import Fault
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24, PREMIER_2023, Profile
from app.quickbooks.simulator.desktop.store import Txn
from app.quickbooks.simulator.desktop.transactions import audit
from app.quickbooks.simulator.desktop.web_connector import Step
from app.settings import Settings
from app.sync.documents import AnyDocument, AnyTransaction, ItemDoc, PartyDoc
from app.sync.models import OperationState
from tests.quickbooks.desktop.world import World, build_world

STEPS = 70
MOST_DOCUMENTS = 14
KINDS = (
    *("receipt", "receipt", "blind_receipt", "shipment", "shipment", "adjustment"),
    *("customer_return", "vendor_return", "item"),
)
GOODS = {
    "ItemReceipt": ("ItemLineRet", "Quantity"),
    "Invoice": ("InvoiceLineRet", "Quantity"),
    "CreditMemo": ("CreditMemoLineRet", "Quantity"),
    "VendorCredit": ("ItemLineRet", "Quantity"),
    "InventoryAdjustment": ("InventoryAdjustmentLineRet", "QuantityDifference"),
}


def is_open(document: AnyDocument) -> bool:
    """May more be scanned onto it?"""
    return isinstance(document, ItemDoc | PartyDoc) or not document.cancelled


class Walk:
    """One random walk: what has been wanted, and what goes wrong with the calls."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.dice = random.Random(seed)  # noqa: S311 - dice for a test, no secret
        self.wanted: list[AnyDocument] = []
        self.faults = 0

    async def go(self) -> None:
        """Take the steps."""
        steps = (
            (self.open_a_document, 6),
            (self.scan, 6),
            (self.cancel, 1),
            (self.visit, 9),
            (self.time_passes, 4),
            (self.someone_works_in_quickbooks, 3),
            (self.quickbooks_stumbles, 2),
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
        document = await self._new(self.dice.choice(KINDS), number)
        self.wanted.append(document)
        await self.world.want(document, completed=self.dice.random() < 0.7)

    async def _new(self, kind: str, number: int) -> AnyDocument:
        world = self.world
        match kind:
            case "receipt":
                lines = {"OAT-1L": "1", "YOG-500": "1"}
                return await world.receipt("PO-2001", lines, number=f"R-{number:06d}")
            case "blind_receipt":
                return await world.receipt(
                    "PO-2001", {"OAT-1L": "2"}, number=f"R-{number:06d}", purchase_order_id=None
                )
            case "shipment":
                return await world.shipment("SO-1044", {"PEN-500": "1"}, number=f"S-{number:06d}")
            case "customer_return":
                return await world.customer_return({"OAT-1L": "1"}, number=f"RC-{number:06d}")
            case "vendor_return":
                return await world.vendor_return({"YOG-500": "1"}, number=f"RV-{number:06d}")
            case "item":
                return await self._new_item(f"NEW-{number}")
            case _:
                return await world.adjustment("RIC-1K", "-1", f"A-{number:06d}")

    async def _new_item(self, sku: str) -> ItemDoc:
        """An item that only we know yet."""
        item = Item(sku=sku, name=f"Novelty {sku}")
        async with self.world.db.write() as session:
            session.add(item)
        return ItemDoc(id=item.id, number=sku, sku=sku, name=sku, sales_price=Decimal(1))

    async def scan(self) -> None:
        """One more scan of a document, whatever is under way."""
        if not self.wanted:
            return
        place = self.dice.randrange(len(self.wanted))
        document = self.wanted[place]
        if not is_open(document):
            return
        qty = Decimal(self.dice.randint(1, 8)) / 4
        if isinstance(document, ItemDoc | PartyDoc):
            await self._change(place, document.model_copy(update={"sales_price": qty}))
            return
        first, *rest = document.lines
        changed = first.model_copy(update={"qty": qty if first.qty > 0 else -qty})
        newer = document.model_copy(update={"lines": (changed, *rest)})
        await self._change(place, newer)

    async def _change(self, place: int, newer: AnyDocument) -> None:
        self.wanted[place] = newer
        await self.world.want(newer, completed=not is_open(newer) or self.dice.random() < 0.5)

    async def cancel(self) -> None:
        """Somebody cancels a document, wherever it is on its way."""
        documents = [
            (place, one)
            for place, one in enumerate(self.wanted)
            if is_open(one) and not isinstance(one, ItemDoc | PartyDoc)
        ]
        if documents:
            place, document = self.dice.choice(documents)
            await self._change(place, document.model_copy(update={"cancelled": True}))

    async def time_passes(self) -> None:
        self.world.later(self.dice.choice((5, 30, 61, 400)))

    # ---- what happens to calls

    async def visit(self) -> None:
        """Web Connector comes; now and then something goes wrong with one of its calls."""
        await self.world.visit(faults=self.trouble)

    def trouble(self, _: Step) -> Fault | None:
        if self.dice.random() > 0.08:
            return None
        self.faults += 1
        if self.dice.random() < 0.2:
            self.world.kill_the_worker()
            return None
        return self.dice.choice(list(Fault))

    async def quickbooks_stumbles(self) -> None:
        """It cannot be opened just now, or remembers less than we hoped."""
        keeper = self.world.bookkeeper
        match self.dice.choice(("dialog", "busy", "short memory", "short answers")):
            case "dialog":
                keeper.refuse_sessions("0x80040414", "A modal dialog box is open", times=2)
            case "busy":
                keeper.refuse_sessions("0x80040402", "Unexpected error", times=3)
            case "short memory":
                keeper.assume(message_sets_kept=1, forgotten_sets="known")
            case _:
                keeper.assume(replay_form="recovery")

    async def someone_works_in_quickbooks(self) -> None:
        """People there look at what we made, write notes, change modes."""
        keeper = self.world.bookkeeper
        match self.dice.choice(("note", "mode", "open", "item")):
            case "mode":
                self.dice.choice((keeper.single_user, keeper.multi_user))()
            case "item":
                keeper.edit("Item", "RIC-1K", SalesDesc=f"Rice, edited {self.dice.random()}")
            case what:
                made = [one for one in self.wanted if not isinstance(one, ItemDoc | PartyDoc)]
                for document in self.dice.sample(made, min(1, len(made))):
                    for txn in self.living(document):
                        if what == "open":
                            keeper.open_record(txn, attempts=2)
                        else:
                            memo = txn.values["Memo"]
                            keeper.revise(txn, {"Memo": f"seen by Ann {memo}"})

    # ---- how it must end

    async def come_to_rest(self) -> None:
        """Nothing goes wrong any more, and people press Try again where they are asked to."""
        keeper = self.world.bookkeeper
        keeper.single_user()
        for _ in range(5):
            await self.world.settle(rounds=40)
            held = [
                document
                for document in self.wanted
                if (await self.world.operation(document)).state is OperationState.HELD
            ]
            if not held:
                return
            for document in held:
                await self.world.release(document)
        problems = [row.problem for row in await self.world.operations() if row.state == "held"]
        raise AssertionError(f"something stays held though nothing is wrong any more: {problems}")

    def living(self, document: AnyTransaction) -> list[Txn]:
        """What QuickBooks has of a document, without what was voided."""
        return [one for one in self.world.copies(document) if not one.void]

    async def check(self, document: AnyDocument) -> None:
        """It is in the books once, as its newest version, or taken back."""
        row = await self.world.operation(document)
        assert (row.state, row.sent) == (OperationState.DONE, row.wanted), document.number
        if isinstance(document, PartyDoc):
            return
        if isinstance(document, ItemDoc):
            [item] = [
                one
                for one in self.world.books.of("ItemInventory")
                if one.values["Name"] == document.number
            ]
            assert item.values["SalesPrice"] == document.sales_price
            return
        if document.cancelled:
            assert self.living(document) == [], document.number
            return
        [copy] = self.living(document)
        line_name, quantity = GOODS[copy.kind]
        booked: dict[str, Decimal] = {}
        for line in copy.lines:
            assert line.name == line_name
            item = line.values["ItemRef"]["ListID"]
            booked[item] = booked.get(item, Decimal()) + line.values[quantity]
        assert sorted(booked.values()) == sorted(one.qty for one in document.lines), document.number
        assert copy.values["RefNumber"] == document.number
        assert f"{document.number} {document.id}/" in copy.values["Memo"]


WORLDS: dict[str, tuple[Profile, dict[str, Any]]] = {
    "remembers sets": (ENTERPRISE_24, {}),
    "forgets sets": (PREMIER_2023, {"message_sets_kept": 1, "forgotten_sets": "unknown"}),
    "answers in short": (ENTERPRISE_24, {"replay_form": "recovery"}),
}


@pytest.mark.parametrize(("memory", "seed"), [(memory, n) for n, memory in enumerate(WORLDS)])
async def test_every_document_is_in_the_company_file_exactly_once(
    db: Database, settings: Settings, memory: str, seed: int
) -> None:
    profile, behaviours = WORLDS[memory]
    async with build_world(db, settings, profile=profile) as world:
        world.bookkeeper.assume(**behaviours)
        await world.choose_accounts()
        walk = Walk(world, seed)
        await walk.go()
        await walk.come_to_rest()
        for document in walk.wanted:
            await walk.check(document)
        assert audit.ledger(world.company).differences == {}
        assert walk.faults > 5
