"""A simulated Desktop company on a test's clock, and the ways to ask it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.quickbooks.desktop.qbxml import Answer, Node, Rq, Rs, build, parse
from app.quickbooks.simulator.desktop import Bookkeeper, Books, DesktopCompany, seed_desktop_demo
from app.quickbooks.simulator.desktop.profiles import ENTERPRISE_24, Profile

OWNER = "{5B9C3D6E-0A11-4C52-9E7B-3D1F0A2B4C5D}"
FILE = "{0E2F4A6C-8B1D-4F3E-A5C7-9D0B2E4F6A81}"


@dataclass
class Clock:
    """A clock that stands until it is told to go on."""

    now: datetime = datetime(2026, 2, 3, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Desk:
    """The demo company with one application at work in it."""

    company: DesktopCompany
    clock: Clock
    person: Bookkeeper = field(init=False)

    def __post_init__(self) -> None:
        self.person = Bookkeeper(self.company)

    @property
    def books(self) -> Books:
        return self.company.books

    def send(self, *requests: Rq, **how: Any) -> Answer:
        """Ask in the highest version this QuickBooks knows, unless told another."""
        how.setdefault("version", self.books.profile.version)
        return parse(self.company.process(build(requests, **how)))

    def ask(self, name: str, body: Mapping[str, Any] | None = None, **attributes: str) -> Rs:
        """The answer to one request, such as ``ask("ItemQuery", {"MaxReturned": 2})``."""
        rq = Rq(f"{name}Rq", body or {}, "r-1", attributes)
        return self.send(rq).responses[0]

    def raw(self, inside: str, *, version: str = "13.0", attributes: str = "") -> Answer:
        """Ask with text as it is."""
        return parse(self.company.process(document(inside, version=version, attributes=attributes)))

    def record(self, name: str, body: Mapping[str, Any]) -> Node:
        """The only record of an answer that must have one."""
        answer = self.ask(name, body)
        assert answer.code == 0, answer.message
        (record,) = answer.records
        return record


def document(
    inside: str, *, version: str = "13.0", attributes: str = "", on_error: str = "stopOnError"
) -> str:
    """A document around requests written by hand."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><?qbxml version="{version}"?>'
        f'<QBXML><QBXMLMsgsRq onError="{on_error}"{attributes}>{inside}</QBXMLMsgsRq></QBXML>'
    )


def opened(profile: Profile = ENTERPRISE_24) -> Desk:
    """The demo company of this profile with a session begun, a day after it was set up."""
    clock = Clock()
    company = DesktopCompany(Books(clock, profile))
    seed_desktop_demo(company)
    company.register(OWNER, FILE)
    clock.forward(days=1)
    company.begin("")
    return Desk(company, clock)
