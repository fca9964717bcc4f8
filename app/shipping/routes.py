"""The packing bench and shipments, for reading; packing and shipping go by scans."""

from uuid import UUID

from fastapi import APIRouter

from app.access.deps import Operator
from app.core.http import Db
from app.core.paging import Cursor, Limit, Page
from app.shipping import queries
from app.shipping.models import ShipmentState
from app.shipping.schemas import PackingOut, PackingRow, ShipmentOut, ShipmentRow

router = APIRouter(prefix="/api", tags=["shipping"])


@router.get("/packing", operation_id="list_packing")
async def list_packing(
    _: Operator, db: Db, cursor: Cursor = None, limit: Limit = 50
) -> Page[PackingRow]:
    """Orders with picked goods that have not left, most urgent first."""
    async with db.read() as session:
        return await queries.packing(session, cursor=cursor, limit=limit)


@router.get("/packing/{sales_order_id}", operation_id="get_packing")
async def get_packing(sales_order_id: UUID, _: Operator, db: Db) -> PackingOut:
    """One order at the bench: what is picked, what is in which carton, what would ship."""
    async with db.read() as session:
        return await queries.packing_of(session, sales_order_id)


@router.get("/shipments", operation_id="list_shipments")
async def list_shipments(
    _: Operator,
    db: Db,
    state: ShipmentState | None = None,
    sales_order_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ShipmentRow]:
    """Shipments, newest first."""
    async with db.read() as session:
        return await queries.shipments(
            session, state=state, sales_order_id=sales_order_id, cursor=cursor, limit=limit
        )


@router.get("/shipments/{shipment_id}", operation_id="get_shipment")
async def get_shipment(shipment_id: UUID, _: Operator, db: Db) -> ShipmentOut:
    """One shipment with everything that left with it."""
    async with db.read() as session:
        return await queries.shipment(session, shipment_id)
