"""Random GS1 labels for property tests: lists of fields that obey the standard's rules."""

import re
from datetime import date

from biip.checksums import gs1_standard_check_digit
from biip.gs1_application_identifiers import _GS1_APPLICATION_IDENTIFIERS
from hypothesis import strategies as st

from app.scanning.ai_table import RULES, AiKind, AiRule
from app.scanning.gs1 import GS

TODAY = date(2026, 11, 22)


def _with_check_digit(value: str, covered: int) -> str:
    return (
        value[: covered - 1] + str(gs1_standard_check_digit(value[: covered - 1])) + value[covered:]
    )


def _dates(rule: AiRule) -> st.SearchStrategy[str]:
    days = st.dates(min_value=date(1980, 1, 1), max_value=date(2075, 12, 31))
    tail = {"4324": "2359", "4325": "0000", "7003": "1230", "8008": "07"}.get(rule.ai, "")
    return days.map(lambda day: f"{day:%y%m%d}{tail}")


_PLAIN = """!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"""
_DIGITS = "0123456789"
_PART = re.compile(r"([NXYZ])(\.\.)?(\d+)")


def _values(rule: AiRule) -> st.SearchStrategy[str]:
    """Values in GS1's own notation: N3+X..9 is three digits and up to nine characters."""
    if rule.kind is AiKind.DATE:
        return _dates(rule)
    notation = _GS1_APPLICATION_IDENTIFIERS[rule.ai].format.partition("+")[2]
    parts = [
        st.text(
            alphabet=_DIGITS if kind == "N" else _PLAIN,
            min_size=1 if upto else int(size),
            max_size=int(size),
        )
        for kind, upto, size in _PART.findall(notation)
    ]
    values = st.tuples(*parts).map("".join)
    if rule.check:
        values = values.map(lambda value: _with_check_digit(value, rule.check))
    return values


_FREQUENT = ["00", "01", "02", "10", "11", "15", "17", "21", "240", "30", "3103", "37", "410", "91"]
# Left out: fields whose characters are narrower than their notation says (flags, countries, ...)
_ODD = (
    "423",
    "425",
    "4307",
    "4317",
    "432",
    "433",
    "7040",
    "725",
    "8001",
    "8003",
    "8010",
    "8030",
    "804",
)
_BY_AI = {ai: _values(rule) for ai, rule in RULES.items() if not ai.startswith(_ODD)}
_AIS = st.sampled_from(_FREQUENT) | st.sampled_from(sorted(_BY_AI))


@st.composite
def labels(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Up to six fields (application identifier, value), no family twice."""
    ais = draw(st.lists(_AIS, min_size=1, max_size=6, unique_by=lambda ai: RULES[ai].family))
    return [(ai, draw(_BY_AI[ai])) for ai in ais]


@st.composite
def checked_fields(draw: st.DrawFn) -> tuple[str, str]:
    """One field (application identifier, value) whose value has a check digit."""
    ai = draw(st.sampled_from([ai for ai in sorted(_BY_AI) if RULES[ai].check]))
    return ai, draw(_BY_AI[ai])


def element_string(label: list[tuple[str, str]], *, separator: str = GS) -> str:
    """The label as a barcode carries it: a separator after each variable field but the last."""
    parts = [
        ai + value + ("" if RULES[ai].length or at == len(label) else separator)
        for at, (ai, value) in enumerate(label, start=1)
    ]
    return "".join(parts)
