"""A line for Web Connector: made, taken up again, given another password, ended."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from lxml import etree

from app.core import clock
from app.core.db import Database
from app.quickbooks.desktop import access
from app.quickbooks.desktop.connect import NoPublicAddress, check_address, connect_desktop
from app.quickbooks.desktop.models import DesktopLine
from app.quickbooks.desktop.qwc import OWNER_ID
from app.settings import Settings
from app.sync.models import ConnectionKind, ConnectionState, QuickBooksConnection
from app.sync.settings import ConnectionSettings
from tests.quickbooks.desktop.desk import ADDRESS, Desk, open_desk

GUID = re.compile(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}")


@pytest.fixture
async def desk(db: Database, settings: Settings) -> AsyncIterator[Desk]:
    async with open_desk(db, settings) as desk:
        yield desk


async def stored(db: Database, connection_id: str) -> tuple[QuickBooksConnection, DesktopLine]:
    async with db.read() as session:
        return (
            await session.get_one(QuickBooksConnection, UUID(connection_id)),
            await session.get_one(DesktopLine, UUID(connection_id)),
        )


async def called(db: Database, connection_id: str) -> None:
    async with db.write() as session:
        row = await session.get_one(QuickBooksConnection, UUID(connection_id))
        row.called_at = clock.now() - timedelta(minutes=5)


async def online_company(db: Database) -> UUID:
    row = QuickBooksConnection(
        kind=ConnectionKind.ONLINE,
        company_name="Acme Online",
        settings=ConnectionSettings().stored(),
    )
    async with db.write() as session:
        session.add(row)
    return row.id


async def test_a_line_is_in_use_at_once_and_not_live(db: Database, desk: Desk) -> None:
    made = await desk.connect()
    connection, line = await stored(db, made["connection_id"])
    assert (connection.kind, connection.is_active) == (ConnectionKind.DESKTOP, True)
    assert (connection.state, connection.live_at) == (ConnectionState.ACTIVE, None)
    chosen = ConnectionSettings.of(connection.settings)
    assert (chosen.orders_from, chosen.purchase_document) == (("sales_order",), "item_receipt")
    assert line.app_name == "Scanpost - Test company"
    assert GUID.fullmatch(line.file_id)


async def test_only_a_hash_of_the_password_is_kept(db: Database, desk: Desk) -> None:
    made = await desk.connect()
    _, line = await stored(db, made["connection_id"])
    assert made["user_name"] == line.user_name
    assert made["password"] not in line.password_hash
    assert await access.verify(line.password_hash, made["password"])
    assert made["password"] not in str(await desk.page())


async def test_beginning_again_takes_up_the_line_nobody_called_on(db: Database, desk: Desk) -> None:
    first = await desk.connect()
    again = await desk.connect()
    assert again["connection_id"] == first["connection_id"]
    assert again["user_name"] == first["user_name"]
    _, line = await stored(db, first["connection_id"])
    assert not await access.verify(line.password_hash, first["password"])
    assert await access.verify(line.password_hash, again["password"])


async def test_a_second_company_has_a_line_of_its_own(db: Database, desk: Desk) -> None:
    first = await desk.connect()
    await called(db, first["connection_id"])
    second = await desk.connect()
    _, one = await stored(db, first["connection_id"])
    connection, two = await stored(db, second["connection_id"])
    assert connection.is_active
    for name in ("user_name", "file_id", "app_name"):
        assert getattr(one, name) != getattr(two, name)
    (other,) = (await desk.page())["others"]
    assert (other["id"], other["kind"]) == (first["connection_id"], "desktop")


async def test_the_other_company_keeps_its_place_to_come_back_to(db: Database, desk: Desk) -> None:
    online = await online_company(db)
    made = await desk.connect()
    async with db.read() as session:
        row = await session.get_one(QuickBooksConnection, online)
    assert (row.is_active, row.state) == (False, ConnectionState.DISCONNECTED)
    assert (await desk.get("/api/quickbooks/connection"))["company"] is None
    await called(db, made["connection_id"])
    async with db.write() as session:  # somebody went back
        for one, active in ((UUID(made["connection_id"]), False), (online, True)):
            found = await session.get_one(QuickBooksConnection, one)
            found.is_active = active
            await session.flush()
    assert (await desk.page())["company"] is None
    (other,) = (await desk.get("/api/quickbooks/connection"))["others"]
    assert other["kind"] == "desktop"
    answer = await desk.post(f"/api/quickbooks/companies/{other['id']}/use")
    assert answer.status_code == 200, answer.text
    assert (await desk.company())["id"] == made["connection_id"]


async def test_a_new_password_ends_the_old_one(db: Database, desk: Desk) -> None:
    made = await desk.connect()
    path = f"/api/quickbooks/desktop/{made['connection_id']}/password"
    answer = await desk.post(path)
    assert answer.headers["cache-control"] == "no-store"
    renewed = answer.json()
    _, line = await stored(db, made["connection_id"])
    assert renewed["user_name"] == made["user_name"]
    assert not await access.verify(line.password_hash, made["password"])
    assert await access.verify(line.password_hash, renewed["password"])


async def test_disconnecting_lets_nobody_in_until_a_new_password(db: Database, desk: Desk) -> None:
    made = await desk.connect()
    answer = await desk.post(f"/api/quickbooks/companies/{made['connection_id']}/disconnect")
    assert answer.status_code == 200, answer.text
    company = await desk.company()
    assert (company["state"], company["has_password"]) == ("paused", False)
    assert company["problem"]["code"] == "disconnected"
    _, line = await stored(db, made["connection_id"])
    for password in (made["password"], ""):
        assert not await access.verify(line.password_hash or None, password)
        entry = await access.admit(
            db, user_name=line.user_name, stored=line.password_hash, password=password
        )
        assert entry is access.Entry.WRONG
    await desk.post(f"/api/quickbooks/desktop/{made['connection_id']}/password")
    company = await desk.company()
    assert (company["state"], company["has_password"]) == ("active", True)
    assert company["problem"] is None


async def test_an_unknown_company_is_told(desk: Desk) -> None:
    answer = await desk.post(f"/api/quickbooks/desktop/{UUID(int=7)}/password")
    assert (answer.status_code, answer.json()["code"]) == (404, "company_unknown")


async def test_the_file_says_what_web_connector_needs_and_no_secret(desk: Desk) -> None:
    made = await desk.connect()
    answer = await desk.client.get(f"/api/quickbooks/desktop/{made['connection_id']}/qwc")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == (
        'attachment; filename="Scanpost-Test-company.qwc"'
    )
    told = {one.tag: one.text for one in etree.fromstring(answer.content).iter()}
    assert told["AppURL"] == f"{ADDRESS}/qbwc"
    assert told["AppSupport"] == f"{ADDRESS}/qbwc/support"
    assert (told["UserName"], told["OwnerID"]) == (made["user_name"], OWNER_ID)
    assert GUID.fullmatch(told["FileID"] or "")
    assert told["RunEveryNSeconds"] == "10"
    assert made["password"] not in answer.text


@pytest.mark.parametrize(
    "address",
    ["http://scan.example.com", "https://192.168.1.20:8443", "http://127.0.0.1:8000"],
)
async def test_what_web_connector_cannot_reach_is_refused_with_what_to_do(
    db: Database, settings: Settings, address: str
) -> None:
    async with open_desk(db, settings, address=address) as desk:
        answer = await desk.post("/api/quickbooks/desktop/connect")
        assert (answer.status_code, answer.json()["code"]) == (409, "no_public_address")
        assert "SCANPOST_PUBLIC_URL" in answer.json()["action"]
        page = await desk.page()
        assert page["company"] is None
        assert page["address_problem"] == answer.json()["detail"]


@pytest.mark.parametrize("address", [ADDRESS, "http://localhost:8000", "https://localhost"])
def test_a_name_with_https_or_this_computer_will_do(address: str) -> None:
    check_address(address)


async def test_a_demo_is_live_at_once(db: Database) -> None:
    made = await connect_desktop(db, public_url="http://localhost", company="Harbor", live=True)
    connection, _ = await stored(db, str(made.connection_id))
    assert connection.live_at is not None


async def test_an_address_without_a_name_is_no_address(db: Database) -> None:
    with pytest.raises(NoPublicAddress):
        await connect_desktop(db, public_url="http://10.0.0.5", company="Harbor")
    async with db.read() as session:
        assert await session.get(DesktopLine, UUID(int=0)) is None
