"""What Web Connector reports when QuickBooks cannot be talked to, in words and for a message."""

import re

import pytest

from app.quickbooks.desktop.catalogue import about_reading
from app.quickbooks.desktop.hresults import hresult_outcome, reading_outcome, trouble
from app.quickbooks.desktop.web_connector_codes import CODES, web_connector_code
from app.quickbooks.desktop.words_hresults import BY_HRESULT
from app.sync.port import Entity, FixKind, Operation, Rejected, Reply, Retry
from tests.sync.documents import receipt

RECEIPT = receipt()
OP = Operation(id=RECEIPT.id, document=RECEIPT, version=1, key="k")
REFERENCE = (
    *("0x80040400", "0x80040401", "0x80040402", "0x80040403", "0x80040408", "0x8004040A"),
    *("0x8004040D", "0x80040410", "0x80040414", "0x80040416", "0x80040418", "0x8004041A"),
    *("0x8004041B", "0x8004041C", "0x8004041D", "0x8004041E", "0x8004041F", "0x80040420"),
    *("0x80040422", "0x80040423", "0x80040424", "0x80040427", "0x8004042A", "0x8004042C"),
    *("0x80010105", "0x80040154"),
)


def reply(hresult: str) -> Reply:
    return Reply(status=0, body="Something went wrong.", trace_id=hresult)


@pytest.mark.parametrize("hresult", REFERENCE)
def test_every_hresult_of_the_reference_has_words_of_its_own(hresult: str) -> None:
    assert hresult.lower() in BY_HRESULT
    problem = trouble(hresult, "QuickBooks says so").problem
    text = f"{problem.title} {problem.detail} {problem.action}"
    assert not re.search(r"[{}]|\bNone\b|HRESULT|0x", text)
    assert problem.action.endswith((".", "”."))


@pytest.mark.parametrize(
    ("hresult", "kind"),
    [
        ("0x80040414", "wait"),
        ("0x8004040A", "person"),
        ("0x80040420", "person"),
        ("0x80040418", "person"),
        ("0x80040154", "person"),
        ("0x80040400", "bug"),
        ("0x80040423", "bug"),
        ("0x80040408", "wait"),
        ("0x8004ABCD", "wait"),
        ("", "wait"),
    ],
)
def test_who_helps(hresult: str, kind: str) -> None:
    assert trouble(hresult, "").kind == kind


def test_an_open_window_is_told_as_such() -> None:
    assert "window" in trouble("0x80040414", "").problem.title


def test_an_unknown_one_shows_what_was_said() -> None:
    problem = trouble("0x8004ABCD", "Strange  things\nhappened").problem
    assert "0x8004ABCD" in problem.detail
    assert "Strange things happened" in problem.detail


def test_what_could_not_be_read_holds_one_document_and_nothing_else() -> None:
    outcome = hresult_outcome(reply("0x80040400"), OP)
    assert isinstance(outcome, Rejected)
    assert RECEIPT.number in outcome.problem.detail
    assert [one.kind for one in outcome.problem.fixes] == [FixKind.RETRY, FixKind.BY_HAND]
    assert outcome.problem.cause == ""


@pytest.mark.parametrize("hresult", ["0x8004040D", "0x80040420", "0x80010105", "0x8004ABCD"])
def test_whatever_may_have_been_done_is_asked_about(hresult: str) -> None:
    outcome = hresult_outcome(reply(hresult), OP)
    assert isinstance(outcome, Retry)
    assert outcome.unsure
    assert outcome.everyone
    assert not outcome.ended


def test_a_version_that_is_too_new_is_said_again_in_another() -> None:
    outcome = hresult_outcome(reply("0x80040423"), OP)
    assert isinstance(outcome, Retry)
    assert not outcome.unsure
    assert outcome.tries == 3


def test_a_read_waits_for_everyone_unless_it_was_wrong_itself() -> None:
    about = about_reading(Entity.ITEM)
    waits = reading_outcome(reply("0x80040414"), about)
    assert isinstance(waits, Retry)
    assert waits.everyone
    assert isinstance(reading_outcome(reply("0x80040400"), about), Rejected)


def test_codes_of_web_connector_are_looked_up_as_people_type_them() -> None:
    for written in ("QBWC1012", "qbwc 1012", " 1012 "):
        found = web_connector_code(written)
        assert found is not None
        assert "Scanpost" in found.title
    assert web_connector_code("QBWC9999") is None
    assert web_connector_code("hello") is None


def test_every_code_of_the_guide_has_words() -> None:
    known = {*range(1000, 1038), *range(1039, 1047), 1048} - {1021, 1038, 1047}
    assert known <= set(CODES)
