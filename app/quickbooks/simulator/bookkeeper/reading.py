"""Reading the values of a deed, as JSON or a form brings them. Raises ValueError in plain words."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from app.quickbooks.simulator.bookkeeper.documents import Row

Values = dict[str, Any]


def text(values: Values, name: str) -> str:
    found = optional(values, name)
    if found is None:
        raise ValueError(f"Fill in {name}.")
    return found


def optional(values: Values, name: str) -> str | None:
    value = values.get(name)
    return str(value).strip() or None if value is not None else None


def number(values: Values, name: str) -> Decimal | None:
    found = optional(values, name)
    try:
        value = None if found is None else Decimal(found)
    except InvalidOperation:
        value = Decimal("NaN")
    if value is not None and not value.is_finite():
        raise ValueError(f"{name} is a number.")
    return value


def flag(values: Values, name: str) -> bool:
    return values.get(name) in (True, "true", "on", "1")


def rows(values: Values) -> list[Row]:
    """The lines of a document: a list, or one line's item, quantity and price at the top."""
    given = values.get("lines")
    lines: Iterable[Any] = given if isinstance(given, list) and given else [values]
    return [row(line) for line in lines]


def row(line: Any) -> Row:
    if not isinstance(line, dict):
        raise ValueError("A line has an item, a quantity and perhaps a price.")
    quantity = number(line, "quantity")
    if quantity is None:
        raise ValueError("Fill in quantity.")
    return Row(text(line, "item"), quantity, number(line, "price"))


def document(values: Values) -> tuple[str, str]:
    return text(values, "kind"), text(values, "which")


def past_closing(values: Values) -> bool:
    return flag(values, "past_closing")
