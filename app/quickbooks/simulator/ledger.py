"""Quantity on hand as the sum of what documents do to it (rule 24)."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from app.quickbooks.simulator.entities import Entity
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import ZERO, Doc, decimal

# item id and signed quantity
Effect = tuple[str, Decimal]


class Ledger:
    """Stock effects per document, and their running sum per item."""

    def __init__(self) -> None:
        self._effects: dict[tuple[str, str], list[Effect]] = {}
        self._on_hand: dict[str, Decimal] = defaultdict(Decimal)

    def on_hand(self, item: str) -> Decimal:
        return self._on_hand.get(item, ZERO)

    def after(self, entity: str, id: str, effects: list[Effect]) -> dict[str, Decimal]:
        """What would be on hand of the affected items if the document had these effects."""
        result: dict[str, Decimal] = {}
        for sign, moves in ((-1, self._effects.get((entity, id), [])), (1, effects)):
            for item, quantity in moves:
                result[item] = result.get(item, self.on_hand(item)) + sign * quantity
        return result

    @rule(24, "Accounting behaviour; Intuit states it nowhere in one place")
    def set(self, entity: str, id: str, effects: list[Effect]) -> None:
        """Let a document have these effects in place of its earlier ones; none = deleted."""
        for item, quantity in self._effects.pop((entity, id), []):
            self._on_hand[item] -= quantity
        for item, quantity in effects:
            self._on_hand[item] += quantity
        if effects:
            self._effects[entity, id] = effects


def stock_effects(entity: Entity, doc: Doc, is_inventory: Callable[[str], bool]) -> list[Effect]:
    """What the document does to stock: its opening quantity for an item, its lines otherwise."""
    if entity.name == "Item":
        if doc["Type"] != "Inventory":
            return []
        return [(doc["Id"], decimal(doc.get("QtyOnHand")))]
    if entity.stock == 0:
        return []
    effects = []
    for line in doc["Line"]:
        detail = line.get(entity.detail)
        if detail is not None and is_inventory(detail["ItemRef"]["value"]):
            quantity = decimal(detail.get("QtyDiff", detail.get("Qty")))
            effects.append((detail["ItemRef"]["value"], entity.stock * quantity))
    return effects
