"""Stock was found of an item that is inactive in QuickBooks: seen before it is refused there."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item
from app.core.upsert import table_of
from app.sync.documents import MappingKind
from app.sync.fixing import record_wishes
from app.sync.models import ExternalRecord, Mapping
from app.sync.status import active

_record, _mapping = table_of(ExternalRecord).c, table_of(Mapping).c


async def inactive_items(session: AsyncSession, item_ids: Collection[UUID]) -> set[UUID]:
    """Which of these items QuickBooks has, but inactive, so that nothing can be posted of them."""
    connection = await active(session)
    if connection is None or not item_ids:
        return set()
    query = (
        sa.select(_mapping.local_id)
        .join(
            ExternalRecord,
            sa.and_(
                _record.connection_id == _mapping.connection_id,
                _record.kind == _mapping.kind,
                _record.external_id == _mapping.external_id,
            ),
        )
        .where(
            _mapping.connection_id == connection.id,
            _mapping.kind == MappingKind.ITEM,
            _mapping.local_id.in_(item_ids),
            sa.not_(_record.active),
        )
    )
    return set(await session.scalars(query))


async def reactivate(session: AsyncSession, item_ids: Collection[UUID]) -> None:
    """Have QuickBooks make those of these items active that are not."""
    connection = await active(session)
    for item_id in sorted(await inactive_items(session, item_ids)):
        item = await session.get(Item, item_id)
        if item is not None and connection is not None:
            await record_wishes.want(session, connection.id, item, active=True)
