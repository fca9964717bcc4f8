"""What stands against the vendors and customers of open orders."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Customer, Vendor
from app.core.upsert import table_of
from app.orders.models import PurchaseOrder, SalesOrder
from app.sync import ways_out
from app.sync.audit.items import OPEN
from app.sync.audit.words import Found, found, inactive
from app.sync.documents import MappingKind
from app.sync.models import Mapping, QuickBooksConnection

_mapping = table_of(Mapping).c


async def look(session: AsyncSession, connection: QuickBooksConnection) -> list[Found]:
    """Inactive or unlinked."""
    vendors = await _named(session, connection, MappingKind.VENDOR, Vendor, PurchaseOrder)
    customers = await _named(session, connection, MappingKind.CUSTOMER, Customer, SalesOrder)
    return [*vendors, *customers]


async def _named(
    session: AsyncSession, connection: QuickBooksConnection, kind: MappingKind, model: Any, of: Any
) -> list[Found]:
    party, order = table_of(model).c, table_of(of).c
    reference = order[f"{kind.value}_id"]
    rows = await session.execute(
        sa.select(
            party.id,
            party.name,
            _mapping.external_id,
            _mapping.details,
            sa.func.min(order.number).label("number"),
        )
        .join(table_of(of), reference == party.id)
        .outerjoin(
            table_of(Mapping),
            sa.and_(
                _mapping.connection_id == connection.id,
                _mapping.kind == kind,
                _mapping.local_id == party.id,
            ),
        )
        .where(order.state.in_(OPEN))
        .group_by(party.id, party.name, _mapping.id)
        .order_by(party.name)
    )
    return [one for row in rows for one in _about(kind, row)]


def _about(kind: MappingKind, row: Any) -> Iterator[Found]:
    cause = ways_out.record(kind, row.id)
    if row.external_id is None:
        yield found(
            *("parties", f"{kind}_not_linked", cause),
            f"{row.name} is not in QuickBooks yet",
            f"The {kind} {row.name} has the open order {row.number}, but Scanpost cannot find it"
            " in QuickBooks.",
            "Choose what it is called in QuickBooks, or add it there.",
            *(ways_out.link(kind, row.id), ways_out.create(kind, row.id, row.name)),
            names=row.name,
        )
    elif (row.details or {}).get("active") is False:
        fixes = ways_out.reactivate(kind, row.id, row.name), ways_out.link(kind, row.id)
        yield inactive("parties", cause, row.name, f"has the open order {row.number}", fixes)
