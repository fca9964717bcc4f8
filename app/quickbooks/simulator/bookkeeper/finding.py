"""Finding what a person points at: by Id, by number, by SKU or by name."""

from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.entities import ENTITIES, Entity, Family
from app.quickbooks.simulator.values import Doc

_PARTIES = {
    "VendorRef": ("Vendor",),
    "CustomerRef": ("Customer",),
    "EntityRef": ("Vendor",),
}


class NotInTheBooks(ValueError):
    """There is no such record; the text says which."""


def kind_of(name: str, family: Family | None = None) -> Entity:
    """The kind of record, such as Bill or Item. Raises NotInTheBooks."""
    entity = ENTITIES.get(name)
    if entity is None or entity.family is Family.SINGLE or family not in (None, entity.family):
        raise NotInTheBooks(f"There is no kind of record called {name!r}.")
    return entity


def record(company: SimulatedCompany, kind: str, which: str) -> Doc:
    """The record with this Id, document number, SKU or name. Raises NotInTheBooks."""
    entity, which = kind_of(kind), which.strip()
    found = company.books.find(kind, which)
    if found is not None:
        return found
    names = ("DocNumber",) if entity.family is Family.TRANSACTION else ("Sku", entity.label)
    for doc in company.books.all(kind):
        if which and any(doc.get(name) == which for name in names):
            return doc
    for doc in company.books.all(kind):
        if which and str(doc.get(entity.label, "")).startswith(f"{which} (deleted"):
            return doc
    raise NotInTheBooks(f"There is no {kind} {which!r} in these books.")


def party_field(entity: Entity) -> tuple[str, str] | None:
    """The property that holds a document's vendor or customer, and which of the two it is."""
    for name, (target, *_) in _PARTIES.items():
        field = entity.fields.get(name)
        if field is not None and (field.required or name == "EntityRef"):
            return name, target
    return None


def line_of(company: SimulatedCompany, entity: Entity, doc: Doc, which: str) -> Doc:
    """The document's line with this Id, SKU or item name. Raises NotInTheBooks."""
    for line in doc["Line"]:
        if line.get("Id") == which:
            return dict(line)
    for line in doc["Line"]:
        reference = (line.get(entity.detail) or {}).get("ItemRef")
        item = company.books.find("Item", reference["value"]) if reference else None
        if item is not None and which in (item.get("Sku"), item["Name"]):
            return dict(line)
    raise NotInTheBooks(f"{entity.name} {doc.get('DocNumber') or doc['Id']} has no line {which!r}.")
