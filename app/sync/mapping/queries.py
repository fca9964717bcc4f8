"""The mapping as lists: ours and theirs side by side, a page at a time, what needs a person first.

Each list is one statement over indexed joins, so ten thousand rows cost what fifty do but for the
sorting.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.paging import Page, fetch_page
from app.core.upsert import table_of
from app.sync.mapping.candidates import MODELS
from app.sync.mapping.matching import LIKELY, SURE, How
from app.sync.mapping.schemas import (
    MappingCounts,
    MappingRowOut,
    MappingState,
    OurSide,
    RecordChoice,
    Suggestion,
    TheirSide,
)
from app.sync.models import (
    ExternalRecord,
    MatchSuggestion,
    OperationState,
    Stance,
    SyncOperation,
)
from app.sync.models import Mapping as MappingRow

_record = table_of(ExternalRecord)
_suggested = _record.alias("suggested")
_mapping, _suggestion = table_of(MappingRow), table_of(MatchSuggestion)
_op = table_of(SyncOperation)
_RANK: dict[MappingState, int] = {
    "needs_you": 0,
    "doubtful": 1,
    "mapped": 2,
    "ignored": 3,
    "not_used": 4,
}
_SURE, _LIKELY = int(SURE * 100), int(LIKELY * 100)
_RECORD = ("external_id", "name", "sku", "type", "active")


async def list_rows(
    session: AsyncSession,
    connection_id: UUID,
    kind: str,
    *,
    state: MappingState | None,
    search: str,
    cursor: str | None,
    limit: int,
) -> Page[MappingRowOut]:
    """Lines of one kind: what needs a person, what is doubtful, then the rest, by name.

    `search` takes names, SKUs and QuickBooks ids. Raises Invalid for a cursor that is not ours.
    """
    await _steady(session)
    parts = [_ours(connection_id, kind, state, search)]
    if state in (None, "needs_you", "not_used", "ignored"):
        parts.append(_theirs(connection_id, kind, state, search))
    if state == "not_used":
        parts = parts[1:]
    lines = (sa.union_all(*parts) if len(parts) > 1 else parts[0]).subquery()
    columns = lines.c
    page = await fetch_page(
        session,
        sa.select(lines),
        keys=[columns.rank, columns.unsure, columns.sort_name, columns.row_id],
        cursor=cursor,
        limit=limit,
    )
    rows = [_line(one) for one in page.rows]
    if kind in MODELS:
        await _add_sending(session, connection_id, kind, rows)
    return Page(items=rows, next_cursor=page.next_cursor)


async def everything(session: AsyncSession, connection_id: UUID, kind: str) -> list[MappingRowOut]:
    """All our rows of one kind in the order of `list_rows`, for a file."""
    await _steady(session)
    lines = _ours(connection_id, kind, None, "").subquery()
    columns = lines.c
    found = await session.execute(
        sa.select(lines).order_by(columns.rank, columns.unsure, columns.sort_name, columns.row_id)
    )
    return [_line(one) for one in found]


async def counts(session: AsyncSession, connection_id: UUID, kind: str) -> MappingCounts:
    """How many lines of one kind are in each state."""
    await _steady(session)
    ours = _ours(connection_id, kind, None, "").subquery()
    sure, likely = (
        sa.func.count().filter(
            ours.c.rank == 0, ours.c.suggested_id.is_not(None), ours.c.unsure <= 100 - least
        )
        for least in (_SURE, _LIKELY)
    )
    found = (
        await session.execute(
            sa.select(
                *(
                    sa.func.count().filter(ours.c.rank == rank).label(name)
                    for name, rank in _RANK.items()
                ),
                sure.label("sure"),
                likely.label("likely"),
            )
        )
    ).one()
    theirs = _theirs(connection_id, kind, None, "", all_of_them=True).subquery()
    there = (
        await session.execute(
            sa.select(
                sa.func.count().filter(theirs.c.rank == 0).label("waiting"),
                sa.func.count().filter(theirs.c.rank == _RANK["ignored"]).label("ignored"),
                sa.func.count().label("everything"),
            )
        )
    ).one()
    values = dict(found._mapping)
    values["needs_you"] += there.waiting
    values["ignored"] += there.ignored
    values["not_used"] = there.everything
    return MappingCounts.model_validate(values)


async def suggested(
    session: AsyncSession, connection_id: UUID, kind: str, *, least: int
) -> Sequence[Any]:
    """Our unmatched rows and the free records they are at least `least` percent likely to be, the
    surest first: `row_id`, `name`, `suggested_id`."""
    await _steady(session)
    ours = _ours(connection_id, kind, "needs_you", "").subquery().c
    found = await session.execute(
        sa.select(ours.row_id, ours.name, ours.suggested_id)
        .where(ours.suggested_id.is_not(None), ours.unsure <= 100 - least)
        .order_by(ours.unsure, ours.row_id)
    )
    return found.all()


async def search_records(
    session: AsyncSession, connection_id: UUID, kind: str, *, search: str, limit: int
) -> list[RecordChoice]:
    """Active records by id, SKU or name; those that begin with `search` first."""
    record = _record.c
    query = _choices(connection_id, kind).where(
        record.active,
        sa.or_(
            record.external_id == search,
            record.sku.icontains(search, autoescape=True),
            record.name.icontains(search, autoescape=True),
        ),
    )
    begins = sa.or_(
        record.external_id == search,
        record.sku.istartswith(search, autoescape=True),
        record.name.istartswith(search, autoescape=True),
    )
    found = await session.execute(
        query.order_by(sa.case((begins, 0), else_=1), record.name, record.id).limit(limit)
    )
    return [_choice(one) for one in found]


async def choices_by_id(
    session: AsyncSession, connection_id: UUID, kind: str, external_ids: Sequence[str]
) -> dict[str, RecordChoice]:
    """These records, by their id there."""
    found = await session.execute(
        _choices(connection_id, kind).where(_record.c.external_id.in_(list(external_ids)))
    )
    return {one.external_id: _choice(one) for one in found}


async def _steady(session: AsyncSession) -> None:
    """Keep PostgreSQL from joining row by row: right after a first read its statistics still say
    that these tables are nearly empty, and ten thousand rows would take minutes."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(sa.text("SET LOCAL enable_nestloop = off"))


def _ours(
    connection_id: UUID, kind: str, state: MappingState | None, search: str
) -> sa.Select[Any]:
    row, record, mapping = table_of(MODELS[kind]), _record.c, _mapping.c
    suggestion, suggested_record = _suggestion.c, _suggested.c
    sku = row.c.sku if kind == "item" else sa.literal("")
    linked = mapping.external_id.is_not(None)
    ignored = sa.func.coalesce(suggestion.ignored, sa.false())
    renamed = sa.and_(
        mapping.how != How.PERSON,
        record.active,
        row.c.active,
        sa.func.lower(row.c.name) != sa.func.lower(sa.func.substr(record.name, 1, 200)),
    )
    doubtful = sa.or_(mapping.confidence < _SURE, record.external_id.is_(None), renamed)
    rank = sa.case(
        (sa.and_(linked, doubtful), _RANK["doubtful"]),
        (linked, _RANK["mapped"]),
        (ignored, _RANK["ignored"]),
        else_=_RANK["needs_you"],
    )
    sure = sa.case(
        (linked, mapping.confidence),
        (suggested_record.external_id.is_not(None), suggestion.confidence),
        else_=0,
    )
    taken = _mapping.alias("taken")
    query = (
        sa.select(
            row.c.id.label("row_id"),
            sa.literal("ours").label("side"),
            rank.label("rank"),
            (100 - sure).label("unsure"),
            sa.func.lower(row.c.name).label("sort_name"),
            row.c.name.label("name"),
            sku.label("sku"),
            row.c.active.label("active"),
            *(record[name].label(f"their_{name}") for name in _RECORD),
            mapping.how.label("how"),
            mapping.confidence.label("confidence"),
            mapping.matched_name.label("matched_name"),
            suggested_record.external_id.label("suggested_id"),
            *(suggested_record[name].label(f"suggested_{name}") for name in _RECORD[1:]),
            suggestion.how.label("suggestion_how"),
            suggestion.confidence.label("suggestion_confidence"),
        )
        .select_from(row)
        .outerjoin(
            _mapping, sa.and_(*_of(mapping, connection_id, kind), mapping.local_id == row.c.id)
        )
        .outerjoin(
            _record,
            sa.and_(*_of(record, connection_id, kind), record.external_id == mapping.external_id),
        )
        .outerjoin(
            _suggestion,
            sa.and_(
                *_of(suggestion, connection_id, kind),
                suggestion.local_id == row.c.id,
                ~linked,
            ),
        )
        .outerjoin(
            _suggested,
            sa.and_(
                *_of(suggested_record, connection_id, kind),
                suggested_record.external_id == suggestion.external_id,
                ~sa.exists().where(
                    *_of(taken.c, connection_id, kind),
                    taken.c.external_id == suggested_record.external_id,
                ),
            ),
        )
        .where(sa.or_(row.c.active, linked))
    )
    if state is not None:
        query = query.where(rank == _RANK[state])
    if search:
        query = query.where(_contains(search, row.c.name, sku, *_words(record, suggested_record)))
    return query


def _theirs(
    connection_id: UUID,
    kind: str,
    state: MappingState | None,
    search: str,
    *,
    all_of_them: bool = False,
) -> sa.Select[Any]:
    """Records that stand for nothing here: those that wait for a person, or all of them."""
    record, mapping = _record.c, _mapping.c
    waiting = sa.and_(record.stance == Stance.WAITING, record.stocked)
    rank = sa.case(
        (waiting, _RANK["needs_you"]),
        (record.stance == Stance.IGNORED, _RANK["ignored"]),
        else_=_RANK["not_used"],
    )
    query = sa.select(
        record.id.label("row_id"),
        sa.literal("theirs").label("side"),
        rank.label("rank"),
        sa.literal(100).label("unsure"),
        sa.func.lower(record.name).label("sort_name"),
        sa.literal("").label("name"),
        sa.literal("").label("sku"),
        sa.true().label("active"),
        *(record[name].label(f"their_{name}") for name in _RECORD),
        *(
            sa.literal(None, column.type).label(name)
            for name, column in (
                ("how", mapping.how),
                ("confidence", mapping.confidence),
                ("matched_name", mapping.matched_name),
                ("suggested_id", record.external_id),
                *((f"suggested_{name}", record[name]) for name in _RECORD[1:]),
                ("suggestion_how", mapping.how),
                ("suggestion_confidence", mapping.confidence),
            )
        ),
    ).where(
        *_of(record, connection_id, kind),
        record.active,
        ~sa.exists().where(
            *_of(mapping, connection_id, kind), mapping.external_id == record.external_id
        ),
    )
    if state == "ignored":
        query = query.where(record.stance == Stance.IGNORED)
    elif state != "not_used" and not all_of_them:
        query = query.where(waiting)
    if search:
        query = query.where(_contains(search, *_words(record)))
    return query


def _of(columns: Any, connection_id: UUID, kind: str) -> tuple[Any, Any]:
    return columns.connection_id == connection_id, columns.kind == kind


def _words(*records: Any) -> list[Any]:
    return [record[name] for record in records for name in ("name", "sku")] + [
        records[0].external_id
    ]


def _contains(search: str, *columns: Any) -> Any:
    return sa.or_(*(column.icontains(search, autoescape=True) for column in columns))


def _line(row: Any) -> MappingRowOut:
    state = next(name for name, rank in _RANK.items() if rank == row.rank)
    return MappingRowOut(
        state=state,
        ours=OurSide(id=row.row_id, name=row.name, sku=row.sku, active=row.active)
        if row.side == "ours"
        else None,
        theirs=_side(row, "their_"),
        how=row.how,
        confidence=row.confidence,
        matched_name=row.matched_name or "",
        suggestion=_suggestion_of(row),
    )


def _side(row: Any, prefix: str, id_name: str = "external_id") -> TheirSide | None:
    values = row._mapping
    if values[prefix + id_name] is None:
        return None
    names = ("name", "sku", "type", "active")
    return TheirSide(id=values[prefix + id_name], **{one: values[prefix + one] for one in names})


def _suggestion_of(row: Any) -> Suggestion | None:
    record = _side(row, "suggested_", "id")
    if record is None:
        return None
    return Suggestion(record=record, how=row.suggestion_how, confidence=row.suggestion_confidence)


def _choices(connection_id: UUID, kind: str) -> sa.Select[Any]:
    record, mapping = _record.c, _mapping.c
    query = sa.select(*(record[name] for name in _RECORD)).where(*_of(record, connection_id, kind))
    if kind not in MODELS:
        return query
    row = table_of(MODELS[kind])
    sku = row.c.sku if kind == "item" else sa.literal("")
    return (
        query.add_columns(
            row.c.id.label("our_id"),
            row.c.name.label("our_name"),
            sku.label("our_sku"),
            row.c.active.label("our_active"),
        )
        .select_from(_record)
        .outerjoin(
            _mapping,
            sa.and_(*_of(mapping, connection_id, kind), mapping.external_id == record.external_id),
        )
        .outerjoin(row, row.c.id == mapping.local_id)
    )


def _choice(row: Any) -> RecordChoice:
    taken = None
    if row.our_id is not None:
        taken = OurSide(id=row.our_id, name=row.our_name, sku=row.our_sku, active=row.our_active)
    return RecordChoice(
        id=row.external_id,
        name=row.name,
        sku=row.sku,
        type=row.type,
        active=row.active,
        taken_by=taken,
    )


async def _add_sending(
    session: AsyncSession, connection_id: UUID, kind: str, rows: list[MappingRowOut]
) -> None:
    """Where those are that a person had made in QuickBooks."""
    waiting = {one.ours.id: one for one in rows if one.ours and one.state == "needs_you"}
    if not waiting:
        return
    found = await session.execute(
        sa.select(_op.c.document_id, _op.c.state, _op.c.problem).where(
            _op.c.connection_id == connection_id,
            _op.c.document_type == kind,
            _op.c.document_id.in_(list(waiting)),
            _op.c.state != OperationState.DONE,
        )
    )
    for one in found:
        line = waiting[one.document_id]
        line.sending = one.state.value
        line.problem = (one.problem or {}).get("detail", "") if one.state == "held" else ""
