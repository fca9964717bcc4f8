"""Where QuickBooks lives: sandbox and production companies, and the simulator (reference §1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import httpx
import structlog

from app.core import clock
from app.quickbooks.online import oauth
from app.quickbooks.online.oauth import Endpoints
from app.sync.port import Unreachable

Environment = Literal["sandbox", "production", "simulator"]
TTL = timedelta(days=1)
log = structlog.get_logger()

_AUTHORIZE = "https://appcenter.intuit.com/connect/oauth2"
_TOKEN = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"  # noqa: S105 - an address
_REVOKE = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
_DISCOVERY = "https://developer.intuit.com/.well-known"


@dataclass(frozen=True, slots=True)
class Site:
    """One environment. `usual` are the addresses to use while its discovery cannot be read.

    `consent` is where the person's browser goes, if that is not where discovery says: the demo's
    simulator has an address for this process and another for browsers.
    """

    environment: Environment
    api: str
    discovery: str
    usual: Endpoints | None = None
    consent: str = ""


def intuit_site(environment: Literal["sandbox", "production"]) -> Site:
    """Intuit's own addresses."""
    production = environment == "production"
    api = f"https://{'' if production else 'sandbox-'}quickbooks.api.intuit.com"
    document = "openid_configuration" if production else "openid_sandbox_configuration"
    return Site(
        environment,
        api,
        f"{_DISCOVERY}/{document}/",
        Endpoints(api, _AUTHORIZE, _TOKEN, _REVOKE, environment=environment),
    )


def simulator_site(base_url: str, *, consent: str = "") -> Site:
    """The simulated company at `base_url`."""
    discovery = f"{base_url}/.well-known/openid_configuration"
    return Site("simulator", base_url, discovery, consent=consent)


def intuit_sites() -> dict[Environment, Site]:
    """Both environments at Intuit."""
    return {"sandbox": intuit_site("sandbox"), "production": intuit_site("production")}


@dataclass(slots=True)
class Directory:
    """The sites there are, and their discovery documents, each read once a day at most."""

    sites: Mapping[Environment, Site]
    _known: dict[Environment, tuple[datetime, Endpoints]] = field(default_factory=dict)

    async def endpoints(self, client: httpx.AsyncClient, environment: Environment) -> Endpoints:
        """Where to send people, codes and calls. Raises Unreachable."""
        read_at, known = self._known.get(environment, (None, None))
        if known is not None and read_at is not None and read_at > clock.now() - TTL:
            return known
        site = self.sites[environment]
        try:
            found = _endpoints(site, await oauth.discover(client, site.discovery))
        except Unreachable as error:
            log.warning("quickbooks.discovery_failed", reason=str(error))
            usual = known or site.usual
            if usual is None:
                raise
            return usual
        self._known[environment] = (clock.now(), found)
        return found

    def forget(self, environment: Environment) -> None:
        """An address did not answer as it should: read the document again next time."""
        self._known.pop(environment, None)

    def consent_page(self, endpoints: Endpoints, environment: Environment) -> str:
        """Where the person's browser goes."""
        return self.sites[environment].consent or endpoints.authorize


def _endpoints(site: Site, found: dict[str, str]) -> Endpoints:
    try:
        return Endpoints(
            api=site.api,
            authorize=found["authorization_endpoint"],
            token=found["token_endpoint"],
            revoke=found["revocation_endpoint"],
            throttled=site.environment != "simulator",
            environment=site.environment,
        )
    except (KeyError, TypeError) as error:
        raise Unreachable("the discovery document is not complete") from error
