"""JSON as QuickBooks speaks it: exact decimals inside, plain JSON numbers outside."""

import json
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

Doc = dict[str, Any]

CENT = Decimal("0.01")
ZERO = Decimal(0)
# Intuit's servers stamp and default dates in their own zone, not in the company's.
SERVER_ZONE = ZoneInfo("America/Los_Angeles")


def loads(text: str | bytes) -> Any:
    """Parse JSON; fractional numbers become Decimal and never pass through float."""
    return json.loads(text, parse_float=Decimal)


def dumps(value: Any) -> str:
    """Write JSON; Decimals become JSON numbers.

    QuickBooks numbers have at most 15 digits: a double's shortest text is the same number.
    """
    return json.dumps(value, default=_number, separators=(",", ":"), ensure_ascii=False)


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} has no JSON form")
    return int(value) if value == value.to_integral_value() else float(value)


def decimal(value: object) -> Decimal:
    """A number of a document as Decimal; None counts as zero."""
    return ZERO if value is None else Decimal(str(value))


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def stamp(moment: datetime) -> str:
    """A MetaData time: whole seconds with the server's offset, as Intuit writes it."""
    return moment.astimezone(SERVER_ZONE).replace(microsecond=0).isoformat()


def envelope_time(moment: datetime) -> str:
    """The ``time`` of an answer: milliseconds with the server's offset."""
    return moment.astimezone(SERVER_ZONE).isoformat(timespec="milliseconds")


def reference(value: str, name: str | None = None) -> Doc:
    return {"value": value} if name is None else {"value": value, "name": name}
