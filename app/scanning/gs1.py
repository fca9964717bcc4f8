"""GS1 data in its three spellings: element string, bracketed text, Digital Link URI. Pure.

biip supplies the table of application identifiers and the check digit sum. We walk the text
ourselves because biip accepts what a warehouse must not: wrong check digits, the same field twice,
a lot that swallowed the rest of the label because the scanner sent no separator. It also takes the
century from the system clock, where we need the caller's day.

Every function raises `InvalidBarcode` for data that breaks the rules.
"""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urlsplit

from biip.checksums import gs1_standard_check_digit

from app.scanning.ai_table import RULES, AiKind, AiRule, rule_at
from app.scanning.problems import InvalidBarcode, Reason

GS = "\x1d"
"""Group separator: how readers report the FNC1 character that ends a field."""

_LONGEST_VALUE = 90
_BRACKET = re.compile(r"(?<!\\)\((\d{2,4})\)")
_PRIMARY_KEYS = {"00": (18,), "01": (8, 12, 13, 14)}
_QUALIFIERS = frozenset({"10", "21", "22", "235"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field that may have swallowed the next ones, as the reader sent no separator."""

    ai: str
    choices: tuple[str, ...]
    """What the field can be, longest first; never empty."""


@dataclass(frozen=True, slots=True)
class Elements:
    """Fields in the order of the label. Fields at and after a doubt are left out."""

    values: dict[str, str] = field(default_factory=dict)
    doubt: Doubt | None = None


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the GS1 check digit (General Specifications 7.9) of the others."""
    return gs1_standard_check_digit(digits[:-1]) == int(digits[-1])


def is_gtin(text: str) -> bool:
    """8, 12, 13 or 14 ASCII digits with a right check digit, not all of them zero."""
    return (
        len(text) in (8, 12, 13, 14)
        and text.isascii()
        and text.isdecimal()
        and text.strip("0") != ""
        and has_check_digit(text)
    )


def read_date(digits: str, *, today: date) -> date | None:
    """YYMMDD as a date, or None. Day 00 is the month's last day.

    The century is the one that puts the year within 49 back and 50 ahead of this year's (General
    Specifications 7.12).
    """
    year, month, day = (int(digits[i : i + 2]) for i in (0, 2, 4))
    ahead = year - today.year % 100
    century = today.year // 100 * 100 - (100 if ahead >= 51 else -100 if ahead <= -50 else 0)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(century + year, month)[1]
    return date(century + year, month, day or last) if day <= last else None


def fault(rule: AiRule, value: str, *, today: date) -> Reason | None:
    """What is wrong with a field's value, if anything."""
    if not value:
        return Reason.EMPTY
    if not rule.matches(value):
        return Reason.FORMAT
    if rule.check and not has_check_digit(value[: rule.check]):
        return Reason.CHECK_DIGIT
    if rule.kind is AiKind.DATE and read_date(value[:6], today=today) is None:
        return Reason.DATE
    return None


class _Collector:
    """Takes fields one by one, refusing bad values and contradictions."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.values: dict[str, str] = {}
        self._families: dict[str, tuple[str, str]] = {}

    def add(self, rule: AiRule, value: str) -> None:
        reason = fault(rule, value, today=self.today)
        if reason is not None:
            raise InvalidBarcode.because(reason, ai=rule.ai, value=value)
        if self._families.setdefault(rule.family, (rule.ai, value)) != (rule.ai, value):
            raise InvalidBarcode.because(Reason.DUPLICATE, ai=rule.ai, value=value)
        self.values[rule.ai] = value


def read_element_string(text: str, *, today: date, separators_sent: bool = False) -> Elements:
    """Fields of an element string without AIM identifier and leading separator.

    `separators_sent`: this reader is known to pass on separators. Otherwise, in a text that holds
    none, a field that could end earlier is reported as a doubt instead of being believed.
    """
    if not text:
        raise InvalidBarcode.because(Reason.EMPTY)
    believe = separators_sent or GS in text
    found = _Collector(today)
    rest = text
    while rest:
        rule = rule_at(rest)
        if rule is None:
            raise InvalidBarcode.because(Reason.UNKNOWN_AI, value=rest[:4])
        value, rest = _cut(rule, rest)
        if not rule.length and not believe:
            choices = _choices(rule, value, taken=found.values, today=today)
            if choices:
                return Elements(found.values, Doubt(rule.ai, choices))
        found.add(rule, value)
    return Elements(found.values)


def _cut(rule: AiRule, text: str) -> tuple[str, str]:
    """The value behind the identifier, and what follows it and one separator."""
    start = len(rule.ai)
    stop = text.find(GS, start)
    end = len(text) if stop < 0 else stop
    if rule.length:
        end = min(end, start + rule.length)
    rest = text[end:].removeprefix(GS)
    # One superfluous separator is allowed by General Specifications 7.8.6; two mean a lost field.
    if rest.startswith(GS):
        raise InvalidBarcode.because(Reason.DOUBLE_SEPARATOR, ai=rule.ai)
    return text[start:end], rest


def _choices(rule: AiRule, text: str, *, taken: Iterable[str], today: date) -> tuple[str, ...]:
    """Values the field can have if a separator was lost in `text`; empty if none can be lost."""
    ends = _readable_from(text, barred={*taken, rule.ai}, today=today)
    splits = [
        text[:end]
        for end in range(min(len(text) - 1, _LONGEST_VALUE), 0, -1)
        if ends[end] and fault(rule, text[:end], today=today) is None
    ]
    if splits and fault(rule, text, today=today) is None:
        splits.insert(0, text)
    return tuple(splits)


def _readable_from(text: str, *, barred: set[str], today: date) -> list[bool]:
    """For each position: do whole fields fill the text from there, separators left out?

    Worked out from the end, so the time grows with the length, not with the number of readings.
    """
    size = len(text)
    readable = [False] * size + [True]
    for start in range(size - 1, 0, -1):
        rule = rule_at(text, start)
        if rule is None or rule.ai in barred:
            continue
        first = start + len(rule.ai)
        readable[start] = any(
            readable[end] and fault(rule, text[first:end], today=today) is None
            for end in range(first + 1, min(size, first + _LONGEST_VALUE) + 1)
        )
    return readable


def read_bracketed(text: str, *, today: date) -> Elements | None:
    """Fields of "(01)09506000134352(10)LOT", as printed under the bars, or None if it is not that.

    A bracket that belongs to a value may be written `\\(`. Blanks around values are print spacing.
    """
    parts = _BRACKET.split(text)
    if parts[0].strip(" ") or len(parts) < 3 or parts[1] not in RULES:
        return None
    found = _Collector(today)
    for ai, value in zip(parts[1::2], parts[2::2], strict=True):
        rule = RULES.get(ai)
        if rule is None:
            raise InvalidBarcode.because(Reason.UNKNOWN_AI, value=ai)
        found.add(rule, value.strip(" ").replace(r"\(", "(").replace(r"\)", ")"))
    return Elements(found.values)


def read_digital_link(uri: str, *, today: date) -> Elements | None:
    """Fields of a GS1 Digital Link URI, or None for any other web address.

    A GTIN of 8, 12 or 13 digits is filled up to 14. Lot, serial and variant count only in the path,
    where the standard puts them; parameters that are no GS1 field are somebody else's.
    """
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    segments = parts.path.rstrip("/").split("/")
    at = _primary_key(segments)
    if at is None:
        return None
    key, number = segments[at : at + 2]
    found = _Collector(today)
    found.add(RULES[key], number.zfill(14))
    _add_qualifiers(found, segments[at + 2 :], allowed=_QUALIFIERS if key == "01" else frozenset())
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name in RULES and name != key and name not in _QUALIFIERS:
            found.add(RULES[name], value)
    return Elements(found.values)


def _primary_key(segments: list[str]) -> int | None:
    """Where the path holds 00 or 01 followed by a number of a fitting length."""
    for at, (key, number) in enumerate(pairwise(segments)):
        if len(number) in _PRIMARY_KEYS.get(key, ()) and number.isascii() and number.isdecimal():
            return at
    return None


def _add_qualifiers(found: _Collector, segments: list[str], *, allowed: frozenset[str]) -> None:
    for at in range(0, len(segments), 2):
        ai, value = segments[at], "".join(segments[at + 1 : at + 2])
        if ai not in allowed:
            raise InvalidBarcode.because(Reason.UNKNOWN_AI, value=ai)
        if re.search(r"%(?![0-9A-Fa-f]{2})", value):
            raise InvalidBarcode.because(Reason.FORMAT, ai=ai, value=value)
        found.add(RULES[ai], unquote(value))
