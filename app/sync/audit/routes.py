"""Before QuickBooks says it: the findings of the audit, and “Check now”."""

from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Supervisor
from app.core.events import Ring, announce
from app.core.http import Db
from app.core.upsert import table_of
from app.sync import queries
from app.sync.audit import fixes as finding_fixes
from app.sync.audit.run import audit
from app.sync.audit.schemas import FindingOut, FindingsOut
from app.sync.fixing import choices as fix_choices
from app.sync.fixing.routes import check_role
from app.sync.models import QuickBooksConnection, SyncFinding
from app.sync.port import FixKind
from app.sync.schemas import FixChoice, FixIn
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


@router.post("/findings/{finding_id}/fix", operation_id="fix_sync_finding")
async def fix(finding_id: UUID, body: FixIn, who: Supervisor, db: Db) -> FindingsOut:
    """Do one of the ways out that a finding offers; what is left afterwards."""
    async with db.read() as session:
        _, chosen = await finding_fixes.offered(
            session, finding_id, body.kind, body.params, choose=True
        )
        check_role(who, chosen)
    await db.transact(
        lambda session: finding_fixes.apply(session, finding_id, body.kind, body.params)
    )
    async with db.read() as session:
        return await _findings(session)


@router.get("/findings/{finding_id}/choices/{kind}", operation_id="list_finding_choices")
async def choices(
    finding_id: UUID,
    kind: FixKind,
    who: Supervisor,
    db: Db,
    search: Annotated[str, Query(max_length=100)] = "",
) -> list[FixChoice]:
    """What to choose from for a fix of a finding; the first is suggested."""
    del who
    async with db.read() as session:
        finding, chosen = await finding_fixes.offered(session, finding_id, kind, {}, choose=False)
        connection = await session.get_one(QuickBooksConnection, finding.connection_id)
        return await fix_choices.choices(session, connection, chosen, search.strip())


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
