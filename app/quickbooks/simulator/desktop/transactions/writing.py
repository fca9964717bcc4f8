"""Adding, changing, voiding and deleting transactions, whoever asks.

Everything is checked before anything is written, so that a refusal leaves the books as they were.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books, Line, Refusal, Txn
from app.quickbooks.simulator.desktop.transactions.adjusting import (
    changed_adjustment,
    new_adjustment,
)
from app.quickbooks.simulator.desktop.transactions.asked import Asked, AskedLine
from app.quickbooks.simulator.desktop.transactions.costs import recompute
from app.quickbooks.simulator.desktop.transactions.goods import goods, inside, item_of, stocked
from app.quickbooks.simulator.desktop.transactions.guards import check_free
from app.quickbooks.simulator.desktop.transactions.header import with_defaults, with_order
from app.quickbooks.simulator.desktop.transactions.kinds import KINDS, ORDERS, TxnKind
from app.quickbooks.simulator.desktop.transactions.lines import changed_line, emptied, new_line
from app.quickbooks.simulator.desktop.transactions.links import Planned, filled, planned
from app.quickbooks.simulator.desktop.transactions.orders import (
    follow,
    left,
    linked_orders,
    settle,
)
from app.quickbooks.simulator.desktop.transactions.stock import apply, check_stock, net
from app.quickbooks.simulator.desktop.transactions.totals import check_credit, totalled
from app.quickbooks.simulator.desktop.transactions.transferring import (
    changed_transfer,
    new_transfer,
)

_VOID = "VOID: "


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and what QuickBooks warns of all the same."""

    txn: Txn
    warnings: list[Refusal] = field(default_factory=list)


def add(books: Books, kind: TxnKind, asked: Asked) -> Written:
    """A new transaction. Raises Refusal for the first broken rule."""
    party = asked.values.get(kind.party) if kind.party else None
    plans, warnings = planned(books, kind, asked, party)
    check_free(books, None, [one.order.txn_id for one in plans if one.order and one.linked])
    guid = asked.values.pop("ExternalGUID", None) or ""
    txn_id = books.new_txn_id()
    header = with_order(books, kind, with_defaults(books, kind, asked.values), plans)
    lines = [_made(books, kind, one, header) for one in plans]
    draft = Txn(
        kind=kind.name,
        txn_id=txn_id,
        sequence="",
        created=books.now(),
        modified=books.now(),
        number=0,
        values=totalled(books, kind, header, lines),
        lines=lines,
        guid=guid,
    )
    _check(books, None, draft)
    draft.sequence = books.new_sequence()
    draft.number = books.new_number()
    draft.links = linked_orders(draft)
    _settle(books, None, draft)
    return Written(draft, warnings)


@rule(20, "reference §3.5; lines given stay or change, -1 adds, those not given go", "documented")
def change(books: Books, txn: Txn, asked: Asked) -> Written:
    """The transaction with what was given in place of what it had. Links are never made here."""
    kind = KINDS[txn.kind]
    header = with_defaults(books, kind, _merged(books, kind, txn, asked))
    lines = _changed_lines(books, kind, txn, asked, header)
    draft = replace(
        txn,
        values=totalled(books, kind, header, lines),
        lines=lines,
        void=txn.void and not asked.lines,
    )
    draft.links = txn.links if kind.is_order else linked_orders(draft)
    _check(books, txn, draft)
    return Written(_settle(books, txn, draft))


@rule(24, "reference §3.11: a voided transaction stays, with zeros", "documented")
def void(books: Books, txn: Txn) -> Written:
    """Take all quantities and amounts out of the transaction, and its links."""
    kind = KINDS[txn.kind]
    if not kind.voidable:
        raise Refusal(3185, f"A {txn.kind} cannot be voided.")
    lines = [emptied(line) for line in txn.lines]
    memo = txn.values.get("Memo") or ""
    memo = memo if memo.startswith(_VOID) else f"{_VOID}{memo}"
    header = totalled(books, kind, {**txn.values, "Memo": memo}, lines)
    draft = replace(txn, values=header, lines=lines, void=True, links=set())
    _check(books, txn, draft)
    return Written(_settle(books, txn, draft))


@rule(24, "reference §3.11; an order that documents link to is in use (3160)", "assumed")
def delete(books: Books, txn: Txn) -> None:
    """Take the transaction out of the books."""
    if txn.kind in ORDERS and txn.links & books.txns.keys():
        numbers = ", ".join(sorted(books.txns[id].name or id for id in txn.links))
        raise Refusal(
            3160, f"It cannot be deleted: it is in use by transactions that link to it ({numbers})."
        )
    changes = net(books, txn, None)
    check_stock(books, changes)
    books.remove(txn)
    apply(books, changes)
    recompute(books, _items(books, txn))
    follow(books, linked_orders(txn), txn)


def _made(books: Books, kind: TxnKind, plan: Planned, header: dict[str, Any]) -> Line:
    if kind.name == "InventoryAdjustment":
        return new_adjustment(books, plan.asked, header)
    if kind.name == "TransferInventory":
        return new_transfer(books, plan.asked, header)
    line = new_line(books, kind, plan.asked, header, filled(books, kind, plan))
    if plan.linked and plan.order is not None and plan.line is not None:
        line.order = (plan.order.txn_id, plan.line.txn_line_id)
    return line


def _merged(books: Books, kind: TxnKind, txn: Txn, asked: Asked) -> dict[str, Any]:
    values = {**txn.values, **asked.values}
    linked = txn.links & books.txns.keys()
    if kind.party and values.get(kind.party) != txn.values.get(kind.party) and linked:
        raise Refusal(3210, f"{kind.party} cannot be changed: the transaction has links.")
    return values


def _changed_lines(
    books: Books, kind: TxnKind, txn: Txn, asked: Asked, header: dict[str, Any]
) -> list[Line]:
    """Expenses and items are two lists; a list of which nothing was given stays as it is."""
    result: list[Line] = []
    for expense, clear in ((True, "ClearExpenseLines"), (False, "ClearItemLines")):
        old = [line for line in txn.lines if line.name.startswith("Expense") == expense]
        given = [line for line in asked.lines if line.expense == expense]
        if given:
            result += [_changed(books, kind, txn, line, header, asked.by_hand) for line in given]
        elif asked.values.get(clear) is not True:
            result += old
    _check_order_lines(txn, result)
    return result


def _changed(
    books: Books,
    kind: TxnKind,
    txn: Txn,
    asked: AskedLine,
    header: dict[str, Any],
    by_hand: bool,
) -> Line:
    if not asked.line_id:
        return _made(books, kind, Planned(asked), header)
    line = next((one for one in txn.lines if one.txn_line_id == asked.line_id), None)
    if line is None:
        raise Refusal(3120, f'Line "{asked.line_id}" specified in the request cannot be found.')
    if kind.name == "InventoryAdjustment":
        return changed_adjustment(books, line, asked, header)
    if kind.name == "TransferInventory":
        return changed_transfer(books, line, asked, header)
    if kind.is_order and asked.values.get("IsManuallyClosed") is True:
        _check_closable(txn, line)
    return changed_line(books, kind, line, asked, header, by_hand=by_hand)


@rule(23, "reference §3.4 point 14", "documented")
def _check_closable(order: Txn, line: Line) -> None:
    if line.values.get("Quantity") and left(order, line) <= 0:
        raise Refusal(3210, "A line that is received or invoiced in full cannot be closed.")


def _check_order_lines(txn: Txn, lines: list[Line]) -> None:
    """Raise Refusal 3170 where an order would lose a line that a document links to."""
    if txn.kind not in ORDERS:
        return
    done = ORDERS[txn.kind].done
    kept = {line.txn_line_id for line in lines}
    for line in txn.lines:
        counted = [line.values] if inside(line) is None else inside(line) or []
        if line.txn_line_id not in kept and any(values.get(done) for values in counted):
            raise Refusal(3170, "A line that other transactions link to cannot be removed.")


def _check(books: Books, before: Txn | None, draft: Txn) -> None:
    if not draft.lines:
        raise Refusal(
            3180,
            "There was an error when saving the transaction. QuickBooks error message: "
            "a transaction needs at least one line.",
        )
    check_stock(books, net(books, before, draft))
    check_credit(books, KINDS[draft.kind], draft)


def _settle(books: Books, before: Txn | None, draft: Txn) -> Txn:
    """Write the transaction and let stock, costs and orders follow."""
    changes = net(books, before, draft)
    items = _items(books, draft) | (_items(books, before) if before else set())
    orders = linked_orders(draft) | (linked_orders(before) if before else set())
    if before is None:
        txn = draft
        books.add(txn)
    else:
        txn = before
        txn.values, txn.lines = draft.values, draft.lines
        txn.void, txn.links = draft.void, draft.links
    if txn.kind in ORDERS:
        settle(txn)
    if before is not None:
        books.touch(txn)
    apply(books, changes)
    books.reckon_later(items, recompute)
    follow(books, orders, txn)
    return txn


def _items(books: Books, txn: Txn) -> set[str]:
    """The items whose average cost the transaction may have a part in."""
    if not KINDS[txn.kind].stock and txn.kind != "InventoryAdjustment":
        return set()
    found = (item_of(books, line) for line in goods(txn))
    return {item.list_id for item in found if item is not None and stocked(item)}
