"""A fresh demo company per test."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.quickbooks.simulator import SimulatedCompany, Store, create_online_simulator, seed_demo
from tests.quickbooks.simulator.driver import Sim, TestClock


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
