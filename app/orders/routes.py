"""Purchase orders to receive and sales orders to ship, as QuickBooks has them, with progress."""

from uuid import UUID

from fastapi import APIRouter

from app.access.deps import Operator
from app.core.http import Db
from app.core.paging import Cursor, Limit, Page
from app.orders import queries
from app.orders.models import OrderState
from app.orders.schemas import PurchaseOrderOut, PurchaseOrderRow, SalesOrderOut, SalesOrderRow

router = APIRouter(prefix="/api", tags=["orders"])


@router.get("/purchase-orders", operation_id="list_purchase_orders")
async def list_purchase_orders(
    _: Operator,
    db: Db,
    state: OrderState | None = None,
    search: str = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PurchaseOrderRow]:
    """Purchase orders, soonest expected first."""
    async with db.read() as session:
        return await queries.purchase_orders(
            session, state=state, search=search, cursor=cursor, limit=limit
        )


@router.get("/purchase-orders/{order_id}", operation_id="get_purchase_order")
async def get_purchase_order(order_id: UUID, _: Operator, db: Db) -> PurchaseOrderOut:
    """One purchase order with what has arrived of each line."""
    async with db.read() as session:
        return await queries.purchase_order(session, order_id)


@router.get("/sales-orders", operation_id="list_sales_orders")
async def list_sales_orders(
    _: Operator,
    db: Db,
    state: OrderState | None = None,
    search: str = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SalesOrderRow]:
    """Sales orders, most urgent first."""
    async with db.read() as session:
        return await queries.sales_orders(
            session, state=state, search=search, cursor=cursor, limit=limit
        )


@router.get("/sales-orders/{order_id}", operation_id="get_sales_order")
async def get_sales_order(order_id: UUID, _: Operator, db: Db) -> SalesOrderOut:
    """One sales order with what is reserved, picked and shipped of each line."""
    async with db.read() as session:
        return await queries.sales_order(session, order_id)
