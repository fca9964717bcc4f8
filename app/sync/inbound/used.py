"""Which records of QuickBooks are used here: our items, customers and vendors.

What stands for a row of ours already brings it up to date. The rest is matched
(`app.sync.mapping.candidates`): linked where that is sure, made here where nothing resembles it,
and left for a person where it may or may not be one of ours. What QuickBooks does not count in
stock is never made here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import mirror as catalog
from app.catalog.models import Customer, Vendor
from app.core.events import Event, announce
from app.core.types import decimal_text, new_id
from app.sync import mappings
from app.sync.documents import ItemRecord, MappingKind, PartyRecord
from app.sync.inbound import lists
from app.sync.mapping import candidates
from app.sync.mapping.matching import How, Side
from app.sync.mappings import Origin
from app.sync.models import Stance
from app.sync.port import Ref

Links = Mapping[str, tuple[UUID, Origin]]
"""What a person decided: which row of ours a record is, by QuickBooks id."""


async def save_items(
    session: AsyncSession,
    connection_id: UUID,
    records: Sequence[ItemRecord],
    links: Links | None = None,
) -> None:
    """Bring our items up to date; match or make those that are new, or link them as told."""
    kind = MappingKind.ITEM
    fresh = {
        one.external_id: Side(one.name, one.sku) for one in records if one.stocked and one.active
    }
    chosen = await _placed(session, connection_id, kind, records, fresh, links)
    facts = {item_id: _item_facts(one) for item_id, one in chosen.records.items()}
    if await catalog.save_items(session, facts):
        announce(session, Event("catalog.changed", {}))
    refs = {item_id: _item_ref(one) for item_id, one in chosen.records.items()}
    await mappings.remember_all(session, connection_id, kind, refs, chosen.origins)


async def save_parties(
    session: AsyncSession,
    connection_id: UUID,
    kind: MappingKind,
    records: Sequence[PartyRecord],
    links: Links | None = None,
) -> None:
    """Bring our customers or vendors up to date; match or make new ones, or link them as told."""
    model: Any = Customer if kind is MappingKind.CUSTOMER else Vendor
    # What is inactive resembles nobody: it is only made, for the orders that still name it.
    fresh = {one.external_id: Side(one.name if one.active else "") for one in records}
    chosen = await _placed(session, connection_id, kind, records, fresh, links)
    facts = {
        party_id: catalog.PartyFacts(one.name, one.email, one.active)
        for party_id, one in chosen.records.items()
    }
    if await catalog.save_parties(session, model, facts):
        announce(session, Event("catalog.changed", {}))
    refs = {party_id: _party_ref(one) for party_id, one in chosen.records.items()}
    await mappings.remember_all(session, connection_id, kind, refs, chosen.origins)


def _party_ref(record: PartyRecord) -> Ref:
    details: dict[str, Any] = {"name": record.name, "active": record.active}
    if record.taxable is not None:
        details["taxable"] = record.taxable
    return Ref(record.external_id, record.version_token, "", details)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The record of each row of ours that has one, and how the new ones came about."""

    records: dict[UUID, Any]
    origins: dict[UUID, Origin]


async def _placed(
    session: AsyncSession,
    connection_id: UUID,
    kind: MappingKind,
    records: Sequence[ItemRecord | PartyRecord],
    usable: Mapping[str, Side],
    links: Links | None,
) -> _Chosen:
    """Say which rows of ours these records are; `usable` are those that may become one."""
    ids = await mappings.by_external(
        session, connection_id, kind, [one.external_id for one in records]
    )
    fresh = {one: side for one, side in usable.items() if one not in ids}
    if links is None:
        links = await _matched(session, connection_id, kind, fresh)
    origins = {}
    for external_id, (local_id, origin) in links.items():
        ids[external_id] = local_id
        origins[local_id] = origin
    chosen = {ids[one.external_id]: one for one in records if one.external_id in ids}
    return _Chosen(chosen, origins)


async def _matched(
    session: AsyncSession, connection_id: UUID, kind: MappingKind, fresh: Mapping[str, Side]
) -> Links:
    """Links for new records: to a row of ours where that is sure, to a new row where none is
    like it. What a person has to decide is left out and waits."""
    if not fresh:
        return {}
    waiting = await lists.kept_back(session, connection_id, kind, fresh)
    theirs = {one: side for one, side in fresh.items() if one not in waiting}
    ours = await candidates.unlinked(session, connection_id, kind)
    found = candidates.decide(ours, theirs)
    await lists.set_stance(session, connection_id, kind, found.doubtful, Stance.WAITING)
    links = {external_id: (new_id(), Origin(How.CREATED)) for external_id in theirs}
    for external_id in found.doubtful:
        del links[external_id]
    for external_id, one in found.links.items():
        origin = Origin(one.likeness.how, one.likeness.percent, ours[one.local_id].name)
        links[external_id] = one.local_id, origin
    return links


def _item_facts(record: ItemRecord) -> catalog.ItemFacts:
    return catalog.ItemFacts(
        sku=record.sku,
        name=record.title or record.name,
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
        "type": record.type,
        "accounts": record.accounts,
    }
    if record.unit:
        details["unit"] = record.unit
    if record.starts_on is not None:
        details["starts_on"] = record.starts_on.isoformat()
    for name, value in (
        ("purchase_cost", record.purchase_cost),
        ("sales_price", record.sales_price),
    ):
        if value is not None:
            details[name] = decimal_text(value)
    return Ref(record.external_id, record.version_token, "", details)
