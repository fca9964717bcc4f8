"""What a request, or a person at QuickBooks' own screens, asks a transaction to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar.fields import Field
from app.quickbooks.simulator.desktop.reading import read
from app.quickbooks.simulator.desktop.references import resolved
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.transactions.features import check_features
from app.quickbooks.simulator.desktop.transactions.kinds import TxnKind

_NEW = "-1"


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line asked for. ``name`` is what it will be called in answers ("InvoiceLineRet").

    ``line_id`` is the TxnLineID of the line to keep, empty for a new line. A value of None clears.
    """

    name: str
    values: dict[str, Any]
    line_id: str = ""

    @property
    def expense(self) -> bool:
        """Whether it stands among the expenses, which are a list of their own."""
        return self.name.startswith("Expense")


@dataclass(slots=True)
class Asked:
    """A header's values and the lines in their sequence. ``by_hand``: on QuickBooks' screens."""

    values: dict[str, Any]
    lines: list[AskedLine] = field(default_factory=list)
    by_hand: bool = False


def from_element(books: Books, kind: TxnKind, element: Element, fields: Iterable[Field]) -> Asked:
    """Read an ``…Add`` or ``…Mod``.

    Raises Refusal 3140 or 3000 for a bad reference, 3250 for what the edition cannot express.
    """
    table = {one.name: one for one in fields}
    header = [one for one in table.values() if not _is_line(one.name)]
    said = [
        (table[name], read(child, table[name].fields))
        for child in element
        if (name := str(child.tag)) in table and _is_line(name)
    ]
    return _asked(books, kind, header, read(element, header), said)


def by_hand(
    books: Books,
    kind: TxnKind,
    fields: Iterable[Field],
    values: Mapping[str, Any],
    lines: Iterable[Mapping[str, Any]],
) -> Asked:
    """The same from plain values; a line with an AccountRef is an expense."""
    table = {one.name: one for one in fields}
    said = []
    for line in lines:
        stem = "ExpenseLine" if kind.price == "Cost" and "AccountRef" in line else kind.line
        said.append((next(one for name, one in table.items() if name[:-3] == stem), line))
    asked = _asked(books, kind, list(table.values()), values, said)
    return replace(asked, by_hand=True)


def _asked(
    books: Books,
    kind: TxnKind,
    header: list[Field],
    values: Mapping[str, Any],
    said: list[tuple[Field, Any]],
) -> Asked:
    check_features(books, kind, [values, *(line for _, line in said)])
    asked = Asked(_cleared(resolved(books, values, header, kind.name)))
    for one, line in said:
        name = f"{one.name[:-3]}Ret"
        asked.lines.append(_line(name, _cleared(resolved(books, line, one.fields, name))))
    return asked


def _line(name: str, values: dict[str, Any]) -> AskedLine:
    line_id = str(values.pop("TxnLineID", "") or "")
    return AskedLine(name, values, "" if line_id == _NEW else line_id)


def _is_line(name: str) -> bool:
    return name.endswith(("LineAdd", "LineMod", "LineGroupAdd", "LineGroupMod"))


def _cleared(values: Mapping[str, Any]) -> dict[str, Any]:
    """An empty element clears its field."""
    return {name: None if value == "" else value for name, value in values.items()}
