"""“Sync now”: what a person asked for, and what came of it since."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.upsert import table_of
from app.sync.journal import QUIET, first_id
from app.sync.models import AttemptOutcome, OperationState, SyncAttempt, SyncOperation
from app.sync.schemas import SyncRun, SyncRunResult

_op, _attempt = table_of(SyncOperation).c, table_of(SyncAttempt).c


async def result(session: AsyncSession, connection_id: UUID, run: SyncRun) -> SyncRunResult:
    """What was sent, held and read since the run began, and what is still on its way."""
    sent = await _settled(session, run, OperationState.DONE)
    needs_you = await _settled(session, run, OperationState.HELD)
    left = await session.scalar(
        sa.select(sa.func.count()).where(
            _op.connection_id == connection_id,
            _op.state.in_((OperationState.QUEUED, OperationState.SENDING, OperationState.IN_DOUBT)),
            _op.ready,
            *_asked_for(run),
        )
    )
    reads, records, failed = await _read(session, run.since)
    return SyncRunResult(
        sent=sent,
        needs_you=needs_you,
        left=int(left or 0),
        reads=reads,
        records=records,
        failed=failed,
        sentence=_sentence(sent, needs_you, int(left or 0), records),
    )


def _asked_for(run: SyncRun) -> list[sa.ColumnElement[bool]]:
    if run.operation_id is not None:
        return [_op.id == run.operation_id]
    return [_op.document_type == run.kind] if run.kind else []


async def _settled(session: AsyncSession, run: SyncRun, state: OperationState) -> int:
    """Documents with an exchange (or a check) since then that are in that state now."""
    tried = sa.select(_attempt.operation_id).where(
        ~_attempt.reading, _attempt.id >= first_id(run.since), _attempt.operation_id.is_not(None)
    )
    number = await session.scalar(
        sa.select(sa.func.count()).where(_op.id.in_(tried), _op.state == state, *_asked_for(run))
    )
    return int(number or 0)


async def _read(session: AsyncSession, since: datetime) -> tuple[int, int, int]:
    """Reads that ended since then, the records they brought, and how many failed.

    A quiet read may be counted on a row that began up to an hour before.
    """
    failed = sa.case((_attempt.outcome != AttemptOutcome.DONE, 1), else_=0)
    found = await session.execute(
        sa.select(sa.func.count(), sa.func.sum(_attempt.records), sa.func.sum(failed)).where(
            _attempt.reading,
            _attempt.id >= first_id(since - QUIET),
            _attempt.finished_at >= since,
        )
    )
    reads, records, not_read = found.one()
    return int(reads), int(records or 0), int(not_read or 0)


def _sentence(sent: int, needs_you: int, left: int, records: int) -> str:
    parts = []
    if sent:
        parts.append(f"sent {sent:,}")
    if needs_you:
        parts.append(f"{needs_you:,} {'needs' if needs_you == 1 else 'need'} you")
    if left:
        parts.append(f"{left:,} on the way")
    if records:
        parts.append(f"read {records:,} record{'' if records == 1 else 's'}")
    if not parts:
        return "Nothing new on either side."
    words = ", ".join(parts)
    return f"{words[0].upper()}{words[1:]}."
