"""What and whom an operation is about, as ids: the activity log is searched by them."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.upsert import insert_ignore, table_of
from app.inventory.models import StockMove
from app.sync.documents import (
    AnyDocument,
    CustomerReturnDoc,
    ItemDoc,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
    lines_of,
)
from app.sync.models import SyncSubject

_subject = table_of(SyncSubject).c
_move = table_of(StockMove).c


async def note(session: AsyncSession, operation_id: UUID, document: AnyDocument) -> None:
    """Remember the document's items, its customer or vendor, and who scanned for it."""
    scanned = await session.execute(
        sa.select(_move.user_id)
        .where(_move.document_id == document.id, _move.user_id.is_not(None))
        .distinct()
    )
    await add(session, operation_id, {*subjects_of(document), *scanned.scalars()})


async def add(session: AsyncSession, operation_id: UUID, subjects: Iterable[UUID]) -> None:
    """Remember that the operation is about these too; known ones stay as they are."""
    known = await session.execute(
        sa.select(_subject.subject_id).where(_subject.operation_id == operation_id)
    )
    new = set(subjects) - set(known.scalars())
    if new:
        rows = [{"subject_id": one, "operation_id": operation_id} for one in sorted(new)]
        await session.execute(insert_ignore(session, SyncSubject), rows)


def subjects_of(document: AnyDocument) -> set[UUID]:
    """The ids of the items and the customer or vendor that the document names."""
    found = {line.item_id for line in lines_of(document)}
    match document:
        case ReceiptDoc(vendor_id=party) | VendorReturnDoc(vendor_id=party):
            found.add(party)
        case ShipmentDoc(customer_id=party) | CustomerReturnDoc(customer_id=party):
            found.add(party)
        case ItemDoc() | PartyDoc():
            found.add(document.id)
    return found
