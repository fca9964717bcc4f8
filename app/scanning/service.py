"""One scan: recorded once, understood, handed to its workflow, answered, and the answer kept.

The stored answer is final for its id. The scan row, what the workflow changed and the outbox row
are one transaction; a refusal undoes everything the workflow did and is then stored by itself, so
the common case pays for no savepoint. The row is written last, complete with its answer: if its id
is taken by then, this is a repeat, and everything is undone in favour of the first answer. A
failure of ours stores nothing: the phone sends again.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from app.access.approvals import consume_approval
from app.access.badges import PREFIX
from app.access.sessions import SignedIn
from app.core import clock
from app.core.db import Database
from app.core.errors import FloorProblem, Problem
from app.core.prepared import prepared
from app.core.upsert import affected, table_of
from app.counting import service as counting
from app.counting.opening import count_after_short
from app.inventory.floor import (
    Actor,
    Answers,
    Applied,
    Choice,
    FloorAnswer,
    FloorScan,
    HouseRules,
    Need,
    Subject,
    SubjectKind,
)
from app.moving import adjusting, carrying, transferring
from app.picking import service as picking
from app.receiving import service as receiving
from app.scanning import lookup
from app.scanning.models import Scan, ScanStatus
from app.scanning.parse import CAMERA, DEFAULT, parse
from app.scanning.parsed import Parsed
from app.scanning.resolve import Ambiguous, resolve
from app.scanning.schemas import (
    READ_STEPS,
    ChoiceOut,
    DocumentOut,
    NeedOut,
    ResultStatus,
    ScanIn,
    ScanOutcome,
    ScanResult,
    Task,
)
from app.shipping import packing
from app.shipping import service as shipping

Workflow = Callable[[AsyncSession, FloorScan], Awaitable[FloorAnswer]]


async def _pick(session: AsyncSession, scan: FloorScan) -> FloorAnswer:
    """Picking; where a picker finds too little, the bin is to be counted soon."""
    answer = await picking.apply_scan(session, scan)
    if isinstance(answer, Applied) and answer.code == "short" and scan.line_id is not None:
        await count_after_short(session, scan.line_id, opened_by=scan.actor.user_id)
    return answer


WORKFLOWS: dict[Task, Workflow] = {
    Task.RECEIVE: receiving.apply_scan,
    Task.PICK: _pick,
    Task.PACK: packing.apply_scan,
    Task.SHIP: shipping.apply_scan,
    Task.LOOKUP: lookup.apply_scan,
    Task.COUNT: counting.apply_scan,
    Task.MOVE: carrying.apply_scan,
    Task.TRANSFER: transferring.apply_scan,
    Task.ADJUST: adjusting.apply_scan,
}

_AI_OF_FIELD = {"lot": "10", "serial": "21"}

_scans = table_of(Scan)
_STORE = {
    "sqlite": prepared(sqlite.insert(_scans).on_conflict_do_nothing()),
    "postgresql": prepared(postgresql.insert(_scans).on_conflict_do_nothing()),
}
_STORED = prepared(
    sa.select(_scans.c.payload_hash, _scans.c.status, _scans.c.outcome).where(
        _scans.c.id == sa.bindparam("id")
    )
)


class _Repeated(Exception):
    """This id has its answer already."""


class ScanIdReused(FloorProblem):
    code = "scan_id_reused"
    title = "Not counted: mixed-up scan"
    action = "Scan it again."


async def record_all(
    db: Database, scans: Sequence[ScanIn], *, who: SignedIn, rules: HouseRules
) -> list[ScanResult]:
    """Answer scans in order, each in a transaction of its own: one refusal undoes no neighbour."""
    return [await record(db, scan, who=who, rules=rules) for scan in scans]


async def record(db: Database, scan: ScanIn, *, who: SignedIn, rules: HouseRules) -> ScanResult:
    """Answer one scan; a repeat of its id gets the first answer again, marked `duplicate`."""
    try:
        try:
            return await db.transact(lambda session: _apply(session, scan, who, rules))
        except Problem as problem:
            refusal = _refusal(problem)
        return await db.transact(
            lambda session: _keep(session, scan, who, ScanStatus.REJECTED, refusal)
        )
    except _Repeated:
        return await _first_answer(db, scan)


async def _apply(
    session: AsyncSession, scan: ScanIn, who: SignedIn, rules: HouseRules
) -> ScanResult:
    answer = await _work(session, scan, who, rules)
    if isinstance(answer, Need):
        return await _keep(session, scan, who, ScanStatus.NEEDS_INPUT, _question(answer))
    return await _keep(session, scan, who, ScanStatus.APPLIED, _success(answer))


async def _work(
    session: AsyncSession, scan: ScanIn, who: SignedIn, rules: HouseRules
) -> FloorAnswer:
    parsed = _parse(scan, rules) if scan.step in READ_STEPS else None
    subject = await _subject(session, scan, parsed)
    if isinstance(subject, Need):
        return subject
    floor_scan = FloorScan(
        id=scan.id,
        step=scan.step,
        subject=subject,
        actor=await _actor(session, scan, who),
        occurred_at=min(scan.recorded_at, clock.now()),
        raw=scan.raw,
        document_id=scan.document_id,
        qty=scan.qty,
        location_id=scan.context.location_id,
        carton_id=scan.context.carton_id,
        line_id=scan.context.line_id,
        answers=Answers(
            lot=scan.answers.lot,
            expiry=scan.answers.expiry,
            serial=scan.answers.serial,
            qty=scan.answers.qty,
            choice=scan.answers.choice,
            reason=scan.answers.reason,
            confirmed=frozenset(scan.answers.confirm),
        ),
        rules=rules,
    )
    answer = await WORKFLOWS[scan.task](session, floor_scan)
    return _with_readings(answer, parsed) if parsed and isinstance(answer, Need) else answer


def _parse(scan: ScanIn, rules: HouseRules) -> Parsed:
    return parse(
        scan.raw,
        today=rules.today(),
        symbology=scan.symbology,
        aim_id=scan.aim_id,
        settings=CAMERA if scan.source in ("camera", "photo") else DEFAULT,
    )


def _with_readings(need: Need, parsed: Parsed) -> Need:
    """Offer both readings of a lot or serial whose separator the scanner may have swallowed."""
    ai = _AI_OF_FIELD.get(need.field)
    readings = [one.choices for one in parsed.warnings if one.ai == ai and one.choices]
    if need.choices or not readings:
        return need
    return replace(need, choices=tuple(Choice(text, text) for text in readings[0]))


async def _subject(session: AsyncSession, scan: ScanIn, parsed: Parsed | None) -> Subject | Need:
    if parsed is None:
        return Subject(SubjectKind.NOTHING)
    found = await resolve(session, parsed, task=scan.task, choice=scan.answers.choice)
    if isinstance(found, Ambiguous):
        return Need("choice", "which_one", "What is this?", found.choices)
    return found


async def _actor(session: AsyncSession, scan: ScanIn, who: SignedIn) -> Actor:
    actor = Actor(user_id=who.user_id, name=who.name, role=who.role, device_id=who.device_id)
    if scan.answers.approval is None:
        return actor
    consent = await consume_approval(
        session, scan.answers.approval, requested_by=who.user_id, scan_id=scan.id
    )
    return Actor(
        user_id=who.user_id,
        name=who.name,
        role=who.role,
        device_id=who.device_id,
        approver_id=consent.approved_by,
        approved_purpose=consent.purpose,
    )


async def _keep(
    session: AsyncSession,
    scan: ScanIn,
    who: SignedIn,
    status: ScanStatus,
    outcome: ScanOutcome,
) -> ScanResult:
    """Store the scan with its answer. Raises _Repeated when its id already has one."""
    row = {
        "id": scan.id,
        "payload_hash": payload_hash(scan),
        "raw": _kept(scan.raw),
        "symbology": scan.symbology or "",
        "aim_id": scan.aim_id or "",
        "source": scan.source,
        "task": scan.task,
        "step": scan.step,
        "document_id": scan.document_id,
        "user_id": who.user_id,
        "device_id": who.device_id,
        "device_seq": scan.device_seq,
        "status": status,
        "outcome": outcome.model_dump(mode="json"),
        "answers_to": scan.answers_to,
        "recorded_at": scan.recorded_at,
        "received_at": clock.now(),
    }
    if not await affected(session, _STORE[session.get_bind().dialect.name], row):
        raise _Repeated
    return ScanResult(id=scan.id, status=ResultStatus(status.value), **dict(outcome))


def _kept(raw: str) -> str:
    """The raw text as it is kept for good; a badge is a key and is not kept."""
    return f"{PREFIX}…" if raw.strip().upper().startswith(PREFIX) else raw


async def _first_answer(db: Database, scan: ScanIn) -> ScanResult:
    row = (await db.look_up(_STORED, {"id": scan.id})).one()
    if row.payload_hash != payload_hash(scan):
        refusal = _refusal(
            ScanIdReused("Another scan already carries this id, so this one was not counted.")
        )
        return ScanResult(id=scan.id, status=ResultStatus.REJECTED, **dict(refusal))
    return ScanResult(
        id=scan.id,
        status=ResultStatus.DUPLICATE,
        first_status=ResultStatus(row.status),
        **row.outcome,
    )


def payload_hash(scan: ScanIn) -> str:
    """Fingerprint of all a scan says but its id: the same id with another one is a mix-up."""
    payload = scan.model_dump_json(exclude={"id"}, exclude_defaults=True)
    return hashlib.sha256(payload.encode()).hexdigest()


def _success(answer: Applied) -> ScanOutcome:
    document = None
    if answer.document_id is not None:
        document = DocumentOut(type=answer.document_type, id=answer.document_id)
    return ScanOutcome(
        code=answer.code,
        message=answer.message,
        effect=answer.effect,
        document=document,
        warnings=list(answer.warnings),
    )


def _question(need: Need) -> ScanOutcome:
    choices = [ChoiceOut(value=c.value, label=c.label, detail=c.detail) for c in need.choices]
    return ScanOutcome(
        code=need.code,
        message=need.prompt,
        params=_json_ready(need.params),
        needs=NeedOut(field=need.field, code=need.code, prompt=need.prompt, choices=choices),
    )


def _refusal(problem: Problem) -> ScanOutcome:
    body: dict[str, Any] = problem.as_dict() | {"request_id": ""}
    return ScanOutcome.model_validate(
        {
            "code": problem.code,
            "message": problem.detail,
            "params": body["params"],
            "problem": body,
        }
    )


def _json_ready(params: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | list) else str(value)
        for name, value in params.items()
    }
