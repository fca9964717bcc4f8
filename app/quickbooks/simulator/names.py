"""Name lists: unique names, trees, inactivation (rules 15 and 28)."""

import re

from app.quickbooks.simulator.accounts import completed_account
from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.entities import Entity
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.items import completed_item
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc

_NAME_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
_SUFFIX = re.compile(r" \(deleted(?: \d+)?\)$")
_DEEPEST = 5


def completed_name(books: Books, entity: Entity, doc: Doc, previous: Doc | None) -> Doc:
    """The record with what the server adds, checked against the rest of its list."""
    doc = {**doc, "Active": doc.get("Active", True)}
    if entity.label == "DisplayName":
        doc = _party(doc)
    if entity.name == "Item":
        doc = completed_item(books, doc, previous)
    if entity.name == "Account":
        doc = completed_account(doc)
    doc = _placed(books, entity, doc)
    doc = _renamed(books, entity, doc, previous)
    _check_unique(books, entity, doc)
    return doc


def _party(doc: Doc) -> Doc:
    name = doc.get("DisplayName") or " ".join(doc[part] for part in _NAME_PARTS if doc.get(part))
    if not name:
        raise QboFault(2020, element="DisplayName", name="DisplayName")
    address = (doc.get("PrimaryEmailAddr") or {}).get("Address")
    if address and not ("@" in address and "." in address):
        raise QboFault(2210, element="PrimaryEmailAddr", value=address)
    return {"PrintOnCheckName": name, "Balance": 0, **doc, "DisplayName": name}


def _placed(books: Books, entity: Entity, doc: Doc) -> Doc:
    """The record with its path in the tree. At most five levels, no loops."""
    own = doc[entity.label]
    if entity.name == "Term":
        return doc
    path, level, parent = [own], 0, doc.get("ParentRef")
    while parent is not None:
        above = books.find(entity.name, parent["value"])
        level += 1
        if above is None or level >= _DEEPEST or above["Id"] == doc.get("Id"):
            raise QboFault(700, element="ParentRef", id=parent["value"])
        path.insert(0, above[entity.label])
        parent = above.get("ParentRef")
    return {**doc, "FullyQualifiedName": ":".join(path), **({"Level": level} if level else {})}


@rule(28, "S20; the suffix is seen in the wild")
def _renamed(books: Books, entity: Entity, doc: Doc, previous: Doc | None) -> Doc:
    """Inactivation appends " (deleted)" and so frees the name; reactivation takes it away."""
    was_active = previous is None or previous["Active"]
    if doc["Active"] == was_active:
        return doc
    plain = {key: _SUFFIX.sub("", doc[key]) for key in (entity.label, entity.unique)}
    if doc["Active"]:
        return {**doc, **plain}
    count = 1
    while True:
        suffix = " (deleted)" if count == 1 else f" (deleted {count})"
        renamed = {**doc, **{key: value + suffix for key, value in plain.items()}}
        holder = books.named(entity, renamed[entity.unique])
        if holder is None or holder == (entity.name, doc.get("Id")):
            return renamed
        count += 1


@rule(15, "S14: 6240")
def _check_unique(books: Books, entity: Entity, doc: Doc) -> None:
    holder = books.named(entity, doc[entity.unique])
    if holder is None or holder == (entity.name, doc.get("Id")):
        return
    kind, id = holder
    text = "" if kind == entity.name else "Another customer, vendor or employee uses this name. "
    raise QboFault(6240, element=entity.label, text=text, id=id)
