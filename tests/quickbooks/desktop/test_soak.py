"""Hundreds of documents (`make soak`: thousands) through Web Connector while calls are lost: none
lost, none doubled."""

import random
from collections import Counter
from decimal import Decimal

import pytest

from app.catalog.models import Item
from app.core.types import new_id
from app.quickbooks.simulator.desktop.calling import Fault
from app.quickbooks.simulator.desktop.transactions import audit
from app.quickbooks.simulator.desktop.web_connector import Step
from app.sync.documents import AnyTransaction, DocumentLine
from app.sync.effects import moves_of
from tests.quickbooks.desktop.world import World
from tests.quickbooks.papers import SOAK

BATCH = 50
SKUS = ("OAT-1L", "YOG-500", "BUT-250", "PEN-500", "TOM-400", "RIC-1K", "CHO-100")
ONE_CALL_IN = 30


class Soak:
    """Documents of all kinds, and what goes wrong with Web Connector's calls."""

    def __init__(self, world: World, half: int) -> None:
        self.world = world
        self.dice = random.Random(half)  # noqa: S311 - dice for a test, no secret
        self.wanted: dict[str, AnyTransaction] = {}
        self.models: dict[str, AnyTransaction] = {}
        self.items: dict[str, Item] = {}
        self.faults: Counter[Fault] = Counter()

    async def prepare(self) -> None:
        """One of each kind to copy from."""
        world = self.world
        self.models = {
            "R": await world.receipt(qty={"OAT-1L": "1"}, purchase_order_id=None),
            "S": (await world.shipment(qty={"OAT-1L": "1"})).model_copy(update={"linked": False}),
            "A": await world.adjustment("OAT-1L", "1"),
        }
        self.items = {sku: await world.item(sku) for sku in SKUS}

    async def another(self, number: int) -> None:
        """A new document with one or two lines."""
        series = self.dice.choice("RRRSSA")
        lines = tuple(self._line(series, sku) for sku in self.dice.sample(SKUS, k=2))
        lines = lines[: self.dice.randint(1, 2)]
        values = {"id": new_id(), "number": f"{series}-{number:06d}", "lines": lines}
        await self._want(self.models[series].model_copy(update=values))

    async def amend_some(self) -> None:
        """A later scan of documents that may be sent, in flight, in doubt or waiting."""
        for number in self.dice.sample(sorted(self.wanted), k=5):
            document = self.wanted[number]
            first, *rest = document.lines
            more = first.model_copy(update={"qty": first.qty + 1})
            await self._want(document.model_copy(update={"lines": (more, *rest)}))

    def _line(self, series: str, sku: str) -> DocumentLine:
        item = self.items[sku]
        qty = Decimal(self.dice.randint(1, 40)) / 4
        return DocumentLine(
            line_key=sku,
            item_id=item.id,
            sku=sku,
            name=item.name,
            qty=-qty if series == "A" and self.dice.random() < 0.5 else qty,
            unit_amount=Decimal("1.25"),
        )

    async def _want(self, document: AnyTransaction) -> None:
        self.wanted[document.number] = document
        await self.world.want(document, completed=True)

    def trouble(self, _: Step) -> Fault | None:
        """Any call may be lost, come twice or late, or be the last of its Web Connector."""
        if self.dice.randrange(ONE_CALL_IN):
            return None
        fault = self.dice.choice(list(Fault))
        self.faults[fault] += 1
        return fault


@pytest.mark.timeout(900)  # a machine that is busy with other things is no failure
@pytest.mark.parametrize("half", [1, 2])
async def test_documents_arrive_once_each_whatever_is_lost(world: World, half: int) -> None:
    documents = SOAK // 2
    before = {sku: world.on_hand(sku) for sku in SKUS}
    soak = Soak(world, half)
    await soak.prepare()
    for number in range(1, documents + 1):
        await soak.another(number)
        if number % BATCH == 0:
            await soak.amend_some()
            await world.visit(faults=soak.trouble)
            world.later(soak.dice.choice((5, 45, 130)))
    await world.settle(faults=soak.trouble)
    await world.settle()

    rows = await world.operations()
    assert Counter(row.state.value for row in rows) == {"done": documents}
    assert all(row.sent == row.wanted for row in rows)
    copies = Counter(one.values["RefNumber"] for one in world.books.txns.values() if one.guid)
    assert {number: copies[number] for number in soak.wanted if copies[number] != 1} == {}
    assert audit.ledger(world.company).differences == {}
    expected = dict(before)
    for document in soak.wanted.values():
        moves = moves_of(document)
        for line in document.lines:
            expected[line.sku] += moves.pop(line.item_id, Decimal(0))
    assert {sku: world.on_hand(sku) for sku in SKUS} == expected
    assert len(soak.faults) >= 3
