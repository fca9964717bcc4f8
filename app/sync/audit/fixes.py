"""One tap on a finding: the same ways out as on a document, before any document is held.

A finding that was dealt with goes at once; the next audit brings it back if it did not help.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import NotFound
from app.core.events import Event, announce
from app.core.upsert import affected, table_of
from app.sync import outbox
from app.sync.fixing import record_wishes
from app.sync.fixing.offered import NotOffered, chosen_of, record_of
from app.sync.fixing.service import choose_account
from app.sync.mapping import links as mapping_links
from app.sync.models import OperationState, QuickBooksConnection, SyncFinding, SyncOperation
from app.sync.port import Fix, FixKind, SyncProblem

_op, _finding = table_of(SyncOperation).c, table_of(SyncFinding).c


async def offered(
    session: AsyncSession,
    finding_id: UUID,
    kind: FixKind,
    params: Mapping[str, str],
    *,
    choose: bool,
) -> tuple[SyncFinding, Fix]:
    """The finding and the fix of it that is meant. Raises NotFound, NotOffered, Invalid."""
    finding = await session.get(SyncFinding, finding_id)
    if finding is None:
        raise NotFound("This was dealt with already.", id=finding_id)
    return finding, chosen_of([SyncProblem.of(finding.problem)], kind, params, choose=choose)[1]


async def apply(
    session: AsyncSession, finding_id: UUID, kind: FixKind, params: Mapping[str, str]
) -> None:
    """Do it, let go of documents that the same cause holds, and forget the finding.

    Raises NotFound, NotOffered, Invalid, and what linking a record may raise.
    """
    finding, fix = await offered(session, finding_id, kind, params, choose=True)
    connection = await session.get_one(QuickBooksConnection, finding.connection_id)
    after = await _work(session, connection, fix)
    await _let_go(session, connection.id, finding.subject, after)
    await affected(session, sa.delete(SyncFinding).where(_finding.id == finding_id))
    announce(session, Event("sync.changed", {"connection_id": str(connection.id)}))


async def _work(session: AsyncSession, connection: QuickBooksConnection, fix: Fix) -> UUID | None:
    """The operation that has to be done first, where something is told to QuickBooks."""
    if fix.kind is FixKind.CHOOSE_ACCOUNT:
        await choose_account(session, connection, fix)
        session.add(connection)
        return None
    if fix.kind not in _RECORDS:
        raise NotOffered("This is done on another page.")
    kind, local_id = record_of(fix)
    record = await record_wishes.find(session, kind, local_id)
    if fix.kind is FixKind.LINK:
        external_id = str(fix.params["record"])
        await mapping_links.link(session, connection.id, kind, local_id, external_id)
        return None
    if fix.kind is FixKind.CREATE:
        await mapping_links.create(session, connection.id, kind, local_id)
        return await record_wishes.operation_of(session, connection.id, kind, local_id)
    wanted: dict[str, Any] = (
        {"name": str(fix.params["name"])} if fix.kind is FixKind.RENAME else {"active": True}
    )
    return await record_wishes.want(session, connection.id, record, **wanted)


_RECORDS = (FixKind.LINK, FixKind.CREATE, FixKind.REACTIVATE, FixKind.RENAME)


async def _let_go(
    session: AsyncSession, connection_id: UUID, cause: str, after: UUID | None
) -> None:
    held = await session.execute(
        sa.select(SyncOperation)
        .where(
            _op.connection_id == connection_id,
            _op.cause == cause,
            _op.state == OperationState.HELD,
        )
        .order_by(_op.id)
        .with_for_update()
    )
    for row in list(held.scalars()):
        await outbox.let_go(session, row, after=after)
    await outbox.bring_in(session, connection_id, cause, after=after)
