"""Answers in qbXML, read with care.

What QuickBooks sends may hold characters that XML forbids, elements newer than our tables and
times with wrong offsets (reference §2.4, §2.5, §2.6). The raw answer is kept elsewhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

LONGEST = 64 * 1024 * 1024  # characters of one answer; a page of records has far fewer
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]+)|([0-9]+));")
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml\b[^>]*\?>")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_MOMENT = re.compile(_DAY.pattern + r"(?:T([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2}))?)?)?")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_LAST_CHARACTER = 0x10FFFF


class Unreadable(ValueError):
    """An answer that is no qbXML, or a value in it that is not what its place says."""


@dataclass(frozen=True, slots=True)
class Node:
    """An element. Paths name elements inside it, ``"CustomerRef/ListID"``; the first one counts."""

    name: str
    value: str = ""
    children: tuple["Node", ...] = ()

    def one(self, path: str) -> "Node | None":
        """The first element at the path; None if there is none."""
        found: Node | None = self
        for name in path.split("/"):
            if found is None:
                return None
            found = next((child for child in found.children if child.name == name), None)
        return found

    def all(self, name: str) -> list["Node"]:
        """All elements with this name directly inside."""
        return [child for child in self.children if child.name == name]

    def text(self, path: str, default: str = "") -> str:
        """The text at the path, as QuickBooks wrote it."""
        found = self.one(path)
        return default if found is None else found.value

    def decimal(self, path: str) -> Decimal | None:
        """The number at the path; None if there is none. Raises Unreadable."""
        text = self.text(path).strip()
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise self._unreadable(path, text)
        return Decimal(text)

    def flag(self, path: str) -> bool | None:
        """The yes or no at the path; None if there is none. Raises Unreadable."""
        text = self.text(path).strip()
        if text and text not in _FLAGS:
            raise self._unreadable(path, text)
        return _FLAGS.get(text)

    def day(self, path: str) -> date | None:
        """The date at the path; None if there is none. Raises Unreadable."""
        moment = self.moment(path)
        return None if moment is None else moment.date()

    def moment(self, path: str) -> datetime | None:
        """The time at the path on the clock of the company's computer; None if there is none.

        The offset is dropped: QuickBooks writes a wrong one in summer (reference §2.4). Raises
        Unreadable.
        """
        text = self.text(path).strip()
        if not text:
            return None
        found = _MOMENT.match(text)
        if found is None:
            raise self._unreadable(path, text)
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        try:
            return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - their clock
        except ValueError as error:
            raise self._unreadable(path, text) from error

    def _unreadable(self, path: str, text: str) -> Unreadable:
        return Unreadable(f"{self.name}/{path} is {text!r}, which we cannot read.")


@dataclass(frozen=True, slots=True)
class Rs:
    """The answer to one request. ``records`` is empty with an error, and with nothing found.

    Answers to TxnVoid, TxnDel and ListDel have no record: ask ``node`` for what was removed.
    """

    name: str
    request_id: str
    code: int
    severity: str
    message: str
    attributes: Mapping[str, str]
    node: Node

    @property
    def records(self) -> tuple[Node, ...]:
        return self.node.children


@dataclass(frozen=True, slots=True)
class Answer:
    """All answers of a document; its attributes tell of the message set (reference §2.3)."""

    responses: tuple[Rs, ...]
    attributes: Mapping[str, str]


def parse(text: str) -> Answer:
    """Read an answer. Raises Unreadable if it is none, or if it brings a document type."""
    root = _root(text)
    sets = [child for child in root if child.tag == "QBXMLMsgsRs"] if root.tag == "QBXML" else []
    if not sets:
        raise Unreadable("The answer is no qbXML: it has no QBXMLMsgsRs.")
    attributes = {str(name): str(value) for name, value in sets[0].attrib.items()}
    return Answer(tuple(_response(one) for found in sets for one in _elements(found)), attributes)


def _root(text: str) -> etree._Element:
    if len(text) > LONGEST:
        raise Unreadable(f"The answer is longer than {LONGEST} characters.")
    if "<!DOCTYPE" in text:
        raise Unreadable("The answer brings a document type, which QuickBooks never does.")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(_legal(text).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"The answer is no XML: {error}") from error


def _legal(text: str) -> str:
    """The text without characters XML 1.0 forbids, which QuickBooks may send (§2.6)."""
    undeclared = _DECLARATION.sub("", text, count=1)
    return _REFERENCE.sub(_legal_reference, _FORBIDDEN.sub("", undeclared))


def _legal_reference(found: re.Match[str]) -> str:
    hexadecimal, number = found.groups()
    code = int(hexadecimal, 16) if hexadecimal else int(number.lstrip("0")[:9] or 0)
    if code == 0 or code > _LAST_CHARACTER or _FORBIDDEN.match(chr(code)):
        return ""
    return found[0]


def _response(element: etree._Element) -> Rs:
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    code = attributes.get("statusCode", "")
    if not re.fullmatch(r"-?[0-9]{1,9}", code):
        raise Unreadable(f"{element.tag} says no status.")
    return Rs(
        name=str(element.tag),
        request_id=attributes.get("requestID", ""),
        code=int(code),
        severity=attributes.get("statusSeverity", ""),
        message=attributes.get("statusMessage", ""),
        attributes=attributes,
        node=_node(element),
    )


def _node(element: etree._Element) -> Node:
    children = tuple(_node(child) for child in _elements(element))
    return Node(str(element.tag), "" if children else element.text or "", children)


def _elements(element: etree._Element) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str)]
