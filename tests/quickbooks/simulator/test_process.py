"""The simulator as its own process, over a real socket."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "app.quickbooks.simulator", "--port", port, "--data", str(tmp_path / "books.db")),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base) as http:
        for _ in range(200):
            try:
                await http.get("/books.json")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    yield base
    process.terminate()
    await process.wait()


async def test_answer_lost_over_a_socket_is_a_transport_error_and_the_write_is_kept(
    address: str,
) -> None:
    async with httpx.AsyncClient(base_url=address) as http:
        token = (await http.post("/admin/tokens")).json()
        http.headers["authorization"] = f"Bearer {token['access_token']}"
        http.headers["accept"] = "application/json"
        await http.post("/admin/faults", json={"kind": "drop_after", "entity": "customer"})
        path = f"/v3/company/{token['realmId']}"
        with pytest.raises(httpx.TransportError):
            await http.post(f"{path}/customer", json={"DisplayName": "Kept"})
        again = await http.post(f"{path}/customer", json={"DisplayName": "Kept"})
        assert again.json()["Fault"]["Error"][0]["code"] == "6240"


async def test_slow_answer_outlasts_the_clients_patience_and_the_write_is_kept(
    address: str,
) -> None:
    async with httpx.AsyncClient(base_url=address) as http:
        token = (await http.post("/admin/tokens")).json()
        headers = {
            "authorization": f"Bearer {token['access_token']}",
            "accept": "application/json",
        }
        fault = {"kind": "latency_after", "entity": "customer", "seconds": 1.5}
        await http.post("/admin/faults", json=fault)
        path = f"/v3/company/{token['realmId']}/customer"
        body = {"DisplayName": "Slow"}
        with pytest.raises(httpx.ReadTimeout):
            await http.post(path, json=body, headers=headers, timeout=0.3)
        again = await http.post(path, json=body, headers=headers)
        assert again.json()["Fault"]["Error"][0]["code"] == "6240"
