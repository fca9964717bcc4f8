"""Accepting suggestions by the hundred: each batch is one transaction, each record goes once."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database
from app.sync.mapping import links as mapping_links
from app.sync.mapping import queries as mapping_queries
from app.sync.mapping.matching import How
from app.sync.mappings import Origin

BATCH = 300


async def accept_all(db: Database, connection_id: UUID, kind: str, *, least: int) -> int:
    """Link everything whose suggestion is at least `least` percent sure; how many were linked.

    Where two rows of ours resemble the same record, the surer one gets it. What documents on their
    way name is left for later.
    """
    linked = 0
    while True:

        async def work(session: AsyncSession) -> int:
            return await _accept_batch(session, connection_id, kind, least)

        done = await db.transact(work)
        linked += done
        if done < BATCH:
            return linked


async def _accept_batch(session: AsyncSession, connection_id: UUID, kind: str, least: int) -> int:
    found = await mapping_queries.suggested(session, connection_id, kind, least=least)
    busy = await mapping_links.in_flight(session, connection_id)
    links: dict[str, tuple[UUID, Origin]] = {}
    for one in found:
        if one.suggested_id not in links and one.row_id not in busy:
            links[one.suggested_id] = one.row_id, Origin(How.PERSON, matched_name=one.name)
        if len(links) == BATCH:
            break
    await mapping_links.link_many(session, connection_id, kind, links)
    return len(links)
