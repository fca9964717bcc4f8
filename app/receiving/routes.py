"""Receipts for the screens; the scans themselves come through /api/scans."""

from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Operator
from app.core.http import AppSettings, Db
from app.core.paging import Cursor, Limit, Page
from app.inventory.policy import house_rules
from app.receiving import queries, service
from app.receiving.models import ReceiptState
from app.receiving.schemas import ReceiptIn, ReceiptOut, ReceiptRow

router = APIRouter(prefix="/api/receipts", tags=["receiving"])


@router.post("", operation_id="open_receipt")
async def open_receipt(wanted: ReceiptIn, who: Operator, db: Db) -> ReceiptOut:
    """Open a receipt for a purchase order or a vendor, or go on with the one that is open."""

    async def work(session: AsyncSession) -> ReceiptOut:
        if wanted.purchase_order_id is not None:
            receipt_id = await service.open_receipt_for_order(
                session, wanted.purchase_order_id, user_id=who.user_id
            )
        else:
            assert wanted.vendor_id is not None  # noqa: S101 - the schema wants one of the two
            receipt_id = await service.open_blind_receipt(
                session, wanted.vendor_id, user_id=who.user_id
            )
        return await queries.receipt(session, receipt_id)

    return await db.transact(work)


@router.get("", operation_id="list_receipts")
async def list_receipts(
    _: Operator,
    db: Db,
    state: ReceiptState | None = None,
    purchase_order_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ReceiptRow]:
    """Receipts, newest first."""
    async with db.read() as session:
        return await queries.receipts(
            session,
            state=state,
            purchase_order_id=purchase_order_id,
            cursor=cursor,
            limit=limit,
        )


@router.get("/{receipt_id}", operation_id="get_receipt")
async def get_receipt(receipt_id: UUID, _: Operator, db: Db) -> ReceiptOut:
    """One receipt: what the order expects and what was counted."""
    async with db.read() as session:
        return await queries.receipt(session, receipt_id)


@router.post("/{receipt_id}/complete", operation_id="complete_receipt")
async def complete_receipt(
    receipt_id: UUID, _: Operator, db: Db, settings: AppSettings
) -> ReceiptOut:
    """Finish a receipt; what did not come stays on order."""

    async def work(session: AsyncSession) -> ReceiptOut:
        await service.complete_receipt(session, receipt_id, rules=house_rules(settings))
        return await queries.receipt(session, receipt_id)

    return await db.transact(work)
