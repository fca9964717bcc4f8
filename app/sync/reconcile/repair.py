"""The ways to make a difference zero: ours follows QuickBooks, QuickBooks follows us.

*Adopt* moves our stock to what QuickBooks says. *Adjust* tells QuickBooks an InventoryAdjustment
that takes the difference back. *Reverse* undoes in QuickBooks what was done to one transaction:
our own document is shown again as we told it, anybody else's effect is taken back with its name on
the adjustment. What is adopted or adjusted is reckoned with from then on and explains nothing
twice.
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item
from app.core import clock
from app.core.errors import Conflict, NotFound
from app.core.events import Event, announce
from app.core.numbering import next_number
from app.core.types import decimal_text, new_id
from app.core.upsert import table_of
from app.inventory.correcting import Why, correct
from app.sync import edit_choices, outbox
from app.sync.claims import hold_still
from app.sync.documents import AdjustmentDoc, DocumentLine
from app.sync.models import ExternalTransaction
from app.sync.port import FixKind
from app.sync.reconcile.compare import SETTLE_THEMSELVES, CauseKind
from app.sync.reconcile.models import LineState, ReconcileLine, ReconcileRun

DOCUMENT = "reconcile_line"
SERIES = "A"  # A-000042, the InventoryAdjustment's number in QuickBooks
REASON = "reconcile"

_line, _run = table_of(ReconcileLine).c, table_of(ReconcileRun).c


class How(StrEnum):
    """Which side follows the other."""

    ADOPT = "adopt"
    ADJUST = "adjust"
    REVERSE = "reverse"


_STATE = {
    How.ADOPT: LineState.ADOPTED,
    How.ADJUST: LineState.ADJUSTED,
    How.REVERSE: LineState.REVERSED,
}

_CHANGED = (CauseKind.EDITED, CauseKind.VOIDED, CauseKind.DELETED)


class NothingToRepair(Conflict):
    code = "nothing_to_repair"
    title = "Nothing to repair"


async def repair(
    session: AsyncSession,
    line_id: UUID,
    how: How,
    *,
    user_id: UUID,
    zone: str,
    cause: int | None = None,
) -> ReconcileLine:
    """Even out one cause of a difference, or all that do not even out by themselves.

    Raises NotFound, NothingToRepair (a newer comparison, or it is done), CountInstead and
    InsufficientStock when our stock cannot follow.
    """
    line = await _held_still(session, line_id)
    chosen = _chosen(line, cause)
    rest = [one for one in chosen if not await _decided(session, one, how)]
    qty = sum((Decimal(one["qty"]) for one in rest), Decimal(0))
    item = await session.get_one(Item, line.item_id)
    if qty and how is How.ADOPT:
        await correct(session, item, qty, Why(DOCUMENT, line.id, user_id))
    elif qty:
        await _tell(session, item, -qty, rest, zone=zone)
    for one in rest:
        await _reckon_with(session, one, line.external_id)
    line.causes = [{**one, "repaired": how.value} if one in chosen else one for one in line.causes]
    if all(one.get("repaired") or one["kind"] in SETTLE_THEMSELVES for one in line.causes):
        line.state = _STATE[how]
        line.resolved_by, line.resolved_at = user_id, clock.now()
    announce(session, Event("reconcile.changed", {"run_id": str(line.run_id)}))
    return line


async def _decided(session: AsyncSession, cause: dict[str, Any], how: How) -> bool:
    """Our own document that was changed there: decide about it as a whole, as `how` means.

    True if nothing else is to be done for this item: the document is sent again as we told it.
    """
    if cause["kind"] not in _CHANGED or not cause["operation_id"]:
        return False
    row = await hold_still(session, UUID(cause["operation_id"]))
    if row is None:
        return False
    if how is not How.REVERSE:
        await edit_choices.decide(session, row, FixKind.KEEP_THEIRS)
        return False
    again = FixKind.RECREATE if cause["kind"] == CauseKind.DELETED else FixKind.SEND_OURS
    await edit_choices.decide(session, row, again)  # an item of it before may have decided already
    return True


async def _held_still(session: AsyncSession, line_id: UUID) -> ReconcileLine:
    line = await session.get(ReconcileLine, line_id, with_for_update=True)
    if line is None:
        raise NotFound("This difference does not exist.", id=line_id)
    if line.state is not LineState.OPEN:
        raise NothingToRepair("This difference was dealt with, or a newer comparison replaced it.")
    return line


def _chosen(line: ReconcileLine, cause: int | None) -> list[dict[str, Any]]:
    mine = [
        (at, one)
        for at, one in enumerate(line.causes)
        if one["kind"] not in SETTLE_THEMSELVES and not one.get("repaired")
    ]
    chosen = [one for at, one in mine if cause in (None, at)]
    if not chosen:
        raise NothingToRepair("It evens out by itself once the document is sent or shipped.")
    return chosen


async def _tell(
    session: AsyncSession, item: Item, qty: Decimal, causes: Sequence[dict[str, Any]], *, zone: str
) -> None:
    """An InventoryAdjustment of `qty` for QuickBooks only: our stock is right as it is."""
    number = await next_number(session, SERIES)
    document = AdjustmentDoc(
        id=new_id(),
        number=number,
        on=clock.today(zone),
        reason=REASON,
        memo=f"Reconciled with Scanpost: {'; '.join(_words(one) for one in causes)}",
        lines=(
            DocumentLine(
                line_key=str(item.id), item_id=item.id, sku=item.sku, name=item.name, qty=qty
            ),
        ),
    )
    summary = f"{decimal_text(qty)} × {item.name}, reconciled"
    await outbox.want(session, document, summary=summary, completed=True)


def _words(cause: dict[str, Any]) -> str:
    if cause["kind"] == CauseKind.UNEXPLAINED:
        return "no transaction explains it"
    what = " ".join(one for one in (cause["entity"], cause["number"]) if one)
    return f"{what} {cause['kind'].replace('_', ' ')} in QuickBooks"


async def _reckon_with(session: AsyncSession, cause: dict[str, Any], external_id: str) -> None:
    """From now on the transaction counts, for this item, as it is in QuickBooks."""
    if not cause["transaction_id"]:
        return
    txn = await session.get(
        ExternalTransaction, UUID(cause["transaction_id"]), with_for_update=True
    )
    if txn is None:
        return
    now = {} if txn.deleted or txn.voided else txn.moves
    txn.reckoned = (txn.reckoned or {}) | {external_id: str(now.get(external_id, 0))}
    session.add(txn)
