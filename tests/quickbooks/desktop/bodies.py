"""Random bodies of requests, drawn from our own tables."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from app.quickbooks.desktop.grammar.fields import Field, Kind, rivals, version_key

# what the public schema forbids by mistake: a choice that may occur no time at all
MISTAKEN = {("ValueAdjustment", "NewValue"), ("ValueAdjustment", "ValueDifference")}
LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0xFF, blacklist_characters="\x7f").filter(
    lambda one: not "\x80" <= one <= "\x9f"
)
_NUMBERS = st.decimals(min_value=-(10**6), max_value=10**6, places=5)
_SIMPLE: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.ID: st.from_regex(r"\A[0-9A-F]{1,8}-[0-9]{10}\Z"),
    Kind.GUID: st.uuids().map(lambda one: f"{{{one}}}"),
    Kind.BOOL: st.booleans(),
    Kind.DATE: st.dates(date(1901, 1, 1), date(2099, 12, 31)),
    Kind.DATETIME: st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)),  # noqa: DTZ001
    Kind.AMOUNT: _NUMBERS,
    Kind.PRICE: _NUMBERS,
    Kind.QTY: _NUMBERS,
    Kind.PERCENT: st.one_of(_NUMBERS, st.just(Decimal("1E+3"))),
    Kind.FLOAT: _NUMBERS,
    Kind.INT: st.integers(1, 10**6),
    Kind.SEQUENCE: st.from_regex(r"\A[0-9]{10}\Z"),
}


_MONTHS = st.integers(1, 12)


def value(field: Field) -> st.SearchStrategy[Any]:
    """A value that fits the simple field."""
    if field.name == "ExpirationMonth":
        return _MONTHS  # of a credit card, which we never send: our tables know no bounds
    if field.kind is Kind.TEXT:
        return st.text(LETTERS, min_size=1, max_size=min(field.length or 60, 60))
    return st.sampled_from(field.values) if field.values else _SIMPLE[field.kind]


@st.composite
def body(
    draw: st.DrawFn, fields: tuple[Field, ...], version: str = "13.0", inside: str = ""
) -> dict[str, Any]:
    """A body that the fields allow at the version: what must be there, and some of the rest."""
    chosen: list[Field] = []
    wanted = draw(st.sets(st.sampled_from(range(len(fields))), max_size=6)) if fields else set()
    order = sorted(range(len(fields)), key=lambda at: (not fields[at].required, at))
    for at in order:
        one = fields[at]
        if version_key(one.since) > version_key(version) or (inside, one.name) in MISTAKEN:
            continue
        stood_in_for = any(one.mixed and one.mixed == other.mixed for other in chosen)
        if any(rivals(one, other) for other in chosen):
            continue
        if at in wanted or (one.required and not stood_in_for):
            chosen.append(one)
    return {one.name: draw(_filled(one, version)) for one in chosen}


def _filled(field: Field, version: str) -> st.SearchStrategy[Any]:
    if field.kind is Kind.GROUP:
        inside = body(field.fields, version, field.name)
        return st.lists(inside, min_size=1, max_size=2) if field.many else inside
    return st.lists(value(field), min_size=1, max_size=2) if field.many else value(field)
