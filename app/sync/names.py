"""Which names QuickBooks takes, and when two are the same to it. Pure."""

import re
import unicodedata

ITEM_NAME = 100
PARTY_NAME = 500
SKU = 100
_LAST_LATIN = "\u00ff"
_FORBIDDEN = {":": "a colon", "\t": "a tab", "\n": "a line break", "\r": "a line break"}
_SUFFIX = re.compile(r" \(deleted(?: \d+)?\)$")
_SPACES = re.compile(r"\s+")


def why_refused(name: str, longest: int, *, latin: bool = False) -> str:
    """Why QuickBooks would not take `name` ("it contains a colon"); empty if it would.

    Reference §3.1, §3.2: length, colon, tab and line break, for items and parties alike. Desktop
    keeps only the letters of Latin-1 (its reference, §2.6): `latin`.
    """
    if not name.strip():
        return "it is empty"
    bad = next((word for sign, word in _FORBIDDEN.items() if sign in name), None)
    if bad is not None:
        return f"it contains {bad}"
    foreign = next((one for one in name if latin and _is_foreign(one)), "")
    if foreign:
        return f"it contains “{foreign}”, which QuickBooks Desktop cannot write"
    if len(name) > longest:
        return f"it has {len(name)} characters, {longest} fit"
    return ""


def allowed(name: str, longest: int, *, latin: bool = False) -> str:
    """The name as QuickBooks would take it: the suggestion for renaming."""
    plain = name.replace(":", " -")
    if latin:
        plain = "".join(one if one <= _LAST_LATIN else _likeness(one) for one in plain)
    return _SPACES.sub(" ", plain).strip()[:longest].strip()


def _is_foreign(letter: str) -> bool:
    """A letter, digit or picture that nothing in Latin-1 resembles."""
    kind = unicodedata.category(letter)
    return letter > _LAST_LATIN and (kind[0] in "LN" or kind == "So") and not _likeness(letter)


def _likeness(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", letter)
    return "".join(one for one in apart if one <= _LAST_LATIN and not unicodedata.combining(one))


def plain(name: str) -> str:
    """The name without the " (deleted)" that QuickBooks appends to what it makes inactive."""
    return _SUFFIX.sub("", name)


def is_untidy(name: str) -> bool:
    """Spaces at an end or in pairs: QuickBooks takes them, and then nobody finds the name again."""
    return name != _SPACES.sub(" ", name).strip()


def folded(name: str) -> str:
    """The name as QuickBooks compares it: without regard to case."""
    return _SPACES.sub(" ", name).strip().casefold()
