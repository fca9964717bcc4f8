"""Items, customers and vendors: making and changing them in QuickBooks, and telling ours apart.

Such records carry no mark of ours. What is mapped is ours; what is not may stand for a record of
ours if it is of the same kind and has its SKU or name: then it is adopted as it is, never doubled.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.quickbooks.online.records import list_record
from app.quickbooks.online.wire import (
    DESCRIPTION_LENGTH,
    EMAIL_LENGTH,
    Json,
    one_line,
    quoted,
)
from app.sync import gaps, names
from app.sync.documents import AnyRecord, ItemDoc
from app.sync.port import CannotSay, Done, NothingToSay, Operation, Ref, Refs

_LABEL = {"Item": "Name", "Customer": "DisplayName", "Vendor": "DisplayName"}


def record_body(document: AnyRecord, refs: Refs) -> Json:
    """What makes QuickBooks' record as the document says. Raises CannotSay, NothingToSay."""
    said = _said(document, refs)
    own = refs.own
    if own is not None:
        if not said:
            raise NothingToSay
        return {"Id": own.external_id, "SyncToken": own.version_token, "sparse": True} | said
    if document.active is False:
        raise NothingToSay
    if isinstance(document, ItemDoc):
        return _new_item(document, refs) | said
    return {"DisplayName": names.allowed(document.number, names.PARTY_NAME)} | said


def record_search(document: AnyRecord, refs: Refs, entity: str) -> str:
    """The query for a record that may be ours: by SKU, which is how items are known, or by name."""
    said = _said(document, refs)
    label = "Sku" if "Sku" in said else _LABEL[entity]
    value = quoted(said.get(label) or names.allowed(document.number, names.PARTY_NAME))
    return f"select * from {entity} where {label} = {value} maxresults 1000"  # noqa: S608 - quoted


def found_among(
    op: Operation, document: AnyRecord, refs: Refs, entity: str, records: Iterable[Json]
) -> Done | None:
    """The record among those found that may stand for ours; a namesake before others.

    If we had tried to make it, it is ours, and what it lacks is said next.
    """
    said = _said(document, refs)
    label = _LABEL[entity]
    fitting = [one for one in records if adoptable(document, refs, one)]
    fitting.sort(key=lambda one: one.get(label) != said.get(label))
    if not fitting:
        return None
    found = record_done(op, document, refs, entity, fitting[0])
    unsaid = refs.tried and not shows(said, fitting[0])
    return replace(found, version=None) if unsaid else found


def adoptable(document: AnyRecord, refs: Refs, record: Json) -> bool:
    """May a record that is not mapped stand for ours? The same kind, and no other SKU."""
    if not isinstance(document, ItemDoc):
        return True
    sku = _said(document, refs).get("Sku")
    return record.get("Type") == "Inventory" and record.get("Sku") in (None, "", sku)


def record_done(op: Operation, document: AnyRecord, refs: Refs, entity: str, record: Json) -> Done:
    """QuickBooks has it. What is adopted counts as said: QuickBooks owns names and prices."""
    ref = Ref(str(record["Id"]), str(record.get("SyncToken", "")))
    known = refs.own is not None and refs.own.external_id == ref.external_id
    shown = not known or shows(_said(document, refs), record)
    return Done(ref, version=op.version if shown else None, record=list_record(entity, record))


def shows(said: Json, record: Json) -> bool:
    """Does the record have all that was said of it?"""
    return all(_same(value, record.get(name)) for name, value in said.items())


def _same(said: Any, shown: Any) -> bool:
    match said:
        case dict():
            return isinstance(shown, dict) and shows(said, shown)
        case Decimal():
            return shown is not None and Decimal(str(shown)) == said
        case _:
            return bool((shown or "") == said or shown == said)


def _said(document: AnyRecord, refs: Refs) -> Json:
    """What the document says, under QuickBooks' names; what it leaves as it is there is absent."""
    if isinstance(document, ItemDoc):
        said: Json = {
            "Name": _text(document.name, names.allowed, refs.facts.name_length),
            "Sku": _text(document.sku, one_line, names.SKU),
            "Description": _text(document.description, one_line, DESCRIPTION_LENGTH),
            "PurchaseCost": document.purchase_cost,
            "UnitPrice": document.sales_price,
            "Active": document.active,
        }
    else:
        email = _text(document.email, one_line, EMAIL_LENGTH)
        said = {
            "DisplayName": _text(document.name, names.allowed, names.PARTY_NAME),
            "PrimaryEmailAddr": {"Address": email} if email and _is_address(email) else None,
            "Active": document.active,
        }
    return {name: value for name, value in said.items() if value is not None}


def _text(text: str | None, written: Any, longest: int) -> str | None:
    return None if text is None else str(written(text, longest))


def _is_address(email: str) -> bool:
    """QuickBooks takes what has an @ and a dot; anything else would cost us the whole record."""
    return "@" in email and "." in email


def _new_item(document: ItemDoc, refs: Refs) -> Json:
    """An item starts with the open period and with nothing on hand: stock comes by documents.

    QuickBooks refuses documents dated before an item's start (6270), hence not today.
    """
    if not refs.facts.inventory:
        reason = refs.facts.why_off("inventory") or ""
        raise CannotSay(gaps.not_offered(document, "inventory", reason))
    accounts = refs.settings.accounts
    needed = {
        "AssetAccountRef": (accounts.asset, "inventory assets"),
        "IncomeAccountRef": (accounts.income, "sales income"),
        "ExpenseAccountRef": (accounts.cogs, "cost of goods sold"),
    }
    for account, purpose in needed.values():
        if not account:
            raise CannotSay(gaps.no_account(document, purpose))
    return {
        "Name": names.allowed(document.number, refs.facts.name_length),
        "Type": "Inventory",
        "TrackQtyOnHand": True,
        "QtyOnHand": 0,
        "InvStartDate": refs.facts.open_since(refs.today).isoformat(),
        **{name: {"value": account} for name, (account, _) in needed.items()},
    }
