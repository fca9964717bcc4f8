"""Answers that are odd, short or about something else, as plain values."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from app.quickbooks.desktop.connector import DesktopConnector
from app.quickbooks.desktop.wire import guid_of
from app.sync.documents import (
    AnyDocument,
    Deleted,
    DocumentLine,
    ReceiptDoc,
    TransactionRecord,
    VendorReturnDoc,
)
from app.sync.facts import Facts
from app.sync.port import (
    Absent,
    Done,
    Entity,
    Operation,
    Outcome,
    Page,
    Ref,
    Refs,
    Rejected,
    Reply,
    Retry,
    Stale,
)
from app.sync.settings import ConnectionSettings

DOCUMENT, ITEM, VENDOR = UUID("0d9f6a56-3c8d-4c53-9f3e-4f8c1f0b7a11"), UUID(int=1), UUID(int=2)
KEY = "5f6e381b500d466f8d984438bbfd3b31"
FACTS = Facts(dialect="desktop", qbxml="16.0")
CONNECTOR = DesktopConnector(FACTS, ConnectionSettings())
OWN = Ref("5-1", "17", "V-1", {"entity": "VendorCredit", "lines": {"a": "6-1"}, "linked": False})
_BEGIN, _END = "<QBXML><QBXMLMsgsRs>", "</QBXMLMsgsRs></QBXML>"


def returned(**changes: object) -> VendorReturnDoc:
    line = DocumentLine(line_key="a", item_id=ITEM, sku="OAT", name="Oat", qty=Decimal(4))
    return VendorReturnDoc.model_validate(
        {
            "id": DOCUMENT,
            "number": "V-1",
            "on": date(2026, 2, 3),
            "vendor_id": VENDOR,
            "vendor_name": "Ada",
            "lines": [line],
            **changes,
        }
    )


def received() -> ReceiptDoc:
    return ReceiptDoc.model_validate(returned().model_dump() | {"kind": "receipt"})


def refs(own: Ref | None = None) -> Refs:
    known = {("item", ITEM): Ref("80000031-1"), ("vendor", VENDOR): Ref("80000012-1")}
    return Refs(known, ConnectionSettings(), FACTS, date(2026, 2, 3), own)


def op(document: AnyDocument | None = None, version: int = 2, sent: int = 1) -> Operation:
    return Operation(uuid4(), document or returned(), version, KEY, sent)


def answer(
    name: str,
    inside: str = "",
    *,
    code: int = 0,
    message: str = "",
    severity: str = "",
    key: str = KEY,
) -> Reply:
    severity = severity or ("Info" if code == 0 else "Error")
    rs = (
        f'<{name} requestID="{key}" statusCode="{code}" statusSeverity="{severity}"'
        f' statusMessage="{message}">{inside}</{name}>'
    )
    return Reply(200, f"{_BEGIN}{rs}{_END}")


def credit(memo: str = f"Scanpost V-1 {DOCUMENT}/2", inside: str = "") -> str:
    return (
        "<VendorCreditRet><TxnID>5-1</TxnID><EditSequence>18</EditSequence>"
        "<VendorRef><ListID>80000012-1</ListID></VendorRef><CreditAmount>8.00</CreditAmount>"
        f"<RefNumber>V-1</RefNumber><Memo>{memo}</Memo>{inside}"
        "<ItemLineRet><TxnLineID>6-1</TxnLineID><ItemRef><ListID>80000031-1</ListID></ItemRef>"
        "<Quantity>4</Quantity><Cost>2</Cost></ItemLineRet></VendorCreditRet>"
    )


def said(reply: Reply, own: Ref | None = None, one: Operation | None = None) -> Outcome:
    return CONNECTOR.decode(one or op(), refs(own), reply)


def asked(reply: Reply, own: Ref | None = None, one: Operation | None = None) -> Outcome:
    return CONNECTOR.decode_ask(one or op(), refs(own), reply)


def test_an_added_record() -> None:
    done = said(answer("VendorCreditAddRs", credit()))
    assert isinstance(done, Done)
    assert (done.ref.external_id, done.ref.version_token, done.ref.number) == ("5-1", "18", "V-1")
    assert done.version == 2
    assert done.ref.details["entity"] == "VendorCredit"
    assert done.ref.details["lines"] == {"a": "6-1"}
    assert done.ref.details["total"] == "8"
    assert isinstance(done.record, TransactionRecord)
    assert done.record.moves == {"80000031-1": Decimal(-4)}


def test_saved_with_a_warning_it_is_there() -> None:
    done = said(answer("VendorCreditAddRs", credit(), code=550, severity="Warn", message="No note"))
    assert isinstance(done, Done)
    assert len(done.warnings) == 1
    assert "No note" in done.warnings[0].detail


@pytest.mark.parametrize(
    "inside",
    ["", "<ErrorRecovery><TxnID>5-1</TxnID><EditSequence>18</EditSequence></ErrorRecovery>"],
)
def test_done_without_the_record_it_is_asked_for_at_once(inside: str) -> None:
    outcome = said(answer("VendorCreditAddRs", inside))
    assert isinstance(outcome, Retry)
    assert (outcome.unsure, outcome.ended, outcome.after) == (True, False, timedelta(0))


@pytest.mark.parametrize("status", ["600", "9001", "9002", "9005"])
def test_what_quickbooks_does_not_remember_is_looked_for_and_said_anew(status: str) -> None:
    reply = Reply(
        200, f'<QBXML><QBXMLMsgsRs messageSetStatusCode="{status}"></QBXMLMsgsRs></QBXML>'
    )
    outcome = said(reply)
    assert isinstance(outcome, Retry)
    assert (outcome.unsure, outcome.ended) == (True, True)


def test_an_answer_to_somebody_elses_request_is_none() -> None:
    outcome = said(answer("VendorCreditAddRs", credit(), key="another"))
    assert isinstance(outcome, Retry)
    assert outcome.unsure


def test_an_answer_that_is_no_qbxml_leaves_it_in_doubt() -> None:
    for outcome in (said(Reply(200, "<html/>")), asked(Reply(200, ""))):
        assert isinstance(outcome, Retry)
        assert outcome.unsure
        assert outcome.problem.code == "unreadable_answer"


def test_an_hresult_is_no_answer() -> None:
    held = said(Reply(0, "cannot parse", "0x80040400"))
    assert isinstance(held, Rejected)
    wait = asked(Reply(0, "dialog", "0x80040414"))
    assert isinstance(wait, Retry)
    assert wait.everyone


@pytest.mark.parametrize("code", [3200, 3240])
def test_an_old_edit_sequence_is_read_again(code: int) -> None:
    assert said(answer("VendorCreditModRs", code=code), OWN) == Stale("5-1")


@pytest.mark.parametrize("message", ['Object "5-1" cannot be found', 'Line "6-1" is not there'])
def test_our_record_or_a_line_of_it_is_not_as_we_know_it(message: str) -> None:
    escaped = message.replace('"', "&quot;")
    assert said(answer("VendorCreditModRs", code=3120, message=escaped), OWN) == Stale("5-1")


def test_another_record_that_is_missing_needs_a_person() -> None:
    reply = answer("VendorCreditModRs", code=3120, message="Object &quot;80000031-1&quot; missing")
    assert isinstance(said(reply, OWN), Rejected)


@pytest.mark.parametrize("name", ["TxnVoidRs", "TxnDelRs"])
def test_taken_back(name: str) -> None:
    cancelled = op(returned(cancelled=True))
    done = said(answer(name, "<TxnID>5-1</TxnID>"), OWN, cancelled)
    assert isinstance(done, Done)
    assert done.ref.details["cancelled"] is True
    assert (done.version, done.more) == (2, False)
    deleted = Deleted(external_id="5-1", entity="VendorCredit")
    assert done.record == (deleted if name == "TxnDelRs" else None)


def test_taking_back_what_is_gone_looks_and_then_is_done() -> None:
    cancelled = op(returned(cancelled=True))
    assert said(answer("TxnVoidRs", code=500), OWN, cancelled) == Stale("5-1")
    done = asked(answer("VendorCreditQueryRs", code=500, severity="Warn"), OWN, cancelled)
    assert isinstance(done, Done)
    assert done.ref.details["cancelled"] is True


def test_taking_back_what_somebody_voided_already() -> None:
    inside = credit(f"VOID: Scanpost V-1 {DOCUMENT}/1").replace("8.00", "0.00")
    inside = inside.replace("<Quantity>4<", "<Quantity>0<")
    cancelled = op(returned(cancelled=True))
    done = asked(answer("VendorCreditQueryRs", inside), OWN, cancelled)
    assert isinstance(done, Done)
    assert done.ref.details["cancelled"] is True
    assert isinstance(done.record, TransactionRecord)
    assert done.record.voided
    still_there = asked(answer("VendorCreditQueryRs", credit()), OWN, cancelled)
    assert isinstance(still_there, Done)
    assert still_there.version is None
    assert "cancelled" not in still_there.ref.details


@pytest.mark.parametrize(
    ("memo", "inside", "version"),
    [
        (f"Scanpost V-1 {DOCUMENT}/1", "", 1),
        (f"Dock 4 · Scanpost V-1-2 {DOCUMENT}/2", "", 2),
        ("Dock 4", f"<ExternalGUID>{guid_of(DOCUMENT, 1).upper()}</ExternalGUID>", 1),
    ],
)
def test_ours_by_its_mark_or_its_guid(memo: str, inside: str, version: int) -> None:
    done = asked(answer("VendorCreditQueryRs", credit(memo, inside)))
    assert isinstance(done, Done)
    assert done.version == version


@pytest.mark.parametrize(
    ("memo", "inside"),
    [
        ("Dock 4", ""),
        (f"Scanpost V-1 {UUID(int=9)}/1", ""),
        ("Dock 4", f"<ExternalGUID>{guid_of(UUID(int=9), 1)}</ExternalGUID>"),
        (f"Scanpost V-1 {UUID(int=9)}/1", f"<ExternalGUID>{guid_of(DOCUMENT, 1)}</ExternalGUID>"),
    ],
)
def test_the_same_number_is_not_ours(memo: str, inside: str) -> None:
    there = credit(memo, inside)
    assert asked(answer("VendorCreditQueryRs", there)) == Absent()
    looked = asked(answer("VendorCreditQueryRs", there, key="look"))
    assert isinstance(looked, Rejected)
    assert looked.problem.code == "not_ours"


def test_of_two_that_are_ours_the_newer_one_counts() -> None:
    older = credit(f"Scanpost V-1 {DOCUMENT}/1").replace("5-1", "5-9")
    done = asked(answer("VendorCreditQueryRs", older + credit()))
    assert isinstance(done, Done)
    assert done.ref.external_id == "5-1"


def test_nothing_found() -> None:
    for code in (1, 500):
        assert asked(answer("VendorCreditQueryRs", code=code, severity="Warn")) == Absent()


def test_a_kind_this_edition_lacks_is_not_there() -> None:
    bills = answer("BillQueryRs", code=1, severity="Warn").body.removesuffix(_END)
    receipts = answer("ItemReceiptQueryRs", code=1030).body.removeprefix(_BEGIN)
    assert asked(Reply(200, bills + receipts), one=op(received())) == Absent()


def test_asking_in_vain_is_tried_again() -> None:
    outcome = asked(answer("VendorCreditQueryRs", code=1000))
    assert isinstance(outcome, Retry)


def test_what_we_said_is_known_only_while_nobody_changed_it() -> None:
    own = replace(OWN, version_token="18", details={**OWN.details, "goods": "g", "said": "s"})
    same = asked(answer("VendorCreditQueryRs", credit()), own)
    assert isinstance(same, Done)
    assert (same.ref.details["goods"], same.ref.details["said"]) == ("g", "s")
    older = replace(own, version_token="17")
    shown = credit(f"Scanpost V-1 {DOCUMENT}/1")
    edited = asked(answer("VendorCreditQueryRs", shown), older)
    assert isinstance(edited, Done)
    assert "goods" not in edited.ref.details


def test_a_record_found_in_doubt_is_known_if_it_moves_what_we_said() -> None:
    found = asked(answer("VendorCreditQueryRs", credit()))
    assert isinstance(found, Done)
    assert "goods" in found.ref.details
    fewer = credit().replace("<Quantity>4<", "<Quantity>3<")
    edited = asked(answer("VendorCreditQueryRs", fewer))
    assert isinstance(edited, Done)
    assert "goods" not in edited.ref.details


# ---- reading


def test_a_page_is_read_and_what_is_no_answer_is_told() -> None:
    message = CONNECTOR.encode_pull(Entity.VENDOR, "")
    assert message.target == "VendorQueryRq"
    page = CONNECTOR.decode_pull(
        Entity.VENDOR,
        "",
        answer(
            "VendorQueryRs",
            "<VendorRet><ListID>80000012-1</ListID><Name>Ada</Name></VendorRet>",
            key="page",
        ),
    )
    assert isinstance(page, Page)
    assert len(page.records) == 1
    broken = CONNECTOR.decode_pull(Entity.VENDOR, "", Reply(200, "<html/>"))
    assert isinstance(broken, Retry)
    unreachable = CONNECTOR.decode_some(Entity.VENDOR, "Vendor", Reply(0, "busy", "0x80040414"))
    assert isinstance(unreachable, Retry)


def test_kinds_by_any_spelling() -> None:
    assert CONNECTOR.concerned("itemreceipt").name == "ItemReceipt"
    assert CONNECTOR.concerned("itemreceipt").entities == (Entity.TRANSACTION,)
    assert CONNECTOR.concerned("Employee").entities == ()
    assert "<ListID>1-1</ListID>" in CONNECTOR.encode_some(Entity.ITEM, "Item", ("1-1",)).body
