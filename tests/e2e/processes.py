"""Real processes for the tests: started, waited for, killed hard, and never left behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90.0
STOP_SECONDS = 20.0


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
        time.sleep(0.02)
    raise AssertionError(f"gave up waiting for {what} after {seconds:.0f} s")


def answers(url: str) -> bool:
    """Does a GET on `url` succeed?"""
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(url, timeout=1).status_code == 200
    return False


def clean_env(given: Mapping[str, str]) -> dict[str, str]:
    """This test's environment without a developer's own Scanpost settings, and `given`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCANPOST_")}
    return {**kept, **given}


class Process:
    """A child of this test, in a group of its own, with its output in a file.

    `arguments` follow `program`, which runs one of our modules unless another one is given.
    """

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        env: Mapping[str, str],
        log: Path,
        *,
        program: Sequence[str] = (sys.executable, "-m"),
    ) -> None:
        self.name = name
        self._command = [*program, *arguments]
        self._env = clean_env(env)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start (again)."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id, also of the group."""
        assert self._process is not None, f"{self.name} was never started"
        return self._process.pid

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

    def wait_until_saying(self, text: str) -> None:
        """Wait for words in its output; a process that ended instead shows all of it."""
        wait_for(f"{self.name} saying {text!r}", lambda: text in self.output or not self.alive())
        assert text in self.output, f"{self.name} ended:\n{self.output}"

    def kill(self) -> None:
        """SIGKILL to the whole group: nothing is flushed, nothing says goodbye."""
        self._signal_group(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(STOP_SECONDS)

    def kill_alone(self) -> None:
        """SIGKILL to the process and not to its children, as the kernel's memory killer does."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._process is not None
        self._process.wait(STOP_SECONDS)

    def interrupt(self) -> int:
        """Ctrl-C, as a terminal sends it to the group; returns the exit code."""
        self._signal_group(signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        """Wait until it has ended by itself; returns the exit code."""
        assert self._process is not None, f"{self.name} was never started"
        return self._process.wait(START_SECONDS)

    def _signal_group(self, number: signal.Signals) -> None:
        # The group outlives its leader as long as a child of it runs.
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


@contextlib.contextmanager
def running(process: Process, url: str | None = None) -> Iterator[Process]:
    """`process` for the length of a block; afterwards nothing of its group is left."""
    process.start()
    try:
        if url is not None:
            process.wait_until_answering(url)
        yield process
    finally:
        process.kill()
