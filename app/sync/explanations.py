"""What stands against a document, in plain words: the same before QuickBooks says it and after.

The preflight foresees these and a connector's catalogue explains refusals with them, so a person
meets one title per trouble. Texts are filled with {number} (our document), {party}, {on} (its
date), {order} (the order it belongs to), {names} (the records of ours it is about) and {said} (what
QuickBooks said, or what we know).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.sync.documents import (
    AnyDocument,
    CustomerReturnDoc,
    ItemDoc,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
)
from app.sync.facts import Facts
from app.sync.port import Fix, SyncProblem

About = dict[str, str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal in words: what happened, and what a person does about it."""

    code: str
    title: str
    detail: str
    action: str


TRY_AGAIN = "then press Try again."
RECORD_INACTIVE = Explanation(
    "record_inactive",
    "Something on this document is inactive in QuickBooks",
    "{number} uses {names}, which was made inactive in QuickBooks. QuickBooks books nothing to what"
    " is inactive.",
    "Make it active again: the document is sent right afterwards. If it was replaced by another"
    " record in QuickBooks, choose that one instead.",
)
PERIOD_CLOSED = Explanation(
    "period_closed",
    "The books are closed for this date",
    "{number} is dated {on}, and QuickBooks' books are closed for that day.",
    "Post it on the first open day, with your accountant's consent. Or have the closing date moved"
    f" in QuickBooks (Account and settings, Advanced), {TRY_AGAIN}",
)
PERIOD_CLOSED_DESKTOP = replace(
    PERIOD_CLOSED,
    action="Post it on the first open day, with your accountant's consent. Or have the closing date"
    " moved in QuickBooks (Edit, Preferences, Accounting, Company Preferences, Set Date/Password),"
    f" {TRY_AGAIN}",
)
SINGLE_USER_NEEDED = Explanation(
    "single_user_needed",
    "Stock adjustments wait for single-user mode",
    "QuickBooks adjusts stock only while the company file is open in single-user mode, and"
    " {number} is a stock adjustment.",
    "Switch QuickBooks to single-user mode when nobody else works in it (File, Switch to"
    " Single-user Mode): what waits for it is sent then.",
)
FEATURE_MISSING = Explanation(
    "feature_missing",
    "Your QuickBooks plan does not include this",
    "QuickBooks says that this company cannot use what {number} needs: {said}",
    "QuickBooks Online Plus or Advanced is needed for inventory and purchase orders. After"
    f" changing the plan, {TRY_AGAIN}",
)
VALUE_REFUSED = Explanation(
    "value_refused",
    "QuickBooks does not accept a value",
    "A value on {number} is not what QuickBooks allows: {said}",
    f"Correct it where it comes from, {TRY_AGAIN}",
)
ORDER_NOT_LINKABLE = Explanation(
    "order_not_linkable",
    "The order can no longer be linked",
    "{number} belongs to {order} of {party}, which was closed, billed or invoiced in QuickBooks"
    " meanwhile: {said}",
    "Post it without the link, or reopen the order in QuickBooks and press Try again. If somebody"
    " billed it there already, mark this document as entered by hand.",
)
NUMBER_IN_USE = Explanation(
    "number_in_use",
    "This document number is taken in QuickBooks",
    "Another transaction in QuickBooks already has the number {number}: {said}",
    "Send {number} with a suffix to its number. If the other transaction is this same document,"
    " entered by hand, mark it as entered.",
)
NAME_IN_USE = Explanation(
    "name_in_use",
    "This name is taken in QuickBooks",
    "QuickBooks cannot save {number}, because another customer, vendor, employee or item has its"
    " name already: {said}",
    "If it is the same, link the two. If it is another one, give ours a name of its own.",
)
BEFORE_START_DATE = Explanation(
    "before_start_date",
    "The item did not exist yet on this date",
    "{number} is dated {on}, and QuickBooks counts the stock of {names} only from a later day on:"
    " {said}",
    "Post it on that day, or set an earlier start date on the item in QuickBooks, " + TRY_AGAIN,
)
ACCOUNT_TYPE_WRONG = Explanation(
    "account_type_wrong",
    "The chosen account is of the wrong type",
    "QuickBooks cannot book {number} to the account chosen for {names}: {said}",
    "Choose another account: it counts from now on, and everything held by it is sent.",
)
BUSINESS_RULE = Explanation(
    "business_rule",
    "A QuickBooks rule stands against it",
    "QuickBooks did not accept {number}: {said}",
    f"Do what QuickBooks says, {TRY_AGAIN}",
)
ALREADY_DEPOSITED = Explanation(
    "already_deposited",
    "The payment is already deposited",
    "{number} was deposited in QuickBooks, so it cannot be changed any more.",
    f"Undo the deposit in QuickBooks, {TRY_AGAIN}",
)
AMOUNT_NEGATIVE = Explanation(
    "amount_negative",
    "The total is below zero",
    "The lines of {number} add up to less than zero, which QuickBooks does not take: {said}",
    "Enter it in QuickBooks by hand, as a credit, and mark it as entered here.",
)
READ_ONLY = Explanation(
    "company_read_only",
    "The QuickBooks subscription has ended",
    "QuickBooks lets this company only be read: {said}",
    "Renew the QuickBooks subscription. Scans are kept and sent afterwards.",
)
GONE = Explanation(
    "gone_in_quickbooks",
    "Deleted in QuickBooks",
    "QuickBooks no longer has the record that Scanpost made for {number}.",
    "If it was deleted by mistake, post it again. If it was entered anew by hand, mark it as"
    " entered.",
)
LINK_WILL_BE_LOST = Explanation(
    "link_will_be_lost",
    "QuickBooks will not link the purchase order",
    "{number} will get into QuickBooks, but without the link to {order} for: {names}. They are not"
    " on the order there any more.",
    "Put them back on the order in QuickBooks, or link the bill by hand afterwards.",
)


def period_closed(facts: Facts) -> Explanation:
    """`PERIOD_CLOSED`, with where the closing date is set in this QuickBooks."""
    return PERIOD_CLOSED_DESKTOP if facts.dialect == "desktop" else PERIOD_CLOSED


UNTRACKED = Explanation(
    "untracked",
    "QuickBooks will not know the {lots}",
    "{number} will get into QuickBooks, but without {lots} for all of {names}, and QuickBooks keeps"
    " stock by them.",
    "Enter the {lots} on the document in QuickBooks, if they are known.",
)
SITE_UNLINKED = Explanation(
    "site_unlinked",
    "QuickBooks will choose the inventory site",
    "The warehouse of {number} stands for no inventory site of QuickBooks, so QuickBooks books it"
    " to its default site.",
    "Choose the warehouse's site under QuickBooks, Mapping.",
)


def about_document(document: AnyDocument) -> About:
    """What texts may name when they are about a document."""
    return {
        "number": document.number,
        "party": party_of(document),
        "on": "" if isinstance(document, ItemDoc | PartyDoc) else f"{document.on:%m/%d/%Y}",
        "order": order_of(document) or "its order",
        "names": "a record",
    }


def order_of(document: AnyDocument) -> str:
    """The number of the order it belongs to; empty without one."""
    match document:
        case ReceiptDoc(purchase_order_number=number) | ShipmentDoc(sales_order_number=number):
            return number
        case _:
            return ""


def party_of(document: AnyDocument) -> str:
    """Whose document it is, by name."""
    match document:
        case ReceiptDoc(vendor_name=name) | VendorReturnDoc(vendor_name=name):
            return name
        case ShipmentDoc(customer_name=name) | CustomerReturnDoc(customer_name=name):
            return name
        case PartyDoc(name=name, number=number):
            return name or number
        case _:
            return "this company"


def explained(
    explanation: Explanation,
    about: About,
    *,
    said: str = "",
    cause: str = "",
    fixes: Sequence[Fix] = (),
    **params: str,
) -> SyncProblem:
    """The explanation with the real names in it."""
    filled = {**about, "said": said or "no reason given", **params}
    return SyncProblem(
        explanation.code,
        explanation.title,
        explanation.detail.format(**filled),
        explanation.action.format(**filled),
        filled,
        cause,
        tuple(fixes),
    )
