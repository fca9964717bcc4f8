"""What QuickBooks Desktop's answers mean: an outcome for each reply to what we said or asked.

An answer from QuickBooks' memory of a message set may hold only the new record's id
(`ErrorRecovery`, reference §2.3): the record is then asked for in full, as after a doubt.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from app.quickbooks.desktop.cancel import gone, replaced, taken_back
from app.quickbooks.desktop.catalogue import (
    NOT_OURS,
    NOTHING_FOUND,
    UNSUPPORTED,
    outcome_of,
    recovery_outcome,
    saved,
    tell,
    warnings_of,
)
from app.quickbooks.desktop.encode import LOOK, must_be_replaced
from app.quickbooks.desktop.entities import record_of, shown_version, stands_in_invoice
from app.quickbooks.desktop.hresults import hresult_outcome
from app.quickbooks.desktop.known_lines import line_ids
from app.quickbooks.desktop.lists import found_among, record_done
from app.quickbooks.desktop.outcomes import seen, written
from app.quickbooks.desktop.qbxml import Answer, Node, Rs, Unreadable, parse
from app.sync.documents import AnyDocument, AnyTransaction, ItemDoc, PartyDoc
from app.sync.explanations import Explanation, about_document, explained
from app.sync.port import (
    REPLACED,
    Absent,
    Operation,
    Outcome,
    Ref,
    Refs,
    Rejected,
    Reply,
    Retry,
    Stale,
)
from app.sync.ways_out import by_hand, retry

UNREADABLE = Explanation(
    "unreadable_answer",
    "QuickBooks' answer could not be read",
    "QuickBooks answered to {number}, but the answer cannot be read: {said}",
    "Nothing to do: Scanpost asks QuickBooks whether it arrived before it sends it again.",
)
SHORT_ANSWER = Explanation(
    "short_answer",
    "QuickBooks has it already",
    "QuickBooks says that it did {number}, without showing the record.",
    "Nothing to do: Scanpost reads the record.",
)
TURNED_INTO = Explanation(
    "turned_into_another",
    "The bookkeeper made another record of it",
    "{number} was posted as {before}, and in QuickBooks it is {now} today. Scanpost does not change"
    " what a bookkeeper has gone on with.",
    "Make the change in QuickBooks by hand, then mark this document as entered.",
)
_KINDS = {"ItemReceipt": "an item receipt", "Bill": "a bill", "Invoice": "an invoice"}
_GONE = frozenset({500, 3000, 3120})
_UNLINKED = frozenset({530, 570})
_STALE = frozenset({3200, 3240})
_REMOVALS = ("TxnDelRs", "TxnVoidRs")


def decode(op: Operation, refs: Refs, reply: Reply) -> Outcome:
    """The outcome of what we said."""
    answer = _understood(op, reply)
    if not isinstance(answer, Answer):
        return answer
    rs = next((one for one in answer.responses if one.request_id == op.key), None)
    if rs is None:
        code = answer.attributes.get("messageSetStatusCode", "0")
        return recovery_outcome(int(code) if code.isdigit() else 0, op, refs) or _look(op)
    document = op.document
    if not saved(rs):
        return _refused(op, refs, rs)
    if not isinstance(document, ItemDoc | PartyDoc) and rs.name in _REMOVALS:
        return _removed(op, document, refs, rs)
    record = next(_records([rs]), None)
    if record is None:
        return _look(op)
    if isinstance(document, ItemDoc | PartyDoc):
        done = record_done(op, document, refs, record)
    elif document.cancelled:
        return taken_back(op, document, _known(refs, document, record))
    else:
        added, unlinked = rs.name.endswith("AddRs"), rs.code in _UNLINKED
        done = written(op, document, refs, record, added=added, unlinked=unlinked)
    told = {one.code: one for one in (*done.warnings, *warnings_of(rs, op, refs))}
    return replace(done, warnings=tuple(told.values()))


def _understood(op: Operation, reply: Reply) -> Answer | Outcome:
    if reply.status == 0:
        return hresult_outcome(reply, op)
    try:
        return parse(reply.body)
    except Unreadable as error:
        problem = explained(UNREADABLE, about_document(op.document), said=str(error))
        return Retry(problem, unsure=True)


def _look(op: Operation) -> Retry:
    """It may be done, and the answer does not show it: ask for the record at once."""
    problem = explained(SHORT_ANSWER, about_document(op.document))
    return Retry(problem, after=timedelta(0), unsure=True)


def _refused(op: Operation, refs: Refs, rs: Rs) -> Outcome:
    """A refusal that concerns our record's state sends us looking at it; what else it is, is in the
    catalogue."""
    own = record_of(op.document, refs)
    if own is None:
        if rs.name in _REMOVALS and rs.code in _GONE and refs.own is not None:
            return replaced(refs.own, _entity(refs.own), more=True)
        return outcome_of(rs, op, refs)
    named = {own.external_id, *line_ids(own)}
    ours = rs.name in _REMOVALS or any(one in rs.message for one in named)
    if rs.code in _STALE or (rs.code in _GONE and ours):
        return Stale(own.external_id)
    return outcome_of(rs, op, refs)


def _removed(op: Operation, document: AnyTransaction, refs: Refs, rs: Rs) -> Outcome:
    """Voided or deleted: that was all we wanted, or it is added anew next."""
    own = refs.own
    if own is None:
        return _look(op)
    left = gone(own, _entity(own)) if rs.name == "TxnDelRs" else None
    if document.cancelled:
        return taken_back(op, document, own, left)
    return replaced(own, _entity(own), more=True)


def _entity(own: Ref) -> str:
    return str(own.details.get("entity", ""))


def _known(refs: Refs, document: AnyDocument, record: Node) -> Ref:
    """The invoice that is the order, as it is after its shipping details were taken back."""
    order = record_of(document, refs)
    details = dict(order.details) if order else {}
    token, number = record.text("EditSequence"), record.text("RefNumber")
    return Ref(record.text("TxnID"), token, number, details)


def _records(responses: Iterable[Rs]) -> Iterator[Node]:
    for rs in responses:
        for node in rs.records:
            if node.name.endswith("Ret") and (node.text("TxnID") or node.text("ListID")):
                yield node


def decode_ask(op: Operation, refs: Refs, reply: Reply) -> Outcome:
    """Is it there? Ours by its mark or its GUID, or because it is the record we had mapped."""
    answer = _understood(op, reply)
    if not isinstance(answer, Answer):
        return answer
    if not answer.responses:
        return _look(op)
    for rs in answer.responses:
        if rs.code != 0 and rs.code not in NOTHING_FOUND and rs.code not in UNSUPPORTED:
            return outcome_of(rs, op, refs)
    records = list(_records(answer.responses))
    document = op.document
    if isinstance(document, ItemDoc | PartyDoc):
        return _list_record(op, document, refs, records)
    looked = any(rs.request_id == LOOK for rs in answer.responses)
    known = record_of(document, refs)
    mine = [one for one in records if _is_mine(op, refs, one)]
    if mine:
        record = max(mine, key=lambda one: shown_version(op, one) or 0)
        return _turned(op, known, record) or seen(op, document, refs, record)
    if looked and records:
        return Rejected(tell(NOT_OURS, answer.responses[0], op, refs))
    return _absent(op, document, refs, known, looked=looked)


def _is_mine(op: Operation, refs: Refs, record: Node) -> bool:
    known = record_of(op.document, refs)
    if known is not None and known.external_id == record.text("TxnID"):
        return True
    version = shown_version(op, record)
    if version is None:
        return False
    # What was deleted to be added anew shows at most the version QuickBooks had then.
    awaited = refs.own is not None and refs.own.details.get(REPLACED)
    return version > op.sent if awaited else True


def _turned(op: Operation, known: Ref | None, record: Node) -> Rejected | None:
    """A bookkeeper enters the bill of what was received: the receipt is one, under the same id."""
    before = _entity(known) if known is not None else ""
    now = record.name.removesuffix("Ret")
    if not before or before == now or stands_in_invoice(op.document):
        return None
    about = about_document(op.document)
    told = {"before": _KINDS.get(before, before), "now": _KINDS.get(now, now)}
    return Rejected(explained(TURNED_INTO, about, fixes=(by_hand(), retry()), **told))


def _absent(
    op: Operation, document: AnyTransaction, refs: Refs, known: Ref | None, *, looked: bool
) -> Outcome:
    if known is None:
        return Absent()
    if document.cancelled:
        return taken_back(op, document, known, gone(known, _entity(known)))
    if (
        not looked
        and not stands_in_invoice(document)
        and must_be_replaced(document, known, refs.facts)
    ):
        return replaced(known, _entity(known), more=False)  # our deletion did get there
    return Absent()


def _list_record(
    op: Operation, document: ItemDoc | PartyDoc, refs: Refs, records: list[Node]
) -> Outcome:
    known = refs.own
    for record in records:
        if known is not None and record.text("ListID") == known.external_id:
            return record_done(op, document, refs, record)
    if known is None:
        return found_among(op, document, refs, records) or Absent()
    return Absent()
