"""What a line costs: the price an item comes with, and amounts to the cent."""

from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.store import Row
from app.quickbooks.simulator.desktop.transactions.goods import ZERO, cents
from app.quickbooks.simulator.desktop.transactions.kinds import TxnKind

_PLACES = Decimal("0.00001")


def usual(item: Row, kind: TxnKind) -> tuple[str | None, Decimal]:
    """The item's description and price, for selling or for buying."""
    values = item.values
    one_way = values.get("SalesOrPurchase")
    if one_way is not None:
        return one_way.get("Desc"), Decimal(one_way.get("Price") or 0)
    values = values.get("SalesAndPurchase") or values
    if kind.sells:
        return values.get("SalesDesc"), Decimal(values.get("SalesPrice") or 0)
    return values.get("PurchaseDesc"), Decimal(values.get("PurchaseCost") or 0)


def priced(values: dict[str, Any], price_name: str, fallback: Decimal) -> dict[str, Any]:
    """The values with price and amount, each following from the other where it was not given.

    Where both were given and do not agree, the amount stands (nobody documents it).
    """
    price, amount = values.get(price_name), values.get("Amount")
    # a line without a quantity counts once
    quantity = Decimal(1) if values.get("Quantity") is None else Decimal(values["Quantity"])
    if amount is None:
        price = fallback if price is None else price
        return {**values, price_name: price, "Amount": cents(quantity * price)}
    if price is None or cents(quantity * price) != cents(amount):
        price = (amount / quantity).quantize(_PLACES) if quantity else ZERO
    return {**values, price_name: price, "Amount": cents(amount)}
