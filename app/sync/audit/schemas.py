"""What the audit found, over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from app.sync.audit.words import Topic
from app.sync.schemas import OperationRow, SyncProblemOut


class FindingOut(BaseModel):
    """Something that would make QuickBooks refuse documents; gone when it is fixed."""

    id: UUID
    topic: Topic
    found_at: datetime
    problem: SyncProblemOut


class FindingsOut(BaseModel):
    """Before QuickBooks says it: findings by topic, and documents to be sent that it would refuse.

    `documents` are the longest waiting of `documents_total`.
    """

    audited_at: datetime | None
    findings: list[FindingOut]
    documents: list[OperationRow]
    documents_total: int
