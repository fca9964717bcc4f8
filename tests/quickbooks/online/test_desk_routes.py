"""From a document to its page in QuickBooks, and the month's calls."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.types import new_id
from app.quickbooks.online.addresses import record_address
from app.quickbooks.online.desk_routes import router
from app.quickbooks.online.oauth import Endpoints
from app.quickbooks.simulator.online import create_online_simulator
from app.settings import Settings
from app.sync.documents import AnyDocument
from app.sync.models import QuickBooksConnection
from tests.quickbooks.online.world import World
from tests.routes_client import manager_client


@pytest.fixture
async def client(world: World, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with manager_client(world.db, settings, router) as client:
        yield client


async def opened(client: httpx.AsyncClient, world: World, document: AnyDocument) -> str:
    row = await world.operation(document)
    answer = await client.get(f"/api/quickbooks/records/{row.id}")
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


async def move_to(world: World, environment: str) -> None:
    async with world.db.write() as session:
        row = await _connection(session, world)
        row.endpoints = row.endpoints | {"environment": environment}
        session.add(row)


async def _connection(session: AsyncSession, world: World) -> QuickBooksConnection:
    return await session.get_one(QuickBooksConnection, world.connection_id)


async def test_a_document_leads_to_its_page(client: httpx.AsyncClient, world: World) -> None:
    receipt, shipment = await world.receipt(), await world.shipment()
    adjustment = await world.adjustment("OAT-1L", "-1")
    for document in (receipt, shipment, adjustment):
        await world.want(document)
    await world.settle()
    bill, invoice = world.books("Bill")[-1]["Id"], world.books("Invoice")[-1]["Id"]
    counted = world.books("InventoryAdjustment")[-1]["Id"]
    await move_to(world, "production")
    host = "https://app.qbo.intuit.com/app"
    assert await opened(client, world, receipt) == f"{host}/bill?txnId={bill}"
    assert await opened(client, world, shipment) == f"{host}/invoice?txnId={invoice}"
    assert (
        await opened(client, world, adjustment) == f"{host}/inventoryqtyadjustment?txnId={counted}"
    )
    await move_to(world, "sandbox")
    sandbox = "https://app.sandbox.qbo.intuit.com/app"
    assert await opened(client, world, receipt) == f"{sandbox}/bill?txnId={bill}"


async def test_the_simulated_books_have_an_anchor_for_each_document(
    client: httpx.AsyncClient, world: World
) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    await world.settle()
    await move_to(world, "simulator")
    page, _, anchor = (await opened(client, world, receipt)).partition("#")
    assert page == "/simulator/quickbooks-online/books"
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_online_simulator(world.company)),
        base_url="http://simulator",
    ) as browser:
        shown = (await browser.get("/books")).text
    assert f'id="{anchor}"' in shown


async def test_what_is_not_there_yet_cannot_be_opened(
    client: httpx.AsyncClient, world: World
) -> None:
    await world.want(await world.receipt())
    (row,) = await world.operations()
    for operation_id in (row.id, new_id()):
        answer = await client.get(f"/api/quickbooks/records/{operation_id}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("entity", "page"),
    [
        ("SalesReceipt", "salesreceipt?txnId=7"),
        ("CreditMemo", "creditmemo?txnId=7"),
        ("RefundReceipt", "refundreceipt?txnId=7"),
        ("VendorCredit", "vendorcredit?txnId=7"),
        ("Item", "items"),
        ("Vendor", "vendors"),
    ],
)
def test_each_kind_has_its_page(entity: str, page: str) -> None:
    endpoints = Endpoints("", "", "", "", environment="production")
    assert record_address(endpoints, entity, "7") == f"https://app.qbo.intuit.com/app/{page}"


async def test_the_months_calls_are_there_for_supervisors(
    client: httpx.AsyncClient, world: World
) -> None:
    with clock.freeze(world.hour.now):
        calls = (await client.get("/api/quickbooks/calls")).json()
    assert calls["month"] == "2026-11"
    assert calls["budget"] == 500_000
