"""What stands against a document, in plain words: the same before QuickBooks says it and after.

The preflight foresees these and a connector's catalogue explains refusals with them, so a person
meets one title per trouble. Texts are filled with {number} (our document), {party}, {on} (its
date), {names} (the records of ours it is about) and {said} (what QuickBooks said, or what we know).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.sync.documents import (
    AnyDocument,
    CustomerReturnDoc,
    ItemDoc,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    VendorReturnDoc,
)
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
    "{number} uses {names}, which is inactive or deleted in QuickBooks.",
    f"Make it active again in QuickBooks, {TRY_AGAIN}",
)
PERIOD_CLOSED = Explanation(
    "period_closed",
    "The books are closed for this date",
    "{number} is dated {on}, and QuickBooks' books are closed for that day.",
    "Ask your accountant to move the closing date in QuickBooks (Account and settings, Advanced), "
    + TRY_AGAIN,
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
    "{number} belongs to an order of {party} that was closed or invoiced in QuickBooks"
    " meanwhile: {said}",
    "Look at the order in QuickBooks: reopen it and press Try again, or, if it was billed"
    " there already, mark this document as entered by hand.",
)
NUMBER_IN_USE = Explanation(
    "number_in_use",
    "This document number is taken in QuickBooks",
    "Another transaction in QuickBooks already has the number {number}: {said}",
    f"Give that transaction another number in QuickBooks, {TRY_AGAIN}",
)
NAME_IN_USE = Explanation(
    "name_in_use",
    "This name is taken in QuickBooks",
    "Another customer, vendor, employee or item already has this name: {said}",
    f"Rename one of them in QuickBooks, {TRY_AGAIN}",
)
BEFORE_START_DATE = Explanation(
    "before_start_date",
    "The item did not exist yet on this date",
    "{number} is dated {on}, which is before an item on it started in QuickBooks: {said}",
    f"Set an earlier start date on the item in QuickBooks, {TRY_AGAIN}",
)
ACCOUNT_TYPE_WRONG = Explanation(
    "account_type_wrong",
    "The chosen account is of the wrong type",
    "QuickBooks cannot book {number} to the account chosen in settings: {said}",
    f"Choose another account under QuickBooks settings, {TRY_AGAIN}",
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
    "Enter it in QuickBooks by hand and mark it as entered here.",
)
LINK_LOST = Explanation(
    "link_lost",
    "QuickBooks did not link the purchase order",
    "{number} is in QuickBooks, but without the link to {order} for: {names}. The order still"
    " shows these goods as open.",
    "Link the bill to the purchase order in QuickBooks, or close the order's lines there.",
)
LINK_WILL_BE_LOST = Explanation(
    "link_will_be_lost",
    "QuickBooks will not link the purchase order",
    "{number} will get into QuickBooks, but without the link to {order} for: {names}. They are not"
    " on the order there any more.",
    "Put them back on the order in QuickBooks, or link the bill by hand afterwards.",
)


def about_document(document: AnyDocument) -> About:
    """What texts may name when they are about a document."""
    return {
        "number": document.number,
        "party": party_of(document),
        "on": "" if isinstance(document, ItemDoc | PartyDoc) else document.on.isoformat(),
        "names": "a record",
    }


def party_of(document: AnyDocument) -> str:
    """Whose document it is, by name."""
    match document:
        case ReceiptDoc(vendor_name=name) | VendorReturnDoc(vendor_name=name):
            return name
        case ShipmentDoc(customer_name=name) | CustomerReturnDoc(customer_name=name):
            return name
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
