"""One thing that stands against a document, and how it is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.sync import explanations as why
from app.sync import ways_out
from app.sync.documents import AnyDocument, MappingKind
from app.sync.explanations import about_document, explained
from app.sync.port import Fix, SyncProblem

NOTICES = frozenset(one.code for one in (why.LINK_WILL_BE_LOST, why.UNTRACKED, why.SITE_UNLINKED))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands against a document.

    `floor` says it to the person with the goods in hand ("Oat milk is inactive there"); empty
    where only the office can do anything about it.
    """

    problem: SyncProblem
    floor: str = ""

    @property
    def refused(self) -> bool:
        """Would QuickBooks refuse the document, or take it, but not as meant?"""
        return self.problem.code not in NOTICES


def found(
    explanation: why.Explanation,
    document: AnyDocument,
    cause: str,
    *,
    floor: str = "",
    said: str = "",
    fixes: Sequence[Fix] = (),
    **params: str,
) -> Finding:
    about = about_document(document) | params
    return Finding(explained(explanation, about, said=said, cause=cause, fixes=fixes), floor)


def inactive(
    document: AnyDocument, kind: MappingKind, local_id: UUID, name: str, names: str
) -> Finding:
    return found(
        *(why.RECORD_INACTIVE, document, ways_out.record(kind, local_id)),
        floor=f"{name} is inactive there",
        fixes=[ways_out.reactivate(kind, local_id, name)],
        names=names,
    )
