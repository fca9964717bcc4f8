"""Which records may be the same: found by SKU, barcode, name, or the words they share.

`Pool` keeps one side ready to be searched, so that ten thousand records are compared with the few
each of them resembles and not with each other.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Barcode, BarcodeKind, Customer, Item, Vendor
from app.core.upsert import table_of
from app.sync.mapping.matching import (
    LIKELY,
    SURE,
    How,
    Likeness,
    Side,
    gtin_of,
    normalised,
    score,
    sku_key,
)
from app.sync.models import Mapping as MappingRow

MODELS: Mapping[str, type[Item] | type[Customer] | type[Vendor]] = {
    "item": Item,
    "customer": Customer,
    "vendor": Vendor,
}
_MOST = 12  # compared in full, of all that share a word
_COMMON = 400  # a word that so many records share tells nothing

Key = TypeVar("Key", bound=Hashable)
_mapping, _barcode = table_of(MappingRow).c, table_of(Barcode).c


class Pool(Generic[Key]):
    """One side, by whatever it may be found."""

    def __init__(self, sides: Mapping[Key, Side]) -> None:
        self._sides = sides
        self._by_code: dict[str, list[Key]] = defaultdict(list)
        self._by_name: dict[str, list[Key]] = defaultdict(list)
        self._by_word: dict[str, list[Key]] = defaultdict(list)
        for key, side in sides.items():
            for code in _codes(side):
                self._by_code[code].append(key)
            name = normalised(side.name)
            self._by_name[name].append(key)
            for word in set(name.split()):
                self._by_word[word].append(key)

    def near(self, side: Side) -> dict[Key, Side]:
        """What is worth comparing with `side`: same codes, same name, or most words shared."""
        name = normalised(side.name)
        found = {key for code in _codes(side) for key in self._by_code.get(code, ())}
        found |= set(self._by_name.get(name, ())) if name else set()
        shared: Counter[Key] = Counter()
        for word in set(name.split()):
            keys = self._by_word.get(word, ())
            if len(keys) <= _COMMON:
                shared.update(keys)
        found |= {key for key, _ in shared.most_common(_MOST)}
        return {key: self._sides[key] for key in found}


def _codes(side: Side) -> set[str]:
    """SKU and barcodes, each marked with what it is."""
    codes = {f"gtin {one}" for one in (*side.gtins, gtin_of(side.sku)) if one}
    if side.sku:
        codes.add(f"sku {sku_key(side.sku)}")
    return codes


@dataclass(frozen=True, slots=True)
class Matched:
    """A record that is one of ours."""

    local_id: UUID
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Decisions:
    """What may be done without a person: `links`; `doubtful` ones wait, the rest match nothing."""

    links: dict[str, Matched]
    doubtful: set[str]


def decide(ours: Mapping[UUID, Side], theirs: Mapping[str, Side]) -> Decisions:
    """Match new records of QuickBooks with rows of ours that have no counterpart yet.

    Linked is only what has the same code or a name that is sure, and no rival on either side.
    """
    links: dict[str, Matched] = {}
    doubtful: set[str] = set()
    if not ours:
        return Decisions(links, doubtful)
    pool = Pool(ours)
    claims: dict[UUID, list[str]] = defaultdict(list)
    for external_id, side in theirs.items():
        found = sorted(
            ((score(mine, side), local_id) for local_id, mine in pool.near(side).items()),
            key=lambda one: -one[0].score,
        )
        if not found or found[0][0].score < LIKELY:
            continue
        best, local_id = found[0]
        rival = found[1][0].score if len(found) > 1 else 0.0
        coded = best.how in (How.SKU, How.BARCODE)  # under another name it is linked, and doubtful
        if (coded or best.score >= SURE) and rival < best.score:
            links[external_id] = Matched(local_id, best)
            claims[local_id].append(external_id)
        else:
            doubtful.add(external_id)
    for claimants in claims.values():
        doubtful |= _losers(claimants, links)
    return Decisions({one: to for one, to in links.items() if one not in doubtful}, doubtful)


def _losers(claimants: list[str], links: Mapping[str, Matched]) -> set[str]:
    """All that claim the same row of ours but the one that does so best; all, if none does."""
    scores = sorted((links[one].likeness.score for one in claimants), reverse=True)
    if len(scores) == 1:
        return set()
    clear = scores[0] > scores[1]
    return {one for one in claimants if not clear or links[one].likeness.score < scores[0]}


async def unlinked(
    session: AsyncSession, connection_id: UUID, kind: str, ids: Iterable[UUID] | None = None
) -> dict[UUID, Side]:
    """Our active rows of `kind` that stand for no QuickBooks record yet (of `ids`, if given)."""
    row = table_of(MODELS[kind]).c
    linked = sa.select(_mapping.local_id).where(
        _mapping.connection_id == connection_id, _mapping.kind == kind
    )
    sku = row.sku if kind == "item" else sa.literal("")
    query = sa.select(row.id, row.name, sku.label("sku")).where(row.active, row.id.not_in(linked))
    if ids is not None:
        query = query.where(row.id.in_(list(ids)))
    found = (await session.execute(query)).all()
    gtins = await _gtins(session, linked) if kind == "item" and found else {}
    return {one.id: Side(one.name, one.sku, tuple(gtins.get(one.id, ()))) for one in found}


async def _gtins(session: AsyncSession, linked: Any) -> dict[UUID, list[str]]:
    found = await session.execute(
        sa.select(_barcode.item_id, _barcode.text).where(
            _barcode.active,
            _barcode.kind == BarcodeKind.GTIN,
            _barcode.pack_qty == 1,
            _barcode.item_id.not_in(linked),
        )
    )
    gtins: dict[UUID, list[str]] = defaultdict(list)
    for one in found:
        gtins[one.item_id].append(one.text)
    return gtins
