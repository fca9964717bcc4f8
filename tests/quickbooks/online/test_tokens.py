"""Tokens are renewed once, by one, and stored before they are used."""

import asyncio
from collections.abc import Sequence

import httpx
import pytest

from app.core import clock
from app.core.db import Database
from app.core.security import SealBroken, Vault
from app.quickbooks.online.connect import connect_simulator
from app.quickbooks.online.transport import OnlineChannel
from app.quickbooks.registry import Registry
from app.quickbooks.simulator.faults import FaultKind
from app.sync.models import QuickBooksConnection
from app.sync.port import Message, Unreachable
from tests.quickbooks.online.world import BASE, World


def counted(world: World) -> list[str]:
    """The token calls made from now on."""
    calls: list[str] = []

    async def note(request: httpx.Request) -> None:
        if request.url.path.endswith("/tokens/bearer"):
            calls.append(request.method)

    world.client.event_hooks["request"].append(note)
    return calls


async def use(world: World, channels: Sequence[OnlineChannel]) -> None:
    """A call by each, after which it knows the tokens that are about to be spent."""
    with clock.freeze(world.hour.now):
        for channel in channels:
            assert await channel.send(Message("GET", "/item/1?minorversion=75")) is not None


async def test_many_who_renew_at_once_ask_once(world: World) -> None:
    calls = counted(world)
    # Registries share nothing but the database, as processes do.
    channels = [await world.channel() for _ in range(5)]
    await use(world, channels)
    world.later(3 * 3600)
    with clock.freeze(world.hour.now):
        assert await asyncio.gather(*(channel.renew() for channel in channels)) == [None] * 5
    assert len(calls) == 1
    await world.want(await world.receipt())
    assert await world.drain() == 1
    assert len(calls) == 1


async def test_two_processes_that_renew_at_once_ask_once(world: World, database_url: str) -> None:
    calls = counted(world)
    both = [Database(database_url), Database(database_url)]
    channels = [
        await Registry(db, world.vault, world.client).open(world.connection_id) for db in both
    ]
    await use(world, channels)
    world.later(3 * 3600)
    with clock.freeze(world.hour.now):
        assert await asyncio.gather(*(channel.renew() for channel in channels)) == [None, None]
    for db in both:
        await db.close()
    assert len(calls) == 1


async def test_the_rotated_token_is_stored_before_it_is_used(world: World) -> None:
    world.later(25 * 3600)  # from then on the refresh token itself changes
    before = world.vault.open((await world.connection()).secrets)
    used: list[str] = []

    async def look(request: httpx.Request) -> None:
        if "/v3/company/" in str(request.url):
            stored = world.vault.open((await world.connection()).secrets)
            assert request.headers["authorization"] == f"Bearer {stored['access_token']}"
            assert stored["refresh_token"] != before["refresh_token"]
            used.append(stored["refresh_token"])

    world.client.event_hooks["request"].append(look)
    await world.want(await world.receipt())
    assert await world.drain() == 1
    assert used


async def test_a_refused_token_that_was_rotated_meanwhile_is_read_once_more(world: World) -> None:
    """Whoever held the lease too long may be told no for a token that another has replaced."""
    slow = await world.channel()
    with clock.freeze(world.hour.now):
        stored = world.vault.open((await world.connection()).secrets)

    async def replaced(response: httpx.Response) -> None:
        if response.status_code == 400:
            async with world.db.write() as session:
                row = await session.get_one(QuickBooksConnection, world.connection_id)
                row.secrets = world.vault.seal(stored)

    async with world.db.write() as session:
        row = await session.get_one(QuickBooksConnection, world.connection_id)
        row.secrets = world.vault.seal(stored | {"refresh_token": "superseded"})
    world.client.event_hooks["response"].append(replaced)
    with clock.freeze(world.hour.now):
        assert await slow.renew() is None
    world.client.event_hooks["response"].clear()
    await world.want(await world.receipt())
    assert await world.drain() == 1
    assert (await world.operations())[0].state == "done"


async def test_whoever_died_while_renewing_is_succeeded(world: World) -> None:
    async with world.db.write() as session:
        row = await session.get_one(type(await world.connection()), world.connection_id)
        row.renewing_until = world.hour.now
    with clock.freeze(world.hour.now):
        assert await (await world.channel()).renew() is None


async def test_a_lost_answer_to_a_renewal_loses_nothing(world: World) -> None:
    world.company.faults.switch_on(FaultKind.DROP_BEFORE, entity="token")
    with clock.freeze(world.hour.now):
        channel = await world.channel()
        with pytest.raises(Unreachable):
            await channel.renew()
        assert (await world.connection()).renewing_until is None
        assert await channel.renew() is None


async def test_a_changed_server_key_pauses_with_a_sentence(world: World) -> None:
    world.vault = Vault("another key than before")
    receipt = await world.receipt()
    await world.want(receipt)
    await world.drain()
    connection = await world.connection()
    assert connection.problem is not None
    assert (connection.state, connection.problem["code"]) == ("paused", "credentials_unreadable")
    with pytest.raises(SealBroken):
        await (await Registry(world.db, world.vault, world.client).open(connection.id)).renew()


async def test_connecting_the_same_company_again_keeps_its_row_and_choices(world: World) -> None:
    await world.change_settings(sales_document="sales_receipt")
    await world.reconnect()
    assert (await world.connection()).settings["sales_document"] == "sales_receipt"


async def test_a_lost_server_key_does_not_keep_anyone_from_connecting(world: World) -> None:
    world.vault = Vault("another key than before")
    with clock.freeze(world.hour.now):
        again = await connect_simulator(world.db, world.vault, world.client, base_url=BASE)
    assert again != world.connection_id
    assert (await world.connection()).state == "disconnected"
