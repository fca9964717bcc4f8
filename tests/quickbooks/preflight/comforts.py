"""What looks like trouble and is none: documents that QuickBooks takes, beside their troubles."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from tests.quickbooks.preflight.scene import Scene
from tests.quickbooks.preflight.troubles import (
    Body,
    Trouble,
    receipt_of_order,
    sell,
    shipment_of_order,
)

COMFORTS: dict[str, Trouble] = {}


def comfort(body: Body) -> Body:
    """Register under the name of the function."""
    COMFORTS[body.__name__] = asynccontextmanager(body)
    return body


@comfort
async def anything_as_usual(scene: Scene) -> AsyncIterator[Any]:
    yield scene.document(scene.kind(), on=scene.today - timedelta(days=scene.dice.randint(0, 30)))


@comfort
async def a_further_scan(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document(scene.kind())
    assert (await scene.post(document)).state == "done"
    await scene.read()
    item = scene.dice.choice(scene.people.items)
    lines = {line.item_id: line for line in (*document.lines, scene.line(item))}
    yield document.model_copy(update={"lines": tuple(lines.values())})


@comfort
async def another_item_inactive(scene: Scene) -> AsyncIterator[Any]:
    item, *others = scene.dice.sample(scene.people.items, 3)
    lines = tuple(scene.line(one) for one in others)
    async with scene.inactive("Item", item.name):
        yield scene.document(scene.kind()).model_copy(update={"lines": lines})


@comfort
async def item_active_again(scene: Scene) -> AsyncIterator[Any]:
    item = scene.dice.choice(scene.people.items)
    async with scene.inactive("Item", item.name):
        pass
    await scene.read()
    yield scene.document(scene.kind(), must_have=item)


@comfort
async def on_the_first_open_day(scene: Scene) -> AsyncIterator[Any]:
    on = scene.today - timedelta(days=scene.dice.randint(0, 20))
    async with scene.company(book_close_date=(on - timedelta(days=1)).isoformat()):
        yield scene.document(scene.kind(), on=on)


@comfort
async def on_the_day_the_item_starts(scene: Scene) -> AsyncIterator[Any]:
    item = scene.dice.choice(scene.people.items)
    there = scene.record("Item", item.name)
    scene.change("Item", there["Id"], InvStartDate=scene.today.isoformat())
    await scene.read()
    yield scene.document(scene.kind(), must_have=item)
    scene.change("Item", there["Id"], InvStartDate=there["InvStartDate"])


@comfort
async def the_number_of_another_form(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document("receipt")
    sell(scene, "Invoice", DocNumber=document.number)
    await scene.read()
    yield document


@comfort
async def a_bill_number_where_nobody_minds(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document("receipt")
    await scene.world.hand_made_bill(document.number)
    async with scene.company(warn_duplicate_bill_numbers=False):
        yield document


@comfort
async def a_small_plan(scene: Scene) -> AsyncIterator[Any]:
    async with scene.company(edition="Essentials"):
        yield scene.document(scene.kind("receipt", "shipment"))


@comfort
async def a_receipt_of_an_open_order(scene: Scene) -> AsyncIterator[Any]:
    document, _ = await receipt_of_order(scene)
    yield document


@comfort
async def more_than_the_order_expected(scene: Scene) -> AsyncIterator[Any]:
    """QuickBooks closed the order by itself: everything was billed."""
    first, _ = await receipt_of_order(scene, qty=1)
    assert (await scene.post(first)).state == "done"
    await scene.read()
    yield scene.document(
        "receipt",
        vendor_id=first.vendor_id,
        purchase_order_id=first.purchase_order_id,
        purchase_order_number=first.purchase_order_number,
        lines=first.lines,
    )


@comfort
async def an_order_closed_after_it_was_linked(scene: Scene) -> AsyncIterator[Any]:
    document, order = await receipt_of_order(scene)
    assert (await scene.post(document)).state == "done"
    scene.change("PurchaseOrder", order["Id"], POStatus="Closed")
    await scene.read()
    lines = tuple(line.model_copy(update={"qty": line.qty + 1}) for line in document.lines)
    yield document.model_copy(update={"lines": lines})


@comfort
async def a_shipment_of_an_open_order(scene: Scene) -> AsyncIterator[Any]:
    document, _ = await shipment_of_order(scene)
    yield document


@comfort
async def the_second_shipment_of_an_order(scene: Scene) -> AsyncIterator[Any]:
    """The first closed the estimate there; the second is not linked, and not refused."""
    first, _ = await shipment_of_order(scene)
    assert (await scene.post(first)).state == "done"
    await scene.read()
    yield scene.document(
        "shipment",
        customer_id=first.customer_id,
        sales_order_id=first.sales_order_id,
        sales_order_number=first.sales_order_number,
        lines=first.lines,
    )


@comfort
async def numbered_by_quickbooks(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document("shipment")
    sell(scene, "Invoice", DocNumber=document.number)
    async with scene.company(custom_txn_numbers=False):
        yield document
