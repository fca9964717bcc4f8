"""Moving's decisions, free of any I/O: what may go where, and what needs a supervisor."""

from datetime import date
from decimal import Decimal

from app.catalog.models import PICKABLE_USES, LocationUse
from app.core.types import decimal_text
from app.inventory.consent import Breach
from app.inventory.models import LotStatus

MOVE_HELD = "move_held"
LEAVE_QUARANTINE = "leave_quarantine"
OVER_TRANSFER = "over_transfer"
ADJUST_VALUE = "adjust_value"
SET_ASIDE = (LocationUse.QUARANTINE, LocationUse.DAMAGED)
"""Bins for goods that must not be sold."""
CENT = Decimal("0.01")


def leaves_hold(
    sku: str,
    lot: str,
    status: LotStatus,
    hold_reason: str,
    *,
    origin: LocationUse,
    target: LocationUse,
) -> Breach | None:
    """Held goods go to quarantine or damaged only, and what lies there stays, unless a supervisor
    says otherwise: a move must not make goods look good."""
    if target in SET_ASIDE:
        return None
    name = f"{sku}, lot {lot}," if lot else sku
    if status is LotStatus.HELD:
        why = f" ({hold_reason})" if hold_reason else ""
        return Breach(MOVE_HELD, f"{name} is on hold{why}.")
    if origin in SET_ASIDE and target in PICKABLE_USES:
        return Breach(LEAVE_QUARANTINE, f"{name} would leave {origin} and could be picked again.")
    return None


def over_transfer(sku: str, *, expected: Decimal, so_far: Decimal, qty: Decimal) -> Breach | None:
    """More than the transfer says, on the way out or in?"""
    excess = so_far + qty - expected
    if excess <= 0:
        return None
    return Breach(
        OVER_TRANSFER,
        f"{sku}: {decimal_text(expected)} on the transfer, {decimal_text(so_far)} scanned so far, "
        f"{decimal_text(qty)} more would be {decimal_text(excess)} too many.",
    )


def value_of(qty: Decimal, unit_cost: Decimal | None) -> Decimal | None:
    """What a difference is worth, to the cent; None where nobody knows what the item costs."""
    return None if unit_cost is None else (qty * unit_cost).quantize(CENT)


def over_value(
    sku: str, qty: Decimal, unit_cost: Decimal | None, limit: Decimal | None
) -> Breach | None:
    """Is the difference worth more than one person may decide? An unknown cost is too much."""
    if limit is None:
        return None
    value = value_of(qty, unit_cost)
    if value is None:
        return Breach(ADJUST_VALUE, f"Nobody knows what {sku} costs.")
    if value <= limit:
        return None
    return Breach(
        ADJUST_VALUE,
        f"{decimal_text(qty)} × {sku} are worth ${value:,.2f}, above the limit of ${limit:,.2f}.",
    )


def expired(sku: str, use_by: date | None, *, today: date) -> str | None:
    """A warning for goods past their date: they may be moved, never shipped."""
    if use_by is None or use_by >= today:
        return None
    return f"{sku} expired on {use_by.isoformat()}: put it where nobody picks it."
