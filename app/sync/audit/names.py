"""Names and SKUs: twice the same after tidying up, or such that QuickBooks would not take them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Item, Vendor
from app.core.upsert import table_of
from app.sync import names, ways_out
from app.sync.audit.words import Found, found
from app.sync.documents import MappingKind
from app.sync.facts import Facts
from app.sync.mapping.matching import normalised, sku_key
from app.sync.models import ExternalRecord, Mapping, QuickBooksConnection

_mapping, _record = table_of(Mapping).c, table_of(ExternalRecord).c
_item = table_of(Item).c
_OURS: tuple[tuple[MappingKind, Any], ...] = (
    (MappingKind.ITEM, Item),
    (MappingKind.CUSTOMER, Customer),
    (MappingKind.VENDOR, Vendor),
)


async def look(session: AsyncSession, connection: QuickBooksConnection) -> list[Found]:
    """Ours first, then theirs."""
    result: list[Found] = []
    facts = Facts.of(connection.facts)
    for kind, model in _OURS:
        rows = await _ours(session, connection, kind, model)
        result += _ill_named(kind, rows, facts)
        result += _same_names(kind, rows)
    result += await _same_skus(session)
    result += await _theirs(session, connection)
    return result


async def _ours(
    session: AsyncSession, connection: QuickBooksConnection, kind: MappingKind, model: Any
) -> Sequence[Any]:
    """Rows of ours in use, and whether QuickBooks has them."""
    one = table_of(model).c
    linked = sa.exists().where(
        _mapping.connection_id == connection.id,
        _mapping.kind == kind,
        _mapping.local_id == one.id,
    )
    query = sa.select(one.id, one.name, linked.label("linked")).where(one.active)
    rows = (await session.execute(query)).all()
    return sorted(rows, key=lambda row: (not row.linked, row.name, row.id))


def _ill_named(kind: MappingKind, rows: Sequence[Any], facts: Facts) -> Iterator[Found]:
    """Names that QuickBooks would refuse of what we would have to add there, and untidy ones."""
    longest, latin = facts.longest_name(kind), facts.dialect == "desktop"
    for row in rows:
        why = "" if row.linked else names.why_refused(row.name, longest, latin=latin)
        if not why and not names.is_untidy(row.name):
            continue
        cause = ways_out.record(kind, row.id)
        better = names.allowed(row.name, longest, latin=latin)
        code = "name_refused" if why else "name_untidy"
        detail = (
            f"QuickBooks would not take the {kind} {row.name!r}, because {why}."
            if why
            else f"The {kind} {row.name!r} has spaces at an end or in pairs, so that nobody who"
            " types its name finds it."
        )
        fix = ways_out.rename(kind, row.id, better, longest)
        title = f"{better} needs another name" if why else f"{better} is written with odd spaces"
        yield found("names", code, cause, title, detail, "Give it a clean name.", fix, names=better)


def _same_names(kind: MappingKind, rows: Sequence[Any]) -> Iterator[Found]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[normalised(row.name)].append(row)
    for key, same in groups.items():
        if key and len(same) > 1:
            spelled = _listed([row.name for row in same])
            yield found(
                *("names", "same_name", f"{kind}:name:{key}"),
                f"{len(same)} {_plural(kind)} are called {same[0].name}",
                f"Here are {len(same)} {_plural(kind)} of the same name: {spelled}. QuickBooks"
                " takes each name once, and people will mix them up.",
                "If they are the same, keep one. If not, give them names that tell them apart.",
                names=same[0].name,
            )


async def _same_skus(session: AsyncSession) -> list[Found]:
    rows = await session.execute(sa.select(_item.sku).where(_item.active))
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in sorted(rows.all()):
        groups[sku_key(row.sku)].append(row)
    return [
        found(
            *("names", "same_sku", f"item:sku:{key}"),
            f"{len(same)} items have the SKU {same[0].sku}",
            f"These SKUs differ only in capitals or spaces: {_listed([row.sku for row in same])}."
            " A label cannot tell them apart.",
            "Give each item a SKU of its own in QuickBooks.",
            names=same[0].sku,
        )
        for key, same in groups.items()
        if key and len(same) > 1
    ]


async def _theirs(session: AsyncSession, connection: QuickBooksConnection) -> list[Found]:
    """Records of QuickBooks in use that share a name or a SKU after tidying up."""
    result: list[Found] = []
    for column, shown, code, word in (
        (_record.name_key, _record.name, "same_name_there", "name"),
        (_record.sku_key, _record.sku, "same_sku_there", "SKU"),
    ):
        rows = await session.execute(
            sa.select(
                _record.kind,
                column.label("key"),
                sa.func.count().label("many"),
                sa.func.min(shown).label("one"),
                sa.func.max(shown).label("other"),
            )
            .where(_record.connection_id == connection.id, _record.active, column != "")
            .where(_record.kind.in_([MappingKind.ITEM, MappingKind.CUSTOMER, MappingKind.VENDOR]))
            .group_by(_record.kind, column)
            .having(sa.func.count() > 1)
            .order_by(_record.kind, column)
        )
        result += [_same_there(row, code, word) for row in rows]
    return result


def _same_there(row: Any, code: str, word: str) -> Found:
    spelled = _listed([row.one, row.other] if row.one != row.other else [row.one])
    return found(
        *("names", code, f"{row.kind}:{word.lower()}:{row.key}"),
        f"QuickBooks has {row.many} {_plural(row.kind)} with the {word} {row.one}",
        f"{row.many} active {_plural(row.kind)} in QuickBooks share the {word} {spelled}, so"
        " documents may land on the wrong one.",
        f"Give them different {word}s in QuickBooks, or merge them there.",
        names=row.one,
    )


def _plural(kind: str) -> str:
    return f"{kind}s"


def _listed(spellings: Sequence[str]) -> str:
    return ", ".join(f"“{one}”" for one in spellings[:4])
