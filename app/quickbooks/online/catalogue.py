"""What each refusal means in plain words, by QuickBooks' code. Source: reference §4 (S13, S14).

Entries stand in four files by class of error; those the preflight foresees as well are in
`app.sync.explanations`. Texts are filled as described there, {said} with QuickBooks' own words (for
people only: they are localised). Who is to blame, and what one tap can do, is in `blame`.
"""

from app.quickbooks.online import words_connection as connection
from app.quickbooks.online import words_documents as documents
from app.quickbooks.online import words_records as records
from app.quickbooks.online import words_values as values
from app.quickbooks.online.blame import blamed
from app.quickbooks.online.faults import QboError
from app.sync import ways_out
from app.sync.explanations import (
    GONE,
    READ_ONLY,
    TRY_AGAIN,
    About,
    Explanation,
    about_document,
    explained,
)
from app.sync.port import Entity, Fix, Operation, Refs, SyncProblem

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
CONNECTION: dict[str, Explanation] = {
    "signed_out": connection.SIGNED_OUT,
    "disconnected": connection.DISCONNECTED,
    "keys_refused": connection.KEYS_REFUSED,
    "admin_left": connection.ADMIN_LEFT,
    "wrong_company": connection.WRONG_COMPANY,
    "read_only": READ_ONLY,
    "throttled": connection.THROTTLED,
    "budget_spent": connection.BUDGET_SPENT,
    "unavailable": connection.UNAVAILABLE,
    "failed": connection.FAILED,
    "not_ours": documents.NOT_OURS,
    "gone": GONE,
    "link_lost": documents.LINK_LOST,
}
_RECONNECT = {"signed_out", "disconnected", "keys_refused", "admin_left", "wrong_company"}


def about_reading(entity: Entity) -> About:
    """What texts may name when we were reading lists and orders."""
    what = entity.replace("_", " ")
    blank = {"party": "", "on": "", "order": ""}
    return {"number": f"reading every {what}", "names": what} | blank


def about_connection(name: str, about: About, *, said: str = "") -> SyncProblem:
    """A trouble of the whole connection, one of `CONNECTION`."""
    fixes: tuple[Fix, ...] = (ways_out.reconnect(),) if name in _RECONNECT else ()
    return explained(
        CONNECTION[name], about, said=said, cause=ways_out.CONNECTION if fixes else "", fixes=fixes
    )


def of_connection(code: int, about: About, *, said: str = "") -> SyncProblem:
    """A trouble of the whole connection, by QuickBooks' code."""
    name = next((name for name, one in CONNECTION.items() if one is CATALOGUE[code]), "")
    if name:
        return about_connection(name, about, said=said)
    return explained(CATALOGUE[code], about, said=said)


def refusal(error: QboError, op: Operation, refs: Refs, said: str) -> SyncProblem:
    """A refusal of the document, in words; QuickBooks' code stays among the parameters."""
    explanation = CATALOGUE.get(error.code, UNKNOWN)
    return tell(explanation, error, op, refs, said, quickbooks_code=str(error.code))


def tell(
    explanation: Explanation, error: QboError, op: Operation, refs: Refs, said: str, **params: str
) -> SyncProblem:
    """One explanation with names, cause and ways out; `error` names what it is about."""
    blame = blamed(explanation, error, op, refs)
    about = about_document(op.document) | {"names": blame.names or "a record"}
    return explained(explanation, about, said=said, cause=blame.cause, fixes=blame.fixes, **params)
