"""Real processes for the tests: started, waited for, killed hard, and never left behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(what: str, condition: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    """Poll until `condition` holds; a failure names what was waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"gave up waiting for {what} after {seconds:.0f} s")


def answers(url: str) -> bool:
    """Does a GET on `url` succeed?"""
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(url, timeout=1).status_code == 200
    return False


class Process:
    """A child of this test, in a group of its own, with its output in a file."""

    def __init__(self, name: str, arguments: list[str], env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._arguments = arguments
        self._env = {**os.environ, **env}
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start (again)."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._arguments],
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        """Everything it has said so far."""
        return self._log.read_text() if self._log.exists() else ""

    def alive(self) -> bool:
        """Is it running?"""
        return self._process is not None and self._process.poll() is None

    def wait_until_answering(self, url: str) -> None:
        """Wait for its HTTP server; a process that ended instead shows its output."""
        wait_for(f"{self.name} at {url}", lambda: answers(url) or not self.alive())
        assert self.alive(), f"{self.name} ended:\n{self.output}"

    def kill(self) -> None:
        """SIGKILL to the whole group: nothing is flushed, nothing says goodbye."""
        self._signal(signal.SIGKILL)

    def interrupt(self) -> int:
        """Ctrl-C, as a terminal sends it to the group; returns the exit code."""
        self._signal(signal.SIGINT)
        assert self._process is not None
        return self._process.wait(20)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, number)
            if number is signal.SIGKILL:
                self._process.wait(10)


@contextlib.contextmanager
def running(process: Process, url: str | None = None) -> Iterator[Process]:
    """`process` for the length of a block."""
    process.start()
    try:
        if url is not None:
            process.wait_until_answering(url)
        yield process
    finally:
        process.kill()
