"""What a person decides about a document that may be in QuickBooks twice."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.errors import Conflict, NotFound
from app.core.events import Event, Ring, announce
from app.core.upsert import table_of
from app.sync import transitions
from app.sync.activity.deeds import note_deed
from app.sync.claims import hold_still
from app.sync.documents import Decisions
from app.sync.duplicates import find as duplicates
from app.sync.edits import DUPLICATE
from app.sync.models import ExternalTransaction, OperationState, SyncOperation
from app.sync.transactions import of_document

_txn = table_of(ExternalTransaction).c


class Verdict(StrEnum):
    """`both` stay: they are not the same, or it was dealt with in QuickBooks. `theirs` stays: ours
    is taken back there, while the goods stay counted here."""

    BOTH = "both"
    THEIRS = "theirs"


class NotSuspected(NotFound):
    code = "not_suspected"
    title = "There is nothing to decide here any more"


class OnItsWay(Conflict):
    code = "document_on_its_way"
    title = "This document is on its way to QuickBooks"
    action = "Wait a moment and try again."


async def decide(
    session: AsyncSession,
    operation_id: UUID,
    theirs_id: UUID,
    verdict: Verdict,
    *,
    user_id: UUID,
) -> None:
    """Do as a person decided about our document and that transaction. Raises NotSuspected,
    OnItsWay."""
    row = await hold_still(session, operation_id)
    theirs = await session.get(ExternalTransaction, theirs_id)
    if row is None or theirs is None or not _is_suspected(row, theirs_id):
        raise NotSuspected("Somebody may have decided meanwhile, or one of the two is gone.")
    other = theirs.number or theirs.external_id
    if verdict is Verdict.THEIRS:
        _take_back(row)
        words = f"Taken back in QuickBooks: {duplicates.maker(theirs)} had posted it as {other}"
    else:
        words = f"Not the same as {other} of {duplicates.maker(theirs)}"
    theirs.settled_at = clock.now()
    await session.flush()
    await note_deed(session, row.id, user_id=user_id, what=f"duplicate_{verdict}", words=words)
    await _look_again(session, row, theirs)
    ids = {"document_type": row.document_type, "document_id": str(row.document_id)}
    announce(session, Event("sync.changed", ids), Event("document.changed", ids))
    announce(session, Ring(str(row.connection_id)))


def _take_back(row: SyncOperation) -> None:
    if row.state is OperationState.SENDING or row.message_key is not None:
        raise OnItsWay(f"{row.document_number} is being sent.")
    decided = Decisions.model_validate(row.decisions or {})
    row.decisions = decided.model_copy(update={"withdrawn": True}).model_dump(mode="json")
    row.wanted = max(row.wanted, row.sent + 1)
    row.ready = True
    row.problem = None
    transitions.release(row, now=clock.now())


async def _look_again(
    session: AsyncSession, row: SyncOperation, theirs: ExternalTransaction
) -> None:
    """Neither this document nor any other is said to be that transaction any more."""
    found = await of_document(session, row)
    if found is not None:
        await duplicates.check_ours(session, row, found[0])
    else:
        kept = [one for one in row.warnings or () if one["code"] != DUPLICATE]
        row.warnings = kept or None
    await duplicates.check_theirs(session, [theirs])


def _is_suspected(row: SyncOperation, theirs_id: UUID) -> bool:
    return any(
        one["code"] == DUPLICATE and one["params"].get("theirs") == str(theirs_id)
        for one in row.warnings or ()
    )


async def others(session: AsyncSession, ids: list[UUID]) -> dict[UUID, ExternalTransaction]:
    """Transactions by our id of them."""
    found = await session.execute(sa.select(ExternalTransaction).where(_txn.id.in_(ids)))
    return {one.id: one for one in found.scalars()}
