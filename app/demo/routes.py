"""The demo's barcode sheet as data: everything one needs to scan to try each workflow."""

from datetime import timedelta
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Operator
from app.catalog.models import Item, Location, LocationLevel, Tracking
from app.core import clock
from app.core.http import Db
from app.demo import plan
from app.demo.gtins import case_gtin, unit_gtin
from app.inventory.models import Lot
from app.moving.models import LIVE, Transfer
from app.orders.models import OrderState, PurchaseOrder, PurchaseOrderLine, SalesOrder

router = APIRouter(prefix="/api/demo", tags=["demo"])

Format = Literal["code128", "qrcode", "ean13", "gs1_128", "gs1_datamatrix"]
NEW_LOT_DAYS = 240


class SheetCode(BaseModel):
    """One barcode to print: `text` for the drawing endpoint, the rest for people."""

    text: str
    format: Format
    label: str
    detail: str = ""


class SheetGroup(BaseModel):
    """Codes that belong together."""

    title: str
    items: list[SheetCode]


class BarcodeSheet(BaseModel):
    """The printable page of demo barcodes."""

    groups: list[SheetGroup]


@router.get("/barcodes", operation_id="demo_barcodes")
async def barcodes(who: Operator, db: Db) -> BarcodeSheet:
    """Badges, orders, arriving goods with new lots, stocked lots, plain items and bins."""
    del who
    async with db.read() as session:
        groups = [
            SheetGroup(title="Badges", items=_badges()),
            SheetGroup(
                title="Purchase orders to receive", items=await _orders(session, inbound=True)
            ),
            SheetGroup(title="Arriving goods (new lots)", items=await _arrivals(session)),
            SheetGroup(
                title="Orders to pick and ship", items=await _orders(session, inbound=False)
            ),
            SheetGroup(title="Transfers to load and unload", items=await _transfers(session)),
            SheetGroup(title="Lots in stock", items=await _stocked(session)),
            SheetGroup(title="Items and cases", items=await _plain(session)),
            SheetGroup(title="Bins", items=await _bins(session)),
        ]
    return BarcodeSheet(groups=[group for group in groups if group.items])


def _badges() -> list[SheetCode]:
    return [
        SheetCode(text=one.badge, format="qrcode", label=one.name, detail=one.role.value.title())
        for one in plan.PEOPLE
    ]


async def _orders(session: AsyncSession, *, inbound: bool) -> list[SheetCode]:
    order = PurchaseOrder if inbound else SalesOrder
    query = select(order.number).where(col(order.state).in_((OrderState.OPEN, OrderState.RELEASED)))
    return [
        SheetCode(text=number, format="code128", label=number)
        for number in await session.exec(query.order_by(order.number))
    ]


async def _transfers(session: AsyncSession) -> list[SheetCode]:
    query = select(Transfer).where(col(Transfer.state).in_(LIVE)).order_by(Transfer.number)
    return [
        SheetCode(text=one.number, format="code128", label=one.number, detail=one.note)
        for one in await session.exec(query)
    ]


def _gs1(gtin: str, *fields: tuple[str, str]) -> str:
    return f"(01){gtin}" + "".join(f"({ai}){value}" for ai, value in fields)


async def _arrivals(session: AsyncSession) -> list[SheetCode]:
    """One GS1 code per open purchase order line: item, expiry, a new lot and the quantity."""
    references = {one.sku: one for one in plan.PLANS}
    query = (
        select(Item, PurchaseOrderLine, PurchaseOrder.number)
        .join(PurchaseOrderLine, col(PurchaseOrderLine.item_id) == col(Item.id))
        .join(PurchaseOrder, col(PurchaseOrder.id) == col(PurchaseOrderLine.order_id))
        .where(PurchaseOrder.state == OrderState.OPEN)
        .order_by(PurchaseOrder.number, col(PurchaseOrderLine.line_no))
    )
    expiry = clock.today(plan.ZONE) + timedelta(days=NEW_LOT_DAYS)
    codes = []
    for item, line, number in await session.exec(query):
        one = references.get(item.sku)
        if one is None:
            continue
        gtin = unit_gtin(one.reference)
        detail = f"{number}, {item.sku}"
        if item.tracking is Tracking.SERIAL:
            codes += [
                SheetCode(
                    text=_gs1(gtin, ("21", f"SN26-{count:04d}")),
                    format="gs1_datamatrix",
                    label=item.name,
                    detail=f"{detail}, serial SN26-{count:04d}",
                )
                for count in range(1, int(line.qty) + 1)
            ]
        elif item.tracking is Tracking.LOT:
            lot = f"N{one.reference}-{expiry:%m%d}"
            fields = (("17", f"{expiry:%y%m%d}"), ("30", f"{int(line.qty)}"), ("10", lot))
            codes.append(
                SheetCode(
                    text=_gs1(gtin, *fields),
                    format="gs1_datamatrix",
                    label=item.name,
                    detail=f"{detail}, {int(line.qty)} of lot {lot}, exp {expiry:%m/%d/%Y}",
                )
            )
    return codes


async def _stocked(session: AsyncSession) -> list[SheetCode]:
    references = {one.sku: one.reference for one in plan.PLANS}
    query = (
        select(Item, Lot)
        .join(Lot, col(Lot.item_id) == col(Item.id))
        .where(Lot.number != "", Item.tracking == Tracking.LOT)
        .order_by(Item.sku, col(Lot.expires_on))
    )
    codes = []
    for item, lot in await session.exec(query):
        if item.sku not in references or lot.expires_on is None:
            continue
        fields = (("17", f"{lot.expires_on:%y%m%d}"), ("10", lot.number))
        codes.append(
            SheetCode(
                text=_gs1(unit_gtin(references[item.sku]), *fields),
                format="gs1_datamatrix",
                label=item.name,
                detail=f"lot {lot.number}, exp {lot.expires_on:%m/%d/%Y}",
            )
        )
    return codes


async def _plain(session: AsyncSession) -> list[SheetCode]:
    names = {item.sku: item.name for item in await session.exec(select(Item))}
    codes = []
    for one in plan.PLANS:
        if one.sku not in names:
            continue
        ean = unit_gtin(one.reference)[1:]
        codes.append(SheetCode(text=ean, format="ean13", label=names[one.sku], detail=one.sku))
        if one.case > 1:
            codes.append(
                SheetCode(
                    text=_gs1(case_gtin(one.reference)),
                    format="gs1_128",
                    label=f"{names[one.sku]}, case of {one.case}",
                    detail=one.sku,
                )
            )
    return codes


async def _bins(session: AsyncSession) -> list[SheetCode]:
    query = (
        select(Location)
        .where(Location.level == LocationLevel.BIN, col(Location.active))
        .order_by(col(Location.walk_order), Location.code)
    )
    return [
        SheetCode(text=one.barcode, format="qrcode", label=one.code, detail=one.name)
        for one in await session.exec(query)
    ]
