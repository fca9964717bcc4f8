"""Batches: up to thirty operations, each for itself (rule 33)."""

from collections.abc import Callable
from typing import Any

from app.quickbooks.simulator.company import SimulatedCompany, guarded
from app.quickbooks.simulator.entities import Entity, entity_named
from app.quickbooks.simulator.faultbody import QboFault
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import Doc

MOST_ITEMS = 30
_PARTS = ("bId", "operation", "optionsData")
_OPERATIONS = ("create", "update", "delete", "void")


def batch_items(body: Any) -> list[Doc]:
    """The items of a batch request; faults 400 and 1040 where there are none or too many."""
    items = body.get("BatchItemRequest") if isinstance(body, dict) else None
    if not isinstance(items, list) or not items:
        raise QboFault(400, text="Batch Request is Empty")
    if len(items) > MOST_ITEMS:
        raise QboFault(1040, count=len(items))
    if not all(isinstance(item, dict) and item.get("bId") for item in items):
        raise QboFault(2020, element="bId", name="bId")
    return items


@rule(33, "S11: HTTP 200 with an entity, a QueryResponse or a Fault per item")
def run_batch(company: SimulatedCompany, items: list[Doc]) -> Doc:
    """The BatchItemResponse of each item. One item's fault leaves the others alone."""
    answers = []
    for item in items:
        _, answer = guarded(company, _work(company, item))
        content = {key: value for key, value in answer.items() if key != "time"}
        answers.append({**content, "bId": str(item["bId"])})
    return {"BatchItemResponse": answers, "time": company.time()}


def _work(company: SimulatedCompany, item: Doc) -> Callable[[], Doc]:
    return lambda: _run(company, item)


def _run(company: SimulatedCompany, item: Doc) -> Doc:
    if "Query" in item:
        return company.query(str(item["Query"]))
    operation = item.get("operation")
    if operation not in _OPERATIONS:
        raise QboFault(2170, element="operation", name="operation", value=operation)
    entity, payload = _subject(item)
    if operation == "delete":
        return company.delete(entity, payload)
    if operation == "void":
        return company.void(entity, payload)
    include = frozenset(str(item.get("optionsData", "")).split(","))
    if operation == "create" and isinstance(payload, dict) and payload.get("Id"):
        payload = {key: value for key, value in payload.items() if key not in ("Id", "SyncToken")}
    return company.write(entity, payload, include=include)


def _subject(item: Doc) -> tuple[Entity, Any]:
    subjects = {key: value for key, value in item.items() if key not in _PARTS}
    for key, value in subjects.items():
        entity = entity_named(key)
        if entity is None:
            raise QboFault(2000, name=key)
        if len(subjects) > 1:
            raise QboFault(2600, element="BatchItemRequest", text=", ".join(sorted(subjects)))
        return entity, value
    raise QboFault(2020, element="BatchItemRequest", name="an entity")
