"""On the wire: what the Connection page shows of a company whichever QuickBooks it has."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from app.sync.models import ConnectionKind


class FeatureOffOut(BaseModel):
    """What this company cannot use, and why."""

    feature: str
    title: str
    reason: str


class NewsOut(BaseModel):
    """What changed in QuickBooks and nobody has read yet."""

    code: str
    title: str
    detail: str
    at: datetime


class OtherCompanyOut(BaseModel):
    """A company that is connected but not in use."""

    id: UUID
    name: str
    kind: ConnectionKind
    environment: str
    unsent: int
