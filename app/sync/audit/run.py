"""The audit: everything QuickBooks would refuse, looked for before any document meets it.

Runs nightly and on demand, after reading. What it finds is stored once per code and subject, with
when it was first seen, and goes when it is fixed. Documents that are still to be sent are checked
again too, because the books may have been closed over them.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.events import Event, announce
from app.core.types import new_id
from app.core.upsert import affected, insert, table_of
from app.sync.audit import company as audit_company
from app.sync.audit import items as audit_items
from app.sync.audit import names as audit_names
from app.sync.audit import parties as audit_parties
from app.sync.audit.words import Found
from app.sync.documents import document_adapter
from app.sync.models import OperationState, QuickBooksConnection, SyncFinding, SyncOperation
from app.sync.preflight.foresight import Company, foresee
from app.sync.status import active

MOST_DOCUMENTS = 1000
_op, _finding = table_of(SyncOperation).c, table_of(SyncFinding).c


async def audit_now(ctx: dict[str, Any]) -> int:
    """The nightly job: audit the company in use; how many findings there are."""
    db: Database = ctx["db"]
    async with db.read() as session:
        if await active(session) is None:
            return 0
    return await db.transact(audit)


async def audit(session: AsyncSession) -> int:
    """Look for everything, store what is found; how many findings there are."""
    connection = await active(session)
    if connection is None:
        return 0
    found = [
        *await audit_company.look(session, connection),
        *await audit_items.look(session, connection),
        *await audit_parties.look(session, connection),
        *await audit_names.look(session, connection),
    ]
    await _store(session, connection, found)
    await _check_unsent(session, connection)
    connection.audited_at = clock.now()
    session.add(connection)
    announce(session, Event("sync.changed", {"connection_id": str(connection.id)}))
    return len({one.key for one in found})


async def _store(
    session: AsyncSession, connection: QuickBooksConnection, found: Iterable[Found]
) -> None:
    """Refresh what is still there, add what is new, drop what is gone."""
    now = clock.now()
    rows = {
        one.key: {
            "id": new_id(),
            "connection_id": connection.id,
            "code": one.problem.code,
            "subject": one.key[1],
            "topic": one.topic,
            "problem": one.problem.as_dict(),
            "found_at": now,
            "seen_at": now,
        }
        for one in found
    }
    if rows:
        new = insert(session, SyncFinding)
        await session.execute(
            new.on_conflict_do_update(
                index_elements=[_finding.connection_id, _finding.code, _finding.subject],
                set_={name: new.excluded[name] for name in ("topic", "problem", "seen_at")},
            ),
            list(rows.values()),
        )
    await affected(
        session,
        sa.delete(SyncFinding).where(
            _finding.connection_id == connection.id, _finding.seen_at < now
        ),
    )


async def _check_unsent(session: AsyncSession, connection: QuickBooksConnection) -> None:
    """Foresee anew for documents that QuickBooks does not have yet, the longest waiting first."""
    company = Company.of(connection.id, connection.settings, connection.facts)
    waiting = await session.execute(
        sa.select(SyncOperation)
        .where(_op.connection_id == connection.id, _op.state != OperationState.DONE)
        .order_by(_op.wanted_at, _op.id)
        .limit(MOST_DOCUMENTS)
        .with_for_update(skip_locked=True)
    )
    for row in list(waiting.scalars()):
        document = document_adapter.validate_python(row.snapshot)
        foreseen = await foresee(session, company, document, order_id=row.order_id)
        row.foreseen = foreseen.stored()
        session.add(row)
