"""Orders as the screens see them: what was ordered, how far it is, what is left."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, computed_field

from app.core.types import Amount, Qty
from app.inventory.schemas import ItemRef
from app.orders.models import OrderSource, OrderState


class PartyRef(BaseModel):
    """A vendor or a customer by name."""

    id: UUID
    name: str


class _Order(BaseModel):
    id: UUID
    number: str
    state: OrderState
    ordered_on: date | None
    memo: str


class PurchaseOrderRow(_Order):
    """A purchase order in a list; the quantities are summed over its lines."""

    vendor: PartyRef
    expected_on: date | None
    line_count: int
    ordered_qty: Qty
    received_qty: Qty


class PurchaseOrderLineOut(BaseModel):
    """A line to receive. `remaining` is what is still to come; 0 on a closed line."""

    id: UUID
    line_no: int
    item: ItemRef
    description: str
    qty: Qty
    received_qty: Qty
    unit_cost: Amount | None
    closed: bool

    @computed_field  # type: ignore[prop-decorator]
    @property
    def remaining(self) -> Qty:
        return Decimal(0) if self.closed else max(self.qty - self.received_qty, Decimal(0))


class PurchaseOrderOut(PurchaseOrderRow):
    """A purchase order with its lines."""

    lines: list[PurchaseOrderLineOut]


class SalesOrderRow(_Order):
    """A sales order in a list; the quantities are summed over its lines."""

    customer: PartyRef
    source: OrderSource
    priority: int
    due_on: date | None
    line_count: int
    ordered_qty: Qty
    allocated_qty: Qty
    picked_qty: Qty
    shipped_qty: Qty


class SalesOrderLineOut(BaseModel):
    """A line to ship. `allocated_qty` is reserved and waits to be picked, `picked_qty` counts all
    ever picked. `unreserved` has no stock behind it: after release that is the backorder."""

    id: UUID
    line_no: int
    item: ItemRef
    description: str
    qty: Qty
    allocated_qty: Qty
    picked_qty: Qty
    shipped_qty: Qty
    unit_price: Amount | None
    closed: bool

    @computed_field  # type: ignore[prop-decorator]
    @property
    def unreserved(self) -> Qty:
        left = self.qty - self.allocated_qty - self.picked_qty
        return Decimal(0) if self.closed else max(left, Decimal(0))


class SalesOrderOut(SalesOrderRow):
    """A sales order with its lines."""

    lines: list[SalesOrderLineOut]
