"""Lots and serial numbers on a line (rule 26, reference §3.10)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Refusal, Row
from app.quickbooks.simulator.desktop.transactions.goods import stocked


def serials(values: Mapping[str, Any]) -> list[str]:
    """The serial numbers of a line, which stand in one element, separated by commas."""
    text = str(values.get("SerialNumber") or "")
    return [number.strip() for number in text.split(",") if number.strip()]


@rule(26, "reference §3.10: several serials separated by commas; their count", "assumed")
def check_tracked(item: Row, values: Mapping[str, Any], quantity: Decimal) -> None:
    """Raise Refusal 3210 where lot or serials do not fit the item or the quantity.

    ``quantity`` is in the item's base unit; a line may leave out its lot or serials.
    """
    numbers = serials(values)
    if (numbers or values.get("LotNumber")) and not stocked(item):
        raise Refusal(3210, f"{item.name} is not an inventory item: it has no lots or serials.")
    if numbers and len(numbers) != abs(quantity):
        raise Refusal(
            3210,
            f"The number of serial numbers of {item.name} ({len(numbers)}) is not the quantity"
            f" ({abs(quantity).normalize():f}).",
        )
    if len(set(numbers)) != len(numbers):
        raise Refusal(3210, f"A serial number of {item.name} is given twice.")
