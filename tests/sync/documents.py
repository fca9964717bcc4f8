"""Neutral documents for the sync tests."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from app.core.types import new_id
from app.sync.documents import AdjustmentDoc, DocumentLine, ReceiptDoc, ShipmentDoc

ON = date(2026, 11, 20)


def line(
    qty: str = "4",
    amount: str | None = "2.5",
    *,
    key: str = "line-1",
    item_id: UUID | None = None,
    order_line: str | None = None,
) -> DocumentLine:
    return DocumentLine(
        line_key=key,
        item_id=item_id or new_id(),
        sku="BOLT-M8",
        name="Hex bolt M8",
        qty=Decimal(qty),
        unit_amount=None if amount is None else Decimal(amount),
        description="Hex bolt M8",
        order_line_external_id=order_line,
    )


def receipt(
    *lines: DocumentLine, id: UUID | None = None, number: str = "R-000001", **extra: object
) -> ReceiptDoc:
    return ReceiptDoc.model_validate(
        {
            "id": id or new_id(),
            "number": number,
            "on": ON,
            "vendor_id": new_id(),
            "vendor_name": "Acme Fasteners",
            "lines": lines or (line(),),
        }
        | extra
    )


def shipment(
    *lines: DocumentLine, id: UUID | None = None, number: str = "S-000001", **extra: object
) -> ShipmentDoc:
    return ShipmentDoc.model_validate(
        {
            "id": id or new_id(),
            "number": number,
            "on": ON,
            "customer_id": new_id(),
            "customer_name": "Blue Harbor Hardware",
            "sales_order_id": new_id(),
            "lines": lines or (line(),),
        }
        | extra
    )


def adjustment(
    *lines: DocumentLine, id: UUID | None = None, number: str = "A-000001", **extra: object
) -> AdjustmentDoc:
    return AdjustmentDoc.model_validate(
        {
            "id": id or new_id(),
            "number": number,
            "on": ON,
            "reason": "count",
            "lines": lines or (line("-2", None),),
        }
        | extra
    )
