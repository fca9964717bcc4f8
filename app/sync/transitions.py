"""The life of an operation: what an outcome does to its row. Pure, no session, no transport.

Architecture §7. Two rules decide everything. A message whose effect is unknown keeps its bytes and
its key and is asked about before it is sent again. A definite refusal ends the message: what is
said next is the newest version under a new key, because QuickBooks may replay a refusal too.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.sync import ways_out
from app.sync.documents import Decisions
from app.sync.edits import WATCHED
from app.sync.models import AttemptOutcome, OperationState, SyncOperation
from app.sync.port import (
    Absent,
    CannotSay,
    Done,
    Found,
    NothingToSay,
    Outcome,
    Rejected,
    Retry,
    Stale,
    SyncProblem,
    Unauthorised,
    Unsent,
)

BY_NUMBER = ""  # in `ask_for`: look for our document before saying it anew
MAX_TRIES = 8
MAX_STALE = 3
FIRST_PAUSE = timedelta(seconds=3)
LONGEST_PAUSE = timedelta(minutes=15)


class Purpose(StrEnum):
    """Why a message is sent: to say something, or to ask what QuickBooks has."""

    SEND = "send"
    ASK = "ask"


def pause(tries: int) -> timedelta:
    """How long to wait after the `tries`th failure: doubling, and spread so that none march."""
    return spread(min(FIRST_PAUSE * 2 ** max(tries - 1, 0), LONGEST_PAUSE))


def spread(wait: timedelta) -> timedelta:
    """`wait` and up to a quarter more, at random."""
    return wait * (1 + secrets.randbelow(250) / 1000)


def settle(
    row: SyncOperation,
    purpose: Purpose,
    outcome: Outcome | None,
    *,
    now: datetime,
) -> None:
    """Move `row` on. `outcome` None means that no answer came."""
    row.lease_until = row.lease_owner = None
    if purpose is Purpose.SEND:
        _after_send(row, outcome, now=now)
    elif row.message_key is None:
        _after_look(row, outcome, now=now)
    else:
        _after_doubt(row, outcome, now=now)


def _after_send(row: SyncOperation, outcome: Outcome | None, *, now: datetime) -> None:
    match outcome:
        case Done(more=True) if row.stale < MAX_STALE:
            forget_message(row)
            row.state = OperationState.QUEUED
            row.stale += 1
        case Done(more=False) if row.message_version is not None:
            done(row, row.message_version, outcome, now=now)
        case None:
            row.state = OperationState.IN_DOUBT
            try_later(row, NO_ANSWER, now=now)
        case Unsent(problem):
            row.state = OperationState.QUEUED
            _give_way(row, problem, now=now)
        case Retry(unsure=True, ended=True):
            forget_message(row)
            row.ask_for = BY_NUMBER
            row.state = OperationState.QUEUED
            _wait(row, outcome, now=now)
        case Retry(unsure=True):
            row.state = OperationState.IN_DOUBT
            _wait(row, outcome, now=now)
        case Retry(everyone=True):
            row.state = OperationState.QUEUED
            _wait(row, outcome, now=now)
        case Retry():
            forget_message(row)
            row.state = OperationState.QUEUED
            _wait(row, outcome, now=now)
        case Stale(external_id) if row.stale < MAX_STALE:
            row.problem = None
            _look_at(row, external_id)
        case Stale():
            hold(row, STILL_STALE)
        case Found(external_id, problem) if row.stale < MAX_STALE:
            row.problem = problem.as_dict()
            _look_at(row, external_id)
        case Found(_, problem):
            hold(row, problem)
        case Unauthorised(renewable=renewable):
            row.state = OperationState.QUEUED
            if not renewable:
                forget_message(row)
        case Rejected(problem):
            hold(row, problem)
        case _:
            hold(row, UNEXPECTED)


def _after_doubt(row: SyncOperation, outcome: Outcome | None, *, now: datetime) -> None:
    row.state = OperationState.IN_DOUBT
    match outcome:
        case Done(version=version) if _shows(version, row.message_version):
            done(row, row.message_version or 0, outcome, now=now)
        case Done() | Absent():
            row.state = OperationState.QUEUED
            row.not_before = None
        case None:
            try_later(row, NO_ANSWER, now=now)
        case Retry():
            _wait(row, outcome, now=now)
        case Unsent(problem):
            _give_way(row, problem, now=now)
        case Unauthorised():
            pass
        case Rejected(problem):
            _ask_a_person(row, problem)
        case _:
            hold(row, UNEXPECTED)


def _after_look(row: SyncOperation, outcome: Outcome | None, *, now: datetime) -> None:
    row.state = OperationState.QUEUED
    sent_us = row.problem
    match outcome:
        case Done():
            row.ask_for = None
            done(row, max(row.sent, outcome.version or 0), outcome, now=now)
        case Absent() if row.ask_for == BY_NUMBER:
            row.ask_for = row.not_before = None
        case Absent():
            hold(row, _refusal(sent_us) or GONE)
        case None:
            try_later(row, NO_ANSWER, now=now)
            row.problem = sent_us or row.problem
        case Retry():
            _wait(row, outcome, now=now)
            row.problem = sent_us or row.problem
        case Unsent(problem):
            _give_way(row, problem, now=now)
            row.problem = sent_us or row.problem
        case Unauthorised():
            pass
        case Rejected(problem):
            hold(row, _refusal(sent_us) or problem)
        case _:
            hold(row, UNEXPECTED)


def _shows(version: int | None, wanted: int | None) -> bool:
    return version is not None and wanted is not None and version >= wanted


def done(row: SyncOperation, version: int, outcome: Done, *, now: datetime) -> None:
    """QuickBooks shows `version`; a version wanted meanwhile is queued at once."""
    if row.message_snapshot is not None and version == row.message_version:
        row.sent_snapshot = row.message_snapshot
    if outcome.warnings:
        kept = [one for one in row.warnings or () if one["code"] in WATCHED]
        row.warnings = kept + [warning.as_dict() for warning in outcome.warnings]
    _caught_up(row, version, now=now)


def _caught_up(row: SyncOperation, version: int, *, now: datetime) -> None:
    forget_message(row)
    if version > row.sent:
        row.stale = 0
    row.sent = version
    row.attempts = 0
    row.not_before = None
    row.problem = None
    row.cause = ""
    row.settled_at = now
    behind = row.wanted > version
    row.state = OperationState.QUEUED if behind else OperationState.DONE
    if behind:
        row.wanted_at = now
    else:
        row.foreseen = None


def unsaid(row: SyncOperation, reason: CannotSay | NothingToSay, *, now: datetime) -> None:
    """Nothing was sent: the row waits for a person, or is done as it stands."""
    row.lease_until = row.lease_owner = None
    if isinstance(reason, CannotSay):
        hold(row, reason.problem)
    else:
        _caught_up(row, row.wanted, now=now)


def hold(row: SyncOperation, problem: SyncProblem) -> None:
    """A person is needed, and what became of the message is known."""
    forget_message(row)
    row.ask_for = None
    _ask_a_person(row, problem)


def _ask_a_person(row: SyncOperation, problem: SyncProblem) -> None:
    """Hold the row with its message, if it has one: once released, it is asked about again."""
    row.state = OperationState.HELD
    row.not_before = None
    row.problem = problem.as_dict()
    row.cause = problem.cause


def try_later(
    row: SyncOperation, problem: SyncProblem, *, now: datetime, tries: int = MAX_TRIES
) -> None:
    """Count a failed try; the last holds the row, with its message still in doubt."""
    row.attempts += 1
    row.problem = problem.as_dict()
    row.not_before = now + pause(row.attempts)
    if row.attempts >= tries:
        _ask_a_person(row, problem)


def release(row: SyncOperation, *, now: datetime) -> None:
    """A person asked to try again: what is in doubt is asked about first."""
    row.state = OperationState.IN_DOUBT if row.message_key else OperationState.QUEUED
    row.attempts = row.stale = 0
    row.not_before = None
    row.cause = ""
    row.wanted_at = min(row.wanted_at, now)


def bring_in(row: SyncOperation, cause: str, *, now: datetime) -> None:
    """Lines that were left for later because of `cause` belong to the next version again."""
    decided = Decisions.model_validate(row.decisions or {})
    later = {item: held for item, held in decided.later.items() if held.get("cause") != cause}
    row.decisions = decided.model_copy(update={"later": later}).model_dump(mode="json")
    row.wanted += 1
    if row.state is OperationState.DONE:
        row.state = OperationState.QUEUED
        row.wanted_at = now


def accept(row: SyncOperation, *, now: datetime) -> None:
    """QuickBooks' own record is right as it is: nothing more is said of this version."""
    forget_message(row)
    row.ask_for = row.not_before = row.problem = None
    row.cause = ""
    row.sent = row.wanted
    row.state = OperationState.DONE
    row.settled_at = now


def resolve(row: SyncOperation, number: str, *, now: datetime) -> None:
    """A person did it in QuickBooks, as `number`."""
    forget_message(row)
    row.ask_for = row.not_before = row.problem = row.foreseen = None
    row.cause = ""
    row.state = OperationState.DONE
    row.entered_by_hand = number
    row.settled_at = now


def forget_message(row: SyncOperation) -> None:
    """The message is settled, one way or the other."""
    row.message_key = None
    row.message_version = None
    row.message_snapshot = None


def _wait(row: SyncOperation, outcome: Retry, *, now: datetime) -> None:
    if outcome.everyone:
        _give_way(row, outcome.problem, now=now)
        return
    try_later(row, outcome.problem, now=now, tries=outcome.tries)
    if outcome.after is not None and row.not_before is not None:
        row.not_before = now + spread(outcome.after)


def _give_way(row: SyncOperation, problem: SyncProblem, *, now: datetime) -> None:
    """Not this row's fault: it goes on behind the others once the connection does."""
    row.problem = problem.as_dict()
    row.not_before = now


def _look_at(row: SyncOperation, external_id: str) -> None:
    forget_message(row)
    row.state = OperationState.QUEUED
    row.ask_for = external_id
    row.stale += 1
    row.not_before = None


def _refusal(stored: dict[str, Any] | None) -> SyncProblem | None:
    """The refusal that sent us looking, which says more than what we found."""
    return None if stored is None else SyncProblem.of(stored)


def journal(outcome: Outcome | None) -> AttemptOutcome:
    """How the attempt is filed."""
    match outcome:
        case None:
            return AttemptOutcome.UNKNOWN
        case Done():
            return AttemptOutcome.DONE
        case Absent():
            return AttemptOutcome.ABSENT
        case Retry() | Unsent():
            return AttemptOutcome.RETRY
        case Stale():
            return AttemptOutcome.STALE
        case Unauthorised():
            return AttemptOutcome.UNAUTHORISED
        case Found() | Rejected():
            return AttemptOutcome.REJECTED


NO_ANSWER = SyncProblem(
    "no_answer",
    "QuickBooks did not answer",
    "The message was sent, but no answer came back in time.",
    "Nothing to do: Scanpost asks QuickBooks whether it arrived before it sends it again.",
    fixes=(ways_out.retry(), ways_out.by_hand()),
)
UNREACHABLE = SyncProblem(
    "unreachable",
    "QuickBooks cannot be reached",
    "Scanpost could not connect to QuickBooks.",
    "Check this server's internet connection. Scanpost tries again by itself.",
)
STILL_STALE = SyncProblem(
    "still_stale",
    "Someone keeps changing this in QuickBooks",
    "The record was changed in QuickBooks each time Scanpost tried to update it.",
    "Close the record in QuickBooks and press Try again.",
    fixes=(ways_out.retry(), ways_out.by_hand()),
)
GONE = SyncProblem(
    "gone_in_quickbooks",
    "Deleted in QuickBooks",
    "QuickBooks no longer has the record that Scanpost made for this document.",
    "If it was deleted by mistake, post it again. If it was entered anew by hand, mark it as"
    " entered.",
    fixes=(ways_out.recreate(), ways_out.retry(), ways_out.by_hand()),
)
UNEXPECTED = SyncProblem(
    "unexpected_answer",
    "QuickBooks answered something unexpected",
    "The answer does not fit the question.",
    "Press Try again. If it stays, show the attempt's answer to support.",
    fixes=(ways_out.retry(), ways_out.by_hand()),
)
