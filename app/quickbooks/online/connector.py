"""The QuickBooks Online dialect: what to say and how to read the answer. No I/O in here."""

from datetime import datetime

from app.quickbooks.online import reading
from app.quickbooks.online.decode import decode, decode_ask, pull_outcome
from app.quickbooks.online.encode import encode, encode_ask
from app.quickbooks.online.faults import understand
from app.quickbooks.online.records import NAMES
from app.sync.port import Entity, Message, Operation, Outcome, Page, Refs, Reply
from app.sync.settings import OrderSourceChoice

_ORDER_NAMES = {"estimate": "Estimate", "invoice": "Invoice"}


class OnlineConnector:
    """Implements `app.sync.port.Connector`; `orders_from` is what stands in for sales orders."""

    def __init__(self, orders_from: tuple[OrderSourceChoice, ...] = ("estimate",)) -> None:
        self._sales_orders = tuple(_ORDER_NAMES[source] for source in orders_from)

    def encode(self, op: Operation, refs: Refs) -> Message:
        return encode(op, refs)

    def encode_ask(self, op: Operation, refs: Refs, external_id: str | None = None) -> Message:
        return encode_ask(op, refs, external_id)

    def decode(self, op: Operation, refs: Refs, reply: Reply) -> Outcome:
        return decode(op, refs, reply)

    def decode_ask(self, op: Operation, refs: Refs, reply: Reply) -> Outcome:
        return decode_ask(op, refs, reply)

    def resume(self, cursor: str, now: datetime) -> str:
        return "" if reading.too_old(reading.Cursor.parse(cursor), now) else cursor

    def encode_pull(self, entity: Entity, cursor: str) -> Message:
        return reading.message(self._names(entity), reading.Cursor.parse(cursor))

    def decode_pull(self, entity: Entity, cursor: str, reply: Reply) -> Page | Outcome:
        answer = understand(reply)
        if reply.status != 200 or answer.body is None:
            return pull_outcome(entity, reply, answer)
        return reading.page(self._names(entity), reading.Cursor.parse(cursor), answer.body)

    def _names(self, entity: Entity) -> tuple[str, ...]:
        return self._sales_orders if entity is Entity.SALES_ORDER else NAMES[entity]
