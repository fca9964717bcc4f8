"""Every kind of document in a simulated Desktop company: added, amended, taken back, in doubt."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from app.quickbooks.simulator.desktop.profiles import (
    ENTERPRISE_24,
    ENTERPRISE_24_SERIALS,
    PREMIER_2023,
    Profile,
)
from app.quickbooks.simulator.desktop.store import Txn
from app.quickbooks.simulator.desktop.transactions import audit
from app.sync.documents import (
    AdjustmentDoc,
    AnyTransaction,
    CustomerReturnDoc,
    DocumentLine,
    ReceiptDoc,
    ShipmentDoc,
    TransferDoc,
    VendorReturnDoc,
)
from app.sync.port import Ref
from tests.quickbooks.desktop.talk import (
    LOST,
    OTHER_WAREHOUSE,
    REFUSED,
    TODAY,
    WAREHOUSE,
    Talk,
    lot,
    serials,
)

DAIRY, CAFE = "Fernhill Dairy Cooperative", "Juniper Street Café"


def received(talk: Talk) -> ReceiptDoc:
    """Goods without an order."""
    receipt = talk.receipt("12")
    line = talk.line("OAT-1L", "12", unit_amount=Decimal("1.5"))
    return receipt.model_copy(update={"lines": (line,), "purchase_order_id": None})


def ordered(talk: Talk) -> ReceiptDoc:
    return talk.receipt("12")


def shipped(talk: Talk) -> ShipmentDoc:
    return talk.shipment("4")


def sold(talk: Talk) -> ShipmentDoc:
    return talk.shipment("4", order_source="estimate")


def sent_back(talk: Talk) -> VendorReturnDoc:
    return VendorReturnDoc(
        id=uuid4(),
        number="V-000001",
        on=TODAY,
        warehouse_id=WAREHOUSE,
        vendor_id=talk.party("vendor", DAIRY),
        vendor_name=DAIRY,
        lines=(talk.line("OAT-1L", "4"),),
    )


def came_back(talk: Talk) -> CustomerReturnDoc:
    return CustomerReturnDoc(
        id=uuid4(),
        number="C-000001",
        on=TODAY,
        warehouse_id=WAREHOUSE,
        customer_id=talk.party("customer", CAFE),
        customer_name=CAFE,
        lines=(talk.line("OAT-1L", "4"),),
    )


def counted(talk: Talk) -> AdjustmentDoc:
    return AdjustmentDoc(
        id=uuid4(),
        number="A-000001",
        on=TODAY,
        warehouse_id=WAREHOUSE,
        reason="count",
        lines=(talk.line("OAT-1L", "-4"),),
    )


def moved(talk: Talk) -> TransferDoc:
    return TransferDoc(
        id=uuid4(),
        number="T-000001",
        on=TODAY,
        warehouse_id=WAREHOUSE,
        to_warehouse_id=OTHER_WAREHOUSE,
        lines=(talk.line("OAT-1L", "4"),),
    )


Make = Callable[[Talk], AnyTransaction]
# what is made, what it is called there, what 4 (of the receipts: 12) do to stock, how it is undone
KINDS: list[tuple[Make, str, int, str]] = [
    (received, "ItemReceipt", 12, "TxnVoidRq"),
    (ordered, "ItemReceipt", 12, "TxnDelRq"),
    (shipped, "Invoice", -4, "TxnDelRq"),
    (sold, "Invoice", -4, "TxnVoidRq"),
    (sent_back, "VendorCredit", -4, "TxnVoidRq"),
    (came_back, "CreditMemo", 4, "TxnVoidRq"),
    (counted, "InventoryAdjustment", -4, "TxnVoidRq"),
    (moved, "TransferInventory", 0, "TxnDelRq"),
]
every_kind = pytest.mark.parametrize(("make", "kind", "moves", "undone"), KINDS)


def only(talk: Talk, kind: str, document: AnyTransaction) -> Txn:
    (txn,) = talk.txns(kind, document.number)
    assert talk.own(document).external_id == txn.txn_id
    assert not audit.ledger(talk.desk.company).differences
    return txn


def with_qty(document: AnyTransaction, factor: int) -> AnyTransaction:
    lines = tuple(
        one.model_copy(update={"qty": one.qty * factor, "tracked": ()}) for one in document.lines
    )
    return document.model_copy(update={"lines": lines})


@every_kind
@pytest.mark.parametrize("fate", ["", REFUSED, LOST])
@pytest.mark.parametrize("form", ["full", "recovery"])
def test_added_once(make: Make, kind: str, moves: int, undone: str, fate: str, form: str) -> None:
    talk = Talk.open()
    talk.desk.person.assume(replay_form=form)
    talk.fate = lambda turn: fate if turn == 0 else ""
    document = make(talk)
    talk.say(document)
    txn = only(talk, kind, document)
    assert talk.on_hand("OAT-1L") == 144 + moves
    assert txn.values["TxnDate"] == TODAY
    assert str(document.id) in txn.values["Memo"]
    assert talk.own(document).details["lines"] == {
        document.lines[0].line_key: txn.lines[0].txn_line_id
    }
    assert talk.own(document).version_token == txn.sequence


@every_kind
@pytest.mark.parametrize("fate", ["", REFUSED, LOST])
def test_amended(make: Make, kind: str, moves: int, undone: str, fate: str) -> None:
    talk = Talk.open()
    document = make(talk)
    talk.say(document)
    talk.fate = lambda turn: fate if turn in (1, 4) else ""
    talk.say(with_qty(document, 2))
    only(talk, kind, document)
    assert talk.on_hand("OAT-1L") == 144 + 2 * moves
    linked = make in (ordered, shipped)
    assert (f"{kind}ModRq" in talk.targets()) is not linked


@every_kind
@pytest.mark.parametrize("fate", ["", REFUSED, LOST])
def test_taken_back(make: Make, kind: str, moves: int, undone: str, fate: str) -> None:
    talk = Talk.open()
    document = make(talk)
    talk.say(document)
    talk.fate = lambda turn: fate if turn == 1 else ""
    gone = document.model_copy(update={"cancelled": True})
    talk.say(gone)
    assert undone in talk.targets()
    assert talk.on_hand("OAT-1L") == 144
    left = talk.txns(kind, document.number)
    assert [one.void for one in left] == ([True] if undone == "TxnVoidRq" else [])
    said = len(talk.sent)
    talk.say(gone)
    assert len(talk.sent) == said  # nothing is left to say
    problem = talk.held(document)
    assert problem.code == "taken_back"


@every_kind
def test_nothing_changed_is_not_said_again(make: Make, kind: str, moves: int, undone: str) -> None:
    talk = Talk.open()
    document = make(talk)
    talk.say(document)
    row = talk.say(document)
    assert row.sent == 2
    assert talk.targets() == [f"{kind}AddRq"]


@every_kind
def test_a_bookkeepers_words_stay_in_the_memo(
    make: Make, kind: str, moves: int, undone: str
) -> None:
    talk = Talk.open()
    document = make(talk).model_copy(update={"memo": "Dock 4"})
    talk.say(document)
    txn = only(talk, kind, document)
    mark = f"Scanpost {document.number} {document.id}/"
    assert txn.values["Memo"] == f"Dock 4 · {mark}1"
    txn.values["Memo"] = f"Dock 4 · {mark}1 · asked Ann"
    talk.say(with_qty(document, 2))
    txn = only(talk, kind, document)
    assert txn.values["Memo"].startswith("Dock 4")
    assert "asked Ann" in txn.values["Memo"]
    assert txn.values["Memo"].endswith(f"{mark}2")


@every_kind
def test_changed_there_at_the_same_time_it_is_read_and_said_again(
    make: Make, kind: str, moves: int, undone: str
) -> None:
    talk = Talk.open()
    document = make(talk)
    talk.say(document)
    txn = only(talk, kind, document)
    talk.desk.books.touch(txn)  # somebody saved it without a change
    talk.say(document.model_copy(update={"on": TODAY + timedelta(days=1)}))
    assert only(talk, kind, document).values["TxnDate"] == TODAY + timedelta(days=1)


@every_kind
def test_a_deleted_record_needs_a_person(make: Make, kind: str, moves: int, undone: str) -> None:
    talk = Talk.open()
    document = make(talk)
    talk.say(document)
    talk.desk.ask("TxnDel", {"TxnDelType": kind, "TxnID": talk.own(document).external_id})
    later = document.model_copy(update={"on": TODAY + timedelta(days=1)})
    assert talk.held(later).code == "gone_in_quickbooks"
    talk.say(document.model_copy(update={"cancelled": True}))  # which is all that was wanted


def invoiced(talk: Talk) -> tuple[ShipmentDoc, Txn]:
    """Goods that leave tomorrow against an invoice that is there."""
    cafe = talk.desk.books.named("Customer", CAFE)
    item = talk.desk.books.named("ItemInventory", "OAT-1L")
    assert cafe is not None
    assert item is not None
    line = {"ItemRef": {"ListID": item.list_id}, "Quantity": Decimal(4)}
    body = {"CustomerRef": {"ListID": cafe.list_id}, "RefNumber": "INV-7", "TxnDate": TODAY}
    invoice = talk.desk.record("InvoiceAdd", {**body, "InvoiceLineAdd": [line]})
    document = talk.shipment("4", order_source="invoice", tracking_number="1Z999AA10123456784")
    details = {"on": TODAY.isoformat(), "source": "invoice"}
    talk.known["sales_order", document.sales_order_id] = Ref(
        invoice.text("TxnID"), invoice.text("EditSequence"), "INV-7", details
    )
    later = document.model_copy(update={"on": TODAY + timedelta(days=1)})
    return later, talk.desk.books.txns[invoice.text("TxnID")]


@pytest.mark.parametrize("fate", ["", REFUSED, LOST])
@pytest.mark.parametrize("form", ["full", "recovery"])
def test_a_shipment_against_an_invoice_gets_its_details_and_moves_nothing(
    fate: str, form: str
) -> None:
    talk = Talk.open()
    talk.desk.person.assume(replay_form=form)
    document, invoice = invoiced(talk)
    before = talk.on_hand("OAT-1L")
    talk.fate = lambda turn: fate if turn == 0 else ""
    talk.say(document)
    assert invoice.values["ShipDate"] == document.on
    assert invoice.values["Other"] == "1Z999AA10123456784"
    assert talk.on_hand("OAT-1L") == before
    assert talk.txns("Invoice") == [invoice]
    assert talk.known["sales_order", document.sales_order_id].version_token == invoice.sequence
    said = len(talk.sent)
    talk.fate = lambda turn: fate if turn == said else ""
    talk.say(document.model_copy(update={"cancelled": True}))
    assert invoice.values["ShipDate"] == TODAY
    assert not invoice.values.get("Other")
    assert not invoice.void


def test_what_was_never_told_of_an_invoice_is_not_taken_back() -> None:
    talk = Talk.open()
    document, _ = invoiced(talk)
    talk.say(document.model_copy(update={"cancelled": True}))
    assert talk.sent == []


def test_an_invoice_that_is_not_known_holds_its_shipment() -> None:
    talk = Talk.open()
    document, _ = invoiced(talk)
    del talk.known["sales_order", document.sales_order_id]
    assert talk.held(document).code == "invoice_not_linked"


def test_an_invoice_that_is_gone_needs_a_person() -> None:
    talk = Talk.open()
    document, invoice = invoiced(talk)
    talk.desk.ask("TxnDel", {"TxnDelType": "Invoice", "TxnID": invoice.txn_id})
    assert talk.held(document).code == "gone_in_quickbooks"


@pytest.mark.parametrize(
    ("make", "kind"),
    [(received, "vendor"), (sent_back, "vendor"), (shipped, "customer"), (came_back, "customer")],
)
def test_whoever_is_not_known_there_holds_it(make: Make, kind: str) -> None:
    talk = Talk.open()
    document = make(talk)
    talk.known = {key: ref for key, ref in talk.known.items() if key[0] != kind}
    assert talk.held(document).code == f"{kind}_not_linked"
    assert talk.sent == []


# ---- lots and serial numbers


def tracked(line: DocumentLine, *parts: object) -> DocumentLine:
    return line.model_copy(update={"tracked": parts})


def test_lots_are_lines_of_their_own_and_keep_their_day() -> None:
    talk = Talk.open(ENTERPRISE_24)
    document = received(talk)
    line = tracked(document.lines[0], lot("L1", "5", date(2027, 2, 3)), lot("L2", "7"))
    talk.say(document.model_copy(update={"lines": (line,)}))
    txn = only(talk, "ItemReceipt", document)
    assert [(one.values["LotNumber"], one.values["Quantity"]) for one in txn.lines] == [
        ("L1", 5),
        ("L2", 7),
    ]
    assert txn.lines[0].values["ExpirationDateForSerialLotNumber"] == date(2027, 2, 3)
    own = talk.own(document).details["lines"]
    assert own == {line.line_key: [one.txn_line_id for one in txn.lines]}
    line = tracked(document.lines[0], lot("L1", "5"), lot("L2", "4"), lot("L3", "3"))
    talk.say(document.model_copy(update={"lines": (line,)}))
    txn = only(talk, "ItemReceipt", document)
    assert [one.values["LotNumber"] for one in txn.lines] == ["L1", "L2", "L3"]
    assert [one.txn_line_id for one in txn.lines][:2] == own[line.line_key]


def test_lots_of_an_order_line_both_link_to_it() -> None:
    talk = Talk.open(ENTERPRISE_24)
    document = talk.receipt("12", tracked={0: (lot("L1", "5"), lot("L2", "7"))})
    talk.say(document)
    order = talk.desk.person.txn("PurchaseOrder", "PO-2001")
    assert order.lines[0].values["ReceivedQuantity"] == 12
    assert len(only(talk, "ItemReceipt", document).lines) == 2


def test_serial_numbers_share_a_line() -> None:
    talk = Talk.open(ENTERPRISE_24_SERIALS)
    document = received(talk)
    line = talk.line("SCN-2D", "3", tracked=serials("S1", "S2", "S3"))
    talk.say(document.model_copy(update={"lines": (line,)}))
    txn = only(talk, "ItemReceipt", document)
    assert [one.values["SerialNumber"] for one in txn.lines] == ["S1,S2,S3"]
    gone = counted(talk).model_copy(
        update={"lines": (talk.line("SCN-2D", "-2", tracked=serials("S1", "S3")),)}
    )
    talk.say(gone)
    adjusted = only(talk, "InventoryAdjustment", gone)
    assert sum(one.values["QuantityDifference"] for one in adjusted.lines) == -2
    more = gone.model_copy(update={"lines": (talk.line("SCN-2D", "-1", tracked=serials("S1")),)})
    talk.say(more)
    assert talk.targets()[-2:] == ["TxnDelRq", "InventoryAdjustmentAddRq"]
    assert talk.on_hand("SCN-2D") == 12 + 3 - 1


def test_a_company_that_tracks_nothing_has_lots_in_words() -> None:
    talk = Talk.open(PREMIER_2023)
    document = received(talk)
    line = tracked(
        document.lines[0].model_copy(update={"description": "Oat milk"}),
        lot("L1", "5", date(2027, 2, 3)),
        lot("L2", "7"),
    )
    talk.say(document.model_copy(update={"lines": (line,)}))
    txn = only(talk, "ItemReceipt", document)
    (there,) = txn.lines
    assert there.values["Desc"] == "Oat milk · Lot L1 (exp 02/03/2027) × 5; Lot L2 × 7"
    talk.desk.person.single_user()
    adjustment = counted(talk)
    lost = tracked(adjustment.lines[0], lot("L1", "4"))
    talk.say(adjustment.model_copy(update={"lines": (lost,)}))
    memo = only(talk, "InventoryAdjustment", adjustment).values["Memo"]
    assert memo.startswith("[Lots: OAT-1L Lot L1 × 4] · Scanpost")
    lost = tracked(adjustment.lines[0], lot("L2", "4"))
    talk.say(adjustment.model_copy(update={"lines": (lost,), "on": TODAY}))
    memo = only(talk, "InventoryAdjustment", adjustment).values["Memo"]
    assert "L1" not in memo
    assert memo.startswith("[Lots: OAT-1L Lot L2 × 4] · Scanpost")


def test_goods_lie_in_the_bins_that_quickbooks_knows() -> None:
    talk = Talk.open(ENTERPRISE_24)
    shelf = talk.desk.person.add("InventorySite", "A-1", ParentSiteRef={"FullName": "Main"})
    talk.facts = talk.facts.model_copy(update={"bins": True})
    main = talk.settings.places[str(WAREHOUSE)]
    known = main.model_copy(update={"bins": {"A-1": shelf.list_id}})
    places = {**talk.settings.places, str(WAREHOUSE): known}
    talk.settings = talk.settings.model_copy(update={"places": places})
    document = received(talk)
    line = tracked(
        document.lines[0],
        lot("L1", "5").model_copy(update={"bin": "A-1"}),
        lot("L1", "7").model_copy(update={"bin": "only here"}),
    )
    talk.say(document.model_copy(update={"lines": (line,)}))
    lines = only(talk, "ItemReceipt", document).lines
    assert [
        (one.values.get("InventorySiteLocationRef"), one.values["Quantity"]) for one in lines
    ] == [(shelf.ref(), 5), (None, 7)]
    transfer = moved(talk)
    line = tracked(transfer.lines[0], lot("L1", "4").model_copy(update={"bin": "A-1"}))
    talk.say(transfer.model_copy(update={"lines": (line,)}))
    (there,) = only(talk, "TransferInventory", transfer).lines
    assert there.values["FromInventorySiteLocationRef"] == shelf.ref()
    assert "ToInventorySiteLocationRef" not in there.values


# ---- what the company is like


def test_adjustments_wait_for_single_user_mode() -> None:
    talk = Talk.open(PREMIER_2023)
    talk.facts = talk.facts.model_copy(update={"single_user": False})
    document = counted(talk)
    problem = talk.held(document)
    assert (problem.code, problem.cause) == ("single_user_needed", "mode:single_user")
    assert talk.sent == []
    talk.facts = talk.facts.model_copy(update={"single_user": True})
    talk.desk.person.single_user()
    talk.again(document)
    only(talk, "InventoryAdjustment", document)
    talk.facts = talk.facts.model_copy(update={"single_user": False})
    assert talk.held(document.model_copy(update={"cancelled": True})).cause == "mode:single_user"


def test_advanced_inventory_adjusts_with_others_at_work() -> None:
    talk = Talk.open(ENTERPRISE_24)
    talk.facts = talk.facts.model_copy(update={"single_user": False})
    document = counted(talk)
    talk.say(document)
    only(talk, "InventoryAdjustment", document)


@pytest.mark.parametrize("profile", [PREMIER_2023, ENTERPRISE_24])
def test_a_transfer_within_one_site_is_nothing_to_quickbooks(profile: Profile) -> None:
    talk = Talk.open(profile)
    document = moved(talk).model_copy(update={"to_warehouse_id": WAREHOUSE})
    talk.say(document)
    assert talk.sent == []


def test_a_transfer_needs_both_sites() -> None:
    talk = Talk.open()
    problem = talk.held(moved(talk).model_copy(update={"to_warehouse_id": uuid4()}))
    assert problem.code == "site_missing"


@pytest.mark.parametrize("profile", [PREMIER_2023, ENTERPRISE_24])
@pytest.mark.parametrize("before", ["item_receipt", "bill"])
def test_the_settings_say_what_a_receipt_becomes_and_what_is_stays(
    profile: Profile, before: str
) -> None:
    other = {"item_receipt": "bill", "bill": "item_receipt"}[before]
    kinds = {"item_receipt": "ItemReceipt", "bill": "Bill"}
    talk = Talk.open(profile, purchase_document=before)
    document = talk.receipt("12")
    talk.say(document)
    talk.settings = talk.settings.model_copy(update={"purchase_document": other})
    talk.say(talk.receipt("14").model_copy(update={"id": document.id}))
    assert len(talk.txns(kinds[before])) == 1
    assert talk.txns(kinds[other]) == []


@pytest.mark.parametrize("fate", [REFUSED, LOST])
def test_settings_changed_while_it_is_in_doubt(fate: str) -> None:
    talk = Talk.open(purchase_document="bill")
    document = talk.receipt("12")
    talk.fate = lambda turn: fate if turn == 0 else ""
    row = talk.want(document)
    talk.step(row)
    talk.settings = talk.settings.model_copy(update={"purchase_document": "item_receipt"})
    talk.settled(row)
    only(talk, "Bill", document)
    assert talk.txns("ItemReceipt") == []


def test_sales_receipts_are_not_linked() -> None:
    talk = Talk.open(sales_document="sales_receipt")
    funds = talk.desk.books.named("Account", "Undeposited Funds")
    assert funds is not None
    accounts = talk.settings.accounts.model_copy(update={"deposit_to": funds.list_id})
    talk.settings = talk.settings.model_copy(update={"accounts": accounts})
    document = talk.shipment("4")
    row = talk.say(document)
    txn = only(talk, "SalesReceipt", document)
    assert txn.values["DepositToAccountRef"] == funds.ref()
    assert txn.links == set()
    assert not row.warnings
    talk.say(talk.shipment("6").model_copy(update={"id": document.id}))
    assert talk.targets()[-1] == "SalesReceiptModRq"
    assert talk.on_hand("OAT-1L") == 144 - 6


def test_a_refund_is_said_to_people() -> None:
    talk = Talk.open()
    row = talk.say(came_back(talk).model_copy(update={"refunded": True}))
    assert [one["code"] for one in row.warnings or ()] == ["refund_by_hand"]


def test_lines_go_in_the_orders_sequence_however_they_were_scanned() -> None:
    talk = Talk.open()
    document = talk.receipt("12", "6", "5")
    talk.say(document.model_copy(update={"lines": document.lines[::-1]}))
    txn = only(talk, "ItemReceipt", document)
    assert [one.values["Quantity"] for one in txn.lines] == [12, 6, 5]
    own = talk.own(document).details["lines"]
    assert [own[line.line_key] for line in document.lines] == [one.txn_line_id for one in txn.lines]


def test_an_order_closed_there_loses_the_link_and_says_so() -> None:
    talk = Talk.open()
    talk.desk.person.assume(closed_order="unlinked")
    document = talk.receipt("12")
    order = talk.desk.person.txn("PurchaseOrder", "PO-2001")
    order.values["IsManuallyClosed"] = True
    row = talk.say(document)
    assert [one["code"] for one in row.warnings or ()] == ["link_lost"]
    assert talk.own(document).details["linked"] is False
    talk.say(talk.receipt("14").model_copy(update={"id": document.id}))
    assert talk.targets()[-1] == "ItemReceiptModRq"
    assert talk.on_hand("OAT-1L") == 158


def test_a_person_posts_it_without_the_order() -> None:
    talk = Talk.open()
    document = talk.receipt("12")
    talk.say(document)
    talk.say(document.model_copy(update={"linked": False}))
    txn = only(talk, "ItemReceipt", document)
    assert txn.links == set()
    assert talk.targets()[-2:] == ["TxnDelRq", "ItemReceiptAddRq"]
    order = talk.desk.person.txn("PurchaseOrder", "PO-2001")
    assert order.lines[0].values["ReceivedQuantity"] == 0
