"""Stock as the screens see it: bins and lots by name, quantities as text, reasons in words."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from app.catalog.models import LocationUse, Tracking
from app.core.types import Qty
from app.inventory.models import LotStatus, MoveReason


class ItemRef(BaseModel):
    """An item by the names people use."""

    id: UUID
    sku: str
    name: str
    base_unit: str
    tracking: Tracking


class LotRef(BaseModel):
    """A lot people can see; items without lots have none."""

    id: UUID
    number: str
    expires_on: date | None
    best_before: date | None
    status: LotStatus
    hold_reason: str


class BinRef(BaseModel):
    """A bin by its code."""

    id: UUID
    code: str
    name: str
    use: LocationUse


class StockRow(BaseModel):
    """What lies of one lot in one bin. `available` is what may be promised and picked: not
    reserved, not held, not expired, and not in a quarantine or damaged bin."""

    item: ItemRef
    lot: LotRef | None
    location: BinRef
    on_hand: Qty
    reserved: Qty
    available: Qty


class MoveRow(BaseModel):
    """One line of the ledger. `from_label` and `to_label` name bins, or “Vendor”, “Customer” …"""

    id: UUID
    item: ItemRef
    lot_number: str | None
    serial_number: str | None
    qty: Qty
    from_label: str
    to_label: str
    reason: MoveReason
    document_type: str
    document_id: UUID | None
    person: str | None
    device: str | None
    occurred_at: datetime
    posted_at: datetime
    reverses: UUID | None


class LotRow(LotRef):
    """A lot with what we have of it."""

    item: ItemRef
    received_at: datetime
    on_hand: Qty
    reserved: Qty


class HoldIn(BaseModel):
    """Why nobody may pick this lot."""

    reason: str = Field(min_length=1, max_length=200)
