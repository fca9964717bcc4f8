"""Two records became one in QuickBooks: what we keep of its transactions names the one left."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.types import decimal_text
from app.core.upsert import table_of
from app.sync import mappings
from app.sync.documents import MappingKind, TransactionRecord
from app.sync.models import ExternalTransaction

_txn = table_of(ExternalTransaction).c


async def follow(
    session: AsyncSession, connection_id: UUID, kind: MappingKind, gone: str, into: str
) -> None:
    """Our row goes on under the record that is left. QuickBooks rewrites its transactions without
    a new version, so what we compare them with is rewritten too: a merge is nobody's edit."""
    await mappings.merge(session, connection_id, kind, gone, into)
    found = await session.execute(
        sa.select(ExternalTransaction).where(
            _txn.connection_id == connection_id,
            sa.cast(_txn.record, sa.String).contains(f'"{gone}"', autoescape=True),
        )
    )
    for row in found.scalars():
        for stored in ("record", "sent"):
            kept = getattr(row, stored)
            if kept:
                record = _renamed(TransactionRecord.model_validate(kept), kind, gone, into)
                setattr(row, stored, record.model_dump(mode="json"))
                if stored == "sent":
                    row.sent_moves = _moves(record)
                elif not row.deleted:
                    row.moves = _moves(record)
    await session.flush()


def _renamed(
    record: TransactionRecord, kind: MappingKind, gone: str, into: str
) -> TransactionRecord:
    changes: dict[str, Any] = {}
    sells = record.entity in ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt")
    parties = MappingKind.CUSTOMER if sells else MappingKind.VENDOR
    if kind is parties and record.party_external_id == gone:
        changes["party_external_id"] = into
    if kind is MappingKind.ITEM:
        changes["lines"] = tuple(
            line.model_copy(update={"item_external_id": into})
            if line.item_external_id == gone
            else line
            for line in record.lines
        )
    return record.model_copy(update=changes)


def _moves(record: TransactionRecord) -> dict[str, str]:
    return {item: decimal_text(qty) for item, qty in record.moves.items()}
