"""Goods in hand, transfers and adjustments for the screens; the scans come through /api/scans."""

from uuid import UUID

from fastapi import APIRouter, status
from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.deps import Manager, Operator, Supervisor
from app.access.models import Role
from app.access.sessions import SignedIn
from app.core.events import Event, announce
from app.core.http import AppSettings, Db
from app.core.paging import Cursor, Limit, Page
from app.inventory.policy import house_rules
from app.inventory.reasons import AdjustmentReason, ReasonNotFound, add_reason, list_reasons
from app.moving import adjustment_queries, adjustments, queries, transfers
from app.moving.giving_back import let_go
from app.moving.hands import in_hand
from app.moving.models import AdjustmentState, TransferState
from app.moving.problems import NothingInHand
from app.moving.schemas import (
    AdjustmentIn,
    AdjustmentOut,
    AdjustmentRow,
    InHandOut,
    ReasonIn,
    ReasonOut,
    ReasonPatch,
    SettleIn,
    TransferIn,
    TransferOut,
    TransferRow,
)

router = APIRouter(prefix="/api", tags=["moving"])


_NULLABLE = ("supervisor_above",)


def _sees_values(who: SignedIn) -> bool:
    return who.role.rank >= Role.SUPERVISOR.rank


@router.get("/moves/in-hand", operation_id="get_in_hand")
async def get_in_hand(who: Operator, db: Db) -> InHandOut:
    """What I hold, and where it could go."""
    async with db.read() as session:
        return await queries.hands(session, who.user_id)


@router.get("/moves/carried", operation_id="list_carried")
async def list_carried(_: Supervisor, db: Db) -> InHandOut:
    """What everybody holds."""
    async with db.read() as session:
        return await queries.hands(session, None)


@router.post("/moves/carried/{line_id}/release", operation_id="release_carried")
async def release_carried(line_id: UUID, _: Supervisor, db: Db) -> InHandOut:
    """Nobody holds these goods any more: they lie where the books have them."""

    async def work(session: AsyncSession) -> InHandOut:
        held = await in_hand(session, None, lock=True)
        line = next((one for one in held if one.id == line_id), None)
        if line is None:
            raise NothingInHand("Nobody holds these goods any more.")
        await let_go(session, line)
        return await queries.hands(session, None)

    return await db.transact(work)


@router.post("/transfers", operation_id="open_transfer")
async def open_transfer(wanted: TransferIn, who: Operator, db: Db) -> TransferOut:
    """Begin a transfer to another warehouse."""

    async def work(session: AsyncSession) -> TransferOut:
        transfer_id = await transfers.open_transfer(
            session,
            from_id=wanted.from_id,
            to_id=wanted.to_id,
            user_id=who.user_id,
            lines=[(line.item_id, line.qty) for line in wanted.lines],
            note=wanted.note,
        )
        return await queries.transfer(session, transfer_id)

    return await db.transact(work)


@router.get("/transfers", operation_id="list_transfers")
async def list_transfers(
    _: Operator,
    db: Db,
    state: TransferState | None = None,
    live: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[TransferRow]:
    """Transfers, newest first; `live`: only those that are not finished."""
    async with db.read() as session:
        return await queries.transfers(session, state=state, live=live, cursor=cursor, limit=limit)


@router.get("/transfers/{transfer_id}", operation_id="get_transfer")
async def get_transfer(transfer_id: UUID, _: Operator, db: Db) -> TransferOut:
    """One transfer: what was planned, loaded, unloaded, and what is missing."""
    async with db.read() as session:
        return await queries.transfer(session, transfer_id)


@router.post("/transfers/{transfer_id}/settle", operation_id="settle_transfer")
async def settle_transfer(
    transfer_id: UUID, how: SettleIn, who: Supervisor, db: Db, settings: AppSettings
) -> TransferOut:
    """Say what became of missing goods."""

    async def work(session: AsyncSession) -> TransferOut:
        await transfers.settle(
            session,
            transfer_id,
            how.fate,
            user_id=who.user_id,
            rules=house_rules(settings),
            reason=how.reason,
            lot_id=how.lot_id,
        )
        return await queries.transfer(session, transfer_id)

    return await db.transact(work)


@router.post("/transfers/{transfer_id}/take-back", operation_id="take_transfer_back")
async def take_transfer_back(
    transfer_id: UUID, who: Supervisor, db: Db, settings: AppSettings
) -> TransferOut:
    """Undo a transfer: its goods lie where they were loaded, QuickBooks forgets it."""

    async def work(session: AsyncSession) -> TransferOut:
        await transfers.take_back(
            session, transfer_id, user_id=who.user_id, rules=house_rules(settings)
        )
        return await queries.transfer(session, transfer_id)

    return await db.transact(work)


@router.post("/adjustments", operation_id="open_adjustment")
async def open_adjustment(wanted: AdjustmentIn, who: Operator, db: Db) -> AdjustmentOut:
    """Begin an adjustment for a reason, or go on with my open one."""

    async def work(session: AsyncSession) -> AdjustmentOut:
        adjustment_id = await adjustments.open_adjustment(
            session,
            wanted.reason,
            user_id=who.user_id,
            direction=wanted.direction,
            note=wanted.note,
        )
        return await adjustment_queries.adjustment(session, adjustment_id, values=_sees_values(who))

    return await db.transact(work)


@router.get("/adjustments", operation_id="list_adjustments")
async def list_adjustments(
    who: Operator,
    db: Db,
    state: AdjustmentState | None = None,
    reason: str = "",
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AdjustmentRow]:
    """Adjustments, newest first."""
    async with db.read() as session:
        return await adjustment_queries.adjustments(
            session,
            values=_sees_values(who),
            state=state,
            reason=reason,
            mine=who.user_id if mine else None,
            cursor=cursor,
            limit=limit,
        )


@router.get("/adjustments/{adjustment_id}", operation_id="get_adjustment")
async def get_adjustment(adjustment_id: UUID, who: Operator, db: Db) -> AdjustmentOut:
    """One adjustment with every scan."""
    async with db.read() as session:
        return await adjustment_queries.adjustment(session, adjustment_id, values=_sees_values(who))


@router.post("/adjustments/{adjustment_id}/take-back", operation_id="take_adjustment_back")
async def take_adjustment_back(
    adjustment_id: UUID, who: Supervisor, db: Db, settings: AppSettings
) -> AdjustmentOut:
    """Undo a finished adjustment by an opposite one; the answer is the opposite one."""

    async def work(session: AsyncSession) -> AdjustmentOut:
        back_id = await adjustments.take_back(
            session, adjustment_id, user_id=who.user_id, rules=house_rules(settings)
        )
        return await adjustment_queries.adjustment(session, back_id, values=True)

    return await db.transact(work)


@router.get("/adjustment-reasons", operation_id="list_adjustment_reasons")
async def list_adjustment_reasons(_: Operator, db: Db, all: bool = False) -> list[ReasonOut]:
    """Why stock may be adjusted; `all` shows those no longer in use as well."""
    async with db.read() as session:
        found = await list_reasons(session, only_active=not all)
    return [_reason(one) for one in found]


@router.post(
    "/adjustment-reasons",
    operation_id="add_adjustment_reason",
    status_code=status.HTTP_201_CREATED,
)
async def add_adjustment_reason(wanted: ReasonIn, _: Manager, db: Db) -> ReasonOut:
    """Add a reason."""
    async with db.write() as session:
        reason = await add_reason(session, AdjustmentReason(**wanted.model_dump()))
    return _reason(reason)


@router.patch("/adjustment-reasons/{reason_id}", operation_id="change_adjustment_reason")
async def change_adjustment_reason(
    reason_id: UUID, change: ReasonPatch, _: Manager, db: Db
) -> ReasonOut:
    """Rename a reason, set its limit, or take it out of use; its code stays."""
    values = change.model_dump(exclude_unset=True)
    values = {name: new for name, new in values.items() if new is not None or name in _NULLABLE}
    async with db.write() as session:
        if values:
            query = update(AdjustmentReason).where(col(AdjustmentReason.id) == reason_id)
            await session.execute(query.values(values))
            announce(session, Event("catalog.changed", {"reason_id": str(reason_id)}))
        reason = await session.get(AdjustmentReason, reason_id, populate_existing=True)
        if reason is None:
            raise ReasonNotFound("This reason does not exist.", id=reason_id)
    return _reason(reason)


def _reason(row: AdjustmentReason) -> ReasonOut:
    return ReasonOut.model_validate(row, from_attributes=True)
