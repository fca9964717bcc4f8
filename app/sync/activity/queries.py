"""The activity log: every exchange with QuickBooks, found by what it was about.

Ids are made in order of time, so a page is "the newest ids below this one" on whichever index
answers the filter. A search may mean many things; each has an index of its own, gives its newest
ids, and the newest of all of them are the page. No statement reads a body, or a row that is not on
the page or thrown out by a second filter.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.models import User
from app.catalog.gtin import looks_like_gtin, to_gtin14
from app.catalog.models import Barcode, Customer, Item, Vendor
from app.core.db import Database
from app.core.paging import Page
from app.core.upsert import table_of
from app.sync.activity.schemas import ActivityDetail, ActivityRow, Filters, LogPerson
from app.sync.journal import first_id
from app.sync.models import SyncAttempt, SyncOperation, SyncSubject
from app.sync.redact import redacted

MOST_NAMED = 100
"""How many items or parties a word may stand for; a word that fits more says too little."""
EXPORT_PAGE = 500

Conditions = list[sa.ColumnElement[bool]]

_attempt, _op = table_of(SyncAttempt).c, table_of(SyncOperation).c
_subject, _user = table_of(SyncSubject).c, table_of(User).c
_item, _barcode = table_of(Item).c, table_of(Barcode).c
_BODIES = ("body", "answer")
_COLUMNS = [one for one in table_of(SyncAttempt).columns if one.name not in _BODIES]


async def find(
    session: AsyncSession, filters: Filters, *, zone: str, before: UUID | None, limit: int
) -> Page[ActivityRow]:
    """The newest exchanges below the id `before` that fit; `next_cursor` is the next `before`."""
    base = _conditions(filters, zone)
    if before is not None:
        base.append(_attempt.id < before)
    ways = await _ways(session, filters)
    newest = _union([_newest([*base, *way], limit) for way in ways])
    rows = await session.execute(
        _rows().where(_attempt.id.in_(newest)).order_by(_attempt.id.desc()).limit(limit + 1)
    )
    found = rows.all()
    shown = found[:limit]
    more = str(shown[-1].id) if len(found) > limit else None
    people = await _people(session, [row.operation_id for row in shown if row.operation_id])
    return Page(items=[_row(row, people) for row in shown], next_cursor=more)


async def of_operation(
    session: AsyncSession, operation_id: UUID, *, limit: int
) -> list[ActivityRow]:
    """A document's newest exchanges, the newest first."""
    rows = await session.execute(
        _rows()
        .where(_attempt.operation_id == operation_id)
        .order_by(_attempt.id.desc())
        .limit(limit)
    )
    return [_row(row, {}) for row in rows]


async def get(session: AsyncSession, attempt_id: UUID) -> ActivityDetail | None:
    """One exchange with what was said, secrets hidden."""
    query = _rows().add_columns(_attempt.body, _attempt.answer)
    row = (await session.execute(query.where(_attempt.id == attempt_id))).one_or_none()
    if row is None:
        return None
    people = await _people(session, [row.operation_id] if row.operation_id else [])
    return ActivityDetail(
        **_row(row, people).model_dump(),
        key=row.key,
        version=row.version,
        method=row.method,
        target=redacted(row.target),
        request=redacted(row.body),
        answer=None if row.answer is None else redacted(row.answer),
        emptied=row.emptied,
    )


async def export(db: Database, filters: Filters, *, zone: str) -> AsyncIterator[ActivityRow]:
    """Every exchange that fits, newest first, a page at a time: no long transaction is held."""
    before: UUID | None = None
    while True:
        async with db.read() as session:
            page = await find(session, filters, zone=zone, before=before, limit=EXPORT_PAGE)
        for row in page.items:
            yield row
        if page.next_cursor is None:
            return
        before = UUID(page.next_cursor)


async def people(session: AsyncSession) -> list[LogPerson]:
    """Who appears in the log, by name."""
    appears = sa.select(sa.literal(1)).where(_subject.subject_id == _user.id).exists()
    found = await session.execute(
        sa.select(_user.id, _user.name).where(appears).order_by(_user.name, _user.id)
    )
    return [LogPerson(id=row.id, name=row.name) for row in found]


def _conditions(filters: Filters, zone: str) -> Conditions:
    """What must hold besides the search and the code."""
    found: Conditions = []
    subjects = [filters.user_id, filters.item_id, filters.party_id]
    for subject in subjects:
        if subject is not None:
            found.append(_attempt.operation_id.in_(_about([subject])))
    if filters.operation_id is not None:
        found.append(_attempt.operation_id == filters.operation_id)
    if filters.operation_id is None and not any(subjects):
        # Otherwise said already: a read has no operation. Less said, the better index is taken.
        found.append(_attempt.reading == filters.reading)
    elif filters.reading:
        found.append(sa.false())
    if filters.kind:
        found.append(_attempt.kind == filters.kind)
    if filters.outcome is not None:
        found.append(_attempt.outcome == filters.outcome)
    if filters.since is not None:
        found.append(_attempt.id >= first_id(_midnight(filters.since, zone)))
    if filters.until is not None:
        found.append(_attempt.id < first_id(_midnight(filters.until + timedelta(days=1), zone)))
    return found


async def _ways(session: AsyncSession, filters: Filters) -> list[Conditions]:
    """The ways an exchange can fit the search and the code: it fits if one of them holds."""
    codes: list[Conditions] = (
        [[_attempt.code == filters.code], [_attempt.quickbooks_code == filters.code]]
        if filters.code
        else [[]]
    )
    text = filters.search
    if not text:
        return codes
    ways: list[Conditions] = [
        [_attempt.number == text.upper()],
        [_attempt.external_number == text],
        [_attempt.trace_id == text],
        [_attempt.code == text.lower()],
        [_attempt.quickbooks_code == text],
    ]
    named = await _named(session, text)
    if named:
        ways.append([_attempt.operation_id.in_(_about(named))])
    return [[*way, *code] for way in ways for code in codes]


async def _named(session: AsyncSession, text: str) -> list[UUID]:
    """Items, parties and people that the text names."""
    barcodes = [text, to_gtin14(text)] if looks_like_gtin(text) else [text]
    found: list[UUID] = []
    by_barcode = sa.select(_barcode.item_id).where(_barcode.text.in_(barcodes), _barcode.active)
    called = _item.sku.icontains(text, autoescape=True) | _item.name.icontains(
        text, autoescape=True
    )
    for query in (
        by_barcode,
        sa.select(_item.id).where(called),
        *(
            sa.select(table.c.id).where(table.c.name.icontains(text, autoescape=True))
            for table in (table_of(Customer), table_of(Vendor), table_of(User))
        ),
    ):
        found += (await session.execute(query.limit(MOST_NAMED))).scalars()
    return found


def _about(subjects: Sequence[UUID]) -> sa.Select[Any]:
    return sa.select(_subject.operation_id).where(_subject.subject_id.in_(subjects))


def _newest(conditions: Conditions, limit: int) -> sa.Select[Any]:
    ids = sa.select(_attempt.id).where(*conditions).order_by(_attempt.id.desc()).limit(limit + 1)
    return sa.select(ids.subquery().c.id)


def _union(queries: list[sa.Select[Any]]) -> Any:
    return queries[0] if len(queries) == 1 else sa.union(*queries)


def _rows() -> sa.Select[Any]:
    return sa.select(*_COLUMNS, sa.func.coalesce(_op.summary, "").label("summary")).outerjoin(
        table_of(SyncOperation), _op.id == _attempt.operation_id
    )


def _row(row: Any, people: dict[UUID, list[str]]) -> ActivityRow:
    return ActivityRow.model_validate(
        dict(row._mapping) | {"at": row.started_at, "people": people.get(row.operation_id, [])}
    )


async def _people(session: AsyncSession, operations: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Who is behind these operations, by name."""
    if not operations:
        return {}
    found = await session.execute(
        sa.select(_subject.operation_id, _user.name)
        .join(table_of(User), _user.id == _subject.subject_id)
        .where(_subject.operation_id.in_(set(operations)))
        .order_by(_user.name)
    )
    names: dict[UUID, list[str]] = {}
    for operation_id, name in found:
        names.setdefault(operation_id, []).append(name)
    return names


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
