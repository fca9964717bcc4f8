"""From a validated qbXML element to plain values, by the table of its fields."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar.fields import Field, Kind

_NUMBERS = (Kind.AMOUNT, Kind.PRICE, Kind.QTY, Kind.PERCENT, Kind.FLOAT)


def read(element: Element, fields: Iterable[Field]) -> dict[str, Any]:
    """The element's content: text, bool, int, Decimal, date, datetime, dictionaries, lists.

    An element that may repeat becomes a list, also when it stands once. A datetime is as written:
    naive where no offset was given. Elements the table does not have are left out.
    """
    known = {field.name: field for field in fields}
    values: dict[str, Any] = {}
    for child in element:
        field = known.get(str(child.tag))
        if field is None:
            continue
        value = read(child, field.fields) if field.kind is Kind.GROUP else _value(field, child)
        if field.many:
            values.setdefault(field.name, []).append(value)
        else:
            values[field.name] = value
    return values


def _value(field: Field, element: Element) -> Any:
    text = element.text or ""
    if field.kind is Kind.BOOL:
        return text == "true"
    if field.kind in _NUMBERS:
        return Decimal(text)
    if field.kind is Kind.INT:
        return int(text)
    if field.kind is Kind.DATE:
        return date.fromisoformat(text)
    if field.kind is Kind.DATETIME:
        return datetime.fromisoformat(text)
    return text
