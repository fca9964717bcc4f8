"""Receiving by scan: what is booked, what is asked, what is refused."""

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from app.access.models import Role, User
from app.catalog.models import Item, Location, LocationUse, Tracking, Vendor
from app.core import clock
from app.core.db import Database
from app.core.errors import Invalid, NotFound
from app.core.types import new_id
from app.inventory.floor import Applied, FloorAnswer, HouseRules, Need, Subject, SubjectKind
from app.inventory.lots import find_lot, hold_lot
from app.inventory.models import SerialNumber, StockBalance, StockMove
from app.inventory.problems import (
    DocumentClosed,
    LotExpiryDiffers,
    SerialTaken,
    WrongItem,
    WrongLocation,
)
from app.inventory.verify import verify
from app.orders.models import OrderState, PurchaseOrder, PurchaseOrderLine
from app.orders.problems import OrderNotFound
from app.receiving import service
from app.receiving.models import Receipt, ReceiptLine, ReceiptState
from app.receiving.problems import (
    NotForReceiving,
    NothingCounted,
    OneUnitPerSerial,
    ReceiptNotFound,
    ReceiptRequired,
)
from tests.builders import (
    Warehouse,
    actor_for,
    document_subject,
    floor_scan,
    item_subject,
    make_bin,
    make_item,
    make_po,
    make_user,
    make_vendor,
    make_warehouse,
    place_subject,
)

NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
GOOD = date(2027, 6, 30)


class Dock:
    """PO 1001: 10 bolts, 6 bolts more on a second line, 24 teas by lot and date, 2 saws."""

    warehouse: Warehouse
    shelf: Location
    vendor: Vendor
    bolt: Item
    tea: Item
    saw: Item
    stranger: Item
    po: PurchaseOrder
    receipt: Any
    rita: User
    sue: User

    def __init__(self, db: Database) -> None:
        self.db = db

    async def scan(self, subject: Subject, *, by: User | None = None, **values: Any) -> FloorAnswer:
        person = by or self.rita
        approval = values.pop("approved", "")
        consent = {"approver_id": self.sue.id, "approved_purpose": approval} if approval else {}
        values.setdefault("document_id", self.receipt)
        scan = floor_scan(subject, actor_for(person, **consent), **values)
        return await self.db.transact(lambda session: service.apply_scan(session, scan))

    async def received(self, subject: Subject, **values: Any) -> Applied:
        answer = await self.scan(subject, **values)
        assert isinstance(answer, Applied), answer
        return answer

    async def asked(self, subject: Subject, **values: Any) -> Need:
        answer = await self.scan(subject, **values)
        assert isinstance(answer, Need), answer
        return answer

    async def on_order(self) -> list[Decimal]:
        async with self.db.read() as session:
            lines = await session.exec(
                select(PurchaseOrderLine).order_by(PurchaseOrderLine.line_no)  # type: ignore[arg-type]
            )
            return [line.received_qty for line in lines]

    async def stock(self) -> dict[str, Decimal]:
        """On hand by bin code."""
        async with self.db.read() as session:
            rows = await session.exec(select(Location.code, StockBalance).join(StockBalance))
            return {code: balance.on_hand for code, balance in rows}


@pytest.fixture
async def dock(db: Database) -> Dock:
    made = Dock(db)
    async with db.write() as session:
        made.warehouse = await make_warehouse(session)
        made.shelf = await make_bin(session, "A-01", warehouse=made.warehouse)
        made.vendor = await make_vendor(session)
        made.bolt = await make_item(session, "BOLT", purchase_cost=Decimal("0.20"))
        made.tea = await make_item(session, "TEA", tracking=Tracking.LOT, has_expiry=True)
        made.saw = await make_item(session, "SAW", tracking=Tracking.SERIAL)
        made.stranger = await make_item(session, "STRANGER")
        made.rita = await make_user(session, "Rita")
        made.sue = await make_user(session, "Sue", role=Role.SUPERVISOR)
        made.po = await make_po(
            session,
            made.vendor,
            [(made.bolt, 10, "0.25"), (made.bolt, 6), (made.tea, 24), (made.saw, 2)],
        )
        made.receipt = await service.open_receipt_for_order(
            session, made.po.id, user_id=made.rita.id
        )
    return made


@pytest.fixture(autouse=True)
def noon() -> Any:
    with clock.freeze(NOON):
        yield


def tea(dock: Dock, lot: str | None = "L1", expires_on: date | None = GOOD, **more: Any) -> Subject:
    return item_subject(dock.tea, lot_number=lot, expires_on=expires_on, **more)


async def test_one_scan_counts_one_onto_the_dock(dock: Dock) -> None:
    answer = await dock.received(item_subject(dock.bolt))
    assert (answer.code, answer.message) == (
        "received",
        "1 × BOLT to MAIN-DOCK. 1 of 16 received.",
    )
    assert answer.effect["line"] == {"ordered": "16", "received": "1", "remaining": "15"}
    assert (answer.document_type, answer.document_id) == ("receipt", dock.receipt)
    assert await dock.stock() == {"MAIN-DOCK": Decimal(1)}
    assert await dock.on_order() == [1, 0, 0, 0]


async def test_a_case_adds_the_case_and_a_count_in_the_code_wins(dock: Dock) -> None:
    await dock.received(item_subject(dock.bolt, pack_qty=Decimal(4)))
    await dock.received(item_subject(dock.bolt, pack_qty=Decimal(4), count=Decimal(2)))
    await dock.received(item_subject(dock.bolt, pack_qty=Decimal(4)), qty=Decimal("2.5"))
    assert await dock.stock() == {"MAIN-DOCK": Decimal("8.5")}


async def test_goods_go_to_the_bin_that_was_scanned(dock: Dock) -> None:
    answer = await dock.received(place_subject(dock.shelf))
    assert answer.effect == {
        "type": "location",
        "location": {"id": str(dock.shelf.id), "code": "A-01", "name": ""},
    }
    await dock.received(item_subject(dock.bolt), location_id=dock.shelf.id)
    assert await dock.stock() == {"A-01": Decimal(1)}


async def test_one_gs1_scan_fills_item_lot_expiry_and_quantity(dock: Dock) -> None:
    answer = await dock.received(tea(dock, count=Decimal(12)))
    assert answer.message == "12 × TEA, lot L1 to MAIN-DOCK. 12 of 24 received."
    assert (answer.effect["lot"], answer.effect["expires_on"]) == ("L1", "2027-06-30")
    assert answer.warnings == ()


async def test_what_tracking_needs_is_asked_one_thing_at_a_time(dock: Dock) -> None:
    plain = item_subject(dock.tea)
    first = await dock.asked(plain)
    assert (first.field, first.code) == ("lot", "lot_required")
    second = await dock.asked(plain, answers={"lot": "L1"})
    assert (second.field, second.code) == ("expiry", "expiry_required")
    await dock.received(plain, answers={"lot": "L1", "expiry": GOOD})
    offered = await dock.asked(plain)
    assert [(one.value, one.detail) for one in offered.choices] == [("L1", "expires 2027-06-30")]
    await dock.received(plain, answers={"lot": "L1"})  # the lot's date is known now
    assert await dock.on_order() == [0, 0, 2, 0]


async def test_a_question_changes_nothing(dock: Dock) -> None:
    await dock.asked(item_subject(dock.tea), answers={"lot": "L9"})
    async with dock.db.read() as session:
        assert await find_lot(session, dock.tea.id, "L9") is None
        assert (await session.exec(select(StockMove))).all() == []


async def test_a_known_lot_with_another_expiry_is_stopped(dock: Dock) -> None:
    await dock.received(tea(dock))
    with pytest.raises(LotExpiryDiffers):
        await dock.scan(tea(dock, expires_on=date(2027, 7, 31)))


async def test_best_before_is_as_good_as_an_expiry(dock: Dock) -> None:
    answer = await dock.received(tea(dock, expires_on=None, best_before=GOOD))
    assert answer.effect["expires_on"] == "2027-06-30"


async def test_expiry_without_lots_keeps_every_date_apart(dock: Dock) -> None:
    async with dock.db.write() as session:
        milk = await make_item(session, "MILK", has_expiry=True)
        receipt = await service.open_blind_receipt(session, dock.vendor.id, user_id=dock.rita.id)
    asked = await dock.asked(item_subject(milk), document_id=receipt)
    assert asked.field == "expiry"
    for day in (GOOD, date(2027, 7, 1)):
        await dock.received(item_subject(milk, expires_on=day), document_id=receipt)
    async with dock.db.read() as session:
        lot = await find_lot(session, milk.id, "2027-06-30")
        assert lot is not None
        assert lot.expires_on == GOOD


async def test_a_serial_item_comes_in_unit_by_unit(dock: Dock) -> None:
    assert (await dock.asked(item_subject(dock.saw))).field == "serial"
    answer = await dock.received(item_subject(dock.saw, serial_number="S1", pack_qty=Decimal(5)))
    assert (answer.effect["serial"], answer.effect["qty"]) == ("S1", "1")
    await dock.received(item_subject(dock.saw), answers={"serial": "S2"})
    async with dock.db.read() as session:
        units = (await session.exec(select(SerialNumber))).all()
    assert {(unit.number, unit.location_id) for unit in units} == {
        ("S1", dock.warehouse.dock.id),
        ("S2", dock.warehouse.dock.id),
    }


async def test_a_serial_that_is_here_cannot_come_in_again(dock: Dock) -> None:
    await dock.received(item_subject(dock.saw, serial_number="S1"))
    with pytest.raises(SerialTaken, match="SAW S1 was received before and is now: MAIN-DOCK"):
        await dock.scan(item_subject(dock.saw, serial_number="S1"))
    assert await dock.on_order() == [0, 0, 0, 1]


async def test_many_units_do_not_share_a_serial(dock: Dock) -> None:
    with pytest.raises(OneUnitPerSerial):
        await dock.scan(item_subject(dock.saw, serial_number="S1"), qty=Decimal(2))


async def test_an_item_that_is_not_on_the_order_is_told_what_is(dock: Dock) -> None:
    await dock.received(item_subject(dock.bolt), qty=Decimal(10))
    with pytest.raises(WrongItem) as refused:
        await dock.scan(item_subject(dock.stranger))
    assert refused.value.detail == (
        "STRANGER Item STRANGER is not on PO 1001. It expects BOLT (6), TEA (24), SAW (2)."
    )
    assert refused.value.params["expected"][0] == {
        "sku": "BOLT",
        "name": "Item BOLT",
        "remaining": "6",
    }


async def test_counts_fill_the_lines_of_the_item_in_order(dock: Dock) -> None:
    await dock.received(item_subject(dock.bolt), qty=Decimal(12))
    assert await dock.on_order() == [10, 2, 0, 0]
    async with dock.db.read() as session:
        lines = (await session.exec(select(ReceiptLine))).all()
    assert {(line.qty, line.unit_cost) for line in lines} == {
        (Decimal(10), Decimal("0.25")),  # the order's cost
        (Decimal(2), Decimal("0.2")),  # the order says none: the item's
    }


async def test_more_than_ordered_needs_a_supervisor(dock: Dock) -> None:
    await dock.received(item_subject(dock.bolt), qty=Decimal(16))
    need = await dock.asked(item_subject(dock.bolt))
    assert (need.field, need.code) == ("approval", "over_receipt")
    assert await dock.on_order() == [10, 6, 0, 0]
    await dock.received(item_subject(dock.bolt), approved="over_receipt")
    assert await dock.on_order() == [10, 7, 0, 0]
    async with dock.db.read() as session:
        [over] = await session.exec(
            select(ReceiptLine).where(ReceiptLine.exception == "over_receipt")
        )
        assert over.approved_by == dock.sue.id


async def test_a_supervisor_is_asked_whether_it_is_meant(dock: Dock) -> None:
    need = await dock.asked(item_subject(dock.bolt), qty=Decimal(17), by=dock.sue)
    assert (need.field, need.code) == ("confirm", "over_receipt")
    await dock.received(
        item_subject(dock.bolt),
        qty=Decimal(17),
        by=dock.sue,
        answers={"confirmed": frozenset({"over_receipt"})},
    )
    assert await dock.on_order() == [10, 7, 0, 0]


async def test_a_little_more_is_within_the_tolerance(dock: Dock) -> None:
    rules = HouseRules(over_receipt_tolerance_percent=10)
    await dock.received(item_subject(dock.bolt), qty=Decimal("17.6"), rules=rules)
    assert (await dock.asked(item_subject(dock.bolt), rules=rules)).code == "over_receipt"


async def test_expired_goods_need_a_supervisor_and_soon_expiring_ones_a_word(dock: Dock) -> None:
    old = tea(dock, "OLD", date(2026, 11, 21))
    assert (await dock.asked(old)).code == "expired_goods"
    await dock.received(old, approved="expired_goods")
    last_day = await dock.received(tea(dock, "TODAY", date(2026, 11, 22)))
    assert last_day.warnings == ("Expires soon: 2026-11-22.",)


async def test_the_date_a_lot_is_known_with_counts_even_if_the_label_has_none(dock: Dock) -> None:
    await dock.received(tea(dock, "L1", date(2026, 11, 22)))
    with clock.freeze(datetime(2026, 11, 24, 17, 0, tzinfo=UTC)):
        assert (await dock.asked(tea(dock, "L1", None))).code == "expired_goods"


async def test_more_of_a_held_lot_comes_with_a_warning(dock: Dock) -> None:
    await dock.received(tea(dock))
    async with dock.db.write() as session:
        lot = await find_lot(session, dock.tea.id, "L1")
        assert lot is not None
        await hold_lot(session, lot.id, reason="Recall")
    assert (await dock.received(tea(dock))).warnings == ("Lot L1 is on hold.",)


@pytest.mark.parametrize("qty", [0, -1])
async def test_a_count_is_more_than_zero(dock: Dock, qty: int) -> None:
    with pytest.raises(Invalid):
        await dock.scan(item_subject(dock.bolt), qty=Decimal(qty))


async def test_goods_are_put_to_bins_in_use_only(dock: Dock) -> None:
    async with dock.db.write() as session:
        old = await make_bin(session, "OLD", warehouse=dock.warehouse, active=False)
        jail = await make_bin(session, "Q-01", warehouse=dock.warehouse, use=LocationUse.QUARANTINE)
    await dock.received(place_subject(jail))
    for wrong in (old, dock.warehouse.location, dock.warehouse.packing):
        with pytest.raises(WrongLocation):
            await dock.scan(place_subject(wrong))
        with pytest.raises(WrongLocation):
            await dock.scan(item_subject(dock.bolt), location_id=wrong.id)
    with pytest.raises(WrongLocation):
        await dock.scan(item_subject(dock.bolt), location_id=new_id())


async def test_a_scanned_order_number_opens_its_receipt_or_goes_on_with_it(dock: Dock) -> None:
    order = document_subject("purchase_order", dock.po.id, "1001")
    answer = await dock.received(order, document_id=None, by=dock.sue)
    assert answer.document_id == dock.receipt
    assert answer.effect == {
        "type": "opened",
        "document": {"type": "receipt", "id": str(dock.receipt), "number": "R-000001"},
        "title": "PO 1001",
        "vendor": "Northwind Foods",
        "lines_to_come": 4,
    }
    again = document_subject("receipt", dock.receipt, "R-000001")
    assert (await dock.received(again, document_id=None)).document_id == dock.receipt


async def test_ten_people_who_open_an_order_share_one_receipt(dock: Dock) -> None:
    async with dock.db.write() as session:
        po = await make_po(session, dock.vendor, [(dock.bolt, 1)], number="1002")
    opened = await asyncio.gather(
        *(
            dock.db.transact(
                lambda session: service.open_receipt_for_order(session, po.id, user_id=dock.rita.id)
            )
            for _ in range(10)
        )
    )
    assert len(set(opened)) == 1


async def test_what_cannot_be_received_is_refused_by_name(dock: Dock) -> None:
    with pytest.raises(NotForReceiving, match="2001 is a sales order"):
        await dock.scan(document_subject("sales_order", new_id(), "2001"))
    with pytest.raises(NotForReceiving):
        await dock.scan(Subject(SubjectKind.BADGE))
    with pytest.raises(OrderNotFound):
        await dock.scan(document_subject("purchase_order", new_id(), "9"))
    with pytest.raises(ReceiptRequired):
        await dock.scan(item_subject(dock.bolt), document_id=None)
    with pytest.raises(ReceiptNotFound):
        await dock.scan(item_subject(dock.bolt), document_id=new_id())
    with pytest.raises(Invalid):
        await dock.scan(item_subject(dock.bolt), step="short")


async def test_finishing_freezes_the_receipt_and_leaves_the_rest_on_order(dock: Dock) -> None:
    await dock.received(item_subject(dock.bolt), qty=Decimal(12))
    answer = await dock.received(item_subject(dock.bolt), step="finish")
    assert (answer.code, answer.message) == (
        "completed",
        "PO 1001 is finished. 3 lines stay on order.",
    )
    async with dock.db.read() as session:
        receipt = await session.get(Receipt, dock.receipt)
        assert receipt is not None
        assert (receipt.state, receipt.completed_at) == (ReceiptState.COMPLETED, NOON)
        order = await session.get(PurchaseOrder, dock.po.id)
        assert order is not None
        assert order.state is OrderState.OPEN
    for step in ("scan", "finish"):
        with pytest.raises(DocumentClosed):
            await dock.scan(item_subject(dock.bolt), step=step)
    with pytest.raises(DocumentClosed):
        await dock.scan(document_subject("receipt", dock.receipt, "R-000001"))
    rest = await dock.received(document_subject("purchase_order", dock.po.id, "1001"))
    assert rest.document_id != dock.receipt
    assert rest.effect["lines_to_come"] == 3


async def test_an_empty_receipt_cannot_be_finished(dock: Dock) -> None:
    with pytest.raises(NothingCounted):
        await dock.scan(item_subject(dock.bolt), step="finish")


async def test_an_order_that_arrived_in_full_is_closed_when_its_receipt_is_finished(
    dock: Dock,
) -> None:
    await dock.received(item_subject(dock.bolt), qty=Decimal(16))
    await dock.received(tea(dock, count=Decimal(24)))
    await dock.received(item_subject(dock.saw, serial_number="S1"))
    await dock.received(item_subject(dock.saw, serial_number="S2"))
    answer = await dock.received(item_subject(dock.bolt), step="finish")
    assert answer.effect["lines_to_come"] == 0
    with pytest.raises(DocumentClosed, match="Purchase order 1001 is closed"):
        await dock.scan(document_subject("purchase_order", dock.po.id, "1001"))
    async with dock.db.read() as session:
        assert await verify(session) == []


async def test_a_blind_receipt_takes_any_item_and_is_resumed_by_who_opened_it(dock: Dock) -> None:
    async def open_blind(by: User) -> Any:
        return await dock.db.transact(
            lambda session: service.open_blind_receipt(session, dock.vendor.id, user_id=by.id)
        )

    receipt = await open_blind(dock.rita)
    assert await open_blind(dock.rita) == receipt
    assert await open_blind(dock.sue) != receipt
    answer = await dock.received(item_subject(dock.stranger), document_id=receipt, qty=Decimal(500))
    assert answer.effect["line"] is None
    done = await dock.received(item_subject(dock.stranger), document_id=receipt, step="finish")
    assert done.message == "Northwind Foods is finished."
    with pytest.raises(NotFound):
        await dock.db.transact(
            lambda session: service.open_blind_receipt(session, new_id(), user_id=dock.rita.id)
        )


async def test_twenty_scans_at_once_are_all_counted_and_none_too_many(dock: Dock) -> None:
    answers = await asyncio.gather(*(dock.scan(item_subject(dock.bolt)) for _ in range(20)))
    assert sum(isinstance(answer, Applied) for answer in answers) == 16
    assert await dock.stock() == {"MAIN-DOCK": Decimal(16)}
    assert await dock.on_order() == [10, 6, 0, 0]
    async with dock.db.read() as session:
        assert await verify(session) == []
