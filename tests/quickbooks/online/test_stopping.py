"""A worker that is told to stop while a message is on the line."""

import asyncio

from app.quickbooks.simulator.faults import FaultKind
from tests.quickbooks.online.world import World


async def stop_while_on_the_line(world: World, kind: FaultKind, *, seconds: float) -> None:
    """Cancel a drain whose message QuickBooks keeps waiting for `seconds`."""
    late = world.company.faults.switch_on(kind, entity="bill", seconds=seconds)
    drain = asyncio.create_task(world.drain())
    while not late.happened:
        assert not drain.done()
        await asyncio.sleep(0)
    drain.cancel()
    await asyncio.wait({drain})
    assert drain.cancelled()


async def test_an_answer_on_its_way_is_still_heard(world: World) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    await stop_while_on_the_line(world, FaultKind.LATENCY_AFTER, seconds=0.05)
    row = await world.operation(receipt)
    assert (row.state, row.sent) == ("done", 1)


async def test_a_message_without_answer_is_asked_about_without_waiting_for_its_lease(
    world: World,
) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    await stop_while_on_the_line(world, FaultKind.LATENCY, seconds=60)
    row = await world.operation(receipt)
    assert (row.state, row.lease_until) == ("in_doubt", None)
    await world.settle()
    assert len(world.copies(receipt)) == 1
