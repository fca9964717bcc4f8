"""Whole ways: scanned here, in QuickBooks Desktop once Web Connector has been here."""

from decimal import Decimal

from tests.quickbooks.desktop.world import World


async def test_the_first_visit_reads_the_company(world: World) -> None:
    facts = await world.facts()
    assert (facts.dialect, facts.edition) == ("desktop", "Enterprise")
    item = await world.item("OAT-1L")
    assert item.name
    assert (await world.connection()).called_at is not None


async def test_a_receipt_becomes_an_item_receipt_linked_to_its_order(world: World) -> None:
    receipt = await world.receipt()
    before = world.on_hand("OAT-1L")
    await world.want(receipt, completed=True)
    await world.settle()
    row = await world.operation(receipt)
    assert (row.state, row.problem) == ("done", None)
    [made] = world.copies(receipt)
    assert made.kind == "ItemReceipt"
    assert world.on_hand("OAT-1L") == before + Decimal(12)
