"""What the floor hands a workflow, and what the workflow answers.

Scanning (the front door) turns a trigger pull into a `FloorScan` whose `Subject` is already
resolved; a workflow answers `Applied` or `Need`, or raises a `FloorProblem`. These types live
below the workflows so that neither side imports the other.
"""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.access.models import Role
from app.catalog.models import Item, Location
from app.core import clock


class SubjectKind(StrEnum):
    """What the scanned text turned out to be."""

    NOTHING = "nothing"
    LOCATION = "location"
    DOCUMENT = "document"
    BADGE = "badge"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Subject:
    """The scanned thing: one location, one document, or one item with all its code said of it.

    `pack_qty` is what one scan of this code counts in base units; `count` is a quantity the code
    itself carries (GS1 AI 30, 37 or a weight), and wins over `pack_qty`.
    """

    kind: SubjectKind
    item: Item | None = None
    pack_qty: Decimal = Decimal(1)
    count: Decimal | None = None
    lot_number: str | None = None
    expires_on: date | None = None
    best_before: date | None = None
    serial_number: str | None = None
    location: Location | None = None
    document_type: str = ""
    document_id: UUID | None = None
    document_number: str = ""
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who scans, with which device, and whose consent came with the scan."""

    user_id: UUID
    name: str
    role: Role
    device_id: UUID | None = None
    approver_id: UUID | None = None
    approved_purpose: str = ""

    def may(self, purpose: str) -> UUID | None:
        """Who answers for an exception: the supervisor at the device, or the approver's id."""
        if self.approver_id is not None and self.approved_purpose == purpose:
            return self.approver_id
        return self.user_id if self.role.rank >= Role.SUPERVISOR.rank else None


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person added to a scan that needed more."""

    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None
    qty: Decimal | None = None
    choice: str | None = None
    reason: str | None = None
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What this company decided for its floor; the front door fills it from the settings.

    `zone` decides what day it is; tolerance is percent of the ordered quantity; goods that expire
    within `expiring_soon_days` are taken in with a warning.
    """

    zone: str = "America/New_York"
    bin_first: bool = True
    over_receipt_tolerance_percent: int = 0
    expiring_soon_days: int = 30

    def today(self) -> date:
        """The calendar day on the company's wall."""
        return clock.today(self.zone)


@dataclass(frozen=True, slots=True)
class FloorScan:
    """One resolved scan on its way into a workflow."""

    id: UUID
    step: str
    subject: Subject
    actor: Actor
    occurred_at: datetime
    raw: str = ""
    document_id: UUID | None = None
    qty: Decimal | None = None
    location_id: UUID | None = None
    carton_id: UUID | None = None
    line_id: UUID | None = None
    answers: Answers = dataclasses.field(default_factory=Answers)
    rules: HouseRules = dataclasses.field(default_factory=HouseRules)

    def quantity(self) -> Decimal:
        """Base units meant: typed by the person, else carried by the code, else one pack."""
        if self.answers.qty is not None:
            return self.answers.qty
        if self.qty is not None:
            return self.qty
        return self.subject.count if self.subject.count is not None else self.subject.pack_qty


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a person may tap."""

    value: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """The scan is fine but something is missing: the one question to ask.

    `field` names the answer (`lot`, `expiry`, `serial`, `qty`, `choice`, `location`, `reason`,
    `approval`, `confirm`); `code` is stable; for `confirm` and `approval` it is also the purpose.
    """

    field: str
    code: str
    prompt: str
    choices: tuple[Choice, ...] = ()
    params: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Applied:
    """The scan changed (or found) something. `effect` holds plain JSON values for the screen."""

    code: str
    message: str
    effect: dict[str, Any]
    document_type: str = ""
    document_id: UUID | None = None
    warnings: tuple[str, ...] = ()


FloorAnswer = Applied | Need
