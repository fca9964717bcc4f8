"""Exact numbers, ids that sort, times with a zone."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.core.types import Qty, Quantity, UtcDateTime, decimal_text, new_id

DIALECT = sa.create_engine("sqlite://").dialect
quantities = st.decimals(min_value=-(10**9), max_value=10**9, places=5, allow_nan=False)


@given(quantities)
def test_a_quantity_survives_the_database_exactly(value: Decimal) -> None:
    stored = Quantity().process_bind_param(value, DIALECT)
    assert isinstance(stored, int)
    assert Quantity().process_result_value(stored, DIALECT) == value


def test_a_sixth_decimal_place_is_refused_rather_than_rounded() -> None:
    with pytest.raises(ValueError, match="more than 5"):
        Quantity().process_bind_param(Decimal("0.000001"), DIALECT)


@pytest.mark.parametrize(
    ("number", "text"),
    [("12.50000", "12.5"), ("1E+2", "100"), ("0.00001", "0.00001"), ("-3", "-3"), ("0E-5", "0")],
)
def test_numbers_are_written_without_exponent_or_trailing_zeros(number: str, text: str) -> None:
    assert decimal_text(Decimal(number)) == text


@pytest.mark.parametrize("bad", [1.5, "NaN", "Infinity", "1e11", "0.123456", "twelve"])
def test_the_wire_refuses_floats_and_nonsense(bad: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Qty).validate_python(bad)


def test_the_wire_writes_text() -> None:
    adapter = TypeAdapter[Decimal](Qty)
    assert adapter.dump_json(adapter.validate_python("2.50")) == b'"2.5"'


def test_ids_are_version_7_and_sort_by_time() -> None:
    ids = [new_id() for _ in range(50)]
    assert {one.version for one in ids} == {7}
    assert [one.int >> 80 for one in ids] == sorted(one.int >> 80 for one in ids)


def test_a_time_without_a_zone_is_refused_and_sqlite_gives_utc_back() -> None:
    kind = UtcDateTime()
    with pytest.raises(ValueError, match="zone"):
        kind.process_bind_param(datetime(2026, 1, 1), DIALECT)  # noqa: DTZ001
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    assert kind.process_result_value(naive, DIALECT) == datetime(2026, 1, 1, tzinfo=UTC)


def test_the_difference_of_two_quantity_columns_is_a_quantity() -> None:
    table = sa.table("t", sa.column("a", Quantity()), sa.column("b", Quantity()))
    assert isinstance((table.c.a - table.c.b).type, Quantity)
    assert isinstance((table.c.a + Decimal(1)).type, Quantity)
    assert isinstance((table.c.a < table.c.b).type, sa.Boolean)
