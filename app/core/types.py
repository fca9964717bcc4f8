"""Exact numbers, UTC times and sortable ids, the same on SQLite and PostgreSQL.

Floats never appear: quantities and money are `Decimal` in Python and scaled integers in the
database, so sums, comparisons and CHECK constraints are exact on both engines.
"""

import operator
import os
import time
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

QUANTITY_PLACES = 5  # the most QuickBooks Desktop's QUANTYPE carries
MONEY_PLACES = 7  # unit prices must survive division: 100.00 / 3 -> 33.3333333


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): time-ordered, so rows made later sort later."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


class ScaledDecimal(TypeDecorator[Decimal]):
    """A Decimal kept as BIGINT of `10**-places`; more decimal places than that are refused."""

    impl = sa.BigInteger
    cache_ok = True
    places: int

    class comparator_factory(TypeDecorator.Comparator[Decimal]):
        """A sum or difference of two such columns is again one, scaled alike."""

        def _adapt_expression(self, op: Any, other_comparator: Any) -> Any:
            if op in (operator.add, operator.sub):
                return op, self.type
            return super()._adapt_expression(op, other_comparator)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.places} decimal places")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else plain(Decimal(int(value)).scaleb(-self.places))


class Quantity(ScaledDecimal):
    """A stock quantity in the item's base unit, five decimal places."""

    places = QUANTITY_PLACES
    cache_ok = True


class Money(ScaledDecimal):
    """An amount or unit price in the company's home currency, seven decimal places."""

    places = MONEY_PLACES
    cache_ok = True


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; naive values are refused, SQLite's naive answer is made aware."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kind: type[StrEnum], name: str) -> sa.Enum:
    """A text column that holds the values of `kind`, guarded by a CHECK called `name`."""
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def plain(value: Decimal) -> Decimal:
    """The same number without exponent or trailing zeros: 12.50000 -> 12.5, 1E+2 -> 100."""
    normal = value.normalize()
    exponent = normal.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return normal.quantize(Decimal(1))
    return normal


def decimal_text(value: Decimal) -> str:
    """`value` as people and JSON read it: no exponent, no trailing zeros."""
    return format(plain(value), "f")


def _no_floats(value: object) -> object:
    if isinstance(value, float):
        raise ValueError('send numbers with decimals as text, for example "2.5"')
    return value


def _wire_number(places: int) -> tuple[Any, ...]:
    def fits(value: Decimal) -> Decimal:
        exponent = plain(value).as_tuple().exponent
        if not isinstance(exponent, int):
            raise ValueError("not a number")
        if -exponent > places:
            raise ValueError(f"at most {places} decimal places")
        if abs(value) >= Decimal(10) ** 10:
            raise ValueError("at most ten digits before the decimal point")
        return value

    return (
        BeforeValidator(_no_floats),
        AfterValidator(fits),
        PlainSerializer(decimal_text, return_type=str),
        WithJsonSchema({"type": "string", "format": "decimal", "examples": ["12", "2.5"]}),
    )


Qty = Annotated[Decimal, *_wire_number(QUANTITY_PLACES)]
"""A quantity on the wire: text in and out, at most five decimal places."""

Amount = Annotated[Decimal, *_wire_number(MONEY_PLACES)]
"""Money on the wire: text in and out, at most seven decimal places."""
