"""Comparing quantities: every hand edit is found with its cause, and repaired to zero."""

import contextlib
import csv
import io
import random
from collections.abc import AsyncIterator
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.access.models import Role
from app.catalog.models import Item
from app.core import clock
from app.core.db import Database
from app.inventory.correcting import Why, correct
from app.quickbooks.simulator import bookkeeper
from app.quickbooks.simulator.bookkeeper import Row
from app.sync import outbox
from app.sync.documents import AnyTransaction
from app.sync.effects import moves_of
from app.sync.models import OperationState
from app.sync.reconcile import queries
from app.sync.reconcile.compare import CauseKind
from app.sync.reconcile.export import as_csv
from app.sync.reconcile.jobs import run_wanted
from app.sync.reconcile.repair import How, NothingToRepair, repair
from app.sync.reconcile.run import wish
from app.sync.reconcile.schemas import LineRow, RunDetail
from tests import builders
from tests.quickbooks.online.world import World, build_world

ZONE = "America/New_York"


class Reconciled:
    """A company whose stock here was what QuickBooks says when reckoning began."""

    def __init__(self, world: World, user_id: UUID) -> None:
        self.world = world
        self.user_id = user_id

    async def do(self, document: AnyTransaction, *, completed: bool = True) -> None:
        """The floor does it: our stock moves, and QuickBooks is to hear of it."""
        await self.world.want(document, completed=completed)
        async with self.world.db.write() as session:
            for item_id, qty in moves_of(document).items():
                item = await session.get_one(Item, item_id)
                await correct(session, item, qty, Why("test", document.id, None))

    async def compare(self) -> RunDetail:
        """A comparison that somebody asks for."""
        self.world.later(60)
        with clock.freeze(self.world.hour.now):
            async with self.world.db.write() as session:
                run_id = await wish(session, self.world.connection_id, asked_by=self.user_id)
            assert await run_wanted(self.world.ctx, zone=ZONE) >= 1
            async with self.world.db.read() as session:
                run = await queries.run(session, run_id)
        assert run is not None
        assert run.finished_at is not None
        return run

    async def repair(self, line: LineRow, how: How, cause: int | None = None) -> None:
        with clock.freeze(self.world.hour.now):
            async with self.world.db.write() as session:
                await repair(session, line.id, how, user_id=self.user_id, zone=ZONE, cause=cause)
        await self.world.settle()

    async def ours(self, sku: str) -> Decimal:
        item = await self.world.item(sku)
        async with self.world.db.read() as session:
            found = await session.execute(
                sa.text("SELECT coalesce(sum(on_hand), 0) FROM stock_balance WHERE item_id = :id"),
                {"id": item.id.hex if self.world.db.is_sqlite else item.id},
            )
            return Decimal(found.scalar_one()) / 100_000


@pytest.fixture
async def even(db: Database) -> AsyncIterator[Reconciled]:
    async with build_world(db) as world:
        async with db.write() as session:
            user = await builders.make_user(session, role=Role.MANAGER)
            warehouse = await builders.make_warehouse(session)
            for doc in world.books("Item"):
                shown = world.company.books.shown("Item", doc)
                if shown.get("QtyOnHand"):
                    item = await world.item(doc["Sku"])
                    await builders.put_stock(session, item, warehouse.dock, shown["QtyOnHand"])
        reconciled = Reconciled(world, user.id)
        first = await reconciled.compare()
        assert first.differing == 0
        assert first.compared > 10
        yield reconciled


def causes(run: RunDetail) -> dict[str, list[tuple[str, int]]]:
    return {
        line.item.sku: sorted((one.kind.value, int(one.qty)) for one in line.causes)
        for line in run.lines
    }


async def test_what_is_sent_makes_no_difference(even: Reconciled) -> None:
    world = even.world
    await even.do(await world.receipt(qty={"OAT-1L": "12"}))
    await even.do(await world.shipment(qty={"OAT-1L": "5"}))
    await world.settle()
    run = await even.compare()
    assert run.lines == []
    assert run.compared > 10


async def scenario(even: Reconciled) -> None:
    """Each way in which quantities come apart, on an item of its own (oat milk has two)."""
    world, company = even.world, even.world.company
    world.later(86_400)
    await even.do(await world.receipt(qty={"OAT-1L": "12"}, number="R-000001"))
    await even.do(await world.receipt(qty={"YOG-500": "6"}, number="R-000002"))
    await even.do(await world.shipment(qty={"COF-1K": "4"}, number="S-000001"))
    await world.settle()
    bookkeeper.change_line(company, "Bill", "R-000001", "OAT-1L", quantity=10)
    bookkeeper.delete(company, "Bill", "R-000002")
    bookkeeper.void(company, "Invoice", "S-000001")
    bookkeeper.enter(company, "Bill", [Row("ALM-1L", 7)], number="HAND-1")
    bookkeeper.enter(
        company, "InventoryAdjustment", [Row("EGG-12", -2)], number="HAND-2", on="2026-11-18"
    )
    bookkeeper.post_as(company, "Stockyard", "Invoice", [Row("TEA-50", 3)], id="9001")
    await even.do(await world.adjustment("OAT-1L", "-1", number="A-9"))


async def test_each_kind_of_difference_is_tied_to_its_transaction(even: Reconciled) -> None:
    await scenario(even)
    run = await even.compare()
    assert causes(run) == {
        "OAT-1L": [("edited", -2), ("waiting", 1)],
        "YOG-500": [("deleted", -6)],
        "COF-1K": [("voided", 4)],
        "ALM-1L": [("entered", 7)],
        "EGG-12": [("back_dated", -2)],
        "TEA-50": [("entered", -3)],
    }
    by_sku = {line.item.sku: line for line in run.lines}
    assert by_sku["TEA-50"].causes[0].made_by == "Stockyard"
    assert by_sku["ALM-1L"].causes[0].number == "HAND-1"
    assert by_sku["YOG-500"].causes[0].document_type == "receipt"
    assert by_sku["EGG-12"].value == Decimal("-4.10")
    assert run.value == sum(abs(line.value or Decimal(0)) for line in run.lines)


@pytest.mark.parametrize("how", list(How))
async def test_every_difference_can_be_repaired_to_zero(even: Reconciled, how: How) -> None:
    await scenario(even)
    run = await even.compare()
    theirs = {line.item.sku: line.theirs for line in run.lines}
    ours = {line.item.sku: line.ours for line in run.lines}
    for line in run.lines:
        await even.repair(line, how)
    after = await even.compare()
    assert causes(after) == {}
    for sku in ("YOG-500", "COF-1K", "ALM-1L", "EGG-12", "TEA-50"):
        assert even.world.on_hand(sku) == (theirs if how is How.ADOPT else ours)[sku]
        assert await even.ours(sku) == even.world.on_hand(sku)
    # What was settled once explains nothing a second time.
    assert (await even.compare()).differing == 0


async def test_undoing_restores_our_own_documents_instead_of_adjusting(even: Reconciled) -> None:
    await scenario(even)
    run = await even.compare()
    for line in run.lines:
        if line.item.sku in ("OAT-1L", "YOG-500", "COF-1K"):
            await even.repair(line, How.REVERSE)
    world = even.world
    assert {one["DocNumber"] for one in world.books("Bill")} >= {"R-000001", "R-000002"}
    bill = next(one for one in world.books("Bill") if one["DocNumber"] == "R-000001")
    assert bill["Line"][0]["ItemBasedExpenseLineDetail"]["Qty"] == 12
    ours = [one for one in world.books("InventoryAdjustment") if one["DocNumber"] != "HAND-2"]
    assert [one["DocNumber"] for one in ours] == ["A-9"]


async def test_one_cause_of_several_can_be_dealt_with_alone(even: Reconciled) -> None:
    company = even.world.company
    bookkeeper.enter(company, "Bill", [Row("ALM-1L", 7)], number="HAND-1")
    bookkeeper.enter(company, "Bill", [Row("ALM-1L", 5)], number="HAND-2")
    (line,) = (await even.compare()).lines
    at = next(place for place, one in enumerate(line.causes) if one.number == "HAND-2")
    await even.repair(line, How.ADOPT, at)
    assert await even.ours("ALM-1L") == 96 + 5
    with pytest.raises(NothingToRepair):
        await even.repair(line, How.ADOPT, at)
    await even.repair(line, How.REVERSE)
    assert even.world.on_hand("ALM-1L") == 96 + 5
    assert (await even.compare()).differing == 0


async def test_held_and_waiting_documents_even_out_by_themselves(even: Reconciled) -> None:
    world = even.world
    accounts = (await world.connection()).settings["accounts"]
    await world.change_settings(accounts=accounts | {"accounts_payable": ""})
    await even.do(await world.receipt(qty={"OAT-1L": "12"}))
    await world.settle()
    (line,) = (await even.compare()).lines
    (cause,) = line.causes
    assert (cause.kind, cause.qty, cause.number) == (CauseKind.HELD, Decimal(-12), "R-000001")
    with pytest.raises(NothingToRepair):
        await even.repair(line, How.ADJUST)
    await world.change_settings(accounts=accounts)
    (row,) = [one for one in await world.operations() if one.state is OperationState.HELD]
    async with world.db.write() as session:
        await outbox.release(session, row.id)
    await world.settle()
    assert (await even.compare()).differing == 0


async def test_goods_invoiced_first_are_told_apart_until_they_ship(even: Reconciled) -> None:
    world = even.world
    await world.change_settings(orders_from=("estimate", "invoice"))
    bookkeeper.enter(world.company, "Invoice", [Row("OAT-1L", 3)], number="I-77")
    await world.restart_reading()
    (line,) = (await even.compare()).lines
    (cause,) = line.causes
    assert (cause.kind, cause.qty, cause.number) == (CauseKind.INVOICED, Decimal(-3), "I-77")


async def test_what_nothing_explains_is_said_to_be_unexplained(even: Reconciled) -> None:
    item = await even.world.item("OAT-1L")
    async with even.world.db.write() as session:
        await correct(session, item, Decimal(-4), Why("test", item.id, None))
    (line,) = (await even.compare()).lines
    (cause,) = line.causes
    assert (cause.kind, cause.qty) == (CauseKind.UNEXPLAINED, Decimal(4))
    await even.repair(line, How.ADJUST)
    assert even.world.on_hand("OAT-1L") == 140
    assert (await even.compare()).differing == 0


async def test_a_newer_comparison_replaces_what_the_last_left_open(even: Reconciled) -> None:
    bookkeeper.enter(even.world.company, "Bill", [Row("ALM-1L", 7)], number="HAND-1")
    (old,) = (await even.compare()).lines
    (new,) = (await even.compare()).lines
    with pytest.raises(NothingToRepair):
        await even.repair(old, How.ADOPT)
    await even.repair(new, How.ADOPT)
    assert (await even.compare()).differing == 0


async def test_the_spreadsheet_accounts_for_every_unit(even: Reconciled) -> None:
    await scenario(even)
    text = as_csv(await even.compare()).lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 7
    theirs = next(row for row in rows if row["Made by"] == "Stockyard")
    assert (theirs["SKU"], theirs["Because"], theirs["Units"]) == ("TEA-50", "entered", "-3")
    assert sum(Decimal(row["Units"]) for row in rows if row["SKU"] == "OAT-1L") == -1


async def test_the_night_asks_once(even: Reconciled) -> None:
    world = even.world
    world.later(86_400)
    with clock.freeze(world.hour.now):
        assert await run_wanted(world.ctx, zone=ZONE) == 1
        assert await run_wanted(world.ctx, zone=ZONE) == 0


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_people_do_there_is_explained_and_repaired(
    even: Reconciled, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - dice for a test, no secret
    world = even.world
    orders = {"R": "PO-2002", "S": "SO-1044"}
    for number in range(1, 9):
        world.later(dice.choice((600, 90_000)))
        if dice.random() < 0.5:
            qty = {"PEN-500": str(dice.randint(1, 9)), "SPA-500": str(dice.randint(1, 9))}
            await even.do(await world.receipt(orders["R"], qty, number=f"R-{number:06d}"))
        else:
            qty = {"RIC-1K": str(dice.randint(1, 4)), "BEA-400": str(dice.randint(1, 9))}
            await even.do(await world.shipment(orders["S"], qty, number=f"S-{number:06d}"))
        await world.settle()
        _somebody_works_there(world, dice, number)
        if dice.random() < 0.3:
            await _repair_all(even, dice)
    run = await even.compare()
    assert not [one for one in causes(run).values() if "unexplained" in dict(one)]
    await _repair_all(even, dice)
    last = await even.compare()
    assert causes(last) == {}


def _somebody_works_there(world: World, dice: random.Random, number: int) -> None:
    """One change by hand in QuickBooks, to a document of ours or with one of its own."""
    company = world.company
    ours = [
        (kind, doc["DocNumber"], line["Id"])
        for kind in ("Bill", "Invoice")
        for doc in world.books(kind)
        if doc["DocNumber"].startswith(("R-", "S-")) and doc["TotalAmt"]
        for line in doc["Line"]
        if "Id" in line
    ]
    kind, which, line = dice.choice(ours)
    sku = dice.choice(("PEN-500", "RIC-1K", "BEA-400", "OLV-750"))
    match dice.choice(("edit", "delete", "void", "enter", "adjust", "remove")):
        case "edit":
            bookkeeper.change_line(company, kind, which, line, quantity=dice.randint(1, 12))
        case "delete":
            bookkeeper.delete(company, kind, which)
        case "void" if kind == "Invoice":
            bookkeeper.void(company, kind, which)
        case "remove":
            lines = [one for one in ours if one[1] == which]
            if len(lines) > 1:
                bookkeeper.remove_line(company, kind, which, line)
        case "adjust":
            rows = [Row(sku, dice.choice((-3, -1, 2)))]
            bookkeeper.enter(company, "InventoryAdjustment", rows, number=f"ADJ-{number}")
        case _:
            bookkeeper.enter(company, "Bill", [Row(sku, dice.randint(1, 5))], number=f"B-{number}")


async def _repair_all(even: Reconciled, dice: random.Random) -> None:
    for line in (await even.compare()).lines:
        with contextlib.suppress(NothingToRepair):
            await even.repair(line, dice.choice(list(How)))
