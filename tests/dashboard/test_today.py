from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from app.access.models import User
from app.catalog import places
from app.catalog.models import Item, LocationUse, Tracking
from app.core import clock
from app.core.db import Database
from app.core.types import new_id
from app.dashboard.coming import coming
from app.dashboard.figures import floor_figures
from app.dashboard.needs import needs
from app.dashboard.schemas import NeedKind
from app.inventory import ledger
from app.inventory.models import MoveReason
from app.orders.models import OrderState, SalesOrderLine
from app.picking.allocate import lower_stop
from app.picking.models import Allocation, PickTask
from app.sync.models import (
    ConnectionKind,
    ConnectionState,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)
from tests.builders import (
    Warehouse,
    make_bin,
    make_customer,
    make_item,
    make_lot,
    make_po,
    make_so,
    make_user,
    make_vendor,
    make_warehouse,
    put_stock,
)

ZONE = "America/New_York"
TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 17, tzinfo=UTC)


@dataclass(frozen=True)
class Floor:
    db: Database
    warehouse: Warehouse
    milk: Item
    user: User


@pytest.fixture
async def floor(db: Database) -> Floor:
    async with db.write() as session:
        warehouse = await make_warehouse(session)
        milk = await make_item(session, "MILK-1", name="Oat milk", tracking=Tracking.LOT)
        return Floor(db, warehouse, milk, await make_user(session))


Receive = Callable[..., Awaitable[None]]


@pytest.fixture
def receive(floor: Floor) -> Receive:
    async def book(at: datetime, qty: str = "1") -> None:
        with clock.freeze(at):
            async with floor.db.write() as session:
                vendor = await places.virtual(session, LocationUse.VENDOR)
                lot = await make_lot(session, floor.milk, "L1")
                move = ledger.Move(
                    item_id=floor.milk.id,
                    lot_id=lot.id,
                    qty=Decimal(qty),
                    origin=ledger.place(vendor),
                    target=ledger.place(floor.warehouse.dock),
                    reason=MoveReason.RECEIVE,
                    document_type="receipt",
                    document_id=new_id(),
                )
                await ledger.post_moves(session, [move], ledger.MoveContext())

    return book


async def test_work_counts_on_the_companys_day(floor: Floor, receive: Receive) -> None:
    await receive(NOON, "2.5")
    await receive(datetime(2026, 11, 23, 4, 59, tzinfo=UTC))
    await receive(datetime(2026, 11, 23, 5, 0, tzinfo=UTC))
    await receive(datetime(2026, 11, 22, 4, 59, tzinfo=UTC))
    async with floor.db.read() as session:
        figures = await floor_figures(session, today=TODAY, zone=ZONE)
    assert figures.received.lines == 2
    assert figures.received.units == Decimal("3.5")
    assert figures.received.documents == 2
    assert figures.received.usual_lines is None
    assert (figures.picked.lines, figures.picked.units) == (0, Decimal(0))


async def test_usual_is_the_mean_of_worked_days_of_the_same_weekday(
    floor: Floor, receive: Receive
) -> None:
    await receive(NOON)
    for weeks, lines in ((1, 2), (2, 1), (5, 9)):
        for _ in range(lines):
            await receive(NOON - timedelta(weeks=weeks))
    await receive(NOON - timedelta(days=1))
    async with floor.db.read() as session:
        figures = await floor_figures(session, today=TODAY, zone=ZONE)
    assert figures.received.usual_lines == Decimal("1.5")
    assert figures.shipped.usual_lines == 0


async def test_shorts_count_on_the_day_they_were_reported(floor: Floor) -> None:
    async with floor.db.write() as session:
        bin_ = await make_bin(session, "A-1", warehouse=floor.warehouse)
        lot = await put_stock(session, floor.milk, bin_, 9, lot="L1")
        order = await make_so(session, await make_customer(session), [(floor.milk, 9)])
        line = (await session.exec(select(SalesOrderLine))).one()
        task = PickTask(number="P-000001", sales_order_id=order.id)
        session.add(task)
        await session.flush()
        stops = [
            Allocation(
                task_id=task.id,
                order_line_id=line.id,
                item_id=floor.milk.id,
                lot_id=lot.id,
                location_id=bin_.id,
                qty=Decimal(3),
            )
            for _ in range(3)
        ]
        session.add_all(stops)
        await session.flush()
        for stop, at in zip(stops, (NOON, NOON, NOON - timedelta(days=1)), strict=True):
            with clock.freeze(at):
                await lower_stop(session, stop.id, Decimal(2), short_reason="damaged")
    async with floor.db.read() as session:
        short = (await floor_figures(session, today=TODAY, zone=ZONE)).short
    assert (short.lines, short.documents, short.units) == (2, 1, Decimal(4))


async def test_what_is_due_within_a_week_comes_with_what_is_overdue_first(floor: Floor) -> None:
    async with floor.db.write() as session:
        customer, vendor = await make_customer(session), await make_vendor(session)
        for number, days, state in (
            ("SO-1", 3, OrderState.RELEASED),
            ("SO-2", -1, OrderState.OPEN),
            ("SO-3", 8, OrderState.OPEN),
            ("SO-4", 0, OrderState.CLOSED),
        ):
            due = TODAY + timedelta(days=days)
            line = [(floor.milk, 5)]
            await make_so(session, customer, line, number=number, due_on=due, state=state)
        await make_so(session, customer, [], number="SO-5", due_on=TODAY)
        arrival = TODAY + timedelta(days=1)
        await make_po(session, vendor, [(floor.milk, 9)], number="PO-1", expected_on=arrival)
    async with floor.db.read() as session:
        found = await coming(session, today=TODAY, expiring_soon_days=30)
    assert [(one.number, one.overdue, one.released) for one in found.due] == [
        ("SO-2", True, False),
        ("SO-1", False, True),
    ]
    assert found.due_count == 2
    assert [(one.number, one.party, one.open_lines) for one in found.arrivals] == [
        ("PO-1", "Northwind Foods", 1)
    ]


async def test_stock_that_grows_too_old_is_added_up_over_bins(floor: Floor) -> None:
    async with floor.db.write() as session:
        bins = [await make_bin(session, code, warehouse=floor.warehouse) for code in ("A-1", "A-2")]
        old, soon = TODAY - timedelta(days=1), TODAY + timedelta(days=30)
        for bin_ in bins:
            await put_stock(session, floor.milk, bin_, 2, lot="OLD", expires_on=old)
        await put_stock(session, floor.milk, bins[0], 1, lot="SOON", expires_on=soon)
        later = soon + timedelta(days=1)
        await put_stock(session, floor.milk, bins[0], 1, lot="LATER", expires_on=later)
    async with floor.db.read() as session:
        found = await coming(session, today=TODAY, expiring_soon_days=30)
        cards = await needs(session, today=TODAY)
    assert [(one.lot, one.on_hand, one.expired) for one in found.expiring] == [
        ("OLD", Decimal(4), True),
        ("SOON", Decimal(1), False),
    ]
    assert [card.kind for card in cards] == [NeedKind.EXPIRED_STOCK]
    assert cards[0].title == "4 each of Oat milk expired"
    assert "11/21/2026" in cards[0].detail


async def test_nothing_needs_anybody_on_an_empty_floor(floor: Floor) -> None:
    async with floor.db.read() as session:
        assert await needs(session, today=TODAY) == []


async def test_held_documents_and_a_lost_connection_need_a_person(floor: Floor) -> None:
    async with floor.db.write() as session:
        connection = QuickBooksConnection(
            kind=ConnectionKind.ONLINE, company_name="Acme", state=ConnectionState.PAUSED
        )
        session.add(connection)
        await session.flush()
        for number in range(5):
            session.add(
                SyncOperation(
                    connection_id=connection.id,
                    document_type="receipt",
                    document_id=new_id(),
                    document_number=f"R-00000{number}",
                    state=OperationState.HELD,
                    summary="12 × Oat milk",
                    problem={"detail": "QuickBooks does not know the item."},
                    wanted_at=NOON + timedelta(minutes=number),
                )
            )
    async with floor.db.read() as session:
        cards = await needs(session, today=TODAY)
    assert [card.kind for card in cards] == [NeedKind.SYNC_PAUSED] + [NeedKind.SYNC_HELD] * 3
    assert cards[0].title == "QuickBooks is not connected: Acme"
    assert cards[1].title == "R-000000 is not in QuickBooks"
    assert cards[1].detail == "QuickBooks does not know the item."
    assert cards[1].count == 1
    assert cards[1].fix is None


async def test_documents_held_by_one_cause_are_one_card_with_one_tap(floor: Floor) -> None:
    fix = {"kind": "reactivate", "label": "Make Oat milk active", "params": {"kind": "item"}}
    problem = {
        "title": "Something on this document is inactive in QuickBooks",
        "detail": "R-000000 uses Oat milk.",
        "fixes": [fix],
    }
    async with floor.db.write() as session:
        connection = QuickBooksConnection(kind=ConnectionKind.ONLINE, company_name="Acme")
        session.add(connection)
        await session.flush()
        for number in range(4):
            session.add(
                SyncOperation(
                    connection_id=connection.id,
                    document_type="receipt",
                    document_id=new_id(),
                    document_number=f"R-00000{number}",
                    state=OperationState.HELD,
                    cause="item:1" if number != 2 else "",
                    problem=problem if number != 2 else {"detail": "Something else."},
                    wanted_at=NOON + timedelta(minutes=number),
                )
            )
    async with floor.db.read() as session:
        together, alone = await needs(session, today=TODAY)
    assert (together.count, alone.count) == (3, 1)
    assert together.title.startswith("3 documents wait: Something on this document is inactive")
    assert together.fix is not None
    assert together.fix.label == "Make Oat milk active"


async def test_a_short_pick_needs_a_person_until_the_line_is_filled(floor: Floor) -> None:
    async with floor.db.write() as session:
        bin_ = await make_bin(session, "A-1", warehouse=floor.warehouse)
        lot = await put_stock(session, floor.milk, bin_, 2, lot="L1")
        order = await make_so(
            session,
            await make_customer(session),
            [(floor.milk, 5)],
            number="SO-1",
            state=OrderState.RELEASED,
        )
        line = (await session.exec(select(SalesOrderLine))).one()
        task = PickTask(number="P-000001", sales_order_id=order.id)
        session.add(task)
        await session.flush()
        session.add(
            Allocation(
                task_id=task.id,
                order_line_id=line.id,
                item_id=floor.milk.id,
                lot_id=lot.id,
                location_id=bin_.id,
                qty=Decimal(2),
                short_qty=Decimal(3),
                short_reason="damaged",
            )
        )
    async with floor.db.read() as session:
        cards = await needs(session, today=TODAY)
    assert [(card.kind, card.title, card.detail) for card in cards] == [
        (NeedKind.SHORT_PICK, "SO-1 is short of Oat milk", "3 each not found: damaged.")
    ]
    async with floor.db.write() as session:
        filled = await session.get_one(SalesOrderLine, line.id)
        filled.picked_qty = Decimal(5)
        session.add(filled)
    async with floor.db.read() as session:
        assert await needs(session, today=TODAY) == []


async def test_orders_due_and_not_released_are_one_card(floor: Floor) -> None:
    async with floor.db.write() as session:
        customer = await make_customer(session)
        for number, due in (("SO-1", TODAY), ("SO-2", TODAY - timedelta(days=2))):
            await make_so(session, customer, [(floor.milk, 1)], number=number, due_on=due)
        later = TODAY + timedelta(days=1)
        await make_so(session, customer, [(floor.milk, 1)], number="SO-3", due_on=later)
    async with floor.db.read() as session:
        cards = await needs(session, today=TODAY)
    assert [(card.title, card.detail, card.count) for card in cards] == [
        ("2 orders are due and not released for picking", "The first is SO-2.", 2)
    ]
