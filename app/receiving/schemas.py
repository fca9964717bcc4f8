"""Receipts as the screens see them."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, model_validator

from app.core.types import Amount, Qty
from app.inventory.schemas import BinRef, ItemRef
from app.orders.schemas import PartyRef
from app.receiving.models import ReceiptState


class ReceiptIn(BaseModel):
    """Against a purchase order, or blind from a vendor: exactly one of the two."""

    purchase_order_id: UUID | None = None
    vendor_id: UUID | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.purchase_order_id is None) == (self.vendor_id is None):
            raise ValueError("give either a purchase order or a vendor")
        return self


class OrderRef(BaseModel):
    """The purchase order by its number."""

    id: UUID
    number: str


class ReceiptRow(BaseModel):
    """A receipt in a list; `counted_qty` sums over all its items."""

    id: UUID
    number: str
    state: ReceiptState
    vendor: PartyRef
    purchase_order: OrderRef | None
    opened_by: str
    created_at: datetime
    completed_at: datetime | None
    line_count: int
    counted_qty: Qty


class ExpectedLine(BaseModel):
    """A line of the order. `received_qty` counts all receipts, `counted_qty` this one only."""

    order_line_id: UUID
    item: ItemRef
    description: str
    qty: Qty
    received_qty: Qty
    counted_qty: Qty
    remaining: Qty
    closed: bool


class CountedLine(BaseModel):
    """What one scan brought. `exception` names what a supervisor let pass."""

    id: UUID
    item: ItemRef
    lot_number: str | None
    expires_on: date | None
    serial_number: str | None
    location: BinRef
    qty: Qty
    unit_cost: Amount | None
    exception: str
    approved_by: str | None
    created_at: datetime


class ReceiptOut(ReceiptRow):
    """A receipt with what the order expects (nothing if blind) and what was counted, newest
    first."""

    expected: list[ExpectedLine]
    counted: list[CountedLine]
