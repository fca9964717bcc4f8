"""Warehouse to warehouse: loaded, on the way, unloaded, and what is missing settled."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.core.errors import Invalid
from app.inventory.floor import Subject, SubjectKind
from app.inventory.lots import hold_lot
from app.inventory.problems import (
    DocumentClosed,
    InsufficientStock,
    LotHeld,
    SerialTaken,
    SerialUnknown,
    WrongItem,
    WrongLocation,
    WrongLot,
)
from app.moving import queries, transfers
from app.moving.problems import (
    CannotTakeBack,
    NothingLoaded,
    NothingMissing,
    NothingToUndo,
    OtherWarehouse,
    ReservedForOrders,
    TransferRequired,
)
from app.moving.schemas import TransferOut
from app.moving.transfers import Fate
from tests.builders import actor_for, document_subject, item_subject, place_subject
from tests.floor import RULES, applied, asked
from tests.moving.conftest import Yard

NOTHING = Subject(SubjectKind.NOTHING)


async def begin(yard: Yard, *lines: tuple[UUID, Decimal]) -> UUID:
    async with yard.floor.db.write() as session:
        return await transfers.open_transfer(
            session,
            from_id=yard.floor.warehouse.location.id,
            to_id=yard.truck.location.id,
            user_id=yard.floor.picker.id,
            lines=lines,
        )


async def read(yard: Yard, transfer_id: UUID) -> TransferOut:
    async with yard.floor.db.read() as session:
        return await queries.transfer(session, transfer_id)


async def finish(yard: Yard, transfer_id: UUID) -> Any:
    return applied(await yard.transfer(NOTHING, step="finish", document_id=transfer_id))


async def settle(yard: Yard, transfer_id: UUID, fate: Fate, **more: Any) -> None:
    sue = yard.floor.supervisor.id
    async with yard.floor.db.write() as session:
        await transfers.settle(session, transfer_id, fate, user_id=sue, rules=RULES, **more)


async def take_back(yard: Yard, transfer_id: UUID) -> None:
    sue = yard.floor.supervisor.id
    async with yard.floor.db.write() as session:
        await transfers.take_back(session, transfer_id, user_id=sue, rules=RULES)


async def bolts_on_the_way(yard: Yard, qty: int = 6, stock: int = 10) -> tuple[UUID, UUID]:
    """A transfer of bolts that has left; returns its id and the lot's."""
    lot = await yard.floor.put(yard.bolt, yard.floor.a1, stock)
    transfer_id = await begin(yard)
    bolts = item_subject(yard.bolt)
    applied(await yard.transfer(bolts, document_id=transfer_id, qty=Decimal(qty)))
    await finish(yard, transfer_id)
    return transfer_id, lot


async def test_goods_leave_are_in_transit_and_arrive_and_quickbooks_hears_it_then(
    yard: Yard,
) -> None:
    floor = yard.floor
    transfer_id, lot = await bolts_on_the_way(yard)
    assert await yard.balance(lot, floor.a1) == (4, 0)
    assert await yard.documents("transfer") == []
    opened = applied(await yard.transfer(document_subject("transfer", transfer_id, "TF-000001")))
    assert (opened.code, opened.message) == ("opened", "Transfer TF-000001: into TRUCK.")
    on: dict[str, Any] = {"document_id": transfer_id}
    bolts = item_subject(yard.bolt)
    applied(await yard.transfer(bolts, **on, qty=Decimal(2)))  # no bin: the dock over there
    assert await yard.balance(lot, yard.truck.dock) == (2, 0)
    applied(await yard.transfer(place_subject(yard.shelf), **on))
    done = applied(await yard.transfer(bolts, **on, qty=Decimal(4), location_id=yard.shelf.id))
    assert done.message == "4 × BOLT to T-01, 0 to come."
    assert (await finish(yard, transfer_id)).effect["state"] == "completed"
    [told] = await yard.documents("transfer")
    assert told.document_number == "TF-000001"
    assert len(told.document_number) <= 11
    assert told.snapshot["warehouse_id"] == str(floor.warehouse.location.id)
    assert told.snapshot["to_warehouse_id"] == str(yard.truck.location.id)
    assert [(one["sku"], one["qty"]) for one in told.snapshot["lines"]] == [("BOLT", "6")]
    assert (await yard.drift(), told.ready) == ([], True)
    with pytest.raises(DocumentClosed):
        await yard.transfer(bolts, **on)


async def test_a_plan_says_what_is_loaded_and_a_supervisor_may_load_more(yard: Yard) -> None:
    floor = yard.floor
    await floor.put(yard.bolt, floor.a1, 10)
    await floor.put(yard.saw, floor.a1, 1, serials=("S1",))
    transfer_id = await begin(yard, (yard.bolt.id, Decimal(4)))
    on: dict[str, Any] = {"document_id": transfer_id}
    with pytest.raises(NothingLoaded):
        await finish(yard, transfer_id)
    with pytest.raises(WrongItem, match=r"SAW Saw is not on TF-000001. It takes BOLT"):
        await yard.transfer(item_subject(yard.saw), **on)
    bolts = item_subject(yard.bolt)
    applied(await yard.transfer(bolts, **on, qty=Decimal(3)))
    need = asked(await yard.transfer(bolts, **on, qty=Decimal(2)))
    assert (need.field, need.code) == ("approval", "over_transfer")
    agreed = actor_for(
        floor.picker, approver_id=floor.supervisor.id, approved_purpose="over_transfer"
    )
    applied(await yard.transfer(bolts, **on, qty=Decimal(2), actor=agreed))
    shown = await read(yard, transfer_id)
    assert [(one.planned_qty, one.shipped_qty) for one in shown.items] == [(Decimal(4), Decimal(5))]
    assert [(one.exception, one.approved_by) for one in shown.parts] == [
        ("over_transfer", "Sue"),
        ("", None),
    ]


async def test_what_may_not_leave_is_said_by_name(yard: Yard) -> None:
    floor = yard.floor
    await floor.tea_walk()  # 4 SOON of B-01 are reserved
    transfer_id = await begin(yard)
    on: dict[str, Any] = {"document_id": transfer_id}
    soon = item_subject(floor.tea, lot_number="SOON")
    with pytest.raises(TransferRequired):
        await yard.transfer(soon)
    with pytest.raises(ReservedForOrders, match="reserved for 2001"):
        await yard.transfer(soon, **on, location_id=floor.b1.id)
    with pytest.raises(InsufficientStock, match="has 4 of TEA-1, 9 were asked for"):
        await yard.transfer(soon, **on, location_id=floor.b1.id, qty=Decimal(9))
    with pytest.raises(OtherWarehouse, match="T-01 is not in MAIN"):
        await yard.transfer(place_subject(yard.shelf), **on)
    lot = await floor.put(floor.tea, floor.a1, 2, lot="BAD", expires_on=date(2027, 9, 1))
    async with floor.db.write() as session:
        await hold_lot(session, lot, reason="Broken seal")
    bad = item_subject(floor.tea, lot_number="BAD")
    with pytest.raises(LotHeld, match="Broken seal"):
        await yard.transfer(bad, **on, location_id=floor.a1.id)
    await floor.put(yard.bolt, yard.damaged, 1)
    with pytest.raises(WrongLocation, match="damaged goods"):
        await yard.transfer(item_subject(yard.bolt), **on)


async def test_wrong_goods_are_refused_at_the_other_end(yard: Yard) -> None:
    floor = yard.floor
    await floor.put(floor.tea, floor.a1, 5, lot="L1", expires_on=date(2027, 9, 1))
    await floor.put(yard.saw, floor.a1, 2, serials=("S1", "S2"))
    transfer_id = await begin(yard)
    on: dict[str, Any] = {"document_id": transfer_id}
    unit = item_subject(yard.saw, serial_number="S1")
    applied(await yard.transfer(unit, **on))
    applied(await yard.transfer(item_subject(floor.tea), **on, qty=Decimal(5)))
    await finish(yard, transfer_id)
    with pytest.raises(WrongItem, match="BOLT Hex bolt was not sent with TF-000001"):
        await yard.transfer(item_subject(yard.bolt), **on)
    with pytest.raises(WrongLot, match="it brings L1"):
        await yard.transfer(item_subject(floor.tea, lot_number="L2"), **on)
    with pytest.raises(SerialUnknown):
        await yard.transfer(item_subject(yard.saw, serial_number="S2"), **on)
    applied(await yard.transfer(unit, **on))
    with pytest.raises(SerialTaken, match="unloaded already"):
        await yard.transfer(unit, **on)


@pytest.mark.parametrize("fate", list(Fate))
async def test_missing_goods_are_settled_as_lost_or_never_loaded(yard: Yard, fate: Fate) -> None:
    floor = yard.floor
    transfer_id, lot = await bolts_on_the_way(yard)
    bolts = item_subject(yard.bolt)
    applied(await yard.transfer(bolts, document_id=transfer_id, qty=Decimal(4)))
    ended = await finish(yard, transfer_id)
    assert (ended.effect["state"], "2 × BOLT missing" in ended.message) == ("short", True)
    with pytest.raises(Invalid, match="no reason to write goods off"):
        await settle(yard, transfer_id, Fate.LOST, reason="found")
    await settle(yard, transfer_id, fate)
    shown = await read(yard, transfer_id)
    assert (shown.state.value, shown.items[0].missing_qty) == ("completed", Decimal(0))
    [told] = await yard.documents("transfer")
    assert [one["qty"] for one in told.snapshot["lines"]] == ["4"]
    lost = await yard.documents("adjustment")
    if fate is Fate.LOST:
        assert await yard.balance(lot, floor.a1) == (4, 0)
        assert (lost[0].snapshot["reason"], lost[0].snapshot["lines"][0]["qty"]) == ("lost", "-2")
        assert lost[0].snapshot["warehouse_id"] == str(floor.warehouse.location.id)
    else:
        assert (await yard.balance(lot, floor.a1), lost) == ((6, 0), [])
    with pytest.raises(NothingMissing):
        await settle(yard, transfer_id, fate)
    with pytest.raises(CannotTakeBack):
        await take_back(yard, transfer_id)
    assert await yard.drift() == []


async def test_missing_goods_that_turn_up_end_the_transfer(yard: Yard) -> None:
    transfer_id, _ = await bolts_on_the_way(yard)
    bolts: dict[str, Any] = {"subject": item_subject(yard.bolt), "document_id": transfer_id}
    applied(await yard.transfer(**bolts, qty=Decimal(4)))
    await finish(yard, transfer_id)
    applied(await yard.transfer(**bolts, qty=Decimal(2)))
    assert (await read(yard, transfer_id)).state == "completed"
    [told] = await yard.documents("transfer")
    assert [one["qty"] for one in told.snapshot["lines"]] == ["6"]


@pytest.mark.parametrize(("stock", "found"), [(10, None), (7, "1")])
async def test_more_than_was_scanned_was_loaded_all_the_same(
    yard: Yard, stock: int, found: str | None
) -> None:
    """2 more than the 6 scanned: from the bin the rest came from, or found there first."""
    floor = yard.floor
    transfer_id, lot = await bolts_on_the_way(yard, stock=stock)
    more: dict[str, Any] = {
        "subject": item_subject(yard.bolt),
        "document_id": transfer_id,
        "qty": Decimal(8),
    }
    assert asked(await yard.transfer(**more)).code == "over_transfer"
    sue: dict[str, Any] = {"by": floor.supervisor}
    assert asked(await yard.transfer(**more, **sue)).field == "confirm"
    answers = {"confirmed": frozenset({"over_transfer"})}
    applied(await yard.transfer(**more, **sue, answers=answers))
    assert (await finish(yard, transfer_id)).effect["state"] == "completed"
    assert await yard.balance(lot, yard.truck.dock) == (8, 0)
    assert (await yard.balance(lot, floor.a1))[0] == max(stock - 8, 0)
    adjusted = [one.snapshot["lines"][0]["qty"] for one in await yard.documents("adjustment")]
    assert adjusted == ([] if found is None else [found])
    assert await yard.drift() == []


async def test_undo_takes_the_own_last_scan_back_on_either_side(yard: Yard) -> None:
    floor = yard.floor
    lot = await floor.put(yard.bolt, floor.a1, 10)
    transfer_id = await begin(yard)
    on: dict[str, Any] = {"document_id": transfer_id}
    undo: dict[str, Any] = {"subject": NOTHING, "step": "undo", **on}
    bolts = item_subject(yard.bolt)
    with pytest.raises(NothingToUndo):
        await yard.transfer(**undo)
    for qty in (3, 2):
        applied(await yard.transfer(bolts, **on, qty=Decimal(qty)))
    assert applied(await yard.transfer(**undo)).message == "Undone: 2 × BOLT."
    assert await yard.balance(lot, floor.a1) == (7, 0)
    await finish(yard, transfer_id)
    applied(await yard.transfer(bolts, **on, qty=Decimal(2)))
    applied(await yard.transfer(**undo))
    assert await yard.balance(lot, yard.truck.dock) == (0, 0)
    applied(await yard.transfer(bolts, **on, qty=Decimal(1)))
    await finish(yard, transfer_id)
    with pytest.raises(CannotTakeBack, match="QuickBooks was told"):
        await yard.transfer(**undo)


async def test_a_transfer_taken_back_is_forgotten_in_quickbooks(yard: Yard) -> None:
    floor = yard.floor
    transfer_id, lot = await bolts_on_the_way(yard)
    bolts = item_subject(yard.bolt)
    applied(await yard.transfer(bolts, document_id=transfer_id, qty=Decimal(6)))
    await finish(yard, transfer_id)
    await take_back(yard, transfer_id)
    assert await yard.balance(lot, floor.a1) == (10, 0)
    [told] = await yard.documents("transfer")
    assert (told.snapshot["cancelled"], told.wanted) == (True, 2)
    assert (await read(yard, transfer_id)).state == "cancelled"
    with pytest.raises(CannotTakeBack):
        await take_back(yard, transfer_id)
    assert await yard.drift() == []
