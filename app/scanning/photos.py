"""Photos are read in a process of their own that may be killed: see `photo_worker`."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.scanning.guards import Confidence
from app.scanning.image import DecodedCode
from app.scanning.photo_worker import READY, read_frame, write_frame
from app.scanning.problems import (
    NotAPhoto,
    NothingRead,
    PhotoBusy,
    PhotoProblem,
    PhotoTimeout,
    PhotoTooLarge,
)
from app.scanning.views import check_bytes

_ROOT = Path(__file__).parents[2]
_START_LIMIT = 30.0
"""Seconds for a worker to come up, also on a machine under load."""
_SEARCH_SHARE = 0.8
"""Of the time limit, after which no new look is begun: hints are worth more than a time-out."""
_PROBLEMS: dict[str, type[PhotoProblem]] = {
    kind.code: kind for kind in (PhotoTooLarge, NotAPhoto, NothingRead)
}


class _Worker:
    """One worker process. Its methods block, so they run in a thread."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [
                sys.executable,
                "-m",
                "app.scanning.photo_worker",
                str(seconds * _SEARCH_SHARE),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            # Strangers' pictures and our keys do not belong in one process.
            env={name: value for name, value in os.environ.items() if "SCANPOST" not in name},
        )
        with self._killed_after(_START_LIMIT) as killed:
            ready = self._pipe(self._process.stdout).read(1)
        if killed.is_set() or ready != READY:
            self.stop()
            raise PhotoTimeout("The photo reader did not start.")

    def ask(self, data: bytes) -> bytes:
        """The answer to a picture. Afterwards the worker is unusable if this raised."""
        with self._killed_after(self._seconds) as killed:
            try:
                write_frame(self._pipe(self._process.stdin), data)
                return read_frame(self._pipe(self._process.stdout))
            except (EOFError, OSError):
                self._process.wait()
                if killed.is_set():
                    raise PhotoTimeout("The photo was too hard to read in time.") from None
                raise NotAPhoto("The picture could not be unpacked.") from None

    def stop(self) -> None:
        self._process.kill()
        # communicate() also closes the pipes and collects the exit code
        self._process.communicate()

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[threading.Event]:
        """Kills the process when the time is up, which ends any wait on its pipes."""
        killed = threading.Event()

        def kill() -> None:
            killed.set()
            self._process.kill()

        timer = threading.Timer(seconds, kill)
        timer.daemon = True
        timer.start()
        try:
            yield killed
        finally:
            timer.cancel()

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise EOFError
        return pipe


class PhotoDecoder:
    """Reads codes from photos off the event loop. One for the application; close it at the end.

    Workers start with the first photo. `waiting`: photos in hand beyond which more are turned away.
    `seconds`: what a picture may take before its worker is killed.
    """

    def __init__(self, *, workers: int = 1, waiting: int = 8, seconds: float = 2.0) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="photo")
        self._idle: list[_Worker] = []
        self._in_hand = 0
        self._waiting = waiting
        self._seconds = seconds

    async def decode(self, data: bytes) -> list[DecodedCode]:
        """Every believed code of a photo, the one nearest the middle first; never empty.

        Raises `PhotoTooLarge`, `NotAPhoto`, `NothingRead`, `PhotoTimeout` or `PhotoBusy`.
        """
        check_bytes(data)
        if self._in_hand >= self._waiting:
            raise PhotoBusy("Too many photos are waiting to be read.")
        self._in_hand += 1
        try:
            answer = await asyncio.get_running_loop().run_in_executor(
                self._threads, self._ask, data
            )
        finally:
            self._in_hand -= 1
        return _codes(answer)

    def close(self) -> None:
        """Finish the photo in hand (`seconds` at most), drop those waiting, end the workers."""
        self._threads.shutdown(cancel_futures=True)
        while self._idle:
            self._idle.pop().stop()

    def _ask(self, data: bytes) -> bytes:
        worker = self._idle.pop() if self._idle else _Worker(self._seconds)
        try:
            answer = worker.ask(data)
        except BaseException:
            worker.stop()
            raise
        self._idle.append(worker)
        return answer


def _codes(answer: bytes) -> list[DecodedCode]:
    told = json.loads(answer)
    if "codes" not in told:
        raise _PROBLEMS[told["code"]](told["detail"], **told["params"])
    return [
        DecodedCode(**code | {"confidence": Confidence(code["confidence"])})
        for code in told["codes"]
    ]
