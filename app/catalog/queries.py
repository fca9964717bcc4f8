"""Reading the catalogue: searches page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.gtin import looks_like_gtin, to_gtin14
from app.catalog.models import Barcode, Customer, Item, Location, LocationLevel, LocationUse, Vendor
from app.core.paging import Rows, fetch_page
from app.core.upsert import table_of

_item, _location = table_of(Item).c, table_of(Location).c
_WORDS = 5  # more do not narrow a search any further


async def search_items(
    session: AsyncSession, *, search: str, active: bool | None, cursor: str | None, limit: int
) -> Rows:
    """Items whose SKU, name or a barcode contains every word of `search`; rows hold an Item first.

    An item whose SKU or barcode *is* the search comes first, so that a scanned or fully typed code
    never drowns among longer ones; the rest follow by SKU.
    """
    query = sa.select(Item).where(*(_matches(word) for word in search.split()[:_WORDS]))
    if active is not None:
        query = query.where(col(Item.active) == active)
    rank = sa.case((_is_code(search.strip()), 0), else_=1)
    return await fetch_page(session, query, keys=(rank, _item.sku), cursor=cursor, limit=limit)


def _matches(word: str) -> Any:
    carries = (
        select(Barcode.id)
        .where(
            Barcode.item_id == Item.id,
            col(Barcode.active),
            col(Barcode.text).icontains(word, autoescape=True),
        )
        .exists()
    )
    return sa.or_(
        col(Item.sku).icontains(word, autoescape=True),
        col(Item.name).icontains(word, autoescape=True),
        carries,
    )


def _is_code(text: str) -> Any:
    texts = [text, to_gtin14(text)] if looks_like_gtin(text) else [text]
    carried = (
        select(Barcode.id)
        .where(Barcode.item_id == Item.id, col(Barcode.active), col(Barcode.text).in_(texts))
        .exists()
    )
    return sa.or_(sa.func.lower(Item.sku) == text.lower(), carried)


async def barcodes_of(session: AsyncSession, item_ids: Sequence[UUID]) -> dict[UUID, list[Barcode]]:
    """The active barcodes of these items, smallest pack first."""
    found: dict[UUID, list[Barcode]] = {item_id: [] for item_id in item_ids}
    query = (
        select(Barcode)
        .where(col(Barcode.item_id).in_(item_ids), col(Barcode.active))
        .order_by(col(Barcode.pack_qty), col(Barcode.text))
    )
    for barcode in await session.exec(query):
        found[barcode.item_id].append(barcode)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationFilter:
    """Which places to list; None: any."""

    search: str = ""
    level: LocationLevel | None = None
    use: LocationUse | None = None
    parent_id: UUID | None = None
    warehouse_id: UUID | None = None
    active: bool | None = True


async def list_locations(
    session: AsyncSession, which: LocationFilter, *, cursor: str | None, limit: int
) -> Rows:
    """Places in walk order; the ledger's virtual counterparties are not places. Rows: Location."""
    query = sa.select(Location).where(col(Location.level) != LocationLevel.VIRTUAL)
    for column, value in (
        (Location.level, which.level),
        (Location.use, which.use),
        (Location.parent_id, which.parent_id),
        (Location.warehouse_id, which.warehouse_id),
        (Location.active, which.active),
    ):
        if value is not None:
            query = query.where(col(column) == value)
    for word in which.search.split()[:_WORDS]:
        texts = (Location.code, Location.name, Location.barcode)
        query = query.where(sa.or_(*(col(text).icontains(word, autoescape=True) for text in texts)))
    keys = (_location.walk_order, _location.code)
    return await fetch_page(session, query, keys=keys, cursor=cursor, limit=limit)


async def list_parties(
    session: AsyncSession,
    model: type[Customer] | type[Vendor],
    *,
    search: str,
    active: bool | None,
    cursor: str | None,
    limit: int,
) -> Rows:
    """Customers or vendors by name; rows hold one each."""
    query = sa.select(model)
    if active is not None:
        query = query.where(col(model.active) == active)
    for word in search.split()[:_WORDS]:
        query = query.where(col(model.name).icontains(word, autoescape=True))
    party = table_of(model).c
    keys = (party.name, party.id)
    return await fetch_page(session, query, keys=keys, cursor=cursor, limit=limit)


async def holds_stock(
    session: AsyncSession, *, item_id: UUID | None = None, location_id: UUID | None = None
) -> bool:
    """Is any of this item, or anything in this place, on hand or reserved?

    The table is named, not imported: the catalogue stands below the inventory.
    """
    balance = sa.table(
        "stock_balance",
        sa.column("item_id", sa.Uuid),
        sa.column("location_id", sa.Uuid),
        sa.column("on_hand", sa.BigInteger),
        sa.column("reserved", sa.BigInteger),
    ).c
    query = sa.select(sa.literal(1)).where(sa.or_(balance.on_hand != 0, balance.reserved != 0))
    if item_id is not None:
        query = query.where(balance.item_id == item_id)
    if location_id is not None:
        query = query.where(balance.location_id == location_id)
    return (await session.execute(query.limit(1))).first() is not None
