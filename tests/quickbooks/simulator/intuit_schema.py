"""Intuit's published schema, read into properties by type. It lies outside this repository.

It is looked for in the folder that SCANPOST_QBO_XSD names, else beside the repository. The schema
is a union of QuickBooks Online and Desktop; the notes in it say which properties are Desktop only.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

_XS = "{http://www.w3.org/2001/XMLSchema}"
_BESIDE = Path(__file__).parents[4] / "shared" / "reference" / "qbo-xsd"
FOLDER = Path(os.environ.get("SCANPOST_QBO_XSD") or _BESIDE)
IS_HERE = (FOLDER / "Finance.xsd").exists()
NOT_HERE = (
    "Intuit's schema is not here: the simulator's field tables were not compared with it."
    " SCANPOST_QBO_XSD may name the folder that has it."
)
_FILES = ("IntuitBaseTypes.xsd", "IntuitNamesTypes.xsd", "Finance.xsd")
# notes that mark a property as none of QuickBooks Online
_DESKTOP = re.compile(r"Product: ?QBW\b|Unsupported field|Not supported by QBO|QBW only", re.I)


@dataclass(frozen=True, slots=True)
class Property:
    """One element of a type. ``many``: it may repeat. ``desktop``: not in QuickBooks Online."""

    name: str
    type: str
    many: bool
    desktop: bool


class Schema:
    """All named types and groups of the schema."""

    def __init__(self) -> None:
        self._types: dict[str, ElementTree.Element] = {}
        self._groups: dict[str, ElementTree.Element] = {}
        for file in _FILES:
            root = ElementTree.parse(FOLDER / file).getroot()  # noqa: S314 - a file of our own
            for node in root:
                name = node.get("name", "")
                if node.tag in (f"{_XS}complexType", f"{_XS}simpleType"):
                    self._types[name] = node
                elif node.tag == f"{_XS}group":
                    self._groups[name] = node

    def knows(self, name: str) -> bool:
        return name in self._types

    def choices(self, name: str) -> frozenset[str] | None:
        """The values of an enumeration; None if it is none."""
        node = self._types.get(name)
        if node is None or node.tag != f"{_XS}simpleType":
            return None
        return frozenset(one.get("value", "") for one in node.iter(f"{_XS}enumeration"))

    def properties(self, name: str) -> dict[str, Property]:
        """The elements of a complex type, those of the types it extends included."""
        node = self._types[name]
        found: dict[str, Property] = {}
        extension = node.find(f".//{_XS}extension")
        if extension is not None and self.knows(_local(extension.get("base", ""))):
            found |= self.properties(_local(extension.get("base", "")))
        return found | {one.name: one for one in self._elements(node)}

    def _elements(self, node: ElementTree.Element) -> Iterator[Property]:
        for child in node:
            if child.tag == f"{_XS}element":
                yield _property(child)
            elif child.tag == f"{_XS}group":
                yield from self._elements(self._groups[_local(child.get("ref", ""))])
            else:
                yield from self._elements(child)


@cache
def schema() -> Schema:
    return Schema()


def _property(node: ElementTree.Element) -> Property:
    name = node.get("name") or _local(node.get("ref", ""))
    note = " ".join("".join(one.itertext()) for one in node.iter(f"{_XS}documentation"))
    desktop = _DESKTOP.search(" ".join(note.split())) is not None
    many = node.get("maxOccurs") == "unbounded"
    return Property(name, _local(node.get("type") or name), many, desktop)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
