"""Ending tasks for certain."""

import asyncio
from typing import Any

PATIENCE_SECONDS = 3.0  # longer than any clean-up of ours takes


async def end(*tasks: asyncio.Task[Any], patience: float = PATIENCE_SECONDS) -> None:
    """Cancel `tasks` and wait until all have ended, whatever they end with.

    One cancellation is not enough: before Python 3.12 `asyncio.wait_for`, which redis-py sends
    with, swallows it when the send completes at the same moment. So it is repeated every
    `patience` seconds. A cancellation of the caller is passed on once the tasks have ended.
    """
    interrupted = False
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        try:
            await asyncio.wait(pending, timeout=patience)
        except asyncio.CancelledError:
            interrupted = True
        pending = {task for task in pending if not task.done()}
    if interrupted:
        raise asyncio.CancelledError
