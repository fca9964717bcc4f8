"""Lots: found or made, their dates kept, held back and released."""

import asyncio
from datetime import date

import pytest
from sqlmodel import select

from app.catalog.models import Tracking
from app.core.db import Database
from app.core.errors import Invalid, NotFound
from app.core.types import new_id
from app.inventory.lots import ensure_lot, find_lot, hold_lot, kept_number, release_lot
from app.inventory.models import Lot, LotStatus
from app.inventory.problems import LotExpiryDiffers
from tests.builders import make_item

MAY, JUNE = date(2027, 5, 31), date(2027, 6, 30)


async def test_a_lot_is_made_once_and_found_again(db: Database) -> None:
    async with db.write() as session:
        item = await make_item(session, tracking=Tracking.LOT)
        first = await ensure_lot(session, item_id=item.id, number="L1", expires_on=MAY)
        again = await ensure_lot(session, item_id=item.id, number="L1")
        assert (again.id, again.expires_on) == (first.id, MAY)


async def test_ten_people_who_meet_a_new_lot_make_one(db: Database) -> None:
    async with db.write() as session:
        item = await make_item(session, tracking=Tracking.LOT)
    made = await asyncio.gather(
        *(
            db.transact(lambda session: ensure_lot(session, item_id=item.id, number="L1"))
            for _ in range(10)
        )
    )
    assert len({lot.id for lot in made}) == 1
    async with db.read() as session:
        assert len((await session.exec(select(Lot))).all()) == 1


async def test_a_known_lot_with_another_expiry_is_stopped(db: Database) -> None:
    async with db.write() as session:
        item = await make_item(session, tracking=Tracking.LOT)
        await ensure_lot(session, item_id=item.id, number="L1", expires_on=MAY)
        with pytest.raises(LotExpiryDiffers, match=r"known with 2027-05-31.*says 2027-06-30"):
            await ensure_lot(session, item_id=item.id, number="L1", expires_on=JUNE)


async def test_a_date_that_was_not_known_is_noted(db: Database) -> None:
    async with db.write() as session:
        item = await make_item(session, tracking=Tracking.LOT)
        await ensure_lot(session, item_id=item.id, number="L1", best_before=MAY)
        await ensure_lot(session, item_id=item.id, number="L1", expires_on=JUNE)
    async with db.read() as session:
        lot = await find_lot(session, item.id, "L1")
        assert lot is not None
        assert (lot.best_before, lot.expires_on, lot.use_by) == (MAY, JUNE, JUNE)


async def test_the_same_number_on_two_items_is_two_lots(db: Database) -> None:
    async with db.write() as session:
        tea = await make_item(session, "TEA")
        oil = await make_item(session, "OIL")
        first = await ensure_lot(session, item_id=tea.id, number="L1")
        second = await ensure_lot(session, item_id=oil.id, number="L1")
        assert first.id != second.id


async def test_a_number_longer_than_a_label_may_carry_is_refused(db: Database) -> None:
    async with db.write() as session:
        item = await make_item(session)
        with pytest.raises(Invalid):
            await ensure_lot(session, item_id=item.id, number="L" * 41)


async def test_holding_needs_a_reason_and_releasing_clears_it(db: Database) -> None:
    async with db.write() as session:
        item = await make_item(session, tracking=Tracking.LOT)
        lot = await ensure_lot(session, item_id=item.id, number="L1")
        with pytest.raises(Invalid):
            await hold_lot(session, lot.id, reason="  ")
        held = await hold_lot(session, lot.id, reason="Recall 17")
        assert (held.status, held.hold_reason) == (LotStatus.HELD, "Recall 17")
        free = await release_lot(session, lot.id)
        assert (free.status, free.hold_reason) == (LotStatus.AVAILABLE, "")
        with pytest.raises(NotFound):
            await release_lot(session, new_id())


async def test_goods_are_kept_under_lot_number_date_or_nothing(db: Database) -> None:
    async with db.write() as session:
        plain = await make_item(session, "PLAIN")
        dated = await make_item(session, "DATED", has_expiry=True)
        lots = await make_item(session, "LOTS", tracking=Tracking.LOT, has_expiry=True)
    assert kept_number(plain, "L1", MAY) == ""
    assert kept_number(dated, "L1", MAY) == "2027-05-31"
    assert kept_number(lots, "L1", MAY) == "L1"
