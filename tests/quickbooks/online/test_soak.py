"""Hundreds of documents (`make soak`: thousands) while everything fails: none lost, none doubled,
none out of order."""

import random
from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.catalog.models import Item
from app.core.types import new_id
from app.quickbooks.simulator.faults import FaultKind
from app.sync.documents import AnyTransaction, DocumentLine
from app.sync.effects import moves_of
from app.sync.models import AttemptOutcome
from app.sync.transitions import Purpose
from tests.quickbooks.online.world import World
from tests.quickbooks.papers import SOAK

BATCH = 40
AMENDED = 0.25
"""How many of the documents get a second scan while the first may still be under way."""
FAULTS: tuple[tuple[FaultKind, float, dict[str, Any]], ...] = (
    (FaultKind.DROP_BEFORE, 0.01, {}),
    (FaultKind.DROP_AFTER, 0.04, {}),
    (FaultKind.STREAM_TIMEOUT, 0.01, {}),
    (FaultKind.SERVER_ERROR, 0.02, {}),
    (FaultKind.UNAVAILABLE, 0.01, {}),
    (FaultKind.THROTTLE, 0.01, {}),
    (FaultKind.THROTTLE_XML, 0.005, {}),
    (FaultKind.EXPIRED_TOKEN, 0.01, {}),
    (FaultKind.FAULT_200, 0.01, {"code": 10000}),
    (FaultKind.FAULT, 0.01, {"code": 6000}),
    (FaultKind.REQUESTID_IGNORED, 0.3, {}),
)
SKUS = ("OAT-1L", "YOG-500", "BUT-250", "PEN-500", "TOM-400", "RIC-1K", "CHO-100")


class Soak:
    """Documents of all kinds, wanted in an order that QuickBooks has to show as well."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dice = random.Random(20_26)  # noqa: S311 - dice for a test, no secret
        self.wanted: dict[str, AnyTransaction] = {}
        self.models: dict[str, AnyTransaction] = {}
        self.items: dict[str, Item] = {}

    async def prepare(self) -> None:
        """One of each kind to copy from, on an order whose lines it may be linked to."""
        world = self.world
        self.models = {
            "R": await world.receipt(qty={"OAT-1L": "1"}),
            "S": await world.shipment(qty={"OAT-1L": "1"}),
            "A": await world.adjustment("OAT-1L", "1"),
        }
        self.items = {sku: await world.item(sku) for sku in SKUS}
        for kind, chance, values in FAULTS:
            self.world.company.faults.switch_on(kind, chance=chance, times=None, **values)

    async def another(self, number: int) -> None:
        """A new document with one to three lines."""
        series = self.dice.choice("RRSSSA")
        document = self.models[series].model_copy(
            update={
                "id": new_id(),
                "number": f"{series}-{number:06d}",
                "lines": self._lines(series),
            }
        )
        await self._want(document)

    async def amend_some(self) -> None:
        """A later scan of documents that may be sent, in flight, in doubt or waiting."""
        for number in self.dice.sample(sorted(self.wanted), k=min(len(self.wanted), 10)):
            document = self.wanted[number]
            first, *rest = document.lines
            more = first.model_copy(update={"qty": first.qty + 1})
            await self._want(document.model_copy(update={"lines": (more, *rest)}))

    def _lines(self, series: str) -> tuple[DocumentLine, ...]:
        lines = []
        for sku in self.dice.sample(SKUS, k=self.dice.randint(1, 3)):
            item = self.items[sku]
            qty = Decimal(self.dice.randint(1, 40)) / 4
            lines.append(
                DocumentLine(
                    line_key=sku,
                    item_id=item.id,
                    sku=sku,
                    name=item.name,
                    qty=-qty if series == "A" and self.dice.random() < 0.5 else qty,
                    unit_amount=Decimal("1.25"),
                )
            )
        return tuple(lines)

    async def _want(self, document: AnyTransaction) -> None:
        self.wanted[document.number] = document
        await self.world.want(document, completed=True)


@pytest.mark.timeout(900)  # a machine that is busy with other things is no failure
async def test_documents_arrive_once_each_whatever_fails(world: World) -> None:
    before = {sku: world.on_hand(sku) for sku in SKUS}
    soak = Soak(world)
    await soak.prepare()
    for number in range(1, SOAK + 1):
        await soak.another(number)
        if number % BATCH == 0:
            if soak.dice.random() < AMENDED * 2:
                await soak.amend_some()
            await world.drain()
            world.later(soak.dice.choice((1, 5, 45, 130)))
    for _ in range(20):  # people press Try again on what was held; the faults go on
        await world.settle()
        held = [row for row in await world.operations() if row.state == "held"]
        if not held:
            break
        for row in held:
            await world.release(soak.wanted[row.document_number])
    assert [fault for fault in world.company.faults.listed() if not fault["happened"]] == []
    world.company.faults.clear()
    await world.settle()

    rows = await world.operations()
    assert Counter(row.state.value for row in rows) == {"done": SOAK}
    assert all(row.sent == row.wanted for row in rows)
    books = {
        doc["DocNumber"]: doc
        for entity in ("Bill", "Invoice", "InventoryAdjustment")
        for doc in world.books(entity)
    }
    assert sorted(books) == sorted(soak.wanted)
    audit = world.audit()
    twice = [number for number, one in soak.wanted.items() if len(audit.noted(str(one.id))) != 1]
    assert twice == []
    assert audit.differences == {}
    expected = dict(before)
    for document in soak.wanted.values():
        moves = moves_of(document)
        for line in document.lines:
            expected[line.sku] += moves.pop(line.item_id, Decimal(0))
    assert {sku: world.on_hand(sku) for sku in SKUS} == expected
    await _assert_no_version_overtook_another(world)


async def _assert_no_version_overtook_another(world: World) -> None:
    """What QuickBooks confirmed of a document only ever became newer."""
    confirmed: dict[UUID | None, int] = {}
    for attempt in await world.attempts():
        if attempt.outcome is AttemptOutcome.DONE and attempt.purpose == Purpose.SEND:
            assert attempt.version > confirmed.get(attempt.operation_id, 0)
            confirmed[attempt.operation_id] = attempt.version
