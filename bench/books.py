"""From a scan to the books: API with its worker, and a simulated QuickBooks without latency, each
a process of its own. Visible means committed in the simulator's books.

The books are watched in their file: asking the simulator over HTTP would steal its time.
"""

import asyncio
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bench.client import Client
from bench.demo_world import prepare
from bench.engines import fresh_database, promises
from bench.figures import Latencies, heading, table
from bench.jobs import Job, body
from bench.serving import api, simulator

GIVE_UP_SECONDS = 30.0
LOOK_SECONDS = 0.001
LONGEST_PAUSE = 0.12
"""Seconds between scans, at random: a person is never in step with the worker's clock."""
WARM_UP = 5
"""Scans that are not counted: they renew tokens and compile statements."""


class NeverArrived(AssertionError):
    """A scan that the books do not show."""


@dataclass(frozen=True, slots=True)
class Journey:
    """Seconds from sending a scan to its answer, and on to the books."""

    answered: float
    visible: float


async def measure(engine: str, scans: int) -> list[Latencies]:
    """Print how long scans take to the books; the times from the answers, per task."""
    with tempfile.TemporaryDirectory(prefix="scanpost-bench-") as name:
        folder = Path(name)
        async with fresh_database(engine, folder) as url:
            with simulator(folder) as (books_url, file):
                world = await prepare(url, books_url)
                heading(f"Scan to books, one at a time; API with worker, {await promises(url)}")
                with api(url, folder, worker=True) as server:
                    receive = await _travel(server.port, world.token, world.receive[:scans], file)
                    ship = await _travel(server.port, world.token, world.ship[:scans], file)
    rows = [*_rows("receive", receive), *_rows("ship", ship)]
    table(("scan", "measured", "scans", "p50 ms", "p95 ms"), rows)
    return [Latencies([one.visible for one in part], 1.0) for part in (receive, ship)]


def _rows(task: str, journeys: Sequence[Journey]) -> list[tuple[object, ...]]:
    parts = {
        "sent to answer": [one.answered for one in journeys],
        "answer to books": [one.visible - one.answered for one in journeys],
        "sent to books": [one.visible for one in journeys],
    }
    found = {what: Latencies(seconds, 1.0) for what, seconds in parts.items()}
    return [(task, what, len(one.seconds), one.p50, one.p95) for what, one in found.items()]


async def _travel(port: int, token: str, jobs: Sequence[Job], file: Path) -> list[Journey]:
    client = await Client.connect(port, token)
    journeys = []
    pauses = random.Random(1)  # noqa: S311 - no secret
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as books:
        units = _units(books)
        for job in jobs:
            request = body(job)
            units += sum((one.qty for one in getattr(job, "content", ())), Decimal(0)) or 1
            began = time.perf_counter()
            answer = json.loads(await client.post("/api/scans", request))["results"][0]
            answered = time.perf_counter() - began
            if answer["status"] != "applied":
                raise NeverArrived(f"not applied: {answer['message']}")
            await _wait(books, units)
            journeys.append(Journey(answered, time.perf_counter() - began))
            await asyncio.sleep(pauses.uniform(0, LONGEST_PAUSE))
    client.close()
    return journeys[WARM_UP:]


async def _wait(books: sqlite3.Connection, units: Decimal) -> None:
    """Look again whenever somebody has written, until the books show that many units."""
    deadline = time.monotonic() + GIVE_UP_SECONDS
    version = None
    while time.monotonic() < deadline:
        (now,) = books.execute("PRAGMA data_version").fetchone()
        if now != version and _units(books) == units:
            return
        version = now
        await asyncio.sleep(LOOK_SECONDS)
    raise NeverArrived(f"the books show {_units(books)} units, should be {units}")


def _units(books: sqlite3.Connection) -> Decimal:
    """Units on all bills and invoices."""
    rows = books.execute("SELECT body FROM row WHERE kind IN ('Bill', 'Invoice')").fetchall()
    lines = [line for (text,) in rows for line in json.loads(text, parse_float=Decimal)["Line"]]
    return sum((_quantity(line) for line in lines), Decimal(0))


def _quantity(line: dict[str, object]) -> Decimal:
    for name in ("ItemBasedExpenseLineDetail", "SalesItemLineDetail"):
        detail = line.get(name)
        if isinstance(detail, dict):
            return Decimal(str(detail.get("Qty", 0)))
    return Decimal(0)
