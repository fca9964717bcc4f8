"""Tables as files that Excel opens: quoted cells, and none that Excel would run.

Streamed: a line at a time, so that a year of rows needs no memory.
"""

import re
from collections.abc import Iterable

BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
_RUNS = re.compile(r"^[=+\-@\t\r]")
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")


def csv_line(cells: Iterable[object]) -> str:
    """One line; None is an empty cell. Text that a spreadsheet would run gets a quote before it."""
    return ",".join(_cell("" if one is None else str(one)) for one in cells) + "\r\n"


def _cell(text: str) -> str:
    if _RUNS.match(text) and not _NUMBER.match(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"'
