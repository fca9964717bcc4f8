"""Before QuickBooks says it: the findings of the audit, and “Check now”."""

import sqlalchemy as sa
from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Supervisor
from app.core.events import Ring, announce
from app.core.http import Db
from app.core.upsert import table_of
from app.sync import queries
from app.sync.audit import audit
from app.sync.audit_schemas import FindingOut, FindingsOut
from app.sync.models import SyncFinding
from app.sync.status import NotConnected, active

router = APIRouter(prefix="/api/sync", tags=["sync"])

SHOWN_DOCUMENTS = 50
_finding = table_of(SyncFinding).c
_TOPICS = ("company", "accounts", "documents", "items", "parties", "names")


@router.get("/findings", operation_id="sync_findings")
async def findings(who: Supervisor, db: Db) -> FindingsOut:
    """What QuickBooks would refuse, as last checked, and the documents it will refuse."""
    del who
    async with db.read() as session:
        return await _findings(session)


@router.post("/audit", operation_id="sync_audit")
async def audit_now(who: Supervisor, db: Db) -> FindingsOut:
    """Check against what was read last, and have the worker read QuickBooks and check again."""
    del who

    async def work(session: AsyncSession) -> FindingsOut:
        connection = await active(session)
        if connection is None:
            raise NotConnected("QuickBooks is not connected.")
        await audit(session)
        announce(session, Ring(str(connection.id), job="audit"))
        return await _findings(session)

    return await db.transact(work)


async def _findings(session: AsyncSession) -> FindingsOut:
    connection = await active(session)
    if connection is None:
        return FindingsOut(audited_at=None, findings=[], documents=[], documents_total=0)
    found = await session.execute(
        sa.select(SyncFinding)
        .where(_finding.connection_id == connection.id)
        .order_by(_finding.found_at, _finding.id)
    )
    rows = sorted(found.scalars(), key=lambda one: _TOPICS.index(one.topic))
    documents, total = await queries.foreseen(session, connection.id, limit=SHOWN_DOCUMENTS)
    return FindingsOut(
        audited_at=connection.audited_at,
        findings=[FindingOut.model_validate(one, from_attributes=True) for one in rows],
        documents=documents,
        documents_total=total,
    )
