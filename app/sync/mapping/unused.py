"""Rows of ours that nothing ever happened to."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import mirror as catalog
from app.catalog.models import Customer, Vendor
from app.core.upsert import table_of
from app.inventory.models import StockMove
from app.orders.models import PurchaseOrder, PurchaseOrderLine, SalesOrder, SalesOrderLine
from app.sync.documents import MappingKind

_USES: dict[str, tuple[tuple[Any, str], ...]] = {
    MappingKind.ITEM: (
        (StockMove, "item_id"),
        (PurchaseOrderLine, "item_id"),
        (SalesOrderLine, "item_id"),
    ),
    MappingKind.CUSTOMER: ((SalesOrder, "customer_id"),),
    MappingKind.VENDOR: ((PurchaseOrder, "vendor_id"),),
}


async def retire_if_unused(session: AsyncSession, kind: str, local_id: UUID) -> bool:
    """Make a row inactive if it has neither stock nor orders; True if it was done."""
    for model, column in _USES[kind]:
        used = sa.exists().where(table_of(model).c[column] == local_id)
        if (await session.execute(sa.select(used))).scalar_one():
            return False
    if kind == MappingKind.ITEM:
        await catalog.deactivate_items(session, [local_id])
    else:
        model = Customer if kind == MappingKind.CUSTOMER else Vendor
        await catalog.deactivate_parties(session, model, [local_id])
    return True
