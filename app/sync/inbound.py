"""What a page from QuickBooks means for our items, parties, accounts and orders.

Records are matched by mapping, then (items) by SKU or (parties) by name, else they are new. Items
QuickBooks does not count in stock are remembered as such, so that order lines with them are left
out of picking knowingly and not because we have not heard of them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import mirror as catalog
from app.catalog.models import Customer, Vendor
from app.core.events import Event, announce
from app.core.types import decimal_text, new_id
from app.core.upsert import insert, table_of
from app.orders import mirror as orders
from app.orders.models import PurchaseOrder, SalesOrder
from app.sync import mappings
from app.sync.documents import (
    AccountRecord,
    Deleted,
    ItemRecord,
    MappingKind,
    OrderRecord,
    PartyRecord,
    Record,
)
from app.sync.inbound_orders import save_orders
from app.sync.models import ExternalAccount, Mapping
from app.sync.port import Entity, Ref

LISTS = (Entity.ITEM, Entity.CUSTOMER, Entity.VENDOR)
_EACH_TOLD = 20  # more changed orders than this are announced as one
_mapping = table_of(Mapping).c
_account = table_of(ExternalAccount).c
_KIND = {
    Entity.ITEM: MappingKind.ITEM,
    Entity.CUSTOMER: MappingKind.CUSTOMER,
    Entity.VENDOR: MappingKind.VENDOR,
    Entity.PURCHASE_ORDER: MappingKind.PURCHASE_ORDER,
    Entity.SALES_ORDER: MappingKind.SALES_ORDER,
}


async def apply(
    session: AsyncSession,
    connection_id: UUID,
    entity: Entity,
    records: Sequence[Record],
    *,
    lenient: bool = False,
) -> None:
    """Store a page. With `lenient`, what names unknown records is left out; else UnknownRecords."""
    gone = [one.external_id for one in records if isinstance(one, Deleted)]
    match entity:
        case Entity.ACCOUNT:
            accounts = [one for one in records if isinstance(one, AccountRecord)]
            await _save_accounts(session, connection_id, accounts)
            await _drop_accounts(session, connection_id, gone)
        case Entity.ITEM:
            items = [one for one in records if isinstance(one, ItemRecord)]
            await _save_items(session, connection_id, items)
            await _drop(session, connection_id, entity, gone)
        case Entity.CUSTOMER | Entity.VENDOR:
            parties = [one for one in records if isinstance(one, PartyRecord)]
            await _save_parties(session, connection_id, entity, parties)
            await _drop(session, connection_id, entity, gone)
        case _:
            found = [one for one in records if isinstance(one, OrderRecord)]
            changed = await save_orders(
                session, connection_id, _KIND[entity], found, lenient=lenient
            )
            _announce_changed(session, entity, changed)
            await _drop(session, connection_id, entity, gone)


async def drop_unseen(
    session: AsyncSession,
    connection_id: UUID,
    entity: Entity,
    *,
    since: datetime,
    sources: Collection[str],
) -> None:
    """After a full read begun at `since`: what it did not show is gone from QuickBooks.

    `sources` is what sales orders are read from now.
    """
    if entity is Entity.ACCOUNT:
        return
    found = await session.execute(
        sa.select(_mapping.external_id, _mapping.details).where(
            _mapping.connection_id == connection_id,
            _mapping.kind == _KIND[entity],
            _mapping.updated_at < since,
        )
    )
    # An order of a source that is not read any more was not looked for, so it is not gone.
    unseen = [
        row.external_id
        for row in found
        if entity is not Entity.SALES_ORDER or row.details.get("source") in sources
    ]
    await _drop(session, connection_id, entity, unseen)


async def _drop(
    session: AsyncSession, connection_id: UUID, entity: Entity, external_ids: Sequence[str]
) -> None:
    if not external_ids:
        return
    kind = _KIND[entity]
    ids = list((await mappings.by_external(session, connection_id, kind, external_ids)).values())
    if not ids:
        return
    match entity:
        case Entity.ITEM:
            await catalog.deactivate_items(session, ids)
        case Entity.CUSTOMER:
            await catalog.deactivate_parties(session, Customer, ids)
        case Entity.VENDOR:
            await catalog.deactivate_parties(session, Vendor, ids)
        case Entity.PURCHASE_ORDER:
            await orders.cancel(session, PurchaseOrder, ids)
        case _:
            await orders.cancel(session, SalesOrder, ids)
    await mappings.forget(session, connection_id, kind, external_ids)
    _announce_changed(session, entity, ids)


def _announce_changed(session: AsyncSession, entity: Entity, ids: Sequence[UUID]) -> None:
    if entity in LISTS:
        announce(session, Event("catalog.changed", {}))
    elif len(ids) > _EACH_TOLD:
        announce(session, Event("order.changed", {"type": entity.value}))
    else:
        announced = [{"type": entity.value, "id": str(order_id)} for order_id in ids]
        announce(session, *(Event("order.changed", one) for one in announced))


async def _save_accounts(
    session: AsyncSession, connection_id: UUID, records: Sequence[AccountRecord]
) -> None:
    if not records:
        return
    new = insert(session, ExternalAccount)
    columns = ("name", "account_type", "account_subtype", "active")
    await session.execute(
        new.on_conflict_do_update(
            index_elements=[_account.connection_id, _account.external_id],
            set_={name: new.excluded[name] for name in columns},
        ),
        [
            {
                "id": new_id(),
                "connection_id": connection_id,
                "external_id": one.external_id,
                "name": one.name[:200],
                "account_type": one.account_type[:60],
                "account_subtype": one.account_subtype[:60],
                "active": one.active,
            }
            for one in records
        ],
    )


async def _drop_accounts(
    session: AsyncSession, connection_id: UUID, external_ids: Sequence[str]
) -> None:
    await session.execute(
        sa.update(ExternalAccount)
        .where(
            _account.connection_id == connection_id,
            _account.external_id.in_(list(external_ids)),
        )
        .values(active=False)
    )


async def _save_items(
    session: AsyncSession, connection_id: UUID, records: Sequence[ItemRecord]
) -> None:
    ids = [one.external_id for one in records]
    mapped = await mappings.by_external(session, connection_id, MappingKind.ITEM, ids)
    stocked = [one for one in records if one.external_id in mapped or (one.stocked and one.active)]
    await _note_unstocked(session, connection_id, records, stocked)
    fresh = [one for one in stocked if one.external_id not in mapped]
    by_sku = await catalog.items_by_sku(session, [one.sku for one in fresh if one.sku])
    linked = await _linked(session, connection_id, MappingKind.ITEM, by_sku.values())
    chosen: dict[UUID, ItemRecord] = {}
    for one in stocked:
        item_id = mapped.get(one.external_id)
        if item_id is None:
            same = by_sku.get(one.sku) if one.sku else None
            item_id = same if same is not None and same not in linked else new_id()
            linked.add(item_id)
        chosen[item_id] = one
    facts = {item_id: _item_facts(one) for item_id, one in chosen.items()}
    if await catalog.save_items(session, facts):
        announce(session, Event("catalog.changed", {}))
    refs = {item_id: _item_ref(one) for item_id, one in chosen.items()}
    await mappings.remember_all(session, connection_id, MappingKind.ITEM, refs)


async def _note_unstocked(
    session: AsyncSession,
    connection_id: UUID,
    records: Sequence[ItemRecord],
    stocked: Sequence[ItemRecord],
) -> None:
    """Remember what we do not stock; forget it of an item that is stocked from now on."""
    kind = MappingKind.UNSTOCKED_ITEM
    kept = {one.external_id for one in stocked}
    known = await mappings.by_external(
        session, connection_id, kind, [one.external_id for one in records]
    )
    changed = [external_id for external_id in known if external_id in kept]
    if changed:
        await mappings.forget(session, connection_id, kind, changed)
    refs = {
        known.get(one.external_id) or new_id(): Ref(one.external_id, one.version_token)
        for one in records
        if one.external_id not in kept
    }
    await mappings.remember_all(session, connection_id, kind, refs)


async def _linked(
    session: AsyncSession, connection_id: UUID, kind: MappingKind, ids: Any
) -> set[UUID]:
    """Which of these rows of ours stand for a QuickBooks record already."""
    known = await mappings.load_refs(session, connection_id, ids)
    return {local_id for found, local_id in known if found == kind}


def _item_facts(record: ItemRecord) -> catalog.ItemFacts:
    return catalog.ItemFacts(
        sku=record.sku,
        name=record.name,
        description=record.description,
        purchase_cost=record.purchase_cost,
        sales_price=record.sales_price,
        active=record.active and record.stocked,
        tag=record.external_id,
    )


def _item_ref(record: ItemRecord) -> Ref:
    """What QuickBooks calls the item, and what decides whether documents may name it."""
    details: dict[str, Any] = {
        "taxable": record.taxable,
        "name": record.name,
        "sku": record.sku,
        "active": record.active,
        "stocked": record.stocked,
    }
    if record.starts_on is not None:
        details["starts_on"] = record.starts_on.isoformat()
    for name, value in (
        ("purchase_cost", record.purchase_cost),
        ("sales_price", record.sales_price),
    ):
        if value is not None:
            details[name] = decimal_text(value)
    return Ref(record.external_id, record.version_token, "", details)


async def _save_parties(
    session: AsyncSession, connection_id: UUID, entity: Entity, records: Sequence[PartyRecord]
) -> None:
    kind = _KIND[entity]
    model: Any = Customer if entity is Entity.CUSTOMER else Vendor
    mapped = await mappings.by_external(
        session, connection_id, kind, [one.external_id for one in records]
    )
    fresh = [one.name for one in records if one.external_id not in mapped]
    by_name = await catalog.parties_by_name(session, model, fresh)
    linked = await _linked(session, connection_id, kind, by_name.values())
    chosen: dict[UUID, PartyRecord] = {}
    for one in records:
        party_id = mapped.get(one.external_id)
        if party_id is None:
            same = by_name.get(one.name)
            party_id = same if same is not None and same not in linked else new_id()
            linked.add(party_id)
        chosen[party_id] = one
    facts = {
        party_id: catalog.PartyFacts(one.name, one.email, one.active)
        for party_id, one in chosen.items()
    }
    if await catalog.save_parties(session, model, facts):
        announce(session, Event("catalog.changed", {}))
    refs = {
        party_id: Ref(
            one.external_id, one.version_token, "", {"name": one.name, "active": one.active}
        )
        for party_id, one in chosen.items()
    }
    await mappings.remember_all(session, connection_id, kind, refs)
