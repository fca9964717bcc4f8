"""Exceptions of the floor that a supervisor may allow: asked for in one way, whatever the task."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.inventory.floor import FloorScan, Need


@dataclass(frozen=True, slots=True)
class Breach:
    """An exception a supervisor may allow: its stable code and a sentence with the figures."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Consent:
    """Which exceptions a scan makes use of, and who answers for them."""

    codes: str = ""
    approved_by: UUID | None = None


def consent(
    scan: FloorScan, breaches: Sequence[Breach], *, question: str = "Go on?"
) -> Consent | Need:
    """Let exceptions pass, or ask: a supervisor confirms, anybody else fetches an approval.

    One approval covers one scan, so several exceptions are asked for together: their purpose is
    their codes joined by `_and_`.
    """
    if not breaches:
        return Consent()
    purpose = "_and_".join(dict.fromkeys(breach.code for breach in breaches))
    prompt = " ".join(breach.sentence for breach in breaches)
    approved_by = scan.actor.may(purpose)
    if approved_by is None:
        return Need("approval", purpose, f"{prompt} A supervisor has to agree.")
    if approved_by == scan.actor.user_id and purpose not in scan.answers.confirmed:
        return Need("confirm", purpose, f"{prompt} {question}")
    return Consent(purpose, approved_by)
