"""Tables as files that people edit in Excel: CSV out without cells that Excel would run, and in
from whatever Excel made of it (byte order mark, semicolons, Windows' own letters)."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.errors import Invalid

MOST_BYTES = 10_000_000
MOST_ROWS = 50_000
_RUNS = ("=", "+", "-", "@", "\t", "\r")


class NotASheet(Invalid):
    code = "not_a_sheet"
    title = "This file cannot be read as CSV"
    action = "Export the file here, change it, and save it as CSV."


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a file: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """The cell, without surrounding spaces; empty where the column is missing."""
        return self.cells.get(column, "")


def write_sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV for Excel: a byte order mark, CRLF, and text where Excel would see a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def read_sheet(data: bytes, *, needs: Sequence[str]) -> list[SheetRow]:
    """The rows of a CSV file, by the names in its first line; empty rows are skipped.

    Raises NotASheet where it is too large, no table, or lacks one of the columns `needs`.
    """
    if len(data) > MOST_BYTES:
        raise NotASheet("The file is larger than 10 MB.")
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header = [one.strip().lower() for one in next(lines, [])]
        missing = [one for one in needs if one not in header]
        if missing:
            raise NotASheet(f"The first line must name the column {missing[0]}.", column=missing[0])
        rows = [
            SheetRow(lines.line_num, _cells(header, line))
            for line in lines
            if any(cell.strip() for cell in line)
        ]
    except csv.Error as error:
        raise NotASheet("The file is not a table of comma-separated values.") from error
    if len(rows) > MOST_ROWS:
        raise NotASheet(f"The file has more than {MOST_ROWS:,} rows.")
    return rows


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotASheet("The file is not text.")


def _cells(header: Sequence[str], line: Sequence[str]) -> dict[str, str]:
    return {name: _plain(cell.strip()) for name, cell in zip(header, line, strict=False) if name}


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RUNS) else cell
