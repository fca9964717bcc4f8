"""Classes, second counts and accuracy as pure decisions."""

from decimal import Decimal
from uuid import UUID

import pytest

from app.counting.rules import AbcClass, Found, Limits, abc, accuracy, beyond

A, B, C = AbcClass.A, AbcClass.B, AbcClass.C


def ids(*figures: int) -> dict[UUID, Decimal]:
    return {UUID(int=at): Decimal(figure) for at, figure in enumerate(figures)}


@pytest.mark.parametrize(
    ("figures", "classes"),
    [
        ((700, 150, 100, 40, 10), [A, A, B, C, C]),
        ((10, 40, 100, 150, 700), [C, C, B, A, A]),
        ((5,), [A]),
        ((0, 0), [C, C]),
        ((9, -3), [A, C]),
    ],
)
def test_the_few_items_that_make_most_of_the_value_are_class_a(
    figures: tuple[int, ...], classes: list[AbcClass]
) -> None:
    assert list(dict(sorted(abc(ids(*figures)).items())).values()) == classes


@pytest.mark.parametrize(
    ("limits", "expected", "counted", "again"),
    [
        (Limits(percent=5), "100", "95", False),
        (Limits(percent=5), "100", "94", True),
        (Limits(percent=5), "0", "1", True),
        (Limits(percent=5), "7", "7", False),
        (Limits(units=Decimal(2)), "10", "8", False),
        (Limits(units=Decimal(2)), "10", "12.5", True),
        (Limits(value=Decimal(6)), "10", "7", False),
        (Limits(value=Decimal(6)), "10", "6", True),
        (Limits(percent=50, value=Decimal(6)), "10", "6", True),
        (Limits(), "10", "0", False),
    ],
)
def test_a_difference_beyond_any_limit_is_counted_again(
    limits: Limits, expected: str, counted: str, again: bool
) -> None:
    assert beyond(Found(Decimal(expected), Decimal(counted), Decimal(2)), limits) is again


def test_wrong_units_are_off_although_their_number_is_right() -> None:
    swapped = Found(Decimal(3), Decimal(3), wrong_units=Decimal(2))
    assert swapped.difference == 0
    assert beyond(swapped, Limits(percent=5))


def test_value_limits_pass_over_goods_whose_cost_nobody_knows() -> None:
    assert not beyond(Found(Decimal(10), Decimal(1)), Limits(value=Decimal(1)))


def test_accuracy_takes_gains_and_losses_apart() -> None:
    found = accuracy(
        [
            Found(Decimal(10), Decimal(10), Decimal(1)),
            Found(Decimal(10), Decimal(8), Decimal(3)),
            Found(Decimal(0), Decimal(1), Decimal(2)),
        ]
    )
    assert (found.lines, found.right) == (3, 1)
    assert (found.line_percent, found.unit_percent) == (Decimal("33.3"), Decimal("85.7"))
    assert (found.net_value, found.gross_value) == (Decimal(-4), Decimal(8))
    assert accuracy([]).line_percent is None
