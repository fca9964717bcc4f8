"""What each GS1 application identifier (AI) may hold: biip's table, put the way a reader walks it.

biip 5 carries all 541 AIs of the GS1 Syntax Dictionary (July 2026). `scripts/gs1_ai_table.py`
writes these same rules to web/src/scan/gs1-ai.json: the phone and the server read a label alike.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

# biip offers no public listing of its table; the version is pinned below 6 and a test compares the
# committed file with what we build here, so a change shows up as a failing test.
from biip.gs1_application_identifiers import _GS1_APPLICATION_IDENTIFIERS


class AiKind(StrEnum):
    """How a value is understood beyond its characters."""

    SSCC = "sscc"
    GTIN = "gtin"
    GLN = "gln"
    DATE = "date"
    """Starts with YYMMDD; day 00 is the last day of the month."""
    DECIMAL = "decimal"
    """Digits of which the last `decimals` stand behind the point."""
    COUNT = "count"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class AiRule:
    """One application identifier."""

    ai: str
    title: str
    pattern: str
    """Regular expression of the whole value, the same in Python (ASCII) and JavaScript."""
    kind: AiKind
    length: int
    """Characters of the value if GS1 predefines them; 0: runs to the separator or the end."""
    check: int
    """That many leading digits end in a check digit; 0: none."""
    decimals: int

    @property
    def family(self) -> str:
        """What may be said once only: 3102 and 3103 are the same net weight."""
        return self.ai[:3] if self.kind is AiKind.DECIMAL else self.ai

    def matches(self, value: str) -> bool:
        return _compiled(self.pattern).fullmatch(value) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Kept for good: 541 patterns are more than `re` remembers, and compiling all costs a start."""
    return re.compile(pattern, re.ASCII)


# Numbers with a check digit, and how many digits it covers (GS1 Syntax Dictionary, "csum").
_CHECKED = {
    "00": 18,
    "01": 14,
    "02": 14,
    "03": 14,
    **{f"41{n}": 13 for n in range(8)},
    "253": 13,
    "255": 13,
    "402": 17,
    "8003": 14,
    "8006": 14,
    "8017": 18,
    "8018": 18,
    "8026": 14,
}
_DATES = frozenset(
    {"11", "12", "13", "15", "16", "17"}
    | {"4324", "4325", "4326", "7003", "7006", "7007", "7011", "8008"}
)
_GTINS = frozenset({"01", "02", "03"})
_COUNTS = frozenset({"30", "37"})
_MEASURES = frozenset({"31", "32", "33", "34", "35", "36"})


def _kind(ai: str) -> AiKind:
    if ai == "00":
        return AiKind.SSCC
    if ai in _GTINS:
        return AiKind.GTIN
    if ai in _DATES:
        return AiKind.DATE
    if ai in _COUNTS:
        return AiKind.COUNT
    if ai[:2] in _MEASURES:
        return AiKind.DECIMAL
    return AiKind.GLN if ai in _CHECKED and ai.startswith("41") else AiKind.TEXT


def _build() -> dict[str, AiRule]:
    rules = {}
    for ai, entry in _GS1_APPLICATION_IDENTIFIERS.items():
        kind = _kind(ai)
        rules[ai] = AiRule(
            ai=ai,
            title=entry.data_title,
            pattern=entry.pattern.removeprefix(f"^{ai}").removesuffix("$"),
            kind=kind,
            length=0 if entry.separator_required else int(entry.format.rpartition("N")[2]),
            check=_CHECKED.get(ai, 0),
            decimals=int(ai[3]) if kind is AiKind.DECIMAL else 0,
        )
    return rules


RULES: dict[str, AiRule] = _build()
"""Every application identifier. None is the beginning of another, so a prefix decides."""


def rule_at(text: str, start: int = 0) -> AiRule | None:
    """The rule of the application identifier that `text` shows at `start`, if any."""
    for length in (2, 3, 4):
        rule = RULES.get(text[start : start + length])
        if rule is not None:
            return rule
    return None
