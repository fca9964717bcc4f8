"""What each refusal means in plain words, by code. Sources: Intuit's error catalogue.

Texts are filled with {number} (our document), {party}, {on} (its date), {names} (the records of
ours the refusal is about) and {said} (QuickBooks' own words, for people only).
"""

from dataclasses import dataclass

from app.quickbooks.online.faults import QboError
from app.sync.documents import (
    AnyDocument,
    ItemDoc,
    MappingKind,
    PartyDoc,
    ReceiptDoc,
    ShipmentDoc,
    lines_of,
)
from app.sync.port import Entity, Operation, Refs, SyncProblem


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal in words: what happened, and what a person does about it."""

    code: str
    title: str
    detail: str
    action: str


_TRY_AGAIN = "then press Try again."
_BUG = Explanation(
    "message_refused",
    "QuickBooks did not understand Scanpost",
    "QuickBooks refused the way {number} was written: {said}",
    "Please report this with the attempt's details. You can enter the document in QuickBooks by"
    " hand and mark it as entered.",
)
_INACTIVE = Explanation(
    "record_inactive",
    "Something on this document is inactive in QuickBooks",
    "{number} uses {names}, which is inactive or deleted in QuickBooks.",
    f"Make it active again in QuickBooks, {_TRY_AGAIN}",
)
_CLOSED = Explanation(
    "period_closed",
    "The books are closed for this date",
    "{number} is dated {on}, and QuickBooks' books are closed for that day.",
    "Ask your accountant to move the closing date in QuickBooks (Account and settings, Advanced), "
    + _TRY_AGAIN,
)
_EDITION = Explanation(
    "feature_missing",
    "Your QuickBooks plan does not include this",
    "QuickBooks says that this company cannot use what {number} needs: {said}",
    "QuickBooks Online Plus or Advanced is needed for inventory and purchase orders. After"
    f" changing the plan, {_TRY_AGAIN}",
)
_LENGTH = Explanation(
    "value_refused",
    "QuickBooks does not accept a value",
    "A value on {number} is not what QuickBooks allows: {said}",
    f"Correct it where it comes from, {_TRY_AGAIN}",
)
_TAX = Explanation(
    "tax_code_invalid",
    "QuickBooks does not accept the tax code",
    "{number} has a line whose tax code does not fit this company: {said}",
    f"Check the item's sales tax setting in QuickBooks, {_TRY_AGAIN}",
)

CATALOGUE: dict[int, Explanation] = {
    500: _EDITION,
    610: _INACTIVE,
    620: Explanation(
        "order_not_linkable",
        "The order can no longer be linked",
        "{number} belongs to an order of {party} that was closed or invoiced in QuickBooks"
        " meanwhile: {said}",
        "Look at the order in QuickBooks: reopen it and press Try again, or, if it was billed"
        " there already, mark this document as entered by hand.",
    ),
    2010: _BUG,
    2020: _BUG,
    2040: _LENGTH,
    2050: _LENGTH,
    2170: _BUG,
    2500: _INACTIVE,
    5020: _EDITION,
    5030: _EDITION,
    6000: Explanation(
        "business_rule",
        "A QuickBooks rule stands against it",
        "QuickBooks did not accept {number}: {said}",
        f"Do what QuickBooks says, {_TRY_AGAIN}",
    ),
    6070: _BUG,
    6100: _TAX,
    6140: Explanation(
        "number_in_use",
        "This document number is taken in QuickBooks",
        "Another transaction in QuickBooks already has the number {number}: {said}",
        f"Give that transaction another number in QuickBooks, {_TRY_AGAIN}",
    ),
    6160: _TAX,
    6200: _CLOSED,
    6210: _CLOSED,
    6230: _TAX,
    6240: Explanation(
        "name_in_use",
        "This name is taken in QuickBooks",
        "Another customer, vendor, employee or item already has this name: {said}",
        f"Rename one of them in QuickBooks, {_TRY_AGAIN}",
    ),
    6270: Explanation(
        "before_start_date",
        "The item did not exist yet on this date",
        "{number} is dated {on}, which is before an item on it started in QuickBooks: {said}",
        f"Set an earlier start date on the item in QuickBooks, {_TRY_AGAIN}",
    ),
    6430: Explanation(
        "account_type_wrong",
        "The chosen account is of the wrong type",
        "QuickBooks cannot book {number} to the account chosen in settings: {said}",
        f"Choose another account under QuickBooks settings, {_TRY_AGAIN}",
    ),
    6540: Explanation(
        "already_deposited",
        "The payment is already deposited",
        "{number} was deposited in QuickBooks, so it cannot be changed any more.",
        f"Undo the deposit in QuickBooks, {_TRY_AGAIN}",
    ),
}
UNKNOWN = Explanation(
    "refused",
    "QuickBooks refused this",
    "QuickBooks did not accept {number}: {said}",
    f"Do what QuickBooks says, {_TRY_AGAIN}",
)
CONNECTION: dict[str, Explanation] = {
    "signed_out": Explanation(
        "signed_out",
        "QuickBooks has signed Scanpost out",
        "QuickBooks no longer accepts Scanpost's access to this company.",
        "Connect QuickBooks again. Nothing is lost: what is waiting is sent afterwards.",
    ),
    "wrong_company": Explanation(
        "access_refused",
        "QuickBooks refuses access to this company",
        "Scanpost's access does not fit this company, or the person who connected it is no longer"
        " an administrator there.",
        "Have a QuickBooks administrator connect again. Nothing is lost meanwhile.",
    ),
    "read_only": Explanation(
        "company_read_only",
        "The QuickBooks subscription has ended",
        "QuickBooks lets this company only be read: {said}",
        "Renew the QuickBooks subscription. Scans are kept and sent afterwards.",
    ),
    "throttled": Explanation(
        "throttled",
        "QuickBooks is limiting us",
        "QuickBooks asked Scanpost to send more slowly.",
        "Nothing to do: sending goes on by itself.",
    ),
    "unavailable": Explanation(
        "quickbooks_down",
        "QuickBooks has trouble",
        "QuickBooks could not answer just now.",
        "Nothing to do: Scanpost tries again by itself.",
    ),
    "failed": Explanation(
        "quickbooks_failed",
        "QuickBooks had an internal error",
        "QuickBooks failed while it handled {number}: {said}",
        "Press Try again. If it stays, give Intuit the trace id of the attempt.",
    ),
    "not_ours": Explanation(
        "not_ours",
        "The QuickBooks record is not ours",
        "QuickBooks has a record numbered {number} that Scanpost did not make.",
        f"Give that record another number in QuickBooks, {_TRY_AGAIN}",
    ),
    "gone": Explanation(
        "gone_in_quickbooks",
        "Deleted in QuickBooks",
        "QuickBooks no longer has the record that Scanpost made for {number}.",
        "Enter it in QuickBooks by hand and mark it as entered here.",
    ),
    "link_lost": Explanation(
        "link_lost",
        "QuickBooks did not link the purchase order",
        "{number} is in QuickBooks, but without the link to {order} for: {names}. The order still"
        " shows these goods as open.",
        "Link the bill to the purchase order in QuickBooks, or close the order's lines there.",
    ),
}


About = dict[str, str]


def about_document(document: AnyDocument) -> About:
    """What texts may name when they are about a document."""
    return {
        "number": document.number,
        "party": _party(document),
        "on": "" if isinstance(document, ItemDoc | PartyDoc) else document.on.isoformat(),
        "names": "a record",
    }


def about_reading(entity: Entity) -> About:
    """What texts may name when we were reading lists and orders."""
    what = entity.replace("_", " ")
    return {"number": f"reading every {what}", "party": "", "on": "", "names": what}


def explained(
    explanation: Explanation, about: About, *, said: str = "", **params: str
) -> SyncProblem:
    """The explanation with the real names in it."""
    filled = {**about, "said": said or "no reason given", **params}
    return SyncProblem(
        explanation.code,
        explanation.title,
        explanation.detail.format(**filled),
        explanation.action.format(**filled),
        filled,
    )


def refusal(error: QboError, op: Operation, refs: Refs, said: str) -> SyncProblem:
    """A refusal of the document, in words; QuickBooks' code stays among the parameters."""
    explanation = CATALOGUE.get(error.code, UNKNOWN)
    about = about_document(op.document)
    about["names"] = ", ".join(named_in(error, op, refs)) or "a record"
    return explained(explanation, about, said=said, quickbooks_code=str(error.code))


def _party(document: AnyDocument) -> str:
    match document:
        case ReceiptDoc(vendor_name=name) | ShipmentDoc(customer_name=name):
            return name
        case _:
            return "this company"


def named_in(error: QboError, op: Operation, refs: Refs) -> list[str]:
    """Our names for the records whose ids the refusal mentions."""
    mentioned = set(error.ids())
    names: dict[str, str] = {}
    for line in lines_of(op.document):
        item = refs.get(MappingKind.ITEM, line.item_id)
        if item is not None and item.external_id in mentioned:
            names[item.external_id] = f"{line.name} ({line.sku})"
    match op.document:
        case ReceiptDoc(vendor_id=vendor_id, vendor_name=name):
            other = refs.get(MappingKind.VENDOR, vendor_id)
        case ShipmentDoc(customer_id=customer_id, customer_name=name):
            other = refs.get(MappingKind.CUSTOMER, customer_id)
        case _:
            other, name = None, ""
    if other is not None and other.external_id in mentioned and other.external_id not in names:
        names[other.external_id] = name
    return list(names.values())
