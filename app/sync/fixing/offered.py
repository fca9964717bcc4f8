"""Which ways out a document offers, and the one of them that a person chose, checked.

Only what is offered can be done. That keeps each fix where its problem is: a document is posted
again only where QuickBooks said that it is gone, renumbered only after a definite refusal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from app.core.errors import Conflict, Invalid
from app.sync.documents import Decisions
from app.sync.models import OperationState, SyncOperation
from app.sync.names import ITEM_NAME, PARTY_NAME, why_refused
from app.sync.port import Fix, FixKind, SyncProblem
from app.sync.ways_out import LONGEST, NUMBER_LENGTH, by_hand, retry

_CHOSEN = {
    FixKind.LINK: "record",
    FixKind.RENAME: "name",
    FixKind.CHOOSE_ACCOUNT: "chosen",
    FixKind.RENUMBER: "number",
    FixKind.REDATE: "on",
    FixKind.BY_HAND: "number",
}
"""What a person may choose about a fix; everything else is given with the offer."""
_BY_HAND_LENGTH = 40


class NotOffered(Conflict):
    code = "fix_not_offered"
    title = "This is settled already, or stands differently now"
    action = "Look at the document again."


def problems_of(row: SyncOperation) -> list[SyncProblem]:
    """What a person may do something about: what holds it, warnings, and lines left for later."""
    stored: list[Mapping[str, Any]] = []
    if row.state is OperationState.HELD and row.problem:
        stored.append(with_ways_out(row.problem))
    stored += row.warnings or []
    stored += later_problems(row.decisions)
    return [SyncProblem.of(one) for one in stored]


def with_ways_out(problem: Mapping[str, Any]) -> dict[str, Any]:
    """What holds a document, as stored, by this release or one that knew no ways out."""
    if problem.get("fixes"):
        return dict(problem)
    return SyncProblem.of({**problem, "fixes": ()}).as_dict() | {
        "fixes": [one.as_dict() for one in (retry(), by_hand())]
    }


def later_problems(decisions: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """What holds the lines that were left for later, as stored."""
    return list(Decisions.model_validate(decisions or {}).later.values())


def chosen(
    row: SyncOperation, kind: FixKind, params: Mapping[str, str], *, choose: bool = True
) -> tuple[SyncProblem, Fix]:
    """The fix a document offers that was meant; see `chosen_of`."""
    return chosen_of(problems_of(row), kind, params, choose=choose)


def chosen_of(
    problems: Iterable[SyncProblem],
    kind: FixKind,
    params: Mapping[str, str],
    *,
    choose: bool = True,
) -> tuple[SyncProblem, Fix]:
    """The offered fix that was meant, with what the person chose (if asked to) in its params.

    Raises NotOffered; Invalid for a choice that cannot be.
    """
    choice = _CHOSEN.get(kind, "")
    given = {name: value for name, value in params.items() if name != choice}
    for problem in problems:
        for fix in problem.fixes:
            if fix.kind is kind and given.items() <= fix.params.items():
                if not (choice and choose):
                    return problem, fix
                value = str(params.get(choice, fix.params.get(choice, ""))).strip()
                made = _checked(fix, choice, value)
                return problem, replace(fix, params={**fix.params, choice: made})
    raise NotOffered("This is not offered any more.")


def _checked(fix: Fix, choice: str, value: str) -> str:
    if not value:
        raise Invalid("Choose first.", field=choice)
    longest = _longest(fix)
    match fix.kind:
        case FixKind.RENUMBER if len(value) > longest or not value.isprintable():
            raise Invalid(f"A number has at most {longest} characters.", field=choice)
        case FixKind.BY_HAND if len(value) > _BY_HAND_LENGTH:
            raise Invalid(f"A number has at most {_BY_HAND_LENGTH} characters.", field=choice)
        case FixKind.RENAME:
            wrong = why_refused(value, longest)
            if wrong:
                raise Invalid(f"QuickBooks does not take this name: {wrong}.", field=choice)
        case FixKind.REDATE:
            try:
                date.fromisoformat(value)
            except ValueError as error:
                raise Invalid("This is not a day.", field=choice) from error
        case _:
            pass
    return value


def _longest(fix: Fix) -> int:
    """How many characters fit there; offers that do not say it were made for QuickBooks Online."""
    if fix.kind is FixKind.RENUMBER:
        usual = NUMBER_LENGTH
    else:
        usual = ITEM_NAME if fix.params.get("kind") == "item" else PARTY_NAME
    return int(fix.params.get(LONGEST, usual))


def record_of(fix: Fix) -> tuple[str, UUID]:
    """The record of ours that a fix is about: its kind and our id."""
    return str(fix.params["kind"]), UUID(str(fix.params["id"]))
