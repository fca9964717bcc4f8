"""Saying and understanding qbXML: exact, plain and safe."""

import re
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.quickbooks.desktop import answers
from app.quickbooks.desktop.qbxml import Rq, Rs, Unreadable, Unsayable, build, parse
from app.quickbooks.desktop.wire import amount, clean, fit, guid_of, message_set_id, quantity

NOON = datetime(2026, 7, 1, 12, 30, 15)  # noqa: DTZ001 - on the company's own clock
INVOICE = {
    "InvoiceLineAdd": [
        {"Rate": Decimal("12.5"), "Quantity": Decimal(2), "ItemRef": {"ListID": "80000031-17"}}
    ],
    "RefNumber": "P001042",
    "TxnDate": date(2026, 2, 3),
    "CustomerRef": {"FullName": "Fir Café"},
    "IsToBePrinted": False,
    "Memo": None,
}


def said(name: str, body: dict[str, Any], version: str = "13.0", **attributes: str) -> str:
    """The one request of a document, as text."""
    document = build([Rq(name, body, attributes=attributes)], version=version)
    return re.sub(r"^.*?<QBXMLMsgsRq[^>]*>|</QBXMLMsgsRq>.*$", "", document, flags=re.S)


def refused(name: str, body: dict[str, Any], version: str = "13.0", **attributes: str) -> Unsayable:
    with pytest.raises(Unsayable) as caught:
        said(name, body, version, **attributes)
    return caught.value


def answered(inside: str, attributes: str = "") -> Rs:
    """The answer to one request around the given records."""
    (response,) = parse(
        f'<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>\n<ItemQueryRs statusCode="0"'
        f' statusSeverity="Info" statusMessage="Status OK"{attributes}>{inside}</ItemQueryRs>\n'
        "</QBXMLMsgsRs>\n</QBXML>\n"
    ).responses
    return response


# -- what is said ---------------------------------------------------------------------------------


def test_a_document_stands_as_quickbooks_wants_it() -> None:
    document = build(
        [Rq("InvoiceAddRq", INVOICE, request_id="o-301")],
        version="13.0",
        new_set="a1b2",
        old_set="c3d4",
    )

    assert document == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<?qbxml version="13.0"?>\n'
        '<QBXML><QBXMLMsgsRq onError="stopOnError" newMessageSetID="a1b2" oldMessageSetID="c3d4">'
        '<InvoiceAddRq requestID="o-301"><InvoiceAdd>'
        "<CustomerRef><FullName>Fir Caf&#233;</FullName></CustomerRef>"
        "<TxnDate>2026-02-03</TxnDate><RefNumber>P001042</RefNumber>"
        "<IsToBePrinted>false</IsToBePrinted>"
        "<InvoiceLineAdd><ItemRef><ListID>80000031-17</ListID></ItemRef><Quantity>2</Quantity>"
        "<Rate>12.5</Rate></InvoiceLineAdd>"
        "</InvoiceAdd></InvoiceAddRq></QBXMLMsgsRq></QBXML>"
    )


def test_the_status_of_a_message_set_is_asked_without_requests() -> None:
    """Reference §2.3: the same ID as old and new, and nothing inside."""
    document = build([], version="13.0", new_set="a1b2", old_set="a1b2")

    assert document.endswith(
        '<QBXML><QBXMLMsgsRq onError="stopOnError" newMessageSetID="a1b2" oldMessageSetID="a1b2">'
        "</QBXMLMsgsRq></QBXML>"
    )


def test_what_is_asked_for_stands_beside_the_record() -> None:
    document = said("CustomerAddRq", {"Name": "Fir", "IncludeRetElement": ["ListID", "Name"]})

    assert document == (
        "<CustomerAddRq><CustomerAdd><Name>Fir</Name></CustomerAdd>"
        "<IncludeRetElement>ListID</IncludeRetElement><IncludeRetElement>Name</IncludeRetElement>"
        "</CustomerAddRq>"
    )


def test_pages_are_asked_for_by_attributes() -> None:
    body = {"MaxReturned": 200, "FromModifiedDate": NOON, "ActiveStatus": "All", "OwnerID": ["0"]}

    assert said("ItemQueryRq", body, iterator="Start") == (
        '<ItemQueryRq iterator="Start"><MaxReturned>200</MaxReturned>'
        "<ActiveStatus>All</ActiveStatus><FromModifiedDate>2026-07-01T12:30:15</FromModifiedDate>"
        "<OwnerID>0</OwnerID></ItemQueryRq>"
    )
    assert 'iterator="Continue" iteratorID="{a}"' in said(
        "ItemQueryRq", body, iterator="Continue", iteratorID="{a}"
    )
    assert refused("ItemQueryRq", body, iterator="Continue").path == "iteratorID"
    assert refused("ItemQueryRq", body, iterator="Next").path == "iterator"
    assert refused("AccountQueryRq", {}, iterator="Start").path == "iterator"


def test_signs_of_xml_are_escaped_and_the_rest_is_ascii() -> None:
    memo = 'Fish & chips <"fresh"> \u2013 naïve\n日本'

    document = said("InvoiceAddRq", INVOICE | {"Memo": memo})

    assert document.isascii()
    assert "na&#239;ve" in document
    assert etree.fromstring(document).findtext("InvoiceAdd/Memo") == memo


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    memo = text[:2000]
    document = build([Rq("InvoiceAddRq", INVOICE | {"Memo": memo})], version="13.0")

    assert document.isascii()
    assert (etree.fromstring(document.encode()).findtext(".//Memo") or "") == memo


@pytest.mark.parametrize("letter", ["\x00", "\x0b", "\t", "\r", "\x7f", "\ud800", "\ufffe"])
def test_control_characters_are_refused(letter: str) -> None:
    assert refused("InvoiceAddRq", INVOICE | {"Memo": f"a{letter}b"}).path == "InvoiceAdd/Memo"


def test_a_line_break_is_for_notes_only() -> None:
    assert "<Memo>a\nb</Memo>" in said("InvoiceAddRq", INVOICE | {"Memo": "a\nb"})
    assert refused("InvoiceAddRq", INVOICE | {"RefNumber": "a\nb"}).path == "InvoiceAdd/RefNumber"


def test_text_is_never_cut_silently() -> None:
    said("InvoiceAddRq", INVOICE | {"RefNumber": "x" * 11})

    problem = refused("InvoiceAddRq", INVOICE | {"RefNumber": "x" * 12})

    assert (problem.request, problem.path) == ("InvoiceAddRq", "InvoiceAdd/RefNumber")
    assert problem.reason == "it has 12 characters, 11 fit"
    assert refused("InvoiceAddRq", INVOICE | {"RefNumber": "😀" * 6}).path == "InvoiceAdd/RefNumber"


def test_what_is_unknown_missing_or_given_twice_is_refused() -> None:
    line = {"ItemRef": {"ListID": "1"}, "Colour": "red"}
    assert refused("InvoiceAddRq", INVOICE | {"InvoiceLineAdd": [line]}).path == (
        "InvoiceAdd/InvoiceLineAdd/Colour"
    )
    assert refused("InvoiceAddRq", INVOICE | {"CustomerRef": None}).path == "InvoiceAdd/CustomerRef"
    assert refused("InvoiceAddRq", INVOICE | {"RefNumber": ["1", "2"]}).path == (
        "InvoiceAdd/RefNumber"
    )
    assert refused("InvoiceAddRq", INVOICE | {"CustomerRef": "Fir"}).path == (
        "InvoiceAdd/CustomerRef"
    )
    assert refused("InvoiceMakeRq", {}).reason == "we do not know this request"


def test_alternatives_do_not_stand_together_and_one_must() -> None:
    adjustment = {"AccountRef": {"FullName": "Shrinkage"}}

    def lines(change: dict[str, Any]) -> dict[str, Any]:
        line = {"ItemRef": {"ListID": "1"}, **change}
        return adjustment | {"InventoryAdjustmentLineAdd": [line]}

    fine = {"QuantityAdjustment": {"QuantityDifference": Decimal(-3)}}
    assert "<QuantityDifference>-3</QuantityDifference>" in said(
        "InventoryAdjustmentAddRq", lines(fine)
    )
    both = {"QuantityAdjustment": {"QuantityDifference": 1, "NewQuantity": 2}}
    assert "cannot stand beside" in refused("InventoryAdjustmentAddRq", lines(both)).reason
    assert "must be there" in refused("InventoryAdjustmentAddRq", lines({})).reason
    assert (
        "must be there"
        in refused("InventoryAdjustmentAddRq", lines({"QuantityAdjustment": {}})).reason
    )
    assert "must be there" in refused("InventoryAdjustmentAddRq", adjustment).reason


def test_a_field_newer_than_the_document_is_refused() -> None:
    line = {"ItemRef": {"ListID": "1"}, "LotNumber": "L-1"}
    dated = line | {"ExpirationDateForSerialLotNumber": date(2027, 1, 31)}

    assert (
        said("InvoiceAddRq", INVOICE | {"InvoiceLineAdd": [dated]}, "16.0").count(
            "<LotNumber>L-1</LotNumber><ExpirationDateForSerialLotNumber>2027-01-31<"
        )
        == 1
    )
    assert (
        "came with qbXML 16.0"
        in refused("InvoiceAddRq", INVOICE | {"InvoiceLineAdd": [dated]}).reason
    )
    assert (
        "came with qbXML 11.0"
        in refused("InvoiceAddRq", INVOICE | {"InvoiceLineAdd": [line]}, "10.0").reason
    )
    assert refused("BarCodeQueryRq", {}, "11.0").reason == ("it came with qbXML 12.0, this is 11.0")


def test_what_quickbooks_refuses_around_requests_is_refused() -> None:
    for wrong in (
        {"version": "13"},
        {"version": '13.0" evil="'},
        {"version": "13.0", "on_error": "rollbackOnError"},
        {"version": "13.0", "new_set": "x" * 24},
        {"version": "13.0", "old_set": "ü"},
    ):
        with pytest.raises(Unsayable):
            build([], **wrong)
    build([], version="13.0", new_set="x" * 23)
    build([Rq("HostQueryRq", request_id="x" * 50)], version="13.0")
    with pytest.raises(Unsayable):
        build([Rq("HostQueryRq", request_id="x" * 51)], version="13.0")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5", "5.00"),
        ("0", "0.00"),
        ("-0.001", "0.00"),
        ("2.345", "2.35"),
        ("-2.345", "-2.35"),
        ("1E+3", "1000.00"),
        ("1E-9", "0.00"),
        ("9999999999999.99", "9999999999999.99"),
    ],
)
def test_money_has_two_decimals(value: str, text: str) -> None:
    assert amount(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5", "5"),
        ("5.000", "5"),
        ("1200", "1200"),
        ("1E+3", "1000"),
        ("0", "0"),
        ("-0", "0"),
        ("0.50", "0.5"),
        ("0.123456", "0.12346"),
        ("-0.000001", "0"),
        ("9999999999", "9999999999"),
    ],
)
def test_quantities_have_five_decimals_at_most(value: str, text: str) -> None:
    assert quantity(Decimal(value)) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity", "10000000000000", "9999999999999.995"])
def test_money_without_room_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="it "):
        amount(Decimal(value))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("TxnDate", NOON),
        ("TxnDate", "2026-02-30"),
        ("TxnDate", "3.2.2026"),
        ("IsPending", "yes"),
        ("IsPending", 1),
        ("ExternalGUID", "8A1B4F20-0C4E-4E0B-9C1D-2F6A7B8C9D03"),
        ("ExchangeRate", 1.5),
        ("ExchangeRate", Decimal("NaN")),
        ("LinkToTxnID", ""),
        ("RefNumber", 7),
    ],
)
def test_a_value_of_another_type_is_refused(field: str, value: object) -> None:
    assert refused("InvoiceAddRq", INVOICE | {field: value}).path == f"InvoiceAdd/{field}"


def test_times_go_out_without_an_offset() -> None:
    """Reference §2.4: QuickBooks takes them for the time of its own computer."""
    aware = NOON.replace(tzinfo=UTC)

    assert "T12:30:15<" in said("ItemQueryRq", {"FromModifiedDate": NOON.replace(microsecond=9)})
    assert "own clock" in refused("ItemQueryRq", {"FromModifiedDate": aware}).reason
    assert refused("ItemQueryRq", {"FromModifiedDate": "2026-07-01T12:30:15Z"})


# -- what is understood ---------------------------------------------------------------------------


def test_an_answer_is_read() -> None:
    answer = parse(
        '<?xml version="1.0" ?>\n<QBXML><QBXMLMsgsRs newMessageSetID="a1" messageSetStatusCode="0">'
        '<InvoiceAddRs requestID="o-1" statusCode="0" statusSeverity="Info" statusMessage="OK">'
        "<InvoiceRet><TxnID>5A1-17</TxnID><CustomerRef><ListID>8-1</ListID></CustomerRef>"
        "<IsPaid>true</IsPaid><Subtotal>12.50</Subtotal><TxnDate>2026-02-03</TxnDate>"
        "<InvoiceLineRet><TxnLineID>1</TxnLineID></InvoiceLineRet>"
        "<InvoiceLineRet><TxnLineID>2</TxnLineID></InvoiceLineRet><Unheard>of</Unheard>"
        "</InvoiceRet></InvoiceAddRs>"
        '<InvoiceAddRs requestID="o-2" statusCode="3140" statusSeverity="Error" statusMessage="No"'
        " /></QBXMLMsgsRs></QBXML>"
    )

    assert answer.attributes == {"newMessageSetID": "a1", "messageSetStatusCode": "0"}
    first, second = answer.responses
    assert (first.name, first.request_id, first.code) == ("InvoiceAddRs", "o-1", 0)
    (invoice,) = first.records
    assert invoice.name == "InvoiceRet"
    assert invoice.text("CustomerRef/ListID") == "8-1"
    assert invoice.text("CustomerRef/FullName", "none") == "none"
    assert invoice.flag("IsPaid") is True
    assert invoice.flag("IsPending") is None
    assert invoice.decimal("Subtotal") == Decimal("12.50")
    assert invoice.decimal("Missing") is None
    assert invoice.day("TxnDate") == date(2026, 2, 3)
    assert [one.text("TxnLineID") for one in invoice.all("InvoiceLineRet")] == ["1", "2"]
    assert invoice.one("InvoiceLineRet") == invoice.all("InvoiceLineRet")[0]
    assert (second.code, second.severity, second.message) == (3140, "Error", "No")
    assert second.records == ()


def test_what_a_removal_says_stands_in_the_answer_itself() -> None:
    (response,) = parse(
        '<QBXML><QBXMLMsgsRs><TxnDelRs statusCode="0" statusSeverity="Info"><TxnID>5A</TxnID>'
        "</TxnDelRs></QBXMLMsgsRs></QBXML>"
    ).responses

    assert response.node.text("TxnID") == "5A"


def test_pages_say_what_remains() -> None:
    response = answered("", ' iteratorRemainingCount="17" iteratorID="{i}"')

    assert response.attributes["iteratorRemainingCount"] == "17"
    assert response.attributes["iteratorID"] == "{i}"


@pytest.mark.parametrize(
    "written",
    [
        "2026-07-01T12:30:15-08:00",
        "2026-07-01T12:30:15+00:00",
        "2026-07-01T12:30:15",
        "2026-7-1T12:30:15-07:00",
    ],
)
def test_offsets_are_dropped(written: str) -> None:
    """Reference §2.4: QuickBooks writes a wrong one in summer."""
    response = answered(f"<ItemServiceRet><TimeModified>{written}</TimeModified></ItemServiceRet>")

    assert response.records[0].moment("TimeModified") == NOON


@pytest.mark.parametrize(
    "inside",
    ["a\x00\x0b\x1fb", "a&#0;&#11;&#x1F;&#xFFFE;&#xD800;b", "a\ufffe\uffffb", "a&#99999999999;b"],
)
def test_characters_that_xml_forbids_are_left_out(inside: str) -> None:
    response = answered(f"<ItemServiceRet><Name>{inside}</Name></ItemServiceRet>")

    assert response.records[0].text("Name") == "ab"


def test_characters_that_xml_allows_stay() -> None:
    response = answered(
        "<ItemServiceRet><Name>D&#233;cor &amp; é\t&#x1F600;</Name></ItemServiceRet>"
    )

    assert response.records[0].text("Name") == "Décor & é\t😀"


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {two} "{f"&{one};" * 10}">' for one, two in pairwise("abcdefghi"))
    + "]>"
)


@pytest.mark.parametrize(
    ("kind", "inside"),
    [
        (BOMB, "&i;"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd">', ""),
        ('<!-- <QBXML> --><!DOCTYPE r [<!ENTITY x "y">]>', "&x;"),
    ],
)
def test_document_types_are_refused_at_once(kind: str, inside: str) -> None:
    started = time.monotonic()
    with pytest.raises(Unreadable):
        parse(
            f'<?xml version="1.0"?>{kind}<QBXML><QBXMLMsgsRs><HostQueryRs statusCode="0">{inside}'
            "</HostQueryRs></QBXMLMsgsRs></QBXML>"
        )
    assert time.monotonic() - started < 1


def test_entities_nobody_declared_are_refused() -> None:
    with pytest.raises(Unreadable):
        answered("<ItemServiceRet><Name>&x;</Name></ItemServiceRet>")


def test_an_answer_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LONGEST", 300)
    answered("<ItemServiceRet/>")

    with pytest.raises(Unreadable):
        answered(f"<ItemServiceRet><Name>{'x' * 300}</Name></ItemServiceRet>")


def test_bottomless_nesting_is_refused() -> None:
    with pytest.raises(Unreadable):
        answered("<A>" * 5000 + "</A>" * 5000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<QBXML/>",
        "<QBXML><QBXMLMsgsRq/></QBXML>",
        "<html/>",
        "no XML at all",
        "<QBXML><QBXMLMsgsRs>",
        "<QBXML><QBXMLMsgsRs><HostQueryRs/></QBXMLMsgsRs></QBXML>",
        '<QBXML><QBXMLMsgsRs><HostQueryRs statusCode="fine"/></QBXMLMsgsRs></QBXML>',
    ],
)
def test_what_is_no_answer_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)


@pytest.mark.parametrize("value", ["1,000.00", "NaN", "twelve", "1e3"])
def test_a_number_that_is_none_is_not_taken_for_nothing(value: str) -> None:
    record = answered(f"<A><Quantity>{value}</Quantity></A>").records[0]

    with pytest.raises(Unreadable):
        record.decimal("Quantity")


def test_flags_and_days_that_are_none_are_unreadable() -> None:
    record = answered("<A><Flag>maybe</Flag><Day>2026-13-01</Day><Time>soon</Time></A>").records[0]

    for read in (
        lambda: record.flag("Flag"),
        lambda: record.day("Day"),
        lambda: record.moment("Time"),
    ):
        with pytest.raises(Unreadable):
            read()


# -- texts and identities -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Décor  “Nº 5” – 3 €", 'Décor "Nº 5" - 3 EUR'),
        ("Őry\tŁódź\r\nČapek", "Ory Lódz Capek"),
        ("Щедрик Юля", "Shchedryk Iulia"),
        ("mug 😀 日本", "mug"),
        ("\x00a\x07b\ud800", "ab"),
    ],
)
def test_text_is_cleaned_for_a_windows_program(text: str, kept: str) -> None:
    assert clean(text) == kept


def test_line_breaks_stay_where_they_are_wanted() -> None:
    assert clean(" a \r\n\tb\rc\n", multiline=True) == "a\nb\nc"
    assert clean("a\nb") == "a b"


def test_text_is_fitted_to_a_field() -> None:
    assert fit("Blue mug, large", 9) == "Blue mug,"
    assert fit("Blue mug, large", 5) == "Blue"
    assert len(fit("№" * 40, 31)) == 31


@settings(max_examples=100, deadline=None)
@given(st.text(), st.integers(1, 50))
def test_fitted_text_can_always_be_said(text: str, length: int) -> None:
    fitted = fit(text, length)
    assert len(fitted) <= length
    said("InvoiceAddRq", INVOICE | {"Memo": fit(text, length, multiline=True)})
    said("InvoiceAddRq", INVOICE | {"PONumber": fit(text, 25)})


def test_identities_are_the_same_every_time() -> None:
    document = UUID("8a1b4f20-0c4e-4e0b-9c1d-2f6a7b8c9d03")

    assert message_set_id("o-1") == message_set_id("o-1") != message_set_id("o-2")
    assert re.fullmatch(r"[0-9a-f]{20}", message_set_id("o-1"))
    assert guid_of(document, 1) == "{d2451cbb-6851-5487-acbc-9301ec69d325}"
    assert guid_of(document, 1) != guid_of(document, 2)
    said("InvoiceAddRq", INVOICE | {"ExternalGUID": guid_of(document, 1)})
