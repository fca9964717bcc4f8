"""Goods given back: put down where they came from, or a putting down undone."""

from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog import places
from app.core.upsert import table_of
from app.inventory import ledger
from app.inventory.floor import Applied, FloorScan
from app.inventory.models import StockMove
from app.inventory.problems import InsufficientStock
from app.moving.hands import DOCUMENT, InHand, forget, in_hand, news
from app.moving.problems import NothingInHand, NothingToUndo
from app.moving.stock import context_of
from app.picking.relocate import relocate

_move = table_of(StockMove)


async def put_back(session: AsyncSession, scan: FloorScan) -> Applied:
    """Nothing was moved: the goods, or those of `line_id`, are free again. Raises NothingInHand."""
    held = await in_hand(session, scan.actor.user_id, lock=True)
    lines = [one for one in held if scan.line_id in (None, one.id)]
    if not lines:
        raise NothingInHand("You hold nothing to put back.")
    for line in lines:
        await let_go(session, line)
    codes = ", ".join(dict.fromkeys(one.from_code for one in lines))
    return Applied(
        code="put_back",
        message=f"Back to {codes}. Nothing was moved.",
        effect={"type": "put_back", "left": len(held) - len(lines)},
    )


async def let_go(session: AsyncSession, line: InHand) -> None:
    """Goods stay where the books have them; nobody holds them any more."""
    ours = line.qty - line.promised_qty
    if ours:
        await ledger.unreserve(session, lot_id=line.lot_id, location_id=line.from_id, qty=ours)
    await forget(session, line)
    news(session, line.user_id)


async def undo(session: AsyncSession, scan: FloorScan) -> Applied:
    """Take one putting down back, while the goods still lie there; its own person's only."""
    if scan.document_id is None:
        raise NothingToUndo("Nothing was put down yet.")
    found = await session.execute(
        sa.select(_move)
        .where(
            _move.c.document_type == DOCUMENT,
            _move.c.document_id == scan.document_id,
            _move.c.user_id == scan.actor.user_id,
            _move.c.reverses.is_(None),
        )
        .order_by(_move.c.id)
    )
    moves = found.all()
    if not moves:
        raise NothingToUndo("This was not put down by you.")
    for move in moves:
        await _move_back(session, scan, move)
    origin = await places.by_id(session, moves[0].from_id)
    code = origin.code if origin else ""
    return Applied(
        code="undone",
        message=f"Undone. The goods are in {code} again.",
        effect={"type": "undone", "location": {"id": str(moves[0].from_id), "code": code}},
    )


async def _move_back(session: AsyncSession, scan: FloorScan, move: Any) -> None:
    context = context_of(scan)
    try:
        await ledger.reverse(session, move.id, context)
    except InsufficientStock:
        # nothing was changed yet: what is not free there is reserved, and takes its orders along
        followed = await relocate(
            session,
            lot_id=move.lot_id,
            origin_id=move.to_id,
            target_id=move.from_id,
            qty=move.qty,
        )
        if followed < move.qty:
            raise
        await ledger.reverse(session, move.id, context, take_reserved=True, keep_reserved=True)
