"""What an answer to a read brought, and where to go on. The questions: `reading`."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from app.quickbooks.desktop.catalogue import NOTHING_FOUND, UNSUPPORTED, pull_outcome
from app.quickbooks.desktop.cursors import DELETED, Cursor, finished, text_of
from app.quickbooks.desktop.qbxml import Answer, Node, Rs
from app.quickbooks.desktop.reading import PAGE, UNITS, Plan
from app.sync.documents import Deleted, ItemRecord, Record
from app.sync.port import Entity, Outcome, Page, Rejected, Retry
from app.sync.transitions import UNEXPECTED

MOST_RESTARTS = 3
_NO_UNITS = Node("UnitOfMeasureSetRet")
_WARNINGS = range(1000)  # the records are there, perhaps not as expected (reference §2.5)


def page(entity: Entity, plan: Plan, cursor: str, answer: Answer) -> Page | Outcome:
    """The records of an answer and where to go on, or the outcome that prevented it."""
    at = Cursor.parse(cursor)
    rs = _response(answer, PAGE)
    if rs is None:
        return Rejected(UNEXPECTED)
    if rs.code in UNSUPPORTED:
        return _next_source(plan, at, [])
    if rs.code not in _WARNINGS:
        return _refused(entity, at, rs)
    if at.phase == DELETED:
        return Page([_deleted(node) for node in rs.records], finished(at).text(), done=True)
    records = list(_records(plan, rs, answer))
    at = replace(at, newest=max([at.newest, *_changes(rs)]), session="", iterator="")
    remaining = rs.attributes.get("iteratorRemainingCount", "")
    if remaining.isdigit() and int(remaining) > 0:
        on = replace(at, iterator=rs.attributes.get("iteratorID", ""), session=plan.session)
        return Page(records, on.text(), done=False, full=at.full)
    return _next_source(plan, at, records)


def found(entity: Entity, plan: Plan, answer: Answer) -> Page | Outcome:
    """The records that `reading.some` asked for, as far as they are there."""
    rs = _response(answer, PAGE)
    if rs is None:
        return Rejected(UNEXPECTED)
    if rs.code not in _WARNINGS and rs.code not in UNSUPPORTED:
        return pull_outcome(entity, rs)
    return Page(list(_records(plan, rs, answer)), "", done=True)


def _next_source(plan: Plan, at: Cursor, records: list[Record]) -> Page:
    """The next kind of record; after the last one what was deleted; then this read is over."""
    at = replace(at, iterator="", session="", restarts=0)
    if at.phase != DELETED and at.source + 1 < len(plan.kinds):
        on = replace(at, source=at.source + 1)
        return Page(records, on.text(), done=False, full=at.full)
    if at.phase != DELETED and not at.full:
        return Page(records, replace(at, phase=DELETED).text(), done=False)
    return Page(records, finished(at).text(), done=True, full=at.full)


def _refused(entity: Entity, at: Cursor, rs: Rs) -> Page | Outcome:
    """An iterator that QuickBooks forgot is begun again; anything else is told."""
    outcome = pull_outcome(entity, rs)
    if isinstance(outcome, Retry) or not at.iterator or at.restarts >= MOST_RESTARTS:
        return outcome
    again = replace(at, iterator="", session="", restarts=at.restarts + 1)
    return Page([], again.text(), done=False, full=at.full)


def _response(answer: Answer, name: str) -> Rs | None:
    """The answer to the request of this name (never by position, reference §2.5)."""
    return next((one for one in answer.responses if one.request_id == name), None)


def _changes(rs: Rs) -> Iterator[str]:
    for node in rs.records:
        moment = node.moment("TimeModified")
        if moment is not None:
            yield text_of(moment)


def _records(plan: Plan, rs: Rs, answer: Answer) -> Iterator[Record]:
    if rs.code in NOTHING_FOUND and not rs.records:
        return
    sets = _unit_sets(_response(answer, UNITS)) if plan.units else {}
    for node in rs.records:
        record = plan.read(node)
        if isinstance(record, ItemRecord):
            units = sets.get(node.text("UnitOfMeasureSetRef/ListID"), _NO_UNITS)
            told = {"unit": units.text("BaseUnit/Name"), "units": dict(_units(units))}
            record = record.model_copy(update=told)
        yield record


def _unit_sets(rs: Rs | None) -> dict[str, Node]:
    """The sets of units of measure, by id."""
    return {} if rs is None else {node.text("ListID"): node for node in rs.records}


def _units(node: Node) -> Iterator[tuple[str, Decimal]]:
    """How many base units each unit of a set holds, by name and by abbreviation."""
    for unit in (*node.all("BaseUnit"), *node.all("RelatedUnit")):
        ratio = unit.decimal("ConversionRatio") if unit.name == "RelatedUnit" else Decimal(1)
        for name in (unit.text("Name"), unit.text("Abbreviation")):
            if name and ratio:
                yield name.casefold(), ratio


def _deleted(node: Node) -> Deleted:
    kind = node.text("TxnDelType") or node.text("ListDelType")
    return Deleted(external_id=node.text("TxnID") or node.text("ListID"), entity=kind)
