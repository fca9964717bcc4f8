"""Refusals about items, parties, accounts and what is written on them, in plain words."""

from app.sync.explanations import (
    ACCOUNT_TYPE_WRONG,
    BEFORE_START_DATE,
    NAME_IN_USE,
    RECORD_INACTIVE,
    TRY_AGAIN,
    Explanation,
)

RECORD_MISSING = Explanation(
    "record_missing",
    "QuickBooks does not know something on this document",
    "{number} uses {names}, which QuickBooks no longer has: it was made inactive, deleted, or"
    " merged into another record.",
    "Choose the record that takes its place in QuickBooks.",
)
LIST_RECORD_GONE = Explanation(
    "list_record_gone",
    "This record is not in QuickBooks any more",
    "QuickBooks no longer has {number} under the id that Scanpost knows.",
    "Choose the record that takes its place in QuickBooks, or add it there anew.",
)
CHARACTERS = Explanation(
    "characters_refused",
    "A name has characters that QuickBooks does not take",
    "QuickBooks does not save {number}: names may have no colon, tab or line break. {said}",
    "Send it with a cleaned name.",
)
TOO_LONG = Explanation(
    "text_too_long",
    "A text is too long or too short for QuickBooks",
    "QuickBooks does not save {number}: {said}",
    f"Shorten it where it comes from, {TRY_AGAIN}",
)
EMAIL = Explanation(
    "email_refused",
    "QuickBooks does not accept the e-mail address",
    "The e-mail address of {number} is not one that QuickBooks takes: {said}",
    f"Correct the address, {TRY_AGAIN}",
)
PARENT = Explanation(
    "parent_wrong",
    "The group above it does not fit",
    "{number} is sorted under a record in QuickBooks that is missing, inactive or too deep: {said}",
    f"Move it in QuickBooks to another group, {TRY_AGAIN}",
)
HAS_CHILDREN = Explanation(
    "has_children",
    "Other records are sorted under it",
    "QuickBooks does not change {number}, because other records are sorted under it: {said}",
    f"Move those records in QuickBooks first, {TRY_AGAIN}",
)
ALREADY_THERE = Explanation(
    "already_there",
    "QuickBooks has this record already",
    "QuickBooks already has a record like {number}: {said}",
    "If it is the same, link the two. If it is another one, give ours a name of its own.",
)
TAX = Explanation(
    "tax_code_invalid",
    "QuickBooks does not accept the tax code",
    "{number} has a line whose tax code does not fit this company: {said}",
    f"Check the sales tax setting of {{names}} in QuickBooks, {TRY_AGAIN}",
)
TAX_RATE = Explanation(
    "tax_rate_invalid",
    "QuickBooks does not accept the tax rate",
    "{number} is taxed at a rate that this company does not use on {on}: {said}",
    f"Check the sales tax settings in QuickBooks, {TRY_AGAIN}",
)
TAX_MISSING = Explanation(
    "tax_code_missing",
    "A line needs a tax code",
    "QuickBooks wants a tax code on each line of {number}: {said}",
    f"Set the sales tax of {{names}} in QuickBooks, {TRY_AGAIN}",
)
CUSTOMER = Explanation(
    "customer_invalid",
    "QuickBooks does not accept the customer",
    "{number} is for {party}, which QuickBooks does not take as its customer: {said}",
    "Choose the customer in QuickBooks that it is for.",
)
CUSTOMER_MISSING = Explanation(
    "customer_missing",
    "QuickBooks wants to know the customer",
    "{number} reached QuickBooks without a customer: {said}",
    "Choose the customer in QuickBooks that it is for.",
)
CURRENCY = Explanation(
    "currency_wrong",
    "The currency does not fit",
    "{number} of {party} is in a currency that QuickBooks does not expect: {said}",
    f"Check the currency of {{party}} in QuickBooks, {TRY_AGAIN}",
)
BY_CODE: dict[int, Explanation] = {
    610: RECORD_INACTIVE,
    630: ALREADY_THERE,
    700: PARENT,
    900: HAS_CHILDREN,
    2040: CHARACTERS,
    2050: TOO_LONG,
    2210: EMAIL,
    2220: CURRENCY,
    2240: CURRENCY,
    2500: RECORD_MISSING,
    6100: TAX,
    6160: TAX_RATE,
    6230: TAX_MISSING,
    6240: NAME_IN_USE,
    6250: CUSTOMER,
    6270: BEFORE_START_DATE,
    6310: CUSTOMER_MISSING,
    6430: ACCOUNT_TYPE_WRONG,
}
