"""Keep items, customers and vendors as QuickBooks has them. QuickBooks owns names and prices.

What only we know (tracking, expiry, barcodes, removal order) is never touched. Given in pages, so
each function takes many rows and reads what it needs at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Item, Vendor
from app.core.upsert import table_of

SKU_LENGTH = 100
NAME_LENGTH = 200

_item = table_of(Item).c
Party = TypeVar("Party", Customer, Vendor)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What QuickBooks says of an item. `tag` tells items apart that share a SKU there."""

    sku: str
    name: str
    description: str
    purchase_cost: Decimal | None
    sales_price: Decimal | None
    active: bool
    tag: str


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What QuickBooks says of a customer or vendor."""

    name: str
    email: str
    active: bool


async def items_by_sku(session: AsyncSession, skus: Iterable[str]) -> dict[str, UUID]:
    """Which of these SKUs we have already."""
    found = await session.execute(sa.select(_item.sku, _item.id).where(_item.sku.in_(list(skus))))
    return {row.sku: row.id for row in found}


async def save_items(session: AsyncSession, facts: Mapping[UUID, ItemFacts]) -> bool:
    """Create or update these items, by our id; True if anything changed."""
    rows = await session.execute(sa.select(Item).where(_item.id.in_(list(facts))))
    known = {row.id: row for row in rows.scalars()}
    wanted = [_sku(one) for one in facts.values()]
    taken = await items_by_sku(session, wanted)
    for item_id, one in facts.items():
        item = known.get(item_id)
        # An item without a SKU in QuickBooks keeps the one it has here: labels carry it.
        sku = item.sku if item and not one.sku else _free_sku(one, item_id, taken)
        if item is None:
            session.add(_new_item(item_id, sku, one))
        else:
            _update_item(item, sku, one)
    changed = bool(session.new or session.dirty)
    await session.flush()
    return changed


def _sku(facts: ItemFacts) -> str:
    """The SKU, or the name where QuickBooks has none."""
    return (facts.sku or facts.name)[:SKU_LENGTH]


def _free_sku(facts: ItemFacts, item_id: UUID, taken: dict[str, UUID]) -> str:
    """SKUs are unique here and not in QuickBooks: the second one gets its QuickBooks id."""
    sku = _sku(facts)
    if taken.setdefault(sku, item_id) == item_id:
        return sku
    suffix = f" #{facts.tag}"
    return sku[: SKU_LENGTH - len(suffix)] + suffix


def _new_item(item_id: UUID, sku: str, facts: ItemFacts) -> Item:
    return Item(
        id=item_id,
        sku=sku,
        name=facts.name[:NAME_LENGTH],
        description=facts.description[:4000],
        purchase_cost=facts.purchase_cost,
        sales_price=facts.sales_price,
        active=facts.active,
    )


def _update_item(item: Item, sku: str, facts: ItemFacts) -> None:
    item.active = facts.active
    item.purchase_cost = facts.purchase_cost
    item.sales_price = facts.sales_price
    # QuickBooks renames what it makes inactive ("… (deleted)"): the good name stays here.
    if facts.active:
        item.sku = sku
        item.name = facts.name[:NAME_LENGTH]
        item.description = facts.description[:4000]


async def deactivate_items(session: AsyncSession, ids: Iterable[UUID]) -> None:
    """QuickBooks no longer has these; their stock and history stay."""
    await session.execute(
        sa.update(Item).where(_item.id.in_(list(ids)), _item.active).values(active=False)
    )


async def parties_by_name(
    session: AsyncSession, model: type[Customer] | type[Vendor], names: Iterable[str]
) -> dict[str, UUID]:
    """Which of these customers or vendors we have already."""
    party = table_of(model).c
    found = await session.execute(
        sa.select(party.name, party.id).where(party.name.in_(list(names)))
    )
    return {row.name: row.id for row in found}


async def save_parties(
    session: AsyncSession, model: type[Party], facts: Mapping[UUID, PartyFacts]
) -> bool:
    """Create or update these customers or vendors, by our id; True if anything changed."""
    party = table_of(model).c
    rows = await session.execute(sa.select(model).where(party.id.in_(list(facts))))
    known = {row.id: row for row in rows.scalars()}
    for party_id, one in facts.items():
        row = known.get(party_id)
        if row is None:
            session.add(model(id=party_id, name=one.name, email=one.email, active=one.active))
            continue
        row.active = one.active
        if one.active:
            row.name, row.email = one.name, one.email
    changed = bool(session.new or session.dirty)
    await session.flush()
    return changed


async def deactivate_parties(
    session: AsyncSession, model: type[Customer] | type[Vendor], ids: Iterable[UUID]
) -> None:
    """QuickBooks no longer has these; their documents stay."""
    party = table_of(model).c
    await session.execute(
        sa.update(model).where(party.id.in_(list(ids)), party.active).values(active=False)
    )
