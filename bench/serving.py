"""The processes that are measured: the API as an operator starts it, and a simulated QuickBooks."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.e2e.processes import Process, free_port, running

SERVER_KEY = "a-key-for-the-benchmark-0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and its process."""

    port: int
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """What the process has used so far; other work on the machine counts little here."""
        used = self.process.cpu_times()
        return float(used.user + used.system)


@contextlib.contextmanager
def api(url: str, folder: Path, *, worker: bool) -> Iterator[Server]:
    """`python -m app serve` on a database, with its bundled Valkey, with or without the worker."""
    port = free_port()
    env = {
        "SCANPOST_DATA_DIR": str(folder / "data"),
        "SCANPOST_DATABASE_URL": url,
        "SCANPOST_SERVER_KEY": SERVER_KEY,
        "SCANPOST_PORT": str(port),
        "SCANPOST_EMBEDDED_WORKER": str(worker).lower(),
        "SCANPOST_LOG_LEVEL": "WARNING",
        "SCANPOST_WEB_DIST": str(folder),
    }
    process = Process("scanpost", ["app", "serve"], env, folder / "api.log")
    with running(process, f"http://127.0.0.1:{port}/health/live"):
        try:
            yield Server(port, psutil.Process(process.pid))
        except BaseException:
            print(process.output[-4000:])
            raise
        process.interrupt()


@contextlib.contextmanager
def simulator(folder: Path) -> Iterator[tuple[str, Path]]:
    """A simulated QuickBooks without latency: its address, and the file its books are in."""
    port = free_port()
    books = folder / "books.db"
    arguments = ["app.quickbooks.simulator", "--port", str(port), "--data", str(books)]
    process = Process("simulator", arguments, {}, folder / "simulator.log")
    url = f"http://127.0.0.1:{port}"
    with running(process, f"{url}/books.json"):
        yield url, books
