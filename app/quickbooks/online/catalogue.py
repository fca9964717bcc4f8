"""What each refusal means in plain words, by code. Sources: Intuit's error catalogue.

Texts are filled with {number} (our document), {party}, {on} (its date), {names} (the records of
ours the refusal is about) and {said} (QuickBooks' own words, for people only). Those the preflight
foresees as well are in `app.sync.explanations`.
"""

from app.quickbooks.online.faults import QboError
from app.sync.documents import (
    MappingKind,
    ReceiptDoc,
    ShipmentDoc,
    lines_of,
)
from app.sync.explanations import (
    ACCOUNT_TYPE_WRONG,
    ALREADY_DEPOSITED,
    BEFORE_START_DATE,
    BUSINESS_RULE,
    FEATURE_MISSING,
    GONE,
    LINK_LOST,
    NAME_IN_USE,
    NUMBER_IN_USE,
    ORDER_NOT_LINKABLE,
    PERIOD_CLOSED,
    READ_ONLY,
    RECORD_INACTIVE,
    TRY_AGAIN,
    VALUE_REFUSED,
    About,
    Explanation,
    about_document,
    explained,
)
from app.sync.port import Entity, Operation, Refs, SyncProblem

_BUG = Explanation(
    "message_refused",
    "QuickBooks did not understand Scanpost",
    "QuickBooks refused the way {number} was written: {said}",
    "Please report this with the attempt's details. You can enter the document in QuickBooks by"
    " hand and mark it as entered.",
)
_TAX = Explanation(
    "tax_code_invalid",
    "QuickBooks does not accept the tax code",
    "{number} has a line whose tax code does not fit this company: {said}",
    f"Check the item's sales tax setting in QuickBooks, {TRY_AGAIN}",
)

CATALOGUE: dict[int, Explanation] = {
    500: FEATURE_MISSING,
    610: RECORD_INACTIVE,
    620: ORDER_NOT_LINKABLE,
    2010: _BUG,
    2020: _BUG,
    2040: VALUE_REFUSED,
    2050: VALUE_REFUSED,
    2170: _BUG,
    2500: RECORD_INACTIVE,
    5020: FEATURE_MISSING,
    5030: FEATURE_MISSING,
    6000: BUSINESS_RULE,
    6070: _BUG,
    6100: _TAX,
    6140: NUMBER_IN_USE,
    6160: _TAX,
    6200: PERIOD_CLOSED,
    6210: PERIOD_CLOSED,
    6230: _TAX,
    6240: NAME_IN_USE,
    6270: BEFORE_START_DATE,
    6430: ACCOUNT_TYPE_WRONG,
    6540: ALREADY_DEPOSITED,
}
UNKNOWN = Explanation(
    "refused",
    "QuickBooks refused this",
    "QuickBooks did not accept {number}: {said}",
    f"Do what QuickBooks says, {TRY_AGAIN}",
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
    "read_only": READ_ONLY,
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
        f"Give that record another number in QuickBooks, {TRY_AGAIN}",
    ),
    "gone": GONE,
    "link_lost": LINK_LOST,
}


def about_reading(entity: Entity) -> About:
    """What texts may name when we were reading lists and orders."""
    what = entity.replace("_", " ")
    return {"number": f"reading every {what}", "party": "", "on": "", "names": what}


def refusal(error: QboError, op: Operation, refs: Refs, said: str) -> SyncProblem:
    """A refusal of the document, in words; QuickBooks' code stays among the parameters."""
    explanation = CATALOGUE.get(error.code, UNKNOWN)
    about = about_document(op.document)
    about["names"] = ", ".join(named_in(error, op, refs)) or "a record"
    return explained(explanation, about, said=said, quickbooks_code=str(error.code))


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
