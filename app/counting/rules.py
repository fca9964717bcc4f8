"""Counting's decisions, free of any I/O: classes, second counts, accuracy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from app.core.types import plain

SHARE_A, SHARE_B = Decimal("0.80"), Decimal("0.95")
MOST_ROUNDS = 2
"""So often a bin is counted without anybody deciding; then a supervisor looks at it."""


class AbcClass(StrEnum):
    """A: the few items that make 80 percent of the figure; B: up to 95; C: the rest."""

    A = "a"
    B = "b"
    C = "c"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a count may be off before it is done again; None: not looked at."""

    percent: int | None = None
    units: Decimal | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was counted of one lot in one bin, beside what the ledger said at that moment.

    `off` is how many units are wrong; for serial numbers missing and found ones both are.
    """

    expected: Decimal
    counted: Decimal
    unit_cost: Decimal | None = None
    wrong_units: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """What the ledger has to be changed by."""
        return self.counted - self.expected

    @property
    def off(self) -> Decimal:
        """Units that are not where the ledger says."""
        return abs(self.difference) if self.wrong_units is None else self.wrong_units

    @property
    def value(self) -> Decimal | None:
        """The difference in money; None where nobody knows the cost."""
        return None if self.unit_cost is None else plain(self.difference * self.unit_cost)


def abc(figures: Mapping[UUID, Decimal]) -> dict[UUID, AbcClass]:
    """The class of each item by its figure; what has none is C."""
    total = sum((one for one in figures.values() if one > 0), Decimal(0))
    classes: dict[UUID, AbcClass] = {}
    before = Decimal(0)
    for item, figure in sorted(figures.items(), key=lambda one: (-one[1], one[0])):
        if figure <= 0 or before >= SHARE_B * total:
            classes[item] = AbcClass.C
        else:
            classes[item] = AbcClass.A if before < SHARE_A * total else AbcClass.B
        before += max(figure, Decimal(0))
    return classes


def beyond(found: Found, limits: Limits) -> bool:
    """Is the difference larger than a limit, so that somebody has to count again?

    What the books do not know at all is beyond any percentage.
    """
    if not found.off:
        return False
    percent = limits.percent
    if percent is not None and found.off * 100 > abs(found.expected) * percent:
        return True
    if limits.units is not None and found.off > limits.units:
        return True
    worth = None if found.unit_cost is None else found.off * found.unit_cost
    return limits.value is not None and worth is not None and worth > limits.value


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Lines that were right of all lines, units likewise (percent, one decimal; None: no lines),
    and what the differences come to."""

    lines: int
    right: int
    line_percent: Decimal | None
    unit_percent: Decimal | None
    net_value: Decimal
    gross_value: Decimal


def accuracy(lines: Iterable[Found]) -> Accuracy:
    """How far the books were right. Units off are taken of the larger of books and count."""
    counted = right = 0
    units = off = net = gross = Decimal(0)
    for one in lines:
        counted += 1
        right += not one.off
        units += max(one.expected, one.counted, Decimal(0))
        off += one.off
        net += one.value or Decimal(0)
        gross += abs(one.value or Decimal(0))
    return Accuracy(
        lines=counted,
        right=right,
        line_percent=_percent(Decimal(right), Decimal(counted)),
        unit_percent=_percent(max(units - off, Decimal(0)), units),
        net_value=plain(net),
        gross_value=plain(gross),
    )


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return plain(round(100 * part / whole, 1)) if whole else None
