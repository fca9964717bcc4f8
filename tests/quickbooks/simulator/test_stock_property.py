"""Rule 24 as a property: whatever is written, changed, voided or deleted, the witness agrees."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.quickbooks.simulator import SimulatedCompany, Store, seed_demo
from app.quickbooks.simulator.audit import audit
from app.quickbooks.simulator.entities import ENTITIES
from tests.quickbooks.simulator.driver import ADJUST, EXPENSE, SALE, TODAY, TestClock, touch

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "Bill": (EXPENSE, {"VendorRef": {"value": "1"}}),
    "Purchase": (EXPENSE, {"PaymentType": "Check", "AccountRef": {"value": "5"}}),
    "VendorCredit": (EXPENSE, {"VendorRef": {"value": "1"}}),
    "Invoice": (SALE, {"CustomerRef": {"value": "6"}}),
    "SalesReceipt": (SALE, {"CustomerRef": {"value": "6"}}),
    "CreditMemo": (SALE, {"CustomerRef": {"value": "6"}}),
    "Estimate": (SALE, {"CustomerRef": {"value": "6"}}),
    "InventoryAdjustment": (ADJUST, {"AdjustAccountRef": {"value": "8"}}),
}
quantities = st.decimals(Decimal("0.25"), Decimal(50), places=2)
moves = st.lists(
    st.tuples(
        st.sampled_from(sorted(KINDS)),
        st.lists(st.tuples(st.integers(1, 4), quantities), min_size=1, max_size=3),
        st.sampled_from(["keep", "change", "void", "delete"]),
    ),
    max_size=12,
)


def lines(kind: str, rows: list[tuple[int, Decimal]]) -> list[dict[str, Any]]:
    def line(item: int, quantity: Decimal) -> dict[str, Any]:
        detail: dict[str, Any] = {"ItemRef": {"value": str(item)}}
        if kind == ADJUST:
            return {"DetailType": kind, kind: {**detail, "QtyDiff": -quantity}}
        return {"DetailType": kind, "Amount": quantity * 2, kind: {**detail, "Qty": quantity}}

    return [line(item, quantity) for item, quantity in rows]


@given(moves)
@settings(max_examples=60)
def test_rule_24_quantity_on_hand_is_what_the_documents_say(
    written: list[tuple[str, list[tuple[int, Decimal]], str]],
) -> None:
    store = Store()
    company = SimulatedCompany(store, TestClock())
    seed_demo(company)
    for name, rows, then in written:
        detail, party = KINDS[name]
        entity = ENTITIES[name]
        body = {**party, "TxnDate": TODAY, "Line": lines(detail, rows)}
        doc = company.write(entity, body)[name]
        if then == "change":
            half = lines(detail, [(item, quantity / 2) for item, quantity in rows])
            half = [{**line, "Amount": Decimal(1)} if "Amount" in line else line for line in half]
            company.write(entity, touch(doc, **party, Line=half))
        elif then == "void" and name == "Invoice":
            company.void(entity, doc)
        elif then == "delete":
            company.delete(entity, doc)
    found = audit(company)
    assert found.differences == {}
    company.books.commit()
    reopened = SimulatedCompany(store, TestClock())
    assert audit(reopened).on_hand == found.on_hand
    store.close()
