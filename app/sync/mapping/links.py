"""What a person decides about the mapping: link, confirm, unlink, ignore, create, use here.

A link takes effect at once: QuickBooks' name and prices come over, what was held for want of it is
released, and orders that named it are read again. Nothing is changed under a document whose message
is on its way, for then nobody could say what QuickBooks has.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Item, Vendor
from app.core.errors import NotFound
from app.core.events import Event, Ring, announce
from app.core.types import new_id
from app.core.upsert import affected, table_of
from app.sync import mappings, outbox
from app.sync.documents import (
    ItemDoc,
    ItemRecord,
    MappingKind,
    PartyDoc,
    PartyRecord,
    document_adapter,
)
from app.sync.inbound import lists
from app.sync.inbound.used import Links, save_items, save_parties
from app.sync.mapping import suggestions
from app.sync.mapping.candidates import MODELS
from app.sync.mapping.matching import How
from app.sync.mapping.problems import (
    AlreadyLinked,
    DocumentsInFlight,
    NoSuchRecord,
    NotStocked,
    RecordTaken,
)
from app.sync.mapping.unused import retire_if_unused
from app.sync.mappings import Origin
from app.sync.models import (
    ExternalRecord,
    OperationState,
    Stance,
    SyncCursor,
    SyncOperation,
)
from app.sync.models import Mapping as MappingRow
from app.sync.port import Entity

_op, _mapping = table_of(SyncOperation).c, table_of(MappingRow).c
_record, _cursor = table_of(ExternalRecord).c, table_of(SyncCursor).c
BY_PERSON = Origin(How.PERSON)


async def link(
    session: AsyncSession,
    connection_id: UUID,
    kind: str,
    local_id: UUID,
    external_id: str,
    *,
    take: bool = False,
) -> None:
    """Our row is this record. Raises NoSuchRecord, RecordTaken, DocumentsInFlight, NotStocked.

    `take` takes the record over from the row it belongs to; one that Scanpost made from it and
    that nothing happened to yet is made inactive.
    """
    name = await local_name(session, kind, local_id)
    current = await _linked_to(session, connection_id, kind, local_id)
    if current == external_id:
        await confirm(session, connection_id, kind, [local_id])
        return
    await _usable(session, connection_id, kind, external_id)
    owner = await mappings.owner_of(session, connection_id, kind, external_id)
    if owner is not None and not take:
        other = await local_name(session, kind, owner)
        raise RecordTaken(f"It belongs to {other} here.", name=other, id=owner)
    touched = {local_id} if owner is None else {local_id, owner}
    await _nothing_in_flight(session, connection_id, touched)
    if current is not None:
        await part(session, connection_id, kind, local_id, current)
    if owner is not None:
        made_from_it = await _forget(session, connection_id, kind, owner) == How.CREATED
        if made_from_it:
            await retire_if_unused(session, kind, owner)
    origin = Origin(How.PERSON, matched_name=name)
    await link_many(session, connection_id, kind, {external_id: (local_id, origin)})


async def link_many(session: AsyncSession, connection_id: UUID, kind: str, links: Links) -> None:
    """Link unlinked rows of ours with free records, by QuickBooks id, and let go what waited."""
    if not links:
        return
    found = await session.execute(
        sa.select(_record.facts).where(
            *_of(connection_id, kind), _record.external_id.in_(list(links))
        )
    )
    facts = list(found.scalars())
    if kind == MappingKind.ITEM:
        items = [ItemRecord.model_validate(one) for one in facts]
        await save_items(session, connection_id, items, links)
    else:
        parties = [PartyRecord.model_validate(one) for one in facts]
        await save_parties(session, connection_id, MappingKind(kind), parties, links)
    ids = {local_id for local_id, _ in links.values()}
    await lists.set_stance(session, connection_id, kind, links, Stance.AUTOMATIC)
    await suggestions.forget(session, connection_id, kind, ids)
    await _release(session, connection_id, kind, ids)
    await _read_orders_again(session, connection_id)


async def confirm(
    session: AsyncSession, connection_id: UUID, kind: str, ids: Collection[UUID]
) -> int:
    """A person looked at these links and they are right. Returns how many there were."""
    return await affected(
        session,
        sa.update(MappingRow)
        .where(
            _mapping.connection_id == connection_id,
            _mapping.kind == kind,
            _mapping.local_id.in_(list(ids)),
        )
        .values(how=How.PERSON, confidence=100),
    )


async def unlink(session: AsyncSession, connection_id: UUID, kind: str, local_id: UUID) -> None:
    """Our row is not that record. Raises DocumentsInFlight; nothing happens if it has none."""
    current = await _linked_to(session, connection_id, kind, local_id)
    if current is None:
        return
    await _nothing_in_flight(session, connection_id, {local_id})
    await part(session, connection_id, kind, local_id, current)
    announce(session, Event("sync.changed"))


async def use_here(session: AsyncSession, connection_id: UUID, kind: str, external_id: str) -> UUID:
    """Make a row of ours from a record. Raises NoSuchRecord, RecordTaken, NotStocked."""
    await _usable(session, connection_id, kind, external_id)
    owner = await mappings.owner_of(session, connection_id, kind, external_id)
    if owner is not None:
        name = await local_name(session, kind, owner)
        raise RecordTaken(f"It is used here already, as {name}.", name=name, id=owner)
    local_id = new_id()
    await link_many(session, connection_id, kind, {external_id: (local_id, Origin(How.CREATED))})
    return local_id


async def create(session: AsyncSession, connection_id: UUID, kind: str, local_id: UUID) -> None:
    """Make a record in QuickBooks from our row; it is linked when it is there.

    Raises AlreadyLinked, NotFound.
    """
    if await _linked_to(session, connection_id, kind, local_id) is not None:
        raise AlreadyLinked("QuickBooks has it already.")
    row: Item | Customer | Vendor | None = await session.get(MODELS[kind], local_id)
    if row is None:
        raise _not_here(kind)
    await suggestions.ignore(session, connection_id, kind, [local_id], ignored=False)
    await outbox.want(session, _document(row), summary=f"New {kind} {row.name}", completed=True)


def _document(row: Item | Customer | Vendor) -> ItemDoc | PartyDoc:
    """The record as it should be made."""
    if isinstance(row, Item):
        return ItemDoc(
            id=row.id,
            number=row.sku,
            name=row.name,
            sku=row.sku,
            description=row.description or None,
            purchase_cost=row.purchase_cost,
            sales_price=row.sales_price,
            active=True,
        )
    return PartyDoc(
        kind="customer" if isinstance(row, Customer) else "vendor",
        id=row.id,
        number=row.name,
        name=row.name,
        email=row.email or None,
        active=True,
    )


async def ignore_record(
    session: AsyncSession, connection_id: UUID, kind: str, external_id: str, *, ignored: bool
) -> None:
    """A person does not want this record here; or does again. Raises NoSuchRecord."""
    if await lists.get(session, connection_id, kind, external_id) is None:
        raise NoSuchRecord("QuickBooks has no record with this id.", id=external_id)
    stance = Stance.IGNORED if ignored else Stance.WAITING
    await lists.set_stance(session, connection_id, kind, [external_id], stance)


async def local_name(session: AsyncSession, kind: str, local_id: UUID) -> str:
    """What a row of ours is called. Raises NotFound."""
    row = table_of(MODELS[kind]).c
    found = await session.execute(sa.select(row.name).where(row.id == local_id))
    name: str | None = found.scalar_one_or_none()
    if name is None:
        raise _not_here(kind)
    return name


async def in_flight(session: AsyncSession, connection_id: UUID) -> dict[UUID, list[str]]:
    """Our rows that documents name which QuickBooks may have at this very moment: their numbers."""
    found = await session.execute(
        sa.select(_op.document_number, _op.message_snapshot, _op.snapshot).where(
            _op.connection_id == connection_id,
            sa.or_(
                _op.state.in_((OperationState.SENDING, OperationState.IN_DOUBT)),
                _op.message_key.is_not(None),
            ),
        )
    )
    numbers: dict[UUID, list[str]] = defaultdict(list)
    for one in found:
        document = document_adapter.validate_python(one.message_snapshot or one.snapshot)
        for local_id in mappings.named_ids(document):
            numbers[local_id].append(one.document_number)
    return numbers


async def part(
    session: AsyncSession, connection_id: UUID, kind: str, local_id: UUID, external_id: str
) -> None:
    """Undo a link so that it does not come back by itself."""
    await _forget(session, connection_id, kind, local_id)
    await lists.set_stance(session, connection_id, kind, [external_id], Stance.WAITING)
    await suggestions.refuse(session, connection_id, kind, local_id, external_id)


async def _usable(session: AsyncSession, connection_id: UUID, kind: str, external_id: str) -> None:
    record = await lists.get(session, connection_id, kind, external_id)
    if record is None:
        raise NoSuchRecord(f"There is no {kind} with id {external_id} there.", id=external_id)
    if not record.stocked:
        raise NotStocked(
            f"{record.name} is of type {record.type} in QuickBooks, so receipts and shipments of"
            " it would not change its quantity there.",
            name=record.name,
        )


async def _nothing_in_flight(
    session: AsyncSession, connection_id: UUID, ids: Collection[UUID]
) -> None:
    busy = await in_flight(session, connection_id)
    numbers = sorted({number for local_id in ids for number in busy.get(local_id, ())})
    if numbers:
        named = ", ".join(numbers[:5])
        raise DocumentsInFlight(f"These are being sent: {named}.", numbers=numbers)


async def _linked_to(
    session: AsyncSession, connection_id: UUID, kind: str, local_id: UUID
) -> str | None:
    known = await mappings.load_refs(session, connection_id, [local_id])
    ref = known.get((kind, local_id))
    return None if ref is None else ref.external_id


async def _forget(session: AsyncSession, connection_id: UUID, kind: str, local_id: UUID) -> str:
    """Delete the mapping of a row of ours; how it had come about."""
    found = await session.execute(
        sa.delete(MappingRow)
        .where(
            _mapping.connection_id == connection_id,
            _mapping.kind == kind,
            _mapping.local_id == local_id,
        )
        .returning(_mapping.how)
    )
    return str(found.scalar_one_or_none() or "")


async def _release(
    session: AsyncSession, connection_id: UUID, kind: str, ids: Collection[UUID]
) -> None:
    """Send what was held for want of these, which is most often nothing."""
    causes = [f"{kind}:{local_id}" for local_id in ids]
    found = await session.execute(
        sa.select(_op.cause)
        .where(_op.connection_id == connection_id, _op.cause.in_(causes))
        .distinct()
    )
    for cause in list(found.scalars()):
        await outbox.release_cause(session, connection_id, cause)
    announce(session, Event("sync.changed"), Ring(str(connection_id)))


async def _read_orders_again(session: AsyncSession, connection_id: UUID) -> None:
    """Orders that named a record we did not use came without it."""
    orders = (Entity.PURCHASE_ORDER, Entity.SALES_ORDER)
    await affected(
        session,
        sa.update(SyncCursor)
        .where(_cursor.connection_id == connection_id, _cursor.entity.in_(orders))
        .values(position=""),
    )
    announce(session, Ring(str(connection_id), job="pull"))


def _of(connection_id: UUID, kind: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return _record.connection_id == connection_id, _record.kind == kind


def _not_here(kind: str) -> NotFound:
    return NotFound(f"There is no such {kind} here.")
