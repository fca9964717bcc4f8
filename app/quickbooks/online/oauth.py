"""Intuit's OAuth 2.0: where to send the person, and how a code or a refresh token becomes access.

A code is exchanged exactly once: a second exchange kills the tokens of the first.
"""

import base64
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import structlog

from app.core import clock
from app.core.db import forbid_network_inside_write
from app.sync.port import Unreachable

SCOPE = "com.intuit.quickbooks.accounting"
_HARD_EXPIRY_HEADER = "x-include-refresh-token-hard-expires-in"
log = structlog.get_logger()


class AccessRefused(Exception):
    """The token endpoint says no (`invalid_grant`, `invalid_client`): trying again cannot help."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.description = description


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a company lives. `throttled` is false only for the simulator.

    `environment` is "sandbox", "production" or "simulator"; "" in rows of an older release.
    """

    api: str
    authorize: str
    token: str
    revoke: str
    throttled: bool = True
    environment: str = ""

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Endpoints":
        """As stored on the connection."""
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        """JSON for the connection row."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The app's keys, the company and its present tokens; sealed before they are stored."""

    client_id: str
    client_secret: str
    realm: str
    access_token: str = ""
    access_until: str = ""
    refresh_token: str = ""
    refresh_until: str = ""
    reconnect_before: str = ""

    @classmethod
    def of(cls, opened: dict[str, Any]) -> "Credentials":
        """As opened from the vault."""
        return cls(**opened)

    def stored(self) -> dict[str, Any]:
        """For the vault."""
        return asdict(self)

    def without_access(self) -> "Credentials":
        """Only which company it is: what is left after disconnecting."""
        return Credentials(client_id=self.client_id, client_secret="", realm=self.realm)

    def ends_at(self) -> datetime | None:
        """When a person must have connected again at the latest, used or not."""
        moments = [one for one in (self.refresh_until, self.reconnect_before) if one]
        return min(map(datetime.fromisoformat, moments)) if moments else None

    def fresh(self, margin: timedelta) -> bool:
        """Is the access token good for at least `margin`?"""
        if not self.access_until:
            return False
        return datetime.fromisoformat(self.access_until) > clock.now() + margin


def authorize_url(page: str, *, client_id: str, redirect_uri: str, state: str) -> str:
    """Where the person consents, on the consent `page` of the environment."""
    parameters = {
        "client_id": client_id,
        "response_type": "code",
        "scope": SCOPE,
        "redirect_uri": redirect_uri,
        "state": state,
    }
    return f"{page}?{urlencode(parameters)}"


async def discover(client: httpx.AsyncClient, url: str) -> dict[str, str]:
    """Intuit's discovery document. Raises Unreachable."""
    forbid_network_inside_write()
    try:
        response = await client.get(url)
    except httpx.TransportError as error:
        raise Unreachable(type(error).__name__) from error
    if response.status_code != 200:
        raise Unreachable(f"HTTP {response.status_code}")
    try:
        found = response.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unreachable("no discovery document")
    return found


async def exchange_code(
    client: httpx.AsyncClient,
    endpoints: Endpoints,
    credentials: Credentials,
    *,
    code: str,
    redirect_uri: str,
) -> Credentials:
    """The first tokens. Raises AccessRefused, Unreachable."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    return _with_tokens(credentials, await _ask(client, endpoints, credentials, form))


async def refresh(
    client: httpx.AsyncClient, endpoints: Endpoints, credentials: Credentials
) -> Credentials:
    """New tokens for the old; the refresh token may have changed too, so store both at once.

    Raises AccessRefused, Unreachable.
    """
    form = {"grant_type": "refresh_token", "refresh_token": credentials.refresh_token}
    return _with_tokens(credentials, await _ask(client, endpoints, credentials, form))


async def revoke(client: httpx.AsyncClient, endpoints: Endpoints, credentials: Credentials) -> bool:
    """Give our access back; was it taken? A token that is dead already is as good as revoked."""
    forbid_network_inside_write()
    try:
        response = await client.post(
            endpoints.revoke,
            json={"token": credentials.refresh_token},
            headers=_basic(credentials) | {"Accept": "application/json"},
        )
    except httpx.TransportError as error:
        log.warning("quickbooks.not_revoked", error=type(error).__name__)
        return False
    log.info("quickbooks.revoked", status=response.status_code)
    return response.status_code in (200, 400)


async def know_client(client: httpx.AsyncClient, endpoints: Endpoints, app: Credentials) -> None:
    """Do these app keys count? Asked with a code that cannot: only the keys can be at fault.

    Raises AccessRefused if they do not, Unreachable.
    """
    form = {"grant_type": "authorization_code", "code": "none", "redirect_uri": "http://localhost"}
    try:
        await _ask(client, endpoints, app, form)
    except AccessRefused as refused:
        if refused.error in ("invalid_client", "unauthorized_client"):
            raise


async def _ask(
    client: httpx.AsyncClient, endpoints: Endpoints, credentials: Credentials, form: dict[str, str]
) -> dict[str, Any]:
    forbid_network_inside_write()
    headers = _basic(credentials) | {"Accept": "application/json", _HARD_EXPIRY_HEADER: "true"}
    try:
        response = await client.post(endpoints.token, data=form, headers=headers)
    except httpx.TransportError as error:
        raise Unreachable(type(error).__name__) from error
    log.info("quickbooks.token", status=response.status_code, grant=form["grant_type"])
    try:
        body = response.json()
    except ValueError:
        body = None
    if response.status_code in (400, 401) and isinstance(body, dict) and "error" in body:
        raise AccessRefused(str(body["error"]), str(body.get("error_description", "")))
    if response.status_code != 200 or not isinstance(body, dict):
        raise Unreachable(f"HTTP {response.status_code}")
    return body


def _basic(credentials: Credentials) -> dict[str, str]:
    keys = f"{credentials.client_id}:{credentials.client_secret}".encode()
    return {"Authorization": f"Basic {base64.b64encode(keys).decode()}"}


def _with_tokens(credentials: Credentials, body: dict[str, Any]) -> Credentials:
    return replace(
        credentials,
        access_token=str(body["access_token"]),
        access_until=_until(body.get("expires_in")),
        refresh_token=str(body.get("refresh_token") or credentials.refresh_token),
        refresh_until=_until(body.get("x_refresh_token_expires_in")),
        reconnect_before=_until(body.get("x_refresh_token_hard_expires_in"))
        or credentials.reconnect_before,
    )


def _until(seconds: Any) -> str:
    if seconds is None:
        return ""
    return (clock.now() + timedelta(seconds=int(seconds))).isoformat()
