"""Whether a request is what the tables allow, to the letter (reference §9 rule 12).

QuickBooks says nothing of where it stumbled; the text here is for whoever reads the simulator's
log, and is not part of the answer.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar.fields import Field, Kind, rivals, version_key

_DIGITS = {
    Kind.AMOUNT: re.compile(r"[+-]?\d{1,13}(\.\d{2})?"),
    Kind.PRICE: re.compile(r"[+-]?\d{1,10}(\.\d{1,5})?"),
    Kind.QTY: re.compile(r"[+-]?\d{1,10}(\.\d{1,5})?"),
    Kind.PERCENT: re.compile(r"[+-]?\d{1,10}(\.\d{1,5})?"),
    Kind.FLOAT: re.compile(r"[+-]?\d+(\.\d+)?"),
    Kind.INT: re.compile(r"[+-]?\d{1,10}"),
    Kind.SEQUENCE: re.compile(r".{1,16}"),
    Kind.ID: re.compile(r".{1,36}"),
    Kind.GUID: re.compile(
        r"0|\{[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\}"
    ),
    Kind.BOOL: re.compile(r"true|false"),
}
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d)?")


class Malformed(Exception):
    """The first thing in a document that the tables do not allow."""


def check(element: Element, fields: Sequence[Field], version: str) -> None:
    """Raise Malformed unless the element's children stand as the tables say, for this version."""
    allowed = [one for one in fields if version_key(one.since) <= version_key(version)]
    if any((text or "").strip() for text in (element.text, *(one.tail for one in element))):
        raise Malformed(f"{element.tag} mixes text and elements")
    at = 0
    seen: list[Field] = []
    for child in element:
        at, field = _place(child, allowed, at, seen)
        seen.append(field)
        _check_one(child, field, version)
    _check_required(element, allowed, seen)


def _place(
    child: Element, fields: Sequence[Field], at: int, seen: list[Field]
) -> tuple[int, Field]:
    """Where in the table the child stands, not before the child ahead of it."""
    start = _group_start(fields, at)
    for index in range(start, len(fields)):
        field = fields[index]
        if field.name != child.tag:
            continue
        if not field.many and any(one is field for one in seen):
            raise Malformed(f"{child.tag} stands twice")
        clash = next((one for one in seen if rivals(one, field)), None)
        if clash is not None:
            raise Malformed(f"{child.tag} excludes {clash.name}")
        return index, field
    raise Malformed(f"{child.tag} is unknown here, too new, or out of order")


def _group_start(fields: Sequence[Field], at: int) -> int:
    """Fields of one mixture follow each other in any sequence: back to the first of them."""
    if at < len(fields) and fields[at].mixed:
        return next(i for i, one in enumerate(fields) if one.mixed == fields[at].mixed)
    return at


def _check_required(element: Element, fields: Sequence[Field], seen: list[Field]) -> None:
    for field in fields:
        if not field.required or any(one is field for one in seen):
            continue
        relieved = any(
            (field.mixed and one.mixed == field.mixed) or rivals(one, field) for one in seen
        )
        if not relieved:
            raise Malformed(f"{element.tag} lacks {field.name}")


def _check_one(element: Element, field: Field, version: str) -> None:
    if field.kind is Kind.GROUP:
        # an empty reference in a change means: take the reference away
        if len(element) or not field.name.endswith("Ref"):
            check(element, field.fields, version)
        return
    if len(element):
        raise Malformed(f"{element.tag} holds elements")
    text = element.text or ""
    if field.length and len(text) > field.length:
        raise Malformed(f"{element.tag} is longer than {field.length}")
    if not _fits(field, text):
        raise Malformed(f"{element.tag} cannot be {text!r}")


def _fits(field: Field, text: str) -> bool:
    if field.kind is Kind.ENUM:
        return text in field.values
    if field.kind is Kind.DATE:
        return _is(date, text) and len(text) == 10
    if field.kind is Kind.DATETIME:
        return bool(_DATETIME.fullmatch(text)) and _is(datetime, text)
    pattern = _DIGITS.get(field.kind)
    return pattern is None or bool(pattern.fullmatch(text))


def _is(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True
