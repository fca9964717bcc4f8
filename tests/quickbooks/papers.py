"""What the tests of any QuickBooks share: papers of ours to post, and what became of them."""

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.catalog.models import Customer, Item, Vendor
from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from app.orders.models import PurchaseOrder, PurchaseOrderLine, SalesOrder, SalesOrderLine
from app.sync import outbox
from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    AnyTransaction,
    CustomerReturnDoc,
    Decisions,
    DocumentLine,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
)
from app.sync.facts import Facts
from app.sync.models import QuickBooksConnection, SyncAttempt, SyncCursor, SyncOperation
from app.sync.settings import ConnectionSettings
from app.tables import metadata

SOAK = int(os.environ.get("SCANPOST_SOAK", "400"))
"""How many documents a soak sends: `make soak` sends 2,000, which takes minutes."""
START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


class Hour:
    """A clock that goes only when told, shared by us and the simulator."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Papers:
    """Our side of a company that was connected and read."""

    db: Database
    hour: Hour
    connection_id: UUID

    def later(self, seconds: float) -> None:
        self.hour.now += timedelta(seconds=seconds)

    async def facts(self) -> Facts:
        return Facts.of((await self.connection()).facts)

    async def want(self, document: AnyDocument, *, completed: bool = False) -> None:
        with clock.freeze(self.hour.now):
            async with self.db.write() as session:
                await outbox.want(session, document, summary="test", completed=completed)

    async def operations(self) -> list[SyncOperation]:
        async with self.db.read() as session:
            found = await session.execute(sa.select(SyncOperation).order_by(sa.text("id")))
            return list(found.scalars())

    async def operation(self, document: AnyDocument) -> SyncOperation:
        return next(row for row in await self.operations() if row.document_id == document.id)

    async def attempts(self, *, reading: bool = False) -> list[SyncAttempt]:
        async with self.db.read() as session:
            found = await session.execute(sa.select(SyncAttempt).order_by(sa.text("id")))
            return [one for one in found.scalars() if one.reading is reading]

    async def connection(self) -> QuickBooksConnection:
        async with self.db.read() as session:
            return await session.get_one(QuickBooksConnection, self.connection_id)

    async def change_settings(self, **values: Any) -> None:
        async with self.db.write() as session:
            row = await session.get_one(QuickBooksConnection, self.connection_id)
            row.settings = ConnectionSettings.of(row.settings | values).stored()

    async def restart_reading(self) -> None:
        """As after a change of what orders are read from."""
        async with self.db.write() as session:
            await session.execute(sa.update(SyncCursor).values(position=""))

    async def release(self, document: AnyDocument) -> None:
        """A person presses Try again."""
        row = await self.operation(document)
        with clock.freeze(self.hour.now):
            async with self.db.write() as session:
                await outbox.release(session, row.id)

    async def adjustment(self, sku: str, qty: str, number: str = "A-000001") -> AdjustmentDoc:
        item = await self.item(sku)
        line = DocumentLine(
            line_key=sku, item_id=item.id, sku=sku, name=item.name, qty=Decimal(qty)
        )
        return AdjustmentDoc(
            id=new_id(), number=number, on=self.hour.now.date(), reason="count", lines=(line,)
        )

    async def customer_return(
        self, qty: dict[str, str] | None = None, **extra: Any
    ) -> CustomerReturnDoc:
        """Goods that the customer of SO-1042 sent back."""
        shipment = await self.shipment(qty=qty)
        values = {
            "id": new_id(),
            "number": "RC-000001",
            "on": shipment.on,
            "customer_id": shipment.customer_id,
            "customer_name": shipment.customer_name,
            "lines": shipment.lines,
        }
        return CustomerReturnDoc.model_validate(values | extra)

    async def vendor_return(
        self, qty: dict[str, str] | None = None, **extra: Any
    ) -> VendorReturnDoc:
        """Goods that went back to the vendor of PO-2001."""
        receipt = await self.receipt(qty=qty)
        values = {
            "id": new_id(),
            "number": "RV-000001",
            "on": receipt.on,
            "vendor_id": receipt.vendor_id,
            "vendor_name": receipt.vendor_name,
            "lines": receipt.lines,
        }
        return VendorReturnDoc.model_validate(values | extra)

    async def cancel(self, document: AnyTransaction) -> None:
        """The document is cancelled here."""
        await self.want(document.model_copy(update={"cancelled": True}), completed=True)

    async def decide(self, document: AnyDocument, **values: Any) -> None:
        """A person decides something about it for QuickBooks' sake, and has it tried again."""
        async with self.db.write() as session:
            row = await session.get_one(SyncOperation, (await self.operation(document)).id)
            row.decisions = Decisions.model_validate(values).model_dump(mode="json")
        await self.release(document)

    async def _row(self, statement: Any) -> Any:
        async with self.db.read() as session:
            return (await session.execute(statement)).scalar_one()

    async def item(self, sku: str) -> Item:
        row: Item = await self._row(sa.select(Item).where(Item.sku == sku))  # type: ignore[arg-type]
        return row

    async def receipt(
        self, order: str = "PO-2001", qty: dict[str, str] | None = None, **extra: Any
    ) -> ReceiptDoc:
        """A receipt of some of a purchase order's lines, by SKU."""
        po = await self._row(sa.select(PurchaseOrder).where(PurchaseOrder.number == order))  # type: ignore[arg-type]
        vendor = await self._row(sa.select(Vendor).where(Vendor.id == po.vendor_id))
        lines = await self._lines(PurchaseOrderLine, po.id, qty or {"OAT-1L": "12"})
        values = {
            "id": new_id(),
            "number": "R-000001",
            "on": self.hour.now.date(),
            "vendor_id": vendor.id,
            "vendor_name": vendor.name,
            "purchase_order_id": po.id,
            "purchase_order_number": po.number,
            "lines": lines,
        }
        return ReceiptDoc.model_validate(values | extra)

    async def shipment(
        self, order: str = "SO-1042", qty: dict[str, str] | None = None, **extra: Any
    ) -> ShipmentDoc:
        """A shipment of some of a sales order's lines, by SKU."""
        so = await self._row(sa.select(SalesOrder).where(SalesOrder.number == order))  # type: ignore[arg-type]
        customer = await self._row(sa.select(Customer).where(Customer.id == so.customer_id))
        lines = await self._lines(SalesOrderLine, so.id, qty or {"OAT-1L": "12"})
        values = {
            "id": new_id(),
            "number": "S-000001",
            "on": self.hour.now.date(),
            "customer_id": customer.id,
            "customer_name": customer.name,
            "sales_order_id": so.id,
            "sales_order_number": so.number,
            "order_source": so.source,
            "tracking_number": "1Z999AA10123456784",
            "lines": lines,
        }
        return ShipmentDoc.model_validate(values | extra)

    async def _lines(
        self, model: Any, order_id: UUID, qty: dict[str, str]
    ) -> tuple[DocumentLine, ...]:
        async with self.db.read() as session:
            found = await session.execute(
                sa.select(model, Item)
                .join(Item, Item.id == model.item_id)
                .where(model.order_id == order_id)
            )
            rows = {item.sku: (line, item) for line, item in found}
        return tuple(
            DocumentLine(
                line_key=str(rows[sku][0].id),
                item_id=rows[sku][1].id,
                sku=sku,
                name=rows[sku][1].name,
                qty=Decimal(amount),
                unit_amount=getattr(rows[sku][0], "unit_cost", None)
                or getattr(rows[sku][0], "unit_price", None),
                description=rows[sku][1].name,
                order_line_external_id=rows[sku][0].external_line_id,
            )
            for sku, amount in qty.items()
        )


Rows = dict[str, list[dict[str, Any]]]
"""All of a database, by table."""


async def taken(db: Database) -> Rows:
    """Everything in the database, to be copied into another test's."""
    rows: Rows = {}
    async with db.read() as session:
        for table in metadata.sorted_tables:
            found = await session.execute(sa.select(table))
            rows[table.name] = [dict(row) for row in found.mappings()]
    return rows


async def copied(db: Database, rows: Rows) -> None:
    """Put it into a new database, in place of what its migrations put there."""
    async with db.write() as session:
        for table in reversed(metadata.sorted_tables):
            # PostgreSQL refuses to delete moves even where there are none.
            if await session.scalar(sa.select(sa.func.count()).select_from(table)):
                await session.execute(sa.delete(table))
        for table in metadata.sorted_tables:
            if rows[table.name]:
                await session.execute(sa.insert(table), rows[table.name])
