"""Items, customers and vendors: making and changing them in QuickBooks, and telling ours apart.

Such records carry no mark of ours. What is mapped is ours; what is not may stand for a record of
ours if it is of the same kind and is not called by another SKU: then it is adopted as it is, never
doubled. Desktop knows an item by its name; our SKU, where it is another word, goes where the only
other one is, the manufacturer's part number.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.quickbooks.desktop.answers import Node
from app.quickbooks.desktop.entities import CUSTOMER, ITEM, VENDOR, named
from app.quickbooks.desktop.grammar import REQUESTS
from app.quickbooks.desktop.qbxml import Rq
from app.quickbooks.desktop.records import STOCKED, list_record
from app.quickbooks.desktop.wire import clean, fit, guid_of
from app.sync import gaps, names
from app.sync.documents import AnyRecord, ItemDoc, ItemRecord, PartyRecord
from app.sync.facts import Facts
from app.sync.port import CannotSay, Done, NothingToSay, Operation, Ref, Refs, SyncProblem
from app.sync.ways_out import by_hand

PART_NUMBER_LENGTH = 31
DESCRIPTION_LENGTH = 4095
EMAIL_LENGTH = 1023
_OF_EVERY_ITEM = ("Name", "IsActive")

Said = dict[str, Any]


def record_request(op: Operation, document: AnyRecord, refs: Refs) -> Rq:
    """What makes QuickBooks' record as the document says. Raises CannotSay, NothingToSay."""
    said = _said(document, refs.facts)
    if refs.own is not None:
        return _change(op, document, refs.own, said)
    if document.active is False:
        raise NothingToSay
    name = _name(document.number, document, refs.facts)
    guid = {"ExternalGUID": guid_of(document.id, op.version)}
    if isinstance(document, ItemDoc):
        body = {"Name": name, **_new_item(document, refs), **said}
        body["PurchaseDesc"] = said.get("SalesDesc")
        if body.get("ManufacturerPartNumber") == body["Name"]:
            del body["ManufacturerPartNumber"]
        return Rq("ItemInventoryAddRq", body | guid, op.key)
    return Rq(f"{_party(document)}AddRq", {"Name": name, **said} | guid, op.key)


def _change(op: Operation, document: AnyRecord, own: Ref, said: Said) -> Rq:
    entity = _party(document)
    if isinstance(document, ItemDoc):
        type_ = str(own.details.get("type") or STOCKED[0])
        entity = f"{ITEM}{type_}"
        if type_ not in STOCKED:
            said = {name: value for name, value in said.items() if name in _OF_EVERY_ITEM}
        if f"{entity}ModRq" not in REQUESTS:
            raise CannotSay(_by_hand(document))
    if not said:
        raise NothingToSay
    identity = {"ListID": own.external_id, "EditSequence": own.version_token}
    return Rq(f"{entity}ModRq", identity | said, op.key)


def record_query(document: AnyRecord, refs: Refs, external_id: str | None, request_id: str) -> Rq:
    """The request for the record by id, or for one that may be ours: by name, and an item by our
    SKU, which may be its name there."""
    entity = ITEM if isinstance(document, ItemDoc) else _party(document)
    if external_id is not None:
        return Rq(f"{entity}QueryRq", {"ListID": external_id}, request_id)
    wanted = [document.name or document.number, getattr(document, "sku", None)]
    known = [_name(one, document, refs.facts) for one in wanted if one]
    return Rq(f"{entity}QueryRq", {"FullName": list(dict.fromkeys(known))}, request_id)


def found_among(
    op: Operation, document: AnyRecord, refs: Refs, records: Iterable[Node]
) -> Done | None:
    """The record among those found that may stand for ours; a namesake before others.

    If we had tried to make it, it is ours, and what it lacks is said next.
    """
    name = _name(document.name or document.number, document, refs.facts)
    fitting = [one for one in records if adoptable(document, one)]
    fitting.sort(key=lambda one: one.text("Name").casefold() != name.casefold())
    if not fitting:
        return None
    found = record_done(op, document, refs, fitting[0])
    unsaid = refs.tried and not shows(_said(document, refs.facts), fitting[0])
    return replace(found, version=None) if unsaid else found


def adoptable(document: AnyRecord, record: Node) -> bool:
    """May a record that is not mapped stand for ours? The same kind, and no other part number."""
    if not isinstance(document, ItemDoc):
        return True
    shown = list_record(record)
    if not isinstance(shown, ItemRecord) or not shown.stocked:
        return False
    number = record.text("ManufacturerPartNumber").strip()
    return number in ("", fit(document.sku or document.number, PART_NUMBER_LENGTH))


def record_done(op: Operation, document: AnyRecord, refs: Refs, record: Node) -> Done:
    """QuickBooks has it. What is adopted counts as said: QuickBooks owns names and prices."""
    ref = Ref(record.text("ListID"), record.text("EditSequence"))
    known = refs.own is not None and refs.own.external_id == ref.external_id
    shown = not known or shows(_said(document, refs.facts), record)
    told: ItemRecord | PartyRecord = list_record(record)
    return Done(ref, version=op.version if shown else None, record=told)


def shows(said: Said, record: Node) -> bool:
    """Does the record have all that was said of it?"""
    return all(_same(name, value, record) for name, value in said.items())


def _same(name: str, value: Any, record: Node) -> bool:
    if isinstance(value, bool):
        return (record.flag(name) is not False) is value
    if name in ("PurchaseCost", "SalesPrice"):
        return record.decimal(name) == Decimal(str(value))
    if name == "ManufacturerPartNumber" and not record.text(name):
        return record.text("Name") == str(value)  # its name says it already
    return record.text(name) == str(value)


def _said(document: AnyRecord, facts: Facts) -> Said:
    """What the document says, under QuickBooks' names; what it leaves as it is there is absent."""
    said: Said = {
        "Name": None if document.name is None else _name(document.name, document, facts),
        "IsActive": document.active,
    }
    if isinstance(document, ItemDoc):
        said |= {
            "ManufacturerPartNumber": _text(document.sku, PART_NUMBER_LENGTH),
            "SalesDesc": _text(document.description, DESCRIPTION_LENGTH),
            "SalesPrice": document.sales_price,
            "PurchaseCost": document.purchase_cost,
        }
    elif document.email and "@" in document.email:
        said["Email"] = fit(document.email, EMAIL_LENGTH)
    return {name: value for name, value in said.items() if value is not None}


def _name(text: str, document: AnyRecord, facts: Facts) -> str:
    item = isinstance(document, ItemDoc)
    return names.allowed(clean(text), facts.name_length if item else facts.party_name_length)


def _text(text: str | None, longest: int) -> str | None:
    return None if text is None else fit(text, longest)


def _party(document: AnyRecord) -> str:
    return CUSTOMER if document.kind == "customer" else VENDOR


def _new_item(document: ItemDoc, refs: Refs) -> Said:
    """A new item has nothing on hand: stock comes by documents."""
    if not refs.facts.inventory:
        reason = refs.facts.why_off("inventory") or ""
        raise CannotSay(gaps.not_offered(document, "inventory", reason))
    accounts = refs.settings.accounts
    needed = {
        "IncomeAccountRef": (accounts.income, "sales income"),
        "COGSAccountRef": (accounts.cogs, "cost of goods sold"),
        "AssetAccountRef": (accounts.asset, "inventory assets"),
    }
    for account, purpose in needed.values():
        if not account:
            raise CannotSay(gaps.no_account(document, purpose))
    return {name: named(account) for name, (account, _) in needed.items()}


def _by_hand(document: ItemDoc) -> SyncProblem:
    return SyncProblem(
        "item_type_by_hand",
        "QuickBooks lets nobody change this kind of item from outside",
        f"{document.number} is of a type that can only be changed on QuickBooks' own screens.",
        f"Change {document.number} in QuickBooks, then mark it as entered.",
        {"number": document.number},
        fixes=(by_hand(),),
    )
