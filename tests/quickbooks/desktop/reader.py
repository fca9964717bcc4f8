"""Reads a simulated company the way the sync engine does, without its database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.quickbooks.desktop import pages, reading
from app.quickbooks.desktop.qbxml import parse
from app.sync.documents import Deleted
from app.sync.facts import Facts
from app.sync.port import Entity, Page
from app.sync.settings import ConnectionSettings
from tests.quickbooks.simulator_desktop.desk import Desk

LONGEST_CURSOR = 200
SETTINGS = ConnectionSettings(orders_from=("sales_order",))


@dataclass
class Reader:
    """What we know of one entity, and where reading it stands. `before` runs before each page."""

    desk: Desk
    entity: Entity
    facts: Facts = field(default_factory=lambda: Facts(dialect="desktop", qbxml="13.0"))
    settings: ConnectionSettings = SETTINGS
    since: datetime | None = None
    session: str = "session-1"
    cursor: str = ""
    full_read_at: datetime | None = None
    known: dict[str, Any] = field(default_factory=dict)
    seen_at: dict[str, datetime] = field(default_factory=dict)
    full_reads: int = 0
    pages: int = 0
    before: Callable[[int], None] = lambda _: None

    @property
    def plan(self) -> reading.Plan:
        return reading.plan(
            self.entity, self.facts, self.settings, session=self.session, since=self.since
        )

    def another_session(self) -> None:
        """Web Connector leaves and comes back: what QuickBooks kept for us is gone."""
        self.session += "'"
        self.desk.company.end()
        self.desk.company.begin("")

    def step(self) -> Page:
        """Read one page and keep it."""
        now = self.desk.clock()
        full_read_at = self.full_read_at or now
        self.cursor = reading.resumed(self.plan, self.cursor, full_read_at, now)
        if not self.cursor:
            self.full_read_at, self.full_reads = now, self.full_reads + 1
        self.before(self.pages)
        self.pages += 1
        message = reading.message(self.plan, self.cursor, self.facts.qbxml)
        answer = parse(self.desk.company.process(message.body))
        page = pages.page(self.entity, self.plan, self.cursor, answer)
        assert isinstance(page, Page), page
        self.keep(page)
        return page

    def keep(self, page: Page) -> None:
        assert len(page.cursor) <= LONGEST_CURSOR
        for record in page.records:
            if isinstance(record, Deleted):
                self.known.pop(record.external_id, None)
            else:
                self.known[record.external_id] = record
                self.seen_at[record.external_id] = self.desk.clock()
        begun = self.full_read_at
        if page.done and page.full and begun is not None:
            kept = {one for one, at in self.seen_at.items() if at >= begun}
            self.known = {id: record for id, record in self.known.items() if id in kept}
        self.cursor = page.cursor

    def read(self) -> list[Any]:
        """Read to the end; the records that came."""
        came: list[Any] = []
        while True:
            page = self.step()
            came += page.records
            if page.done:
                return came
