"""Exact numbers and clean text on the wire."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quickbooks.online.throttle import Throttle
from app.quickbooks.online.wire import amount, dumps, loads, number, one_line, quoted

decimals = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=7
)


@given(decimals)
def test_a_number_crosses_the_wire_without_losing_a_digit(value: Decimal) -> None:
    assert Decimal(str(loads(dumps({"n": value}))["n"])) == value


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.booleans() | st.none()))
def test_everything_else_is_plain_json(value: dict[str, object]) -> None:
    assert json.loads(dumps([value])) == [value]


@pytest.mark.parametrize(
    ("qty", "price", "cost"),
    [
        ("3", "33.3333333", "100.00"),
        ("0.5", "0.01", "0.01"),
        ("2.5", "0.01", "0.03"),
        ("1", "0.004", "0.00"),
        ("-2.5", "0.01", "-0.03"),
    ],
)
def test_an_amount_is_rounded_half_away_from_zero(qty: str, price: str, cost: str) -> None:
    assert amount(Decimal(qty), Decimal(price)) == Decimal(cost)


def test_a_number_of_an_answer_is_cut_to_what_we_store() -> None:
    assert number(Decimal("0.123456789"), 7) == Decimal("0.1234568")
    assert number("12.50", 5) == Decimal("12.5")
    assert (number(None, 5), number("many", 5), number(True, 5)) == (None, None, None)


def test_text_is_freed_of_what_quickbooks_refuses() -> None:
    assert one_line("a\tb\nc \x00\ud800 d  ", 100) == "a b c d"
    assert one_line("abcdef", 3) == "abc"


def test_a_query_cannot_be_broken_out_of() -> None:
    assert quoted("O'Neil\\") == "'O\\'Neil\\\\'"


def test_calls_are_spread_below_the_limits_of_a_second_and_of_a_minute() -> None:
    throttle = Throttle(per_second=2, per_minute=3)
    throttle.count(10.0)
    assert throttle.wait(10.0) == 0
    throttle.count(10.1)
    assert throttle.wait(10.5) == pytest.approx(0.5)
    assert throttle.wait(11.1) == 0
    throttle.count(11.2)
    assert throttle.wait(20.0) == pytest.approx(50.0)
    assert throttle.wait(70.1) == 0
