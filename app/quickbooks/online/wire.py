"""How QuickBooks Online writes things down: JSON with exact numbers, clean text, queries.

A Decimal becomes a JSON number by its own digits and a JSON number becomes a Decimal, so money and
quantities never pass through a float.
"""

import json
import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from app.core.types import decimal_text, plain

Json = dict[str, Any]

CENT = Decimal("0.01")
FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)  # more digits than any product of ours has
NUMBER_LENGTH = 21
NOTE_LENGTH = 4000
DESCRIPTION_LENGTH = 4000
TRACKING_LENGTH = 31
EMAIL_LENGTH = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")


def dumps(value: Any) -> str:
    """JSON text; Decimals as numbers with exactly their digits."""
    match value:
        case Decimal():
            return decimal_text(value)
        case dict():
            return "{" + ",".join(f"{json.dumps(k)}:{dumps(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(dumps(one) for one in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def loads(text: str) -> Any:
    """Parse JSON; every number with a fraction becomes a Decimal. Raises ValueError."""
    return json.loads(text, parse_float=Decimal)


def amount(qty: Decimal, price: Decimal) -> Decimal:
    """What a line costs: exactly what QuickBooks computes, or it refuses the line (6070)."""
    return EXACT.quantize(EXACT.multiply(qty, price), CENT)


def fitting(value: Decimal) -> Decimal:
    """The number with the digits QuickBooks keeps: fifteen, as in a double (§2, Dates/numbers)."""
    return plain(FIFTEEN.plus(value))


def number(value: Any, places: int) -> Decimal | None:
    """A number of an answer, rounded to what we store; None where there is none."""
    if value is None or isinstance(value, bool):
        return None
    try:
        return plain(Decimal(str(value)).quantize(Decimal(1).scaleb(-places)))
    except InvalidOperation:
        return None


def one_line(text: str, longest: int) -> str:
    """Text for a field: no control characters, single spaces, cut to the field's length."""
    return _SPACES.sub(" ", _CONTROL.sub("", text)).strip()[:longest].rstrip()


def quoted(text: str) -> str:
    """A literal of the query language: backslash and quote escaped by a backslash."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
