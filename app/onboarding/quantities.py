"""QuickBooks' quantities as opening stock, also of a QuickBooks that we cannot ask just now.

QuickBooks Desktop is read when its Web Connector visits. What it told a moment ago is taken; else
it is asked to tell all its items again at the next visit, and whoever waits for them asks again.
"""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.errors import Conflict
from app.core.events import Ring, announce
from app.core.upsert import table_of
from app.quickbooks.gateway import Gateway
from app.sync.documents import ItemRecord
from app.sync.models import ConnectionKind, ExternalRecord, QuickBooksConnection, SyncCursor
from app.sync.port import Entity
from app.sync.reconcile.run import read_quantities

FRESH = timedelta(minutes=5)
"""What was read longer ago may have changed: a sale there does not change the item's record."""

_record = table_of(ExternalRecord).c


class BeingAsked(Conflict):
    code = "quantities_asked"
    title = "QuickBooks is being asked"
    action = "It takes until Web Connector's next visit, usually less than a minute."


async def quantities_of(gateway: Gateway, connection: QuickBooksConnection) -> dict[str, Decimal]:
    """Quantity on hand by QuickBooks' item id.

    Raises BeingAsked, PullRefused, Unreachable, NoLine.
    """
    if connection.kind is ConnectionKind.ONLINE:
        return await read_quantities(await gateway.channels.open(connection.id))

    async def work(session: AsyncSession) -> dict[str, Decimal] | None:
        cursor = await session.get(SyncCursor, (connection.id, Entity.ITEM.value))
        if cursor is not None and _just_read(cursor):
            return await _as_read(session, connection.id)
        if cursor is None or not _being_read(cursor):
            if cursor is not None:
                cursor.position = ""
            announce(session, Ring(str(connection.id), job="pull"))
        return None

    quantities = await gateway.db.transact(work)
    if quantities is None:
        raise BeingAsked("QuickBooks tells its quantities when its computer calls.")
    return quantities


def _began_lately(cursor: SyncCursor) -> bool:
    return cursor.full_read_at is not None and cursor.full_read_at > clock.now() - FRESH


def _just_read(cursor: SyncCursor) -> bool:
    return _began_lately(cursor) and not _being_read(cursor)


def _being_read(cursor: SyncCursor) -> bool:
    """All of it, and the end is not reached yet."""
    begun, ended = cursor.full_read_at, cursor.complete_at
    return begun is not None and _began_lately(cursor) and (ended is None or ended < begun)


async def _as_read(session: AsyncSession, connection_id: UUID) -> dict[str, Decimal]:
    rows = await session.execute(
        sa.select(_record.facts).where(
            _record.connection_id == connection_id, _record.kind == Entity.ITEM, _record.stocked
        )
    )
    records = [ItemRecord.model_validate(facts) for facts in rows.scalars()]
    return {one.external_id: one.on_hand for one in records if one.on_hand is not None}
