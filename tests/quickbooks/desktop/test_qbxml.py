"""Saying qbXML: in exact order, in plain ASCII, and nothing QuickBooks would refuse."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.quickbooks.desktop.qbxml import Rq, Unsayable, build
from app.quickbooks.desktop.wire import fit

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


@settings(max_examples=100, deadline=None)
@given(st.text(), st.integers(1, 50))
def test_fitted_text_can_always_be_said(text: str, length: int) -> None:
    fitted = fit(text, length)
    assert len(fitted) <= length
    said("InvoiceAddRq", INVOICE | {"Memo": fit(text, length, multiline=True)})
    said("InvoiceAddRq", INVOICE | {"PONumber": fit(text, 25)})
