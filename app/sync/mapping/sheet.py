"""Items, customers and vendors as a file: out, changed in a spreadsheet, and in again.

`quickbooks_id` is the column that counts: an id links, "unlink" takes the link away, "ignore" says
that none is needed, and an empty cell leaves everything as it is. A file that was exported and not
changed therefore changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.sheets import SheetRow, read_sheet, write_sheet
from app.core.upsert import table_of
from app.sync.mapping import links as mapping_links
from app.sync.mapping import suggestions
from app.sync.mapping.candidates import MODELS
from app.sync.mapping.matching import How
from app.sync.mapping.queries import everything
from app.sync.mapping.schemas import SheetChange, SheetProblem, SheetResult
from app.sync.mappings import Origin
from app.sync.models import ExternalRecord, MatchSuggestion
from app.sync.models import Mapping as MappingRow

UNLINK, IGNORE = "unlink", "ignore"
HEADER = (
    "id",
    "sku",
    "name",
    "quickbooks_id",
    "quickbooks_sku",
    "quickbooks_name",
    "state",
    "how",
    "confidence",
    "suggested_id",
    "suggested_name",
    "suggested_confidence",
)
_BATCH = 500
_record, _mapping = table_of(ExternalRecord).c, table_of(MappingRow).c
_suggestion = table_of(MatchSuggestion).c


@dataclass(frozen=True, slots=True)
class _Ours:
    name: str
    sku: str
    linked: str
    ignored: bool


@dataclass(frozen=True, slots=True)
class _Theirs:
    name: str
    type: str
    stocked: bool
    owner: UUID | None


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a row of the file wants for a row of ours; `to` is an id, UNLINK or IGNORE."""

    row: int
    local_id: UUID
    to: str


async def export(session: AsyncSession, connection_id: UUID, kind: str) -> str:
    """All our rows of `kind` as CSV, what needs a person first."""
    lines = await everything(session, connection_id, kind)
    return write_sheet(
        HEADER,
        [
            (
                str(one.ours.id),
                one.ours.sku,
                one.ours.name,
                one.theirs.id if one.theirs else (IGNORE if one.state == "ignored" else ""),
                one.theirs.sku if one.theirs else "",
                one.theirs.name if one.theirs else "",
                one.state,
                one.how or "",
                "" if one.confidence is None else str(one.confidence),
                one.suggestion.record.id if one.suggestion else "",
                one.suggestion.record.name if one.suggestion else "",
                str(one.suggestion.confidence) if one.suggestion else "",
            )
            for one in lines
            if one.ours
        ],
    )


async def bring_in(
    session: AsyncSession, connection_id: UUID, kind: str, data: bytes, *, apply: bool
) -> SheetResult:
    """What the file would change, row by row; with `apply` it is changed, bad rows left out.

    Raises NotASheet.
    """
    rows = read_sheet(data, needs=("quickbooks_id",))
    ours = await _ours(session, connection_id, kind)
    theirs = await _theirs(session, connection_id, kind)
    busy = await mapping_links.in_flight(session, connection_id)
    problems: list[SheetProblem] = []
    wishes = _wishes(rows, ours, theirs, busy, kind, problems)
    wishes = _without_taken(wishes, ours, theirs, problems)
    if apply:
        await _apply(session, connection_id, kind, wishes, ours)
    return SheetResult(
        applied=apply,
        changes=[_change(one, ours, theirs) for one in wishes],
        unchanged=len(rows) - len(wishes) - len(problems),
        problems=sorted(problems, key=lambda one: one.row),
    )


def _wishes(
    rows: Sequence[SheetRow],
    ours: Mapping[UUID, _Ours],
    theirs: Mapping[str, _Theirs],
    busy: Mapping[UUID, Sequence[str]],
    kind: str,
    problems: list[SheetProblem],
) -> list[_Wish]:
    """What the rows want changed; those that cannot be are named in `problems`."""
    by_name = _index(ours)
    seen: dict[UUID, int] = {}
    chosen: dict[str, int] = {}
    wishes = []
    for row in rows:
        to = row.get("quickbooks_id")
        local_id = _find(row, ours, by_name)
        problem = ""
        if local_id is None:
            problem = f"There is no {kind} here with this id, SKU or name."
        elif local_id in seen:
            problem = f"{ours[local_id].name} is in row {seen[local_id]} already."
        elif to not in ("", UNLINK, IGNORE):
            problem = _why_not(theirs.get(to), to, kind)
            if not problem and to in chosen:
                problem = f"QuickBooks id {to} is in row {chosen[to]} already."
        if local_id is not None and not problem and _differs(ours[local_id], to):
            numbers = busy.get(local_id, ())
            if numbers:
                problem = f"{numbers[0]} is on its way to QuickBooks with it. Try again later."
            else:
                wishes.append(_Wish(row.number, local_id, to))
        if problem:
            problems.append(SheetProblem(row=row.number, problem=problem))
            continue
        if local_id is not None:
            seen[local_id] = row.number
            chosen[to] = row.number
    return wishes


def _why_not(record: _Theirs | None, external_id: str, kind: str) -> str:
    if record is None:
        return f"QuickBooks has no {kind} with id {external_id}."
    if not record.stocked:
        return f"{record.name} is of type {record.type} in QuickBooks and not counted in stock."
    return ""


def _differs(ours: _Ours, to: str) -> bool:
    match to:
        case "":
            return False
        case "unlink":
            return ours.linked != ""
        case "ignore":
            return ours.linked != "" or not ours.ignored
        case _:
            return ours.linked != to


def _without_taken(
    wishes: list[_Wish],
    ours: Mapping[UUID, _Ours],
    theirs: Mapping[str, _Theirs],
    problems: list[SheetProblem],
) -> list[_Wish]:
    """Leave out what belongs to another row of ours that keeps it; one such may cause the next."""
    while True:
        leaving = {one.local_id for one in wishes}
        bad = {
            one: owner
            for one in wishes
            if one.to in theirs
            and (owner := theirs[one.to].owner) is not None
            and owner not in leaving
        }
        if not bad:
            return wishes
        for one, owner in bad.items():
            name = ours[owner].name if owner in ours else "another one"
            said = f"QuickBooks id {one.to} belongs to {name} here."
            problems.append(SheetProblem(row=one.row, problem=said))
        wishes = [one for one in wishes if one not in bad]


async def _apply(
    session: AsyncSession,
    connection_id: UUID,
    kind: str,
    wishes: Sequence[_Wish],
    ours: Mapping[UUID, _Ours],
) -> None:
    """First all leave, then all arrive: so two rows may also change places."""
    for one in wishes:
        linked = ours[one.local_id].linked
        if linked:
            await mapping_links.part(session, connection_id, kind, one.local_id, linked)
    ignored = [one.local_id for one in wishes if one.to == IGNORE]
    await suggestions.ignore(session, connection_id, kind, ignored, ignored=True)
    links = [one for one in wishes if one.to not in (UNLINK, IGNORE)]
    for start in range(0, len(links), _BATCH):
        batch = {
            one.to: (one.local_id, Origin(How.PERSON, matched_name=ours[one.local_id].name))
            for one in links[start : start + _BATCH]
        }
        await mapping_links.link_many(session, connection_id, kind, batch)


def _change(wish: _Wish, ours: Mapping[UUID, _Ours], theirs: Mapping[str, _Theirs]) -> SheetChange:
    mine = ours[wish.local_id]
    after = theirs[wish.to].name if wish.to in theirs else wish.to
    before = theirs[mine.linked].name if mine.linked in theirs else mine.linked
    return SheetChange(row=wish.row, what=mine.name, before=before, after=after)


def _index(ours: Mapping[UUID, _Ours]) -> dict[tuple[str, str], UUID | None]:
    """Rows by SKU and by name; None where two share it."""
    found: dict[tuple[str, str], UUID | None] = {}
    for local_id, one in ours.items():
        for key in (("sku", one.sku), ("name", one.name)):
            found[key] = None if key in found else local_id
    return found


def _find(
    row: SheetRow, ours: Mapping[UUID, _Ours], by_name: Mapping[tuple[str, str], UUID | None]
) -> UUID | None:
    """The row of ours that is meant: by its id, else by SKU, else by name."""
    if row.get("id"):
        try:
            local_id = UUID(row.get("id"))
        except ValueError:
            return None
        return local_id if local_id in ours else None
    if row.get("sku"):
        return by_name.get(("sku", row.get("sku")))
    return by_name.get(("name", row.get("name"))) if row.get("name") else None


async def _ours(session: AsyncSession, connection_id: UUID, kind: str) -> dict[UUID, _Ours]:
    row = table_of(MODELS[kind])
    sku = row.c.sku if kind == "item" else sa.literal("")
    found = await session.execute(
        sa.select(row.c.id, row.c.name, sku.label("sku"), _mapping.external_id, _suggestion.ignored)
        .select_from(row)
        .outerjoin(
            table_of(MappingRow),
            sa.and_(
                _mapping.connection_id == connection_id,
                _mapping.kind == kind,
                _mapping.local_id == row.c.id,
            ),
        )
        .outerjoin(
            table_of(MatchSuggestion),
            sa.and_(
                _suggestion.connection_id == connection_id,
                _suggestion.kind == kind,
                _suggestion.local_id == row.c.id,
            ),
        )
    )
    return {
        one.id: _Ours(one.name, one.sku, one.external_id or "", bool(one.ignored)) for one in found
    }


async def _theirs(session: AsyncSession, connection_id: UUID, kind: str) -> dict[str, _Theirs]:
    found = await session.execute(
        sa.select(
            _record.external_id, _record.name, _record.type, _record.stocked, _mapping.local_id
        )
        .select_from(table_of(ExternalRecord))
        .outerjoin(
            table_of(MappingRow),
            sa.and_(
                _mapping.connection_id == connection_id,
                _mapping.kind == kind,
                _mapping.external_id == _record.external_id,
            ),
        )
        .where(_record.connection_id == connection_id, _record.kind == kind)
    )
    return {
        one.external_id: _Theirs(one.name, one.type, one.stocked, one.local_id) for one in found
    }
