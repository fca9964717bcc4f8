"""Receiving's decisions, free of any I/O: how much goes where, and what needs a supervisor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from app.core.types import decimal_text
from app.inventory.consent import Breach
from app.inventory.floor import HouseRules

OVER_RECEIPT = "over_receipt"
EXPIRED_GOODS = "expired_goods"


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A purchase order line of one item: what was ordered of it, what has come so far."""

    id: UUID
    qty: Decimal
    received_qty: Decimal
    unit_cost: Decimal | None
    closed: bool = False

    @property
    def remaining(self) -> Decimal:
        """Still to come; nothing on a line that was closed in QuickBooks."""
        return Decimal(0) if self.closed else max(self.qty - self.received_qty, Decimal(0))


@dataclass(frozen=True, slots=True)
class Part:
    """`qty` of a scan that is counted on one order line, or on none for a blind receipt."""

    line: OrderedLine | None
    qty: Decimal


def spread(lines: Sequence[OrderedLine], qty: Decimal) -> list[Part]:
    """Count `qty` over an item's lines in line order; what is too much goes on the last one."""
    if not lines:
        return [Part(None, qty)]
    parts: list[Part] = []
    left = qty
    for line in lines:
        share = left if line is lines[-1] else min(left, line.remaining)
        if share > 0:
            parts.append(Part(line, share))
            left -= share
    return parts


def over_receipt(
    lines: Sequence[OrderedLine], qty: Decimal, *, sku: str, tolerance_percent: int
) -> Breach | None:
    """More than was ordered, beyond the tolerance (percent of the ordered quantity)?"""
    ordered = sum((line.qty for line in lines), Decimal(0))
    remaining = sum((line.remaining for line in lines), Decimal(0))
    above = sum((max(line.received_qty - line.qty, Decimal(0)) for line in lines), Decimal(0))
    tolerated = (ordered * tolerance_percent / 100).quantize(Decimal("0.00001"), ROUND_DOWN)
    excess = qty - remaining - max(tolerated - above, Decimal(0))
    if excess <= 0:
        return None
    received = sum((line.received_qty for line in lines), Decimal(0))
    return Breach(
        OVER_RECEIPT,
        f"{sku}: {decimal_text(ordered)} ordered, {decimal_text(received)} received so far, "
        f"{decimal_text(qty)} more would be {decimal_text(qty - remaining)} too many.",
    )


def expired(use_by: date | None, *, today: date, sku: str) -> Breach | None:
    """Goods are good up to and including their date."""
    if use_by is None or use_by >= today:
        return None
    return Breach(EXPIRED_GOODS, f"{sku} expired on {use_by.isoformat()}.")


def expiring_soon(use_by: date | None, *, today: date, rules: HouseRules) -> str | None:
    """A sentence for goods that still may come in but will not last; None when they will."""
    soon = today + timedelta(days=rules.expiring_soon_days)
    if use_by is None or not today <= use_by <= soon:
        return None
    return f"Expires soon: {use_by.isoformat()}."
