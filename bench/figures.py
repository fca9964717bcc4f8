"""Numbers and plain tables."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long each of some things took, in seconds, and how long all of them took together."""

    seconds: Sequence[float]
    wall: float

    def percentile(self, percent: float) -> float:
        """Nearest rank, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[max(ceil(percent / 100 * len(ordered)), 1) - 1] * 1000

    @property
    def p50(self) -> float:
        """Median, in milliseconds."""
        return self.percentile(50)

    @property
    def p95(self) -> float:
        """In milliseconds."""
        return self.percentile(95)

    @property
    def per_second(self) -> float:
        """Throughput of all clients together."""
        return len(self.seconds) / self.wall


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their headings: text to the left, numbers to the right."""
    cells = [[_text(value) for value in row] for row in rows]
    widths = [
        max(len(line[column]) for line in [list(headings), *cells])
        for column in range(len(headings))
    ]
    numeric = [bool(rows) and isinstance(rows[0][i], float | int) for i in range(len(headings))]
    for line in [list(headings), *cells]:
        shown = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        ]
        print("  " + "  ".join(shown).rstrip())
    print(flush=True)


def heading(text: str) -> None:
    """Print what the next table shows, with the load of the machine at this moment."""
    print(f"{text}  [{load()}]")


def load() -> str:
    """The load average: with other work on the machine the numbers look worse than they are."""
    return "load " + " ".join(f"{one:.1f}" for one in os.getloadavg())


def machine() -> str:
    """What this runs on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )


def _text(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
