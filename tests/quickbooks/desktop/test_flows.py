"""Whole ways: scanned here, in QuickBooks Desktop once Web Connector has been here, and back."""

import asyncio
from datetime import timedelta
from decimal import Decimal

from app.core import clock
from app.core.db import Database
from app.quickbooks.desktop import visits
from app.quickbooks.simulator.desktop.calling import OLD, Fault
from app.quickbooks.simulator.desktop.profiles import PREMIER_2023
from app.quickbooks.simulator.desktop.web_connector import Outcome, Step
from app.settings import Settings
from app.sync.documents import AnyTransaction
from app.sync.models import OperationState
from tests.quickbooks.desktop.world import World, build_world


async def test_the_first_visit_reads_the_company(world: World) -> None:
    facts = await world.facts()
    assert (facts.dialect, facts.edition, facts.tracked) == ("desktop", "Enterprise", "lot")
    assert (await world.item("OAT-1L")).name == "Oat milk 1 L"
    row = await world.connection()
    assert row.called_at is not None
    assert row.settings["accounts"]["accounts_payable"] != ""
    shipment = await world.shipment()
    assert shipment.order_source == "sales_order"


async def test_one_visit_posts_every_kind_of_document(world: World) -> None:
    before = world.on_hand("OAT-1L")
    documents: dict[str, AnyTransaction] = {
        "ItemReceipt": await world.receipt(),
        "Invoice": await world.shipment(),
        "CreditMemo": await world.customer_return({"OAT-1L": "2"}),
        "VendorCredit": await world.vendor_return({"OAT-1L": "3"}),
        "InventoryAdjustment": await world.adjustment("OAT-1L", "-4"),
    }
    for document in documents.values():
        await world.want(document, completed=True)
    update = await world.visit()
    assert (update.outcome, update.said) == (Outcome.DONE, "Sent 5 messages.")
    for kind, document in documents.items():
        row = await world.operation(document)
        assert (row.state, row.problem) == (OperationState.DONE, None)
        [made] = world.copies(document)
        assert (made.kind, made.values["RefNumber"]) == (kind, document.number)
    [*_, visit] = await world.visits()
    assert (visit.sent, visit.said) == (5, "Sent 5 messages.")
    assert world.on_hand("OAT-1L") == before + 12 - 12 + 2 - 3 - 4


async def test_a_linked_receipt_waits_until_it_is_left_alone(world: World) -> None:
    """Links exist only from the beginning: a receipt that is still being scanned is not posted."""
    receipt = await world.receipt()
    await world.want(receipt)
    assert (await world.visit()).outcome is Outcome.NOTHING_TO_DO
    world.later(30)
    await world.want(receipt)  # another scan: the minute begins anew
    world.later(59)
    assert (await world.visit()).outcome is Outcome.NOTHING_TO_DO
    world.later(2)
    await world.visit()
    [made] = world.copies(receipt)
    assert made.lines[0].order is not None


async def test_a_finished_receipt_goes_at_once(world: World) -> None:
    receipt = await world.receipt()
    await world.want(receipt)
    await world.want(receipt, completed=True)
    await world.visit()
    assert len(world.copies(receipt)) == 1


async def test_more_of_a_posted_receipt_replaces_it_with_its_link(world: World) -> None:
    receipt = await world.receipt()
    await world.want(receipt, completed=True)
    await world.visit()
    [first] = world.copies(receipt)
    line = receipt.lines[0].model_copy(update={"qty": Decimal(20)})
    await world.want(receipt.model_copy(update={"lines": (line,)}), completed=True)
    await world.settle()
    [made] = world.copies(receipt)
    assert made.txn_id != first.txn_id
    assert (made.lines[0].values["Quantity"], made.lines[0].order is not None) == (20, True)
    assert (await world.operation(receipt)).warnings is None


async def test_what_needs_single_user_mode_waits_for_it_and_goes_by_itself(
    db: Database, settings: Settings
) -> None:
    async with build_world(db, settings, profile=PREMIER_2023) as world:
        adjustment = await world.adjustment("OAT-1L", "-2")
        await world.want(adjustment, completed=True)
        receipt = await world.receipt(purchase_order_id=None)
        await world.want(receipt, completed=True)
        await world.visit()
        row = await world.operation(adjustment)
        assert row.state is OperationState.HELD
        assert "single-user" in (row.problem or {})["detail"] + (row.problem or {})["action"]
        assert (await world.operation(receipt)).state is OperationState.DONE
        world.bookkeeper.single_user()
        world.later(400)
        await world.visit()
        assert len(world.copies(adjustment)) == 1


async def test_an_edit_in_quickbooks_is_told_and_not_overwritten(world: World) -> None:
    receipt = await world.receipt(purchase_order_id=None)
    await world.want(receipt, completed=True)
    await world.visit()
    [made] = world.copies(receipt)
    world.later(600)
    line = made.lines[0]
    edited = {"TxnLineID": line.txn_line_id, "Quantity": Decimal(7)}
    world.bookkeeper.revise(made, {}, [edited])
    await world.read_again()
    [warning] = (await world.operation(receipt)).warnings or []
    assert warning["code"] == "edited_in_quickbooks"
    more = receipt.lines[0].model_copy(update={"qty": Decimal(13)})
    await world.want(receipt.model_copy(update={"lines": (more,)}), completed=True)
    await world.visit()
    assert (await world.operation(receipt)).state is OperationState.HELD
    assert world.copies(receipt)[0].lines[0].values["Quantity"] == 7


async def test_what_was_deleted_there_is_told(world: World) -> None:
    receipt = await world.receipt(purchase_order_id=None)
    await world.want(receipt, completed=True)
    await world.visit()
    world.later(600)
    world.bookkeeper.remove(world.copies(receipt)[0])
    await world.read_again()
    [warning] = (await world.operation(receipt)).warnings or []
    assert warning["code"] == "deleted_in_quickbooks"


async def test_an_answer_that_is_lost_is_asked_for_and_nothing_is_doubled(world: World) -> None:
    receipt = await world.receipt()
    await world.want(receipt, completed=True)
    update = await world.visit(
        faults=lambda step: Fault.CRASH_BEFORE if step.operation == "receiveResponseXML" else None
    )
    assert update.outcome is Outcome.CRASHED
    assert len(world.copies(receipt)) == 1
    assert (await world.operation(receipt)).state is not OperationState.DONE
    await world.settle()
    assert (await world.operation(receipt)).state is OperationState.DONE
    assert len(world.copies(receipt)) == 1
    purposes = [one.purpose for one in await world.attempts()]
    assert purposes == ["send", "ask"]


async def test_who_died_with_an_answer_is_let_in_again_at_once(world: World) -> None:
    """The worker still waits for that answer, so nothing else is due."""
    receipt = await world.receipt(purchase_order_id=None)
    await world.want(receipt, completed=True)

    def dies(step: Step) -> Fault | None:
        answered = step.operation == "receiveResponseXML"
        return Fault.CRASH_BEFORE if answered and world.copies(receipt) else None

    with clock.freeze(world.hour.now):
        async with world.working():
            assert (await world.visit(faults=dies, worker=False)).outcome is Outcome.CRASHED
            assert (await world.visit(worker=False)).outcome is Outcome.DONE
    await world.settle()
    assert len(world.copies(receipt)) == 1
    assert (await world.operation(receipt)).state is OperationState.DONE


async def test_an_old_web_connector_does_all_of_it(world: World) -> None:
    receipt = await world.receipt()
    await world.want(receipt, completed=True)
    assert (await world.visit(habits=OLD)).outcome is Outcome.DONE
    assert len(world.copies(receipt)) == 1


async def test_each_write_retires_the_message_set_before_it(world: World) -> None:
    for number in range(1, 4):
        receipt = await world.receipt(purchase_order_id=None, number=f"R-00000{number}")
        await world.want(receipt, completed=True)
    await world.visit()
    assert len(world.books.message_sets) == 1
    assert (await world.line()).last_set in world.books.message_sets


async def test_a_scan_during_a_visit_goes_with_it(world: World) -> None:
    first, second = await world.receipt(), await world.adjustment("OAT-1L", "1")
    await world.want(first, completed=True)
    scans: list[asyncio.Task[None]] = []

    def meanwhile(step: Step) -> None:
        if step.operation == "receiveResponseXML" and not scans:
            scans.append(asyncio.create_task(world.want(second, completed=True)))

    assert (await world.visit(faults=meanwhile)).outcome is Outcome.DONE
    assert len(world.copies(second)) == 1


async def test_reading_and_writing_end_the_silence(world: World) -> None:
    world.later(3600)
    async with world.db.read() as session:
        known = await visits.by_user(session, world.user_name)
        assert known is not None
        with clock.freeze(world.hour.now + timedelta(minutes=10)):
            assert await visits.reason_to_visit(session, known)
    await world.visit()
    async with world.db.read() as session:
        known = await visits.by_user(session, world.user_name)
        assert known is not None
        with clock.freeze(world.hour.now):
            assert not await visits.reason_to_visit(session, known)


async def test_an_answer_that_comes_late_is_not_taken_for_the_next_one(world: World) -> None:
    """Two empty answers look alike: only their request's id tells them apart."""
    late = 0

    def trouble(step: Step) -> Fault | None:
        nonlocal late
        if step.operation != "receiveResponseXML":
            return None
        late += 1
        return Fault.LATE_COPY

    async with world.db.write() as session:
        await visits.want_reading(session, world.connection_id)
    assert (await world.visit(faults=trouble)).outcome is Outcome.DONE
    assert late > 20
    assert [one.problem for one in await world.attempts(reading=True) if one.problem] == []
