"""The mirror of QuickBooks' transactions that move stock, ours and others'.

Pages are upserts by QuickBooks' kind and id; an older version never replaces a newer one. A record
is ours if it is the one we mapped, or if its note says so and we have mapped no other: a copy that
a person made of our bill carries our note too. Ours are watched for edits (`app.sync.edits`).
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.events import Event, announce
from app.core.types import decimal_text
from app.core.upsert import table_of
from app.sync import edits
from app.sync.documents import (
    AnyDocument,
    Decisions,
    Deleted,
    MappingKind,
    TransactionLine,
    TransactionRecord,
    document_adapter,
)
from app.sync.duplicates import find as duplicates
from app.sync.effects import moves_of
from app.sync.models import (
    ExternalTransaction,
    Mapping,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)
from app.sync.port import REPLACED, Done, Operation, Refs, SyncProblem
from app.sync.settings import ConnectionSettings

BEFORE_LIVE = timedelta(days=3)
DOCUMENTS = (
    MappingKind.RECEIPT,
    MappingKind.SHIPMENT,
    MappingKind.ADJUSTMENT,
    MappingKind.CUSTOMER_RETURN,
    MappingKind.VENDOR_RETURN,
    MappingKind.TRANSFER,
)
_IN_FLIGHT = (OperationState.SENDING, OperationState.IN_DOUBT)

_txn = table_of(ExternalTransaction).c
_mapping = table_of(Mapping).c
_op = table_of(SyncOperation).c


def read_since(connection: QuickBooksConnection) -> datetime:
    """From when on transactions are read: what was settled before we came is not ours to watch."""
    chosen = ConnectionSettings.of(connection.settings).transactions_since
    if chosen is not None:
        return datetime.combine(chosen, time(), UTC)
    return connection.created_at - BEFORE_LIVE


async def save(
    session: AsyncSession, connection_id: UUID, records: Sequence[TransactionRecord]
) -> None:
    """Store these as seen now, and look at those of ours for edits."""
    if not records:
        return
    known = await _rows(session, connection_id, [(one.entity, one.external_id) for one in records])
    owners = await _owners(session, connection_id, records)
    foreign: list[ExternalTransaction] = []
    for record in records:
        row = known.get((record.entity, record.external_id))
        operation = owners.get((record.entity, record.external_id))
        if row is None and operation is None and not record.moves:
            continue  # it moves no stock and never did
        if row is None:
            row = ExternalTransaction(
                connection_id=connection_id,
                entity=record.entity,
                external_id=record.external_id,
            )
            session.add(row)
        elif is_older(record.version_token, row.version_token):
            row.seen_at = clock.now()
            continue
        _show(row, record)
        if operation is not None:
            row.document_type, row.document_id = operation.document_type, operation.document_id
            await watch(session, operation, row)
        elif row.document_id is None:
            foreign.append(row)
    if foreign:
        await session.flush()
        await duplicates.check_theirs(session, foreign)


async def gone(session: AsyncSession, connection_id: UUID, deleted: Sequence[Deleted]) -> None:
    """QuickBooks no longer has these."""
    keys = [(one.entity, one.external_id) for one in deleted]
    rows = await _rows(session, connection_id, keys)
    await _mark_gone(session, list(rows.values()))


async def drop_unseen(
    session: AsyncSession, connection_id: UUID, *, since: datetime, adjustments: bool
) -> None:
    """After a full read begun at `since`: what it did not show, though it looked, is gone."""
    connection = await session.get_one(QuickBooksConnection, connection_id)
    found = await session.execute(
        sa.select(ExternalTransaction).where(
            _txn.connection_id == connection_id,
            (_txn.entity == "InventoryAdjustment") == adjustments,
            _txn.seen_at < since,
            _txn.changed_at >= read_since(connection),
            ~_txn.deleted,
        )
    )
    await _mark_gone(session, list(found.scalars()))


async def note_written(
    session: AsyncSession, row: SyncOperation, operation: Operation, refs: Refs, outcome: Done
) -> None:
    """Remember what QuickBooks shows after it answered us, as what later edits are told from.

    What was found by asking may have been edited already: it counts as ours only as far as we know
    what we sent.
    """
    record = outcome.record
    if isinstance(record, Deleted):
        await _let_go(session, row.connection_id, record)
    if not isinstance(record, TransactionRecord):
        return
    key = (record.entity, record.external_id)
    known = await _rows(session, row.connection_id, [key])
    seen = known.get(key)
    if seen is None:
        seen = ExternalTransaction(
            connection_id=row.connection_id, entity=record.entity, external_id=record.external_id
        )
        session.add(seen)
    before = None if seen.sent is None else TransactionRecord.model_validate(seen.sent)
    seen.document_type, seen.document_id = row.document_type, row.document_id
    if not is_older(record.version_token, seen.version_token):
        _show(seen, record)
    if before is not None and _touched_since(before, record):
        pass  # `watch` says whether it matters
    elif outcome.version == operation.version:
        _sent(seen, _as_sent(operation, refs, record))
    else:
        _sent(seen, record)
    seen.settled_at = None
    await watch(session, row, seen)
    await duplicates.check_ours(session, row, seen)


async def _let_go(session: AsyncSession, connection_id: UUID, deleted: Deleted) -> None:
    """We took it back ourselves: nothing of it is watched any more."""
    known = await _rows(session, connection_id, [(deleted.entity, deleted.external_id)])
    for seen in known.values():
        seen.sent = seen.sent_moves = None
    await gone(session, connection_id, [deleted])


def _touched_since(before: TransactionRecord, record: TransactionRecord) -> bool:
    """Does it still show the version of ours that we know, though it was written since?"""
    same = record.own_version in (None, before.own_version)
    return same and is_older(before.version_token, record.version_token)


async def watch(session: AsyncSession, row: SyncOperation, seen: ExternalTransaction) -> None:
    """Say on the operation what somebody did to its record; adopt what does not matter.

    While a message of ours is on its way the answer decides, not what was read meanwhile.
    """
    if row.state in _IN_FLIGHT and row.message_key is not None:
        return
    problem = conflict(row, seen)
    others = [one for one in row.warnings or () if one["code"] not in edits.EDIT_CODES]
    if problem is None:
        if not seen.deleted:
            await _adopt(session, seen)
    elif seen.settled_at is None:
        others.append(problem.as_dict())
    if others != (row.warnings or []):
        row.warnings = others or None
        ids = {"document_type": row.document_type, "document_id": str(row.document_id)}
        announce(session, Event("sync.changed", ids), Event("document.changed", ids))


def conflict(row: SyncOperation, seen: ExternalTransaction) -> SyncProblem | None:
    """What somebody did in QuickBooks to the record of this document, whoever decided what since.

    A document that we void or delete ourselves may be voided or deleted.
    """
    if seen.sent is None:
        return None
    if (seen.deleted or seen.voided) and _is_cancelled(row):
        return None
    return edits.conflict(
        row.document_number,
        TransactionRecord.model_validate(seen.sent),
        TransactionRecord.model_validate(seen.record),
        deleted=seen.deleted,
    )


async def shown(
    session: AsyncSession, connection_id: UUID, external_id: str, entity: str
) -> ExternalTransaction | None:
    """The record as last seen in QuickBooks; None if it was never seen."""
    known = await _rows(session, connection_id, [(entity, external_id)])
    return known.get((entity, external_id))


async def of_document(
    session: AsyncSession, row: SyncOperation
) -> tuple[ExternalTransaction, Mapping] | None:
    """The record that stands for a document in QuickBooks, with its mapping."""
    found = await session.execute(
        sa.select(ExternalTransaction, Mapping)
        .join(
            Mapping,
            sa.and_(
                _mapping.connection_id == _txn.connection_id,
                _mapping.external_id == _txn.external_id,
                _mapping.kind == row.document_type,
                _mapping.local_id == row.document_id,
            ),
        )
        .where(_txn.connection_id == row.connection_id, _txn.document_id == row.document_id)
    )
    one = found.first()
    return None if one is None else (one[0], one[1])


def is_older(token: str, than: str) -> bool:
    """Is this version token of a record older? Tokens are numbers that only grow."""
    return token.isdigit() and than.isdigit() and int(token) < int(than)


def _show(row: ExternalTransaction, record: TransactionRecord) -> None:
    """The record as seen now. A new change reopens what a person had settled."""
    before = row.record
    row.record = record.model_dump(mode="json")
    if before and row.settled_at is not None:
        was = TransactionRecord.model_validate(before)
        if edits.changes(was, record) or was.voided != record.voided:
            row.settled_at = None
    row.version_token = record.version_token
    row.number = record.number[:40]
    row.on = record.on
    row.party = record.party[:200]
    row.total = record.total
    row.voided, row.deleted = record.voided, False
    row.moves = _moves(record)
    row.note = record.note
    row.made_by = record.made_by
    row.changed_at = record.changed_at
    row.seen_at = clock.now()


def _sent(row: ExternalTransaction, record: TransactionRecord) -> None:
    row.sent = record.model_dump(mode="json")
    row.sent_moves = _moves(record)


def _moves(record: TransactionRecord) -> dict[str, str]:
    return {item: decimal_text(qty) for item, qty in record.moves.items()}


def _as_sent(operation: Operation, refs: Refs, record: TransactionRecord) -> TransactionRecord:
    """The record with our own quantities: should it have other ones, somebody changed them."""
    ours = _expected(operation.document, refs)
    if ours is None or ours == record.moves:
        return record
    prices = {line.item_external_id: line.unit_amount for line in record.lines}
    names = {line.item_external_id: line.item_name for line in record.lines}
    lines = tuple(
        TransactionLine(
            item_external_id=item,
            item_name=names.get(item, ""),
            qty=qty,
            unit_amount=prices.get(item),
        )
        for item, qty in ours.items()
    )
    return record.model_copy(update={"lines": lines})


def _expected(document: AnyDocument, refs: Refs) -> dict[str, Decimal] | None:
    """What a document of ours does to stock there; None if an item of it is not known there."""
    found: dict[str, Decimal] = {}
    for item_id, qty in moves_of(document).items():
        item = refs.get(MappingKind.ITEM, item_id)
        if item is None:
            return None
        found[item.external_id] = qty
    return found


def _is_cancelled(row: SyncOperation) -> bool:
    decided = Decisions.model_validate(row.decisions or {})
    document = decided.applied(document_adapter.validate_python(row.snapshot))
    return bool(getattr(document, "cancelled", False))


async def _adopt(session: AsyncSession, seen: ExternalTransaction) -> None:
    """A harmless change: our next amendment builds on it."""
    if seen.sent is None or seen.sent.get("version_token") == seen.version_token:
        return
    _sent(seen, TransactionRecord.model_validate(seen.record))
    await take_token(session, seen)


async def take_token(session: AsyncSession, seen: ExternalTransaction) -> None:
    """The record as it is there now is what the next amendment builds on."""
    await session.execute(
        sa.update(Mapping)
        .where(
            _mapping.connection_id == seen.connection_id,
            _mapping.kind == seen.document_type,
            _mapping.local_id == seen.document_id,
            _mapping.external_id == seen.external_id,
        )
        .values(version_token=seen.version_token, updated_at=clock.now())
    )


async def _mark_gone(session: AsyncSession, rows: list[ExternalTransaction]) -> None:
    ids = [row.document_id for row in rows if row.document_id is not None]
    operations = await _operations(session, rows[0].connection_id, ids) if ids else {}
    for row in rows:
        if row.deleted:
            continue
        row.deleted, row.moves, row.seen_at = True, {}, clock.now()
        operation = operations.get(row.document_id) if row.document_id else None
        if operation is not None:
            row.settled_at = None
            await watch(session, operation, row)
            await duplicates.check_ours(session, operation, row)
    foreign = [row for row in rows if row.document_id is None]
    if foreign:
        await session.flush()
        await duplicates.check_theirs(session, foreign)


async def _rows(
    session: AsyncSession, connection_id: UUID, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], ExternalTransaction]:
    found = await session.execute(
        sa.select(ExternalTransaction).where(
            _txn.connection_id == connection_id,
            _txn.external_id.in_([external_id for _, external_id in keys]),
        )
    )
    wanted = set(keys)
    return {
        (row.entity, row.external_id): row
        for row in found.scalars()
        if (row.entity, row.external_id) in wanted
    }


async def _owners(
    session: AsyncSession, connection_id: UUID, records: Sequence[TransactionRecord]
) -> dict[tuple[str, str], SyncOperation]:
    """The operations whose documents these records stand for."""
    marked = {one.own_document for one in records if one.own_document is not None}
    found = await session.execute(
        sa.select(Mapping).where(
            _mapping.connection_id == connection_id,
            _mapping.kind.in_(DOCUMENTS),
            sa.or_(
                _mapping.external_id.in_([one.external_id for one in records]),
                _mapping.local_id.in_(list(marked)),
            ),
        )
    )
    mapped = list(found.scalars())
    by_record = {(str(one.details.get("entity")), one.external_id): one.local_id for one in mapped}
    of_document = {one.local_id: one.external_id for one in mapped if not one.details.get(REPLACED)}
    operations = await _operations(session, connection_id, {*marked, *by_record.values()})
    owners: dict[tuple[str, str], SyncOperation] = {}
    for one in records:
        key = (one.entity, one.external_id)
        local_id = by_record.get(key)
        stands_for = of_document.get(one.own_document) if one.own_document else None
        if local_id is None and stands_for in (None, one.external_id):
            local_id = one.own_document
        operation = operations.get(local_id) if local_id is not None else None
        if operation is not None:
            owners[key] = operation
    return owners


async def _operations(
    session: AsyncSession, connection_id: UUID, document_ids: Collection[UUID]
) -> dict[UUID, SyncOperation]:
    if not document_ids:
        return {}
    found = await session.execute(
        sa.select(SyncOperation)
        .where(_op.connection_id == connection_id, _op.document_id.in_(list(document_ids)))
        .order_by(_op.id)
        .with_for_update()
    )
    return {row.document_id: row for row in found.scalars()}
