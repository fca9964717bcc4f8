"""XML answers, which QuickBooks sends where JSON was not asked for (rule 6)."""

from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc

NAMESPACE = "http://schema.intuit.com/finance/v3"
_ATTRIBUTES = ("domain", "sparse", "status", "type", "time", "startPosition", "maxResults", "code")
_ATTRIBUTES_ERROR = ("code", "element")


@rule(6, "S5: XML unless Accept says JSON")
def to_xml(body: Doc) -> str:
    """An answer as an IntuitResponse document."""
    root = Element("IntuitResponse", {"xmlns": NAMESPACE})
    for key, value in body.items():
        _add(root, key, value)
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return declaration + tostring(root, encoding="unicode")


def _add(parent: Element, name: str, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, list):
        for one in value:
            _add(parent, name, one)
    elif isinstance(value, dict) and name.endswith("Ref") and "value" in value:
        attributes = {"name": value["name"]} if "name" in value else {}
        SubElement(parent, name, attributes).text = value["value"]
    elif isinstance(value, dict):
        child = SubElement(parent, name)
        for key, one in value.items():
            _add(child, key, one)
    elif name in _ATTRIBUTES or (parent.tag == "Error" and name in _ATTRIBUTES_ERROR):
        parent.set(name, _text(value))
    else:
        SubElement(parent, name).text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
