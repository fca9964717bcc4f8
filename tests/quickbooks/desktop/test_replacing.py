"""A document linked to its order is deleted and added anew, and no step doubles or loses it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.quickbooks.simulator.desktop.transactions import audit
from app.sync.documents import ReceiptDoc
from app.sync.models import OperationState
from tests.quickbooks.desktop.talk import LOST, REFUSED, Talk

REPLACED = ["ItemReceiptAddRq", "TxnDelRq", "ItemReceiptAddRq"]


def grown(document: ReceiptDoc, *lines: str, talk: Talk) -> ReceiptDoc:
    return document.model_copy(update={"lines": talk.receipt(*lines).lines})


def posted_once(talk: Talk, document: ReceiptDoc, *, oats: int) -> None:
    (only,) = talk.txns("ItemReceipt")
    assert only.values["RefNumber"] == document.number
    assert talk.own(document).external_id == only.txn_id
    assert talk.on_hand("OAT-1L") == 144 + oats
    assert not audit.ledger(talk.desk.company).differences


def test_more_of_an_order_replaces_the_receipt_and_keeps_its_link() -> None:
    talk = Talk.open()
    first = talk.receipt("12", "", "5")
    talk.say(first)
    talk.say(grown(first, "20", "7", "5", talk=talk))
    assert talk.targets() == REPLACED
    posted_once(talk, first, oats=20)
    (receipt,) = talk.txns("ItemReceipt")
    order = talk.desk.person.txn("PurchaseOrder", "PO-2001")
    assert order.links == {receipt.txn_id}
    assert [line.values["ReceivedQuantity"] for line in order.lines] == [20, 7, 5]
    assert receipt.values["Memo"].endswith("/2")


def test_another_day_or_number_leaves_the_lines_and_their_link_alone() -> None:
    talk = Talk.open()
    first = talk.receipt("12", "", "5")
    talk.say(first)
    changes = {"on": first.on + timedelta(days=1), "number": "R-000001-2"}
    talk.say(first.model_copy(update=changes))
    assert talk.targets() == ["ItemReceiptAddRq", "ItemReceiptModRq"]
    assert "LineMod" not in talk.sent[-1].body
    (receipt,) = talk.txns("ItemReceipt")
    assert receipt.links
    assert receipt.values["RefNumber"] == "R-000001-2"


@pytest.mark.parametrize("fate", [REFUSED, LOST])
@pytest.mark.parametrize("form", ["full", "recovery"])
@pytest.mark.parametrize("forgotten", [False, True])
@pytest.mark.parametrize("turns", [{1}, {2}, {1, 2}, {1, 3}, {2, 3}, {3}, {2, 4}, {1, 2, 3, 4, 5}])
def test_whatever_is_lost_on_the_way_it_is_there_once(
    turns: set[int], fate: str, form: str, forgotten: bool
) -> None:
    """`forgotten`: QuickBooks does not remember message sets, so a repeat is carried out anew."""
    talk = Talk.open()
    talk.desk.person.assume(replay_form=form)
    first = talk.receipt("12", "", "5")
    talk.say(first)
    talk.fate = lambda turn: fate if turn in turns else ""
    if forgotten:
        talk.changed = lambda _: talk.desk.books.message_sets.clear()
    talk.say(grown(first, "20", "7", "5", talk=talk))
    posted_once(talk, first, oats=20)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_newer_version_in_the_middle_of_it_is_what_is_added(turn: int) -> None:
    talk = Talk.open()
    first = talk.receipt("12", "", "5")
    talk.say(first)
    row = talk.want(grown(first, "20", "7", "5", talk=talk))
    talk.fate = lambda now: LOST if now == turn else ""
    for _ in range(turn):
        talk.step(row)
    row = talk.say(grown(first, "24", "7", "5", talk=talk))
    assert row.sent == 3
    posted_once(talk, first, oats=24)


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
@pytest.mark.parametrize("fate", ["", REFUSED, LOST])
def test_cancelled_in_the_middle_of_it_nothing_stays(steps: int, fate: str) -> None:
    talk = Talk.open()
    first = talk.receipt("12", "", "5")
    talk.say(first)
    second = grown(first, "20", "7", "5", talk=talk)
    row = talk.want(second)
    talk.fate = lambda turn: fate if turn == steps else ""
    for _ in range(steps):
        if row.state is not OperationState.DONE:
            talk.step(row)
    talk.say(second.model_copy(update={"cancelled": True}))
    assert talk.txns("ItemReceipt") == []
    assert talk.on_hand("OAT-1L") == 144


def test_what_cannot_be_said_holds_it_before_anything_is_deleted() -> None:
    talk = Talk.open()
    first = talk.receipt("12", "", "5")
    talk.say(first)
    line = first.lines[0].model_copy(update={"item_id": uuid4(), "line_key": "new"})
    problem = talk.held(first.model_copy(update={"lines": (*first.lines, line)}))
    assert problem.code == "item_not_linked"
    posted_once(talk, first, oats=12)


def test_an_addition_that_is_refused_is_made_once_it_is_released() -> None:
    talk = Talk.open()
    first = talk.receipt("12", "", "5")
    talk.say(first)
    talk.changed = lambda _: talk.desk.person.inactivate("Vendor", "Fernhill Dairy Cooperative")
    talk.held(grown(first, "20", "7", "5", talk=talk))
    assert talk.txns("ItemReceipt") == []
    talk.changed = lambda _: None
    talk.desk.person.reactivate("Vendor", "Fernhill Dairy Cooperative")
    talk.again(first)
    posted_once(talk, first, oats=20)


def test_somebody_deleted_it_meanwhile_so_a_person_decides() -> None:
    talk = Talk.open()
    first = talk.receipt("12", "", "5")
    talk.say(first)
    talk.desk.ask("TxnDel", {"TxnDelType": "ItemReceipt", "TxnID": talk.own(first).external_id})
    problem = talk.held(grown(first, "20", "7", "5", talk=talk))
    assert problem.code == "gone_in_quickbooks"
    assert talk.txns("ItemReceipt") == []


def test_a_receipt_the_bookkeeper_made_a_bill_of_is_left_to_people() -> None:
    talk = Talk.open()
    first = talk.receipt("12", "", "5")
    talk.say(first)
    receipt = talk.desk.books.txns[talk.own(first).external_id]
    receipt.kind = "Bill"
    for changed in (
        grown(first, "20", "7", "5", talk=talk),
        first.model_copy(update={"cancelled": True}),
        first.model_copy(update={"on": first.on + timedelta(days=1)}),
    ):
        problem = talk.held(changed)
        assert problem.code == "turned_into_another"
        assert "as an item receipt, and in QuickBooks it is a bill" in problem.detail
        assert talk.txns("Bill") == [receipt]


def test_a_restored_copy_of_the_old_record_is_not_taken_for_the_new_one() -> None:
    talk = Talk.open()
    first = talk.receipt("12", "", "5")
    talk.say(first)
    old = talk.desk.books.txns[talk.own(first).external_id]
    row = talk.want(grown(first, "20", "7", "5", talk=talk))
    talk.step(row)
    talk.desk.books.txns[old.txn_id] = old
    talk.fate = lambda turn: REFUSED if turn == 2 else ""
    while row.state is not OperationState.DONE:
        talk.step(row)
    assert talk.own(first).external_id != old.txn_id
    assert len(talk.txns("ItemReceipt")) == 2
