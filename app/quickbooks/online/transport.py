"""The line to QuickBooks Online: one authorised HTTPS call, and what became of it.

Logged are ids, status and time, never a body: QuickBooks data does not belong into logs.
"""

import time
from dataclasses import replace
from typing import Protocol

import httpx
import structlog

from app.core.db import forbid_network_inside_write
from app.quickbooks.online.calls import Counted
from app.quickbooks.online.connector import OnlineConnector
from app.quickbooks.online.oauth import Credentials, Endpoints
from app.quickbooks.online.throttle import Throttle
from app.sync.port import Message, Reply, SyncProblem, Unreachable

TIMEOUT = httpx.Timeout(30.0, connect=5.0)  # shorter than an operation's lease
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
log = structlog.get_logger()


class Access(Protocol):
    """Whoever has the tokens of a company."""

    async def current(self) -> Credentials:
        """Credentials good for a call. Raises Unreachable."""

    async def renew(self) -> SyncProblem | None:
        """Replace them after a 401; the problem if only a person can. Raises Unreachable."""


class OnlineChannel:
    """Implements `app.sync.port.Channel` for one company."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        tokens: Access,
        endpoints: Endpoints,
        connector: OnlineConnector,
        throttle: Throttle | None,
        counted: Counted | None = None,
    ) -> None:
        self.connector = connector
        self._client = client
        self._tokens = tokens
        self._endpoints = endpoints
        self._throttle = throttle
        self._counted = counted

    async def send(self, message: Message) -> Reply | None:
        """Send and wait. None: it was sent and no answer came. Raises Unreachable."""
        forbid_network_inside_write()
        credentials = await self._tokens.current()
        if self._throttle is not None:
            await self._throttle.turn()
        headers = {
            "Authorization": f"Bearer {credentials.access_token}",
            "Accept": "application/json",
        }
        if message.body:
            headers["Content-Type"] = message.content_type
        url = f"{self._endpoints.api}/v3/company/{credentials.realm}{message.target}"
        began = time.monotonic()
        try:
            response = await self._client.request(
                message.method,
                url,
                content=message.body.encode() or None,
                headers=headers,
                timeout=TIMEOUT,
            )
        except _NEVER_SENT as error:
            raise Unreachable(type(error).__name__) from error
        except httpx.TransportError as error:
            log.warning("quickbooks.no_answer", error=type(error).__name__, ms=_since(began))
            return None
        reply = _reply(response)
        log.info("quickbooks.call", status=reply.status, tid=reply.trace_id, ms=_since(began))
        return await self._metered(message, reply)

    async def _metered(self, message: Message, reply: Reply) -> Reply:
        """Count the call; a read refused when the month's budget is used up says so."""
        if self._counted is None:
            return reply
        if reply.status < 400:
            await self._counted.answered(writes=message.writes)
        elif reply.status == 429 and not message.writes:
            return replace(reply, budget_spent=await self._counted.budget_spent())
        return reply

    async def renew(self) -> SyncProblem | None:
        """Renew our access after a 401."""
        return await self._tokens.renew()


def _reply(response: httpx.Response) -> Reply:
    waiting = response.headers.get("retry-after", "")
    return Reply(
        status=response.status_code,
        body=response.text,
        trace_id=response.headers.get("intuit_tid", ""),
        retry_after=float(waiting) if waiting.isdigit() else None,
    )


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
