"""The head of a receipt, read and locked in one statement at the start of every change."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Vendor
from app.core.prepared import prepared
from app.core.upsert import table_of
from app.inventory.problems import DocumentClosed
from app.orders.models import PurchaseOrder
from app.receiving.models import Receipt, ReceiptState
from app.receiving.problems import ReceiptNotFound

_receipt, _vendor, _order = table_of(Receipt), table_of(Vendor), table_of(PurchaseOrder)


_HEADER = prepared(
    sa.select(
        _receipt.c.id,
        _receipt.c.number,
        _receipt.c.state,
        _receipt.c.created_at,
        _receipt.c.vendor_id,
        _vendor.c.name.label("vendor_name"),
        _receipt.c.purchase_order_id.label("order_id"),
        sa.func.coalesce(_order.c.number, "").label("order_number"),
    )
    .join(_vendor, _vendor.c.id == _receipt.c.vendor_id)
    .outerjoin(_order, _order.c.id == _receipt.c.purchase_order_id)
    .where(_receipt.c.id == sa.bindparam("receipt"))
    .with_for_update(of=_receipt)
)


@dataclass(frozen=True, slots=True)
class Header:
    """A receipt with its vendor and, unless it is blind, its purchase order."""

    id: UUID
    number: str
    state: ReceiptState
    created_at: datetime
    vendor_id: UUID
    vendor_name: str
    order_id: UUID | None
    order_number: str

    @property
    def title(self) -> str:
        """What people call it: by its order, else by its vendor."""
        return f"PO {self.order_number}" if self.order_id else self.vendor_name


async def load_header(session: AsyncSession, receipt_id: UUID) -> Header:
    """The receipt, locked until the transaction ends; raises ReceiptNotFound."""
    row = (await session.execute(_HEADER, {"receipt": receipt_id})).mappings().one_or_none()
    if row is None:
        raise ReceiptNotFound("This receipt does not exist.", id=receipt_id)
    return Header(**row)


async def load_open(session: AsyncSession, receipt_id: UUID) -> Header:
    """As `load_header`; raises DocumentClosed when nothing may be added any more."""
    header = await load_header(session, receipt_id)
    if header.state is not ReceiptState.OPEN:
        raise DocumentClosed(
            f"Receipt {header.number} ({header.title}) is {header.state}.", number=header.number
        )
    return header
