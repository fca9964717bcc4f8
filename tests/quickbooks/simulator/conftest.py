"""A fresh demo company per test: in this process, or behind a socket for public clients."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from app.quickbooks.simulator import SimulatedCompany, Store, create_online_simulator, seed_demo
from tests.quickbooks.simulator.driver import Sim, TestClock
from tests.quickbooks.simulator.public_client import Client, connected
from tests.quickbooks.simulator.served import served


@pytest.fixture
async def sim() -> AsyncIterator[Sim]:
    store, clock = Store(), TestClock()
    company = SimulatedCompany(store, clock)
    seed_demo(company)
    token = company.oauth.grant_access()["access_token"]
    transport = httpx.ASGITransport(create_online_simulator(company))
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://simulator", headers=headers
    ) as http:
        yield Sim(company, clock, http)
    store.close()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    store = Store()
    company = SimulatedCompany(store, lambda: datetime.now(UTC))
    seed_demo(company)
    with (
        served(create_online_simulator(company)) as address,
        connected(address, company) as ready,
    ):
        yield ready
    store.close()
