"""Which names QuickBooks takes, and when two are the same to it. Pure."""

import re

ITEM_NAME = 100
PARTY_NAME = 500
SKU = 100
_FORBIDDEN = {":": "a colon", "\t": "a tab", "\n": "a line break", "\r": "a line break"}
_SUFFIX = re.compile(r" \(deleted(?: \d+)?\)$")
_SPACES = re.compile(r"\s+")


def why_refused(name: str, longest: int) -> str:
    """Why QuickBooks would not take `name` ("it contains a colon"); empty if it would.

    Reference §3.1, §3.2: length, colon, tab and line break, for items and parties alike.
    """
    if not name.strip():
        return "it is empty"
    bad = next((word for sign, word in _FORBIDDEN.items() if sign in name), None)
    if bad is not None:
        return f"it contains {bad}"
    if len(name) > longest:
        return f"it has {len(name)} characters, {longest} fit"
    return ""


def allowed(name: str, longest: int) -> str:
    """The name as QuickBooks would take it: the suggestion for renaming."""
    plain = name.replace(":", " -")
    return _SPACES.sub(" ", plain).strip()[:longest].strip()


def plain(name: str) -> str:
    """The name without the " (deleted)" that QuickBooks appends to what it makes inactive."""
    return _SUFFIX.sub("", name)


def is_untidy(name: str) -> bool:
    """Spaces at an end or in pairs: QuickBooks takes them, and then nobody finds the name again."""
    return name != _SPACES.sub(" ", name).strip()


def folded(name: str) -> str:
    """The name as QuickBooks compares it: without regard to case."""
    return _SPACES.sub(" ", name).strip().casefold()
