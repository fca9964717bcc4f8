"""Checking a request body against the field table (rule 14).

Codes: unknown name 2010, wrong type 2080, bad date 2060, enumeration 2170, length 2050, missing
2020, forbidden characters in a name 2040 (or 6000, unverified, hence a setting).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.fields import Field, Fields, Kind
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc

_FORBIDDEN = (":", "\t", "\n", "\r")
_LONGEST_NUMBER = 15


@rule(14, "S13, S20, XSD")
def checked(payload: Mapping[str, Any], fields: Fields, where: str, *, name_code: int) -> Doc:
    """The body with known, well-formed, writable values only.

    A null or empty string at the top stays as None: it clears the field. Read-only values are
    dropped.
    """
    if not isinstance(payload, Mapping):
        raise QboFault(2080, element=where, name=where, kind="object", value=payload)
    result: Doc = {}
    for name, value in payload.items():
        field = fields.get(name)
        if field is None:
            raise QboFault(2010, element=name, name=name, where=where)
        if field.read_only:
            continue
        path = f"{where}.{name}" if where else name
        result[name] = (
            None if value is None or value == "" else _value(value, field, path, name_code)
        )
    return result


@rule(14, "S20: required on create and on a full update")
def require(doc: Doc, fields: Fields) -> None:
    for name, field in fields.items():
        if field.required and doc.get(name) in (None, []):
            raise QboFault(2020, element=name, name=name)


def _value(value: Any, field: Field, path: str, name_code: int) -> Any:
    match field.kind:
        case Kind.TEXT:
            return _text(value, field, path, name_code)
        case Kind.NUMBER | Kind.WHOLE:
            return _number(value, field, path)
        case Kind.FLAG:
            if not isinstance(value, bool):
                raise QboFault(2080, element=path, name=path, kind="boolean", value=value)
            return value
        case Kind.DAY | Kind.MOMENT:
            return _day(value, path)
        case Kind.CHOICE:
            if value not in field.choices:
                raise QboFault(2170, element=path, name=path, value=value)
            return value
        case Kind.REFERENCE:
            return _reference(value, path)
        case Kind.OBJECT:
            return _part(value, field, path, name_code)
        case Kind.LIST:
            if not isinstance(value, list):
                raise QboFault(2080, element=path, name=path, kind="array", value=value)
            return [_part(one, field, path, name_code) for one in value]
        case _:
            return value


def _part(value: Any, field: Field, path: str, name_code: int) -> Doc:
    """A nested object, which is replaced as a whole: what is empty in it is simply not there."""
    part = checked(value, field.fields or {}, path, name_code=name_code)
    return {name: one for name, one in part.items() if one is not None}


def _text(value: Any, field: Field, path: str, name_code: int) -> str:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise QboFault(2080, element=path, name=path, kind="string", value=value)
    if field.longest is not None and len(value) > field.longest:
        raise QboFault(2050, element=path, low=0, high=field.longest, length=len(value))
    if field.plain and any(character in value for character in _FORBIDDEN):
        text = f"{path} contains a colon, tab or newline"
        raise QboFault(name_code, element=path, name=path, text=text)
    return value


def _number(value: Any, field: Field, path: str) -> Decimal | int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise QboFault(2080, element=path, name=path, kind=field.kind.value, value=value)
    if field.kind is Kind.WHOLE and value != int(value):
        raise QboFault(2080, element=path, name=path, kind="integer", value=value)
    number = Decimal(value)
    if not number.is_finite() or len(number.as_tuple().digits) > _LONGEST_NUMBER + 5:
        raise QboFault(2080, element=path, name=path, kind="decimal", value=value)
    return int(value) if field.kind is Kind.WHOLE else number


def _day(value: Any, path: str) -> str:
    # Intuit accepts an offset after the day (2026-08-20-07:00) and drops it.
    text = str(value)[:10]
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise QboFault(2060, element=path, name=path, value=value) from None


def _reference(value: Any, path: str) -> Doc:
    if not isinstance(value, Mapping) or not value.get("value"):
        raise QboFault(2020, element=path, name=f"{path}.value")
    unknown = next((key for key in value if key not in ("value", "name", "type")), None)
    if unknown is not None:
        raise QboFault(2010, element=unknown, name=unknown, where=path)
    return {"value": str(value["value"])}
