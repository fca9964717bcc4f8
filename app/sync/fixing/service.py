"""One tap: does what a person chose about a problem, and lets go of every document it held.

No fix can double a document. All of a fix is one transaction. It changes what the *next* message
says and never the one in flight or in doubt, whose bytes stay as they were sent. What changes a
document's number or day, or posts it again, is offered only after a definite refusal, when nothing
of it is on its way (`app.sync.fixing.offered`); and posting again looks for the document first.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.core.upsert import table_of
from app.sync import edit_choices, outbox, transitions
from app.sync.accounts import PURPOSES, TYPES, list_accounts
from app.sync.activity.deeds import note_deed
from app.sync.documents import Decisions
from app.sync.facts import Facts
from app.sync.fixing import record_wishes
from app.sync.fixing.offered import NotOffered, chosen, record_of
from app.sync.mapping import links as mapping_links
from app.sync.models import (
    Mapping,
    OperationState,
    QuickBooksConnection,
    SyncOperation,
)
from app.sync.port import Fix, FixKind, SyncProblem
from app.sync.settings import ConnectionSettings
from app.sync.transactions import of_document

_op, _mapping = table_of(SyncOperation).c, table_of(Mapping).c


class StillInDoubt(Conflict):
    code = "still_in_doubt"
    title = "Scanpost does not know yet whether it arrived"
    action = "Press Try again: QuickBooks is asked first."


@dataclass(frozen=True, slots=True)
class Case:
    """One fix under way: the document it was chosen on, and all that its cause holds, locked."""

    session: AsyncSession
    connection: QuickBooksConnection
    row: SyncOperation
    held: Sequence[SyncOperation]
    problem: SyncProblem
    fix: Fix


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done, in words, to which documents."""

    what: str
    rows: Sequence[SyncOperation]


async def offered(
    session: AsyncSession,
    operation_id: UUID,
    kind: FixKind,
    params: dict[str, str],
    *,
    choose: bool = True,
) -> Fix:
    """The fix that is meant, without doing it; with `choose` false before anything was chosen.

    Raises NotFound, NotOffered, Invalid.
    """
    row = await session.get(SyncOperation, operation_id)
    if row is None:
        raise _unknown(operation_id)
    return chosen(row, kind, params, choose=choose)[1]


async def apply(
    session: AsyncSession,
    operation_id: UUID,
    kind: FixKind,
    params: dict[str, str],
    user_id: UUID,
) -> None:
    """Do it, let go of what it held, and note with each document who decided.

    Run it in `Database.transact`: people may decide at the same time.

    Raises NotFound, NotOffered, StillInDoubt, Invalid, and what linking a record may raise.
    """
    case = await _case(session, operation_id, kind, params)
    work = _WORK.get(kind)
    if work is None:
        raise NotOffered("This is done on another page.")
    applied = await work(case)
    for row in applied.rows:
        await note_deed(session, row.id, user_id=user_id, what=kind, words=applied.what)


async def _case(
    session: AsyncSession, operation_id: UUID, kind: FixKind, params: dict[str, str]
) -> Case:
    """The document and those its cause holds, locked in one order, whoever comes first."""
    first = await session.get(SyncOperation, operation_id)
    if first is None:
        raise _unknown(operation_id)
    problem, _ = chosen(first, kind, params)
    found = await session.execute(
        sa.select(SyncOperation)
        .where(
            sa.or_(
                _op.id == operation_id,
                sa.and_(
                    _op.connection_id == first.connection_id,
                    _op.cause == problem.cause,
                    _op.cause != "",
                    _op.state == OperationState.HELD,
                ),
            )
        )
        .order_by(_op.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = list(found.scalars())
    row = next(one for one in rows if one.id == operation_id)
    if row.state is OperationState.SENDING:
        raise NotOffered("This document is being sent.")
    problem, fix = chosen(row, kind, params)
    connection = await session.get_one(QuickBooksConnection, row.connection_id)
    return Case(session, connection, row, rows, problem, fix)


async def _retry(case: Case) -> Applied:
    return Applied("Tried again", await _let_go(case))


async def _by_hand(case: Case) -> Applied:
    number = str(case.fix.params["number"])
    if await outbox.resolve(case.session, case.row.id, number=number) is None:
        raise NotOffered("This document is in QuickBooks already.")
    return Applied(f"Marked as entered by hand, as {number}", [case.row])


async def _reactivate(case: Case) -> Applied:
    record = await record_wishes.find(case.session, *record_of(case.fix))
    wish = await record_wishes.want(case.session, case.connection.id, record, active=True)
    return Applied(f"{record.name} made active in QuickBooks", await _let_go(case, after=wish))


async def _create(case: Case) -> Applied:
    kind, local_id = record_of(case.fix)
    record = await record_wishes.find(case.session, kind, local_id)
    await mapping_links.unlink(case.session, case.connection.id, kind, local_id)
    await mapping_links.create(case.session, case.connection.id, kind, local_id)
    wish = await record_wishes.operation_of(case.session, case.connection.id, kind, local_id)
    return Applied(f"{record.name} added to QuickBooks", await _let_go(case, after=wish))


async def _link(case: Case) -> Applied:
    kind, local_id = record_of(case.fix)
    external_id = str(case.fix.params["record"])
    await mapping_links.link(case.session, case.connection.id, kind, local_id, external_id)
    record = await record_wishes.find(case.session, kind, local_id)
    what = f"{record.name} linked to record {external_id} of QuickBooks"
    if (case.row.document_type, case.row.document_id) == (kind, local_id):
        transitions.accept(case.row, now=clock.now())
        outbox.announce_changed(case.session, case.row)
        return Applied(what, [case.row])
    return Applied(what, await _let_go(case))


async def _rename(case: Case) -> Applied:
    record = await record_wishes.find(case.session, *record_of(case.fix))
    name = str(case.fix.params["name"])
    await record_wishes.want(case.session, case.connection.id, record, name=name)
    return Applied(f"Named {name}", await _let_go(case))


async def _choose_account(case: Case) -> Applied:
    what = await choose_account(case.session, case.connection, case.fix)
    return Applied(what, await _let_go(case))


async def choose_account(session: AsyncSession, connection: QuickBooksConnection, fix: Fix) -> str:
    """Put the chosen account into settings; what was done, in words. Raises Invalid."""
    purpose, _, reason = str(fix.params["account"]).partition(":")
    account = str(fix.params["chosen"])
    known = {one.external_id: one for one in await list_accounts(session, connection.id)}
    one = known.get(account)
    if one is None or one.account_type not in TYPES[purpose]:
        raise Invalid("QuickBooks does not take this account for it.", field="chosen")
    settings = ConnectionSettings.of(connection.settings)
    if reason:
        by_reason = {**settings.accounts.adjustment_by_reason, reason: account}
        accounts = settings.accounts.model_copy(update={"adjustment_by_reason": by_reason})
    else:
        accounts = settings.accounts.model_copy(update={purpose: account})
    connection.settings = settings.model_copy(update={"accounts": accounts}).stored()
    return f"{one.name} chosen for {PURPOSES[purpose]}"


async def _renumber(case: Case) -> Applied:
    number = str(case.fix.params["number"])
    _decide(case.row, number=number)
    return Applied(f"Numbered {number} in QuickBooks", await _let_go(case, [case.row]))


async def _redate(case: Case) -> Applied:
    """Those of the cause that are in QuickBooks already stay held: no other day helps them."""
    on = date.fromisoformat(str(case.fix.params["on"]))
    facts = Facts.of(case.connection.facts)
    if on > clock.today(facts.zone or "UTC"):
        raise Invalid("This day has not come yet.", field="on")
    if facts.closed_through is not None and on <= facts.closed_through:
        raise Invalid("The books are closed for this day too.", field="on")
    rows = [one for one in case.held if _offers(one, FixKind.REDATE)]
    for one in rows:
        _decide(one, on=on)
    return Applied(f"Posted on {on:%m/%d/%Y}", await _let_go(case, rows))


async def _post_unlinked(case: Case) -> Applied:
    _decide(case.row, unlinked=True)
    return Applied("Posted without its link to the order", await _let_go(case, [case.row]))


async def _split(case: Case) -> Applied:
    """What holds those lines is kept with the document, so that its fix brings them in."""
    item = UUID(str(case.fix.params["item"]))
    kept = tuple(one for one in case.problem.fixes if one.kind in _LATER)
    waiting = SyncProblem(
        "lines_later",
        f"Part of {case.row.document_number} is still to follow",
        f"{case.row.document_number} was posted without the lines that QuickBooks refused:"
        f" {case.problem.detail}",
        case.problem.action,
        dict(case.problem.params),
        case.problem.cause,
        kept,
    )
    later = _decisions(case.row).later | {item: waiting.as_dict()}
    _decide(case.row, later=later)
    return Applied("The rest is posted now, these lines later", await _let_go(case, [case.row]))


async def _decide_edit(case: Case) -> Applied:
    if not await edit_choices.decide(case.session, case.row, case.fix.kind):
        raise NotOffered("There is nothing to decide about it any more.")
    ours = case.fix.kind is FixKind.SEND_OURS
    what = "Made as it is in Scanpost" if ours else "Left as it is in QuickBooks"
    return Applied(what, [case.row])


async def _recreate(case: Case) -> Applied:
    """Looks for the document first: somebody may have brought it back."""
    seen = await of_document(case.session, case.row)
    if seen is not None:
        seen[0].deleted = True  # QuickBooks said so, whether or not it was read since
        if await edit_choices.decide(case.session, case.row, FixKind.RECREATE):
            return Applied("Posted again", [case.row])
    _settled(case.row)
    await case.session.execute(
        sa.delete(Mapping).where(
            _mapping.connection_id == case.row.connection_id,
            _mapping.kind == case.row.document_type,
            _mapping.local_id == case.row.document_id,
        )
    )
    rows = await _let_go(case, [case.row])
    case.row.wanted = max(case.row.wanted, case.row.sent + 1)
    case.row.ask_for = transitions.BY_NUMBER
    return Applied("Posted again", rows)


_WORK: dict[FixKind, Callable[[Case], Awaitable[Applied]]] = {
    FixKind.RETRY: _retry,
    FixKind.BY_HAND: _by_hand,
    FixKind.REACTIVATE: _reactivate,
    FixKind.CREATE: _create,
    FixKind.LINK: _link,
    FixKind.RENAME: _rename,
    FixKind.CHOOSE_ACCOUNT: _choose_account,
    FixKind.RENUMBER: _renumber,
    FixKind.REDATE: _redate,
    FixKind.POST_UNLINKED: _post_unlinked,
    FixKind.SPLIT: _split,
    FixKind.RECREATE: _recreate,
    FixKind.SEND_OURS: _decide_edit,
    FixKind.KEEP_THEIRS: _decide_edit,
}
_LATER = (FixKind.REACTIVATE, FixKind.LINK, FixKind.CREATE, FixKind.RETRY)


def _decisions(row: SyncOperation) -> Decisions:
    return Decisions.model_validate(row.decisions or {})


def _decide(row: SyncOperation, **changes: object) -> None:
    """Change what the next message says. Raises StillInDoubt while one is not settled."""
    _settled(row)
    row.decisions = _decisions(row).model_copy(update=changes).model_dump(mode="json")


def _settled(row: SyncOperation) -> None:
    if row.message_key is not None or row.ask_for is not None:
        raise StillInDoubt(f"{row.document_number} may be in QuickBooks.")


def _offers(row: SyncOperation, kind: FixKind) -> bool:
    return any(fix["kind"] == kind for fix in (row.problem or {}).get("fixes", ()))


async def _let_go(
    case: Case, rows: Sequence[SyncOperation] | None = None, *, after: UUID | None = None
) -> Sequence[SyncOperation]:
    """What was held goes on, behind the operation `after` if one has to come first."""
    if rows is not None:
        return [await outbox.let_go(case.session, one, after=after) for one in rows]
    own = [one for one in case.held if one.state is OperationState.HELD]
    gone = [await outbox.let_go(case.session, one, after=after) for one in own]
    parts = await outbox.bring_in(case.session, case.connection.id, case.problem.cause, after=after)
    return [*gone, *(one for one in parts if one not in gone)]


def _unknown(operation_id: UUID) -> NotFound:
    return NotFound("There is no such document on its way to QuickBooks.", id=operation_id)
