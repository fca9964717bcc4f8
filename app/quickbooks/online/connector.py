"""The QuickBooks Online dialect: what to say and how to read the answer. No I/O in here."""

from datetime import datetime

from app.quickbooks.online import reading
from app.quickbooks.online.decode import decode, decode_ask, pull_outcome
from app.quickbooks.online.encode import encode, encode_ask
from app.quickbooks.online.faults import understand
from app.quickbooks.online.movements import CAPTURED, SIGN, movement
from app.quickbooks.online.reading import Cursor, Plan
from app.quickbooks.online.records import LISTS_WITH_INACTIVE, NAMES, record_from
from app.sync.port import Concerned, Entity, Message, Operation, Outcome, Page, Refs, Reply
from app.sync.settings import OrderSourceChoice

_ORDER_NAMES = {"estimate": "Estimate", "invoice": "Invoice"}
_BY_WORD = {
    name.lower(): name
    for name in (*(one for names in NAMES.values() for one in names), *SIGN, "Estimate")
}
_NOT_OFFERED = {500, 5020, 5030}  # this edition has no inventory adjustments


class OnlineConnector:
    """Implements `app.sync.port.Connector`; `orders_from` is what stands in for sales orders.

    Transactions are read from `since` on.
    """

    def __init__(
        self,
        orders_from: tuple[OrderSourceChoice, ...] = ("estimate",),
        since: datetime | None = None,
    ) -> None:
        self._sales_orders = tuple(_ORDER_NAMES[source] for source in orders_from)
        self._since = "" if since is None else since.strftime("%Y-%m-%dT%H:%M:%SZ")

    def encode(self, op: Operation, refs: Refs) -> Message:
        return encode(op, refs)

    def encode_ask(self, op: Operation, refs: Refs, external_id: str | None = None) -> Message:
        return encode_ask(op, refs, external_id)

    def decode(self, op: Operation, refs: Refs, reply: Reply) -> Outcome:
        return decode(op, refs, reply)

    def decode_ask(self, op: Operation, refs: Refs, reply: Reply) -> Outcome:
        return decode_ask(op, refs, reply)

    def resume(self, entity: Entity, cursor: str, full_read_at: datetime, now: datetime) -> str:
        kept = reading.resumed(self._plan(entity), Cursor.parse(cursor), full_read_at, now)
        return cursor if kept else ""

    def encode_pull(self, entity: Entity, cursor: str) -> Message:
        return reading.message(self._plan(entity), Cursor.parse(cursor))

    def decode_pull(self, entity: Entity, cursor: str, reply: Reply) -> Page | Outcome:
        answer = understand(reply)
        if reply.status == 200 and answer.body is not None:
            return reading.page(self._plan(entity), Cursor.parse(cursor), answer.body)
        if entity is Entity.ADJUSTMENT and answer.errors and answer.errors[0].code in _NOT_OFFERED:
            return Page([], cursor, done=True)
        return pull_outcome(entity, reply, answer)

    def concerned(self, name: str) -> Concerned:
        known = _BY_WORD.get(name.lower(), name)
        entities = tuple(one for one in Entity if known in self._plan(one).names)
        return Concerned(known, entities)

    def encode_some(self, entity: Entity, name: str, ids: tuple[str, ...]) -> Message:
        return reading.some(self._plan(entity), name, ids)

    def decode_some(self, entity: Entity, name: str, reply: Reply) -> Page | Outcome:
        answer = understand(reply)
        if reply.status != 200 or answer.body is None:
            return pull_outcome(entity, reply, answer)
        return reading.found(self._plan(entity), name, answer.body)

    def _plan(self, entity: Entity) -> Plan:
        match entity:
            case Entity.SALES_ORDER:
                return Plan(self._sales_orders, record_from)
            case Entity.TRANSACTION:
                return Plan(CAPTURED, movement, since=self._since)
            case Entity.ADJUSTMENT:
                return Plan(("InventoryAdjustment",), movement, since=self._since, captured=False)
            case _:
                return Plan(NAMES[entity], record_from, inactive=entity in LISTS_WITH_INACTIVE)
