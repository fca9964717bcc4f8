"""One running Scanpost per data folder, and a port nobody else holds: found out before starting."""

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path


class CannotStart(Exception):
    """Why the server does not start, as one line for the person who started it."""


@contextlib.contextmanager
def only_instance(data_dir: Path) -> Iterator[None]:
    """Hold the data folder; the kernel lets go of it when the process ends, however it ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "scanpost.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip()
            raise CannotStart(
                f"Scanpost already runs on the data folder {data_dir} (process {holder}). "
                "Stop it first, or set SCANPOST_DATA_DIR to another folder."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def check_port(host: str, port: int) -> None:
    """Raise CannotStart if `port` cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise CannotStart(
                f"Port {port} needs root. Choose one above 1023: make run PORT=8000"
            ) from error
        except OSError as error:
            raise CannotStart(
                f"Port {port} is taken by another program. "
                f"Choose another one: make run PORT={port + 1}"
            ) from error
