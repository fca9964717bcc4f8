"""A demo server as `make run` starts it, in a data folder of its own."""

import contextlib
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import psutil

from app.demo import plan
from tests.e2e.processes import Process, free_port, wait_for

BOOKS = "/simulator/quickbooks-online"
SIMULATORS = {
    "online": BOOKS,
    "desktop": "/simulator/quickbooks-desktop",
}
MANAGER = plan.PEOPLE[0]
_ENROLMENT = re.compile(r"/enrol#code=(\S+)")


class Demo:
    """The server, and the manager's view of it over HTTP. `connection` is its QuickBooks."""

    def __init__(self, folder: Path, connection: str = "online") -> None:
        self.folder = folder
        self.simulator = SIMULATORS[connection]
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {"SCANPOST_DATA_DIR": str(folder)}
        self.log = folder.with_suffix(".log")
        arguments = ["app", "serve", "--demo", "--connection", connection]
        arguments += ["--port", str(self.port)]
        self._cookies: dict[str, str] = {}
        self.process = Process("demo", arguments, self.env, self.log)

    def start(self) -> None:
        """Start (again) and wait until it takes scans and has said where to go."""
        self.log.unlink(missing_ok=True)
        self.process.start()
        self.process.wait_until_answering(f"{self.url}/health/ready")
        self.process.wait_until_saying("Simulated QuickBooks:")

    @property
    def enrolment_code(self) -> str:
        """The code to enrol one browser with, as printed at the start."""
        found = _ENROLMENT.findall(self.process.output)
        assert found, self.process.output
        return str(found[-1])

    @contextlib.contextmanager
    def manager(self) -> Iterator[httpx.Client]:
        """The HTTP client of the signed-in manager; the session is kept for the next time."""
        with httpx.Client(base_url=self.url, timeout=20, cookies=self._cookies) as client:
            if not self._cookies:
                body = {"email": MANAGER.email, "password": MANAGER.password}
                client.post("/api/access/sign-in", json=body).raise_for_status()
                self._cookies = dict(client.cookies)
            yield client

    def token(self) -> str:
        """A token for a phone of the manager's."""
        with self.manager() as client:
            made = client.post("/api/tokens", json={"label": "phone"}).raise_for_status()
            return str(made.json()["token"])

    def books(self) -> dict[str, Any]:
        """What the simulated QuickBooks shows to the manager."""
        with self.manager() as client:
            answer = client.get(f"{self.simulator}/books.json").raise_for_status()
            books: dict[str, Any] = answer.json(parse_float=Decimal, parse_int=Decimal)
            return books

    def children(self) -> list[psutil.Process]:
        """The server's own children: Valkey, and whoever decodes photos."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def valkey(self) -> psutil.Process:
        """Its Valkey."""
        return next(one for one in self.children() if "valkey" in one.name())


def gone(processes: list[psutil.Process]) -> bool:
    """Has every one of them ended?"""
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in processes)


def wait_until_gone(processes: list[psutil.Process]) -> None:
    """Wait until none of them runs any more."""
    wait_for("children to end", lambda: gone(processes))
