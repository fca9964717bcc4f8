"""The document around the requests (reference §9 rules 11 to 16)."""

import pytest

from app.quickbooks.desktop.qbxml import Rq
from app.quickbooks.simulator.desktop import Crash
from app.quickbooks.simulator.desktop.profiles import PRO_2021
from tests.quickbooks.simulator_desktop.desk import Desk, document, opened

CUSTOMER = "<CustomerAddRq><CustomerAdd><Name>{}</Name></CustomerAdd></CustomerAddRq>"


def crash(desk: Desk, text: str) -> str:
    """The HRESULT of a document that must not be read, and must not have done anything."""
    before = (len(desk.books.rows), len(desk.books.txns))
    with pytest.raises(Crash) as caught:
        desk.company.process(text)
    assert (len(desk.books.rows), len(desk.books.txns)) == before
    return caught.value.hresult


def added(name: str) -> Rq:
    return Rq("CustomerAddRq", {"Name": name}, name)


# ---- 11


def test_rule_11_a_document_begins_with_its_declaration_and_its_version(desk: Desk) -> None:
    good = document(CUSTOMER.format("Fir Cafe"))
    assert crash(desk, good.replace('<?xml version="1.0" encoding="utf-8"?>', "")) == "0x80040400"
    assert crash(desk, good.replace('<?qbxml version="13.0"?>', "")) == "0x80040400"
    assert crash(desk, " " + good) == "0x80040400"
    assert crash(desk, "\ufeff" + good) == "0x80040400"
    assert crash(desk, good.replace(' onError="stopOnError"', "")) == "0x80040400"
    desk.company.process(good)
    assert desk.books.named("Customer", "Fir Cafe")


def test_rule_11_there_is_no_rollback(desk: Desk) -> None:
    text = document(CUSTOMER.format("Fir Cafe"), on_error="rollbackOnError")
    assert crash(desk, text) == "0x80040400"


def test_rule_11_a_version_this_quickbooks_does_not_know_is_refused() -> None:
    desk = opened(PRO_2021)
    assert crash(desk, document("<HostQueryRq/>", version="16.0")) == "0x80040423"
    assert crash(desk, document("<HostQueryRq/>", version="CA3.0")) == "0x80040423"
    assert desk.send(Rq("HostQueryRq"), version="14.0").responses[0].code == 0


# ---- 12


@pytest.mark.parametrize(
    "inside",
    [
        "<Phone>1</Phone><Name>Fir</Name>",
        "<Name>Fir</Name><Colour>red</Colour>",
        "<Name>Fir</Name><Name>Elm</Name>",
        f"<Name>{'F' * 42}</Name>",
        "<Phone>1</Phone>",
        "<Name>Fir</Name><IsActive>yes</IsActive>",
        "<Name>Fir</Name><OpenBalance>1.5</OpenBalance>",
        "<Name>Fir</Name><OpenBalance>1,000.00</OpenBalance>",
        "<Name>Fir</Name><OpenBalanceDate>2026-2-3</OpenBalanceDate>",
        "<Name>Fir</Name><JobStatus>Lost</JobStatus>",
        "<Name>Fir</Name><ExternalGUID>8A1B4F20-0C4E-4E0B-9C1D-2F6A7B8C9D01</ExternalGUID>",
        "<Name>Fir<b/></Name>",
    ],
)
def test_rule_12_one_wrong_element_and_nothing_of_the_document_is_done(
    desk: Desk, inside: str
) -> None:
    wrong = f"<CustomerAddRq><CustomerAdd>{inside}</CustomerAdd></CustomerAddRq>"
    text = document(CUSTOMER.format("Elm Diner") + wrong, on_error="continueOnError")
    assert crash(desk, text) == "0x80040400"


def test_rule_12_what_is_wrong_is_not_said(desk: Desk) -> None:
    with pytest.raises(Crash) as caught:
        desk.company.process(document("<CustomerAddRq><Nonsense/></CustomerAddRq>"))
    assert "Nonsense" not in caught.value.message


def test_rule_12_alternatives_exclude_each_other(desk: Desk) -> None:
    both = "<ListID>80000031-1700000000</ListID><MaxReturned>1</MaxReturned>"
    assert crash(desk, document(f"<ItemQueryRq>{both}</ItemQueryRq>")) == "0x80040400"
    rates = (
        "<InvoiceAddRq><InvoiceAdd><CustomerRef><FullName>Harborview Hotel</FullName></CustomerRef>"
        "<InvoiceLineAdd><Rate>1</Rate><RatePercent>1</RatePercent></InvoiceLineAdd>"
        "</InvoiceAdd></InvoiceAddRq>"
    )
    assert crash(desk, document(rates)) == "0x80040400"


def test_rule_12_an_element_newer_than_the_document_is_unknown(desk: Desk) -> None:
    title = (
        "<CustomerAddRq><CustomerAdd><Name>Fir</Name><JobTitle>Cook</JobTitle></CustomerAdd>"
        "</CustomerAddRq>"
    )
    assert crash(desk, document(title, version="11.0")) == "0x80040400"
    assert desk.raw(title, version="12.0").responses[0].code == 0


def test_rule_12_attributes_and_unknown_requests_count_too(desk: Desk) -> None:
    assert crash(desk, document("<ItemQueryRq colour='red'/>")) == "0x80040400"
    assert crash(desk, document("<AccountQueryRq iterator='Start'/>")) == "0x80040400"
    assert crash(desk, document("<PlanetQueryRq/>")) == "0x80040400"
    assert crash(desk, document("<HostQueryRq/>", attributes=' mood="good"')) == "0x80040400"


# ---- 13


def test_rule_13_raw_characters_beyond_ascii_are_refused_and_references_are_not(
    desk: Desk,
) -> None:
    assert crash(desk, document(CUSTOMER.format("Café Fir"))) == "0x80040400"
    desk.raw(CUSTOMER.format("Caf&#233; Fir"))
    assert desk.books.named("Customer", "Café Fir")


def test_rule_13_a_tolerant_quickbooks_takes_them(desk: Desk) -> None:
    desk.person.assume(refuse_non_ascii=False)
    desk.raw(CUSTOMER.format("Café Elm"))
    assert desk.books.named("Customer", "Café Elm")


@pytest.mark.parametrize("bad", ["a\x07b", "a&#7;b", "a&b", "a<b"])
def test_rule_13_control_characters_and_loose_markup_are_refused(desk: Desk, bad: str) -> None:
    assert crash(desk, document(CUSTOMER.format(bad))) == "0x80040400"


def test_rule_13_a_document_type_is_refused(desk: Desk) -> None:
    text = document(CUSTOMER.format("&e;")).replace(
        "<QBXML>", '<!DOCTYPE QBXML [<!ENTITY e "Fir">]><QBXML>'
    )
    assert crash(desk, text) == "0x80040400"


# ---- 14


def test_rule_14_after_an_error_the_rest_is_not_processed(desk: Desk) -> None:
    answer = desk.send(added("Fir"), added("Fir"), added("Elm"))
    assert [one.code for one in answer.responses] == [0, 3100, 3231]
    assert desk.books.named("Customer", "Fir")
    assert desk.books.named("Customer", "Elm") is None


def test_rule_14_or_each_stands_alone(desk: Desk) -> None:
    answer = desk.send(added("Fir"), added("Fir"), added("Elm"), on_error="continueOnError")
    assert [one.code for one in answer.responses] == [0, 3100, 0]


def test_rule_14_a_warning_stops_nothing(desk: Desk) -> None:
    lookup = Rq("CustomerQueryRq", {"FullName": ["Nobody"]})
    assert [one.code for one in desk.send(lookup, added("Fir")).responses] == [500, 0]


# ---- 15


def test_rule_15_a_repeated_set_is_answered_and_not_done_again(desk: Desk) -> None:
    first = desk.send(added("Fir"), new_set="A1")
    again = desk.send(added("Fir"), new_set="A1")
    assert first.attributes == {"newMessageSetID": "A1", "messageSetStatusCode": "0"}
    assert again == first
    assert len([row for row in desk.books.of("Customer") if row.name == "Fir"]) == 1


def test_rule_15_a_refusal_is_remembered_like_a_success(desk: Desk) -> None:
    refused = Rq("CustomerAddRq", {"Name": "Harborview Hotel"})
    assert desk.send(refused, new_set="A1").responses[0].code == 3100
    desk.person.rename("Customer", "Harborview Hotel", "Harborview Inn")
    assert desk.send(refused, new_set="A1").responses[0].code == 3100


def test_rule_15_the_answer_may_hold_no_more_than_the_identity(desk: Desk) -> None:
    desk.person.assume(replay_form="recovery")
    guid = "{8A1B4F20-0C4E-4E0B-9C1D-2F6A7B8C9D01}"
    request = Rq("CustomerAddRq", {"Name": "Fir", "ExternalGUID": guid})
    (made,) = desk.send(request, new_set="A1").responses[0].records
    (kept,) = desk.send(request, new_set="A1").responses[0].records
    assert kept.name == "ErrorRecovery"
    for label in ("ListID", "EditSequence", "ExternalGUID"):
        assert kept.text(label) == made.text(label) != ""


def test_rule_15_each_set_retires_the_one_before(desk: Desk) -> None:
    desk.send(added("Fir"), new_set="A1")
    desk.send(added("Elm"), new_set="B2", old_set="A1")
    assert desk.send(added("Elm"), new_set="B2", old_set="A1").responses[0].code == 0
    assert set(desk.books.message_sets) == {"B2"}
    # retired and so forgotten: the same set is carried out again
    assert desk.send(added("Fir"), new_set="A1").responses[0].code == 3100


def test_rule_15_a_set_can_be_asked_after_without_requests(desk: Desk) -> None:
    desk.send(added("Fir"), new_set="A1")
    known = desk.send(new_set="A1", old_set="A1")
    assert known.attributes["messageSetStatusCode"] == "0"
    assert known.responses[0].records[0].text("Name") == "Fir"
    unknown = desk.send(new_set="B2", old_set="B2")
    assert (unknown.attributes["messageSetStatusCode"], unknown.responses) == ("600", ())
    desk.person.assume(unknown_set_check="9002")
    assert desk.send(new_set="B2", old_set="B2").attributes["messageSetStatusCode"] == "9002"


def test_rule_15_sets_are_cleared_one_by_one_or_all(desk: Desk) -> None:
    for name in ("A1", "B2", "C3"):
        desk.send(added(name), new_set=name)
    assert desk.send(old_set="A1").attributes == {"messageSetStatusCode": "0"}
    assert desk.send(old_set="A1").attributes == {"messageSetStatusCode": "600"}
    assert set(desk.books.message_sets) == {"B2", "C3"}
    desk.send(old_set="ClearAllMessageSets")
    assert not desk.books.message_sets


def test_rule_15_other_content_under_a_known_id_is_refused(desk: Desk) -> None:
    desk.send(added("Fir"), new_set="A1")
    answer = desk.send(added("Elm"), new_set="A1")
    assert (answer.attributes["messageSetStatusCode"], answer.responses) == ("9001", ())
    assert desk.books.named("Customer", "Elm") is None


def test_rule_15_an_id_that_is_too_long_is_refused(desk: Desk) -> None:
    long = f' newMessageSetID="{"a" * 24}"'
    answer = desk.raw(CUSTOMER.format("Fir"), attributes=long)
    assert (answer.attributes["messageSetStatusCode"], answer.responses) == ("9004", ())
    assert desk.books.named("Customer", "Fir") is None


def test_rule_15_the_memory_may_be_short(desk: Desk) -> None:
    desk.person.assume(message_sets_kept=1)
    desk.send(added("Fir"), new_set="A1")
    desk.send(added("Elm"), new_set="B2")
    assert desk.send(added("Fir"), new_set="A1").responses[0].code == 3100


def test_rule_15_or_know_a_set_without_its_answer(desk: Desk) -> None:
    desk.person.assume(message_sets_kept=1, forgotten_sets="known")
    desk.send(added("Fir"), new_set="A1")
    desk.send(added("Elm"), new_set="B2")
    answer = desk.send(added("Fir"), new_set="A1")
    assert (answer.attributes["messageSetStatusCode"], answer.responses) == ("9002", ())


def test_rule_15_a_document_that_cannot_be_read_is_not_remembered(desk: Desk) -> None:
    wrong = document("<CustomerAddRq/>", attributes=' newMessageSetID="A1"')
    assert crash(desk, wrong) == "0x80040400"
    assert desk.send(added("Fir"), new_set="A1").responses[0].code == 0


# ---- 16


def test_rule_16_the_request_id_comes_back(desk: Desk) -> None:
    answer = desk.send(Rq("HostQueryRq", {}, "o-1"), Rq("AccountQueryRq", {}, "o-2"))
    assert [one.request_id for one in answer.responses] == ["o-1", "o-2"]
    assert "requestID" not in desk.company.process(document("<HostQueryRq/>"))


def test_rule_16_one_that_is_too_long_is_refused(desk: Desk) -> None:
    requests = [CUSTOMER.replace("Rq>", f'Rq requestID="{"x" * n}">', 1) for n in (50, 51)]
    first = desk.raw(requests[0].format("Fir")).responses[0]
    second = desk.raw(requests[1].format("Elm")).responses[0]
    assert (first.code, second.code) == (0, 1060)
    assert desk.books.named("Customer", "Elm") is None


def test_rule_16_an_answer_may_come_without_records(desk: Desk) -> None:
    answer = desk.raw(CUSTOMER.format("Fir"), attributes=' responseData="includeNone"')
    assert (answer.responses[0].code, answer.responses[0].records) == (0, ())


def test_rule_16_an_answer_can_be_trimmed(desk: Desk) -> None:
    body = {"ActiveStatus": "All", "IncludeRetElement": ["Name", "ListID"]}
    record = desk.ask("ClassQuery", body).records[0]
    assert [child.name for child in record.children] == ["ListID", "Name"]
