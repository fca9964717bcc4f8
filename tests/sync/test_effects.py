"""What our documents do to QuickBooks' quantities."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.core.types import new_id
from app.sync.documents import (
    AdjustmentDoc,
    CustomerReturnDoc,
    DocumentLine,
    ItemDoc,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
)
from app.sync.effects import difference, moves_of

ITEM, OTHER = new_id(), new_id()


def lines(*quantities: str) -> tuple[DocumentLine, ...]:
    return tuple(
        DocumentLine(line_key=str(at), item_id=ITEM, sku="A", name="A", qty=Decimal(qty))
        for at, qty in enumerate(quantities)
    )


def head(*quantities: str) -> dict[str, Any]:
    return {"id": new_id(), "number": "X-1", "on": date(2026, 11, 20), "lines": lines(*quantities)}


def received(*quantities: str, **more: Any) -> ReceiptDoc:
    return ReceiptDoc(**head(*quantities), vendor_id=new_id(), vendor_name="V", **more)


def shipped(*quantities: str, **more: Any) -> ShipmentDoc:
    customer = {"customer_id": new_id(), "customer_name": "C", "sales_order_id": new_id()}
    return ShipmentDoc(**head(*quantities), **customer, **more)


def test_lines_of_one_item_are_summed_with_the_sign_of_the_kind() -> None:
    assert moves_of(received("2", "0.5")) == {ITEM: Decimal("2.5")}
    assert moves_of(shipped("2", "0.5")) == {ITEM: Decimal("-2.5")}
    back = CustomerReturnDoc(**head("3"), customer_id=new_id(), customer_name="C")
    assert moves_of(back) == {ITEM: Decimal(3)}
    away = VendorReturnDoc(**head("3"), vendor_id=new_id(), vendor_name="V")
    assert moves_of(away) == {ITEM: Decimal(-3)}


def test_an_adjustment_says_its_sign_itself_and_may_cancel_out() -> None:
    assert moves_of(AdjustmentDoc(**head("-2"), reason="count")) == {ITEM: Decimal(-2)}
    assert moves_of(AdjustmentDoc(**head("2", "-2"), reason="count")) == {}


def test_what_was_invoiced_first_left_the_books_with_that_invoice() -> None:
    assert moves_of(shipped("2", order_source="invoice")) == {}


def test_cancelled_documents_and_records_move_nothing() -> None:
    assert moves_of(received("2", cancelled=True)) == {}
    assert moves_of(ItemDoc(id=ITEM, number="A", active=True)) == {}


def test_a_difference_leads_from_one_state_to_the_other() -> None:
    now, before = {ITEM: Decimal(5)}, {ITEM: Decimal(2), OTHER: Decimal(1)}
    assert difference(now, before) == {ITEM: Decimal(3), OTHER: Decimal(-1)}
    assert difference(now, now) == {}
