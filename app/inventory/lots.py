"""Batches of an item: found or made as goods arrive, held back when something is wrong.

Every item has one implicit lot with the number "", so that keys never hold NULL; people never see
it. A lot's expiry date is a fact of the label: once known it is not changed by a scan.
"""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.events import Event, announce
from app.core.types import new_id
from app.core.upsert import insert_ignore
from app.inventory.models import Lot, LotStatus
from app.inventory.problems import LotExpiryDiffers

NUMBER_LENGTH = 40


async def find_lot(session: AsyncSession, item_id: UUID, number: str = "") -> Lot | None:
    """The item's lot of that number, or None; "" is the implicit lot."""
    query = select(Lot).where(Lot.item_id == item_id, Lot.number == number)
    return (await session.exec(query)).one_or_none()


async def ensure_lot(
    session: AsyncSession,
    *,
    item_id: UUID,
    number: str = "",
    expires_on: date | None = None,
    best_before: date | None = None,
) -> Lot:
    """The item's lot of that number, made if nobody had it before.

    A date that was not known is noted. Raises LotExpiryDiffers when the label contradicts what we
    know of the lot: one of the two is wrong, and guessing would send bad goods out.
    """
    lot = await find_lot(session, item_id, number)
    if lot is None:
        if len(number) > NUMBER_LENGTH:
            raise Invalid(f"A lot number has at most {NUMBER_LENGTH} characters.", lot=number)
        row = insert_ignore(session, Lot).values(
            id=new_id(),
            item_id=item_id,
            number=number,
            expires_on=expires_on,
            best_before=best_before,
            received_at=clock.now(),
            status=LotStatus.AVAILABLE,
            hold_reason="",
        )
        await session.execute(row)
        lot = await find_lot(session, item_id, number)
        assert lot is not None  # noqa: S101 - inserted above, by us or by who was faster
    await _agree(session, lot, expires_on, best_before)
    return lot


async def _agree(
    session: AsyncSession, lot: Lot, expires_on: date | None, best_before: date | None
) -> None:
    news: dict[str, date] = {}
    for name, known, label in (
        ("expires_on", lot.expires_on, expires_on),
        ("best_before", lot.best_before, best_before),
    ):
        if label is None or label == known:
            continue
        if known is not None:
            raise LotExpiryDiffers(
                f"Lot {lot.number} is known with {known.isoformat()}, "
                f"this label says {label.isoformat()}.",
                lot=lot.number,
                known=known,
                scanned=label,
            )
        news[name] = label
    if news:
        for name, label in news.items():
            setattr(lot, name, label)
        session.add(lot)
        await session.flush()


async def hold_lot(session: AsyncSession, lot_id: UUID, *, reason: str) -> Lot:
    """Keep a lot from being allocated or picked; says why to whoever scans it."""
    if not reason.strip():
        raise Invalid("Say why this lot is held, so that the next person knows.")
    return await _set_status(session, lot_id, LotStatus.HELD, reason.strip())


async def release_lot(session: AsyncSession, lot_id: UUID) -> Lot:
    """Let a held lot be picked again."""
    return await _set_status(session, lot_id, LotStatus.AVAILABLE, "")


async def _set_status(session: AsyncSession, lot_id: UUID, status: LotStatus, reason: str) -> Lot:
    lot = await session.get(Lot, lot_id)
    if lot is None:
        raise NotFound("This lot does not exist.", id=lot_id)
    await session.execute(
        sa.update(Lot).where(col(Lot.id) == lot_id).values(status=status, hold_reason=reason)
    )
    await session.refresh(lot)
    announce(session, Event("stock.changed", {"item_id": str(lot.item_id)}))
    return lot
