"""What a page from QuickBooks means for our items, parties, accounts and orders.

Every record of a list is kept (`app.sync.inbound.lists`); which of them are used here, and as
what, is in `app.sync.inbound.used`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import mirror as catalog
from app.catalog.models import Customer, Vendor
from app.core.events import Event, announce
from app.core.types import new_id
from app.core.upsert import insert, table_of
from app.orders import mirror as orders
from app.orders.models import PurchaseOrder, SalesOrder
from app.sync import mappings, outbox, transactions, ways_out
from app.sync.documents import (
    AccountRecord,
    Deleted,
    ItemRecord,
    MappingKind,
    OrderRecord,
    PartyRecord,
    PlaceRecord,
    Record,
    TransactionRecord,
)
from app.sync.inbound import lists
from app.sync.inbound.orders import save_orders
from app.sync.inbound.units import in_base_units, with_units
from app.sync.inbound.used import save_items, save_parties
from app.sync.mapping import bins
from app.sync.models import ExternalAccount, Mapping, QuickBooksConnection
from app.sync.port import Entity

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
    if entity in LISTS:
        records = await _standing(session, connection_id, entity, records)
    match entity:
        case Entity.ACCOUNT:
            accounts = [one for one in records if isinstance(one, AccountRecord)]
            await _save_accounts(session, connection_id, accounts)
            await _drop_accounts(session, connection_id, gone)
        case Entity.ITEM:
            items = [one for one in records if isinstance(one, ItemRecord)]
            items = await with_units(session, connection_id, items)
            await lists.save(session, connection_id, entity, items)
            await save_items(session, connection_id, items)
            await _drop(session, connection_id, entity, gone)
            await _release(session, connection_id, _KIND[entity], items)
        case Entity.CUSTOMER | Entity.VENDOR:
            parties = [one for one in records if isinstance(one, PartyRecord)]
            await lists.save(session, connection_id, entity, parties)
            await save_parties(session, connection_id, _KIND[entity], parties)
            await _drop(session, connection_id, entity, gone)
            await _release(session, connection_id, _KIND[entity], parties)
        case Entity.CLASS | Entity.LOCATION:
            places = [one for one in records if isinstance(one, PlaceRecord)]
            await lists.save(session, connection_id, entity, places)
            await lists.drop(session, connection_id, entity, gone)
            if entity is Entity.LOCATION:
                connection = await session.get_one(QuickBooksConnection, connection_id)
                await bins.fit(session, connection)
        case Entity.TRANSACTION | Entity.ADJUSTMENT:
            shown = [one for one in records if isinstance(one, TransactionRecord)]
            shown = await in_base_units(session, connection_id, shown)
            await transactions.save(session, connection_id, shown)
            deleted = [one for one in records if isinstance(one, Deleted)]
            await transactions.gone(session, connection_id, deleted)
        case _:
            found = [one for one in records if isinstance(one, OrderRecord)]
            found = await in_base_units(session, connection_id, found)
            changed = await save_orders(
                session, connection_id, _KIND[entity], found, lenient=lenient
            )
            _announce_changed(session, entity, changed)
            await _drop(session, connection_id, entity, gone)


async def _release(
    session: AsyncSession,
    connection_id: UUID,
    kind: MappingKind,
    records: Sequence[ItemRecord | PartyRecord],
) -> None:
    """Somebody made a record active again in QuickBooks: what was held by it goes on."""
    held = await outbox.held_by_inactive(session, connection_id, kind)
    if not held:
        return
    active = [one.external_id for one in records if one.active]
    for local_id in (await mappings.by_external(session, connection_id, kind, active)).values():
        cause = ways_out.record(kind, local_id)
        if cause in held:
            await outbox.release_cause(session, connection_id, cause)


async def _standing(
    session: AsyncSession, connection_id: UUID, entity: Entity, records: Sequence[Record]
) -> list[Record]:
    """Without what was merged into others: QuickBooks may go on showing it, as inactive."""
    ids = [one.external_id for one in records]
    merged = await mappings.merged_away(session, connection_id, _KIND[entity], ids)
    return [one for one in records if one.external_id not in merged]


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
    if entity in lists.KINDS:
        await lists.drop_unseen(session, connection_id, entity, since=since)
    if entity in (Entity.TRANSACTION, Entity.ADJUSTMENT):
        adjustments = entity is Entity.ADJUSTMENT
        await transactions.drop_unseen(session, connection_id, since=since, adjustments=adjustments)
    if entity not in _KIND:
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
    if entity in lists.KINDS:
        await lists.drop(session, connection_id, entity, external_ids)
    kind = _KIND[entity]
    merged = await mappings.merged_away(session, connection_id, kind, external_ids)
    external_ids = [one for one in external_ids if one not in merged]
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
