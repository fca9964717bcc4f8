"""Our rows and what QuickBooks calls them."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnlyMapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.types import new_id
from app.core.upsert import insert, table_of
from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    CustomerReturnDoc,
    ItemDoc,
    MappingKind,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    TransferDoc,
    VendorReturnDoc,
)
from app.sync.mapping.matching import How
from app.sync.models import Mapping
from app.sync.port import Ref

_mapping = table_of(Mapping).c

MERGED_INTO = "merged_into"
"""In a mapping's details: the record that took the place of this one, which is no more."""

Known = dict[tuple[str, UUID], Ref]


@dataclass(frozen=True, slots=True)
class Origin:
    """How a mapping came about: how sure in percent, and what ours was called then."""

    how: How
    confidence: int = 100
    matched_name: str = ""


TOLD = Origin(How.ID)


def named_ids(document: AnyDocument) -> set[UUID]:
    """Our ids that a message about `document` may have to name."""
    if isinstance(document, ItemDoc | PartyDoc):
        return {document.id}
    ids = {document.id} | {line.item_id for line in document.lines}
    match document:
        case ReceiptDoc(vendor_id=vendor, purchase_order_id=order):
            ids |= {vendor} if order is None else {vendor, order}
        case ShipmentDoc(customer_id=customer, sales_order_id=sales_order):
            ids |= {customer, sales_order}
        case CustomerReturnDoc(customer_id=customer):
            ids.add(customer)
        case VendorReturnDoc(vendor_id=vendor):
            ids.add(vendor)
        case AdjustmentDoc() | TransferDoc():
            pass
    return ids


async def load_refs(session: AsyncSession, connection_id: UUID, ids: Iterable[UUID]) -> Known:
    """What QuickBooks calls these rows of ours; unknown ones are absent."""
    found = await session.execute(
        sa.select(Mapping).where(
            _mapping.connection_id == connection_id, _mapping.local_id.in_(list(ids))
        )
    )
    return {(row.kind, row.local_id): _ref(row) for row in found.scalars()}


def _ref(row: Mapping) -> Ref:
    """A record that was merged away is named by the one it went into."""
    external_id = str(row.details.get(MERGED_INTO) or row.external_id)
    return Ref(external_id, row.version_token, row.external_number, row.details)


async def by_external(
    session: AsyncSession, connection_id: UUID, kind: MappingKind, external_ids: Iterable[str]
) -> dict[str, UUID]:
    """Which rows of ours these QuickBooks records are."""
    found = await session.execute(
        sa.select(_mapping.external_id, _mapping.local_id).where(
            _mapping.connection_id == connection_id,
            _mapping.kind == kind,
            _mapping.external_id.in_(list(external_ids)),
        )
    )
    return {row.external_id: row.local_id for row in found}


async def owner_of(
    session: AsyncSession, connection_id: UUID, kind: str, external_id: str
) -> UUID | None:
    """Our row that this QuickBooks record stands for, if any."""
    found = await session.execute(
        sa.select(_mapping.local_id).where(
            _mapping.connection_id == connection_id,
            _mapping.kind == kind,
            _mapping.external_id == external_id,
        )
    )
    return found.scalar_one_or_none()


async def remember(
    session: AsyncSession, connection_id: UUID, kind: str, local_id: UUID, ref: Ref
) -> None:
    """Store or refresh one mapping. The record must not belong to another row (`owner_of`)."""
    made = kind in (MappingKind.ITEM, MappingKind.CUSTOMER, MappingKind.VENDOR)
    origins = {local_id: Origin(How.CREATED)} if made else None
    await remember_all(session, connection_id, kind, {local_id: ref}, origins)


async def remember_all(
    session: AsyncSession,
    connection_id: UUID,
    kind: str,
    refs: dict[UUID, Ref],
    origins: ReadOnlyMapping[UUID, Origin] | None = None,
) -> None:
    """Store or refresh many mappings in one statement; `origins` are those of new ones."""
    if not refs:
        return
    origins = origins or {}
    new = insert(session, Mapping)
    await session.execute(
        new.on_conflict_do_update(
            index_elements=[_mapping.connection_id, _mapping.kind, _mapping.local_id],
            set_={
                name: new.excluded[name]
                for name in (
                    "external_id",
                    "version_token",
                    "external_number",
                    "details",
                    "updated_at",
                )
            },
        ),
        [
            _values(connection_id, kind, local_id, ref, origins.get(local_id, TOLD))
            for local_id, ref in refs.items()
        ],
    )


def _values(
    connection_id: UUID, kind: str, local_id: UUID, ref: Ref, origin: Origin
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "connection_id": connection_id,
        "kind": kind,
        "local_id": local_id,
        "external_id": ref.external_id,
        "version_token": ref.version_token,
        "external_number": ref.number,
        "details": dict(ref.details),
        "how": origin.how,
        "confidence": origin.confidence,
        "matched_name": origin.matched_name[:500],
        "updated_at": clock.now(),
    }


async def forget(
    session: AsyncSession, connection_id: UUID, kind: MappingKind, external_ids: Iterable[str]
) -> None:
    """QuickBooks no longer has these records under this kind."""
    await session.execute(
        sa.delete(Mapping).where(
            _mapping.connection_id == connection_id,
            _mapping.kind == kind,
            _mapping.external_id.in_(list(external_ids)),
        )
    )


async def merge(
    session: AsyncSession, connection_id: UUID, kind: MappingKind, gone: str, into: str
) -> None:
    """Record `gone` went into record `into`: our row stands for that one from now on.

    Where another row of ours stands for it already, both do: documents of either name it.
    """
    found = await session.execute(
        sa.select(Mapping).where(
            _mapping.connection_id == connection_id,
            _mapping.kind == kind,
            _mapping.external_id.in_([gone, into]),
        )
    )
    rows = {row.external_id: row for row in found.scalars()}
    if gone not in rows or gone == into:
        return
    if into in rows:
        rows[gone].details = rows[gone].details | {MERGED_INTO: into}
    else:
        rows[gone].external_id, rows[gone].version_token = into, ""
    rows[gone].updated_at = clock.now()
    # What was merged into `gone` before follows it.
    earlier = await session.execute(
        sa.select(Mapping).where(
            _mapping.connection_id == connection_id,
            _mapping.kind == kind,
            _mapping.details[MERGED_INTO].as_string() == gone,
        )
    )
    for row in earlier.scalars():
        row.details = row.details | {MERGED_INTO: into}
    await session.flush()


async def merged_away(
    session: AsyncSession, connection_id: UUID, kind: MappingKind, external_ids: Iterable[str]
) -> set[str]:
    """Which of these records went into others, so that our rows go on without them."""
    found = await session.execute(
        sa.select(_mapping.external_id).where(
            _mapping.connection_id == connection_id,
            _mapping.kind == kind,
            _mapping.external_id.in_(list(external_ids)),
            _mapping.details[MERGED_INTO].as_string().is_not(None),
        )
    )
    return set(found.scalars())
