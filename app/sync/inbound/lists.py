"""The lists of QuickBooks as last read, used here or not: items, parties, classes, locations.

Every record is kept, also what we do not stock or have not matched, so that it can be seen, chosen
and used at any time; and so that orders with it are left out knowingly and not because we have not
heard of it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.types import new_id
from app.core.upsert import affected, insert, table_of
from app.sync.documents import ItemRecord, PartyRecord, PlaceRecord
from app.sync.mapping.matching import normalised, sku_key
from app.sync.models import ExternalRecord, Stance
from app.sync.port import Entity

KINDS = (Entity.ITEM, Entity.CUSTOMER, Entity.VENDOR, Entity.CLASS, Entity.LOCATION)
ListRecord = ItemRecord | PartyRecord | PlaceRecord

_record = table_of(ExternalRecord).c
_REFRESHED = (
    "version_token",
    "name",
    "name_key",
    "sku",
    "sku_key",
    "type",
    "stocked",
    "active",
    "facts",
    "seen_at",
)


async def save(
    session: AsyncSession, connection_id: UUID, kind: str, records: Sequence[ListRecord]
) -> None:
    """Keep these records as they are now; what a person said about them stays."""
    if not records:
        return
    new = insert(session, ExternalRecord)
    rows = {one.external_id: _row(connection_id, kind, one) for one in records}
    await session.execute(
        new.on_conflict_do_update(
            index_elements=[_record.connection_id, _record.kind, _record.external_id],
            set_={name: new.excluded[name] for name in _REFRESHED},
        ),
        list(rows.values()),
    )


def _row(connection_id: UUID, kind: str, record: ListRecord) -> dict[str, Any]:
    item = record if isinstance(record, ItemRecord) else None
    return {
        "id": new_id(),
        "connection_id": connection_id,
        "kind": kind,
        "external_id": record.external_id,
        "version_token": record.version_token,
        "name": record.name[:500],
        "name_key": normalised(record.name)[:500],
        "sku": item.sku[:100] if item else "",
        "sku_key": sku_key(item.sku)[:100] if item else "",
        "type": item.type[:40] if item else "",
        "stocked": item.stocked if item else True,
        "active": record.active,
        "stance": Stance.AUTOMATIC,
        "facts": record.model_dump(mode="json"),
        "seen_at": clock.now(),
    }


async def drop(
    session: AsyncSession, connection_id: UUID, kind: str, external_ids: Iterable[str]
) -> None:
    """QuickBooks no longer has these."""
    await affected(
        session,
        sa.delete(ExternalRecord).where(
            *_of(connection_id, kind), _record.external_id.in_(list(external_ids))
        ),
    )


async def drop_unseen(
    session: AsyncSession, connection_id: UUID, kind: str, *, since: datetime
) -> None:
    """After a full read begun at `since`: what it did not show is gone."""
    await affected(
        session,
        sa.delete(ExternalRecord).where(*_of(connection_id, kind), _record.seen_at < since),
    )


async def known(
    session: AsyncSession, connection_id: UUID, kind: str, external_ids: Iterable[str]
) -> set[str]:
    """Which of these QuickBooks ids we have read."""
    found = await session.execute(
        sa.select(_record.external_id).where(
            *_of(connection_id, kind), _record.external_id.in_(list(external_ids))
        )
    )
    return set(found.scalars())


async def kept_back(
    session: AsyncSession, connection_id: UUID, kind: str, external_ids: Iterable[str]
) -> set[str]:
    """Which of these wait for a person, or are not wanted here."""
    found = await session.execute(
        sa.select(_record.external_id).where(
            *_of(connection_id, kind),
            _record.external_id.in_(list(external_ids)),
            _record.stance != Stance.AUTOMATIC,
        )
    )
    return set(found.scalars())


async def set_stance(
    session: AsyncSession,
    connection_id: UUID,
    kind: str,
    external_ids: Collection[str],
    stance: Stance,
) -> None:
    """Who decides about these records from now on."""
    if external_ids:
        await affected(
            session,
            sa.update(ExternalRecord)
            .where(*_of(connection_id, kind), _record.external_id.in_(list(external_ids)))
            .values(stance=stance),
        )


async def get(
    session: AsyncSession, connection_id: UUID, kind: str, external_id: str
) -> ExternalRecord | None:
    """One record as last read."""
    found = await session.execute(
        sa.select(ExternalRecord).where(
            *_of(connection_id, kind), _record.external_id == external_id
        )
    )
    return found.scalar_one_or_none()


def _of(connection_id: UUID, kind: str) -> tuple[Any, Any]:
    return _record.connection_id == connection_id, _record.kind == kind
