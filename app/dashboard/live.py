"""Server-sent events: what changed, so that screens re-read what they show.

Events carry names and ids, never data. A connection lives ten minutes and then reconnects, so a
forgotten tab cannot hold resources for ever; no database session is held meanwhile.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from app.access.deps import Operator
from app.core.events import Event
from app.core.hub import Hub

router = APIRouter(prefix="/api", tags=["events"])

LIFETIME_SECONDS = 600
HEARTBEAT_SECONDS = 20


@router.get("/events", operation_id="events", response_class=StreamingResponse)
async def events(request: Request, who: Operator) -> StreamingResponse:
    """A stream of `event: <name>` with ids as JSON; `resync` means re-read everything."""
    del who  # being signed in is all it takes: the news name ids, the read routes decide
    hub: Hub = request.app.state.hub
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(hub), media_type="text/event-stream", headers=headers)


async def _stream(hub: Hub) -> AsyncIterator[str]:
    lifetime = LIFETIME_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311 - spreads reconnects
    with hub.subscribe() as queue:
        yield "retry: 2000\n\nevent: hello\ndata: {}\n\n"
        try:
            async with asyncio.timeout(lifetime):
                while True:
                    yield await _next(queue)
        except TimeoutError:
            yield "event: reconnect\ndata: {}\n\n"


async def _next(queue: asyncio.Queue[Event]) -> str:
    try:
        event = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return ": still here\n\n"
    return f"event: {event.name}\ndata: {json.dumps(event.ids)}\n\n"
