"""One document's way from the first scan to QuickBooks, told step by step.

Scans come from the ledger, which knows who moved what; what was foreseen, decided, said and changed
in QuickBooks from the outbox and its journal.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.models import Item, Location, LocationLevel
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.inventory.models import Lot, MoveReason, StockMove
from app.sync.activity import queries as activity
from app.sync.activity.timeline_schemas import Happening, TimelineStep
from app.sync.edits import EDIT_CODES
from app.sync.models import (
    ExternalTransaction,
    OperationState,
    SyncDeed,
    SyncOperation,
)
from app.sync.schemas import SyncProblemOut

MOST_SCANS = 500
MOST_ATTEMPTS = 500

_move, _item, _lot = table_of(StockMove).c, table_of(Item).c, table_of(Lot).c
_user, _deed = table_of(User).c, table_of(SyncDeed).c
_there = table_of(ExternalTransaction).c
_ORDER = {one: n for n, one in enumerate(Happening)}
_VERBS = {
    MoveReason.RECEIVE: "Received",
    MoveReason.PUT_AWAY: "Put away",
    MoveReason.PICK: "Picked",
    MoveReason.SHIP: "Shipped",
    MoveReason.OPENING: "Opening stock",
    MoveReason.ADJUST: "Adjusted",
    MoveReason.TRANSFER: "Moved",
    MoveReason.COUNT: "Counted",
    MoveReason.RETURN: "Returned",
    MoveReason.REVERSAL: "Took back",
}


async def timeline(session: AsyncSession, row: SyncOperation) -> list[TimelineStep]:
    """All steps of the document, the oldest first."""
    steps = [
        *await _scans(session, row),
        TimelineStep(at=row.created_at, what=Happening.QUEUED),
        *_foreseen(row),
        *await _deeds(session, row),
        *await _attempts(session, row),
        *await _warnings(session, row),
    ]
    if row.state is OperationState.DONE and row.settled_at is not None:
        steps.append(
            TimelineStep(at=row.settled_at, what=Happening.DONE, words=row.entered_by_hand)
        )
    return sorted(steps, key=lambda step: (step.at, _ORDER[step.what]))


async def _scans(session: AsyncSession, row: SyncOperation) -> Iterable[TimelineStep]:
    """What was moved for the document, the latest `MOST_SCANS`."""
    came, went = table_of(Location).alias("came"), table_of(Location).alias("went")
    found = await session.execute(
        sa.select(
            _move.occurred_at,
            _move.qty,
            _move.reason,
            _user.name.label("person"),
            _item.name.label("item"),
            _lot.number.label("lot"),
            sa.case((came.c.level == LocationLevel.BIN, came.c.code)).label("into"),
            sa.case((went.c.level == LocationLevel.BIN, went.c.code)).label("out_of"),
        )
        .join(table_of(Item), _item.id == _move.item_id)
        .join(table_of(Lot), _lot.id == _move.lot_id)
        .join(came, came.c.id == _move.to_id)
        .join(went, went.c.id == _move.from_id)
        .outerjoin(table_of(User), _user.id == _move.user_id)
        .where(_move.document_id == row.document_id)
        .order_by(_move.id.desc())
        .limit(MOST_SCANS)
    )
    return [
        TimelineStep(
            at=one.occurred_at,
            what=Happening.SCAN,
            person=one.person or "",
            words=_moved(one),
        )
        for one in found
    ]


def _moved(move: Any) -> str:
    words = f"{_VERBS[move.reason]} {decimal_text(move.qty)} × {move.item}"
    lot = f", lot {move.lot}" if move.lot else ""
    place = f" into {move.into}" if move.into else f" from {move.out_of}" if move.out_of else ""
    return f"{words}{lot}{place}"


def _foreseen(row: SyncOperation) -> Iterable[TimelineStep]:
    return [
        TimelineStep(
            at=row.wanted_at, what=Happening.FORESEEN, problem=SyncProblemOut.model_validate(one)
        )
        for one in row.foreseen or []
    ]


async def _deeds(session: AsyncSession, row: SyncOperation) -> Iterable[TimelineStep]:
    found = await session.execute(
        sa.select(_deed.at, _deed.what, _deed.words, _user.name)
        .outerjoin(table_of(User), _user.id == _deed.user_id)
        .where(_deed.operation_id == row.id)
    )
    return [
        TimelineStep(
            at=one.at,
            what=Happening.RETRIED if one.what == "retry" else Happening.DEED,
            person=one.name or "",
            words=one.words,
        )
        for one in found
    ]


async def _attempts(session: AsyncSession, row: SyncOperation) -> Iterable[TimelineStep]:
    rows = await activity.of_operation(session, row.id, limit=MOST_ATTEMPTS)
    return [TimelineStep(at=one.at, what=Happening.ATTEMPT, attempt=one) for one in rows]


async def _warnings(session: AsyncSession, row: SyncOperation) -> Iterable[TimelineStep]:
    """What a bookkeeper should see: edits at the time they were made there, as far as known."""
    if not row.warnings:
        return []
    changed = await session.scalar(
        sa.select(sa.func.coalesce(_there.changed_at, _there.seen_at)).where(
            _there.document_type == row.document_type, _there.document_id == row.document_id
        )
    )
    settled = row.settled_at or row.wanted_at
    return [
        TimelineStep(
            at=(changed or settled) if one.get("code") in EDIT_CODES else settled,
            what=Happening.EDITED if one.get("code") in EDIT_CODES else Happening.WARNING,
            problem=SyncProblemOut.model_validate(one),
        )
        for one in row.warnings
    ]
