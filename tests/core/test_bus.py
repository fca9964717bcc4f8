"""News and rings over a real Valkey, and without one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from app.core.bus import Bus, drain_job, queue_pool
from app.core.events import Event, Ring
from app.core.hub import QUEUE_LENGTH, RESYNC, Hub
from app.core.valkey import BundledValkey


@contextlib.asynccontextmanager
async def listening(url: str, hub: Hub) -> AsyncIterator[Bus]:
    bus = Bus(url, hub)
    task = asyncio.create_task(bus.listen())
    await asyncio.sleep(0.2)
    try:
        yield bus
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await bus.close()


async def test_an_event_reaches_screens_of_this_and_of_other_processes_once(
    valkey: BundledValkey,
) -> None:
    here, there = Hub(), Hub()
    async with listening(valkey.url, here) as bus, listening(valkey.url, there):
        with here.subscribe() as own, there.subscribe() as other:
            news = Event("stock.changed", {"item_id": "7"})
            await bus.announce([news])
            assert await asyncio.wait_for(other.get(), 5) == news
            assert own.get_nowait() == news
            assert own.empty()


async def test_rings_while_the_bell_is_set_enqueue_one_job(valkey: BundledValkey) -> None:
    bus, pool = Bus(valkey.url, Hub()), queue_pool(valkey.url)
    for _ in range(5):
        await bus.announce([Ring("c1")])
        await bus.flush()
    assert [job.job_id for job in await pool.queued_jobs()] == [drain_job("c1")]
    await bus.close()
    await pool.aclose()


async def test_other_work_than_draining_is_a_job_of_its_own_name(valkey: BundledValkey) -> None:
    bus, pool = Bus(valkey.url, Hub()), queue_pool(valkey.url)
    await bus.announce([Ring("c1", job="pull"), Ring("c1"), Ring("c1", job="pull")])
    await bus.flush()
    jobs = {job.function: job.args for job in await pool.queued_jobs()}
    assert jobs == {"pull": ("c1",), "drain": ("c1",)}
    await bus.close()
    await pool.aclose()


async def test_a_ring_during_a_running_drain_starts_another_when_it_ends(
    valkey: BundledValkey,
) -> None:
    bus, pool = Bus(valkey.url, Hub()), queue_pool(valkey.url)
    await bus.ring("c1")
    await pool.flushdb()  # the job is taken and running: its id is gone from the queue
    assert not await bus.take_bell("c1")
    await bus.ring("c1")
    await pool.delete("arq:queue")  # arq refused the second job: the first still ran
    await pool.delete(f"arq:job:{drain_job('c1')}")
    await bus.answered("c1")
    assert [job.job_id for job in await pool.queued_jobs()] == [drain_job("c1")]
    await bus.close()
    await pool.aclose()


async def test_what_is_announced_while_a_message_is_under_way_goes_into_the_next_one(
    valkey: BundledValkey,
) -> None:
    hub = Hub()
    async with listening(valkey.url, hub), listening(valkey.url, Hub()) as bus:
        with hub.subscribe() as other:
            for item in ("7", "8", "7", "9", "8"):
                await bus.announce([Event("stock.changed", {"item_id": item})])
            await bus.flush()
            heard = [(await asyncio.wait_for(other.get(), 5)).ids["item_id"] for _ in range(3)]
            assert heard == ["7", "8", "9"]
            assert other.empty()


async def test_without_valkey_our_own_screens_still_hear_and_nobody_waits() -> None:
    hub = Hub()
    bus = Bus("unix:///nowhere/valkey.sock", hub)
    with hub.subscribe() as queue:
        await bus.announce([Event("stock.changed"), Ring("c1")])
        assert queue.get_nowait() == Event("stock.changed")
    async with asyncio.timeout(2):
        await bus.flush()
    assert not await bus.alive()
    await bus.close()


def test_a_client_that_cannot_keep_up_is_told_to_read_everything_again() -> None:
    hub = Hub()
    with hub.subscribe() as queue:
        for number in range(QUEUE_LENGTH + 1):
            hub.deliver(Event("stock.changed", {"item_id": str(number)}))
        assert queue.get_nowait() == RESYNC
        assert queue.empty()


async def test_the_bundled_valkey_is_started_again_when_it_dies(valkey: BundledValkey) -> None:
    watch = asyncio.create_task(valkey.watch())
    bus = Bus(valkey.url, Hub())
    assert await bus.alive()
    with contextlib.suppress(Exception):
        await bus._queue.shutdown(nosave=True)
    assert not await bus.alive()
    async with asyncio.timeout(15):
        while not await bus.alive():  # noqa: ASYNC110 - another process comes back, no event tells
            await asyncio.sleep(0.1)
    watch.cancel()
    await bus.close()
