"""The vocabulary of an understood scan."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How the text was understood."""

    OWN = "own"
    DIGITAL_LINK = "digital_link"
    GS1 = "gs1"
    GTIN = "gtin"
    TEXT = "text"


class Scheme(StrEnum):
    """Prefixes of our own labels; the colon keeps them apart from every GTIN and GS1 text."""

    BIN = "BIN"
    BADGE = "BDG"
    DOCUMENT = "DOC"
    CARTON = "CTN"
    TOTE = "TOTE"


class WarningCode(StrEnum):
    SEPARATOR_MISSING = "separator_missing"
    """A field may have swallowed the next: it is left out and must be asked for."""
    COUNT_WITHOUT_CONTENT = "count_without_content"
    """(37) counts what (02) names; alone it means nothing and is not used."""
    CONTENT_WITHOUT_COUNT = "content_without_count"


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something to ask about. `choices`: what field `ai` can be, longest first."""

    code: WarningCode
    ai: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """Net weight; `unit` is kg or lb."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One scan, understood. Fields the code does not state are None."""

    raw: str
    kind: Kind
    code: str
    """What to look up in the catalogue as text; for own labels the part behind the colon."""
    scheme: Scheme | None = None
    gtin14: str | None = None
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    best_before: date | None = None
    production: date | None = None
    count: int | None = None
    weight: Weight | None = None
    sscc: str | None = None
    content_gtin14: str | None = None
    ais: dict[str, str] = field(default_factory=dict)
    """Every GS1 field by application identifier, as printed."""
    warnings: tuple[ParseWarning, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The same, JSON-ready: dates ISO, weight as plain decimal text, no keys left out."""
        return {
            "raw": self.raw,
            "kind": self.kind.value,
            "code": self.code,
            "scheme": self.scheme and self.scheme.value,
            "gtin14": self.gtin14,
            "lot": self.lot,
            "serial": self.serial,
            "expiry": self.expiry and self.expiry.isoformat(),
            "best_before": self.best_before and self.best_before.isoformat(),
            "production": self.production and self.production.isoformat(),
            "count": self.count,
            "weight": self.weight
            and {"value": f"{self.weight.value.normalize():f}", "unit": self.weight.unit},
            "sscc": self.sscc,
            "content_gtin14": self.content_gtin14,
            "ais": self.ais,
            "warnings": [
                {"code": one.code.value, "ai": one.ai, "choices": list(one.choices)}
                for one in self.warnings
            ],
        }
