"""The same goods posted twice: by us, and by somebody or something else in QuickBooks.

A transaction of others is suspected when it is of the same kind, with the same party, within a few
days, and moves the same goods, belongs to the same order, or has our number. The suspicion is a
warning on our document that names who made the other one; a person decides
(`app.sync.duplicates.decide`).
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.events import Event, announce
from app.core.upsert import table_of
from app.sync.edits import DUPLICATE, WORDS
from app.sync.models import ExternalTransaction, SyncOperation
from app.sync.port import SyncProblem

SAME_GOODS = timedelta(days=3)
SAME_NUMBER = timedelta(days=7)
_FAMILIES = (
    ("Bill", "Purchase"),
    ("Invoice", "SalesReceipt"),
    ("CreditMemo", "RefundReceipt"),
    ("VendorCredit",),
    ("InventoryAdjustment",),
)
_FAMILY = {name: family for family in _FAMILIES for name in family}

_txn = table_of(ExternalTransaction).c
_op = table_of(SyncOperation).c


def reasons(theirs: ExternalTransaction, ours: ExternalTransaction, order: str) -> list[str]:
    """Why the two may be the same, in words; empty if nothing says so. `order` is its number."""
    if theirs.entity not in _FAMILY.get(ours.entity, ()) or theirs.on is None or ours.on is None:
        return []
    apart = abs(theirs.on - ours.on)
    if theirs.party != ours.party or apart > SAME_NUMBER:
        return []
    found = []
    if theirs.number and theirs.number in (ours.number, order):
        found.append(f"the same number {theirs.number}")
    # Without a party only the same day is more than chance.
    if theirs.moves == ours.moves and apart <= (SAME_GOODS if ours.party else timedelta(0)):
        found.append("the same items and quantities")
    if _orders(theirs) & _orders(ours) and _share_goods(theirs, ours):
        found.append("the same order")
    return found


async def check_ours(session: AsyncSession, row: SyncOperation, ours: ExternalTransaction) -> None:
    """Say on our document which transactions of others may be the same; withdraw what was said."""
    said = []
    if not (ours.deleted or ours.voided):
        order = _order_number(row)
        for theirs in await _theirs_near(session, ours):
            why = reasons(theirs, ours, order)
            if why:
                said.append(_warning(row, theirs, why).as_dict())
    kept = [one for one in row.warnings or () if one["code"] != DUPLICATE]
    if kept + said != (row.warnings or []):
        row.warnings = (kept + said) or None
        ids = {"document_type": row.document_type, "document_id": str(row.document_id)}
        announce(session, Event("sync.changed", ids), Event("document.changed", ids))


async def check_theirs(session: AsyncSession, theirs: Sequence[ExternalTransaction]) -> None:
    """Look at our documents that these transactions of others may repeat, or repeat no more."""
    dated = [one for one in theirs if one.on is not None]
    if not dated:
        return
    days = [one.on for one in dated if one.on is not None]
    entities = {name for one in dated for name in _FAMILY.get(one.entity, ())}
    found = await session.execute(
        sa.select(ExternalTransaction, SyncOperation)
        .join(
            SyncOperation,
            sa.and_(
                _op.connection_id == _txn.connection_id,
                _op.document_type == _txn.document_type,
                _op.document_id == _txn.document_id,
            ),
        )
        .where(
            _txn.connection_id == dated[0].connection_id,
            _txn.entity.in_(list(entities)),
            _txn.party.in_(list({one.party for one in dated})),
            _txn.on >= min(days) - SAME_NUMBER,
            _txn.on <= max(days) + SAME_NUMBER,
        )
    )
    for ours, row in found.all():
        warned = any(one["code"] == DUPLICATE for one in row.warnings or ())
        if warned or any(reasons(one, ours, _order_number(row)) for one in dated):
            await check_ours(session, row, ours)


async def _theirs_near(
    session: AsyncSession, ours: ExternalTransaction
) -> list[ExternalTransaction]:
    if ours.on is None or ours.entity not in _FAMILY:
        return []
    found = await session.execute(
        sa.select(ExternalTransaction)
        .where(
            _txn.connection_id == ours.connection_id,
            _txn.entity.in_(_FAMILY[ours.entity]),
            _txn.party == ours.party,
            _txn.on.between(ours.on - SAME_NUMBER, ours.on + SAME_NUMBER),
            _txn.document_id.is_(None),
            _txn.settled_at.is_(None),
            ~_txn.deleted,
            ~_txn.voided,
        )
        .order_by(_txn.on, _txn.id)
    )
    return list(found.scalars())


def _warning(row: SyncOperation, theirs: ExternalTransaction, why: list[str]) -> SyncProblem:
    what = f"{WORDS.get(theirs.entity, 'record')} {theirs.number or f'id {theirs.external_id}'}"
    party = f" of {theirs.party}" if theirs.party else ""
    return SyncProblem(
        DUPLICATE,
        "Perhaps in QuickBooks twice",
        f"{row.document_number} may be in QuickBooks twice: {maker(theirs)} made the {what}{party},"
        f" dated {theirs.on:%m/%d/%Y}, with {' and '.join(why)}.",
        "Decide under QuickBooks, Duplicates, which of the two stays.",
        {
            "number": row.document_number,
            "theirs": str(theirs.id),
            "external_id": theirs.external_id,
            "external_number": theirs.number,
            "made_by": maker(theirs),
            "reasons": why,
        },
    )


def maker(theirs: ExternalTransaction) -> str:
    """Who made it, as well as QuickBooks lets us tell."""
    if theirs.made_by:
        return theirs.made_by
    user = str(theirs.record.get("changed_by") or "")
    return f"QuickBooks user {user}" if user else "somebody in QuickBooks"


def _orders(one: ExternalTransaction) -> set[str]:
    return set(one.record.get("order_ids") or ())


def _share_goods(theirs: ExternalTransaction, ours: ExternalTransaction) -> bool:
    """The rest of an order is no repetition: some item must have come in the same quantity."""
    return any(ours.moves.get(item) == qty for item, qty in theirs.moves.items())


def _order_number(row: SyncOperation) -> str:
    snapshot: dict[str, Any] = row.snapshot
    names: Iterable[str] = ("purchase_order_number", "sales_order_number")
    return next((str(snapshot[name]) for name in names if snapshot.get(name)), "")


async def suspected(session: AsyncSession, connection_id: UUID) -> list[SyncOperation]:
    """Our documents that may be in QuickBooks twice, the newest first."""
    found = await session.execute(
        sa.select(SyncOperation)
        .where(
            _op.connection_id == connection_id,
            sa.cast(_op.warnings, sa.String).contains(DUPLICATE),
        )
        .order_by(_op.created_at.desc(), _op.id.desc())
        .limit(200)
    )
    return list(found.scalars())
