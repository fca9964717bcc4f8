"""How alike a record of ours and one of QuickBooks are: names brought to one form, then a score.

Pure. A SKU or a barcode says more than a name; a name that differs only in case, punctuation,
accents, company suffix or QuickBooks' " (deleted)" is the same name; and where two names differ in
a size or a number ("gloves M" and "gloves L") they are two things, however alike they look.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from app.catalog.gtin import is_gtin, to_gtin14

SURE = 0.95
"""From here on a match needs nobody's eyes; names that only resemble each other never get here."""
LIKELY = 0.75
"""From here on it may well be the same: a person decides before another one is made."""
LOWEST = 0.5
"""Below, a suggestion would only be noise."""

_DELETED = re.compile(r"\s*\(deleted(?:-\d+)?\)\s*$", re.IGNORECASE)
_SILENT = re.compile(r"['\u2019]|(?<!\d)\.|\.(?!\d)")
_GAPS = re.compile(r"[\W_]+")
_UNIT = re.compile(r"(\d) (?=[a-z]{1,3}\b)")
_SUFFIXES = frozenset({"inc", "llc", "ltd", "limited", "co", "corp", "corporation", "company"})


class How(StrEnum):
    """How a record of ours and one of QuickBooks came together."""

    ID = "id"  # QuickBooks told us its id when it was made or read
    SKU = "sku"
    BARCODE = "barcode"
    NAME = "name"
    PERSON = "person"
    CREATED = "created"  # one was made from the other


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared. `gtins` are our barcodes, with 14 digits each."""

    name: str
    sku: str = ""
    gtins: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """What speaks for a match, and how much: 0 nothing, 1 certain."""

    how: How
    score: float

    @property
    def percent(self) -> int:
        """The score as people and tables have it."""
        return int(self.score * 100)


def score(ours: Side, theirs: Side) -> Likeness:
    """How likely the two are the same, and what says so.

    The same SKU or barcode under a quite different name is no more than likely; the same name with
    another SKU less than that.
    """
    alike = name_likeness(ours.name, theirs.name)
    named = 1.0 if alike >= LOWEST else 0.8
    if ours.sku and sku_key(ours.sku) == sku_key(theirs.sku):
        return Likeness(How.SKU, named)
    if gtin_of(theirs.sku) and gtin_of(theirs.sku) in {*ours.gtins, gtin_of(ours.sku)}:
        return Likeness(How.BARCODE, min(named, 0.97))
    return Likeness(How.NAME, alike * (0.8 if ours.sku and theirs.sku else 1.0))


@lru_cache(maxsize=50_000)
def normalised(name: str) -> str:
    """A name as it is compared: no case, accents, punctuation, " (deleted)" or company suffix.

    Empty only where nothing of the name is left to compare.
    """
    plain = unicodedata.normalize("NFKD", _DELETED.sub("", name)).casefold()
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    words = _GAPS.sub(" ", _SILENT.sub("", kept).replace("&", " and ")).split()
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return _UNIT.sub(r"\1", " ".join(words))


def sku_key(sku: str) -> str:
    """A SKU as it is compared: upper or lower case and spaces do not matter."""
    return "".join(sku.split()).casefold()


def gtin_of(text: str) -> str:
    """The 14 digits if `text` is a GTIN, else nothing."""
    digits = text.strip()
    return to_gtin14(digits) if is_gtin(digits) else ""


@lru_cache(maxsize=50_000)
def name_likeness(ours: str, theirs: str) -> float:
    """0 to 1; 0.95 where the normalised names are equal but not written alike."""
    if ours == theirs:
        return 1.0
    mine, other = normalised(ours), normalised(theirs)
    if not mine or not other:
        return 0.0
    if mine == other:
        return 0.95
    first, second = sorted((mine, other))
    alike = max(
        SequenceMatcher(None, first, second, autojunk=False).ratio(),
        SequenceMatcher(None, _sorted(first), _sorted(second), autojunk=False).ratio(),
    )
    return 0.94 * alike * (1.0 if _measures(mine) == _measures(other) else 0.7)


def _sorted(name: str) -> str:
    return " ".join(sorted(name.split()))


def _measures(name: str) -> frozenset[str]:
    """The words that tell sizes and variants apart: those with digits, and S, M, XL."""
    return frozenset(
        word
        for word in name.split()
        if any(one.isdigit() for one in word) or (len(word) <= 2 and set(word) <= set("smlx"))
    )
