"""Refusals about a document's number, day, links, amounts and what it may still become."""

from app.sync.explanations import (
    ALREADY_DEPOSITED,
    AMOUNT_NEGATIVE,
    BUSINESS_RULE,
    FEATURE_MISSING,
    NUMBER_IN_USE,
    ORDER_NOT_LINKABLE,
    PERIOD_CLOSED,
    TRY_AGAIN,
    Explanation,
)

STALE = Explanation(
    "changed_meanwhile",
    "Someone changed this in QuickBooks at the same time",
    "{number} was changed in QuickBooks while Scanpost was updating it.",
    f"Close it in QuickBooks, {TRY_AGAIN}",
)
LINKED = Explanation(
    "linked_elsewhere",
    "Other transactions hang on it",
    "QuickBooks does not delete {number}, because other transactions are linked to it: {said}",
    f"Take the links off in QuickBooks, {TRY_AGAIN}",
)
NOT_OURS = Explanation(
    "not_ours",
    "The QuickBooks record is not ours",
    "QuickBooks has a record numbered {number} that Scanpost did not make.",
    "Send {number} with a suffix to its number. If that record is this same document, entered by"
    " hand, mark it as entered.",
)
LINK_LOST = Explanation(
    "link_lost",
    "QuickBooks did not link the purchase order",
    "{number} is in QuickBooks, but without the link to {order} for: {names}. The order still"
    " shows these goods as open.",
    "Link the bill to the purchase order in QuickBooks, or close the order's lines there.",
)
NO_LINES = Explanation(
    "lines_missing",
    "QuickBooks wants at least one line",
    "{number} reached QuickBooks without lines: {said}",
    "Enter it in QuickBooks by hand and mark it as entered here.",
)
NO_ITEM_ON_LINE = Explanation(
    "line_without_item",
    "A line names neither an item nor an account",
    "{number} has a line without item or account: {said}",
    f"Link {{names}} to its item in QuickBooks, {TRY_AGAIN}",
)
BALANCE = Explanation(
    "balance_left",
    "QuickBooks does not delete it while money is open",
    "{number} of {party} has a balance that stands against deleting it: {said}",
    f"Settle the balance in QuickBooks, {TRY_AGAIN}",
)
UNBILLED = Explanation(
    "unbilled_charges",
    "Charges are waiting to be billed",
    "QuickBooks does not change {number}: {party} has charges that were not billed yet: {said}",
    f"Bill or remove them in QuickBooks, {TRY_AGAIN}",
)
SETTLED = Explanation(
    "already_paid",
    "The payment is already settled",
    "{number} of {party} is settled in QuickBooks, so it cannot be changed or voided: {said}",
    f"Undo the payment in QuickBooks, {TRY_AGAIN}",
)
MATCHED = Explanation(
    "already_matched",
    "It is already matched with the bank",
    "{number} of {party} is matched with a bank transaction, so it cannot be changed: {said}",
    f"Undo the match in QuickBooks (Banking), {TRY_AGAIN}",
)
UPLOAD = Explanation(
    "file_too_big",
    "A file is too large for QuickBooks",
    "QuickBooks does not take a file that belongs to {number}: {said}",
    f"Make it smaller, {TRY_AGAIN}",
)
DEPRECATED = Explanation(
    "field_retired",
    "QuickBooks retired something that Scanpost uses",
    "QuickBooks no longer takes a field that was sent with {number}: {said}",
    "Please report this; an update of Scanpost is needed. You can enter the document in QuickBooks"
    " by hand and mark it as entered.",
)
BY_CODE: dict[int, Explanation] = {
    500: FEATURE_MISSING,
    620: ORDER_NOT_LINKABLE,
    800: LINKED,
    2250: NO_LINES,
    2290: AMOUNT_NEGATIVE,
    5000: DEPRECATED,
    5010: STALE,
    5020: FEATURE_MISSING,
    5030: FEATURE_MISSING,
    6000: BUSINESS_RULE,
    6030: UPLOAD,
    6140: NUMBER_IN_USE,
    6200: PERIOD_CLOSED,
    6210: PERIOD_CLOSED,
    6220: BALANCE,
    6280: UNBILLED,
    6440: NO_ITEM_ON_LINE,
    6450: SETTLED,
    6480: MATCHED,
    6540: ALREADY_DEPOSITED,
}
