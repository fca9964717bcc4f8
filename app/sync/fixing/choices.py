"""What may be chosen for a fix: accounts of the right type, records that resemble ours."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item
from app.core.upsert import table_of
from app.sync.accounts import TYPES, list_accounts, suggest
from app.sync.fixing import record_wishes
from app.sync.fixing.offered import record_of
from app.sync.mapping.candidates import Pool
from app.sync.mapping.matching import Side, score
from app.sync.models import ExternalRecord, Mapping, QuickBooksConnection
from app.sync.port import Fix, FixKind
from app.sync.schemas import FixChoice

_record, _mapping = table_of(ExternalRecord).c, table_of(Mapping).c
_MOST = 20


async def choices(
    session: AsyncSession, connection: QuickBooksConnection, fix: Fix, search: str
) -> list[FixChoice]:
    """The likeliest first, and first of all what is suggested; empty where nothing is chosen."""
    match fix.kind:
        case FixKind.CHOOSE_ACCOUNT:
            return await _accounts(session, connection, str(fix.params["account"]))
        case FixKind.LINK:
            return await _records(session, connection.id, fix, search)
        case _:
            return []


async def _accounts(
    session: AsyncSession, connection: QuickBooksConnection, field: str
) -> list[FixChoice]:
    purpose = field.partition(":")[0]
    chart = await list_accounts(session, connection.id)
    best = suggest(purpose, chart)
    fitting = [one for one in chart if one.account_type in TYPES[purpose]]
    fitting.sort(key=lambda one: one.external_id != best)
    return [FixChoice(id=one.external_id, name=one.name, hint=one.account_type) for one in fitting]


async def _records(
    session: AsyncSession, connection_id: UUID, fix: Fix, search: str
) -> list[FixChoice]:
    kind, local_id = record_of(fix)
    ours = await record_wishes.find(session, kind, local_id)
    mine = Side(ours.name, ours.sku if isinstance(ours, Item) else "")
    free = await _free(session, connection_id, kind, search)
    theirs = {one.external_id: Side(one.name, one.sku) for one in free}
    near = theirs if search else Pool(theirs).near(mine)
    asked = str(fix.params.get("record", ""))
    ranked = sorted(
        near.items(), key=lambda one: (one[0] != asked, -score(mine, one[1]).score, one[1].name)
    )
    return [
        FixChoice(id=external_id, name=side.name, hint=side.sku)
        for external_id, side in ranked[:_MOST]
    ]


async def _free(session: AsyncSession, connection_id: UUID, kind: str, search: str) -> list[Any]:
    """Active records that stand for nothing here yet."""
    linked = sa.select(_mapping.external_id).where(
        _mapping.connection_id == connection_id, _mapping.kind == kind
    )
    query = sa.select(_record.external_id, _record.name, _record.sku).where(
        _record.connection_id == connection_id,
        _record.kind == kind,
        _record.active,
        _record.stocked,
        _record.external_id.not_in(linked),
    )
    if search:
        named = _record.name.icontains(search, autoescape=True)
        query = query.where(sa.or_(named, _record.sku.icontains(search, autoescape=True)))
    return list((await session.execute(query)).all())
