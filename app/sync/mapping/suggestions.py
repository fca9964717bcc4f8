"""Which record of QuickBooks a row of ours without one most likely is, worked out for all at once.

Kept in MatchSuggestion, so that lists can be sorted by it and accepted by the hundred. Worked out
when the mapping is opened and after each decision; the comparing runs in a thread, outside of any
transaction.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database
from app.core.types import new_id
from app.core.upsert import affected, insert, table_of
from app.sync.mapping.candidates import Pool, unlinked
from app.sync.mapping.matching import LOWEST, How, Likeness, Side, score
from app.sync.models import ExternalRecord, MatchSuggestion, Stance
from app.sync.models import Mapping as MappingRow

_record, _mapping = table_of(ExternalRecord).c, table_of(MappingRow).c
_suggestion = table_of(MatchSuggestion).c
_BEST = 8


@dataclass(frozen=True, slots=True)
class _Known:
    """All that is compared: our rows, the free records, and what a person said they are not."""

    ours: Mapping[UUID, Side]
    theirs: Mapping[str, Side]
    refused: Mapping[UUID, frozenset[str]]


async def refresh(
    db: Database, connection_id: UUID, kind: str, ids: Iterable[UUID] | None = None
) -> None:
    """Work out anew what our unmatched rows of `kind` are (those of `ids` only, if given)."""
    async with db.read() as session:
        known = await _load(session, connection_id, kind, ids)
    if not known.ours:
        return
    found = await asyncio.to_thread(_compare, known)

    async def work(session: AsyncSession) -> None:
        await _store(session, connection_id, kind, found)

    await db.transact(work)


async def best_for(
    db: Database, connection_id: UUID, kind: str, local_id: UUID
) -> list[tuple[str, Likeness]]:
    """The free records most like one of our rows, the best first."""
    async with db.read() as session:
        known = await _load(session, connection_id, kind, [local_id])
    mine = known.ours.get(local_id)
    if mine is None:
        return []
    return (await asyncio.to_thread(_ranked, Pool(known.theirs), mine, frozenset()))[:_BEST]


async def _load(
    session: AsyncSession, connection_id: UUID, kind: str, ids: Iterable[UUID] | None
) -> _Known:
    ours = await unlinked(session, connection_id, kind, ids)
    if not ours:
        return _Known({}, {}, {})
    linked = sa.select(_mapping.external_id).where(
        _mapping.connection_id == connection_id, _mapping.kind == kind
    )
    free = await session.execute(
        sa.select(_record.external_id, _record.name, _record.sku).where(
            _record.connection_id == connection_id,
            _record.kind == kind,
            _record.active,
            _record.stocked,
            _record.stance != Stance.IGNORED,
            _record.external_id.not_in(linked),
        )
    )
    theirs = {one.external_id: Side(one.name, one.sku) for one in free}
    said = await session.execute(
        sa.select(_suggestion.local_id, _suggestion.refused).where(
            _suggestion.connection_id == connection_id, _suggestion.kind == kind
        )
    )
    refused = {one.local_id: frozenset(one.refused) for one in said if one.refused}
    return _Known(ours, theirs, refused)


def _compare(known: _Known) -> dict[UUID, tuple[str, Likeness]]:
    pool = Pool(known.theirs)
    nothing = "", Likeness(How.NAME, 0.0)
    return {
        local_id: next(iter(_ranked(pool, mine, known.refused.get(local_id, frozenset()))), nothing)
        for local_id, mine in known.ours.items()
    }


def _ranked(pool: Pool[str], mine: Side, refused: frozenset[str]) -> list[tuple[str, Likeness]]:
    scored = [
        (external_id, score(mine, side))
        for external_id, side in pool.near(mine).items()
        if external_id not in refused
    ]
    likely = [one for one in scored if one[1].score >= LOWEST]
    return sorted(likely, key=lambda one: (-one[1].score, one[0]))


async def _store(
    session: AsyncSession,
    connection_id: UUID,
    kind: str,
    found: Mapping[UUID, tuple[str, Likeness]],
) -> None:
    rows = [
        _row(connection_id, kind, local_id, external_id=external_id, likeness=likeness)
        for local_id, (external_id, likeness) in found.items()
    ]
    await _upsert(session, rows, ("external_id", "how", "confidence"))


async def ignore(
    session: AsyncSession, connection_id: UUID, kind: str, ids: Iterable[UUID], *, ignored: bool
) -> None:
    """A person says that these rows of ours need no counterpart; or that they do after all."""
    rows = [_row(connection_id, kind, local_id, ignored=ignored) for local_id in ids]
    await _upsert(session, rows, ("ignored",))


async def refuse(
    session: AsyncSession, connection_id: UUID, kind: str, local_id: UUID, external_id: str
) -> None:
    """A person says that this row of ours is not that record."""
    found = await session.execute(
        sa.select(_suggestion.refused).where(
            _suggestion.connection_id == connection_id,
            _suggestion.kind == kind,
            _suggestion.local_id == local_id,
        )
    )
    refused = sorted({*(found.scalar_one_or_none() or ()), external_id})
    row = _row(connection_id, kind, local_id, refused=refused)
    await _upsert(session, [row], ("external_id", "how", "confidence", "refused"))


async def forget(
    session: AsyncSession, connection_id: UUID, kind: str, ids: Iterable[UUID]
) -> None:
    """These rows have their counterpart now."""
    await affected(
        session,
        sa.delete(MatchSuggestion).where(
            _suggestion.connection_id == connection_id,
            _suggestion.kind == kind,
            _suggestion.local_id.in_(list(ids)),
        ),
    )


def _row(
    connection_id: UUID,
    kind: str,
    local_id: UUID,
    *,
    external_id: str = "",
    likeness: Likeness | None = None,
    refused: list[str] | None = None,
    ignored: bool = False,
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "connection_id": connection_id,
        "kind": kind,
        "local_id": local_id,
        "external_id": external_id,
        "how": likeness.how if likeness else How.NAME,
        "confidence": likeness.percent if likeness else 0,
        "refused": refused or [],
        "ignored": ignored,
    }


async def _upsert(
    session: AsyncSession, rows: list[dict[str, Any]], columns: tuple[str, ...]
) -> None:
    if not rows:
        return
    new = insert(session, MatchSuggestion)
    keys = [_suggestion.connection_id, _suggestion.kind, _suggestion.local_id]
    changes = {name: new.excluded[name] for name in columns}
    await session.execute(new.on_conflict_do_update(index_elements=keys, set_=changes), rows)
