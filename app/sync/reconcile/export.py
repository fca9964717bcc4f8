"""A comparison as a spreadsheet: one row per cause, so that every unit is accounted for."""

from datetime import date

from app.core.spreadsheet import BOM, csv_line
from app.core.types import decimal_text
from app.sync.reconcile.schemas import CauseOut, LineRow, RunDetail

HEAD = (
    *("SKU", "Item", "Here", "In QuickBooks", "Difference", "Value at cost"),
    *("Because", "Units", "Transaction", "Number", "Date", "Party", "Made by", "State"),
)


def as_csv(run: RunDetail) -> str:
    """The lines of a comparison, US dates and plain numbers."""
    rows = [_row(line, cause) for line in run.lines for cause in line.causes]
    return BOM + "".join(csv_line(row) for row in (HEAD, *rows))


def _row(line: LineRow, cause: CauseOut) -> list[str]:
    return [
        line.item.sku,
        line.item.name,
        decimal_text(line.ours),
        decimal_text(line.theirs),
        decimal_text(line.difference),
        "" if line.value is None else f"{line.value:.2f}",
        cause.kind.replace("_", " "),
        decimal_text(cause.qty),
        cause.entity,
        cause.number,
        _day(cause.on),
        cause.party,
        cause.made_by,
        cause.repaired.value if cause.repaired else line.state.value,
    ]


def _day(value: date | None) -> str:
    return "" if value is None else f"{value:%m/%d/%Y}"
