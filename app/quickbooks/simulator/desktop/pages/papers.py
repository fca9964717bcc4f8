"""Transactions as pages and programs see them: the same words whatever QuickBooks calls them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.quickbooks.simulator.desktop.pages.frame import name_of
from app.quickbooks.simulator.desktop.records import Line, Txn
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.transactions.kinds import KINDS, ORDERS

OPENING = "Opening Balance Equity"
_TOTALS = ("TotalAmount", "AmountDue", "CreditAmount", "Subtotal")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line: what, how much, where from and to, and the order's number it was linked to.

    `done` is what an order's line has had received or invoiced.
    """

    id: str
    item: str
    quantity: Decimal | None
    price: Decimal | None
    amount: Decimal | None
    tracked: str
    site: str
    order: str
    done: Decimal | None
    adjusts: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A transaction, its lines, and the numbers of what it is linked with, by TxnID."""

    kind: str
    id: str
    number: str
    day: str
    party: str
    total: Decimal | None
    memo: str
    state: str
    lines: list[PaperLine] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)


def newest(books: Books, kinds: Iterable[str]) -> list[Paper]:
    """The transactions of these kinds, the newest first, without those that set opening stock."""
    wanted = set(kinds)
    found = [txn for txn in books.txns.values() if txn.kind in wanted and not opens(txn)]
    found.sort(key=lambda txn: txn.number, reverse=True)
    return [paper(books, txn) for txn in found]


def opens(txn: Txn) -> bool:
    """Does it set the stock that the company began with?"""
    return txn.kind == "InventoryAdjustment" and name_of(txn.values.get("AccountRef")) == OPENING


def paper(books: Books, txn: Txn) -> Paper:
    """One transaction."""
    values, kind = txn.values, KINDS[txn.kind]
    party = values.get(kind.party) if kind.party else values.get("AccountRef")
    total = next((values[name] for name in _TOTALS if values.get(name) is not None), None)
    if kind.name == "TransferInventory":
        places = (values.get(f"{one}InventorySiteRef") for one in ("From", "To"))
        where = " → ".join(name_of(place) for place in places)
    else:
        where = name_of(party)
    return Paper(
        kind=txn.kind,
        id=txn.txn_id,
        number=txn.name,
        day=values["TxnDate"].isoformat(),
        party=where,
        total=total,
        memo=str(values.get("Memo") or ""),
        state=_state(txn),
        lines=[_line(books, txn, line) for line in txn.lines],
        links={id: _number(books, id) for id in sorted(txn.links)},
    )


def _line(books: Books, txn: Txn, line: Line) -> PaperLine:
    values = line.values
    order = ORDERS.get(txn.kind)
    quantity = next(
        (
            values[name]
            for name in ("Quantity", "QuantityDifference", "QuantityTransferred")
            if values.get(name) is not None
        ),
        None,
    )
    return PaperLine(
        id=line.txn_line_id,
        item=name_of(values.get("ItemRef")) or name_of(values.get("AccountRef")),
        quantity=quantity,
        price=values.get("Cost") if "Cost" in values else values.get("Rate"),
        amount=values.get("Amount") if "Amount" in values else values.get("ValueDifference"),
        tracked=str(values.get("LotNumber") or values.get("SerialNumber") or ""),
        site=name_of(values.get("InventorySiteRef")),
        order=_number(books, line.order[0]) if line.order else "",
        done=values.get(order.done) if order else None,
        adjusts="QuantityDifference" in values,
    )


def _number(books: Books, id: str) -> str:
    txn = books.txns.get(id)
    return (txn.name or id) if txn else id


def _state(txn: Txn) -> str:
    """Void, or how far an order is; empty where there is nothing to say."""
    order = ORDERS.get(txn.kind)
    if txn.void:
        return "Void"
    if order is None:
        return ""
    if txn.values.get(order.full):
        return "Received" if txn.kind == "PurchaseOrder" else "Invoiced"
    if txn.values.get("IsManuallyClosed"):
        return "Closed"
    began = any(line.values.get(order.done) for line in txn.lines)
    return "Partly" if began else "Open"


def as_data(one: Paper) -> dict[str, Any]:
    """The same for a program: decimals stay decimals."""
    return {
        "Kind": one.kind,
        "TxnID": one.id,
        "RefNumber": one.number,
        "TxnDate": one.day,
        "Party": one.party,
        "Total": one.total,
        "Memo": one.memo,
        "State": one.state,
        "Linked": list(one.links.values()),
        "Lines": [
            {
                "Item": line.item,
                "Quantity": line.quantity,
                "Price": line.price,
                "Tracked": line.tracked,
                "Site": line.site,
                "Order": line.order,
                "Done": line.done,
            }
            for line in one.lines
        ],
    }
