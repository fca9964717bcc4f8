"""A person connects a company: the way to the consent page and back, and every way it may fail."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
import sqlalchemy as sa

from app.core import clock
from app.quickbooks.online.models import QuickBooksConsent
from app.quickbooks.simulator.faults import FaultKind
from app.settings import Settings
from app.sync.models import ConnectionState, QuickBooksConnection
from tests.quickbooks.online.desk import REDIRECT, Desk, open_desk
from tests.quickbooks.online.world import World


@pytest.fixture
async def desk(world: World, settings: Settings) -> AsyncIterator[Desk]:
    async with open_desk(world, settings) as desk:
        assert (await desk.keys()).status_code == 200
        yield desk


def exchanges(world: World) -> list[str]:
    """The code exchanges made from now on."""
    calls: list[str] = []

    async def note(request: httpx.Request) -> None:
        if b"authorization_code" in request.content and b"code=none" not in request.content:
            calls.append(request.url.path)

    world.client.event_hooks["request"].append(note)
    return calls


async def test_connecting_the_same_company_goes_all_the_way(world: World, desk: Desk) -> None:
    asked = parse_qs(urlsplit(await desk.ask()).query)
    assert asked["redirect_uri"] == [REDIRECT]
    assert asked["scope"] == ["com.intuit.quickbooks.accounting"]
    before = await world.connection()
    assert await desk.connect() == "connected"
    connection = await world.connection()
    assert connection.state is ConnectionState.ACTIVE
    assert connection.secrets != before.secrets
    page = await desk.page()
    assert page["company"]["name"] == "Harbor & Vale Supply Co."
    assert page["company"]["environment"] == "sandbox"
    assert page["others"] == []


async def test_only_a_digest_of_the_state_is_stored(world: World, desk: Desk) -> None:
    state = parse_qs(urlsplit(await desk.ask()).query)["state"][0]
    assert len(state) >= 40
    async with world.db.read() as session:
        stored = (await session.execute(sa.select(QuickBooksConsent))).scalar_one()
    assert state not in str(stored.model_dump())


async def test_the_same_answer_twice_is_exchanged_once(world: World, desk: Desk) -> None:
    location = await desk.consent(await desk.ask())
    calls = exchanges(world)
    results = await asyncio.gather(desk.back(location), desk.back(location))
    assert sorted(results) == ["connected", "state_used"]
    assert await desk.back(location) == "state_used"
    assert len(calls) == 1
    # A second exchange would have killed these tokens.
    await world.want(await world.receipt())
    assert await world.drain() == 1
    assert (await world.operations())[0].state == "done"


async def test_a_stolen_answer_is_of_no_use_in_another_browser(world: World, desk: Desk) -> None:
    location = await desk.consent(await desk.ask())
    calls = exchanges(world)
    async with desk.another_browser() as thief:
        assert await thief.back(location) == "state_of_another"
        assert calls == []
    assert await desk.back(location) == "connected"


async def test_without_a_session_nothing_is_taken(desk: Desk) -> None:
    location = await desk.consent(await desk.ask())
    desk.browser.cookies.clear()
    assert await desk.back(location) == "not_signed_in"


async def test_an_answer_nobody_asked_for_is_refused(world: World, desk: Desk) -> None:
    calls = exchanges(world)
    query = urlencode({"code": "AB1", "state": "made up", "realmId": "1"})
    assert await desk.back(f"/quickbooks/callback?{query}") == "state_unknown"
    assert await desk.back("/quickbooks/callback") == "state_unknown"
    assert calls == []


async def test_an_answer_after_ten_minutes_is_refused(world: World, desk: Desk) -> None:
    location = await desk.consent(await desk.ask())
    calls = exchanges(world)
    world.later(601)
    assert await desk.back(location) == "state_expired"
    assert calls == []


async def test_a_person_who_says_no_is_understood(world: World, desk: Desk) -> None:
    url = urlsplit(await desk.ask())
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    form = {
        "redirect_uri": asked["redirect_uri"],
        "state": asked["state"],
        "decision": "cancel",
    }
    answer = await world.client.post(url.path, data=form)
    assert await desk.back(answer.headers["location"]) == "access_denied"
    assert (await world.connection()).state is ConnectionState.ACTIVE


@pytest.mark.parametrize("broken", ["code", "realmId"])
async def test_half_an_answer_changes_nothing(world: World, desk: Desk, broken: str) -> None:
    location = await desk.consent(await desk.ask())
    calls = exchanges(world)
    part = parse_qs(urlsplit(location).query)[broken][0]
    assert await desk.back(location.replace(part, "")) == "answer_incomplete"
    assert calls == []


async def test_an_answer_that_names_another_company_is_refused(world: World, desk: Desk) -> None:
    before = await world.connection()
    location = await desk.consent(await desk.ask())
    forged = location.replace(world.company.realm, "9130000000000000")
    assert await desk.back(forged) == "wrong_company"
    async with world.db.read() as session:
        rows = list((await session.execute(sa.select(QuickBooksConnection))).scalars())
    assert [(row.id, row.secrets, row.is_active) for row in rows] == [
        (before.id, before.secrets, True)
    ]
    await world.want(await world.receipt())
    assert await world.drain() == 1


async def test_a_code_quickbooks_does_not_know_is_refused(world: World, desk: Desk) -> None:
    location = await desk.consent(await desk.ask())
    code = parse_qs(urlsplit(location).query)["code"][0]
    assert await desk.back(location.replace(code, "AB-made-up")) == "code_refused"


async def test_when_quickbooks_is_away_it_is_said_and_can_be_tried_again(
    world: World, desk: Desk
) -> None:
    location = await desk.consent(await desk.ask())
    world.company.faults.switch_on(FaultKind.UNAVAILABLE, entity="token")
    assert await desk.back(location) == "unreachable"
    assert await desk.connect() == "connected"


async def test_keys_that_died_meanwhile_are_named(world: World, desk: Desk) -> None:
    location = await desk.consent(await desk.ask())
    world.company.oauth.client_secret = "changed at Intuit"
    assert await desk.back(location) == "keys_refused"


async def test_without_keys_there_is_nothing_to_connect_with(
    world: World, settings: Settings
) -> None:
    async with open_desk(world, settings) as desk:
        answer = await desk.post("/api/quickbooks/connect", {})
        assert (answer.status_code, answer.json()["code"]) == (409, "keys_missing")
        assert (await desk.page())["can_connect"] == []


async def test_in_the_demo_the_simulator_needs_no_keys(world: World, settings: Settings) -> None:
    async with open_desk(world, settings, simulator=True) as desk:
        assert (await desk.page())["can_connect"] == ["simulator"]
        assert await desk.connect() == "connected"
        assert (await desk.page())["company"]["environment"] == "simulator"


async def test_the_addresses_for_intuit_lead_to_the_desk(desk: Desk) -> None:
    addresses = (await desk.page())["addresses"]
    assert addresses["redirect"] == REDIRECT
    for name in ("reconnect", "disconnect"):
        answer = await desk.get(addresses[name].removeprefix("http://scanpost.test"))
        assert answer.status_code == 302
        assert answer.headers["location"].startswith("/desk/quickbooks/connection")


async def test_discovery_is_read_once_a_day_and_an_old_one_serves_while_it_is_away(
    world: World, desk: Desk
) -> None:
    read: list[str] = []

    async def note(request: httpx.Request) -> None:
        if "well-known" in request.url.path:
            read.append(request.url.path)

    world.client.event_hooks["request"].append(note)
    for _ in range(3):
        await desk.ask()
    assert read == []  # known since the keys were tested
    world.later(timedelta(days=1, seconds=1).total_seconds())
    await desk.ask()
    assert len(read) == 1
    world.later(timedelta(days=1, seconds=1).total_seconds())

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as nobody:
        with clock.freeze(world.hour.now):
            away = await desk.gateway.directory.endpoints(nobody, "sandbox")
    assert away.authorize.endswith("/connect/oauth2")
