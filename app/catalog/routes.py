"""HTTP of the catalogue: everybody reads, managers change."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, status
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Manager, Operator
from app.catalog import items, locations, parties, queries
from app.catalog.models import Customer, Item, LocationLevel, LocationUse, Vendor
from app.catalog.schemas import (
    BarcodeIn,
    BarcodeOut,
    ItemIn,
    ItemOut,
    ItemPatch,
    LocationIn,
    LocationOut,
    LocationPatch,
    PartyIn,
    PartyOut,
)
from app.core.db import Database
from app.core.http import Db
from app.core.paging import Cursor, Limit, Page

router = APIRouter(prefix="/api", tags=["catalog"])


@router.get("/items")
async def list_items(
    _: Operator,
    db: Db,
    search: str = "",
    active: bool | None = True,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ItemOut]:
    """Items by SKU; every word of `search` must be in the SKU, the name or a barcode."""
    async with db.read() as session:
        page = await queries.search_items(
            session, search=search, active=active, cursor=cursor, limit=limit
        )
        return Page(
            items=await _items(session, [row[0] for row in page.rows]),
            next_cursor=page.next_cursor,
        )


@router.post("/items", status_code=status.HTTP_201_CREATED)
async def create_item(body: ItemIn, _: Manager, db: Db) -> ItemOut:
    """Add an item with its barcodes, all or nothing."""
    async with db.write() as session:
        item = await items.create_item(session, **body.model_dump(exclude={"barcodes"}))
        for one in body.barcodes:
            await items.add_barcode(
                session, item, text=one.text, kind=one.kind, pack_qty=one.pack_qty
            )
    return await _item(db, item.id)


@router.get("/items/{item_id}")
async def read_item(item_id: UUID, _: Operator, db: Db) -> ItemOut:
    """One item with its barcodes."""
    return await _item(db, item_id)


@router.patch("/items/{item_id}")
async def change_item(item_id: UUID, body: ItemPatch, _: Manager, db: Db) -> ItemOut:
    """Change an item."""
    async with db.write() as session:
        await items.change_item(session, item_id, **_given(body, "purchase_cost", "sales_price"))
    return await _item(db, item_id)


@router.post("/items/{item_id}/barcodes", status_code=status.HTTP_201_CREATED)
async def add_barcode(item_id: UUID, body: BarcodeIn, _: Manager, db: Db) -> ItemOut:
    """Let a barcode mean this item; answers the item."""
    async with db.write() as session:
        item = await items.find_item(session, item_id)
        await items.add_barcode(
            session, item, text=body.text, kind=body.kind, pack_qty=body.pack_qty
        )
    return await _item(db, item_id)


@router.delete("/barcodes/{barcode_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_barcode(barcode_id: UUID, _: Manager, db: Db) -> None:
    """The barcode no longer means its item."""
    async with db.write() as session:
        await items.remove_barcode(session, barcode_id)


@router.get("/locations")
async def list_locations(
    _: Operator,
    db: Db,
    search: str = "",
    level: LocationLevel | None = None,
    use: LocationUse | None = None,
    parent_id: UUID | None = None,
    warehouse_id: UUID | None = None,
    active: bool | None = True,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[LocationOut]:
    """Warehouses, zones and bins in walk order."""
    which = queries.LocationFilter(
        search=search,
        level=level,
        use=use,
        parent_id=parent_id,
        warehouse_id=warehouse_id,
        active=active,
    )
    async with db.read() as session:
        page = await queries.list_locations(session, which, cursor=cursor, limit=limit)
    return Page(items=[_location(row[0]) for row in page.rows], next_cursor=page.next_cursor)


@router.post("/locations", status_code=status.HTTP_201_CREATED)
async def create_location(body: LocationIn, _: Manager, db: Db) -> LocationOut:
    """Add a warehouse (with dock and packing bin), zone or bin."""
    async with db.write() as session:
        location = await locations.create_location(session, **body.model_dump())
    return _location(location)


@router.patch("/locations/{location_id}")
async def change_location(
    location_id: UUID, body: LocationPatch, _: Manager, db: Db
) -> LocationOut:
    """Change a place."""
    async with db.write() as session:
        location = await locations.change_location(session, location_id, **_given(body))
    return _location(location)


@router.get("/customers")
async def list_customers(
    _: Operator,
    db: Db,
    search: str = "",
    active: bool | None = True,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PartyOut]:
    """Customers by name."""
    async with db.read() as session:
        page = await queries.list_parties(
            session, Customer, search=search, active=active, cursor=cursor, limit=limit
        )
    return Page(items=[_party(row[0]) for row in page.rows], next_cursor=page.next_cursor)


@router.get("/vendors")
async def list_vendors(
    _: Operator,
    db: Db,
    search: str = "",
    active: bool | None = True,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PartyOut]:
    """Vendors by name."""
    async with db.read() as session:
        page = await queries.list_parties(
            session, Vendor, search=search, active=active, cursor=cursor, limit=limit
        )
    return Page(items=[_party(row[0]) for row in page.rows], next_cursor=page.next_cursor)


@router.post("/customers", status_code=status.HTTP_201_CREATED)
async def create_customer(body: PartyIn, _: Manager, db: Db) -> PartyOut:
    """Add a customer of our own; those of QuickBooks come by themselves."""
    async with db.write() as session:
        party = await parties.create(session, Customer, name=body.name, email=body.email)
    return _party(party)


@router.post("/vendors", status_code=status.HTTP_201_CREATED)
async def create_vendor(body: PartyIn, _: Manager, db: Db) -> PartyOut:
    """Add a vendor of our own; those of QuickBooks come by themselves."""
    async with db.write() as session:
        party = await parties.create(session, Vendor, name=body.name, email=body.email)
    return _party(party)


async def _item(db: Database, item_id: UUID) -> ItemOut:
    async with db.read() as session:
        return (await _items(session, [await items.find_item(session, item_id)]))[0]


async def _items(session: AsyncSession, rows: Sequence[Item]) -> list[ItemOut]:
    barcodes = await queries.barcodes_of(session, [row.id for row in rows])
    return [
        ItemOut(
            **row.model_dump(exclude={"created_at"}),
            barcodes=[
                BarcodeOut.model_validate(one, from_attributes=True) for one in barcodes[row.id]
            ],
        )
        for row in rows
    ]


def _location(row: Any) -> LocationOut:
    return LocationOut.model_validate(row, from_attributes=True)


def _party(row: Any) -> PartyOut:
    return PartyOut.model_validate(row, from_attributes=True)


def _given(body: ItemPatch | LocationPatch, *nullable: str) -> dict[str, Any]:
    """What the request changes; null only where nobody may know the value."""
    sent = body.model_dump(exclude_unset=True)
    return {name: value for name, value in sent.items() if value is not None or name in nullable}
