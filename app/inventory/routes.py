"""Stock by item, lot and bin; the ledger behind it; lots to hold and release."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter

from app.access.deps import Operator, Supervisor
from app.core import clock
from app.core.http import AppSettings, Db
from app.core.paging import Cursor, Limit, Page
from app.inventory import lots, queries
from app.inventory.schemas import HoldIn, LotRow, MoveRow, StockRow

router = APIRouter(prefix="/api", tags=["inventory"])


@router.get("/stock", operation_id="list_stock")
async def list_stock(
    _: Operator,
    db: Db,
    settings: AppSettings,
    search: str = "",
    item_id: UUID | None = None,
    lot_id: UUID | None = None,
    location_id: UUID | None = None,
    expires_before: date | None = None,
    held: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[StockRow]:
    """What we have, where, in which lot; `search` looks in SKU, name, lot and bin."""
    which = queries.StockFilter(
        search=search,
        item_id=item_id,
        lot_id=lot_id,
        location_id=location_id,
        expires_before=expires_before,
        held=held,
    )
    today = clock.today(settings.company_zone)
    async with db.read() as session:
        return await queries.stock_rows(session, which, today=today, cursor=cursor, limit=limit)


@router.get("/stock/moves", operation_id="list_stock_moves")
async def list_stock_moves(
    _: Operator,
    db: Db,
    item_id: UUID | None = None,
    lot_id: UUID | None = None,
    location_id: UUID | None = None,
    document_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[MoveRow]:
    """Every movement that led to a figure, newest first."""
    async with db.read() as session:
        return await queries.move_rows(
            session,
            item_id=item_id,
            lot_id=lot_id,
            location_id=location_id,
            document_id=document_id,
            cursor=cursor,
            limit=limit,
        )


@router.get("/lots", operation_id="list_lots")
async def list_lots(
    _: Operator,
    db: Db,
    item_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[LotRow]:
    """Lots with their dates, whether they are held, and what we have of them."""
    async with db.read() as session:
        return await queries.lot_rows(session, item_id=item_id, cursor=cursor, limit=limit)


@router.post("/lots/{lot_id}/hold", operation_id="hold_lot")
async def hold_lot(lot_id: UUID, hold: HoldIn, _: Supervisor, db: Db) -> LotRow:
    """Keep a lot from being picked, with the reason the next person will read."""
    async with db.write() as session:
        await lots.hold_lot(session, lot_id, reason=hold.reason)
        return await queries.lot_row(session, lot_id)


@router.post("/lots/{lot_id}/release", operation_id="release_lot")
async def release_lot(lot_id: UUID, _: Supervisor, db: Db) -> LotRow:
    """Let a held lot be picked again."""
    async with db.write() as session:
        await lots.release_lot(session, lot_id)
        return await queries.lot_row(session, lot_id)
