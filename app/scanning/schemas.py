"""What a phone sends per trigger pull and what it gets back. Contract: docs/scan-api.md."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.core.http import ProblemOut
from app.core.types import Qty

MAX_BATCH = 50


class Task(StrEnum):
    """What the person is doing; decides which workflow gets the scan."""

    RECEIVE = "receive"
    PICK = "pick"
    PACK = "pack"
    SHIP = "ship"
    LOOKUP = "lookup"
    COUNT = "count"
    MOVE = "move"
    TRANSFER = "transfer"
    ADJUST = "adjust"


class Step(StrEnum):
    """A trigger pull, or one of the few verbs that travel in the same queue."""

    SCAN = "scan"
    SHORT = "short"
    FINISH = "finish"
    NEW_CARTON = "new_carton"
    EMPTY = "empty"
    CLEAR = "clear"
    COLLECT = "collect"
    WHOLE = "whole"
    PUT_BACK = "put_back"
    UNDO = "undo"


READ_STEPS = (Step.SCAN, Step.COLLECT)
"""Steps that come with a barcode."""

Text = Annotated[str, StringConstraints(max_length=200)]


class ScanContext(BaseModel):
    """Where the person stands: the bin confirmed, the carton open, the line meant."""

    model_config = ConfigDict(extra="forbid")

    location_id: UUID | None = None
    carton_id: UUID | None = None
    line_id: UUID | None = None


class ScanAnswers(BaseModel):
    """Answers to what an earlier scan needed; `approval` is a supervisor's one-use consent."""

    model_config = ConfigDict(extra="forbid")

    lot: Annotated[str, StringConstraints(max_length=40)] | None = None
    expiry: date | None = None
    serial: Annotated[str, StringConstraints(max_length=40)] | None = None
    qty: Qty | None = Field(default=None, gt=0)
    choice: Text | None = None
    reason: Text | None = None
    confirm: list[Text] = Field(default_factory=list, max_length=10)
    approval: Annotated[str, StringConstraints(max_length=100)] | None = None


class ScanIn(BaseModel):
    """One trigger pull. The phone makes `id` (UUIDv7) and sends it again until it is answered."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    device_seq: int = Field(default=0, ge=0, lt=2**53)
    recorded_at: datetime
    session_id: UUID | None = None
    task: Task
    document_id: UUID | None = None
    raw: str = Field(default="", max_length=4096)
    symbology: Annotated[str, StringConstraints(max_length=30)] | None = None
    aim_id: Annotated[str, StringConstraints(max_length=3)] | None = None
    source: Literal["camera", "wedge", "typed", "photo"] = "wedge"
    step: Step = Step.SCAN
    qty: Qty | None = Field(default=None, gt=0)
    context: ScanContext = Field(default_factory=ScanContext)
    answers: ScanAnswers = Field(default_factory=ScanAnswers)
    answers_to: UUID | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.recorded_at.tzinfo is None:
            raise ValueError("recorded_at needs a time zone")
        if self.step in READ_STEPS and not self.raw:
            raise ValueError("raw is empty")
        if "\x00" in self.raw:
            raise ValueError("raw contains a NUL character")
        return self


class ScanBatch(BaseModel):
    """Scans of one device, oldest first."""

    scans: list[ScanIn] = Field(min_length=1, max_length=MAX_BATCH)


class ResultStatus(StrEnum):
    """`duplicate` repeats the first answer in the same fields."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    NEEDS_INPUT = "needs_input"


class ChoiceOut(BaseModel):
    """One answer a person may tap."""

    value: str
    label: str
    detail: str = ""


class NeedOut(BaseModel):
    """The one question to ask; answered by a new scan with `answers` and `answers_to`."""

    field: str
    code: str
    prompt: str
    choices: list[ChoiceOut] = Field(default_factory=list)


class DocumentOut(BaseModel):
    """The document the scan worked on."""

    type: str
    id: UUID


class ScanOutcome(BaseModel):
    """The stored answer: what every repeat of this scan gets again."""

    code: str
    message: str
    params: dict[str, Any] = Field(default_factory=dict)
    problem: ProblemOut | None = None
    needs: NeedOut | None = None
    effect: dict[str, Any] | None = None
    document: DocumentOut | None = None
    warnings: list[str] = Field(default_factory=list)


class ScanResult(ScanOutcome):
    """The answer to one scan of a batch, in the same order."""

    id: UUID
    status: ResultStatus
    first_status: ResultStatus | None = None


class ScanResults(BaseModel):
    """One result per scan sent."""

    results: list[ScanResult]


class PhotoCode(BaseModel):
    """One code of a photo. `position`: four corners in pixels of the upright photo, clockwise.

    `confirm` means that a person should look before it counts: the code has no sure check.
    """

    text: str
    bytes_b64: str
    symbology: str
    aim_id: str | None
    engine: str
    view: str
    position: list[list[int]]
    confidence: Literal["sure", "confirm"]
    parsed: dict[str, Any] | None
    problem: dict[str, Any] | None


class PhotoCodes(BaseModel):
    """What was found, the code nearest the middle first; never empty."""

    codes: list[PhotoCode]
