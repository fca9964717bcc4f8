"""Intuit's published schema of qbXML 13.0, read into elements. It lies outside this repository.

It is looked for in the folder that SCANPOST_QBXML_XSD names, else beside the repository.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path

from lxml import etree

_XS = "{http://www.w3.org/2001/XMLSchema}"
_BESIDE = Path(__file__).parents[4] / "shared" / "reference" / "qbd-schemas"
FOLDER = Path(os.environ.get("SCANPOST_QBXML_XSD") or _BESIDE)
_XSD = FOLDER / "qbxml-13.0-xsd"
_SAMPLE = FOLDER / "qbxml-14.0-ops-sample" / "qbxmlops140.xml"
IS_HERE = (_XSD / "qbxmlops130.xsd").exists() and _SAMPLE.exists()
NOT_HERE = (
    "Intuit's schema is not here: our tables of qbXML were not compared with it, only tested for"
    " themselves. SCANPOST_QBXML_XSD may name the folder that has it."
)
_FILES = ("qbxmltypes130.xsd", "qbxml130.xsd", "qbxmlso130.xsd", "qbxmlops130.xsd")


@dataclass(frozen=True, slots=True)
class Element:
    """An element in its place. ``branches``: the alternatives it belongs to, by their choice."""

    name: str
    type: str
    length: int
    values: tuple[str, ...]
    required: bool
    many: bool
    branches: tuple[tuple[int, int], ...]
    mixed: int
    inside: tuple["Element", ...] | None


@dataclass(frozen=True, slots=True)
class _Place:
    required: bool = True
    many: bool = False
    branches: tuple[tuple[int, int], ...] = ()
    mixed: int = 0


class Schema:
    """All named types, groups and elements of the schema."""

    def __init__(self) -> None:
        self._types: dict[str, etree._Element] = {}
        self._groups: dict[str, etree._Element] = {}
        self._elements: dict[str, etree._Element] = {}
        self._labels = count(1)
        for file in _FILES:
            for node in etree.parse(_XSD / file).getroot().iterchildren(f"{_XS}*"):
                kind = {"element": self._elements, "group": self._groups}
                kind.get(_local(node.tag), self._types)[node.get("name", "")] = node

    def inside(self, name: str) -> tuple[Element, ...]:
        """The elements in a request or record, or in an answer that has no record."""
        if name.endswith(("Rq", "Rs")):
            return tuple(self._walk(self._types[f"{name}Type"], _Place()))
        return self._element(self._elements[name], _Place()).inside or ()

    def attributes(self, request: str) -> list[str]:
        """The attributes of a request, in the schema's order."""
        return [
            one.get("name", "") for one in self._types[f"{request}Type"].iter(f"{_XS}attribute")
        ]

    def _walk(self, node: etree._Element, place: _Place) -> Iterator[Element]:
        for child in node.iterchildren(f"{_XS}*"):
            yield from self._particle(child, place)

    def _particle(self, node: etree._Element, place: _Place) -> Iterator[Element]:
        match _local(node.tag):
            case "element":
                yield self._element(node, place)
            case "group":
                yield from self._walk(self._groups[node.get("ref", "")], self._within(node, place))
            case "sequence":
                yield from self._walk(node, self._within(node, place))
            case "choice":
                yield from self._choice(node, place)

    def _within(self, node: etree._Element, place: _Place) -> _Place:
        required = place.required and node.get("minOccurs") != "0"
        return _Place(required, place.many, place.branches, place.mixed)

    def _choice(self, node: etree._Element, place: _Place) -> Iterator[Element]:
        label = next(self._labels)
        required = place.required and not self._may_be_empty(node)
        for number, child in enumerate(node.iterchildren(f"{_XS}*")):
            if node.get("maxOccurs") == "unbounded":
                inner = _Place(required, True, place.branches, label)
            else:
                branches = (*place.branches, (label, number))
                inner = _Place(required, place.many, branches, place.mixed)
            for one in self._particle(child, inner):
                yield replace(one, required=required)

    def _may_be_empty(self, node: etree._Element) -> bool:
        if node.get("minOccurs") == "0":
            return True
        children = list(node.iterchildren(f"{_XS}*"))
        match _local(node.tag):
            case "element":
                return False
            case "group":
                children = list(self._groups[node.get("ref", "")].iterchildren(f"{_XS}*"))
            case "choice":
                return any(self._may_be_empty(one) for one in children)
        return all(self._may_be_empty(one) for one in children)

    def _element(self, node: etree._Element, place: _Place) -> Element:
        required = place.required and node.get("minOccurs") != "0"
        many = place.many or node.get("maxOccurs", "1") not in ("0", "1")
        declared = self._elements[node.get("ref")] if node.get("ref") else node
        type_, length, values = self._simple(declared)
        inside = None
        if not type_:
            inner = declared.find(f"{_XS}complexType")
            inner = self._types[declared.get("type", "")] if inner is None else inner
            inside = tuple(self._walk(inner, _Place()))
        name = declared.get("name", "")
        return Element(
            name, type_, length, values, required, many, place.branches, place.mixed, inside
        )

    def _simple(self, node: etree._Element) -> tuple[str, int, tuple[str, ...]]:
        """Type, longest text and values; the type is empty for an element with elements."""
        if (extension := node.find(f"{_XS}complexType/{_XS}simpleContent/*")) is not None:
            return self._named(extension.get("base", ""))
        if (named := node.get("type", "")) and not named.endswith("Type"):
            return self._named(named)
        restriction = node.find(f"{_XS}simpleType/{_XS}restriction")
        if restriction is None:
            return "", 0, ()
        base, length, _ = self._named(restriction.get("base", ""))
        longest = restriction.find(f"{_XS}maxLength")
        values = tuple(one.get("value", "") for one in restriction.iter(f"{_XS}enumeration"))
        return base, length if longest is None else int(longest.get("value", "0")), values

    def _named(self, name: str) -> tuple[str, int, tuple[str, ...]]:
        longest = self._types[name].find(f".//{_XS}maxLength")
        return name, 0 if longest is None else int(longest.get("value", "0")), ()


@cache
def schema() -> Schema:
    return Schema()


@cache
def validator() -> etree.XMLSchema:
    """The schema as a judge of whole documents."""
    return etree.XMLSchema(etree.parse(_XSD / "qbxmlops130.xsd"))


@cache
def versions() -> dict[tuple[str, ...], str]:
    """The version that brought an element, by its path from the request or answer down.

    The sample says it in comments: behind the element, or before the alternatives it belongs to.
    """
    found: dict[tuple[str, ...], str] = {}
    for element in etree.parse(_SAMPLE).getroot().iter(etree.Element):
        if element.tag.endswith(("Rq", "Rs")):
            _collect(element, (element.tag,), found)
    return found


def _collect(
    node: etree._Element, path: tuple[str, ...], found: dict[tuple[str, ...], str]
) -> None:
    of_choice = ""
    here = path
    space = node.text or ""
    for child in node:
        if isinstance(child.tag, str):
            here = (*path, child.tag)
            found[here] = of_choice or "1.0"
            _collect(child, here, found)
        else:
            version = re.search(r"\bv([0-9]+\.[0-9]+)", child.text or "")
            if "\n" not in space and version:
                found[here] = version[1]
            elif "BEGIN OR" in (child.text or "") and version:
                of_choice = version[1]
            elif "END OR" in (child.text or ""):
                of_choice = ""
        space = child.tail or ""


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]
