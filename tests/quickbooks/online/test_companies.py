"""Disconnecting, switching companies, the app's keys, and how long the access lasts."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.security import Vault
from app.dashboard.needs import needs
from app.quickbooks.online.models import QuickBooksApp
from app.quickbooks.registry import Registry
from app.quickbooks.simulator import SimulatedCompany, Store, create_online_simulator, seed_demo
from app.quickbooks.simulator.oauth import HARD_LIFE
from app.settings import Settings
from app.sync.models import ConnectionState, QuickBooksConnection
from tests.quickbooks.online.desk import KEYS, Desk, open_desk
from tests.quickbooks.online.world import World


@pytest.fixture
async def desk(world: World, settings: Settings) -> AsyncIterator[Desk]:
    async with open_desk(world, settings) as desk:
        assert (await desk.keys()).status_code == 200
        assert await desk.connect() == "connected"
        yield desk


async def disconnect(desk: Desk) -> dict[str, object]:
    company = (await desk.page())["company"]["id"]
    answer = await desk.post(f"/api/quickbooks/companies/{company}/disconnect")
    assert answer.status_code == 200, answer.text
    page: dict[str, object] = answer.json()
    return page


async def test_disconnecting_gives_the_access_back_and_keeps_all_work(
    world: World, desk: Desk
) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    await disconnect(desk)
    assert all(grant.revoked for grant in list(world.company.oauth._grants.values())[1:])
    page = await desk.page()
    assert page["company"]["connected"] is False
    assert page["company"]["unsent"] == 1
    assert page["company"]["problem"]["code"] == "disconnected"
    assert page["company"]["access"] == {
        "reconnect_before": None,
        "unused_until": None,
        "warn": False,
    }
    later = await world.receipt("PO-2002", {"PEN-500": "2"}, number="R-000002")
    await world.want(later)  # the floor goes on
    await world.drain()
    assert {row.state for row in await world.operations()} == {"queued"}
    assert await desk.connect() == "connected"
    await world.settle()
    assert [row.state for row in await world.operations()] == ["done", "done"]
    assert len(world.copies(receipt)) == len(world.copies(later)) == 1


async def test_disconnecting_while_quickbooks_is_away_forgets_all_the_same(
    world: World, desk: Desk
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    company = (await desk.page())["company"]["id"]
    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as nobody:
        object.__setattr__(desk.gateway, "http", nobody)
        answer = await desk.post(f"/api/quickbooks/companies/{company}/disconnect")
    assert answer.status_code == 200
    opened = world.vault.open((await world.connection()).secrets)
    assert (opened["refresh_token"], opened["access_token"]) == ("", "")


async def test_a_renewal_under_way_cannot_bring_forgotten_tokens_back(
    world: World, desk: Desk
) -> None:
    channel = await Registry(world.db, world.vault, world.client).open(world.connection_id)

    async def disconnected_meanwhile(request: httpx.Request) -> None:
        if b"refresh_token" in request.content:
            world.client.event_hooks["request"].clear()
            await disconnect(desk)

    world.client.event_hooks["request"].append(disconnected_meanwhile)
    with clock.freeze(world.hour.now):
        await channel.renew()
    assert world.vault.open((await world.connection()).secrets)["refresh_token"] == ""


async def another_company(desk: Desk) -> SimulatedCompany:
    """From now on the consent page grants another company, as when a person picks it there."""
    company = SimulatedCompany(Store(), desk.world.hour, realm="9130000000000002")
    seed_demo(company)
    company.books.configure({"company_name": "Northgate Books"})
    transport = httpx.ASGITransport(create_online_simulator(company))
    client = httpx.AsyncClient(transport=transport, base_url="http://simulator")
    desk.world.client._transport = client._transport
    return company


async def test_another_company_waits_until_somebody_switches(world: World, desk: Desk) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    ours = world.client._transport
    theirs = await another_company(desk)
    assert await desk.connect() == "other_company"
    page = await desk.page()
    assert (page["company"]["name"], page["company"]["unsent"]) == ("Harbor & Vale Supply Co.", 1)
    (other,) = page["others"]
    assert (other["name"], other["unsent"]) == ("Northgate Books", 0)
    async with world.db.read() as session:
        new = await session.get_one(QuickBooksConnection, UUID(other["id"]))
    assert new.live_at is None  # its set-up has not begun

    answer = await desk.post(f"/api/quickbooks/companies/{other['id']}/use")
    assert answer.json()["company"]["name"] == "Northgate Books"
    assert [one["unsent"] for one in answer.json()["others"]] == [1]
    await world.drain()
    assert not list(theirs.books.all("Bill"))
    assert (await world.operation(receipt)).state == "queued"

    world.client._transport = ours
    back = answer.json()["others"][0]["id"]
    await desk.post(f"/api/quickbooks/companies/{back}/use")
    await world.settle()
    assert (await world.operation(receipt)).state == "done"
    assert len(world.copies(receipt)) == 1


async def test_a_company_that_is_not_connected_cannot_be_switched_to(
    world: World, desk: Desk
) -> None:
    answer = await desk.post(f"/api/quickbooks/companies/{world.connection_id}/use")
    assert (answer.status_code, answer.json()["code"]) == (404, "company_unknown")


async def test_keys_are_tested_and_never_shown_again(world: World, desk: Desk) -> None:
    for wrong, code in (
        ({"client_id": "nobody"}, "keys_refused"),
        ({"client_secret": "wrong-but-well-formed"}, "keys_refused"),
        ({"client_secret": "with spaces in it"}, "invalid"),
        ({"client_id": ""}, "invalid"),
        ({"environment": "simulator"}, "invalid"),
    ):
        answer = await desk.keys(**wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    page = await desk.page()
    assert page["keys"]["secret_tail"] == KEYS["client_secret"][-4:]
    assert page["keys"]["verifier_tail"] == KEYS["verifier"][-4:]
    assert page["keys"]["tested_at"] is not None
    told = (await desk.get("/api/quickbooks/connection")).text
    assert KEYS["client_secret"] not in told
    assert KEYS["verifier"] not in told
    async with world.db.read() as session:
        stored = (await session.execute(sa.select(QuickBooksApp))).scalar_one()
    assert KEYS["client_secret"] not in stored.secrets
    kept = await desk.keys(client_secret="", verifier="")
    assert kept.json()["keys"]["verifier_tail"] == KEYS["verifier"][-4:]


async def test_other_keys_do_not_inherit_a_secret(desk: Desk) -> None:
    answer = await desk.keys(client_id="another-app", client_secret="")
    assert (answer.status_code, answer.json()["code"]) == (422, "secret_missing")


async def test_a_new_secret_of_the_same_app_serves_the_connected_company(
    world: World, desk: Desk
) -> None:
    world.company.oauth.client_secret = "rotated-at-intuit-0123"
    world.later(2 * 3600)
    await world.want(await world.receipt())
    await world.drain()
    paused = await world.connection()
    assert paused.problem is not None
    assert (paused.state, paused.problem["code"]) == ("paused", "keys_refused")
    assert (await desk.keys(client_secret="rotated-at-intuit-0123")).status_code == 200
    await world.settle()
    assert (await world.operations())[0].state == "done"


async def test_keys_cannot_be_tested_while_intuit_is_away(desk: Desk) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as nobody:
        object.__setattr__(desk.gateway, "http", nobody)
        answer = await desk.keys()
    assert (answer.status_code, answer.json()["code"]) == (502, "quickbooks_unreachable")


async def test_the_page_says_how_long_the_access_lasts_and_the_dashboard_warns(
    world: World, desk: Desk
) -> None:
    access = (await desk.page())["company"]["access"]
    ends = world.hour.now + HARD_LIFE
    assert access["reconnect_before"] == ends.isoformat().replace("+00:00", "Z")
    assert access["warn"] is False

    async def warnings() -> list[str]:
        with clock.freeze(world.hour.now):
            async with world.db.read() as session:
                cards = await needs(session, today=date(2026, 11, 20))
        return [card.title for card in cards if card.kind == "sync_ending"]

    assert await warnings() == []
    while world.hour.now < ends - timedelta(days=29):  # in use all the time
        world.later(timedelta(days=60).total_seconds())
        world.hour.now = min(world.hour.now, ends - timedelta(days=29))
        with clock.freeze(world.hour.now):
            assert await (await world.channel()).renew() is None
    assert await warnings() == [f"Reconnect QuickBooks before {ends:%m/%d/%Y}"]


async def test_access_that_is_not_used_for_a_hundred_days_is_gone(world: World, desk: Desk) -> None:
    world.later(timedelta(days=102).total_seconds())
    await world.want(await world.receipt())
    await world.drain()
    connection = await world.connection()
    assert connection.problem is not None
    assert (connection.state, connection.problem["code"]) == (
        ConnectionState.PAUSED,
        "signed_out",
    )


async def test_a_company_whose_access_cannot_be_opened_is_shown_as_lost(
    world: World, desk: Desk
) -> None:
    object.__setattr__(desk.gateway, "vault", Vault("another key than before"))
    page = await desk.page()
    assert page["company"]["connected"] is False
    assert page["keys"]["secret_tail"] == ""
    assert page["can_connect"] == []
