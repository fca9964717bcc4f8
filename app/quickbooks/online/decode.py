"""What QuickBooks Online's answers mean: an outcome for each reply to what we said or asked."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from app.quickbooks.online.cancel import has_more_steps, is_taken_back, taken_back
from app.quickbooks.online.catalogue import (
    CONNECTION,
    UNKNOWN,
    about_connection,
    about_reading,
    of_connection,
    refusal,
    tell,
)
from app.quickbooks.online.entities import (
    BILL,
    entity_of,
    marked,
    match_lines,
    order_lines,
    record_of,
    stands_in_invoice,
)
from app.quickbooks.online.faults import NO_ERROR, Answer, QboError, understand
from app.quickbooks.online.lists import adoptable, found_among, record_done
from app.quickbooks.online.movements import movement
from app.quickbooks.online.wire import TRACKING_LENGTH, Json, one_line
from app.quickbooks.online.words_records import LIST_RECORD_GONE
from app.sync.documents import Deleted, ItemDoc, MappingKind, PartyDoc, ReceiptDoc, ShipmentDoc
from app.sync.explanations import About, about_document, explained
from app.sync.port import (
    Absent,
    Done,
    Entity,
    Found,
    Operation,
    Outcome,
    Ref,
    Refs,
    Rejected,
    Reply,
    Retry,
    Stale,
    SyncProblem,
    Unauthorised,
)

THROTTLE_PAUSE = timedelta(seconds=60)
MAINTENANCE_PAUSE = timedelta(minutes=5)
READ_ONLY_PAUSE = timedelta(hours=1)
BUDGET_PAUSE = timedelta(hours=6)
FOREVER = 10_000
_SIGNED_OUT = {100, 110, 3200, 3202}
_WRONG_COMPANY = {120, 3100}
_MAINTENANCE = {130, 140, 150}
_THROTTLED = 3001
_READ_ONLY = 6190
_GONE = 610
_SYSTEM_FAILURE = 10000
_FEW_TRIES = 4
_GATEWAY = {502, 503, 504}
_TAKEN_BY = re.compile(r"TxnId=(\d+)")
_NAMED_BY = re.compile(r"\bId=(\d+)")


def decode(op: Operation, refs: Refs, reply: Reply) -> Outcome:
    """The outcome of a create or an amendment."""
    answer = understand(reply)
    entity = entity_of(op.document, refs)
    record = (answer.body or {}).get(entity)
    if reply.status == 200 and isinstance(record, dict) and record.get("Id"):
        return _answered(op, refs, entity, record)
    return outcome_of(op, refs, reply, answer)


def _answered(op: Operation, refs: Refs, entity: str, record: Json) -> Done:
    """QuickBooks did what we said: it has the document, or shows nothing of it any more."""
    document, own = op.document, refs.own
    posted = _done(op, refs, entity, record, version=op.version)
    if isinstance(document, ItemDoc | PartyDoc) or not document.cancelled or own is None:
        return posted
    if has_more_steps(record, entity):
        return replace(posted, version=None, more=True)
    return taken_back(op, document, own, entity, record)


def decode_ask(op: Operation, refs: Refs, reply: Reply) -> Outcome:
    """Is it there? Ours by its mark, or because it is the record we had mapped."""
    answer = understand(reply)
    document = op.document
    entity = entity_of(document, refs)
    if answer.errors and answer.errors[0].code == _GONE:
        return _no_longer_there(op, refs) or Absent()
    if reply.status != 200 or answer.body is None:
        return outcome_of(op, refs, reply, answer)
    listed = answer.body.get("QueryResponse")
    if isinstance(listed, dict) and isinstance(document, ItemDoc | PartyDoc):
        return found_among(op, document, refs, entity, listed.get(entity) or []) or Absent()
    if isinstance(listed, dict):
        record = next((one for one in listed.get(entity) or [] if _is_ours(op, one)), None)
        return Absent() if record is None else _found(op, refs, entity, record)
    record = answer.body.get(entity)
    if not isinstance(record, dict):
        return outcome_of(op, refs, reply, answer)
    known = record_of(document, refs)
    if isinstance(document, ItemDoc | PartyDoc):
        ours = known is not None or adoptable(document, refs, record)
    else:
        ours = _is_ours(op, record)
    if ours or (known is not None and known.external_id == str(record.get("Id"))):
        return _found(op, refs, entity, record)
    return Rejected(tell(CONNECTION["not_ours"], NO_ERROR, op, refs, ""))


def pull_outcome(entity: Entity, reply: Reply, answer: Answer) -> Outcome:
    """The outcome of a read that brought no page."""
    about = about_reading(entity)
    said = _said(answer)
    by_connection = _about_connection(about, said, reply, answer)
    if by_connection is not None:
        return by_connection
    if answer.errors and answer.errors[0].code not in (0, _SYSTEM_FAILURE):
        code = str(answer.errors[0].code)
        return Rejected(explained(UNKNOWN, about, said=said, quickbooks_code=code))
    return _by_status(about, reply)


def outcome_of(op: Operation, refs: Refs, reply: Reply, answer: Answer) -> Outcome:
    """The outcome of anything but a success."""
    about = about_document(op.document)
    said = _said(answer)
    by_connection = _about_connection(about, said, reply, answer)
    if by_connection is not None:
        return by_connection
    if not answer.errors or answer.errors[0].code == 0:
        return _by_status(about, reply)
    error = answer.errors[0]
    problem = refusal(error, op, refs, said)
    match error.code:
        case 5010 if (known := record_of(op.document, refs)) is not None:
            return Stale(known.external_id)
        case 610 if _is_about(error, record_of(op.document, refs)):
            return _no_longer_there(op, refs) or Rejected(_gone(op, refs, error, said))
        case 600:
            return Retry(problem, after=timedelta(0), unsure=True)
        case 6000:
            # Includes the inventory lock, which only its localised text tells apart: a few more
            # tries cost seconds and clear it.
            return Retry(problem, tries=_FEW_TRIES)
        case 6140 if named := _TAKEN_BY.search(error.detail):
            return Found(named[1], problem)
        case 6240 if refs.own is None and (named := _NAMED_BY.search(error.detail)):
            return Found(named[1], problem)
        case 10000:
            return Retry(problem, unsure=True, ended=True, tries=_FEW_TRIES)
        case _:
            return Rejected(problem)


def _no_longer_there(op: Operation, refs: Refs) -> Done | None:
    """What we wanted to take back is gone already: that is all we wanted."""
    document, known = op.document, record_of(op.document, refs)
    if known is None or isinstance(document, ItemDoc | PartyDoc) or not document.cancelled:
        return None
    return taken_back(op, document, known, entity_of(document, refs))


def _gone(op: Operation, refs: Refs, error: QboError, said: str) -> SyncProblem:
    """What stood for it there is not there any more; a list's record is only put in its place."""
    if isinstance(op.document, ItemDoc | PartyDoc):
        return tell(LIST_RECORD_GONE, error, op, refs, said)
    return tell(CONNECTION["gone"], error, op, refs, said)


def _is_about(error: QboError, record: Ref | None) -> bool:
    """Is the record itself gone? A reference that is inactive may have the same id by chance, since
    ids count per kind: then the fault's element names the reference."""
    return (
        record is not None
        and record.external_id in error.ids()
        and not error.element.endswith("Ref")
    )


def _said(answer: Answer) -> str:
    """QuickBooks' own words, all of them, for people."""
    return "; ".join(error.text for error in answer.errors if error.text)


def _about_connection(about: About, said: str, reply: Reply, answer: Answer) -> Outcome | None:
    """Outcomes that concern the whole connection, not this message."""
    code = answer.errors[0].code if answer.errors else 0
    if code in _SIGNED_OUT:
        return Unauthorised(about_connection("signed_out", about))
    if code in _WRONG_COMPANY:
        return Unauthorised(of_connection(code, about, said=said), renewable=False)
    if code == _THROTTLED:
        return _throttled(about, reply)
    if code in _MAINTENANCE:
        problem = of_connection(code, about, said=said)
        return Retry(problem, MAINTENANCE_PAUSE, unsure=True, ended=True, everyone=True)
    if code == _READ_ONLY:
        problem = of_connection(code, about, said=said)
        return Unauthorised(problem, renewable=False, again_after=READ_ONLY_PAUSE)
    return None


def _by_status(about: About, reply: Reply) -> Outcome:
    """Without a code only the status speaks; whatever may have worked is asked about."""
    if reply.status == 401:
        return Unauthorised(about_connection("signed_out", about))
    if reply.status == 403:
        return Unauthorised(about_connection("wrong_company", about), renewable=False)
    if reply.status == 429:
        return _throttled(about, reply)
    if reply.status in _GATEWAY:
        return Retry(about_connection("unavailable", about), unsure=True, everyone=True)
    if 400 <= reply.status < 500:
        return Rejected(explained(UNKNOWN, about, said=f"HTTP {reply.status}"))
    failed = explained(CONNECTION["failed"], about, said=f"HTTP {reply.status}")
    return Retry(failed, unsure=True)


def _throttled(about: About, reply: Reply) -> Retry:
    if reply.budget_spent:
        # Writes are not metered: only what has to be read waits, the rest of the queue goes on.
        return Retry(about_connection("budget_spent", about), BUDGET_PAUSE, tries=FOREVER)
    asked = timedelta(seconds=reply.retry_after or 0)
    wait = max(asked, THROTTLE_PAUSE)
    return Retry(about_connection("throttled", about), wait, everyone=True)


def _is_ours(op: Operation, record: Json) -> bool:
    mark = marked(record)
    return mark is not None and mark[0] == op.document.id


def _found(op: Operation, refs: Refs, entity: str, record: Json) -> Done:
    """A record of ours that we looked up, with the version of ours it shows."""
    document = op.document
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        wanted = _shows_shipping(document, record) is not document.cancelled
        return _done(op, refs, entity, record, version=op.version if wanted else None)
    if isinstance(document, ItemDoc | PartyDoc):
        return _done(op, refs, entity, record, version=None)
    if document.cancelled:
        there = _done(op, refs, entity, record, version=None)
        gone = is_taken_back(record, entity)
        return taken_back(op, document, there.ref, entity, record) if gone else there
    mark = marked(record)
    shown = mark[1] if mark and mark[0] == document.id else None
    return _done(op, refs, entity, record, version=shown)


def _shows_shipping(document: ShipmentDoc, record: Json) -> bool:
    tracking = one_line(document.tracking_number, TRACKING_LENGTH)
    same_day = str(record.get("ShipDate") or "")[:10] == document.on.isoformat()
    return same_day and (not tracking or record.get("TrackingNum") == tracking)


def _done(op: Operation, refs: Refs, entity: str, record: Json, *, version: int | None) -> Done:
    document = op.document
    if isinstance(document, ItemDoc | PartyDoc):
        return record_done(op, document, refs, entity, record)
    if isinstance(document, ShipmentDoc) and stands_in_invoice(document):
        order = refs.get(MappingKind.SALES_ORDER, document.sales_order_id)
        ref = _ref(record, dict(order.details) if order else {})
        owner = (MappingKind.SALES_ORDER.value, document.sales_order_id)
        return Done(ref, version=version, belongs_to=owner)
    lines = match_lines(document.lines, record, entity, refs)
    linked = any(one.get("LinkedTxn") for one in [record, *(record.get("Line") or [])])
    details = {"entity": entity, "lines": lines, "total": _total(record), "linked": linked}
    ref = _ref(record, details)
    warnings = _lost_links(op, refs, entity, record, lines)
    shown = movement(entity, record)
    return Done(ref, warnings, version, record=None if isinstance(shown, Deleted) else shown)


def _ref(record: Json, details: Json) -> Ref:
    return Ref(
        str(record["Id"]),
        str(record.get("SyncToken", "")),
        str(record.get("DocNumber") or ""),
        details,
    )


def _total(record: Json) -> str:
    total = record.get("TotalAmt")
    return "" if total is None else str(Decimal(str(total)))


def _lost_links(
    op: Operation, refs: Refs, entity: str, record: Json, lines: dict[str, str]
) -> tuple[SyncProblem, ...]:
    """QuickBooks may keep a bill and silently drop its links to the order: say so."""
    document = op.document
    if entity != BILL or not isinstance(document, ReceiptDoc):
        return ()
    if document.cancelled or not document.linked:
        return ()
    if refs.get(MappingKind.PURCHASE_ORDER, document.purchase_order_id) is None:
        return ()
    linked = {str(one.get("Id")): order_lines(one) for one in record.get("Line") or []}
    lost = [
        f"{line.name} ({line.sku})"
        for line in document.lines
        if line.order_line_external_id
        and line.order_line_external_id not in linked.get(lines.get(line.line_key, ""), set())
    ]
    if not lost:
        return ()
    order = document.purchase_order_number or "the purchase order"
    names = ", ".join(dict.fromkeys(lost))
    about = about_document(document) | {"names": names}
    return (explained(CONNECTION["link_lost"], about, order=order),)
