"""The document around the requests: what must stand before them and around them.

Everything wrong here is an HRESULT for the whole document, of which nothing is done and nothing
explained (reference §2.1, §2.6; §9 rules 11 to 13).
"""

import re
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

from app.quickbooks.desktop.grammar import REQUESTS
from app.quickbooks.desktop.grammar.fields import version_key
from app.quickbooks.simulator.desktop.outcomes import Crash
from app.quickbooks.simulator.desktop.rules import rule
from app.quickbooks.simulator.desktop.store import Books
from app.quickbooks.simulator.desktop.validate import Malformed, check

UNREADABLE = "0x80040400"
_UNREADABLE_TEXT = "QuickBooks found an error when parsing the provided XML text stream."
_HEAD = re.compile(
    r"<\?xml\s+version=[\"']1\.0[\"'][^>]*\?>\s*<\?qbxml\s+version=[\"']([^\"']*)[\"']\s*\?>\s*<QBXML"
)
_ATTRIBUTES = {"onError", "newMessageSetID", "oldMessageSetID", "responseData"}
_ON_ERROR = ("stopOnError", "continueOnError")
_RESPONSE_DATA = ("includeAll", "includeNone")
_META = ("NoMetaData", "MetaDataOnly", "MetaDataAndResponseData")
_ITERATOR = ("Start", "Continue", "Stop")


@dataclass(frozen=True, slots=True)
class Document:
    """A document that QuickBooks will work on. ``new_set`` and ``old_set`` are None if absent."""

    version: str
    stops: bool
    returns_data: bool
    new_set: str | None
    old_set: str | None
    requests: tuple[Element, ...]


def unreadable() -> Crash:
    """What QuickBooks says of any document it cannot read: never where, never why."""
    return Crash(UNREADABLE, _UNREADABLE_TEXT)


def opened(books: Books, text: str) -> Document:
    """Read and check the document. Raises Crash."""
    version = _version(books, text)
    root = _parsed(books, text)
    try:
        return _document(root, version)
    except Malformed as problem:
        raise unreadable() from problem


@rule(11, "reference §2.1, §1.4", "documented")
def _version(books: Books, text: str) -> str:
    """The qbXML version asked for. Raises Crash where the beginning is not as it must be."""
    match = _HEAD.match(text)
    if match is None:
        raise unreadable()
    if match[1] not in books.profile.versions:
        raise Crash("0x80040423", "QuickBooks does not support the qbXML version of this request.")
    return match[1]


@rule(13, "reference §2.6", "field-reported")
def _parsed(books: Books, text: str) -> Element:
    """The document as a tree: pure ASCII, no control characters, no document type."""
    if books.behaves("refuse_non_ascii") and not text.isascii():
        raise unreadable()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(re.sub(r"^<\?xml[^>]*\?>", "", text).encode(), parser)
    except etree.XMLSyntaxError as problem:
        raise unreadable() from problem
    if root.getroottree().docinfo.doctype:
        raise unreadable()
    return root


@rule(12, "reference §2.1", "field-reported")
def _document(root: Element, version: str) -> Document:
    if root.tag != "QBXML" or root.attrib or len(root) != 1 or root[0].tag != "QBXMLMsgsRq":
        raise Malformed("not a QBXML document with one QBXMLMsgsRq")
    body = root[0]
    if not set(body.attrib) <= _ATTRIBUTES:
        raise Malformed("an unknown attribute of QBXMLMsgsRq")
    # rollbackOnError stands in the schema, but QuickBooks refuses it (reference §2.1)
    if body.get("onError") not in _ON_ERROR:
        raise Malformed("onError is missing or not supported")
    if body.get("responseData", "includeAll") not in _RESPONSE_DATA:
        raise Malformed("responseData")
    for request in body:
        _check_request(request, version)
    return Document(
        version=version,
        stops=body.get("onError") == "stopOnError",
        returns_data=body.get("responseData") != "includeNone",
        new_set=body.get("newMessageSetID"),
        old_set=body.get("oldMessageSetID"),
        requests=tuple(body),
    )


def _check_request(element: Element, version: str) -> None:
    request = REQUESTS.get(str(element.tag))
    if request is None or version_key(request.since) > version_key(version):
        raise Malformed(f"{element.tag} is no request of qbXML {version}")
    if not set(element.attrib) <= set(request.attributes):
        raise Malformed(f"an attribute of {element.tag}")
    if element.get("metaData", _META[0]) not in _META:
        raise Malformed("metaData")
    if element.get("iterator", _ITERATOR[0]) not in _ITERATOR:
        raise Malformed("iterator")
    check(element, request.fields, version)
