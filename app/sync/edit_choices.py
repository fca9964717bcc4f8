"""What a person decides about a document that was edited in QuickBooks: ours, theirs, or anew."""

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.events import Event, Ring, announce
from app.core.upsert import table_of
from app.sync import edits, transitions
from app.sync.models import ExternalTransaction, Mapping, OperationState, SyncOperation
from app.sync.port import FixKind
from app.sync.transactions import of_document, take_token

KINDS = (FixKind.SEND_OURS, FixKind.KEEP_THEIRS, FixKind.RECREATE)

_mapping = table_of(Mapping).c


async def decide(session: AsyncSession, row: SyncOperation, kind: FixKind) -> bool:
    """Do as a person chose; `row` is locked. False if there is nothing to decide (any more)."""
    found = await of_document(session, row)
    if found is None or row.state is OperationState.SENDING:
        return False
    seen, _ = found
    match kind:
        case FixKind.SEND_OURS if not seen.deleted:
            _send_again(row, look_at=seen.external_id)
            seen.sent = seen.record  # seen and overruled: only a newer edit is a conflict again
        case FixKind.RECREATE if seen.deleted:
            await _forget_record(session, row, seen)
            _send_again(row, look_at=transitions.BY_NUMBER)
        case FixKind.KEEP_THEIRS:
            if not seen.deleted:
                await take_token(session, seen)
            _leave(row)
        case _:
            return False
    seen.settled_at = clock.now()
    others = [one for one in row.warnings or () if one["code"] not in edits.EDIT_CODES]
    row.warnings = others or None
    ids = {"document_type": row.document_type, "document_id": str(row.document_id)}
    announce(session, Event("sync.changed", ids), Event("document.changed", ids))
    announce(session, Ring(str(row.connection_id)))
    return True


def _send_again(row: SyncOperation, *, look_at: str) -> None:
    """Say the newest version, as a new one, after a look at what is there now."""
    transitions.forget_message(row)
    if row.wanted <= row.sent:
        row.wanted = row.sent + 1
    row.ready = True
    row.problem = None
    transitions.release(row, now=clock.now())
    row.wanted_at = clock.now()
    row.ask_for = look_at


def _leave(row: SyncOperation) -> None:
    """Nothing more is sent for this version; a later one is held again."""
    transitions.forget_message(row)
    row.ask_for = row.not_before = row.problem = None
    row.cause = ""
    row.sent = row.wanted
    row.state = OperationState.DONE
    row.settled_at = clock.now()


async def _forget_record(
    session: AsyncSession, row: SyncOperation, seen: ExternalTransaction
) -> None:
    """The deleted record no longer stands for the document."""
    await session.execute(
        sa.delete(Mapping).where(
            _mapping.connection_id == row.connection_id,
            _mapping.kind == row.document_type,
            _mapping.local_id == row.document_id,
        )
    )
    seen.document_type, seen.document_id, seen.sent = "", None, None
    row.sent_snapshot = None  # QuickBooks shows nothing of it now
