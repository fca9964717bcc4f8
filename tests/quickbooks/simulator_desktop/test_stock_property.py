"""Rules 23 and 24 as properties: whatever is written, the witness agrees with the books."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.quickbooks.simulator.desktop.keeping import backup, restore
from app.quickbooks.simulator.desktop.outcomes import Refusal
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24
from app.quickbooks.simulator.desktop.records import Txn
from app.quickbooks.simulator.desktop.transactions.audit import ledger
from app.quickbooks.simulator.desktop.transactions.person import (
    human_delete,
    human_edit,
    human_void,
)
from tests.quickbooks.simulator_desktop.shop import Shop, Values, line, named

ITEMS = ("Mug", "Pot", "Tin")
LOTS = ("", "L1", "L2")
ORDERS = {"ItemReceipt": "PurchaseOrder", "Bill": "PurchaseOrder", "Invoice": "SalesOrder"}
FREE = ("SalesReceipt", "CreditMemo", "VendorCredit")
KINDS = (*ORDERS, *FREE, "InventoryAdjustment", "TransferInventory")
DONE = {"PurchaseOrder": "ReceivedQuantity", "SalesOrder": "Invoiced"}

quantities = st.decimals(Decimal("0.25"), Decimal(40), places=2)
rows = st.lists(
    st.tuples(st.sampled_from(ITEMS), quantities, st.sampled_from(LOTS)), min_size=1, max_size=3
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.sampled_from(sorted(DONE)), rows),
        st.tuples(st.just("link"), st.sampled_from(sorted(ORDERS)), quantities),
        st.tuples(st.just("whole"), st.sampled_from(sorted(ORDERS)), st.integers(0, 9)),
        st.tuples(st.just("add"), st.sampled_from(KINDS), rows),
        st.tuples(st.just("change"), st.integers(0, 30), quantities),
        st.tuples(st.just("shorten"), st.integers(0, 30), st.none()),
        st.tuples(st.just("void"), st.integers(0, 30), st.none()),
        st.tuples(st.just("delete"), st.integers(0, 30), st.none()),
    ),
    max_size=14,
)


def written(shop: Shop, kind: str, entries: list[tuple[str, Decimal, str]]) -> None:
    main = {"InventorySiteRef": named("Main")}
    if kind == "InventoryAdjustment":
        detail = [
            {"QuantityDifference": quantity, "LotNumber": lot or None}
            for _, quantity, lot in entries
        ]
        lines: list[Values] = [
            {"ItemRef": named(item), "QuantityAdjustment": one}
            for (item, _, _), one in zip(entries, detail, strict=True)
        ]
        shop.write(kind, lines, AccountRef=named("Shrinkage"), **main)
    elif kind == "TransferInventory":
        ends = {"FromInventorySiteRef": named("Main"), "ToInventorySiteRef": named("Truck")}
        lines = [
            {"ItemRef": named(item), "QuantityToTransfer": quantity, "LotNumber": lot or None}
            for item, quantity, lot in entries
        ]
        shop.write(kind, lines, **ends)
    else:
        lines = [
            line(item, str(quantity), LotNumber=lot or None, **main)
            for item, quantity, lot in entries
        ]
        shop.write(kind, lines)


def linked(shop: Shop, kind: str, quantity: Decimal) -> None:
    """A line for every line of the newest order, and one that has nothing to do with it."""
    order = newest(shop, ORDERS[kind])
    lines = [
        {
            "Quantity": quantity,
            "LinkToTxn": {"TxnID": order.txn_id, "TxnLineID": one.txn_line_id},
        }
        for one in order.lines
    ]
    shop.write(kind, [*lines, line("Tin", 1)])


def newest(shop: Shop, kind: str) -> Txn:
    found = [txn for txn in shop.books.txns.values() if txn.kind == kind]
    return found[-1] if found else shop.write(kind, [line("Mug", 20), line("Pot", 3)])


def changed(txn: Txn, quantity: Decimal) -> list[Values]:
    first, *others = txn.lines
    name = {
        "InventoryAdjustment": "QuantityDifference",
        "TransferInventory": "QuantityToTransfer",
    }.get(txn.kind, "Quantity")
    kept = [{"TxnLineID": one.txn_line_id} for one in others]
    return [{"TxnLineID": first.txn_line_id, name: quantity}, *kept]


def step(shop: Shop, what: str, which: Any, more: Any) -> None:
    if what == "order":
        shop.write(which, [line(item, str(quantity)) for item, quantity, _ in more])
    elif what == "link":
        linked(shop, which, more)
    elif what == "whole":
        shop.write(which, [], LinkToTxnID=[newest(shop, ORDERS[which]).txn_id])
    elif what == "add":
        written(shop, which, more)
    else:
        txns = list(shop.books.txns.values())
        if not txns:
            return
        txn = txns[which % len(txns)]
        if what == "change":
            human_edit(shop.company, txn.txn_id, {"Memo": "again"}, changed(txn, more))
        elif what == "shorten":
            human_edit(shop.company, txn.txn_id, {}, [{"TxnLineID": txn.lines[0].txn_line_id}])
        elif what == "void":
            human_void(shop.company, txn.txn_id)
        else:
            human_delete(shop.company, txn.txn_id)


def counted(shop: Shop) -> dict[str, Decimal]:
    """What living documents link to, line by line of the orders, recomputed."""
    result: dict[str, Decimal] = defaultdict(Decimal)
    for txn in shop.books.txns.values():
        for one in txn.lines:
            if one.order is not None and not txn.void:
                result[one.order[1]] += one.values["Quantity"]
    return result


@given(steps)
@settings(max_examples=80)
def test_rule_24_stock_and_orders_are_what_the_documents_say(
    written_steps: list[tuple[str, Any, Any]],
) -> None:
    shop = Shop(ENTERPRISE_24)
    for name in ITEMS:
        shop.stocked(name, 30, site="Main", LotNumber="L1")
    for what, which, more in written_steps:
        before = shop.picture()
        try:
            step(shop, what, which, more)
        except Refusal:
            # an order made on the way stays; nothing else may have changed
            if what not in ("link", "whole"):
                assert shop.picture() == before
    assert ledger(shop.company).differences == {}
    assert all(quantity >= 0 for key, quantity in shop.books.stock.items() if key.tracked)
    sums = counted(shop)
    for order in [txn for txn in shop.books.txns.values() if txn.kind in DONE]:
        living = {
            txn.txn_id
            for txn in shop.books.txns.values()
            if any(one.order and one.order[0] == order.txn_id for one in txn.lines)
        }
        assert order.links == living
        for one in order.lines:
            assert one.values[DONE[order.kind]] == sums[one.txn_line_id]
    text, stock, costs = backup(shop.books), dict(shop.books.stock), dict(shop.books.costs)
    restore(shop.books, text)
    assert (shop.books.stock, shop.books.costs) == (stock, costs)
    assert ledger(shop.company).differences == {}
