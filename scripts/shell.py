"""What the other scripts share: paths, running a tool, stamps, the system's packages.

Standard library only: this runs before `.venv` exists.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WEB = ROOT / "web"
CACHE = ROOT / ".cache"


class Failed(Exception):
    """Something the person must do; the message is one sentence that names the command."""


def say(text: str) -> None:
    """One line of progress, at once even where output is a pipe."""
    print(f"scanpost: {text}", flush=True)


def attempt(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> tuple[bool, str]:
    """Run a tool quietly; whether it succeeded, and what it printed. Never raises."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError:
        return False, f"{command[0]}: not found"
    except subprocess.TimeoutExpired:
        return False, f"{command[0]}: no answer within {timeout:g} s"
    return done.returncode == 0, done.stdout


def require(
    command: Sequence[str | Path],
    sentence: str,
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> str:
    """Run a tool that must succeed; on failure its output is shown, then `sentence`."""
    succeeded, output = attempt(command, cwd=cwd, env=env)
    if not succeeded:
        print(output.rstrip(), file=sys.stderr)
        raise Failed(sentence)
    return output


def digest(files: Iterable[Path], *also: str) -> str:
    """SHA-256 over the files' names and contents (and any other words), in a stable order."""
    total = hashlib.sha256("\0".join(also).encode())
    for file in sorted(files):
        total.update(f"\0{file.relative_to(ROOT)}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def is_current(stamp: Path, key: str) -> bool:
    """Whether the work that `stamp` stands for was finished for exactly this key."""
    return stamp.is_file() and stamp.read_text() == key


def install_packages(*packages: str) -> bool:
    """Install Debian or Ubuntu packages where this is root; whether that worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing {' '.join(packages)} with apt-get")
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    attempt([*apt, "update"], env=quiet)
    succeeded, output = attempt(
        [*apt, "install", "--yes", "--no-install-recommends", *packages], env=quiet
    )
    if not succeeded:
        print(output.rstrip(), file=sys.stderr)
    return succeeded
