"""Short ways to the rows a test starts from. Everything goes through the application's own verbs
where one exists, so that a test never starts from a state that could not happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import Role, User
from app.catalog import places
from app.catalog.models import (
    Barcode,
    BarcodeKind,
    Customer,
    Item,
    Location,
    LocationLevel,
    LocationUse,
    Tracking,
    Vendor,
)
from app.core import clock
from app.core.types import new_id
from app.inventory.floor import Actor, Answers, FloorScan, Subject, SubjectKind
from app.inventory.lots import ensure_lot
from app.inventory.models import Lot
from app.inventory.opening import open_stock
from app.orders.models import PurchaseOrder, PurchaseOrderLine, SalesOrder, SalesOrderLine

Number = Decimal | int | str
T = TypeVar("T")


@dataclass(frozen=True)
class Warehouse:
    """A warehouse with what every workflow needs."""

    location: Location
    dock: Location
    packing: Location


async def make_warehouse(session: AsyncSession, code: str = "MAIN") -> Warehouse:
    """A warehouse with dock and packing bin, and the virtual counterparties."""
    await places.ensure_virtual_locations(session)
    warehouse = Location(
        code=code, name=code.title(), barcode=f"WH:{code}", level=LocationLevel.WAREHOUSE
    )
    await _store(session, warehouse)
    await places.ensure_warehouse_bins(session, warehouse)
    return Warehouse(
        location=warehouse,
        dock=await places.dock(session, warehouse.id),
        packing=await places.packing(session, warehouse.id),
    )


async def make_bin(
    session: AsyncSession,
    code: str,
    *,
    warehouse: Warehouse,
    use: LocationUse = LocationUse.STORAGE,
    walk_order: int = 0,
    **columns: Any,
) -> Location:
    """A bin directly under a warehouse; its barcode is `BIN:` and its code."""
    location = Location(
        code=code,
        barcode=f"BIN:{code}",
        level=LocationLevel.BIN,
        use=use,
        parent_id=warehouse.location.id,
        warehouse_id=warehouse.location.id,
        walk_order=walk_order,
        **columns,
    )
    return await _store(session, location)


async def make_item(
    session: AsyncSession,
    sku: str = "TEA-1",
    *,
    tracking: Tracking = Tracking.NONE,
    gtin: str = "",
    **columns: Any,
) -> Item:
    """An item; `gtin` gives it a barcode that counts one."""
    item = Item(sku=sku, name=columns.pop("name", f"Item {sku}"), tracking=tracking, **columns)
    await _store(session, item)
    if gtin:
        await make_barcode(session, item, gtin)
    return item


async def make_barcode(
    session: AsyncSession,
    item: Item,
    text: str,
    *,
    pack_qty: Number = 1,
    kind: BarcodeKind = BarcodeKind.GTIN,
) -> Barcode:
    """A barcode of an item; a GTIN is stored as 14 digits."""
    stored = text.zfill(14) if kind is BarcodeKind.GTIN else text
    barcode = Barcode(item_id=item.id, text=stored, kind=kind, pack_qty=Decimal(pack_qty))
    return await _store(session, barcode)


async def make_vendor(session: AsyncSession, name: str = "Northwind Foods") -> Vendor:
    return await _store(session, Vendor(name=name))


async def make_customer(session: AsyncSession, name: str = "Corner Store") -> Customer:
    return await _store(session, Customer(name=name))


async def make_user(
    session: AsyncSession, name: str = "Rita", *, role: Role = Role.OPERATOR, **columns: Any
) -> User:
    return await _store(session, User(name=name, role=role, **columns))


async def make_po(
    session: AsyncSession,
    vendor: Vendor,
    lines: Sequence[tuple[Item, Number] | tuple[Item, Number, Number]],
    *,
    number: str = "1001",
    **columns: Any,
) -> PurchaseOrder:
    """A purchase order; each line is (item, quantity) or (item, quantity, unit cost)."""
    order = await _store(session, PurchaseOrder(number=number, vendor_id=vendor.id, **columns))
    for line_no, (item, qty, *cost) in enumerate(lines, start=1):
        line = PurchaseOrderLine(
            order_id=order.id,
            line_no=line_no,
            external_line_id=str(line_no),
            item_id=item.id,
            qty=Decimal(qty),
            unit_cost=Decimal(cost[0]) if cost else None,
        )
        await _store(session, line)
    return order


async def make_so(
    session: AsyncSession,
    customer: Customer,
    lines: Sequence[tuple[Item, Number] | tuple[Item, Number, Number]],
    *,
    number: str = "2001",
    **columns: Any,
) -> SalesOrder:
    """A sales order; each line is (item, quantity) or (item, quantity, unit price)."""
    order = await _store(session, SalesOrder(number=number, customer_id=customer.id, **columns))
    for line_no, (item, qty, *price) in enumerate(lines, start=1):
        line = SalesOrderLine(
            order_id=order.id,
            line_no=line_no,
            external_line_id=str(line_no),
            item_id=item.id,
            qty=Decimal(qty),
            unit_price=Decimal(price[0]) if price else None,
        )
        await _store(session, line)
    return order


async def make_lot(
    session: AsyncSession, item: Item, number: str = "", *, expires_on: date | None = None
) -> Lot:
    return await ensure_lot(session, item_id=item.id, number=number, expires_on=expires_on)


async def put_stock(
    session: AsyncSession,
    item: Item,
    location: Location,
    qty: Number,
    *,
    lot: str = "",
    expires_on: date | None = None,
    serials: Sequence[str] = (),
) -> Lot:
    """Opening stock in a bin; with `serials`, `qty` is how many they are."""
    return await open_stock(
        session,
        item,
        location=location,
        qty=Decimal(qty),
        lot_number=lot,
        expires_on=expires_on,
        serials=serials,
    )


def actor_for(user: User, **values: Any) -> Actor:
    """The person as a workflow sees them; `approver_id`, `approved_purpose` may be given."""
    return Actor(user_id=user.id, name=user.name, role=user.role, **values)


def item_subject(item: Item, **values: Any) -> Subject:
    """What scanning makes of an item's barcode; `lot_number`, `expires_on`, `count` as given."""
    return Subject(kind=SubjectKind.ITEM, item=item, **values)


def place_subject(location: Location) -> Subject:
    return Subject(kind=SubjectKind.LOCATION, location=location)


def document_subject(document_type: str, document_id: UUID, number: str) -> Subject:
    return Subject(
        kind=SubjectKind.DOCUMENT,
        document_type=document_type,
        document_id=document_id,
        document_number=number,
    )


def floor_scan(subject: Subject, actor: Actor, **values: Any) -> FloorScan:
    """A resolved scan; answers may be given by name: `answers={"lot": "L1"}`."""
    answers = Answers(**values.pop("answers", {}))
    step = values.pop("step", "scan")
    return FloorScan(
        id=new_id(),
        step=step,
        subject=subject,
        actor=actor,
        occurred_at=clock.now(),
        answers=answers,
        **values,
    )


async def _store(session: AsyncSession, row: T) -> T:
    session.add(row)
    await session.flush()
    return row
