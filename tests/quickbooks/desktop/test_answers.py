"""Understanding qbXML: what QuickBooks sends, what it should not send, and what others might."""

import time
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from app.quickbooks.desktop import answers
from app.quickbooks.desktop.qbxml import Rs, Unreadable, parse

NOON = datetime(2026, 7, 1, 12, 30, 15)  # noqa: DTZ001 - on the company's own clock


def answered(inside: str, attributes: str = "") -> Rs:
    """The answer to one request around the given records."""
    (response,) = parse(
        f'<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>\n<ItemQueryRs statusCode="0"'
        f' statusSeverity="Info" statusMessage="Status OK"{attributes}>{inside}</ItemQueryRs>\n'
        "</QBXMLMsgsRs>\n</QBXML>\n"
    ).responses
    return response


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
