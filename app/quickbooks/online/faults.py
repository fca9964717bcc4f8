"""Reading refusals: every envelope QuickBooks has been seen to use, down to codes.

The API answers {"Fault": {"Error": […]}} (even with HTTP 200), its gateway the same in lower case,
and now and then either comes as XML or as plain text. Decisions rest on codes and ids only: texts
are localised.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from app.quickbooks.online.wire import Json, loads
from app.sync.port import Reply

_XML_ERROR = re.compile(r"<Error\b(?P<attributes>[^>]*)>(?P<inside>.*?)</Error>", re.I | re.S)
_XML_CODE = re.compile(r'\bcode="0*(\d+)"', re.I)
_XML_ELEMENT = re.compile(r'\belement="([^"]*)"', re.I)
_XML_PART = r"<{0}\b[^>]*>(.*?)</{0}>"
_IDS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class QboError:
    """One error of a fault: `detail` is for people to read, never for us to match."""

    code: int
    message: str = ""
    detail: str = ""
    element: str = ""

    @property
    def text(self) -> str:
        """What QuickBooks says, verbatim."""
        return self.detail or self.message

    def ids(self) -> list[str]:
        """Every run of digits in the detail, the last first: ids stand at the end."""
        return _IDS.findall(self.detail)[::-1]


NO_ERROR = QboError(0)
"""Where QuickBooks refused nothing, but what it answered will not do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, understood as far as it can be: a body without errors, or the errors."""

    body: Json | None
    errors: tuple[QboError, ...] = ()


def understand(reply: Reply) -> Answer:
    """The JSON of a success, or the errors of a refusal; neither when it is not readable."""
    text = reply.body.strip()
    if text.startswith("<"):
        return Answer(None, _from_xml(text))
    try:
        body = loads(text)
    except ValueError:
        return Answer(None)
    if not isinstance(body, dict):
        return Answer(None)
    errors = _from_json(body)
    return Answer(None if errors else body, errors)


def _from_json(body: Json) -> tuple[QboError, ...]:
    fault = _get(body, "fault")
    if not isinstance(fault, dict):
        return ()
    listed = _get(fault, "error")
    errors = [one for one in listed or [] if isinstance(one, dict)]
    return tuple(
        QboError(
            code=_code(_get(one, "code")),
            message=str(_get(one, "message") or ""),
            detail=str(_get(one, "detail") or ""),
            element=str(_get(one, "element") or ""),
        )
        for one in errors
    ) or (QboError(0, detail=str(_get(fault, "type") or "")),)


def _get(body: Json, name: str) -> Any:
    """The value under `name` in any case: the API writes Fault, its gateway fault."""
    return next((value for key, value in body.items() if key.lower() == name), None)


def _code(value: Any) -> int:
    digits = str(value or "").strip()
    return int(digits) if digits.isdigit() else 0


def _from_xml(text: str) -> tuple[QboError, ...]:
    return tuple(
        QboError(
            code=int(code[1]) if (code := _XML_CODE.search(found["attributes"])) else 0,
            message=_part(found["inside"], "Message"),
            detail=_part(found["inside"], "Detail"),
            element=element[1] if (element := _XML_ELEMENT.search(found["attributes"])) else "",
        )
        for found in _XML_ERROR.finditer(text)
    )


def _part(text: str, name: str) -> str:
    found = re.search(_XML_PART.format(name), text, re.I | re.S)
    return unescape(found[1]).strip() if found else ""
