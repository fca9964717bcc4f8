"""What a refusal of QuickBooks Desktop says of who is to blame.

Its sentences name a record by its id or by its full name in quotes, and what kind of record it is
in English words. The order's link, the account and the site are told by those words. What follows
from it is in `app.quickbooks.blame`.
"""

import re

from app.quickbooks import blame
from app.quickbooks.blame import Blame, Clues, Suspect
from app.quickbooks.desktop.qbxml import Rs
from app.sync.documents import (
    AdjustmentDoc,
    AnyDocument,
    ItemDoc,
    MappingKind,
    PartyDoc,
    ShipmentDoc,
    TransferDoc,
)
from app.sync.explanations import Explanation
from app.sync.port import Operation, Refs

_QUOTED = re.compile(r"[\"“]([^\"”]+)[\"”]")
_ID = re.compile(r"\b[0-9A-F]{1,8}-\d{9,10}\b", re.I)
_KINDS = (
    (re.compile(r"\bitem\b(?! receipt)", re.I), MappingKind.ITEM),
    (re.compile(r"\bvendor\b(?! credit)", re.I), MappingKind.VENDOR),
    (re.compile(r"\bcustomer\b", re.I), MappingKind.CUSTOMER),
)
_PLACES = (
    (re.compile(r"\bclass\b", re.I), "the warehouse's class"),
    (re.compile(r"\binventory ?site\b|\bsite\b|\bbin\b", re.I), "the warehouse's inventory site"),
)
_ACCOUNT = re.compile(r"\baccount\b", re.I)


def blamed(explanation: Explanation, rs: Rs, op: Operation, refs: Refs) -> Blame:
    """Names, cause and ways out of a refusal; Try again and by hand are always among the last."""
    suspects = blame.suspects(op.document, refs)
    guilty = _guilty(rs.message, suspects)
    clues = Clues(
        guilty=guilty,
        account="" if guilty else _account(rs.message, op.document, refs),
        feature=feature_of(op.document),
        names="" if guilty else _place(rs.message),
    )
    return blame.blamed(explanation, clues, op, refs)


def names_own(rs: Rs, refs: Refs) -> bool:
    """Is the refusal about the document's own record, not about one that it refers to?"""
    return refs.own is not None and refs.own.external_id.lower() in mentioned(rs.message)


def mentioned(text: str) -> list[str]:
    """The ids and names in a refusal, in lower case; those in quotes first."""
    found = [*_QUOTED.findall(text), *_ID.findall(text)]
    return list(dict.fromkeys(one.strip().lower() for one in found))


def without_names(text: str) -> str:
    """The sentence without what stands in quotes: an item may be called "Bin" or "Account book"."""
    return _QUOTED.sub("", text)


def feature_of(document: AnyDocument) -> str:
    """The feature (a key of `app.sync.facts.FEATURES`) that this kind of document needs first."""
    match document:
        case AdjustmentDoc():
            return "adjustments"
        case TransferDoc():
            return "transfers"
        case ShipmentDoc(order_source="sales_order"):
            return "sales_orders"
        case _:
            return "inventory"


def _guilty(text: str, suspects: tuple[Suspect, ...]) -> Suspect | None:
    """The record that is named by id or, if its kind fits, by full name or the end of it."""
    named = mentioned(text)
    for one in suspects:
        if one.external_id.lower() in named:
            return one
    kinds = {kind for pattern, kind in _KINDS if pattern.search(without_names(text))}
    likely = [one for one in suspects if not kinds or one.kind in kinds]
    for name in named:
        for one in likely:
            own = {one.name.lower(), one.sku.lower()} - {""}
            if name in own or name.rpartition(":")[2] in own:
                return one
    return None


def _account(text: str, document: AnyDocument, refs: Refs) -> str:
    """The chosen account it is about, as a field of the settings; empty if about none."""
    if not _ACCOUNT.search(without_names(text)):
        return ""
    named = mentioned(text)
    accounts = refs.settings.accounts
    for field in ("accounts_payable", "adjustment", "deposit_to", "asset", "income", "cogs"):
        chosen = str(getattr(accounts, field)).lower()
        if chosen and chosen in named:
            return blame.account_field(field, document, refs)
    for reason, chosen in accounts.adjustment_by_reason.items():
        if chosen.lower() in named:
            return f"adjustment:{reason}"
    return ""


def _place(text: str) -> str:
    plain = without_names(text)
    return next((words for pattern, words in _PLACES if pattern.search(plain)), "")


def is_record(document: AnyDocument) -> bool:
    """Is it about a record of a list (an item, a party) and not about a transaction?"""
    return isinstance(document, ItemDoc | PartyDoc)
