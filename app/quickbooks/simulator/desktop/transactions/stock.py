"""Quantity on hand per item, site, bin, lot and serial: the sum of what documents do (rule 24)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Line, Refusal, Row, StockKey, Txn
from app.quickbooks.simulator.desktop.transactions.goods import ZERO, goods, item_of, stocked
from app.quickbooks.simulator.desktop.transactions.kinds import KINDS
from app.quickbooks.simulator.desktop.transactions.tracking import serials
from app.quickbooks.simulator.desktop.transactions.units import base_quantity


class Move(NamedTuple):
    """A signed quantity, in base units, at one place."""

    key: StockKey
    quantity: Decimal


def on_hand(
    books: Books,
    item: str,
    *,
    site: str | None = None,
    bin: str | None = None,
    tracked: str | None = None,
) -> Decimal:
    """What there is of an item; of one site, bin, lot or serial only where that is named."""
    wanted = {"site": site, "bin": bin, "tracked": tracked}
    narrow = {name: value for name, value in wanted.items() if value is not None}
    found = (
        quantity
        for key, quantity in books.stock.items()
        if key.item == item and all(getattr(key, name) == narrow[name] for name in narrow)
    )
    return sum(found, ZERO)


def moves(books: Books, txn: Txn) -> list[Move]:
    """What a transaction does to stock; one that is void or pending does nothing."""
    kind = KINDS[txn.kind]
    if txn.void or txn.values.get("IsPending") is True or kind.is_order:
        return []
    result: list[Move] = []
    for line in goods(txn):
        item = item_of(books, line)
        if item is not None and stocked(item):
            result += _of_line(books, txn, line, item)
    return result


def _of_line(books: Books, txn: Txn, line: Line, item: Row) -> Iterator[Move]:
    values, id = line.values, item.list_id
    if txn.kind == "InventoryAdjustment":
        yield from _adjusted(
            StockKey(id, _id(txn.values.get("InventorySiteRef")), _bin(values)), values
        )
    elif txn.kind == "TransferInventory":
        for sign, end in ((-1, "From"), (1, "To")):
            site = _id(txn.values.get(f"{end}InventorySiteRef"))
            place = StockKey(id, site, _bin(values, end))
            yield from _spread(place, values, sign * values["QuantityTransferred"])
    else:
        place = StockKey(id, _id(values.get("InventorySiteRef")), _bin(values))
        quantity = KINDS[txn.kind].stock * base_quantity(books, item, values)
        yield from _spread(place, values, quantity)


def _spread(place: StockKey, values: Mapping[str, Any], quantity: Decimal) -> Iterator[Move]:
    numbers = serials(values)
    if numbers and quantity:
        one = quantity / abs(quantity)
        for number in numbers:
            yield Move(place._replace(tracked=number), one)
    elif quantity:
        yield Move(place._replace(tracked=str(values.get("LotNumber") or "")), quantity)


@rule(24, "reference §3.8: adjusting lots or serials only gives stock its numbers", "assumed")
def _adjusted(place: StockKey, values: Mapping[str, Any]) -> Iterator[Move]:
    quantity = values["QuantityDifference"]
    if quantity:
        yield from _spread(place, values, quantity)
        return
    # the stock stays, only its lot or serials become known or unknown
    sign = -1 if values.get("SerialNumberAddedOrRemoved") == "Removed" else 1
    count = sign * len(serials(values)) or values.get("CountAdjustment", ZERO)
    yield from _spread(place, values, Decimal(count))
    if count:
        yield Move(place, -Decimal(count))


def net(books: Books, before: Txn | None, after: Txn | None) -> dict[StockKey, Decimal]:
    """What replacing one version of a transaction by another does to stock."""
    result: dict[StockKey, Decimal] = defaultdict(Decimal)
    for sign, txn in ((-1, before), (1, after)):
        for key, quantity in moves(books, txn) if txn else []:
            result[key] += sign * quantity
    return {key: quantity for key, quantity in result.items() if quantity}


@rule(
    24, "reference §5.3: lots and serials refuse to go below zero, plain stock does not", "assumed"
)
def check_stock(books: Books, changes: Mapping[StockKey, Decimal]) -> None:
    """Raise Refusal 3180 where stock would be missing, or a serial be there twice."""
    for key, change in changes.items():
        after = books.stock.get(key, ZERO) + change
        if change < 0 and after < 0 and (key.tracked or not books.behaves("negative_stock")):
            raise _unsaved(f"there is not enough of {_called(books, key)}: it would be {after}.")
    if books.profile.tracked == "serial" and not books.behaves("duplicate_serials"):
        _check_single(books, changes)


def _check_single(books: Books, changes: Mapping[StockKey, Decimal]) -> None:
    added: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for key, change in changes.items():
        if key.tracked:
            added[key.item, key.tracked] += change
    for (item, serial), change in added.items():
        if change > 0 and on_hand(books, item, tracked=serial) + change > 1:
            name = _called(books, StockKey(item, tracked=serial))
            raise _unsaved(f"there is one of {name} on hand already.")


def apply(books: Books, changes: Mapping[StockKey, Decimal]) -> None:
    """Move the stock. Average costs follow; call it when the transaction is in the books."""
    for key, change in changes.items():
        left = books.stock.get(key, ZERO) + change
        if left:
            books.stock[key] = left
        else:
            books.stock.pop(key, None)


def _called(books: Books, key: StockKey) -> str:
    where = [books.rows[id].name for id in (key.site, key.bin) if id in books.rows]
    place = f" at {', '.join(where)}" if where else ""
    number = f" number {key.tracked}" if key.tracked else ""
    return f"{books.rows[key.item].name}{number}{place}"


def _unsaved(reason: str) -> Refusal:
    return Refusal(
        3180, f"There was an error when saving the transaction. QuickBooks error message: {reason}"
    )


def _id(reference: Mapping[str, Any] | None) -> str:
    return str(reference["ListID"]) if reference else ""


def _bin(values: Mapping[str, Any], end: str = "") -> str:
    return _id(values.get(f"{end}InventorySiteLocationRef"))
