"""Faults as exceptions, and the two envelopes in which Intuit sends them."""

from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any

from app.quickbooks.simulator.messages import CATALOGUE
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc, envelope_time


class QboFault(Exception):
    """The API's own refusal. ``element`` names the field; ``params`` fill the text's template."""

    def __init__(self, code: int, *, element: str = "", **params: object) -> None:
        super().__init__(f"{code} {params}")
        self.code = code
        self.element = element
        self.params = params

    @property
    def status(self) -> int:
        return CATALOGUE[self.code].status

    @rule(35, "I-py43: French bodies seen")
    def body(self, moment: datetime, language: str) -> Doc:
        """The ``Fault`` envelope in the company's language."""
        text = CATALOGUE[self.code]
        french = language == "fr"
        error = {
            "Message": text.message_fr if french else text.message,
            "Detail": fill(text.detail_fr if french else text.detail, self.params),
            "code": str(self.code),
            "element": self.element,
        }
        return {"Fault": {"Error": [error], "type": text.type}, "time": envelope_time(moment)}


def fill(template: str, params: dict[str, Any]) -> str:
    """The template with its parameters; one that was not given reads as nothing."""
    names = (name for _, name, _, _ in Formatter().parse(template) if name)
    return template.format(**{name: params.get(name, "") for name in names})


@dataclass(frozen=True, slots=True)
class GatewayFault(Exception):
    """A refusal by Intuit's gateway, before the API is reached: lower-case keys, epoch time."""

    code: int
    status: int
    name: str
    detail: str
    type: str

    def body(self, moment: datetime) -> Doc:
        message = f"message={self.name}; errorCode={self.code:06d}; statusCode={self.status}"
        error = {
            "message": message,
            "detail": self.detail,
            "code": str(self.code),
            "element": None,
        }
        return {
            "warnings": None,
            "intuitObject": None,
            "fault": {"error": [error], "type": self.type},
            "report": None,
            "queryResponse": None,
            "batchItemResponse": [],
            "requestId": None,
            "time": int(moment.timestamp() * 1000),
            "status": None,
            "cdcresponse": [],
        }


def unauthenticated(detail: str) -> GatewayFault:
    return GatewayFault(3200, 401, "AuthenticationFailed", detail, "AUTHENTICATION")


def unauthorised() -> GatewayFault:
    """The token is good, but for another company or environment."""
    return GatewayFault(3100, 403, "ApplicationAuthorizationFailed", "", "AUTHORIZATION")


class Throttled(Exception):
    """429, seen once as 403: the service's envelope with the gateway's wording."""

    def __init__(self, *, as_xml: bool = False, status: int = 429) -> None:
        super().__init__("throttled")
        self.as_xml = as_xml
        self.status = status

    def body(self, moment: datetime) -> Doc:
        error = {
            "Message": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
            "Detail": "The request limit was reached. Wait a minute and try again.",
            "code": "3001",
        }
        return {"Fault": {"Error": [error], "type": "SERVICE"}, "time": envelope_time(moment)}
