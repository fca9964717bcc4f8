"""What the Connection page shows, put together from what is stored; asks QuickBooks nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.quickbooks.gateway import Gateway
from app.quickbooks.online import companies
from app.quickbooks.online.calls import Usage, metered, usage
from app.quickbooks.online.keys import AppKeys, load_keys, tail
from app.quickbooks.online.oauth import Credentials
from app.quickbooks.online.schemas import (
    AccessOut,
    AddressesOut,
    AppKeysOut,
    CallsOut,
    ConnectedOut,
    ConnectionPage,
    FactsOut,
)
from app.quickbooks.online.sites import Environment
from app.quickbooks.parts import environment_of, news_of, other_companies, switched_off
from app.quickbooks.using import unsent
from app.sync.facts import Facts
from app.sync.models import QuickBooksConnection
from app.sync.schemas import SyncProblemOut
from app.sync.settings import ConnectionSettings

CALLBACK = "/quickbooks/callback"
WEBHOOKS = "/quickbooks/webhooks"
RECONNECT = "/quickbooks/reconnect"
DISCONNECTED = "/quickbooks/disconnected"
WARN_BEFORE = timedelta(days=30)
IDLE_WARN_BEFORE = timedelta(days=14)


async def connection_page(gateway: Gateway, *, base: str) -> ConnectionPage:
    """The page as it is now; `base` is where people reach this server."""
    async with gateway.db.read() as session:
        connection = await companies.in_use(session)
        keys = await load_keys(session, gateway.vault)
        return ConnectionPage(
            company=connection and await _company(session, gateway, connection),
            others=await other_companies(session, gateway.vault),
            keys=keys and _keys(keys),
            can_connect=_can_connect(gateway, keys),
            addresses=AddressesOut(
                redirect=base + CALLBACK,
                webhooks=base + WEBHOOKS,
                reconnect=base + RECONNECT,
                disconnect=base + DISCONNECTED,
            ),
            calls=connection and await calls_of(session, connection),
        )


async def _company(
    session: AsyncSession, gateway: Gateway, connection: QuickBooksConnection
) -> ConnectedOut:
    credentials = companies.credentials_of(gateway.vault, connection)
    facts = Facts.of(connection.facts)
    return ConnectedOut(
        id=connection.id,
        name=connection.company_name,
        environment=environment_of(connection),
        connected=credentials is not None and bool(credentials.refresh_token),
        state=connection.state,
        problem=connection.problem and SyncProblemOut.model_validate(connection.problem),
        unsent=await unsent(session, connection.id),
        last_contact_at=connection.last_contact_at,
        probed_at=connection.probed_at,
        facts=FactsOut(
            edition=facts.edition,
            country=facts.country,
            currency=facts.currency,
            zone=facts.zone,
            subscription=facts.subscription,
            closed_through=facts.closed_through,
            off=switched_off(facts),
        ),
        news=news_of(connection),
        access=_access(credentials),
    )


def _access(credentials: Credentials | None) -> AccessOut:
    hard = _moment(credentials.reconnect_before) if credentials else None
    idle = _moment(credentials.refresh_until) if credentials else None
    now = clock.now()
    return AccessOut(
        reconnect_before=hard,
        unused_until=idle,
        warn=(hard is not None and hard <= now + WARN_BEFORE)
        or (idle is not None and idle <= now + IDLE_WARN_BEFORE),
    )


def _moment(stored: str) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def _keys(keys: AppKeys) -> AppKeysOut:
    return AppKeysOut(
        environment=keys.environment,
        client_id=keys.client_id,
        secret_tail=tail(keys.client_secret),
        verifier_tail=tail(keys.verifier),
        tested_at=keys.tested_at,
    )


def _can_connect(gateway: Gateway, keys: AppKeys | None) -> list[Environment]:
    found: list[Environment] = []
    if keys is not None and keys.client_secret:
        found.append(keys.environment)
    if "simulator" in gateway.directory.sites:
        found.append("simulator")
    return found


async def calls_of(session: AsyncSession, connection: QuickBooksConnection) -> CallsOut:
    """This month's calls of a company against its budget of reads."""
    budget = ConnectionSettings.of(connection.settings).read_budget
    used = await usage(session, connection.id, budget=budget)
    counts = metered(connection)
    return CallsOut(
        month=used.month,
        reads=used.reads,
        writes=used.writes,
        budget=used.budget,
        expected=used.expected,
        metered=counts,
        level=used.level if counts else "ok",
        sentence=_sentence(used) if counts else _FREE,
    )


_FREE = "Reads of a sandbox company are not counted at Intuit."


def _sentence(used: Usage) -> str:
    """ "12,400 of 500,000 reads this month, about 18,000 by month end"."""
    if used.level == "spent":
        return (
            "The month's reads are used up. Documents are still sent; changes made in QuickBooks"
            " arrive again next month, or once Intuit raises the limit."
        )
    expected = used.expected if used.expected < 1_000 else round(used.expected, -2)
    told = f"{used.reads:,} of {used.budget:,} reads this month"
    return f"{told}, about {expected:,} by month end."


async def mark_news_read(gateway: Gateway, connection_id: UUID) -> None:
    """Somebody has read what changed."""

    async def work(session: AsyncSession) -> None:
        connection = await session.get_one(QuickBooksConnection, connection_id)
        connection.news = None

    await gateway.db.transact(work)
