"""Scans per task: the product over HTTP, then plain SQL, with the proof that nothing was lost."""

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from bench import baseline, packed, proof, world
from bench.engines import database, fresh_database, promises, settle
from bench.figures import Latencies, heading, table
from bench.jobs import Job, Lane, PickJob, ReceiveJob, ShipJob, deal
from bench.rows import Writer
from bench.runs import send
from bench.serving import Server, api
from bench.world import CLIENTS, Base

Make = Callable[[AsyncSession, Base, int], Awaitable[Sequence[Job]]]
RUNS = ("warm up", "one", "many", "raw one", "raw many")
"""With one client and with many, over HTTP and as raw SQL."""


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of scan: how its documents are made, and which document a job belongs to.

    `scans` is how many scans one document takes.
    """

    name: str
    make: Make
    document: Callable[[Job], UUID]
    scans: int


def _receipt(job: Job) -> UUID:
    assert isinstance(job, ReceiveJob)
    return job.receipt_id


def _walk(job: Job) -> UUID:
    assert isinstance(job, PickJob)
    return job.task_id


def _order(job: Job) -> UUID:
    assert isinstance(job, ShipJob)
    return job.order_id


TASKS = (
    Task("receive", world.receipts, _receipt, world.RECEIVE_LINES * 2),
    Task("pick", world.walks, _walk, world.PICK_LINES * 2),
    Task("ship", packed.cartons, _order, packed.CARTONS),
)


@dataclass(frozen=True, slots=True)
class Size:
    """Items in the catalogue, and scans per task with one client and with many, at least."""

    items: int
    warm_up: int
    one: int
    many: int
    clients: int = CLIENTS

    def clients_of(self, run: str) -> int:
        """How many scan at once."""
        return self.clients if run.endswith("many") else 1

    def documents(self, run: str, task: Task) -> int:
        """How many documents a run needs; every client gets one at least."""
        scans = self.many if run.endswith("many") else self.one
        scans = self.warm_up if run == "warm up" else scans
        return max(-(-scans // task.scans), self.clients_of(run))


FULL = Size(items=300, warm_up=40, one=300, many=1600)
QUICK = Size(items=60, warm_up=16, one=60, many=240)
TINY = Size(items=12, warm_up=1, one=1, many=1, clients=2)


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table. `cpu`: milliseconds the API process spent on a scan."""

    task: str
    clients: int
    product: Latencies
    cpu: float
    raw: Latencies

    @property
    def row(self) -> tuple[object, ...]:
        """As printed."""
        ours, raw = self.product, self.raw
        return (
            *(self.task, self.clients, len(ours.seconds)),
            *(ours.p50, ours.p95, ours.per_second, self.cpu),
            *(raw.p50, raw.p95, raw.per_second),
            ours.p50 / raw.p50,
        )


HEADINGS = (
    *("task", "clients", "scans", "p50 ms", "p95 ms", "scans/s", "API CPU ms"),
    *("raw p50", "raw p95", "raw/s", "p50 ratio"),
)


async def measure(engine: str, size: Size) -> list[Measured]:
    """Every task with one and with many clients, product and baseline; raises `proof.Lost`."""
    with tempfile.TemporaryDirectory(prefix="scanpost-bench-") as name:
        folder = Path(name)
        async with fresh_database(engine, folder) as url:
            base, lanes = await _prepare(url, size)
            heading(f"Scans on {await promises(url)}: one API process, worker off")
            measured = []
            with api(url, folder, worker=False) as server:
                sent = await _send(url, server, base, lanes)
            for task in TASKS:
                for run in ("one", "many"):
                    raw = await baseline.write(url, Writer(base), lanes[task.name, f"raw {run}"])
                    clients = size.clients_of(run)
                    measured.append(Measured(task.name, clients, *sent[task.name, run], raw))
    table(HEADINGS, [one.row for one in measured])
    print("  Nothing lost: scans, lines, counters, moves, balances and outbox agree.\n")
    return measured


Lanes = dict[tuple[str, str], list[list[Job]]]


async def _prepare(url: str, size: Size) -> tuple[Base, Lanes]:
    lanes: Lanes = {}
    async with database(url) as db:
        async with db.write() as session:
            base = await world.build_base(session, items=size.items)
        for task in TASKS:
            for run in RUNS:
                async with db.write() as session:
                    jobs = await task.make(session, base, size.documents(run, task))
                lanes[task.name, run] = deal(jobs, size.clients_of(run), task.document)
    await settle(url)
    return base, lanes


async def _send(
    url: str, server: Server, base: Base, lanes: Lanes
) -> dict[tuple[str, str], tuple[Latencies, float]]:
    found = {}
    for task in TASKS:
        for run in ("warm up", "one", "many"):
            mine: Sequence[Lane] = lanes[task.name, run]
            before = server.cpu_seconds()
            sent = await send(server.port, base.floor.tokens, mine)
            cpu = (server.cpu_seconds() - before) / len(sent.latencies.seconds) * 1000
            found[task.name, run] = sent.latencies, cpu
            async with database(url) as db, db.read() as session:
                await proof.check(session, [job for lane in mine for job in lane], sent.applied)
    return found
