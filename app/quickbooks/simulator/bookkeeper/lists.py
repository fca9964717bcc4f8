"""Items, customers, vendors and other names, as a person keeps them: renamed, hidden, merged."""

from typing import Any

from app.quickbooks.simulator.bookkeeper.finding import NotInTheBooks, kind_of, record
from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.entities import ENTITIES, Entity, Family
from app.quickbooks.simulator.fields import Fields, Kind
from app.quickbooks.simulator.values import Doc, decimal, stamp


def deactivate(company: SimulatedCompany, kind: str, which: str) -> Doc:
    """Make a name inactive. QuickBooks renames it, so that its name is free again."""
    return _changed(company, kind, which, {"Active": False})


def reactivate(company: SimulatedCompany, kind: str, which: str) -> Doc:
    """Make a name active again. Refused (6240) where another took its name meanwhile."""
    return _changed(company, kind, which, {"Active": True})


def rename(company: SimulatedCompany, kind: str, which: str, name: str) -> Doc:
    """Give a name another name."""
    return _changed(company, kind, which, {kind_of(kind, Family.NAME).label: name})


def relabel(company: SimulatedCompany, which: str, sku: str) -> Doc:
    """Give an item another SKU."""
    return _changed(company, "Item", which, {"Sku": sku})


def merge(company: SimulatedCompany, kind: str, gone: str, into: str) -> Doc:
    """Merge a name into another of its kind; returns the one that stays.

    Every record that mentioned the one now mentions the other, and stock adds up. Whether Intuit
    raises the SyncToken of those records is not known; here it stays, which is harder on a client.
    """
    entity = kind_of(kind, Family.NAME)
    old, kept = record(company, kind, gone), record(company, kind, into)
    if old["Id"] == kept["Id"]:
        raise NotInTheBooks("A name cannot be merged into itself.")
    if old.get("Type") != kept.get("Type"):
        raise NotInTheBooks("Only items of the same type can be merged.")
    label = kept.get("FullyQualifiedName") or kept[entity.label]
    _repoint(company, kind, old["Id"], {"value": kept["Id"], "name": label})
    kept = _with_stock_of(company, entity, kept, old)
    company.books.remove(entity, old["Id"])
    company.books.tell(entity, kept["Id"], "merged", deleted_id=old["Id"])
    company.books.commit()
    return kept


def _with_stock_of(company: SimulatedCompany, entity: Entity, kept: Doc, old: Doc) -> Doc:
    """The surviving record after the merge, which counts as a write to it."""
    changes: Doc = {
        "SyncToken": str(int(kept["SyncToken"]) + 1),
        "MetaData": {**kept["MetaData"], "LastUpdatedTime": stamp(company.clock())},
    }
    if kept.get("Type") == "Inventory":
        changes["QtyOnHand"] = decimal(kept["QtyOnHand"]) + decimal(old["QtyOnHand"])
        changes["InvStartDate"] = min(kept["InvStartDate"], old["InvStartDate"])
    kept = {**kept, **changes}
    company.books.put(entity, kept)
    return kept


def _changed(company: SimulatedCompany, kind: str, which: str, changes: Doc) -> Doc:
    entity, doc = kind_of(kind, Family.NAME), record(company, kind, which)
    body = {"Id": doc["Id"], "SyncToken": doc["SyncToken"], "sparse": True, **changes}
    try:
        return dict(company.write(entity, body, by_hand=True)[kind])
    finally:
        company.books.commit()


def _repoint(company: SimulatedCompany, kind: str, old: str, new: Doc) -> None:
    for entity in ENTITIES.values():
        for doc in list(company.books.all(entity.name)):
            changed = _repointed(doc, entity.fields, kind, old, new)
            if changed != doc:
                company.books.put(entity, changed)


def _repointed(doc: Doc, fields: Fields, kind: str, old: str, new: Doc) -> Doc:
    """The document with each reference to the one record led to the other."""
    result: dict[str, Any] = {}
    for name, value in doc.items():
        field = fields.get(name)
        if field is None or not value:
            result[name] = value
        elif field.kind is Kind.REFERENCE and field.target == kind and value["value"] == old:
            result[name] = new
        elif field.kind is Kind.OBJECT and isinstance(value, dict):
            result[name] = _repointed(value, field.fields or {}, kind, old, new)
        elif field.kind is Kind.LIST:
            result[name] = [_repointed(one, field.fields or {}, kind, old, new) for one in value]
        else:
            result[name] = value
    return result
