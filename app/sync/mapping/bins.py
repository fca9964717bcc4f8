"""Bins that QuickBooks knows too: those of a linked site that have the code of one of ours.

Only QuickBooks Desktop keeps stock by bin, and only some companies let it (reference §3.2, §3.10).
A bin that is not there is simply not told: the goods are at the site then.
"""

from collections import defaultdict
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Location, LocationLevel
from app.core.upsert import table_of
from app.sync.facts import Facts
from app.sync.models import ExternalRecord, QuickBooksConnection
from app.sync.port import Entity
from app.sync.settings import ConnectionSettings

INSIDE = ":"
"""A bin is named with its site: "Main:A-01-1"."""
_record, _place = table_of(ExternalRecord).c, table_of(Location).c


async def fit(session: AsyncSession, connection: QuickBooksConnection) -> None:
    """Bring the bins of each linked warehouse in line with what was last read and with our own."""
    settings = ConnectionSettings.of(connection.settings)
    linked = {where: link for where, link in settings.places.items() if link.location_id}
    if not linked or not Facts.of(connection.facts).bins:
        return
    names = await _sites_and_bins(session, connection.id)
    codes = await _our_codes(session)
    places = dict(settings.places)
    for where, link in linked.items():
        site = f"{names.get(link.location_id, '')}{INSIDE}"
        theirs = {
            name.removeprefix(site).casefold(): external_id
            for external_id, name in names.items()
            if name.startswith(site)
        }
        bins = {code: theirs[code.casefold()] for code in codes[where] if code.casefold() in theirs}
        places[where] = link.model_copy(update={"bins": bins})
    if places != settings.places:
        connection.settings = settings.model_copy(update={"places": places}).stored()
        session.add(connection)


async def _sites_and_bins(session: AsyncSession, connection_id: UUID) -> dict[str, str]:
    found = await session.execute(
        sa.select(_record.external_id, _record.name).where(
            _record.connection_id == connection_id,
            _record.kind == Entity.LOCATION,
            _record.active,
        )
    )
    return {row.external_id: row.name for row in found}


async def _our_codes(session: AsyncSession) -> dict[str, list[str]]:
    """The codes of our bins, by warehouse."""
    found = await session.execute(
        sa.select(_place.warehouse_id, _place.code).where(
            _place.level == LocationLevel.BIN, _place.active, _place.warehouse_id.is_not(None)
        )
    )
    codes: dict[str, list[str]] = defaultdict(list)
    for row in found:
        codes[str(row.warehouse_id)].append(row.code)
    return codes
