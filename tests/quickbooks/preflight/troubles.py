"""Ways a QuickBooks company can stand against a document, done to the simulator and undone again.

Each changes the books, the company or our settings for the length of a block and gives the document
that meets it. What the simulator then does is not said here: it is what the test counts.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.sync.documents import AnyTransaction, MappingKind
from tests.quickbooks.preflight.scene import PURCHASES, SALES, Doc, Scene

Trouble = Callable[[Scene], AbstractAsyncContextManager[AnyTransaction]]
Body = Callable[[Scene], AsyncIterator[Any]]
TROUBLES: dict[str, Trouble] = {}


def trouble(body: Body) -> Body:
    """Register a trouble under the name of its function."""
    TROUBLES[body.__name__] = asynccontextmanager(body)
    return body


# ---- records that are inactive, or that nobody linked


@trouble
async def item_inactive(scene: Scene) -> AsyncIterator[Any]:
    item = scene.dice.choice(scene.people.items)
    document = scene.document(scene.kind(), must_have=item)
    async with scene.inactive("Item", item.name):
        yield document


@trouble
async def item_made_inactive_after_the_first_scan(scene: Scene) -> AsyncIterator[Any]:
    item = scene.dice.choice(scene.people.items)
    document = scene.document(scene.kind(), must_have=item)
    assert (await scene.post(document)).state == "done"
    lines = tuple(line.model_copy(update={"qty": line.qty + 1}) for line in document.lines)
    async with scene.inactive("Item", item.name):
        yield document.model_copy(update={"lines": lines})


@trouble
async def vendor_inactive(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document(scene.kind(*PURCHASES))
    async with scene.inactive("Vendor", document.vendor_name):
        yield document


@trouble
async def customer_inactive(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document(scene.kind(*SALES))
    async with scene.inactive("Customer", document.customer_name):
        yield document


@trouble
async def item_not_linked(scene: Scene) -> AsyncIterator[Any]:
    item = scene.dice.choice(scene.people.items)
    document = scene.document(scene.kind(), must_have=item)
    async with scene.unlinked(MappingKind.ITEM, item.id):
        yield document


@trouble
async def vendor_not_linked(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document(scene.kind(*PURCHASES))
    async with scene.unlinked(MappingKind.VENDOR, document.vendor_id):
        yield document


@trouble
async def customer_not_linked(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document(scene.kind(*SALES))
    async with scene.unlinked(MappingKind.CUSTOMER, document.customer_id):
        yield document


# ---- accounts


@trouble
async def account_not_chosen(scene: Scene) -> AsyncIterator[Any]:
    field, kind = scene.dice.choice(
        [("accounts_payable", "receipt"), ("adjustment", "adjustment"), *_RETURN_ACCOUNTS]
    )
    document = scene.document(kind)
    async with scene.chosen(**{field: ""}):
        yield document


@trouble
async def account_inactive(scene: Scene) -> AsyncIterator[Any]:
    field, kind, name = scene.dice.choice(
        [
            ("accounts_payable", "receipt", "Accounts Payable (A/P)"),
            ("adjustment", "adjustment", "Inventory Shrinkage"),
        ]
    )
    document = scene.document(kind)
    async with scene.chosen(**{field: scene.account(name)["Id"]}), scene.inactive("Account", name):
        yield document


@trouble
async def deposit_account_inactive(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document("shipment")
    checking = scene.account("Checking")["Id"]
    async with (
        scene.settings(sales_document="sales_receipt"),
        scene.chosen(deposit_to=checking),
        scene.inactive("Account", "Checking"),
    ):
        yield document


@trouble
async def account_of_the_wrong_type(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document("receipt")
    wrong = scene.account(scene.dice.choice(["Checking", "Cost of Goods Sold"]))["Id"]
    async with scene.chosen(accounts_payable=wrong):
        yield document


@trouble
async def deposit_account_of_the_wrong_type(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document("shipment")
    wrong = scene.account(scene.dice.choice(["Sales of Product Income", "Cost of Goods Sold"]))
    async with (
        scene.settings(sales_document="sales_receipt"),
        scene.chosen(deposit_to=wrong["Id"]),
    ):
        yield document


_RETURN_ACCOUNTS = [("refund_from", "refund"), ("accounts_payable", "vendor_return")]


# ---- days


@trouble
async def before_the_item_starts(scene: Scene) -> AsyncIterator[Any]:
    item = scene.dice.choice(scene.people.items)
    there = scene.record("Item", item.name)
    start = scene.today - timedelta(days=scene.dice.randint(0, 20))
    scene.change("Item", there["Id"], InvStartDate=start.isoformat())
    await scene.read()
    on = start - timedelta(days=scene.dice.randint(1, 9))
    yield scene.document(scene.kind(), must_have=item, on=on)
    scene.change("Item", there["Id"], InvStartDate=there["InvStartDate"])


@trouble
async def period_closed(scene: Scene) -> AsyncIterator[Any]:
    closed = scene.today - timedelta(days=scene.dice.randint(0, 40))
    on = closed - timedelta(days=scene.dice.randint(0, 9))
    async with scene.company(book_close_date=closed.isoformat()):
        yield scene.document(scene.kind(), on=on)


@trouble
async def period_closed_with_a_password(scene: Scene) -> AsyncIterator[Any]:
    async with scene.company(book_close_date=scene.today.isoformat(), closing_password=True):
        yield scene.document(scene.kind())


@trouble
async def period_closed_after_the_first_scan(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document(scene.kind())
    assert (await scene.post(document)).state == "done"
    async with scene.company(book_close_date=scene.today.isoformat()):
        yield document


# ---- the company


@trouble
async def subscription_ended(scene: Scene) -> AsyncIterator[Any]:
    status = scene.dice.choice(["EXPIRED", "RESTRICTED", "SUSPENDED", "CANCELED"])
    async with scene.company(subscription_status=status):
        yield scene.document(scene.kind())


@trouble
async def plan_without_adjustments(scene: Scene) -> AsyncIterator[Any]:
    async with scene.company(edition=scene.dice.choice(["SimpleStart", "Essentials"])):
        yield scene.document("adjustment")


@trouble
async def country_without_adjustments(scene: Scene) -> AsyncIterator[Any]:
    async with scene.company(country=scene.dice.choice(["CA", "GB", "AU"])):
        yield scene.document("adjustment")


# ---- numbers


@trouble
async def number_of_another_bill(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document("receipt")
    await scene.world.hand_made_bill(document.number)
    await scene.read()
    yield document


@trouble
async def number_of_another_invoice(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document("shipment")
    sell(scene, "Invoice", DocNumber=document.number)
    await scene.read()
    yield document


@trouble
async def number_of_another_sales_receipt(scene: Scene) -> AsyncIterator[Any]:
    document = scene.document("shipment")
    sell(scene, "SalesReceipt", DocNumber=document.number)
    async with scene.settings(sales_document="sales_receipt"):
        await scene.read()
        yield document


# ---- orders


@trouble
async def purchase_order_closed_by_hand(scene: Scene) -> AsyncIterator[Any]:
    document, order = await receipt_of_order(scene)
    scene.change("PurchaseOrder", order["Id"], POStatus="Closed")
    await scene.read()
    yield document


@trouble
async def estimate_invoiced_by_somebody(scene: Scene) -> AsyncIterator[Any]:
    document, estimate = await shipment_of_order(scene)
    links = [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]
    sell(scene, "Invoice", LinkedTxn=links, CustomerRef=estimate["CustomerRef"])
    await scene.read()
    yield document


@trouble
async def estimate_rejected(scene: Scene) -> AsyncIterator[Any]:
    document, estimate = await shipment_of_order(scene)
    status = scene.dice.choice(["Rejected", "Closed", "Converted"])
    scene.change("Estimate", estimate["Id"], TxnStatus=status)
    await scene.read()
    yield document


# ---- lines


@trouble
async def cost_unknown(scene: Scene) -> AsyncIterator[Any]:
    item = scene.dice.choice(scene.people.items)
    there = scene.record("Item", item.name)
    scene.change("Item", there["Id"], PurchaseCost=None)
    await scene.read()
    document = scene.document(scene.kind(*PURCHASES))
    yield document.model_copy(update={"lines": (scene.line(item, unit_amount=None),)})
    scene.change("Item", there["Id"], PurchaseCost=there["PurchaseCost"])


@trouble
async def nothing_left_on_it(scene: Scene) -> AsyncIterator[Any]:
    yield scene.document(scene.kind()).model_copy(update={"lines": ()})


@trouble
async def total_below_zero(scene: Scene) -> AsyncIterator[Any]:
    item = scene.dice.choice(scene.people.items)
    lines = (scene.line(item, unit_amount=Decimal("-1.25")),)
    yield scene.document(scene.kind("receipt", "shipment")).model_copy(update={"lines": lines})


# ---- what simulated bookkeepers enter


def sell(scene: Scene, entity: str, **extra: Any) -> Doc:
    """Somebody enters an invoice, sales receipt or estimate."""
    item = scene.dice.choice(scene.world.books("Item"))
    detail = {"ItemRef": {"value": item["Id"]}, "Qty": 2, "UnitPrice": 3}
    line = {"DetailType": "SalesItemLineDetail", "Amount": 6, "SalesItemLineDetail": detail}
    customer = {"value": scene.dice.choice(scene.world.books("Customer"))["Id"]}
    return scene.world.write(entity, {"CustomerRef": customer, "Line": [line], **extra})


async def receipt_of_order(scene: Scene, qty: int = 5) -> tuple[Any, Doc]:
    """A receipt of one unit of a new purchase order, which we have read."""
    item, number = scene.dice.choice(scene.world.books("Item")), f"PO-{scene.number()}"
    detail = {"ItemRef": {"value": item["Id"]}, "Qty": qty, "UnitPrice": 2}
    line = {
        "DetailType": "ItemBasedExpenseLineDetail",
        "Amount": qty * 2,
        "ItemBasedExpenseLineDetail": detail,
    }
    vendor = scene.dice.choice(scene.world.books("Vendor"))["Id"]
    payable = scene.account("Accounts Payable (A/P)")["Id"]
    order = scene.world.write(
        "PurchaseOrder",
        {
            "VendorRef": {"value": vendor},
            "APAccountRef": {"value": payable},
            "DocNumber": number,
            "Line": [line],
        },
    )
    await scene.read()
    ours, lines = await scene.order("PurchaseOrder", number)
    document = scene.document(
        "receipt",
        vendor_id=ours.vendor_id,
        purchase_order_id=ours.id,
        purchase_order_number=number,
        lines=lines,
    )
    return document, order


async def shipment_of_order(scene: Scene, **extra: Any) -> tuple[Any, Doc]:
    """A shipment of one unit of a new estimate, which we have read."""
    number = f"SO-{scene.number()}"
    estimate = sell(scene, "Estimate", DocNumber=number, TxnStatus="Accepted", **extra)
    await scene.read()
    ours, lines = await scene.order("Estimate", number)
    document = scene.document(
        "shipment",
        customer_id=ours.customer_id,
        sales_order_id=ours.id,
        sales_order_number=number,
        lines=lines,
    )
    return document, estimate
