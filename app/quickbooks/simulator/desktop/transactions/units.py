"""Units of measure: how many base units one unit of a line is (reference §5.3)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.store import Books, Refusal, Row

ONE = Decimal(1)


def ratio(books: Books, item: Row, unit: str | None) -> Decimal:
    """Base units per ``unit`` of the item; 1 where no unit is named.

    Raises Refusal 3210 for a unit that the item's set does not have.
    """
    if not unit:
        return ONE
    reference = item.values.get("UnitOfMeasureSetRef") or {}
    units = books.rows.get(str(reference.get("ListID", "")))
    if units is not None:
        if _is(units.values.get("BaseUnit") or {}, unit):
            return ONE
        for related in units.values.get("RelatedUnit") or []:
            if _is(related, unit):
                return Decimal(related["ConversionRatio"])
    raise Refusal(3210, f'The unit of measure "{unit}" is not one of item {item.name}.')


def base_quantity(books: Books, item: Row, line: Mapping[str, Any]) -> Decimal:
    """The line's quantity in the item's base unit."""
    quantity = Decimal(line.get("Quantity") or 0)
    return quantity * ratio(books, item, line.get("UnitOfMeasure"))


def _is(unit: Mapping[str, Any], name: str) -> bool:
    return name in (unit.get("Name"), unit.get("Abbreviation"))
