"""How a document's lines are split, placed, named and fitted: plain values in, plain values out."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from app.quickbooks.desktop.encode import encode, encode_ask
from app.quickbooks.desktop.entities import note, number_of
from app.quickbooks.desktop.known_lines import goods, said_of, with_ids
from app.quickbooks.desktop.lines import FormLine
from app.quickbooks.desktop.tracked import Part, in_words, parts_of
from app.sync.documents import (
    AdjustmentDoc,
    DocumentLine,
    ReceiptDoc,
    ShipmentDoc,
    Tracked,
    TransferDoc,
)
from app.sync.facts import Facts, FeatureOff
from app.sync.port import CannotSay, Operation, Ref, Refs
from app.sync.settings import Accounts, ConnectionSettings, PlaceLink
from tests.quickbooks.desktop.talk import check

ITEM, VENDOR, ORDER, CUSTOMER, HOUSE = (UUID(int=number) for number in range(1, 6))
DOCUMENT = UUID("0d9f6a56-3c8d-4c53-9f3e-4f8c1f0b7a11")
TODAY = date(2026, 2, 3)
LOTS = Facts(dialect="desktop", tracked="lot", expiry=True)
SERIALS = Facts(dialect="desktop", tracked="serial")
PLAIN = Facts(dialect="desktop")
BINS = {"A-1": "80000002-1700000000", "B-2": "80000003-1700000000"}


def line(qty: str = "5", *tracked: Tracked, **more: object) -> DocumentLine:
    return DocumentLine.model_validate(
        {
            "line_key": "a",
            "item_id": ITEM,
            "sku": "OAT",
            "name": "Oat milk",
            "qty": Decimal(qty),
            "unit_amount": Decimal("1.5"),
            "tracked": tracked,
            **more,
        }
    )


def receipt(*lines: DocumentLine, **more: object) -> ReceiptDoc:
    return ReceiptDoc.model_validate(
        {
            "id": DOCUMENT,
            "number": "R-000001",
            "on": TODAY,
            "vendor_id": VENDOR,
            "vendor_name": "Ada",
            "warehouse_id": HOUSE,
            "lines": lines or (line(),),
            **more,
        }
    )


def refs(facts: Facts = PLAIN, own: Ref | None = None, **settings: object) -> Refs:
    known = {
        ("item", ITEM): Ref("80000031-1700000000", "1", "", {"purchase_cost": "2"}),
        ("vendor", VENDOR): Ref("80000012-1700000000"),
        ("customer", CUSTOMER): Ref("80000013-1700000000"),
        ("purchase_order", ORDER): Ref("53DD-1197743928", "1", "PO-1", {"lines": ["B", "A"]}),
    }
    accounts = Accounts(adjustment="80000020-1700000000")
    chosen = ConnectionSettings.model_validate({"accounts": accounts, **settings})
    return Refs(known, chosen, facts, TODAY, own)


def op(document: object, version: int = 1) -> Operation:
    return Operation(uuid4(), document, version, "5f6e381b500d466f8d984438bbfd3b31")  # type: ignore[arg-type]


def said(document: object, known: Refs) -> str:
    body = encode(op(document), known).body
    check(body)
    return body


def lot(name: str, qty: str, expires_on: date | None = None, bin: str = "") -> Tracked:
    return Tracked(qty=Decimal(qty), lot=name, expires_on=expires_on, bin=bin)


def serial(name: str, qty: str = "1") -> Tracked:
    return Tracked(qty=Decimal(qty), serial=name)


# ---- parts of a line


def test_a_line_is_whole_where_nothing_is_tracked() -> None:
    assert parts_of(line("5", lot("L1", "5")), PLAIN, {}) == (Part(Decimal(5)),)
    assert parts_of(line("5"), LOTS, {}) == (Part(Decimal(5)),)


def test_one_part_per_lot_day_and_bin_and_one_for_the_rest() -> None:
    parts = parts_of(
        line(
            "12",
            lot("L1", "2", TODAY, "A-1"),
            lot("L1", "3", TODAY, "A-1"),
            lot("L1", "1", TODAY, "B-2"),
            lot("L2", "4", bin="nobody knows it"),
        ),
        LOTS,
        BINS,
    )
    assert parts == (
        Part(Decimal(5), "L1", (), TODAY, BINS["A-1"]),
        Part(Decimal(1), "L1", (), TODAY, BINS["B-2"]),
        Part(Decimal(4), "L2"),
        Part(Decimal(2)),
    )


def test_a_whole_line_has_the_bin_it_lies_in() -> None:
    here = Tracked(qty=Decimal(5), bin="A-1")
    there = Tracked(qty=Decimal(1), bin="B-2")
    assert parts_of(line("5", here), PLAIN, BINS) == (Part(Decimal(5), bin=BINS["A-1"]),)
    assert parts_of(line("6", here, there), PLAIN, BINS) == (Part(Decimal(6)),)


@pytest.mark.parametrize("sign", [1, -1])
def test_lots_that_are_lost_count_down_however_they_are_written(sign: int) -> None:
    parts = parts_of(line("-5", lot("L1", str(2 * sign)), lot("L2", str(3 * sign))), LOTS, {})
    assert [(part.lot, int(part.qty)) for part in parts] == [("L1", -2), ("L2", -3)]


def test_lots_found_and_lost_on_one_line_keep_their_signs() -> None:
    parts = parts_of(line("1", lot("L1", "3"), lot("L2", "-2")), LOTS, {})
    assert [(part.lot, int(part.qty)) for part in parts] == [("L1", 3), ("L2", -2)]


def test_serial_numbers_found_and_lost_are_lines_of_their_own() -> None:
    parts = parts_of(line("1", serial("S1"), serial("S2"), serial("S3", "-1")), SERIALS, {})
    assert [(part.serials, int(part.qty)) for part in parts] == [
        (("S1", "S2"), 2),
        (("S3",), -1),
    ]


def test_serial_numbers_fit_their_field() -> None:
    names = [f"{number:040d}" for number in range(250)]
    parts = parts_of(line("250", *(serial(name) for name in names)), SERIALS, {})
    assert [one for part in parts for one in part.serials] == names
    assert all(len(",".join(part.serials)) <= 4095 for part in parts)
    assert len(parts) == 3
    assert sum(part.qty for part in parts) == 250


def test_a_comma_does_not_make_two_serial_numbers_of_one() -> None:
    (part,) = parts_of(line("1", serial("A,B")), SERIALS, {})
    assert part.serials == ("A B",)


def test_an_item_without_serial_numbers_among_those_that_have() -> None:
    (part,) = parts_of(line("2", serial("", "2")), SERIALS, {})
    assert part == Part(Decimal(2))


def test_lots_and_serial_numbers_in_words() -> None:
    told = line("5", lot("L1", "2", date(2027, 2, 3)), lot("L1", "1", date(2027, 2, 3)))
    assert in_words(told, PLAIN) == "Lot L1 (exp 02/03/2027) × 3"
    assert in_words(line("2", serial("S1"), serial("S2")), PLAIN) == "Serial S1, S2"
    assert in_words(told, LOTS) == ""


# ---- what is said of them


def test_a_line_names_item_site_bin_lot_day_class_and_cost() -> None:
    facts = Facts(
        dialect="desktop",
        qbxml="16.0",
        sites=True,
        bins=True,
        tracked="lot",
        expiry=True,
        class_tracking="line",
    )
    place = PlaceLink(class_id="80000007-1700000000", location_id="80000001-1700000000", bins=BINS)
    body = said(
        receipt(line("5", lot("L1", "5", TODAY, "A-1"), description="Oat milk")),
        refs(facts, places={str(HOUSE): place}),
    )
    assert (
        "<ItemLineAdd><ItemRef><ListID>80000031-1700000000</ListID></ItemRef>"
        "<InventorySiteRef><ListID>80000001-1700000000</ListID></InventorySiteRef>"
        "<InventorySiteLocationRef><ListID>80000002-1700000000</ListID></InventorySiteLocationRef>"
        "<LotNumber>L1</LotNumber>"
        "<ExpirationDateForSerialLotNumber>2026-02-03</ExpirationDateForSerialLotNumber>"
        "<Desc>Oat milk</Desc><Quantity>5</Quantity><Cost>1.5</Cost>"
        "<ClassRef><ListID>80000007-1700000000</ListID></ClassRef></ItemLineAdd>"
    ) in body


@pytest.mark.parametrize(("tracking", "count"), [("none", 0), ("line", 1), ("transaction", 1)])
def test_classes_stand_on_the_form_or_on_its_lines(tracking: str, count: int) -> None:
    facts = Facts.model_validate({"dialect": "desktop", "class_tracking": tracking})
    known = refs(facts, places={str(HOUSE): PlaceLink(class_id="80000007-1700000000")})
    sale = ShipmentDoc(
        id=DOCUMENT,
        number="S-1",
        on=TODAY,
        customer_id=CUSTOMER,
        customer_name="Cy",
        sales_order_id=ORDER,
        warehouse_id=HOUSE,
        lines=(line(),),
    )
    body = said(sale, known)
    assert body.count("<ClassRef>") == count
    assert (body.find("<ClassRef>") < body.find("<InvoiceLineAdd>")) or tracking != "transaction"
    assert said(receipt(), known).count("<ClassRef>") == count
    lost = AdjustmentDoc(
        id=DOCUMENT, number="A-1", on=TODAY, reason="count", warehouse_id=HOUSE, lines=(line(),)
    )
    assert said(lost, known).count("<ClassRef>") == count


def test_a_linked_line_brings_only_what_we_know() -> None:
    linked = line(unit_amount=None, order_line_external_id="53DF-1197743928", description="Oats")
    body = said(receipt(linked, purchase_order_id=ORDER), refs())
    assert (
        "<ItemLineAdd><Quantity>5</Quantity><LinkToTxn><TxnID>53DD-1197743928</TxnID>"
        "<TxnLineID>53DF-1197743928</TxnLineID></LinkToTxn></ItemLineAdd>"
    ) in body


def test_an_item_without_an_order_has_its_cost_in_quickbooks() -> None:
    assert "<Cost>2</Cost>" in said(receipt(line(unit_amount=None)), refs())
    known = refs()
    unpriced = {**known.known, ("item", ITEM): Ref("80000031-1700000000")}
    with pytest.raises(CannotSay) as refused:
        encode(op(receipt(line(unit_amount=None))), Refs(unpriced, known.settings, PLAIN))
    assert refused.value.problem.code == "cost_missing"


def test_lines_that_came_to_nothing_are_left_out() -> None:
    body = said(receipt(line("5"), line("0", line_key="b")), refs())
    assert body.count("<ItemLineAdd>") == 1
    with pytest.raises(CannotSay) as refused:
        encode(op(receipt(line("0"))), refs())
    assert refused.value.problem.code == "no_lines"


def test_the_usual_version_until_the_companys_own_is_known() -> None:
    assert '<?qbxml version="13.0"?>' in said(receipt(), refs())
    newer = Facts(dialect="desktop", qbxml="16.0")
    assert '<?qbxml version="16.0"?>' in said(receipt(), refs(newer))


def test_the_same_key_gives_the_same_bytes() -> None:
    one = op(receipt())
    assert encode(one, refs()) == encode(one, refs())
    assert encode(one, refs()).writes
    assert encode(one, refs()).target == "ItemReceiptAddRq"


def test_what_qbxml_has_no_room_for_is_told_to_a_person() -> None:
    linked = line(order_line_external_id="no id of QuickBooks has so many characters")
    with pytest.raises(CannotSay) as refused:
        encode(op(receipt(linked, purchase_order_id=ORDER)), refs())
    problem = refused.value.problem
    assert (problem.code, problem.cause) == ("value_refused", f"document:{DOCUMENT}")
    assert "LinkToTxn/TxnLineID: it has 42 characters, 36 fit" in problem.detail


def test_letters_that_quickbooks_lacks_are_written_with_others() -> None:
    body = said(receipt(memo="Łódź — привет 🙂"), refs())
    assert "<Memo>L&#243;dz - pryvet &#183; Scanpost R-000001" in body
    assert body.isascii()


@pytest.mark.parametrize("feature", ["adjustments", "transfers"])
def test_what_the_company_does_not_offer_is_told(feature: str) -> None:
    off = FeatureOff(feature=feature, reason="This edition has none.")
    facts = Facts(dialect="desktop", off=(off,), sites=True)
    document: AdjustmentDoc | TransferDoc = AdjustmentDoc(
        id=DOCUMENT, number="A-1", on=TODAY, reason="count", lines=(line(),)
    )
    if feature == "transfers":
        document = TransferDoc(
            id=DOCUMENT,
            number="T-1",
            on=TODAY,
            warehouse_id=HOUSE,
            to_warehouse_id=ITEM,
            lines=(line(),),
        )
    with pytest.raises(CannotSay) as refused:
        encode(op(document), refs(facts, places={str(HOUSE): PlaceLink(location_id="1-1")}))
    assert refused.value.problem.cause == f"feature:{feature}"


def test_adjustments_go_to_the_account_of_their_reason() -> None:
    by_reason = Accounts(
        adjustment="80000020-1700000000", adjustment_by_reason={"broken": "80000021-1700000000"}
    )
    lost = AdjustmentDoc(id=DOCUMENT, number="A-1", on=TODAY, reason="broken", lines=(line("-5"),))
    assert "<AccountRef><ListID>80000021" in said(lost, refs(accounts=by_reason))
    with pytest.raises(CannotSay) as refused:
        encode(op(lost), refs(accounts=Accounts()))
    assert refused.value.problem.code == "account_missing"


# ---- numbers, notes, what stayed the same


def test_numbers_fit_their_field() -> None:
    longest = "R-000001-123456789012345"
    assert number_of(receipt(number=longest)) == longest[:20]
    lost = AdjustmentDoc(id=DOCUMENT, number=longest, on=TODAY, reason="count", lines=())
    assert number_of(lost) == longest[:11]


def test_the_mark_is_never_cut() -> None:
    mark = f"Scanpost R-000001 {DOCUMENT}/1"
    told = note(op(receipt(memo="x" * 5000)), refs())
    assert len(told) == 4095
    assert told.endswith(f"x · {mark}")
    assert note(op(receipt()), refs()) == mark


def test_a_voided_records_prefix_is_no_word_of_anybody() -> None:
    known = refs()
    before = f"VOID: Dock 4 · [Lots: OAT Lot L1 × 5] · Scanpost R-000001 {DOCUMENT}/1"
    told = note(op(receipt(), 2), Refs(known.known, known.settings, note=before))
    assert told == f"Dock 4 · Scanpost R-000001 {DOCUMENT}/2"


def test_lines_keep_their_ids_and_new_ones_have_none() -> None:
    own = Ref("5-1", "1", "", {"lines": {"a": ["6-1", "6-2"], "b": "6-3", "gone": "6-4"}})
    asked = [FormLine("b", {}), FormLine("a", {}), FormLine("a", {}), FormLine("a", {})]
    asked.append(FormLine("new", {}))
    ids = [one["TxnLineID"] for one in with_ids(asked, own)]
    assert ids == ["6-3", "6-1", "6-2", "-1", "-1"]


def test_what_counts_as_a_change_of_the_lines() -> None:
    before = receipt()
    same = receipt(memo="other", on=date(2026, 2, 4), number="R-2", vendor_name="ADA")
    assert goods(same) == goods(before)
    assert said_of(same) != said_of(before)
    assert said_of(receipt(vendor_name="ADA")) == said_of(before)
    for other in (
        receipt(line("6")),
        receipt(line("5", lot("L1", "5"))),
        receipt(line(unit_amount=Decimal("1.6"))),
        receipt(warehouse_id=ITEM),
        receipt(linked=False),
        receipt(vendor_id=ITEM),
        receipt(line(), line("1", line_key="b")),
    ):
        assert goods(other) != goods(before)
    assert goods(receipt(line(), line("0", line_key="b"))) == goods(before)


# ---- asking


def test_it_is_asked_for_in_every_kind_it_may_be() -> None:
    message = encode_ask(op(receipt()), refs(), None)
    check(message.body)
    assert not message.writes
    assert message.body.count("<RefNumber>R-000001</RefNumber>") == 2
    assert "<ItemReceiptQueryRq" in message.body
    assert "<BillQueryRq" in message.body
    assert message.body.count("<IncludeLinkedTxns>true") == 2
    assert "newMessageSetID" not in message.body
    by_id = encode_ask(op(receipt()), refs(own=Ref("5-1", "1")), None)
    assert by_id.body.count("<TxnID>5-1</TxnID>") == 2


def test_it_is_asked_for_under_both_its_numbers() -> None:
    decided = Operation(uuid4(), receipt(number="R-000001-2"), 2, "k" * 32, undecided=receipt())
    body = encode_ask(decided, refs(), None).body
    assert "<RefNumber>R-000001-2</RefNumber><RefNumber>R-000001</RefNumber>" in body
