"""Webhooks over HTTP: how notifications leave the process, and the tester's routes for them."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.forms import deed
from app.quickbooks.simulator.layout import root_of
from app.quickbooks.simulator.values import dumps
from app.quickbooks.simulator.webhooks import Delivery, Send, Webhooks


@contextlib.asynccontextmanager
async def delivered(
    webhooks: Webhooks, *, trust: ssl.SSLContext | bool = True
) -> AsyncIterator[None]:
    """Deliver over HTTP for as long as this lasts. ``trust`` says which certificates are good."""
    async with httpx.AsyncClient(verify=trust, trust_env=False, timeout=None) as client:  # noqa: S113 - the deadline of Webhooks ends every call
        webhooks.send = over_http(client)
        running = asyncio.create_task(webhooks.run())
        try:
            yield
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


def over_http(client: httpx.AsyncClient) -> Send:
    """A sender that posts with this client."""

    async def send(url: str, body: bytes, headers: dict[str, str]) -> int:
        try:
            answer = await client.post(url, content=body, headers=headers)
        except httpx.TransportError as error:
            raise ConnectionError(str(error)) from error
        return answer.status_code

    return send


def webhook_routes(company: SimulatedCompany) -> list[Route]:
    """GET and POST /admin/webhooks; POST /admin/webhooks/deliver sends what is due at once."""
    webhooks = company.webhooks

    async def state(_: Request) -> Response:
        return Response(dumps(webhook_state(webhooks)), media_type="application/json")

    async def change(request: Request) -> Response:
        return await deed(request, f"{root_of(request)}/admin", lambda v: _changed(webhooks, v))

    async def deliver(request: Request) -> Response:
        await webhooks.deliver()
        said = f"Still waiting: {webhooks.waiting}." if webhooks.waiting else "All delivered."
        return await deed(request, f"{root_of(request)}/admin", lambda _: said)

    return [
        Route("/admin/webhooks", state, methods=["GET"]),
        Route("/admin/webhooks", change, methods=["POST"]),
        Route("/admin/webhooks/deliver", deliver, methods=["POST"]),
    ]


def webhook_state(webhooks: Webhooks) -> dict[str, Any]:
    """Settings, how many events wait, and the last deliveries, newest first."""
    return {
        "url": webhooks.url,
        "shape": "old" if webhooks.old else "cloudevents",
        "withhold": webhooks.withhold,
        "verifier": webhooks.verifier,
        "waiting": webhooks.waiting,
        "deliveries": [_shown(one) for one in reversed(webhooks.log)],
    }


def _shown(one: Delivery) -> dict[str, Any]:
    events = [{**asdict(event), "at": event.at.isoformat()} for event in one.events]
    shown = {"at": one.at.isoformat(), "attempt": one.attempt, "status": one.status}
    return {**shown, "events": events}


def _changed(webhooks: Webhooks, values: dict[str, Any]) -> str:
    unknown = set(values) - {"url", "shape", "withhold", "verifier"}
    if unknown:
        raise ValueError(f"Webhooks have no {', '.join(sorted(unknown))}.")
    url, shape = str(values.get("url", webhooks.url)).strip(), values.get("shape", "")
    if url and not url.startswith(("http://", "https://")):
        raise ValueError("The address starts with http:// or https://.")
    if shape not in ("", "cloudevents", "old"):
        raise ValueError("shape is cloudevents or old.")
    webhooks.url = url
    webhooks.verifier = str(values.get("verifier", webhooks.verifier))
    if shape:
        webhooks.old = shape == "old"
    if "withhold" in values:
        webhooks.withhold = values["withhold"] in (True, "true", "on")
    return f"Webhooks go to {url}." if url else "Webhooks go nowhere."
