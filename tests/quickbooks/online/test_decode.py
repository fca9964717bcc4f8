"""Every envelope QuickBooks has been seen to answer in, down to an outcome."""

import json
from datetime import timedelta
from typing import Any

import pytest

from app.quickbooks.online.connector import OnlineConnector
from app.quickbooks.online.faults import understand
from app.sync.port import (
    Done,
    Entity,
    Found,
    Operation,
    Outcome,
    Ref,
    Refs,
    Rejected,
    Reply,
    Retry,
    Stale,
    Unauthorised,
)
from app.sync.settings import ConnectionSettings
from tests.sync.documents import receipt, shipment

DOCUMENT = receipt()
OPERATION = Operation(id=DOCUMENT.id, document=DOCUMENT, version=1, key="k")
REFS = Refs({}, ConnectionSettings(), own=Ref("301", "0", "R-000001", {"entity": "Bill"}))


def decoded(status: int, body: str, **extra: Any) -> Outcome:
    return OnlineConnector().decode(OPERATION, REFS, Reply(status, body, **extra))


def fault(code: int | str, detail: str = "…", kind: str = "ValidationFault") -> str:
    error = f'{{"Message":"…","Detail":"{detail}","code":"{code}","element":""}}'
    return f'{{"Fault":{{"Error":[{error}],"type":"{kind}"}},"time":"2026-08-20T09:17:31-07:00"}}'


GATEWAY = (
    '{"warnings":null,"fault":{"error":[{"message":"message=AuthenticationFailed;'
    ' errorCode=003200; statusCode=401","detail":"Token expired","code":"3200",'
    '"element":null}],"type":"AUTHENTICATION"},"time":1633520295688}'
)
XML_THROTTLE = (
    '<?xml version="1.0" encoding="UTF-8"?><IntuitResponse time="2026-08-20T09:17:31Z">'
    '<Fault type="SERVICE"><Error code="003001"><Message>message=ThrottleExceeded</Message>'
    "<Detail>The request limit was reached &amp; exceeded</Detail></Error></Fault></IntuitResponse>"
)
XML_AUTH = (
    '<IntuitResponse><Fault type="AuthenticationFault"><Error code="100"><Message>'
    "General Authentication Error SRV-110-Authentication Failure</Message></Error></Fault>"
    "</IntuitResponse>"
)


@pytest.mark.parametrize("body", [GATEWAY, XML_AUTH, "", fault(3202)])
def test_a_401_in_any_envelope_asks_for_new_access(body: str) -> None:
    outcome = decoded(401, body)
    assert isinstance(outcome, Unauthorised)
    assert outcome.renewable


@pytest.mark.parametrize("code", [120, 3100])
def test_access_to_another_company_cannot_be_renewed(code: int) -> None:
    outcome = decoded(403, fault(code))
    assert isinstance(outcome, Unauthorised)
    assert not outcome.renewable


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, fault("003001")),
        (403, fault(3001)),
        (429, XML_THROTTLE),
        (403, XML_THROTTLE),
        (429, ""),
    ],
)
def test_a_throttle_in_any_envelope_is_a_minute_for_everyone(status: int, body: str) -> None:
    outcome = decoded(status, body)
    assert isinstance(outcome, Retry)
    assert (outcome.everyone, outcome.after, outcome.unsure) == (True, timedelta(minutes=1), False)


def test_a_longer_wait_that_quickbooks_asks_for_is_honoured() -> None:
    outcome = decoded(429, fault(3001), retry_after=90.0)
    assert isinstance(outcome, Retry)
    assert outcome.after == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (504, "stream timeout"),
        (503, "<html><body>Service unavailable</body></html>"),
        (500, "<html></html>"),
        (500, fault(10000)),
        (200, fault(10000)),
        (200, "stream timeout"),
        (200, ""),
        (200, "[]"),
        (200, "{}"),
    ],
)
def test_what_may_have_worked_is_asked_about(status: int, body: str) -> None:
    outcome = decoded(status, body)
    assert isinstance(outcome, Retry)
    assert outcome.unsure


@pytest.mark.parametrize("status", [200, 400])
def test_a_stale_version_names_the_record_to_read(status: int) -> None:
    assert decoded(status, fault(5010)) == Stale("301")


def test_a_number_in_use_names_the_document_that_has_it() -> None:
    outcome = decoded(
        400, fault(6140, "DocNumber=R-000001 est attribué à TxnType=Bill avec TxnId=6254")
    )
    assert isinstance(outcome, Found)
    assert outcome.external_id == "6254"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (500, "feature_missing"),
        (620, "order_not_linkable"),
        (2010, "message_refused"),
        (2020, "value_missing"),
        (2050, "text_too_long"),
        (2500, "record_missing"),
        (5020, "feature_missing"),
        (5030, "feature_missing"),
        (6070, "amount_wrong"),
        (6100, "tax_code_invalid"),
        (6200, "period_closed"),
        (6210, "period_closed"),
        (6270, "before_start_date"),
        (6430, "account_type_wrong"),
        (6540, "already_deposited"),
        (9999, "refused"),
    ],
)
def test_a_refusal_becomes_a_problem_by_its_code_alone(code: int, problem: str) -> None:
    outcome = decoded(400, fault(code, "Quelque chose ne va pas"))
    assert isinstance(outcome, Rejected)
    assert outcome.problem.code == problem
    assert outcome.problem.action
    assert "R-000001" in outcome.problem.detail


@pytest.mark.parametrize(
    ("element", "problem"), [("", "gone_in_quickbooks"), ("ItemRef", "record_inactive")]
)
def test_a_reference_with_the_id_of_the_record_is_not_the_record(
    element: str, problem: str
) -> None:
    said = "Object Not Found : Something you're trying to use has been made inactive : Id=301"
    error = {"Detail": said, "code": "610", "element": element}
    outcome = decoded(400, json.dumps({"Fault": {"Error": [error]}}))
    assert isinstance(outcome, Rejected)
    assert outcome.problem.code == problem


def test_all_errors_of_a_fault_are_told() -> None:
    two = (
        '{"Fault":{"Error":[{"Detail":"first thing","code":"2020"},'
        '{"Detail":"second thing","code":"2050"}]}}'
    )
    outcome = decoded(400, two)
    assert isinstance(outcome, Rejected)
    assert "first thing; second thing" in outcome.problem.detail


def test_an_unknown_address_is_refused_and_not_repeated() -> None:
    assert isinstance(decoded(404, ""), Rejected)


def test_the_xml_of_a_fault_is_understood() -> None:
    answer = understand(Reply(429, XML_THROTTLE))
    assert [error.code for error in answer.errors] == [3001]
    assert answer.errors[0].detail == "The request limit was reached & exceeded"


def test_the_number_quickbooks_gave_is_the_one_we_keep() -> None:
    document = shipment()
    op = Operation(id=document.id, document=document, version=1, key="k")
    body = '{"Invoice":{"Id":"9","SyncToken":"0","DocNumber":"1007","Line":[]}}'
    outcome = OnlineConnector().decode(op, Refs({}, ConnectionSettings()), Reply(200, body))
    assert isinstance(outcome, Done)
    assert outcome.ref.number == "1007"


def test_a_read_that_fails_says_what_was_read() -> None:
    refused = OnlineConnector().decode_pull(
        Entity.PURCHASE_ORDER, "", Reply(403, fault(5020, "no permission"))
    )
    assert isinstance(refused, Rejected)
    assert "purchase order" in refused.problem.detail
