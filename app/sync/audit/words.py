"""How the audit says what it found: the same codes and fixes as for a document, about a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.sync.port import Fix, SyncProblem

SUBJECT_LENGTH = 120
Topic = Literal["items", "parties", "names", "accounts", "company", "documents"]


@dataclass(frozen=True, slots=True)
class Found:
    """One finding; `problem.cause` is its subject."""

    topic: Topic
    problem: SyncProblem

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same finding the next time."""
        return self.problem.code, self.problem.cause[:SUBJECT_LENGTH]


def found(
    topic: Topic,
    code: str,
    cause: str,
    title: str,
    detail: str,
    action: str,
    *fixes: Fix,
    names: str = "",
) -> Found:
    """A finding in words; `names` is what it is about."""
    params = {"names": names} if names else {}
    return Found(topic, SyncProblem(code, title, detail, action, params, cause, tuple(fixes)))


def inactive(
    topic: Topic, cause: str, name: str, why: str, fixes: Sequence[Fix], *, what: str = ""
) -> Found:
    """A record that documents will name is inactive in QuickBooks; `why` says who will name it."""
    return found(
        *(topic, "record_inactive", cause),
        f"{name} is inactive in QuickBooks",
        f"{what or name} {why}, and QuickBooks books nothing to what is inactive.",
        "Make it active again, or choose the record that took its place.",
        *fixes,
        names=name,
    )
