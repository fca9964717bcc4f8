"""What each status code of QuickBooks Desktop means: in plain words, and for the operation.

Words stand in four files by class of refusal; those the preflight foresees as well are in
`app.sync.explanations`. Texts are filled as described there, {said} with QuickBooks' own words. Who
is to blame, and what one tap can do, is in `blame`. Codes and policy: reference §4.1.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app.quickbooks.desktop import words_connection as connection
from app.quickbooks.desktop import words_documents as documents
from app.quickbooks.desktop import words_records as records
from app.quickbooks.desktop import words_values as values
from app.quickbooks.desktop.blame import blamed, is_record, names_own, without_names
from app.quickbooks.desktop.qbxml import Node, Rs
from app.sync import ways_out
from app.sync.explanations import (
    GONE,
    ORDER_NOT_LINKABLE,
    RECORD_INACTIVE,
    SINGLE_USER_NEEDED,
    TRY_AGAIN,
    About,
    Explanation,
    about_document,
    explained,
)
from app.sync.port import (
    Entity,
    Found,
    Operation,
    Outcome,
    Refs,
    Rejected,
    Retry,
    Stale,
    SyncProblem,
)
from app.sync.transitions import BY_NUMBER

CATALOGUE: dict[int, Explanation] = {
    **connection.BY_CODE,
    **records.BY_CODE,
    **documents.BY_CODE,
    **values.BY_CODE,
}
UNKNOWN = Explanation(
    "refused",
    "QuickBooks refused this",
    "QuickBooks did not accept {number}: {said}",
    f"Do what QuickBooks says, {TRY_AGAIN}",
)
NOT_OURS = documents.NOT_OURS
NOTHING_FOUND = frozenset({1, 500})
"""A search that found nothing, or not all that was asked for by name or id."""
UNSUPPORTED = frozenset({1030, 3250})
"""This edition, or this company file, does not have such records."""
_PERMISSION = frozenset({3220, 3260, 3261, 3262, 3263})
_BUSY = frozenset({3175, 3176})
_MEANWHILE = frozenset({3173, 3177})
_FAILED = frozenset({1000, 1010})
_RECOVERY = frozenset({600, 9001, 9002, 9005})
_REFERENCES = frozenset({500, 3000, 3120, 3140})
_MACROS = range(9100, 9200)
_GENERIC = range(3300, 3400)
_FEW_TRIES = 4
_FAILED_TRIES = 3
_CANCEL = ("TxnDelRs", "TxnVoidRs", "ListDelRs")
_IN_USE = re.compile(r"\block(ed|ing)?\b|\bin use\b|\bbeing (used|edited)\b|another user", re.I)
_INACTIVE = re.compile(r"\b(inactive|not active)\b", re.I)
_CREDIT_LIMIT = re.compile(r"credit limit", re.I)
_STOCK = re.compile(
    r"(insufficient|enough|negative).{0,40}(quantit|component|stock|hand|inventor)"
    r"|(quantit|component|stock).{0,40}(insufficient|negative)",
    re.I,
)
_CLOSED = re.compile(r"clos(ed|ing) (date|period)|prior period", re.I)
_SINGLE_USER = re.compile(r"single[- ]user", re.I)
_NO_SUCH_SITE = re.compile(r"inventory ?site|\bbin\b", re.I)
_ORDER_CLOSED = re.compile(r"\border\b.{0,60}\b(closed|fully (received|invoiced))", re.I)


def about_reading(entity: Entity) -> About:
    """What texts may name when we were reading lists and orders."""
    what = entity.replace("_", " ")
    blank = {"party": "", "on": "", "order": ""}
    return {"number": f"reading every {what}", "names": what} | blank


def saved(rs: Rs) -> bool:
    """Did QuickBooks do what we said, if with a warning? Then it is never sent again (§2.5)."""
    return rs.code == 0 or (bool(rs.records) and (rs.code < 1000 or rs.severity != "Error"))


def warnings_of(rs: Rs, op: Operation, refs: Refs) -> tuple[SyncProblem, ...]:
    """What a bookkeeper should know of something that was saved with a warning (530, 550, 570)."""
    if rs.code in (0, 1):
        return ()
    lost = CATALOGUE.get(rs.code) is ORDER_NOT_LINKABLE
    told = tell(documents.LINK_LOST if lost else explanation_of(rs), rs, op, refs)
    return (replace(told, cause="", fixes=()),)


def refusal(rs: Rs, op: Operation, refs: Refs) -> SyncProblem:
    """A refusal of the document, in words; QuickBooks' code stays among the parameters."""
    return tell(explanation_of(rs), rs, op, refs)


def tell(explanation: Explanation, rs: Rs, op: Operation, refs: Refs) -> SyncProblem:
    """One explanation with names, cause and ways out; `rs` names what it is about."""
    blame = blamed(explanation, rs, op, refs)
    about = about_document(op.document) | {"names": blame.names or "a record"}
    cause = blame.cause
    if explanation is SINGLE_USER_NEEDED:
        cause = ways_out.SINGLE_USER
    elif rs.code in _PERMISSION:
        cause = ways_out.CONNECTION
    return explained(
        explanation,
        about,
        said=_said(rs),
        cause=cause,
        fixes=blame.fixes,
        quickbooks_code=str(rs.code),
    )


def explanation_of(rs: Rs) -> Explanation:
    """The words for a status: by its code, and where one code means many things, by its text."""
    for applies, told in _BY_TEXT.get(rs.code, ()):
        if applies(rs.message):
            return told
    if rs.code in _MACROS:
        return values.MACRO
    if rs.code in _GENERIC:
        return documents.BY_CODE[3300]
    return CATALOGUE.get(rs.code, UNKNOWN)


def outcome_of(rs: Rs, op: Operation, refs: Refs) -> Outcome:
    """The outcome of anything that was not saved."""
    problem = refusal(rs, op, refs)
    told = explanation_of(rs)
    match rs.code:
        case 3200 | 3240 if refs.own is not None:
            return Stale(refs.own.external_id)
        case 3100 if is_record(op.document) and refs.own is None:
            return Found(BY_NUMBER, problem)
        case code if code in _REFERENCES and _is_gone(rs, refs):
            gone = records.LIST_RECORD_GONE if is_record(op.document) else GONE
            return Rejected(tell(gone, rs, op, refs))
        case code if code in _MEANWHILE or code in (3200, 3240):
            return Retry(problem, tries=_FEW_TRIES)
        case code if code in _BUSY or told is documents.IN_USE:
            return Retry(problem)
        case 3170:
            return Retry(problem, tries=_FEW_TRIES)
        case 3230 | 3231:
            return Retry(problem, after=timedelta(0))
        case code if code in _FAILED:
            # Whether it got through is unknown, and the same message set would only be answered
            # the same again (§2.3).
            return Retry(problem, unsure=True, ended=True, tries=_FAILED_TRIES)
        case code if code in _RECOVERY:
            return Retry(problem, after=timedelta(0), unsure=True, ended=True, tries=_FEW_TRIES)
        case _:
            return Rejected(problem)


def recovery_outcome(code: int, op: Operation, refs: Refs) -> Outcome | None:
    """What a message set's own status (§2.3) means where nothing else was answered.

    None if it is in order.
    """
    if code == 0:
        return None
    return outcome_of(Rs("", "", code, "Error", "", {}, Node("")), op, refs)


def pull_outcome(entity: Entity, rs: Rs) -> Outcome:
    """The outcome of a read that brought no page."""
    told = explanation_of(rs)
    about = about_reading(entity)
    problem = explained(told, about, said=_said(rs), quickbooks_code=str(rs.code))
    if rs.code in _BUSY | _MEANWHILE | _FAILED or told is documents.IN_USE:
        return Retry(problem)
    return Rejected(problem)


def _is_gone(rs: Rs, refs: Refs) -> bool:
    """Is it the document's own record that is not there any more?"""
    return names_own(rs, refs) or (refs.own is not None and rs.name in _CANCEL)


def _said(rs: Rs) -> str:
    """QuickBooks' own words: what it says behind its own preface where there is one."""
    return " ".join(rs.message.split())


def _finds(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.search(text) is not None


_REFERENCE_TEXTS = (
    (_finds(_INACTIVE), RECORD_INACTIVE),
    (lambda text: _NO_SUCH_SITE.search(without_names(text)) is not None, records.NO_SITE),
)
_SAVING_TEXTS = (
    (_finds(_IN_USE), documents.IN_USE),
    (_finds(_CREDIT_LIMIT), documents.CREDIT_LIMIT),
    (_finds(_STOCK), documents.STOCK_SHORT),
    (_finds(_CLOSED), documents.BY_CODE[3171]),
    (_finds(_SINGLE_USER), SINGLE_USER_NEEDED),
    (_finds(_INACTIVE), RECORD_INACTIVE),
    (_finds(_ORDER_CLOSED), ORDER_NOT_LINKABLE),
)
_BY_TEXT: dict[int, tuple[tuple[Callable[[str], bool], Explanation], ...]] = {
    **dict.fromkeys(_REFERENCES, _REFERENCE_TEXTS),
    3170: _SAVING_TEXTS[:1],
    3180: _SAVING_TEXTS,
    3210: _SAVING_TEXTS[1:],
    3220: ((_finds(_SINGLE_USER), SINGLE_USER_NEEDED),),
    3250: ((_finds(_SINGLE_USER), SINGLE_USER_NEEDED),),
}
