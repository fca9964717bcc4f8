"""What orders from QuickBooks mean for ours: which we mirror, with which lines.

Open orders are mirrored; one we know already is followed to its end. Records that one of our own
documents made (our invoices, where invoices are also the orders) are no orders.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.types import new_id
from app.core.upsert import table_of
from app.orders import mirror
from app.orders.models import OrderSource
from app.sync import mappings
from app.sync.documents import MappingKind, OrderLineRecord, OrderRecord
from app.sync.inbound import lists
from app.sync.models import OperationState, SyncOperation
from app.sync.port import Ref

_op = table_of(SyncOperation).c
_PARTY = {
    MappingKind.PURCHASE_ORDER: MappingKind.VENDOR,
    MappingKind.SALES_ORDER: MappingKind.CUSTOMER,
}
_FINISHED_BY = {
    MappingKind.PURCHASE_ORDER: MappingKind.RECEIPT,
    MappingKind.SALES_ORDER: MappingKind.SHIPMENT,
}


class UnknownRecords(Exception):
    """Orders name items or parties that we have not read yet."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__(", ".join(ids))
        self.ids = ids


async def save_orders(
    session: AsyncSession,
    connection_id: UUID,
    kind: MappingKind,
    records: Sequence[OrderRecord],
    *,
    lenient: bool,
) -> list[UUID]:
    """Mirror these orders; our ids of those touched. Unless `lenient`, raises UnknownRecords."""
    known = await mappings.by_external(
        session, connection_id, kind, [one.external_id for one in records]
    )
    wanted = [
        one
        for one in records
        if one.own_document is None and (one.open or one.external_id in known)
    ]
    names = await _load_names(session, connection_id, kind, wanted)
    missing = names.missing(wanted)
    if missing and not lenient:
        raise UnknownRecords(missing)
    busy = await _orders_with_unsent(session, connection_id, known.values())
    facts: dict[UUID, mirror.OrderFacts] = {}
    refs: dict[UUID, Ref] = {}
    for one in wanted:
        lines = names.lines(one)
        # An order of nothing we stock is none of the floor's business.
        if one.party_external_id in names.parties and (lines or one.external_id in known):
            order_id = known.get(one.external_id) or new_id()
            facts[order_id] = names.facts(one, lines, busy=order_id in busy)
            refs[order_id] = _ref(one)
    if kind is MappingKind.PURCHASE_ORDER:
        await mirror.save_purchase_orders(session, facts)
    else:
        await mirror.save_sales_orders(session, facts)
    await mappings.remember_all(session, connection_id, kind, refs)
    return list(facts)


@dataclass(frozen=True, slots=True)
class _Names:
    """Our ids of what a page of orders names, by QuickBooks id.

    `known_…` are all records we have read, also those we do not use: what we do not stock, and
    what waits for a person to match it.
    """

    items: Mapping[str, UUID]
    parties: Mapping[str, UUID]
    known_items: Collection[str]
    known_parties: Collection[str]
    ours: Mapping[str, UUID]

    def missing(self, records: Sequence[OrderRecord]) -> list[str]:
        """QuickBooks ids that we know nothing of."""
        items = {line.item_external_id for one in records for line in one.lines}
        parties = {one.party_external_id for one in records}
        return sorted(
            (items - self.items.keys() - set(self.known_items))
            | (parties - self.parties.keys() - set(self.known_parties))
        )

    def lines(self, record: OrderRecord) -> tuple[mirror.LineFacts, ...]:
        """The lines of things we stock."""
        return tuple(
            _line(line, self.items[line.item_external_id])
            for line in record.lines
            if line.item_external_id in self.items
        )

    def facts(
        self, record: OrderRecord, lines: tuple[mirror.LineFacts, ...], *, busy: bool
    ) -> mirror.OrderFacts:
        """The order in our terms; `busy` while a document of ours for it is on its way."""
        return mirror.OrderFacts(
            number=record.number or f"#{record.external_id}",
            party_id=self.parties[record.party_external_id],
            source=OrderSource(record.source),
            open=record.open,
            ours_to_finish=busy or any(one in self.ours for one in record.linked_ids),
            ordered_on=record.ordered_on,
            due_on=record.due_on,
            memo=record.memo,
            lines=lines,
        )


async def _load_names(
    session: AsyncSession, connection_id: UUID, kind: MappingKind, records: Sequence[OrderRecord]
) -> _Names:
    items = {line.item_external_id for one in records for line in one.lines}
    parties = {one.party_external_id for one in records}
    linked = {one_id for one in records for one_id in one.linked_ids}
    find = mappings.by_external
    return _Names(
        items=await find(session, connection_id, MappingKind.ITEM, items),
        parties=await find(session, connection_id, _PARTY[kind], parties),
        known_items=await lists.known(session, connection_id, MappingKind.ITEM, items),
        known_parties=await lists.known(session, connection_id, _PARTY[kind], parties),
        ours=await find(session, connection_id, _FINISHED_BY[kind], linked),
    )


async def _orders_with_unsent(
    session: AsyncSession, connection_id: UUID, order_ids: Iterable[UUID]
) -> set[UUID]:
    """Orders for which QuickBooks may know a document of ours whose id we have not stored yet."""
    found = await session.execute(
        sa.select(_op.order_id).where(
            _op.connection_id == connection_id,
            _op.order_id.in_(list(order_ids)),
            _op.state != OperationState.DONE,
        )
    )
    return {order_id for order_id in found.scalars() if order_id is not None}


def _line(line: OrderLineRecord, item_id: UUID) -> mirror.LineFacts:
    return mirror.LineFacts(
        external_line_id=line.external_line_id,
        line_no=line.line_no,
        item_id=item_id,
        qty=line.qty,
        unit_amount=line.unit_amount,
        description=line.description,
    )


def _ref(record: OrderRecord) -> Ref:
    """What the order is called there, and what decides whether a document can be linked to it."""
    details = {
        "source": record.source,
        "on": record.ordered_on.isoformat() if record.ordered_on else None,
        "open": record.open,
        "complete": record.complete,
        "linked": list(record.linked_ids),
        "lines": [line.external_line_id for line in record.lines],
    }
    return Ref(record.external_id, record.version_token, record.number, details)
