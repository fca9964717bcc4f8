"""What the Today page and the activity list show."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.core.types import Qty
from app.sync.schemas import FixOut


class NeedKind(StrEnum):
    """What needs a person; the page knows the one-tap fix of each."""

    SYNC_HELD = "sync_held"
    SYNC_PAUSED = "sync_paused"
    SYNC_ENDING = "sync_ending"
    SYNC_NEWS = "sync_news"
    SYNC_FORESEEN = "sync_foreseen"
    EXPIRED_STOCK = "expired_stock"
    SHORT_PICK = "short_pick"
    COUNT_APPROVAL = "count_approval"
    ORDERS_WAITING = "orders_waiting"


class SubjectOut(BaseModel):
    """What a card or line is about."""

    type: str
    id: UUID


class NeedCard(BaseModel):
    """One thing that needs a person: what, why, and how many more like it there are.

    `fix` is the best way out of what holds documents of QuickBooks, for all of them at once.
    """

    kind: NeedKind
    title: str
    detail: str
    count: int
    subject: SubjectOut | None
    fix: FixOut | None = None


class Figure(BaseModel):
    """Today's work of one kind, in booked lines, base units and documents.

    `usual_lines` is the mean of the same weekday in the last four weeks, leaving out days without
    any work; null until there was one.
    """

    lines: int
    units: Qty
    documents: int
    usual_lines: Qty | None


class FloorFigures(BaseModel):
    received: Figure
    picked: Figure
    shipped: Figure
    short: Figure


class ComingOrder(BaseModel):
    """A sales order to ship, or a purchase order to arrive. `open_lines` are not yet complete."""

    id: UUID
    number: str
    party: str
    on: date
    overdue: bool
    released: bool
    open_lines: int


class ExpiringLot(BaseModel):
    """Stock that is or will soon be too old to ship."""

    lot_id: UUID
    lot: str
    item_id: UUID
    sku: str
    name: str
    base_unit: str
    on_hand: Qty
    use_by: date
    expired: bool


class Coming(BaseModel):
    """The most urgent of each, and how many there are in all."""

    due: list[ComingOrder]
    due_count: int
    arrivals: list[ComingOrder]
    arrivals_count: int
    expiring: list[ExpiringLot]
    expiring_count: int


class Today(BaseModel):
    """The four questions: is QuickBooks up to date, what needs me, how is the floor, what comes."""

    day: date
    zone: str
    as_of: datetime
    needs: list[NeedCard]
    floor: FloorFigures
    coming: Coming


class BadgeState(StrEnum):
    """Where a document is on its way to QuickBooks.

    `checking`: sent, and we are finding out whether it arrived. `needs_attention`: a person must
    decide. `waiting_for_end`: posted once the document is completed. `not_sent`: nothing to send.
    """

    NOT_SENT = "not_sent"
    WAITING_FOR_END = "waiting_for_end"
    SAVED = "saved"
    SENDING = "sending"
    CHECKING = "checking"
    IN_QUICKBOOKS = "in_quickbooks"
    NEEDS_ATTENTION = "needs_attention"


class Badge(BaseModel):
    """The sync state of one document; `number` is what QuickBooks calls it."""

    document_id: UUID
    state: BadgeState
    number: str | None
    operation_id: UUID | None
    problem: dict[str, Any] | None
    settled_at: datetime | None


class Badges(BaseModel):
    items: list[Badge]
