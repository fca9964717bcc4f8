"""Items and the barcodes that mean them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import queries
from app.catalog.gtin import check_digit, is_gtin, looks_like_gtin, to_gtin14
from app.catalog.models import Barcode, BarcodeKind, Item, Location, Tracking
from app.catalog.problems import (
    BarcodeNotFound,
    BarcodeTaken,
    InvalidGtin,
    ItemNotFound,
    PackOfSerials,
    ReservedPrefix,
    SkuTaken,
    StillUsed,
)
from app.core.events import Event, announce

OWN_PREFIXES = ("BIN:", "BDG:", "DOC:", "CTN:", "TOTE:")


async def find_item(session: AsyncSession, item_id: UUID) -> Item:
    """One item; ItemNotFound."""
    item = await session.get(Item, item_id)
    if item is None:
        raise ItemNotFound("This item does not exist.", id=item_id)
    return item


async def create_item(session: AsyncSession, **fields: Any) -> Item:
    """Add an item; `fields` are its columns. Raises SkuTaken."""
    item = Item(**fields)
    await _check_sku(session, item)
    session.add(item)
    await session.flush()
    _changed(session, item.id)
    return item


async def change_item(session: AsyncSession, item_id: UUID, **fields: Any) -> Item:
    """Change columns of an item. Raises ItemNotFound, SkuTaken, StillUsed.

    How an item is tracked, or its base unit, cannot change under stock: what lies there was never
    given lots or serial numbers, and its figures would mean something else.
    """
    item = await find_item(session, item_id)
    under_stock: list[str] = [
        name
        for name in ("tracking", "base_unit")
        if name in fields and fields[name] != getattr(item, name)
    ]
    if fields.get("active") is False and item.active:
        under_stock.append("active")
    if under_stock and await queries.holds_stock(session, item_id=item_id):
        raise StillUsed(
            f"There is stock of {item.name} ({item.sku}).",
            action="Count it out first, then change this.",
            fields=under_stock,
        )
    for name, value in fields.items():
        setattr(item, name, value)
    await _check_sku(session, item)
    session.add(item)
    await session.flush()
    _changed(session, item.id)
    return item


async def add_barcode(
    session: AsyncSession,
    item: Item,
    *,
    text: str,
    kind: BarcodeKind | None = None,
    pack_qty: Decimal = Decimal(1),
) -> Barcode:
    """Let `text` mean `pack_qty` of an item; the same barcode twice changes its pack.

    Without `kind`, digits of a GTIN's length are a GTIN and anything else an alias. Raises
    InvalidGtin, ReservedPrefix, and BarcodeTaken naming what else has it.
    """
    stored, kind = normalise_barcode(text, kind)
    found = await session.exec(select(Barcode).where(Barcode.text == stored, col(Barcode.active)))
    barcode = found.one_or_none()
    if barcode is None:
        await _check_no_place(session, stored)
        barcode = Barcode(item_id=item.id, text=stored, kind=kind)
    elif barcode.item_id != item.id:
        other = await find_item(session, barcode.item_id)
        raise BarcodeTaken(
            f"{stored} belongs to {other.name} ({other.sku}).",
            text=stored,
            item_id=other.id,
            sku=other.sku,
            name=other.name,
        )
    if item.tracking is Tracking.SERIAL and pack_qty != 1:
        raise PackOfSerials(f"{item.name} ({item.sku}) is tracked by serial number.")
    barcode.pack_qty = pack_qty
    session.add(barcode)
    await session.flush()
    _changed(session, item.id)
    return barcode


async def remove_barcode(session: AsyncSession, barcode_id: UUID) -> None:
    """The text no longer means the item; the row stays for old scans. Raises BarcodeNotFound."""
    barcode = await session.get(Barcode, barcode_id)
    if barcode is None or not barcode.active:
        raise BarcodeNotFound("This barcode is already removed or never existed.")
    barcode.active = False
    session.add(barcode)
    await session.flush()
    _changed(session, barcode.item_id)


def normalise_barcode(text: str, kind: BarcodeKind | None) -> tuple[str, BarcodeKind]:
    """The text as it is stored, and its kind. Raises InvalidGtin, ReservedPrefix."""
    text = text.strip()
    if text.upper().startswith(OWN_PREFIXES):
        raise ReservedPrefix(f"“{text}” starts like one of our own labels.")
    if kind is None:
        kind = BarcodeKind.GTIN if looks_like_gtin(text) else BarcodeKind.ALIAS
    if kind is BarcodeKind.ALIAS and not is_gtin(text):
        return text, kind
    if not is_gtin(text):
        raise _invalid_gtin(text)
    return to_gtin14(text), BarcodeKind.GTIN


def _invalid_gtin(text: str) -> InvalidGtin:
    if not looks_like_gtin(text):
        return InvalidGtin(f"“{text}” is not 8, 12, 13 or 14 digits.", text=text)
    return InvalidGtin(
        f"The last digit of {text} should be {check_digit(text[:-1])}.",
        action="Check the digits. If the label really says this, add it as an alias.",
        text=text,
    )


async def _check_no_place(session: AsyncSession, text: str) -> None:
    query = select(Location).where(
        sa.or_(col(Location.barcode) == text, col(Location.code) == text)
    )
    place = (await session.exec(query)).first()
    if place is not None:
        raise BarcodeTaken(f"{text} is the label of {place.code}.", text=text, place=place.code)


async def _check_sku(session: AsyncSession, item: Item) -> None:
    with session.no_autoflush:
        query = select(Item).where(sa.func.lower(Item.sku) == item.sku.lower(), Item.id != item.id)
        other = (await session.exec(query)).first()
    if other is not None:
        raise SkuTaken(f"{other.name} has the SKU {other.sku}.", item_id=other.id, sku=other.sku)


def _changed(session: AsyncSession, item_id: UUID) -> None:
    announce(session, Event("catalog.changed", {"item_id": str(item_id)}))
