"""The same rows without us: asyncpg and sqlite3, one transaction per scan, nothing in between."""

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import make_url

from bench.figures import Latencies
from bench.jobs import Lane
from bench.rows import Statement, Writer

Work = Sequence[Sequence[Statement]]
"""The statements of each scan of one client."""


async def write(url: str, writer: Writer, lanes: Sequence[Lane]) -> Latencies:
    """Write every job's rows, each lane on a connection of its own."""
    work = [[writer.statements(job) for job in lane] for lane in lanes]
    if url.startswith("sqlite"):
        return await asyncio.to_thread(_sqlite, make_url(url).database or "", work)
    return await _postgresql(url, work)


async def _postgresql(url: str, lanes: Sequence[Work]) -> Latencies:
    address = make_url(url)
    given = {key: address.query[key] for key in ("host", "port") if key in address.query}
    given |= {"host": address.host} if address.host else {}
    given |= {"port": str(address.port)} if address.port else {}
    connections = [
        await asyncpg.connect(
            user=address.username, password=address.password, database=address.database, **given
        )
        for _ in lanes
    ]
    seconds: list[float] = []

    async def client(connection: Any, work: Work) -> None:
        for statements in work:
            began = time.perf_counter()
            async with connection.transaction():
                for text, values in statements:
                    await connection.execute(text, *values)
            seconds.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(client(*pair) for pair in zip(connections, lanes, strict=True)))
    wall = time.perf_counter() - began
    for connection in connections:
        await connection.close()
    return Latencies(seconds, wall)


def _sqlite(file: str, lanes: Sequence[Work]) -> Latencies:
    seconds: list[float] = []
    turn = threading.Lock()  # waiting in line is what the product does too

    def client(work: Work) -> None:
        with closing(_open(file)) as connection:
            for statements in work:
                began = time.perf_counter()
                with turn:
                    connection.execute("BEGIN IMMEDIATE")
                    for text, values in statements:
                        connection.execute(text, values)
                    connection.execute("COMMIT")
                seconds.append(time.perf_counter() - began)

    stored = [[[_for_sqlite(one) for one in scan] for scan in work] for work in lanes]
    with ThreadPoolExecutor(len(lanes)) as threads:
        began = time.perf_counter()
        list(threads.map(client, stored))
        wall = time.perf_counter() - began
    return Latencies(seconds, wall)


def _open(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, timeout=15)
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _for_sqlite(statement: Statement) -> Statement:
    text, values = statement
    return text.replace("$", "?"), tuple(_stored(value) for value in values)


def _stored(value: Any) -> Any:
    """As SQLAlchemy keeps it in SQLite."""
    match value:
        case UUID():
            return value.hex
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S.%f")
        case date():
            return value.isoformat()
        case dict():
            return json.dumps(value)
    return value
