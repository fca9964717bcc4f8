"""A cancellation that gets lost does not keep a process from ending."""

import asyncio
import contextlib

import pytest

from app.core.tasks import end


async def deaf(times: int) -> None:
    """Go on after so many cancellations, as `asyncio.wait_for` makes a task do by accident."""
    for _ in range(times):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
    await asyncio.Event().wait()


async def begun(times: int) -> asyncio.Task[None]:
    task = asyncio.create_task(deaf(times))
    await asyncio.sleep(0)
    return task


async def test_a_task_that_lost_its_cancellation_is_cancelled_again() -> None:
    tasks = [await begun(0), await begun(2)]
    await end(*tasks, patience=0.01)
    assert all(task.cancelled() for task in tasks)


async def test_whoever_is_cancelled_while_ending_tasks_ends_them_first() -> None:
    task = await begun(2)
    ending = asyncio.create_task(end(task, patience=0.01))
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    assert task.cancelled()


async def test_what_has_ended_already_is_left_alone() -> None:
    task = asyncio.create_task(asyncio.sleep(0))
    await task
    await end(task)
    assert not task.cancelled()
