"""Every status code says what happened, with names, and what becomes of the message."""

import re
from dataclasses import replace

import pytest

from app.quickbooks.desktop.catalogue import (
    CATALOGUE,
    NOT_OURS,
    UNKNOWN,
    outcome_of,
    pull_outcome,
    recovery_outcome,
    refusal,
    saved,
    tell,
    warnings_of,
)
from app.quickbooks.desktop.qbxml import Rs, parse
from app.sync.documents import AnyDocument, ItemDoc, PartyDoc
from app.sync.facts import Facts
from app.sync.port import (
    Entity,
    FixKind,
    Found,
    Operation,
    Outcome,
    Ref,
    Refs,
    Rejected,
    Retry,
    Stale,
    SyncProblem,
)
from app.sync.settings import Accounts, ConnectionSettings
from tests.sync.documents import adjustment, receipt, shipment

RECEIPT = receipt()
ITEM = RECEIPT.lines[0]
ITEM_ID, VENDOR_ID = "80000031-1700000000", "80000012-1700000000"
REFS = Refs(
    {("item", ITEM.item_id): Ref(ITEM_ID), ("vendor", RECEIPT.vendor_id): Ref(VENDOR_ID)},
    ConnectionSettings(),
    Facts(dialect="desktop", number_length=11, name_length=31, party_name_length=41),
)
REFERENCE = (
    *(500, 501, 510, 530, 531, 550, 560, 570, 600, 1000, 1010, 1030, 1060),
    *(3000, 3010, 3020, 3030, 3031, 3035, 3040, 3045, 3050, 3060, 3065, 3070, 3080, 3085, 3090),
    *(3100, 3110, 3120, 3130, 3140, 3150, 3151, 3152, 3153, 3160, 3161, 3162, 3170, 3171, 3173),
    *(3175, 3176, 3177, 3180, 3185, 3190, 3200, 3205, 3210, 3220, 3230, 3231, 3240, 3250, 3260),
    *(3261, 3262, 3263, 3270, 3280, 3290, 3300, 9001, 9002, 9004, 9005, 9100),
)


def answered(
    code: int,
    message: str = "QuickBooks says so.",
    *,
    name: str = "ItemReceiptAdd",
    severity: str = "Error",
    inside: str = "",
) -> Rs:
    text = message.replace("&", "&amp;").replace('"', "&quot;")
    answer = parse(
        '<?xml version="1.0"?><QBXML><QBXMLMsgsRs>'
        f'<{name}Rs requestID="k" statusCode="{code}" statusSeverity="{severity}"'
        f' statusMessage="{text}">{inside}</{name}Rs></QBXMLMsgsRs></QBXML>'
    )
    return answer.responses[0]


def operation(document: AnyDocument) -> Operation:
    return Operation(id=document.id, document=document, version=1, key="k")


def told(rs: Rs, document: AnyDocument = RECEIPT, refs: Refs = REFS) -> SyncProblem:
    return refusal(rs, operation(document), refs)


def became(rs: Rs, document: AnyDocument = RECEIPT, refs: Refs = REFS) -> Outcome:
    return outcome_of(rs, operation(document), refs)


def rejected(rs: Rs, document: AnyDocument = RECEIPT, refs: Refs = REFS) -> SyncProblem:
    outcome = became(rs, document, refs)
    assert isinstance(outcome, Rejected), outcome
    return outcome.problem


def kinds(problem: SyncProblem) -> list[FixKind]:
    return [one.kind for one in problem.fixes]


@pytest.mark.parametrize("code", REFERENCE)
def test_every_code_of_the_reference_has_words_of_its_own(code: int) -> None:
    problem = told(answered(code))
    assert problem.title != UNKNOWN.title
    text = f"{problem.title} {problem.detail} {problem.action}"
    assert not re.search(r"[{}]|\bNone\b", text)
    assert not re.search(r"EditSequence|ListID|TxnID|qbXML|stopOnError", text)
    assert problem.action.endswith(".")
    assert kinds(problem)[-2:] == [FixKind.RETRY, FixKind.BY_HAND]
    assert problem.params["quickbooks_code"] == str(code)


def test_the_catalogue_is_the_reference() -> None:
    assert sorted(CATALOGUE) == sorted(REFERENCE)


def test_an_unknown_code_is_held_with_quickbooks_own_words() -> None:
    problem = rejected(answered(3999, "The moon is\n in the  wrong place."))
    assert problem.code == "refused"
    assert "The moon is in the wrong place." in problem.detail


@pytest.mark.parametrize("code", [9117, 3341])
def test_a_range_of_codes_shares_its_words(code: int) -> None:
    assert rejected(answered(code)).title != UNKNOWN.title


@pytest.mark.parametrize("code", [3010, 3040, 3070, 3110, 3151, 1060, 9100])
def test_what_is_our_fault_is_held_and_never_repeated(code: int) -> None:
    assert isinstance(became(answered(code)), Rejected)


@pytest.mark.parametrize("code", [3175, 3176])
def test_what_somebody_has_open_is_tried_again_with_pauses(code: int) -> None:
    outcome = became(answered(code))
    assert isinstance(outcome, Retry)
    assert (outcome.unsure, outcome.everyone, outcome.tries) == (False, False, 8)


def test_what_cannot_be_changed_is_tried_a_few_times() -> None:
    outcome = became(answered(3170, 'There was an error when modifying a Invoice named "".'))
    assert isinstance(outcome, Retry)
    assert outcome.tries < 8


@pytest.mark.parametrize(
    ("text", "code", "again"),
    [
        ("QuickBooks error message: This transaction could not be locked.", "record_open", True),
        ("This record is in use by another user.", "record_open", True),
        ("The customer is over the credit limit.", "credit_limit", False),
        ("Insufficient quantity on hand to sell.", "stock_short", False),
        ("You do not have enough of the components to build.", "stock_short", False),
        ("The date is in a closed period.", "period_closed", False),
        ("You must be in single-user mode.", "single_user_needed", False),
        ("The item is inactive.", "record_inactive", False),
        ("The purchase order is already closed.", "order_not_linkable", False),
        ("Something else went wrong.", "not_saved", False),
    ],
)
def test_an_error_when_saving_is_told_by_its_text(text: str, code: str, again: bool) -> None:
    rs = answered(3180, f"There was an error when saving a Bill. {text}")
    assert told(rs).code == code
    assert isinstance(became(rs), Retry) is again


def test_an_outdated_record_is_read_anew_and_said_again() -> None:
    own = replace(REFS, own=Ref("53DD-1700000001", "1700000001"))
    assert became(answered(3200), refs=own) == Stale("53DD-1700000001")


def test_what_was_never_processed_is_sent_again_at_once() -> None:
    outcome = became(answered(3231))
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert not outcome.unsure


@pytest.mark.parametrize("code", [1000, 1010, 600, 9001, 9002, 9005])
def test_an_unknown_effect_is_asked_about_by_number(code: int) -> None:
    outcome = became(answered(code))
    assert isinstance(outcome, Retry)
    assert (outcome.unsure, outcome.ended) == (True, True)


def test_a_message_sets_own_status_speaks_where_nothing_else_does() -> None:
    op = operation(RECEIPT)
    assert recovery_outcome(0, op, REFS) is None
    assert isinstance(recovery_outcome(9002, op, REFS), Retry)
    assert isinstance(recovery_outcome(9004, op, REFS), Rejected)


def test_a_taken_name_is_looked_for_before_a_person_is_asked() -> None:
    document = ItemDoc(id=ITEM.item_id, number="BOLT-M8", name="Bolt", sku="BOLT-M8")
    refs = replace(REFS, known={})
    outcome = became(
        answered(3100, 'The name "Bolt" of the list element is already in use.'), document, refs
    )
    assert isinstance(outcome, Found)
    assert outcome.external_id == ""
    assert kinds(outcome.problem)[:2] == [FixKind.LINK, FixKind.RENAME]
    assert outcome.problem.fixes[1].params["name"] == "Bolt (BOLT-M8)"


def test_a_free_name_fits_where_names_are_short() -> None:
    name = "Vendor with a rather long name that"
    document = PartyDoc(kind="vendor", id=RECEIPT.vendor_id, number="V1", name=name)
    renamed = told(answered(3100), document).fixes[1].params
    assert len(str(renamed["name"])) <= 41
    assert str(renamed["name"]).endswith("(vendor)")
    assert renamed["longest"] == "41"


def test_a_number_gets_a_suffix_that_fits_into_eleven_characters() -> None:
    long = RECEIPT.model_copy(update={"number": "R-000000001"})
    problem = tell(NOT_OURS, answered(0), operation(long), REFS)
    assert problem.fixes[0].params == {"number": "R-0000000-2", "longest": "11"}


@pytest.mark.parametrize(
    "message",
    [
        f'There is an invalid reference to QuickBooks Item "{ITEM_ID}" in the Item Receipt line.',
        f'Object "{ITEM_ID}" specified in the request cannot be found.',
        f"The given object ID {ITEM_ID} in the field item list id is invalid.",
        f'There is an invalid reference to QuickBooks Item "Bolts:{ITEM.name}" in the line.',
        f'There is an invalid reference to QuickBooks Item "{ITEM.sku.lower()}" in the line.',
    ],
)
@pytest.mark.parametrize("code", [3000, 3120, 3140])
def test_a_missing_reference_names_who_it_is(code: int, message: str) -> None:
    problem = rejected(answered(code, message))
    assert problem.code == "record_missing"
    assert problem.cause == f"item:{ITEM.item_id}"
    assert f"{ITEM.name} ({ITEM.sku})" in problem.detail
    assert FixKind.LINK in kinds(problem)


def test_a_vendor_of_the_same_name_is_told_by_its_kind() -> None:
    line = ITEM.model_copy(update={"name": RECEIPT.vendor_name})
    document = RECEIPT.model_copy(update={"lines": (line,)})
    text = f'There is an invalid reference to QuickBooks Vendor "{RECEIPT.vendor_name}".'
    assert rejected(answered(3140, text), document).cause == f"vendor:{RECEIPT.vendor_id}"
    text = f'There is an invalid reference to QuickBooks Item "{RECEIPT.vendor_name}".'
    assert rejected(answered(3140, text), document).cause == f"item:{ITEM.item_id}"


def test_an_inactive_reference_can_be_made_active() -> None:
    text = f'The item "{ITEM_ID}" is inactive and cannot be used.'
    problem = rejected(answered(3140, text))
    assert (problem.code, kinds(problem)[0]) == ("record_inactive", FixKind.REACTIVATE)


def test_an_account_is_told_by_the_settings_that_chose_it() -> None:
    settings = ConnectionSettings(accounts=Accounts(adjustment="90-1", accounts_payable="91-1"))
    text = 'There is an invalid reference to QuickBooks Account "90-1" in the Adjustment.'
    document = adjustment()
    refs = Refs({}, settings, REFS.facts)
    assert rejected(answered(3140, text), document, refs).cause == "account:adjustment"


def test_a_lost_site_is_told_and_an_item_called_bin_is_none() -> None:
    text = 'There is an invalid reference to QuickBooks InventorySite "80000009-1700000000".'
    assert rejected(answered(3140, text)).code == "site_missing"
    text = 'There is an invalid reference to QuickBooks Item "Storage bin" in the line.'
    assert rejected(answered(3140, text)).code == "record_missing"


def test_our_own_record_that_is_gone_can_be_posted_again() -> None:
    own = replace(REFS, own=Ref("53DD-1700000001", "1"))
    text = 'Object "53DD-1700000001" specified in the request cannot be found.'
    problem = rejected(answered(3120, text, name="ItemReceiptMod"), refs=own)
    assert (problem.code, kinds(problem)[0]) == ("gone_in_quickbooks", FixKind.RECREATE)
    problem = rejected(answered(3120, "It cannot be found.", name="TxnDel"), refs=own)
    assert problem.code == "gone_in_quickbooks"
    item = ItemDoc(id=ITEM.item_id, number="BOLT-M8", name="Bolt")
    own = replace(REFS, own=Ref(ITEM_ID, "1"))
    text = f'Object "{ITEM_ID}" specified in the request cannot be found.'
    problem = rejected(answered(3120, text, name="ItemInventoryMod"), item, own)
    assert problem.code == "list_record_gone"


@pytest.mark.parametrize("code", [3161, 3171])
def test_a_closed_period_offers_another_day_to_a_manager_only(code: int) -> None:
    closed = replace(REFS, facts=Facts(dialect="desktop", closed_through=RECEIPT.on))
    problem = rejected(answered(code), refs=closed)
    assert problem.cause == "period"
    first = problem.fixes[0]
    assert (first.kind, first.manager) == (FixKind.REDATE, True)
    assert first.params["on"] > RECEIPT.on.isoformat()
    assert "Set Date/Password" in problem.action
    assert "Account and settings" not in problem.action


def test_an_order_that_was_closed_meanwhile_can_be_left_unlinked() -> None:
    problem = rejected(answered(570, severity="Error"))
    assert problem.code == "order_not_linkable"
    assert kinds(problem)[0] is FixKind.POST_UNLINKED


def test_what_was_saved_with_a_warning_is_never_sent_again() -> None:
    record = "<ItemReceiptRet><TxnID>53DD-1700000001</TxnID></ItemReceiptRet>"
    for code in (530, 550, 560, 570):
        rs = answered(code, "Left out.", severity="Warn", inside=record)
        assert saved(rs)
        (warning,) = warnings_of(rs, operation(RECEIPT), REFS)
        assert "Left out." in warning.detail
    assert not saved(answered(570, severity="Error"))
    assert not saved(answered(3180))
    fine = answered(0, severity="Info", inside=record)
    assert saved(fine)
    assert warnings_of(fine, operation(RECEIPT), REFS) == ()


def test_a_link_that_was_lost_is_a_warning_of_its_own() -> None:
    record = "<ItemReceiptRet><TxnID>53DD-1700000001</TxnID></ItemReceiptRet>"
    rs = answered(570, severity="Warn", inside=record)
    (warning,) = warnings_of(rs, operation(RECEIPT), REFS)
    assert warning.code == "link_lost"


def test_single_user_mode_holds_every_adjustment_until_it_comes() -> None:
    problem = rejected(answered(3162), adjustment())
    assert (problem.code, problem.cause) == ("single_user_needed", "mode:single_user")


def test_a_feature_that_is_missing_is_the_documents_own() -> None:
    document = shipment(order_source="sales_order")
    assert rejected(answered(3250), document).cause == "feature:sales_orders"
    assert rejected(answered(3250), adjustment()).cause == "feature:adjustments"


def test_a_permission_holds_everything_that_lacks_it() -> None:
    assert {rejected(answered(code)).cause for code in (3260, 3261, 3262)} == {"connection"}


def test_a_read_that_is_refused_is_told_and_a_busy_one_waits() -> None:
    assert isinstance(pull_outcome(Entity.ITEM, answered(3176, name="ItemQuery")), Retry)
    outcome = pull_outcome(Entity.ITEM, answered(3261, name="ItemQuery"))
    assert isinstance(outcome, Rejected)
    assert "reading every item" in outcome.problem.detail
