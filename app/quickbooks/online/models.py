"""What connecting needs to remember: the app's own keys, consents under way, calls counted."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.tables import counter_field, created_field, id_field, reference, time_field


class QuickBooksApp(SQLModel, table=True):
    """The keys of our own Intuit app, one set per installation; secrets are sealed (`Vault`).

    `environment` is "sandbox" or "production": Intuit gives a pair of keys for each (reference
    §1). `secrets` holds the client secret and the webhook verifier token.
    """

    __tablename__ = "quickbooks_app"

    id: UUID = id_field()
    environment: str = Field(max_length=20)
    client_id: str = Field(max_length=200)
    secrets: str = ""
    tested_at: datetime | None = time_field(nullable=True)
    updated_at: datetime = created_field()


class QuickBooksConsent(SQLModel, table=True):
    """A person on the way to QuickBooks' consent page and back: one use, ten minutes.

    `state_digest` is of the random state that comes back; `session_id` is whose browser it must
    be. `environment` is where the person was sent: "sandbox", "production" or "simulator".
    """

    __tablename__ = "quickbooks_consent"

    id: UUID = id_field()
    state_digest: str = Field(unique=True, max_length=64)
    session_id: UUID = reference("authsession.id")
    environment: str = Field(max_length=20)
    redirect_uri: str = Field(max_length=500)
    created_at: datetime = created_field()
    expires_at: datetime = time_field()
    used_at: datetime | None = time_field(nullable=True)


class QuickBooksCalls(SQLModel, table=True):
    """Calls of a calendar month (UTC): Intuit meters `reads` (CorePlus); `writes` are free."""

    __tablename__ = "quickbooks_calls"

    connection_id: UUID = Field(foreign_key="quickbooks_connection.id", primary_key=True)
    month: str = Field(primary_key=True, max_length=7)
    reads: int = counter_field()
    writes: int = counter_field()
