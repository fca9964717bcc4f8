"""The Connection page of a QuickBooks Desktop company, on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.quickbooks.schemas import FeatureOffOut, NewsOut, OtherCompanyOut
from app.sync.facts import TrackedBy
from app.sync.models import ConnectionState
from app.sync.schemas import SyncProblemOut
from app.sync.settings import OrderSourceChoice, PurchaseDocument


class DesktopFactsOut(BaseModel):
    """What the company is and allows, as QuickBooks told at its last visit."""

    product: str
    edition: str
    country: str
    qbxml: str
    single_user: bool | None
    sites: bool
    tracked: TrackedBy
    expiry: bool
    closed_through: date | None
    off: list[FeatureOffOut]


class VisitOut(BaseModel):
    """A visit of Web Connector: how many messages it took and records it brought.

    `seconds` is how long it lasted, or lasts already; `said` is its closing sentence.
    """

    id: UUID
    opened_at: datetime
    closed_at: datetime | None
    seconds: int
    sent: int
    read: int
    said: str
    trouble: SyncProblemOut | None


class VisitingOut(BaseModel):
    """Web Connector is here now, and what QuickBooks is doing for us, in words."""

    since: datetime
    doing: str
    sent: int
    read: int


class FileSizeOut(BaseModel):
    """How large the company file is, as a person told us, and what that means."""

    mb: int | None
    level: Literal["unknown", "fine", "plan", "act"]
    sentence: str


class DesktopCompanyOut(BaseModel):
    """The Desktop company in use.

    `called_at`: Web Connector last called then; `met_at`: QuickBooks itself last answered; from
    `probed_at` on the company file is known to be the right one. `silent`: it should have called by
    now.
    """

    id: UUID
    name: str
    state: ConnectionState
    problem: SyncProblemOut | None
    unsent: int
    user_name: str
    has_password: bool
    password_set_at: datetime
    app_name: str
    company_file: str
    client_version: str
    called_at: datetime | None
    met_at: datetime | None
    probed_at: datetime | None
    silent: bool
    seconds: int
    purchase_document: PurchaseDocument
    orders_from: list[OrderSourceChoice]
    facts: DesktopFactsOut
    news: list[NewsOut]
    visiting: VisitingOut | None
    visits: list[VisitOut]
    file_size: FileSizeOut


class DesktopPage(BaseModel):
    """Everything the page shows. `address` is what Web Connector calls; `address_problem` says why
    it cannot, and `address_action` what to do, where that is so."""

    company: DesktopCompanyOut | None
    others: list[OtherCompanyOut]
    address: str
    address_problem: str
    address_action: str


class NewPasswordOut(BaseModel):
    """Shown once; only a hash of it is kept."""

    connection_id: UUID
    user_name: str
    password: str


class DesktopSettingsIn(BaseModel):
    """What is left out stays as it is; a size of 0 forgets what was told."""

    model_config = ConfigDict(extra="forbid")

    seconds: Annotated[int, Field(ge=5, le=600)] | None = None
    file_mb: Annotated[int, Field(ge=0, le=100_000)] | None = None
    purchase_document: PurchaseDocument | None = None
    orders_from: Annotated[list[OrderSourceChoice], Field(min_length=1, max_length=3)] | None = None
