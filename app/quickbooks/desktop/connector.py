"""The QuickBooks Desktop dialect: what to say and how to read the answer. No I/O in here."""

from datetime import datetime

from app.quickbooks.desktop import pages, reading
from app.quickbooks.desktop.catalogue import about_reading
from app.quickbooks.desktop.decode import UNREADABLE, decode, decode_ask
from app.quickbooks.desktop.encode import encode, encode_ask, version_of
from app.quickbooks.desktop.hresults import reading_outcome
from app.quickbooks.desktop.qbxml import Answer, Unreadable, parse
from app.quickbooks.desktop.reading import Plan
from app.sync.explanations import explained
from app.sync.facts import Facts
from app.sync.port import (
    Concerned,
    Entity,
    Message,
    Operation,
    Outcome,
    Page,
    Refs,
    Reply,
    Retry,
)
from app.sync.settings import ConnectionSettings


class DesktopConnector:
    """Implements `app.sync.port.Connector` for one company file.

    `session` is the QuickBooks session that reads go on in: an iterator lives no longer. The
    company's transactions are read from `since` on. Each write lets QuickBooks forget the message
    set `retire`, which was answered for good.
    """

    def __init__(
        self,
        facts: Facts,
        settings: ConnectionSettings,
        session: str = "",
        since: datetime | None = None,
        retire: str = "",
    ) -> None:
        self._facts = facts
        self._settings = settings
        self._session = session
        self._since = since
        self._retire = retire

    def encode(self, op: Operation, refs: Refs) -> Message:
        return encode(op, refs, retire=self._retire)

    def encode_ask(self, op: Operation, refs: Refs, external_id: str | None = None) -> Message:
        return encode_ask(op, refs, external_id)

    def decode(self, op: Operation, refs: Refs, reply: Reply) -> Outcome:
        return decode(op, refs, reply)

    def decode_ask(self, op: Operation, refs: Refs, reply: Reply) -> Outcome:
        return decode_ask(op, refs, reply)

    def resume(self, entity: Entity, cursor: str, full_read_at: datetime, now: datetime) -> str:
        return reading.resumed(self._plan(entity), cursor, full_read_at, now)

    def encode_pull(self, entity: Entity, cursor: str) -> Message:
        return reading.message(self._plan(entity), cursor, version_of(self._facts))

    def decode_pull(self, entity: Entity, cursor: str, reply: Reply) -> Page | Outcome:
        answer = _read(entity, reply)
        if not isinstance(answer, Answer):
            return answer
        return pages.page(entity, self._plan(entity), cursor, answer)

    def concerned(self, name: str) -> Concerned:
        plans = {entity: self._plan(entity) for entity in Entity}
        kinds = {kind.lower(): kind for plan in plans.values() for kind in plan.kinds}
        known = kinds.get(name.lower(), name)
        return Concerned(known, tuple(one for one, plan in plans.items() if known in plan.kinds))

    def encode_some(self, entity: Entity, name: str, ids: tuple[str, ...]) -> Message:
        return reading.some(self._plan(entity), name, ids, version_of(self._facts))

    def decode_some(
        self,
        entity: Entity,
        name: str,  # noqa: ARG002 - an answer names its records itself
        reply: Reply,
    ) -> Page | Outcome:
        answer = _read(entity, reply)
        if not isinstance(answer, Answer):
            return answer
        return pages.found(entity, self._plan(entity), answer)

    def _plan(self, entity: Entity) -> Plan:
        return reading.plan(
            entity, self._facts, self._settings, session=self._session, since=self._since
        )


def _read(entity: Entity, reply: Reply) -> Answer | Outcome:
    about = about_reading(entity)
    if reply.status == 0:
        return reading_outcome(reply, about)
    try:
        return parse(reply.body)
    except Unreadable as error:
        return Retry(explained(UNREADABLE, about, said=str(error)))
