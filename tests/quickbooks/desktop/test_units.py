"""Cases there, pieces here: what QuickBooks counts in another unit is never taken for its base."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core import clock
from app.orders.models import PurchaseOrder, PurchaseOrderLine
from app.quickbooks.simulator.desktop.store import Row
from app.sync import mappings
from app.sync.documents import DocumentLine, ItemDoc, ReceiptDoc, TransactionLine, TransactionRecord
from app.sync.inbound.units import in_base_units
from app.sync.models import ExternalTransaction
from tests.quickbooks.desktop.world import World


def by_the_case(world: World, sku: str) -> Row:
    """An item that is stocked in pieces and ordered by the dozen."""
    person = world.bookkeeper
    cases = person.add(
        "UnitOfMeasureSet",
        "By the case",
        UnitOfMeasureType="Count",
        BaseUnit={"Name": "Each", "Abbreviation": "ea"},
        RelatedUnit=[{"Name": "Case", "Abbreviation": "cs", "ConversionRatio": Decimal(12)}],
    )
    return person.edit("Item", sku, UnitOfMeasureSetRef=cases.ref())


async def ordered(world: World, sku: str, **line: Any) -> tuple[PurchaseOrder, PurchaseOrderLine]:
    """A purchase order of one line, entered by a bookkeeper and read by us."""
    item = world.bookkeeper.row("Item", sku)
    vendor = next(iter(world.books.of("Vendor")))
    lines = [{"ItemRef": item.ref(), **line}]
    header = {"VendorRef": vendor.ref(), "RefNumber": "PO-CASES"}
    world.bookkeeper.enter("PurchaseOrder", header, lines)
    world.later(25 * 3600)  # items are read in full once a day
    await world.read_again()
    async with world.db.read() as session:
        order = (
            await session.execute(sa.select(PurchaseOrder).where(sa.column("number") == "PO-CASES"))
        ).scalar_one()
        found = await session.execute(
            sa.select(PurchaseOrderLine).where(sa.column("order_id") == order.id)
        )
        return order, found.scalar_one()


async def test_an_order_in_cases_is_expected_in_pieces(world: World) -> None:
    by_the_case(world, "OAT-1L")
    _, line = await ordered(
        world, "OAT-1L", Quantity=Decimal(3), UnitOfMeasure="Case", Rate=Decimal(30)
    )
    assert line.qty == 36
    assert line.unit_cost == Decimal("2.5")


async def test_pieces_received_are_pieces_there(world: World) -> None:
    by_the_case(world, "OAT-1L")
    order, line = await ordered(
        world, "OAT-1L", Quantity=Decimal(3), UnitOfMeasure="Case", Rate=Decimal(30)
    )
    before = world.on_hand("OAT-1L")
    item = await world.item("OAT-1L")
    with clock.freeze(world.hour.now):
        document = ReceiptDoc(
            id=line.id,
            number="R-000001",
            on=world.hour.now.date(),
            vendor_id=order.vendor_id,
            vendor_name="",
            purchase_order_id=order.id,
            purchase_order_number=order.number,
            lines=(
                DocumentLine(
                    line_key="1",
                    item_id=item.id,
                    sku=item.sku,
                    name=item.name,
                    qty=Decimal(12),
                    unit_amount=line.unit_cost,
                    order_line_external_id=line.external_line_id,
                ),
            ),
        )
    await world.want(document, completed=True)
    await world.settle()
    row = await world.operation(document)
    assert (row.state, row.problem) == ("done", None)
    assert world.on_hand("OAT-1L") == before + 12
    (there,) = world.txns("PurchaseOrder")[-1:]
    assert there.lines[0].values["ReceivedQuantity"] == 1


async def test_an_item_that_we_change_keeps_its_units(world: World) -> None:
    """QuickBooks' answer to a change names the set of units, but not what is in it."""
    by_the_case(world, "OAT-1L")
    world.later(25 * 3600)
    await world.read_again()
    item = await world.item("OAT-1L")
    before = await unit_of(world, item.id)
    await world.want(ItemDoc(id=item.id, number="OAT-1L", description="Oats, milked"))
    await world.settle()
    assert before == await unit_of(world, item.id) == "Each"


async def unit_of(world: World, item_id: UUID) -> str | None:
    async with world.db.read() as session:
        key = ("item", item_id)
        found = await mappings.load_refs(session, world.connection_id, [item_id])
        unit: str | None = found[key].details.get("unit")
        return unit


async def test_what_others_enter_in_cases_moves_pieces(world: World) -> None:
    item = by_the_case(world, "OAT-1L")
    world.later(25 * 3600)
    await world.read_again()
    vendor = next(iter(world.books.of("Vendor")))
    line = {"ItemRef": item.ref(), "Quantity": Decimal(2), "UnitOfMeasure": "cs"}
    bill = world.bookkeeper.enter("Bill", {"VendorRef": vendor.ref()}, [line])
    world.later(600)
    await world.read_again()
    async with world.db.read() as session:
        found = await session.execute(
            sa.select(ExternalTransaction).where(sa.column("external_id") == bill.txn_id)
        )
        assert found.scalar_one().moves == {item.list_id: "24"}


async def test_a_unit_that_nobody_knows_is_said(world: World) -> None:
    item = world.bookkeeper.row("Item", "OAT-1L")
    line = TransactionLine(
        item_external_id=item.list_id, item_name="Oat milk", qty=Decimal(2), unit="Pallet"
    )
    record = TransactionRecord(entity="Bill", external_id="1-1", version_token="1", lines=(line,))
    async with world.db.read() as session:
        (read,) = await in_base_units(session, world.connection_id, [record])
    assert read.lines[0].item_name == "Oat milk (in Pallet)"
    assert read.lines[0].qty == 2
