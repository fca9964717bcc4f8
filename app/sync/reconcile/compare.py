"""Why a quantity here and in QuickBooks differ: causes that add up to the difference. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.core.types import decimal_text

CENT = Decimal("0.01")


class CauseKind(StrEnum):
    """What makes a quantity differ, as a bookkeeper would sort it."""

    WAITING = "waiting"  # our document is on its way
    HELD = "held"  # our document waits for a person
    INVOICED = "invoiced"  # invoiced in QuickBooks, not shipped here yet
    EDITED = "edited"  # a document we reckon with was changed in QuickBooks
    VOIDED = "voided"
    DELETED = "deleted"
    ENTERED = "entered"  # somebody, or another system, entered it in QuickBooks
    BACK_DATED = "back_dated"  # entered there for a day before the last comparison
    BY_HAND = "by_hand"  # marked here as entered by hand, but not found there as it should be
    UNEXPLAINED = "unexplained"


SETTLE_THEMSELVES = (CauseKind.WAITING, CauseKind.HELD, CauseKind.INVOICED)
"""Nothing to repair: sending, fixing or shipping the document evens them out."""


@dataclass(frozen=True, slots=True)
class Cause:
    """`qty` of the difference, and the transaction it comes from, as far as there is one.

    `transaction_id` is our row of the mirrored transaction.
    """

    kind: CauseKind
    qty: Decimal
    number: str = ""
    entity: str = ""
    external_id: str = ""
    on: date | None = None
    party: str = ""
    made_by: str = ""
    document_type: str = ""
    document_id: UUID | None = None
    operation_id: UUID | None = None
    transaction_id: UUID | None = None

    def as_json(self) -> dict[str, Any]:
        """For the line's row and the screen."""
        return {
            "kind": self.kind.value,
            "qty": decimal_text(self.qty),
            "number": self.number,
            "entity": self.entity,
            "external_id": self.external_id,
            "on": None if self.on is None else self.on.isoformat(),
            "party": self.party,
            "made_by": self.made_by,
            "document_type": self.document_type,
            "document_id": None if self.document_id is None else str(self.document_id),
            "operation_id": None if self.operation_id is None else str(self.operation_id),
            "transaction_id": None if self.transaction_id is None else str(self.transaction_id),
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """One item: what lies here, what QuickBooks says, and what one unit costs (None: unknown)."""

    item_id: UUID
    external_id: str
    ours: Decimal
    theirs: Decimal
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Theirs less ours, the causes that add up to exactly that, and its value at cost."""

    standing: Standing
    qty: Decimal
    causes: tuple[Cause, ...]

    @property
    def value(self) -> Decimal | None:
        """What the difference is worth, to the cent."""
        cost = self.standing.cost
        return None if cost is None else (self.qty * cost).quantize(CENT, ROUND_HALF_UP)


def compare(standing: Standing, causes: Sequence[Cause]) -> Difference | None:
    """The difference explained, or None where there is none.

    What the causes do not add up to is a cause of its own: unexplained.
    """
    qty = standing.theirs - standing.ours
    if not qty:
        return None
    known = tuple(one for one in causes if one.qty)
    rest = qty - sum((one.qty for one in known), Decimal(0))
    if rest:
        known += (Cause(CauseKind.UNEXPLAINED, rest),)
    return Difference(standing, qty, known)


def to_repair(causes: Sequence[Cause]) -> Decimal:
    """How much of a difference does not even out by itself."""
    return sum((one.qty for one in causes if one.kind not in SETTLE_THEMSELVES), Decimal(0))
