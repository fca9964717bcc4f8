"""What a fix wants of an item, customer or vendor in QuickBooks: to be active, to have a name.

Told through the outbox like any document, so it is said once, in order, and survives a crash. What
was wanted before and is not there yet stays wanted.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Item, Vendor
from app.core.errors import NotFound
from app.core.upsert import table_of
from app.sync import outbox
from app.sync.documents import AnyRecord, ItemDoc, PartyDoc, document_adapter
from app.sync.mapping.candidates import MODELS
from app.sync.models import SyncOperation

_op = table_of(SyncOperation).c
Record = Item | Customer | Vendor


async def find(session: AsyncSession, kind: str, local_id: UUID) -> Record:
    """The row of ours. Raises NotFound."""
    row: Record | None = await session.get(MODELS[kind], local_id) if kind in MODELS else None
    if row is None:
        raise NotFound("This record is not here any more.", kind=kind, id=local_id)
    return row


async def want(session: AsyncSession, connection_id: UUID, row: Record, **changes: Any) -> UUID:
    """QuickBooks' record of `row` should become so; the operation that tells it.

    `changes` are fields of ItemDoc or PartyDoc.
    """
    document = _document(row, **changes)
    before = await _operation(session, connection_id, document)
    if before is not None and before.sent < before.wanted:
        unsaid = document_adapter.validate_python(before.snapshot)
        document = unsaid.model_copy(update=changes)  # type: ignore[assignment]
    if before is not None and before.entered_by_hand:
        before.entered_by_hand = ""
        await session.flush()
    await outbox.want(session, document, summary=_summary(row, changes), completed=True)
    after = await _operation(session, connection_id, document)
    assert after is not None  # noqa: S101 - there is a connection, so it was just made
    return after.id


def _document(row: Record, **changes: Any) -> AnyRecord:
    if isinstance(row, Item):
        return ItemDoc(id=row.id, number=row.sku, **changes)
    kind = "customer" if isinstance(row, Customer) else "vendor"
    return PartyDoc(kind=kind, id=row.id, number=row.name, **changes)


async def operation_of(
    session: AsyncSession, connection_id: UUID, kind: str, local_id: UUID
) -> UUID:
    """The operation that tells QuickBooks of this record; there must be one."""
    found = await session.execute(
        sa.select(_op.id).where(
            _op.connection_id == connection_id,
            _op.document_type == kind,
            _op.document_id == local_id,
        )
    )
    operation_id: UUID = found.scalar_one()
    return operation_id


async def _operation(
    session: AsyncSession, connection_id: UUID, document: AnyRecord
) -> SyncOperation | None:
    found = await session.execute(
        sa.select(SyncOperation)
        .where(
            _op.connection_id == connection_id,
            _op.document_type == document.kind,
            _op.document_id == document.id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.scalar_one_or_none()


def _summary(row: Record, changes: dict[str, Any]) -> str:
    if changes.get("active"):
        return f"Make {row.name} active"
    return f"Name {row.name} {changes['name']}" if changes.get("name") else row.name
