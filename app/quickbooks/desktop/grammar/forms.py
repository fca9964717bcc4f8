"""How a value is written in qbXML, and whether a written value has its form (reference §2.2)."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.quickbooks.desktop import wire
from app.quickbooks.desktop.grammar.fields import Field, Kind

_NUMBER = r"[+-]?[0-9]{1,10}(\.[0-9]{1,5})?"
_FORMS = {
    Kind.GUID: r"0|\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}",
    Kind.BOOL: r"true|false|0|1",
    Kind.DATE: r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    Kind.DATETIME: r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"([+-][0-9]{2}:[0-9]{2})?",
    Kind.AMOUNT: r"[+-]?[0-9]{1,13}(\.[0-9]{2})?",
    Kind.PRICE: _NUMBER,
    Kind.QTY: _NUMBER,
    Kind.PERCENT: _NUMBER,
    Kind.FLOAT: r"[+-]?[0-9]+(\.[0-9]+)?",
    Kind.INT: r"[+-]?[0-9]+",
}
_FORM_OF = {kind: re.compile(form) for kind, form in _FORMS.items()}
# what XML 1.0 cannot hold, and control characters QuickBooks does not keep (reference §2.6)
_UNKEEPABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNKEEPABLE_IN_NOTES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOTES = frozenset({"Memo", "Desc", "ItemDesc", "SalesDesc", "PurchaseDesc", "Notes", "Note"})


def written(field: Field, value: Any) -> str:
    """The text of a value in a field. Raises ValueError with the reason if it has none."""
    text = _written(field.kind, value)
    if reason := fault(field, text):
        raise ValueError(reason)
    return text


def fault(field: Field, text: str) -> str:
    """What is wrong with the text of a field; empty if nothing is."""
    if not text and field.kind is not Kind.TEXT:  # empty text empties the field of a record
        return "it is empty"
    if field.length and _length(text) > field.length:
        return f"it has {_length(text)} characters, {field.length} fit"
    if field.values and text not in field.values:
        return f"{text!r} is none of its values"
    form = _FORM_OF.get(field.kind)
    if form is not None and not form.fullmatch(text):
        return f"{text!r} is no {field.kind}"
    if field.kind in (Kind.DATE, Kind.DATETIME) and not _is_in_the_calendar(text):
        return f"{text!r} is not in the calendar"
    bad = _UNKEEPABLE_IN_NOTES if field.name in _NOTES else _UNKEEPABLE
    if found := bad.search(text):
        return f"it holds the control character {found[0]!a}"
    return ""


def _written(kind: Kind, value: Any) -> str:
    writer = _WRITERS.get(kind)
    if writer is not None and not isinstance(value, str):
        return writer(value)
    if isinstance(value, str):
        return value
    raise ValueError(f"a {type(value).__name__} is no {kind}")


def _length(text: str) -> int:
    """Characters as Windows counts them: one outside the first plane is two."""
    return len(text) + sum(one > "\uffff" for one in text)


def _is_in_the_calendar(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _flag(value: Any) -> str:
    if not isinstance(value, bool):
        raise ValueError(f"a {type(value).__name__} is no bool")
    return "true" if value else "false"


def _day(value: Any) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"a {type(value).__name__} is no date")
    return value.isoformat()


def _moment(value: Any) -> str:
    """Local time without an offset: QuickBooks' own offsets are wrong in summer (§2.4)."""
    if not isinstance(value, datetime) or value.tzinfo is not None:
        raise ValueError("it must be a time of the company's own clock, without an offset")
    return value.isoformat(timespec="seconds")


def _whole(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"a {type(value).__name__} is no int")
    return str(value)


def _by(writer: Callable[[Decimal], str]) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            raise ValueError(f"a {type(value).__name__} is no exact number")
        return writer(Decimal(value))

    return write


_WRITERS: dict[Kind, Callable[[Any], str]] = {
    Kind.BOOL: _flag,
    Kind.DATE: _day,
    Kind.DATETIME: _moment,
    Kind.INT: _whole,
    Kind.AMOUNT: _by(wire.amount),
    Kind.PRICE: _by(wire.quantity),
    Kind.QTY: _by(wire.quantity),
    Kind.PERCENT: _by(wire.quantity),
    Kind.FLOAT: _by(wire.quantity),
}
