"""The connection on the wire: which company, what it allows, how long, and the app's keys."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.quickbooks.online.sites import Environment
from app.quickbooks.schemas import FeatureOffOut, NewsOut, OtherCompanyOut
from app.sync.models import ConnectionState
from app.sync.schemas import SyncProblemOut

Key = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[\x21-\x7e]*$")
]


class FactsOut(BaseModel):
    """What the company is and allows."""

    edition: str
    country: str
    currency: str
    zone: str
    subscription: str
    closed_through: date | None
    off: list[FeatureOffOut]


class AccessOut(BaseModel):
    """How long QuickBooks lets us in: until `reconnect_before` however much it is used, and until
    `unused_until` if it is not used at all. `warn`: one of them is near."""

    reconnect_before: datetime | None
    unused_until: datetime | None
    warn: bool


class ConnectedOut(BaseModel):
    """The company in use. `connected` is false once its access was given back or lost."""

    id: UUID
    name: str
    environment: str
    connected: bool
    state: ConnectionState
    problem: SyncProblemOut | None
    unsent: int
    last_contact_at: datetime | None
    probed_at: datetime | None
    facts: FactsOut
    news: list[NewsOut]
    access: AccessOut


class AppKeysOut(BaseModel):
    """The app's keys as far as they are shown; "" where nothing can be."""

    environment: Environment
    client_id: str
    secret_tail: str
    verifier_tail: str
    tested_at: datetime | None


class AddressesOut(BaseModel):
    """What is to be entered at Intuit's developer site."""

    redirect: str
    webhooks: str
    reconnect: str
    disconnect: str


class CallsOut(BaseModel):
    """Calls of this calendar month. Intuit meters reads of production companies only (`metered`).

    `expected` is what it comes to by the end of the month at this pace.
    """

    month: str
    reads: int
    writes: int
    budget: int
    expected: int
    metered: bool
    level: Literal["ok", "warn", "spent"]
    sentence: str


class ConnectionPage(BaseModel):
    """Everything the Connection page shows. `can_connect` are the environments to choose from."""

    company: ConnectedOut | None
    others: list[OtherCompanyOut]
    keys: AppKeysOut | None
    can_connect: list[Environment]
    addresses: AddressesOut
    calls: CallsOut | None


class ConnectIn(BaseModel):
    """Where to connect; left out: wherever there are keys for."""

    model_config = ConfigDict(extra="forbid")

    environment: Environment | None = None


class ConnectOut(BaseModel):
    """Where the person's browser goes now."""

    url: str


class AppKeysIn(BaseModel):
    """Secrets left empty stay as they are."""

    model_config = ConfigDict(extra="forbid")

    environment: Literal["sandbox", "production"]
    client_id: Annotated[Key, Field(min_length=1)]
    client_secret: Key = ""
    verifier: Key = ""


class BudgetIn(BaseModel):
    """How many reads a month Intuit gives the app."""

    model_config = ConfigDict(extra="forbid")

    reads: Annotated[int, Field(ge=1_000, le=1_000_000_000)]
