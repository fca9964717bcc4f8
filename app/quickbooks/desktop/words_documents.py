"""Refusals about a document's day, links and what may still become of it. Reference §4.1."""

from app.sync.explanations import (
    BUSINESS_RULE,
    ORDER_NOT_LINKABLE,
    PERIOD_CLOSED_DESKTOP,
    TRY_AGAIN,
    VALUE_REFUSED,
    Explanation,
)

STALE = Explanation(
    "changed_meanwhile",
    "Someone changed this in QuickBooks at the same time",
    "{number} was changed in QuickBooks while Scanpost was updating it.",
    f"Close it in QuickBooks, {TRY_AGAIN}",
)
IN_USE = Explanation(
    "record_open",
    "Someone has this open in QuickBooks",
    "QuickBooks cannot change {number} now, because somebody has it, or a record on it, open:"
    " {said}",
    "Nothing to do: Scanpost tries again by itself. If it stays, close the record in QuickBooks,"
    f" {TRY_AGAIN}",
)
NOT_CHANGED = Explanation(
    "not_changeable",
    "QuickBooks could not change this",
    "QuickBooks could not change {number}: {said}",
    f"Close its window in QuickBooks if it is open somewhere, {TRY_AGAIN}",
)
NOT_SAVED = Explanation(
    "not_saved",
    "QuickBooks could not save this",
    "QuickBooks could not save {number}: {said}",
    f"Do what QuickBooks says, {TRY_AGAIN}",
)
CREDIT_LIMIT = Explanation(
    "credit_limit",
    "The customer's credit limit is reached",
    "QuickBooks does not save {number}, because {party} would owe more than the credit limit:"
    " {said}",
    f"Raise the credit limit in QuickBooks or take a payment, {TRY_AGAIN}",
)
STOCK_SHORT = Explanation(
    "stock_short",
    "QuickBooks has not enough in stock",
    "QuickBooks does not save {number}, because it counts fewer of {names} than are needed: {said}",
    f"Compare the stock under QuickBooks, Reconcile, and correct what differs, {TRY_AGAIN}",
)
LINKED = Explanation(
    "linked_elsewhere",
    "Other transactions hang on it",
    "QuickBooks does not delete {number}, because other records need it: {said}",
    f"Take the links off in QuickBooks, {TRY_AGAIN}",
)
NOT_VOIDED = Explanation(
    "not_voidable",
    "QuickBooks does not void this",
    "QuickBooks does not void {number}: {said}",
    "Void or delete it in QuickBooks by hand, and mark it as entered here.",
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
    "QuickBooks did not link the order",
    "{number} is in QuickBooks, but without the link to {order}: {said}",
    "Close the order's lines in QuickBooks, so that nobody waits for these goods again.",
)
ORDER_OF_LINES = Explanation(
    "lines_refused",
    "QuickBooks does not take the lines in this order",
    "QuickBooks cannot save the lines of {number} as they were sent: {said}",
    "Post it without the link to the order, or enter it in QuickBooks by hand and mark it as"
    " entered.",
)
FIELD_IGNORED = Explanation(
    "field_ignored",
    "QuickBooks left something out",
    "{number} is in QuickBooks, but without something that this QuickBooks does not keep: {said}",
    "Look at it in QuickBooks if it matters to you. Nothing else needs to be done.",
)
NOTE_NOT_SAVED = Explanation(
    "note_not_saved",
    "QuickBooks saved it without its note",
    "{number} is in QuickBooks, but its note was not saved: {said}",
    "Nothing needs to be done.",
)
MEANWHILE = Explanation(
    "changed_meanwhile",
    "Something on it changed at the same time",
    "Somebody changed or deleted something on {number} in QuickBooks while Scanpost was sending it:"
    " {said}",
    f"Nothing to do: Scanpost tries again by itself. If it stays, look at it in QuickBooks,"
    f" {TRY_AGAIN}",
)
NOT_PROCESSED = Explanation(
    "not_processed",
    "QuickBooks had not come to this yet",
    "QuickBooks stopped before it came to {number}, because something before it was refused.",
    "Nothing to do: Scanpost sends it again by itself.",
)
BY_CODE: dict[int, Explanation] = {
    501: FIELD_IGNORED,
    510: FIELD_IGNORED,
    530: FIELD_IGNORED,
    531: FIELD_IGNORED,
    550: NOTE_NOT_SAVED,
    560: FIELD_IGNORED,
    570: ORDER_NOT_LINKABLE,
    3160: LINKED,
    3161: PERIOD_CLOSED_DESKTOP,
    3170: NOT_CHANGED,
    3171: PERIOD_CLOSED_DESKTOP,
    3173: MEANWHILE,
    3175: IN_USE,
    3176: IN_USE,
    3177: MEANWHILE,
    3180: NOT_SAVED,
    3185: NOT_VOIDED,
    3190: VALUE_REFUSED,
    3200: STALE,
    3210: VALUE_REFUSED,
    3230: NOT_PROCESSED,
    3231: NOT_PROCESSED,
    3240: STALE,
    3290: ORDER_OF_LINES,
    3300: BUSINESS_RULE,
}
