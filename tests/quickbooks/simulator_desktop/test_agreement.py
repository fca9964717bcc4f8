"""What our builder says, the simulated QuickBooks can read: two readings of the same tables."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.quickbooks.desktop.grammar import REQUESTS
from app.quickbooks.desktop.grammar.fields import Field, Kind, rivals
from app.quickbooks.desktop.qbxml import Rq, build
from app.quickbooks.simulator.desktop import Books
from app.quickbooks.simulator.desktop.envelope import opened
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24
from tests.quickbooks.simulator_desktop.desk import Clock
from tests.quickbooks.simulator_desktop.desk import opened as opened_desk

VALUES: dict[Kind, Any] = {
    Kind.ID: "80000031-1700000000",
    Kind.GUID: "{8A1B4F20-0C4E-4E0B-9C1D-2F6A7B8C9D01}",
    Kind.BOOL: True,
    Kind.DATE: date(2026, 2, 3),
    Kind.DATETIME: datetime(2026, 2, 3, 10),  # noqa: DTZ001
    Kind.AMOUNT: Decimal("1234.5"),
    Kind.PRICE: Decimal("1.23456"),
    Kind.QTY: Decimal("-0.5"),
    Kind.PERCENT: Decimal("8.25"),
    Kind.FLOAT: Decimal("1.5"),
    Kind.INT: 12,
    Kind.SEQUENCE: "1700000000",
}


def body(fields: Iterable[Field], skip: int) -> dict[str, Any]:
    """One of everything that can stand together; `skip` alternatives are passed over first."""
    chosen: list[Field] = []
    rest = sorted(fields, key=lambda one: bool(one.choice) and not one.required)
    for field in rest[skip:] + rest[:skip] if skip else rest:
        if not any(rivals(one, field) for one in chosen):
            chosen.append(field)
    return {one.name: [value(one)] if one.many else value(one) for one in chosen}


def value(field: Field) -> Any:
    if field.kind is Kind.GROUP:
        return body(field.fields, 0)
    if field.kind is Kind.ENUM:
        return field.values[-1]
    if field.kind is Kind.TEXT:
        return "Ünique text"[: field.length or None]
    return VALUES[field.kind]


@pytest.mark.parametrize("name", sorted(REQUESTS))
@pytest.mark.parametrize("skip", [0, 2])
def test_what_we_can_say_is_read(name: str, skip: int) -> None:
    request = REQUESTS[name]
    inside = request.fields[0].fields if request.wraps else request.fields
    text = build([Rq(name, body(inside, skip), "r-1")], version="16.0")
    document = opened(Books(Clock(), ENTERPRISE_24), text)
    assert [one.tag for one in document.requests] == [name]
    assert len(document.requests[0]) > 0


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_sets_sent_again_in_any_number_are_done_once(schedule: list[tuple[int, bool]]) -> None:
    """Each set retires the one before; after any of them QuickBooks' session may break."""
    desk = opened_desk()
    before = len(desk.books.rows)
    for number, (times, breaks) in enumerate(schedule):
        for _ in range(times):
            request = Rq("CustomerAddRq", {"Name": f"Customer {number}"})
            previous = f"set-{number - 1}" if number else ""
            answer = desk.send(request, new_set=f"set-{number}", old_set=previous)
            assert answer.responses[0].code == 0
            if breaks:
                desk.company.end()
                desk.company.begin("")
    assert len(desk.books.rows) == before + len(schedule)
