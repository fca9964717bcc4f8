"""A document's timeline on the wire."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel

from app.sync.activity.schemas import ActivityRow
from app.sync.schemas import SyncProblemOut


class Happening(StrEnum):
    """What a step is; at the same instant they happen in this order."""

    SCAN = "scan"
    QUEUED = "queued"
    FORESEEN = "foreseen"
    RETRIED = "retried"
    DEED = "deed"
    ATTEMPT = "attempt"
    DONE = "done"
    WARNING = "warning"
    EDITED = "edited"


class TimelineStep(BaseModel):
    """One step: who did it, in words; an exchange, or a problem that was foreseen or found."""

    at: datetime
    what: Happening
    person: str = ""
    words: str = ""
    attempt: ActivityRow | None = None
    problem: SyncProblemOut | None = None


class Timeline(BaseModel):
    """The steps, the oldest first."""

    steps: list[TimelineStep]
