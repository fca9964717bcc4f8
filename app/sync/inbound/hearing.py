"""From notices to our tables: coalesced by record, read once, applied together with their mark.

Few records of a kind are read by id, in one question; for many, reading what changed is cheaper.
The echo of our own write is not read at all: what QuickBooks answered to it is newer than the
notice.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database
from app.core.upsert import table_of
from app.sync.documents import Deleted, MappingKind, Record
from app.sync.inbound import merged, notices
from app.sync.inbound import page as inbound
from app.sync.inbound.notices import Change, ChangeNotice
from app.sync.inbound.orders import UnknownRecords
from app.sync.inbound.pull import pull_all, pull_entity, read_some
from app.sync.models import ExternalTransaction
from app.sync.port import Channel, Entity

FEW = 100
log = structlog.get_logger()

_txn = table_of(ExternalTransaction).c
_MERGES = {
    Entity.ITEM: MappingKind.ITEM,
    Entity.CUSTOMER: MappingKind.CUSTOMER,
    Entity.VENDOR: MappingKind.VENDOR,
}


@dataclass
class _Group:
    """What is to be done for one entity of ours: ids to read by QuickBooks' word, and the gone."""

    read: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    gone: list[Deleted] = field(default_factory=list)

    @property
    def many(self) -> bool:
        return sum(len(ids) for ids in self.read.values()) > FEW


async def hear(db: Database, channel: Channel, connection_id: UUID) -> int:
    """Apply all notices that wait; how many. Raises PullRefused, Unreachable."""
    total = 0
    while True:
        async with db.read() as session:
            told = await notices.waiting(session, connection_id)
            echoes = await _echoes(session, connection_id, told, channel)
        if not told:
            return total
        groups = _grouped(channel, [one for one in told if one.id not in echoes])
        for entity, group in groups.items():
            await _one_entity(db, channel, connection_id, entity, group)
        async with db.write() as session:
            await notices.handled(session, [one.id for one in told])
        log.info("sync.heard", notices=len(told), echoes=len(echoes))
        total += len(told)


async def _one_entity(
    db: Database, channel: Channel, connection_id: UUID, entity: Entity, group: _Group
) -> None:
    records: list[Record] = [*group.gone]
    if group.many:
        await pull_entity(db, channel, connection_id, entity)
    else:
        for name, ids in group.read.items():
            records += await read_some(channel, entity, name, tuple(sorted(ids)))
    if not records:
        return
    try:
        await _apply(db, connection_id, entity, records, lenient=False)
    except UnknownRecords:
        await pull_all(db, channel, connection_id, inbound.LISTS)
        await _apply(db, connection_id, entity, records, lenient=True)


async def _apply(
    db: Database, connection_id: UUID, entity: Entity, records: list[Record], *, lenient: bool
) -> None:
    async def work(session: AsyncSession) -> None:
        for one in records:
            if isinstance(one, Deleted) and one.merged_into and entity in _MERGES:
                await merged.follow(
                    session, connection_id, _MERGES[entity], one.external_id, one.merged_into
                )
        await inbound.apply(session, connection_id, entity, records, lenient=lenient)

    await db.transact(work)


def _grouped(channel: Channel, told: Sequence[ChangeNotice]) -> dict[Entity, _Group]:
    """By entity of ours; the latest notice about a record says whether it is still there."""
    latest = {(one.entity, one.external_id): one for one in told}
    groups: dict[Entity, _Group] = defaultdict(_Group)
    for one in _with_merged(latest.values(), told):
        concerned = channel.connector.concerned(one.entity)
        if not concerned.entities:
            log.info("sync.notice_ignored", entity=one.entity)
        for entity in concerned.entities:
            group = groups[entity]
            if one.change is Change.DELETED:
                group.gone.append(Deleted(external_id=one.external_id, entity=concerned.name))
                continue
            group.read[concerned.name].add(one.external_id)
            if one.change is Change.MERGED and one.merged_id:
                group.gone.append(
                    Deleted(
                        external_id=one.merged_id,
                        entity=concerned.name,
                        merged_into=one.external_id,
                    )
                )
    return dict(sorted(groups.items(), key=lambda group: list(Entity).index(group[0])))


def _with_merged(
    latest: Iterable[ChangeNotice], told: Sequence[ChangeNotice]
) -> Iterable[ChangeNotice]:
    """A merge counts whatever happened to the record since."""
    chosen = list(latest)
    yield from chosen
    ids = {one.id for one in chosen}
    yield from (one for one in told if one.change is Change.MERGED and one.id not in ids)


async def _echoes(
    session: AsyncSession, connection_id: UUID, told: Sequence[ChangeNotice], channel: Channel
) -> set[UUID]:
    """Notices of nothing but our own last write: QuickBooks showed it to us when it answered."""
    changed = [one for one in told if one.change is Change.CHANGED]
    if not changed:
        return set()
    found = await session.execute(
        sa.select(
            _txn.entity, _txn.external_id, _txn.changed_at, _txn.version_token, _txn.sent
        ).where(
            _txn.connection_id == connection_id,
            _txn.external_id.in_([one.external_id for one in changed]),
            _txn.sent.is_not(None),
        )
    )
    ours = {
        (row.entity, row.external_id): row.changed_at
        for row in found
        if row.changed_at is not None and row.sent  # forgotten ones are JSON's null, no NULL
        if row.sent["version_token"] == row.version_token
    }
    return {
        one.id
        for one in changed
        if (known := ours.get((channel.connector.concerned(one.entity).name, one.external_id)))
        # QuickBooks writes whole seconds on the record.
        and one.happened_at.replace(microsecond=0) <= known
    }
