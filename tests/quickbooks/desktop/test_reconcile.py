"""Comparing quantities with a company file: done at the next visit, each difference explained."""

from decimal import Decimal
from uuid import UUID

import pytest

from app.access.models import Role
from app.catalog.models import Item
from app.core import clock
from app.inventory.correcting import Why, correct
from app.quickbooks.simulator.desktop.figures import Figures
from app.sync.documents import AnyTransaction
from app.sync.effects import moves_of
from app.sync.reconcile import queries
from app.sync.reconcile.repair import How, repair
from app.sync.reconcile.run import wish
from app.sync.reconcile.schemas import RunDetail
from tests import builders
from tests.quickbooks.desktop.world import ZONE, World


@pytest.fixture
async def user_id(world: World) -> UUID:
    """A manager, and stock here that is what QuickBooks says."""
    figures = Figures(world.books)
    async with world.db.write() as session:
        user = await builders.make_user(session, role=Role.MANAGER)
        warehouse = await builders.make_warehouse(session)
        for row in world.books.of("ItemInventory"):
            if qty := figures.on_hand[row.list_id]:
                item = await world.item(row.values["Name"])
                await builders.put_stock(session, item, warehouse.dock, qty)
    return user.id


async def compare(world: World, user_id: UUID) -> RunDetail:
    """A comparison that somebody asks for: nothing happens until Web Connector comes."""
    world.later(400)
    with clock.freeze(world.hour.now):
        async with world.db.write() as session:
            run_id = await wish(session, world.connection_id, asked_by=user_id)
    await world.visit()
    async with world.db.read() as session:
        run = await queries.run(session, run_id)
    assert run is not None
    assert run.finished_at is not None
    return run


async def do(world: World, document: AnyTransaction) -> None:
    """The floor does it, and Web Connector takes it along."""
    await world.want(document, completed=True)
    async with world.db.write() as session:
        for item_id, qty in moves_of(document).items():
            item = await session.get_one(Item, item_id)
            await correct(session, item, qty, Why("test", document.id, None))
    await world.settle()


async def test_differences_are_found_explained_and_repaired(world: World, user_id: UUID) -> None:
    even = await compare(world, user_id)
    assert (even.differing, even.compared > 10) == (0, True)

    receipt = await world.receipt(purchase_order_id=None)
    await do(world, receipt)
    await do(world, await world.shipment())
    assert (await compare(world, user_id)).lines == []

    [made] = world.copies(receipt)
    edited = {"TxnLineID": made.lines[0].txn_line_id, "Quantity": Decimal(10)}
    world.later(600)
    world.bookkeeper.revise(made, {}, [edited])
    [line] = (await compare(world, user_id)).lines
    assert (line.item.sku, line.difference) == ("OAT-1L", Decimal(-2))
    assert [(one.kind, one.qty) for one in line.causes] == [("edited", Decimal(-2))]

    with clock.freeze(world.hour.now):
        async with world.db.write() as session:
            await repair(session, line.id, How.ADJUST, user_id=user_id, zone=ZONE)
    await world.settle()
    assert (await compare(world, user_id)).lines == []
