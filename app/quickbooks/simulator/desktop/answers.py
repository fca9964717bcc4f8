"""The answer to one request: records, a status, and what it looks like around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from app.quickbooks.simulator.desktop.outcomes import Refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one request (reference §2.5)."""

    records: tuple[Element, ...] = ()
    code: int = 0
    severity: str = "Info"
    message: str = "Status OK"
    attributes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def refused(cls, refusal: Refusal) -> "Answer":
        return cls((), refusal.code, refusal.severity, refusal.message)


def response(request: Element, answer: Answer, *, with_data: bool = True) -> Element:
    """The ``…Rs`` element: the request's ID comes back on it."""
    made = etree.Element(f"{str(request.tag).removesuffix('Rq')}Rs")
    if request.get("requestID") is not None:
        made.set("requestID", str(request.get("requestID")))
    made.set("statusCode", str(answer.code))
    made.set("statusSeverity", answer.severity)
    made.set("statusMessage", answer.message)
    for name, value in answer.attributes.items():
        made.set(name, value)
    if with_data:
        made.extend(answer.records)
    return made


def document(responses: list[Element], attributes: Mapping[str, str]) -> str:
    """The whole answer as text; characters beyond ASCII stand as they are (reference §2.6)."""
    root = etree.Element("QBXML")
    body = etree.SubElement(root, "QBXMLMsgsRs", dict(attributes))
    body.extend(responses)
    etree.indent(root, space="")
    return f'<?xml version="1.0" ?>\n{etree.tostring(root, encoding="unicode")}\n'


def trimmed(records: list[Element], names: list[str]) -> tuple[Element, ...]:
    """The records with only the elements that IncludeRetElement names, where it names any."""
    for record in records if names else []:
        for child in [child for child in record if child.tag not in names]:
            record.remove(child)
    return tuple(records)
