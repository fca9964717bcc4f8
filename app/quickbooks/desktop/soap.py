"""SOAP as Web Connector speaks it: eleven operations, read tolerantly, answered exactly.

SOAP 1.1, document/literal wrapped (reference §1.1, §1.2). What comes from the network is parsed
without DTD, entities, network and huge nodes, and streamed: a reply of QuickBooks is *one* text of
many megabytes, which a tree of ordinary limits refuses.
"""

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from lxml import etree

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
NAMESPACE = "http://developer.intuit.com/"
"""Of all operations and their elements, with the slash at its end (reference §1.1)."""

DEPTH_LIMIT = 32
"""Elements inside each other; a call needs four, headers of proxies a few more."""


class NotSoap(Exception):
    """These bytes are no call of Web Connector; the text says why, without repeating them."""


class Result(Enum):
    """What an operation returns, by its XML Schema type."""

    TEXT = "string"
    NUMBER = "int"
    TEXTS = "ArrayOfString"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract: `parameters` in the order in which they are declared."""

    name: str
    parameters: tuple[str, ...]
    returns: Result = Result.TEXT
    numbers: frozenset[str] = frozenset()  # the parameters that are whole numbers


def _operations(*operations: Operation) -> Mapping[str, Operation]:
    return {one.name: one for one in operations}


OPERATIONS = _operations(
    Operation("serverVersion", ()),
    Operation("clientVersion", ("strVersion",)),
    Operation("authenticate", ("strUserName", "strPassword"), Result.TEXTS),
    Operation(
        "sendRequestXML",
        (
            "ticket",
            "strHCPResponse",
            "strCompanyFileName",
            "qbXMLCountry",
            "qbXMLMajorVers",
            "qbXMLMinorVers",
        ),
        numbers=frozenset({"qbXMLMajorVers", "qbXMLMinorVers"}),
    ),
    Operation("receiveResponseXML", ("ticket", "response", "hresult", "message"), Result.NUMBER),
    Operation("connectionError", ("ticket", "hresult", "message")),
    Operation("getLastError", ("ticket",)),
    Operation("closeConnection", ("ticket",)),
    Operation("getInteractiveURL", ("wcTicket", "sessionID")),
    Operation("interactiveDone", ("wcTicket",)),
    Operation("interactiveRejected", ("wcTicket", "reason")),
)
"""Names and order as in reference §1.2; Web Connector takes no other."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: an operation's name and what was handed over, by parameter name.

    Parameters that were left out or nil are absent or empty: both mean the same.
    """

    operation: str
    arguments: Mapping[str, str]

    def text(self, name: str) -> str:
        """A parameter as it was sent; empty if it was not."""
        return self.arguments.get(name, "")

    def number(self, name: str) -> int:
        """A parameter that counts (0 to 9999); 0 for whatever else it says."""
        text = self.text(name).strip()
        return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0


def read(body: bytes) -> Call:
    """The call in a request's body. Raises NotSoap.

    Found by the first element of the Body and its local name: prefixes, an RPC style, a missing
    SOAPAction or a foreign namespace do not matter (reference §1.1).
    """
    parser = etree.XMLParser(
        target=_Reader(), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        call: Call = etree.XML(_legal(body), parser)
    except etree.XMLSyntaxError as error:
        raise NotSoap("This is not well-formed XML.") from error
    if call.operation not in OPERATIONS:
        raise NotSoap("The envelope holds no operation of Web Connector.")
    return call


def answer(operation: str, result: str | int | Sequence[str]) -> bytes:
    """The response to `operation`: always with its result element, never nil (reference §1.1).

    Raises KeyError for an operation that does not exist, TypeError for a result of another type.
    """
    returns = OPERATIONS[operation].returns
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    body = etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")
    response = etree.SubElement(body, _name(f"{operation}Response"), nsmap={None: NAMESPACE})
    place = etree.SubElement(response, _name(f"{operation}Result"))
    if returns is Result.TEXT and isinstance(result, str):
        place.text = _speakable(result)
    elif returns is Result.NUMBER and isinstance(result, int):
        place.text = str(result)
    elif returns is Result.TEXTS and not isinstance(result, str | int):
        for text in result:
            etree.SubElement(place, _name("string")).text = _speakable(text)
    else:
        raise TypeError(f"{operation} returns {returns.value}, not {type(result).__name__}")
    written: bytes = etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
    return written


class _Reader:
    """Takes the events of the parser and keeps what makes a call; the rest it lets pass."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._operation = ""
        self._arguments: dict[str, list[str]] = {}
        self._listening: list[str] | None = None

    def doctype(self, *_: str | None) -> None:
        raise NotSoap("A document type declaration is not accepted.")

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        if len(self._path) == DEPTH_LIMIT:
            raise NotSoap("The elements are nested too deeply.")
        name = tag.rpartition("}")[2]
        if not self._path and name != "Envelope":
            raise NotSoap("This is no SOAP envelope.")
        self._path.append(name)
        if self._path[1:2] != ["Body"]:
            return
        if len(self._path) == 3 and not self._operation:
            self._operation = name
        elif len(self._path) == 4 and self._path[2] == self._operation:
            self._listening = self._arguments.setdefault(name, [])

    def data(self, text: str) -> None:
        if self._listening is not None and len(self._path) == 4:
            self._listening.append(text)

    def end(self, _: str) -> None:
        if len(self._path) == 4:
            self._listening = None
        self._path.pop()

    def close(self) -> Call:
        """What was heard; called after an error too, which is raised only if this raises none."""
        arguments = {name: "".join(parts) for name, parts in self._arguments.items()}
        return Call(self._operation, arguments)


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_REFERENCE = re.compile(rb"&#(?:[0-9]{1,7}|x[0-9A-Fa-f]{1,6});|\xef\xbf[\xbe\xbf]")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _legal(body: bytes) -> bytes:
    """Without the characters that XML forbids: old names in QuickBooks hold some, and Web Connector
    passes them on. One of them would otherwise stop the same session again and again."""
    if body.startswith(_WIDE):
        return body
    return _REFERENCE.sub(_legal_reference, body.translate(None, _CONTROLS))


def _legal_reference(match: re.Match[bytes]) -> bytes:
    if not match[0].startswith(b"&"):  # U+FFFE or U+FFFF itself
        return b""
    digits = match[0][2:-1].decode()
    code = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    legal = code <= 0x10FFFF and not _UNSPEAKABLE.match(chr(code))
    return match[0] if legal else b""


def _speakable(text: str) -> str:
    return _UNSPEAKABLE.sub("", text)
