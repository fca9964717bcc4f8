"""References between records: they must exist, be active and be of the right kind (rule 17)."""

from typing import Any

from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.entities import ENTITIES, Family
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.fields import Field, Fields, Kind
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc

_TAX_CODES = ("TAX", "NON")


def resolved(books: Books, doc: Doc, fields: Fields) -> Doc:
    """The document with every reference checked and its name filled in."""
    return {
        name: _resolved(books, name, value, fields[name]) if name in fields else value
        for name, value in doc.items()
    }


def _resolved(books: Books, name: str, value: Any, field: Field) -> Any:
    if value is None:
        return None
    if field.kind is Kind.REFERENCE:
        return _named(books, name, value, field)
    if field.kind is Kind.OBJECT:
        return resolved(books, value, field.fields or {})
    if field.kind is Kind.LIST:
        return [resolved(books, one, field.fields or {}) for one in value]
    return value


@rule(17, "S13: 2500, 610")
def _named(books: Books, name: str, value: Doc, field: Field) -> Doc:
    id = value["value"]
    if field.target is None:
        _check_tax_code(books, name, id)
        return value
    target = books.find(field.target, id)
    if target is None:
        raise QboFault(2500, element=name, what=f"{field.target}s", id=id)
    entity = ENTITIES[field.target]
    if entity.family is not Family.NAME:
        return value
    label = target[entity.label]
    if not target["Active"]:
        raise QboFault(610, element=name, what=f"{name} {label} Id={id}")
    if field.accounts and target["AccountType"] not in field.accounts:
        raise QboFault(6430, element=name, name=label, type=target["AccountType"], field=name)
    return {"value": id, "name": target.get("FullyQualifiedName") or label}


def _check_tax_code(books: Books, name: str, id: str) -> None:
    """US lines take only TAX and NON; other countries' codes are not kept here."""
    if name == "TaxCodeRef" and books.behaviour.country == "US" and id not in _TAX_CODES:
        raise QboFault(6100, element=name, value=id)
