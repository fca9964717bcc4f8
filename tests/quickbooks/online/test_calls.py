"""Reads are counted as Intuit meters them, told, and spared near the end of the budget."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.upsert import table_of
from app.quickbooks.online.calls import Meter, Usage, due_to_read, usage
from app.quickbooks.online.models import QuickBooksCalls
from app.quickbooks.registry import Registry
from app.quickbooks.simulator.faults import FaultKind
from app.settings import Settings
from app.sync import jobs
from tests.quickbooks.online.desk import Desk, open_desk
from tests.quickbooks.online.world import World

EVERY = 300.0


@pytest.fixture
async def desk(world: World, settings: Settings) -> AsyncIterator[Desk]:
    async with open_desk(world, settings, simulator=True) as desk:
        yield desk


async def counted(world: World) -> Usage:
    with clock.freeze(world.hour.now):
        async with world.db.read() as session:
            return await usage(session, world.connection_id, budget=500_000)


async def note(world: World, *, reads: int) -> None:
    """So many reads have been made this month."""
    with clock.freeze(world.hour.now):
        async with world.db.write() as session:
            await session.execute(sa.delete(table_of(QuickBooksCalls)))
            session.add(
                QuickBooksCalls(
                    connection_id=world.connection_id,
                    month=f"{world.hour.now:%Y-%m}",
                    reads=reads,
                    writes=0,
                )
            )


async def test_reads_and_writes_are_counted_apart_and_failures_not_at_all(world: World) -> None:
    channels = Registry(world.db, world.vault, world.client)
    context = {"db": world.db, "channels": channels}
    before = await counted(world)
    calls: list[str] = []

    async def see(response: httpx.Response) -> None:
        if "/v3/company/" in str(response.request.url) and response.status_code < 400:
            calls.append(response.request.url.path)

    world.client.event_hooks["response"].append(see)
    await world.want(await world.receipt())
    world.company.faults.switch_on(FaultKind.UNAVAILABLE, entity="bill")
    with clock.freeze(world.hour.now):
        await jobs.drain(context, str(world.connection_id))
    world.later(600)
    with clock.freeze(world.hour.now):
        await jobs.sweep(context)
        await jobs.drain(context, str(world.connection_id))
        await jobs.pull(context)
        await channels.meter.write_down()
    after = await counted(world)
    writes = [path for path in calls if path.endswith("/bill")]
    assert after.writes - before.writes == len(writes) == 1
    assert after.reads - before.reads == len(calls) - 1


async def test_counts_are_written_down_before_a_crash_could_lose_many(world: World) -> None:
    meter = Meter(world.db)
    before = await counted(world)
    with clock.freeze(world.hour.now):
        for _ in range(24):
            await meter.count(world.connection_id, writes=False)
    assert (await counted(world)).reads == before.reads
    with clock.freeze(world.hour.now):
        await meter.count(world.connection_id, writes=True)
    after = await counted(world)
    assert (after.reads - before.reads, after.writes - before.writes) == (24, 1)


async def test_two_processes_add_up(world: World) -> None:
    before = await counted(world)
    for _ in range(2):
        meter = Meter(world.db)
        with clock.freeze(world.hour.now):
            await meter.count(world.connection_id, writes=False)
            await meter.write_down()
    assert (await counted(world)).reads == before.reads + 2


async def test_a_new_month_begins_at_nothing(world: World) -> None:
    await note(world, reads=400_000)
    world.hour.now = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)
    assert (await counted(world)).reads == 0


async def test_the_page_tells_where_the_month_leads(world: World, desk: Desk) -> None:
    await note(world, reads=12_400)  # on the 20th, 15:00 UTC
    calls = (await desk.page())["calls"]
    assert calls["sentence"] == ("12,400 of 500,000 reads this month, about 19,000 by month end.")
    assert (calls["level"], calls["metered"]) == ("ok", True)
    await note(world, reads=400_000)
    assert (await desk.page())["calls"]["level"] == "warn"
    await note(world, reads=500_000)
    told = (await desk.page())["calls"]
    assert told["level"] == "spent"
    assert "Documents are still sent" in told["sentence"]
    raised = await desk.post("/api/quickbooks/connection/budget", {"reads": 2_000_000})
    assert raised.json()["calls"]["level"] == "ok"
    low = await desk.post("/api/quickbooks/connection/budget", {"reads": 0})
    assert (low.status_code, low.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("reads", "of_twelve"), [(100_000, 12), (400_000, 3), (480_000, 1), (500_000, 0)]
)
async def test_scheduled_reading_slows_down_near_the_end_of_the_budget(
    world: World, reads: int, of_twelve: int
) -> None:
    await note(world, reads=reads)
    turns = 0
    for _ in range(12):
        with clock.freeze(world.hour.now):
            turns += await due_to_read(world.db, every=EVERY)
        world.later(EVERY)
    assert turns == of_twelve


async def test_the_monthly_cut_off_stops_reading_but_not_sending(world: World) -> None:
    await note(world, reads=499_990)
    world.company.books.configure({"monthly_reads": 0})
    receipt = await world.receipt()
    await world.want(receipt)
    assert await world.pull() == 0
    connection = await world.connection()
    assert (connection.state, connection.problem) == ("active", None)
    await world.settle()
    assert (await world.operation(receipt)).state == "done"


async def test_an_ordinary_throttle_is_still_waited_out_by_all(world: World) -> None:
    world.company.books.configure({"monthly_reads": 0})
    await world.pull()
    connection = await world.connection()
    assert connection.problem is not None
    assert connection.problem["code"] == "throttled"
