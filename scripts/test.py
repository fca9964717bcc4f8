"""Everything that `make test` checks, and the table it ends with.

Every step runs, whatever failed before it, and writes `.cache/test-logs/<step>.log`, which is
shown when it fails. A step that could not run has failed: nothing is skipped.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.browser import CHOSEN, HOMEBREW
from scripts.shell import CACHE, PYTHON, ROOT, VENV

LOGS = CACHE / "test-logs"
STEP_SECONDS = 1200  # a step that hangs must not hide what the others found
SHOWN_LINES = 150
CLOSING = re.compile(r"=+ .*\b(?:passed|failed|errors?|no tests ran)\b.* in .*=+")


@dataclass(frozen=True)
class Step:
    """One thing that passes or fails, by its exit code."""

    name: str
    command: Sequence[str | Path]

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return LOGS / f"{re.sub('[^a-z0-9]+', '-', self.name.lower())}.log"


@dataclass(frozen=True)
class Outcome:
    """How a step went."""

    step: Step
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{'ok  ' if self.passed else 'FAIL'}  {self.seconds:6.1f} s  {self.step.name}"


def module(name: str, *arguments: str) -> list[str | Path]:
    """A Python module of `.venv`, as a command."""
    return [PYTHON, "-m", name, *arguments]


def pytest(*arguments: str) -> list[str | Path]:
    """pytest; `-rs` names every test that was left out, and why."""
    return module("pytest", "--no-header", "-rs", *arguments)


INSTALL = [
    Step("JavaScript packages", module("scripts.setup", "web")),
    Step("Chromium", module("scripts.browser", "chromium")),
    Step("libzbar", module("scripts.browser", "zbar")),
]
STATIC = [
    Step("tsc, biome, Vitest, web build, budget", module("scripts.setup", "npm", "run", "check")),
    Step("mypy", module("mypy")),
    Step("ruff check", module("ruff", "check", ".")),
    Step("ruff format", module("ruff", "format", "--check", ".")),
    Step("import-linter", [VENV / "bin" / "lint-imports", "--no-logo"]),
    Step("API types unchanged", module("scripts.schema", "--check")),
]
# Each of these keeps two cores busy by itself.
ALONE = [
    Step("pytest on SQLite", pytest("-m", "not e2e", "-n", "2")),
    Step("pytest on PostgreSQL", pytest("-m", "not e2e", "-n", "2", "--engine=postgresql")),
    Step("web build for the browser", module("scripts.setup", "build")),
    # One after the other: a scanner is told from a person by how fast its keys come.
    Step("browser and process tests", pytest("-m", "e2e")),
]


def environment() -> dict[str, str]:
    """What the tests may rely on: the browser, and Homebrew's libraries on a Mac."""
    extra = dict(HOMEBREW) if sys.platform == "darwin" else {}
    if CHOSEN.exists():
        extra["CHROMIUM_PATH"] = CHOSEN.read_text()
    return {**os.environ, **extra}


def run(step: Step) -> Outcome:
    """Run one step to its end and say in one line how it went."""
    began = time.monotonic()
    with step.log.open("w") as log:
        try:
            code = subprocess.run(
                [str(part) for part in step.command],
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=STEP_SECONDS,
                check=False,
            ).returncode
        except (subprocess.TimeoutExpired, FileNotFoundError) as problem:
            log.write(f"\n{problem}\n")
            code = 1
    outcome = Outcome(step, code == 0, time.monotonic() - began)
    print(outcome, flush=True)
    return outcome


def run_all(steps: Sequence[Step], *, at_once: int) -> list[Outcome]:
    """Run steps, so many at a time; Ctrl-C starts no further one."""
    with ThreadPoolExecutor(at_once) as pool:
        try:
            return list(pool.map(run, steps))
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise


def report(outcomes: Sequence[Outcome], seconds: float) -> None:
    """The logs of what failed, then what was left out, the table and the count."""
    for outcome in outcomes:
        if not outcome.passed:
            lines = outcome.step.log.read_text(errors="replace").splitlines()
            print(f"\n----- {outcome.step.name}: {outcome.step.log.relative_to(ROOT)}")
            print("\n".join(lines[-SHOWN_LINES:]))
    print()
    for outcome in outcomes:
        print(outcome)
        text = outcome.step.log.read_text(errors="replace")
        for line in text.splitlines():
            if line.startswith("SKIPPED [") or CLOSING.fullmatch(line):
                print(f"      {line.strip('= ')}" if line.startswith("SKIPPED") else line)
    failed = sum(not outcome.passed for outcome in outcomes)
    print(f"\n{seconds:.0f} s in all; logs in {LOGS.relative_to(ROOT)}/")
    print(f"{len(outcomes) - failed} passed, {failed} failed", flush=True)


def main() -> None:
    """Run everything; exit code 1 if anything failed."""
    LOGS.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    try:
        outcomes = [
            *run_all(INSTALL, at_once=2),
            *run_all(STATIC, at_once=2),
            *run_all(ALONE, at_once=1),
        ]
    except KeyboardInterrupt:
        sys.exit("scanpost: stopped")
    report(outcomes, time.monotonic() - began)
    sys.exit(any(not outcome.passed for outcome in outcomes))


if __name__ == "__main__":
    main()
