"""Refusals about items, parties, accounts and what documents name of them. Reference §4.1."""

from app.sync.explanations import NAME_IN_USE, RECORD_INACTIVE, TRY_AGAIN, Explanation

RECORD_MISSING = Explanation(
    "record_missing",
    "QuickBooks does not know something on this document",
    "{number} uses {names}, which QuickBooks no longer has: it was deleted or merged into another"
    " record. {said}",
    "Choose the record that takes its place in QuickBooks.",
)
LIST_RECORD_GONE = Explanation(
    "list_record_gone",
    "This record is not in QuickBooks any more",
    "QuickBooks no longer has {number} under the id that Scanpost knows.",
    "Choose the record that takes its place in QuickBooks, or add it there anew.",
)
INACTIVE = RECORD_INACTIVE
NAME_TAKEN = NAME_IN_USE
PARENT = Explanation(
    "parent_wrong",
    "The group above it does not fit",
    "{number} is sorted under a record that QuickBooks does not have: {said}",
    f"Move it in QuickBooks to another group, {TRY_AGAIN}",
)
ITEM_WITHOUT_ACCOUNT = Explanation(
    "item_without_account",
    "An item has no account in QuickBooks",
    "QuickBooks cannot book {number}, because {names} has no account to book it to: {said}",
    f"Give the item its accounts in QuickBooks, {TRY_AGAIN}",
)
ITEM_TYPE = Explanation(
    "item_type_wrong",
    "An item is of another type in QuickBooks",
    "QuickBooks does not take {names} on {number}, because the item is of another type there:"
    " {said}",
    "Choose the item that it is in QuickBooks.",
)
ADDRESS = Explanation(
    "address_refused",
    "QuickBooks does not take the address",
    "The address of {number} is not one that QuickBooks takes: {said}",
    f"Correct the address, {TRY_AGAIN}",
)
NO_SITE = Explanation(
    "site_missing",
    "QuickBooks does not know the inventory site",
    "{number} names an inventory site or bin that QuickBooks no longer has: {said}",
    "Choose the warehouse's site under QuickBooks, Mapping, then press Try again.",
)
BY_CODE: dict[int, Explanation] = {
    500: RECORD_MISSING,
    3000: RECORD_MISSING,
    3100: NAME_TAKEN,
    3120: RECORD_MISSING,
    3130: PARENT,
    3140: RECORD_MISSING,
    3205: ADDRESS,
    3270: ITEM_WITHOUT_ACCOUNT,
    3280: ITEM_TYPE,
}
