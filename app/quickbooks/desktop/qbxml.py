"""qbXML, said and understood.

``build`` writes requests in the exact order of our field tables and refuses what QuickBooks would
refuse, because one fault makes it refuse the whole document and it does not say where (reference
§2.1). ``parse`` reads answers with a hardened parser and takes what it does not know in its stride.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app.quickbooks.desktop.answers import Answer, Node, Rs, Unreadable, parse
from app.quickbooks.desktop.grammar import REQUESTS
from app.quickbooks.desktop.grammar.fields import Field, Kind, Request, rivals, version_key
from app.quickbooks.desktop.grammar.forms import written

__all__ = ["Answer", "Body", "Node", "Rq", "Rs", "Unreadable", "Unsayable", "build", "parse"]

Body = Mapping[str, Any]

_REQUEST_ID_LENGTH = 50
_MESSAGE_SET_LENGTH = 23
_ON_ERROR = ("stopOnError", "continueOnError")
_ATTRIBUTES = {
    "iterator": ("Start", "Continue", "Stop"),
    "metaData": ("NoMetaData", "MetaDataOnly", "MetaDataAndResponseData"),
    "iteratorID": (),
}


class Unsayable(ValueError):
    """A request that qbXML cannot hold: which request, where in it, and why."""

    def __init__(self, request: str, path: str, reason: str) -> None:
        super().__init__(f"{request}: {path}: {reason}" if path else f"{request}: {reason}")
        self.request = request
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rq:
    """One request. The body of "InvoiceAddRq" is what stands in its InvoiceAdd."""

    name: str
    body: Body = field(default_factory=dict)
    request_id: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def build(
    requests: Sequence[Rq],
    *,
    version: str,
    on_error: str = "stopOnError",
    new_set: str = "",
    old_set: str = "",
) -> str:
    """The document that asks for all this, in pure ASCII (reference §2.1, §2.6).

    ``new_set`` and ``old_set`` are message set IDs (reference §2.3). Raises Unsayable.
    """
    _check_version_text(version)
    if on_error not in _ON_ERROR:  # QuickBooks refuses rollbackOnError (reference §2.1)
        raise Unsayable("QBXMLMsgsRq", "onError", f"{on_error!r} is not understood")
    attributes = {"onError": on_error}
    for name, value in (("newMessageSetID", new_set), ("oldMessageSetID", old_set)):
        if value:
            _check_id("QBXMLMsgsRq", name, value, _MESSAGE_SET_LENGTH)
            attributes[name] = value
    inside = "".join(_Writer(one, version).text() for one in requests)
    document = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<?qbxml version="{version}"?>\n'
        f"<QBXML><QBXMLMsgsRq{_said(attributes)}>{inside}</QBXMLMsgsRq></QBXML>"
    )
    return document.encode("ascii", "xmlcharrefreplace").decode("ascii")


class _Writer:
    """Writes one request."""

    def __init__(self, rq: Rq, version: str) -> None:
        self._rq = rq
        self._version = version
        self._newest = version_key(version)

    def text(self) -> str:
        request = REQUESTS.get(self._rq.name)
        if request is None:
            raise self._unsayable("", "we do not know this request")
        self._check_version("", request.since)
        inside = "".join(self._elements(request.fields, _outer(request, self._rq.body), ""))
        return f"<{request.name}{self._attributes(request)}>{inside}</{request.name}>"

    def _attributes(self, request: Request) -> str:
        said: dict[str, str] = {}
        if self._rq.request_id:
            _check_id(request.name, "requestID", self._rq.request_id, _REQUEST_ID_LENGTH)
            said["requestID"] = self._rq.request_id
        for name, value in self._rq.attributes.items():
            if name not in request.attributes or name not in _ATTRIBUTES:
                raise self._unsayable(name, "this request has no such attribute")
            if _ATTRIBUTES[name] and value not in _ATTRIBUTES[name]:
                raise self._unsayable(name, f"{value!r} is none of its values")
            said[name] = value
        if said.get("iterator", "Start") != "Start" and not said.get("iteratorID"):
            raise self._unsayable("iteratorID", "the next page belongs to an iterator")
        return _said(said)

    def _elements(self, fields: tuple[Field, ...], body: Body, path: str) -> Iterator[str]:
        given = {name: value for name, value in body.items() if not _is_left_out(value)}
        unknown = given.keys() - {one.name for one in fields}
        if unknown:
            raise self._unsayable(_below(path, min(unknown)), "there is no such element")
        present = [one for one in fields if one.name in given]
        self._check_choices(fields, present, path)
        for one in present:
            self._check_version(_below(path, one.name), one.since)
            value = given[one.name]
            several = isinstance(value, list | tuple)
            if several and not one.many:
                raise self._unsayable(_below(path, one.name), "it cannot be given several times")
            for each in value if several else (value,):
                yield self._element(one, each, _below(path, one.name))

    def _element(self, one: Field, value: Any, path: str) -> str:
        if one.kind is Kind.GROUP:
            if not isinstance(value, Mapping):
                raise self._unsayable(path, "it holds elements, not a value")
            return f"<{one.name}>{''.join(self._elements(one.fields, value, path))}</{one.name}>"
        try:
            return f"<{one.name}>{escape(written(one, value))}</{one.name}>"
        except ValueError as error:
            raise self._unsayable(path, str(error)) from error

    def _check_choices(self, fields: tuple[Field, ...], present: list[Field], path: str) -> None:
        for at, one in enumerate(present):
            for other in present[at + 1 :]:
                if rivals(one, other):
                    raise self._unsayable(
                        _below(path, other.name), f"it cannot stand beside {one.name}"
                    )
        here = {one.name for one in present}
        for one in fields:
            if one.required and one.name not in here and not _is_stood_in_for(one, present):
                raise self._unsayable(_below(path, one.name), "it must be there")

    def _check_version(self, path: str, since: str) -> None:
        if version_key(since) > self._newest:
            raise self._unsayable(path, f"it came with qbXML {since}, this is {self._version}")

    def _unsayable(self, path: str, reason: str) -> Unsayable:
        return Unsayable(self._rq.name, path, reason)


def _outer(request: Request, body: Body) -> Body:
    """The body with its wrapping element; IncludeRetElement stands beside that, not in it."""
    if not request.wraps or request.wraps in body:
        return body
    beside = {one.name for one in request.fields} & body.keys()
    inner = {name: value for name, value in body.items() if name not in beside}
    return {request.wraps: inner, **{name: body[name] for name in beside}}


def _is_left_out(value: Any) -> bool:
    return value is None or (isinstance(value, list | tuple) and not value)


def _is_stood_in_for(one: Field, present: list[Field]) -> bool:
    """Whether an alternative of the field is there instead of it."""
    return any(rivals(one, other) or (one.mixed and one.mixed == other.mixed) for other in present)


def _check_version_text(version: str) -> None:
    if not re.fullmatch(r"[0-9]{1,2}\.[0-9]", version):
        raise Unsayable("QBXML", "version", f"{version!r} is no version of qbXML")


def _check_id(where: str, name: str, value: str, longest: int) -> None:
    if len(value) > longest or not value.isascii() or not value.isprintable():
        raise Unsayable(where, name, f"at most {longest} plain characters fit, not {value!r}")


def _said(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def _below(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name
