"""The Connection page of a Desktop company: visits, facts, settings, and what is wrong there."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import Response

from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from app.quickbooks.desktop import refusals, visits
from app.quickbooks.desktop.filesize import file_size
from app.quickbooks.desktop.models import DesktopLine, DesktopMessage, DesktopSession
from app.quickbooks.desktop.page import LAST_VISITS
from app.settings import Settings
from app.sync.facts import Facts, FeatureOff
from app.sync.models import Mapping, QuickBooksConnection, SyncCursor, SyncOperation
from app.sync.news import learn
from app.sync.settings import ConnectionSettings
from tests.quickbooks.desktop.desk import Desk, open_desk
from tests.sync.documents import receipt
from tests.sync.log import want


@pytest.fixture
async def desk(db: Database, settings: Settings) -> AsyncIterator[Desk]:
    async with open_desk(db, settings) as desk:
        await desk.connect()
        yield desk


async def company_id(desk: Desk) -> UUID:
    return UUID((await desk.company())["id"])


async def change(desk: Desk, **settings: Any) -> Response:
    return await desk.post(
        f"/api/quickbooks/desktop/{await company_id(desk)}/settings", dict(settings)
    )


async def visit(desk: Desk, **columns: Any) -> UUID:
    """A visit as the service leaves it."""
    row = DesktopSession(
        id=new_id(),
        connection_id=await company_id(desk),
        ticket_digest=new_id().hex,
        **columns,
    )
    async with desk.db.write() as session:
        session.add(row)
    return row.id


async def known(desk: Desk) -> tuple[QuickBooksConnection, DesktopLine]:
    id = await company_id(desk)
    async with desk.db.read() as session:
        return (
            await session.get_one(QuickBooksConnection, id),
            await session.get_one(DesktopLine, id),
        )


async def test_before_the_first_call_everything_is_still_to_come(desk: Desk) -> None:
    company = await desk.company()
    for name in ("called_at", "met_at", "probed_at", "visiting"):
        assert company[name] is None, name
    assert (company["silent"], company["visits"]) == (True, [])
    assert company["has_password"] is True
    assert (company["seconds"], company["purchase_document"]) == (10, "item_receipt")
    assert company["file_size"]["level"] == "unknown"
    assert (await desk.page())["address"] == "https://scan.example.com/qbwc"


async def test_a_company_that_told_of_itself_is_shown_in_facts(desk: Desk) -> None:
    facts = Facts(
        dialect="desktop",
        product="QuickBooks Enterprise Solutions 24",
        edition="Enterprise",
        qbxml="16.0",
        single_user=False,
        sites=True,
        tracked="lot",
        expiry=True,
        closed_through=date(2026, 9, 30),
        off=(FeatureOff(feature="classes", reason="Class tracking is switched off."),),
    )
    await learn(desk.db, await company_id(desk), "Harbor & Vale", facts)
    company = await desk.company()
    assert company["name"] == "Harbor & Vale"
    assert company["probed_at"] is not None
    told = company["facts"]
    assert (told["product"], told["qbxml"]) == ("QuickBooks Enterprise Solutions 24", "16.0")
    assert (told["single_user"], told["sites"], told["tracked"]) == (False, True, "lot")
    assert told["closed_through"] == "2026-09-30"
    assert told["off"][0]["title"] == "Classes"


async def test_news_are_told_until_they_are_read(desk: Desk) -> None:
    id = await company_id(desk)
    await learn(desk.db, id, "Harbor", Facts(dialect="desktop"))
    await learn(desk.db, id, "Harbor", Facts(dialect="desktop", closed_through=date(2026, 9, 30)))
    assert [one["code"] for one in (await desk.company())["news"]] == ["period_closed"]
    answer = await desk.post("/api/quickbooks/connection/news/read")
    assert answer.status_code == 200, answer.text
    assert (await desk.company())["news"] == []


async def test_a_visit_is_told_while_it_lasts_and_afterwards(desk: Desk) -> None:
    began = clock.now() - timedelta(seconds=30)
    id = await visit(desk, opened_at=began, sent=2, read=40, asked=True)
    async with desk.db.write() as session:
        session.add(
            DesktopMessage(
                session_id=id,
                body='<QBXML><QBXMLMsgsRq onError="stopOnError"><ItemReceiptAddRq/>',
                handed_at=clock.now(),
            )
        )
    visiting = (await desk.company())["visiting"]
    assert visiting["doing"] == "QuickBooks is entering our item receipt."
    assert (visiting["sent"], visiting["read"]) == (2, 40)
    async with desk.db.write() as session:
        row = await session.get_one(DesktopSession, id)
        row.closed_at, row.said = began + timedelta(seconds=42), "Sent 2 messages."
    company = await desk.company()
    assert company["visiting"] is None
    (told,) = company["visits"]
    assert (told["seconds"], told["said"], told["trouble"]) == (42, "Sent 2 messages.", None)


async def test_a_visit_that_broke_off_is_not_going_on(desk: Desk) -> None:
    long_ago = clock.now() - timedelta(hours=1)
    await visit(desk, opened_at=long_ago, seen_at=long_ago)
    assert (await desk.company())["visiting"] is None


async def test_the_last_visits_come_newest_first(desk: Desk) -> None:
    for number in range(LAST_VISITS + 3):
        at = clock.now() - timedelta(minutes=60 - number)
        await visit(desk, opened_at=at, closed_at=at, seen_at=at, sent=number)
    told = [one["sent"] for one in (await desk.company())["visits"]]
    assert told == list(range(LAST_VISITS + 2, 2, -1))


async def test_settings_are_changed_one_by_one(desk: Desk) -> None:
    answer = await change(desk, seconds=60)
    assert answer.status_code == 200, answer.text
    await change(desk, purchase_document="bill")
    await change(desk, file_mb=742)
    company = await desk.company()
    assert (company["seconds"], company["purchase_document"]) == (60, "bill")
    assert (company["file_size"]["mb"], company["file_size"]["level"]) == (742, "plan")
    connection, _ = await known(desk)
    assert ConnectionSettings.of(connection.settings).calls_every_seconds == 60
    file = await desk.client.get(f"/api/quickbooks/desktop/{connection.id}/qwc")
    assert "<RunEveryNSeconds>60<" in file.text
    await change(desk, file_mb=0)
    assert (await desk.company())["file_size"]["mb"] is None


@pytest.mark.parametrize(
    "wrong", [{"seconds": 4}, {"seconds": 601}, {"orders_from": []}, {"purchase_document": "po"}]
)
async def test_settings_out_of_range_are_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    assert (await change(desk, **wrong)).status_code == 422


async def test_other_orders_are_read_from_the_beginning(desk: Desk) -> None:
    id = await company_id(desk)
    async with desk.db.write() as session:
        for entity in ("sales_order", "item"):
            session.add(SyncCursor(connection_id=id, entity=entity, position="2026-11-01"))

    async def positions() -> dict[str, str]:
        async with desk.db.read() as session:
            return {
                one: (await session.get_one(SyncCursor, (id, one))).position
                for one in ("sales_order", "item")
            }

    await change(desk, orders_from=["sales_order"])
    assert await positions() == {"sales_order": "2026-11-01", "item": "2026-11-01"}
    await change(desk, orders_from=["sales_order", "invoice"])
    assert await positions() == {"sales_order": "", "item": "2026-11-01"}


@pytest.mark.parametrize(
    ("mb", "level"),
    [(None, "unknown"), (499, "fine"), (500, "plan"), (999, "plan"), (1_000, "act")],
)
def test_file_sizes_have_a_rule_of_thumb(mb: int | None, level: str) -> None:
    assert file_size(mb).level == level


async def test_a_wrong_password_is_told_until_the_right_one_comes(desk: Desk) -> None:
    _, line = await known(desk)
    async with desk.db.write() as session:
        found = await visits.by_user(session, line.user_name)
        assert found is not None
        assert refusals.note_wrong_password(found)
    company = await desk.company()
    assert (company["state"], company["problem"]["code"]) == ("paused", "wrong_password")
    async with desk.db.write() as session:
        found = await visits.by_user(session, line.user_name)
        assert found is not None
        refusals.forgive(found.connection)
    company = await desk.company()
    assert (company["state"], company["problem"]) == ("active", None)


async def test_a_well_line_is_not_stopped_by_somebody_who_mistypes(desk: Desk) -> None:
    _, line = await known(desk)
    async with desk.db.write() as session:
        found = await visits.by_user(session, line.user_name)
        assert found is not None
        found.connection.called_at = clock.now() - timedelta(seconds=20)
        assert not refusals.note_wrong_password(found)
    assert (await desk.company())["state"] == "active"


async def test_what_only_online_has_is_not_said_of_desktop(desk: Desk) -> None:
    assert await desk.get("/api/quickbooks/calls") is None
    id = await company_id(desk)
    operation_id = await want(desk.db, receipt())
    async with desk.db.write() as session:
        session.add(
            Mapping(
                connection_id=id,
                kind="receipt",
                local_id=(await session.get_one(SyncOperation, operation_id)).document_id,
                external_id="1A2-1",
                details={"entity": "ItemReceipt"},
            )
        )
    answer = await desk.client.get(f"/api/quickbooks/records/{operation_id}")
    assert answer.status_code == 404
    assert "QuickBooks Desktop" in answer.json()["detail"]
