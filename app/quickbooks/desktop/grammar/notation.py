"""The short notation our field tables are written in, and its reader.

A table lists names in order. ``Name`` may be left out, ``Name!`` may not, ``Name*`` may repeat,
``Name+`` must be there and may repeat. ``Name(20)`` has another length than the vocabulary says,
``Name(0)`` none; ``Name@11`` came with qbXML 11.0. ``Name{A B!}`` is an element with elements
inside. ``[A | B C]`` are alternatives: A, or B and C; with ``!`` one of them is needed.
``[A | B]*`` is any mixture of A and B, with ``+`` at least one of them.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from app.quickbooks.desktop.grammar.fields import Field, Kind
from app.quickbooks.desktop.grammar.vocabulary import CONTENTS, REFERENCES, WORDS

_TOKEN = re.compile(r"\s*(?:(\w+(?:\.\d+)?)(?:\((\d+)\))?|([@{}\[\]|!*+]))")
_INSIDE = "ListID FullName({})"


def table(text: str) -> tuple[Field, ...]:
    """Read a table. Raises KeyError for a name that the vocabulary does not have."""
    return _Reader(text).content()


def group(name: str, content: str) -> str:
    """The notation of an element with the given content."""
    return f"{name}{{{content}}}"


class _Reader:
    """Reads one table, token by token; the names of choices count up through it."""

    def __init__(self, text: str) -> None:
        self._tokens = [match.groups() for match in _TOKEN.finditer(text)]
        self._at = 0
        self._labels = count(1)

    def content(self) -> tuple[Field, ...]:
        return tuple(self._items())

    def _items(self) -> Iterator[Field]:
        while self._at < len(self._tokens) and self._sign() not in ("}", "]", "|"):
            if self._sign() == "[":
                yield from self._alternatives()
            else:
                yield self._field()

    def _alternatives(self) -> list[Field]:
        branches = []
        while self._sign() in ("[", "|"):
            self._at += 1
            branches.append(list(self._items()))
        self._at += 1  # the closing bracket
        label = str(next(self._labels))
        ending = self._ending()
        needed = ending in ("!", "+")
        if ending in ("*", "+"):
            return [
                replace(one, required=needed, many=True, mixed=label)
                for branch in branches
                for one in branch
            ]
        return [
            replace(one, required=needed, choice=f"{one.choice} {label}:{number}".strip())
            for number, branch in enumerate(branches)
            for one in branch
        ]

    def _field(self) -> Field:
        name, length, _ = self._tokens[self._at]
        self._at += 1
        inside: tuple[Field, ...] = ()
        if self._sign() == "{":
            self._at += 1
            inside = self.content()
            self._at += 1
        since = "1.0"
        if self._sign() == "@":
            since = self._version()
        ending = self._ending()
        return replace(
            _named(name, length, inside),
            since=since,
            required=ending in ("!", "+"),
            many=ending in ("*", "+"),
        )

    def _version(self) -> str:
        number = str(self._tokens[self._at + 1][0])
        self._at += 2
        return number if "." in number else f"{number}.0"

    def _ending(self) -> str:
        sign = self._sign()
        if sign not in ("!", "*", "+"):
            return ""
        self._at += 1
        return sign

    def _sign(self) -> str:
        return (self._tokens[self._at][2] or "") if self._at < len(self._tokens) else ""


def _named(name: str, length: str | None, inside: tuple[Field, ...]) -> Field:
    if inside:
        return Field(name, Kind.GROUP, fields=inside)
    if name in CONTENTS:
        return Field(name, Kind.GROUP, fields=table(CONTENTS[name]))
    if name in REFERENCES:
        longest = length or str(REFERENCES[name])
        return Field(name, Kind.GROUP, fields=table(_INSIDE.format(longest)))
    kind, usual, values = WORDS[name]
    return Field(name, kind, length=usual if length is None else int(length), values=values)
