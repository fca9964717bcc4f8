"""What foreseeing QuickBooks' refusals adds to a scan: the same scans with it and without.

In this process and one after the other, with and without by turns, so that whatever else the
machine does meets both alike. Everything a document names is mapped and every account read: the
statement finds as much as it ever does. “Check” is what the statement and the checks take alone.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import Role, SessionKind
from app.access.sessions import SignedIn
from app.core.db import Database
from app.core.types import new_id
from app.inventory.floor import HouseRules
from app.scanning.schemas import ResultStatus, ScanBatch, ScanIn
from app.scanning.service import record
from app.sync.documents import MappingKind
from app.sync.facts import Facts
from app.sync.models import ExternalAccount, Mapping, QuickBooksConnection
from app.sync.preflight.foresight import Foreseen, foresee
from app.sync.settings import Accounts, ConnectionSettings
from bench import packed, world
from bench.engines import database, fresh_database, settle
from bench.figures import Latencies, heading, table
from bench.jobs import Job, body
from bench.proof import Lost
from bench.world import Base

HEADINGS = (
    *("task", "scans", "p50 without", "p50 with", "p95 without", "p95 with"),
    *("p50 ratio", "check p50", "check p95"),
)
WARM_UP = 0.1  # of the scans


async def measure(engine: str, documents: int) -> list[tuple[object, ...]]:
    """One row per task; raises `proof.Lost` if a scan was not applied."""
    with tempfile.TemporaryDirectory(prefix="scanpost-bench-") as name:
        async with fresh_database(engine, Path(name)) as url, database(url) as db:
            async with db.write() as session:
                base = await world.build_base(session, items=60)
                await _know_everything(session, base)
            heading(f"Foreseeing refusals, {engine}: milliseconds per scan, in process")
            rows = []
            for task, make, times in (
                ("receive", world.receipts, 1),
                ("ship", packed.cartons, world.RECEIVE_LINES * 2 // packed.CARTONS),
            ):
                async with db.write() as session:
                    jobs: Sequence[Job] = await make(session, base, documents * times)
                await settle(url)
                rows.append(await _compare(db, base, task, jobs))
    table(HEADINGS, rows)
    return rows


async def _know_everything(session: AsyncSession, base: Base) -> None:
    """What a company that was read knows: accounts, and what each record is called there."""
    connection = await session.get_one(QuickBooksConnection, base.connection_id)
    accounts = Accounts(accounts_payable="1", adjustment="2", deposit_to="3")
    connection.settings = ConnectionSettings(accounts=accounts).stored()
    connection.facts = Facts().stored()
    session.add_all(
        ExternalAccount(
            connection_id=connection.id, external_id=id, name=f"Account {id}", account_type=kind
        )
        for id, kind in (("1", "Accounts Payable"), ("2", "Expense"), ("3", "Bank"))
    )
    items = [(MappingKind.ITEM, goods.item_id) for goods in base.goods]
    parties = [
        (MappingKind.VENDOR, base.vendor_id),
        (MappingKind.CUSTOMER, base.customer_id),
    ]
    session.add_all(
        Mapping(
            connection_id=connection.id,
            kind=kind,
            local_id=local_id,
            external_id=str(number),
            details={"active": True, "stocked": True, "starts_on": "2020-01-01", "name": "x" * 20},
        )
        for number, (kind, local_id) in enumerate([*items, *parties])
    )
    await session.flush()


async def _compare(db: Database, base: Base, task: str, jobs: Sequence[Job]) -> tuple[object, ...]:
    person = base.floor.people[0]
    who = SignedIn(
        session_id=new_id(),
        user_id=person.id,
        name=person.name,
        role=Role.OPERATOR,
        device_id=None,
        device_name="",
        kind=SessionKind.TOKEN,
        language="en",
    )
    timed: dict[bool, list[float]] = {True: [], False: []}
    checks: list[float] = []
    for number, job in enumerate(jobs):
        scan = ScanBatch.model_validate_json(body(job)).scans[0]
        foreseeing = number % 2 == 0
        seconds = await _timed(db, scan, who, checks if foreseeing else None)
        if number >= len(jobs) * WARM_UP:
            timed[foreseeing].append(seconds)
    check = Latencies(checks, sum(checks))
    without, with_ = (Latencies(timed[key], sum(timed[key])) for key in (False, True))
    return (
        *(task, len(jobs), without.p50, with_.p50, without.p95, with_.p95),
        *(with_.p50 / without.p50, check.p50, check.p95),
    )


async def _timed(db: Database, scan: ScanIn, who: SignedIn, checks: list[float] | None) -> float:
    with _blind() if checks is None else _watched(checks):
        began = time.perf_counter()
        result = await record(db, scan, who=who, rules=HouseRules(zone=world.ZONE))
        seconds = time.perf_counter() - began
    if result.status is not ResultStatus.APPLIED:
        raise Lost(f"{result.code}: {result.message}")
    return seconds


@contextmanager
def _watched(checks: list[float]) -> Iterator[None]:
    """Scans as they are; each check's own seconds are noted."""

    async def timed(*args: Any, **named: Any) -> Foreseen:
        began = time.perf_counter()
        foreseen = await foresee(*args, **named)
        checks.append(time.perf_counter() - began)
        return foreseen

    with mock.patch("app.sync.outbox.foresee", timed):
        yield


@contextmanager
def _blind() -> Iterator[None]:
    """Scans as they were before anything was foreseen."""

    async def nothing(*_: Any, **__: Any) -> Foreseen:
        return Foreseen()

    with mock.patch("app.sync.outbox.foresee", nothing):
        yield
