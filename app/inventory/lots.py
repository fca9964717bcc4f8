"""Batches of an item: found or made as goods arrive, held back when something is wrong.

Every item has one implicit lot with the number "", so that keys never hold NULL; people never see
it. A lot's expiry date is a fact of the label: once known it is not changed by a scan.
"""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.catalog.models import Item, Tracking
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.events import Event, announce
from app.core.prepared import copy_of, prepared
from app.core.types import new_id
from app.core.upsert import insert_ignore, table_of
from app.inventory.models import Lot, LotStatus
from app.inventory.problems import LotExpiryDiffers

NUMBER_LENGTH = 40

_lot = table_of(Lot)
_BY_NUMBER = prepared(
    sa.select(_lot).where(
        _lot.c.item_id == sa.bindparam("item_id"), _lot.c.number == sa.bindparam("number")
    )
)


async def find_lot(session: AsyncSession, item_id: UUID, number: str = "") -> Lot | None:
    """The item's lot of that number, to look at, or None; "" is the implicit lot."""
    row = (await session.execute(_BY_NUMBER, {"item_id": item_id, "number": number})).first()
    return None if row is None else copy_of(Lot, row)


def kept_number(item: Item, number: str, use_by: date | None) -> str:
    """The number of the lot in which goods are kept.

    Items without lots have the implicit one, whatever their label says. Where the expiry matters
    and there is no lot number, every date is a lot of its own and named by it, so that FEFO works.
    """
    if item.tracking is Tracking.NONE:
        number = ""
    if number or not item.has_expiry or use_by is None:
        return number
    return use_by.isoformat()


async def ensure_lot(
    session: AsyncSession,
    *,
    item_id: UUID,
    number: str = "",
    expires_on: date | None = None,
    best_before: date | None = None,
    known: Lot | None = None,
) -> Lot:
    """The item's lot of that number, made if nobody had it before; a new date of it is noted.

    `known` is the lot if the caller has just read it. Raises LotExpiryDiffers as `check_dates`.
    """
    lot = known or await find_lot(session, item_id, number)
    if lot is None:
        return await _make_lot(session, item_id, number, expires_on, best_before)
    news = check_dates(lot, expires_on=expires_on, best_before=best_before)
    if news:
        await session.execute(sa.update(_lot).where(_lot.c.id == lot.id).values(**news))
        return await find_lot(session, item_id, number) or lot
    return lot


def check_dates(lot: Lot, *, expires_on: date | None, best_before: date | None) -> dict[str, date]:
    """What a label says of a lot that we did not know yet.

    Raises LotExpiryDiffers when it contradicts what we know: one of the two is wrong, and guessing
    would send bad goods out.
    """
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
    return news


async def _make_lot(
    session: AsyncSession,
    item_id: UUID,
    number: str,
    expires_on: date | None,
    best_before: date | None,
) -> Lot:
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
    check_dates(lot, expires_on=expires_on, best_before=best_before)
    return lot


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
