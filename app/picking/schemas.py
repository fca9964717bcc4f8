"""Pick tasks on the wire."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from app.core.types import Qty
from app.picking.models import TaskState


class PersonRef(BaseModel):
    """A person by name."""

    id: UUID
    name: str


class SalesOrderRef(BaseModel):
    id: UUID
    number: str


class BinCode(BaseModel):
    id: UUID
    code: str


class GoodsItem(BaseModel):
    id: UUID
    sku: str
    name: str
    unit: str


class GoodsLot(BaseModel):
    """A lot; `use_by` is its expiry date, else its best-before date."""

    id: UUID
    number: str
    use_by: date | None


class ProgressOut(BaseModel):
    """Units picked of units to pick, units reported short, and stops."""

    picked: Qty
    qty: Qty
    short: Qty
    stops_done: int
    stops: int


class StopOut(BaseModel):
    """Take `rest` more of a lot from a bin; `line_id` is the order line it is for."""

    id: UUID
    line_id: UUID
    location: BinCode
    item: GoodsItem
    lot: GoodsLot | None
    qty: Qty
    picked: Qty
    rest: Qty
    short: Qty


class BackorderOut(BaseModel):
    """What an order line still needs and no stock is reserved for."""

    line_id: UUID
    sku: str
    name: str
    qty: Qty


class PickTaskRow(BaseModel):
    """A pick task in a list."""

    id: UUID
    number: str
    state: TaskState
    order: SalesOrderRef
    customer: str
    due_on: date | None
    priority: int
    lines: int
    progress: ProgressOut
    assigned_to: PersonRef | None
    created_at: datetime


class PickTaskOut(PickTaskRow):
    """A pick task with its stops in walk order and what the order lacks beyond it."""

    stops: list[StopOut]
    backorders: list[BackorderOut]


class ClaimIn(BaseModel):
    """`take_over` takes the task from whoever has it."""

    take_over: bool = False
